"""An evaluation for somebody at a terminal: figures in tables, one or two configurations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leakguard.evaluation.labels import LabelTypes
from leakguard.evaluation.listing import Listing
from leakguard.evaluation.measures import Counts, Score
from leakguard.evaluation.running import Result, SetResult
from leakguard.messages import Texts
from leakguard.reports.layout import table
from leakguard.reports.width import visible, wrap

_MEASURES = ("leak_recall", "f1", "precision", "recall", "overlap_precision")
_COMPARED = ("leak_recall", "f1", "false_alarms_per_10k")
_OF_TEXT = ("over_mask",)
_WHOLE = ("eval.set", "eval.tag")
"""Tables whose rows are texts, so that there is something outside the labels."""

Row = tuple[str, Score, Counts]
"""A name, the score that it is part of, and its counts."""


@dataclass(frozen=True)
class Tables:
    """Renders results, the problems by ``listing``."""

    listing: Listing
    types: LabelTypes
    by_tag: bool

    @property
    def texts(self) -> Texts:
        """In whose language."""
        return self.listing.texts

    def render(self, results: Sequence[Result]) -> Iterator[str]:
        """Everything about one result, or about two side by side, line by line."""
        result, against = results[0], results[1] if len(results) > 1 else None
        yield from self._configurations(result, against)
        yield from self._table("eval.set", self._sets(result), self._sets(against) if against else None)
        yield from self._means(result, against)
        yield ""
        yield from self._table("eval.type", self._types(result), self._types(against) if against else None)
        yield ""
        if self.by_tag:
            yield from self._table("eval.tag", self._tags(result), self._tags(against) if against else None)
            yield ""
        yield from self.listing.render(result, against)
        yield from self._wrapped(self.texts("eval.legend"), "dim")

    def _configurations(self, *results: Result | None) -> Iterator[str]:
        given = [result.configuration for result in results if result]
        for number, one in enumerate(given, 1):
            folders = ", ".join(one["recognizers"]) or self.texts("eval.no-recognizers")
            line = self.texts(
                "eval.configuration", tagger=one["tagger"], threshold=f"{one['threshold']:g}", folders=folders
            )
            yield from self._wrapped(visible(f"{number}: {line}" if len(given) > 1 else line), "bold")

    def _sets(self, result: Result) -> list[Row]:
        rows = [(self._set_name(each), each.score, each.score.total) for each in result.sets]
        whole = result.all
        together = [(self.texts("eval.all"), whole, whole.total)] if sum(s.pooled for s in result.sets) > 1 else []
        return [*rows, *together]

    def _set_name(self, each: SetResult) -> str:
        return self.texts("eval.exports") if each.files else visible(each.name)

    def _types(self, result: Result) -> list[Row]:
        whole = result.all
        shown = [
            name for name in self.types.ordered(whole.types) if whole.types[name].required or whole.types[name].hits
        ]
        return [(self._type_name(name), whole, whole.types[name]) for name in shown]

    def _type_name(self, name: str) -> str:
        """The name as labels have it, with what people call it where that is not English."""
        language = self.texts.language
        title = "" if language == "en" else self.types.title(name, language)
        return f"{visible(name)} {title}".rstrip()

    def _tags(self, result: Result) -> list[Row]:
        return [(visible(self.listing.shower.clean(tag)), score, score.total) for tag, score in result.tags.items()]

    def _means(self, *results: Result | None) -> Iterator[str]:
        for result in results:
            for means in filter(None, (each.file_means for each in (result.sets if result else ()))):
                numbers = {key: f"{means[key]:,}" for key in ("files", "files_with_labels", "files_without_leak")}
                shares = {key: _percent(means[key]) for key in ("leak_recall", "f1")}
                yield from self._wrapped(self.texts("eval.means", **numbers, **shares))

    def _table(self, head: str, rows: Sequence[Row], others: Sequence[Row] | None) -> Iterator[str]:
        names = [self.texts(head), self.texts("eval.required")]
        if others is None:
            last = ["false_alarms_per_10k", *_OF_TEXT] if head in _WHOLE else ["false_alarms_per_10k"]
            names += [self.texts(f"eval.{name}") for name in (*_MEASURES, *last)]
            lines = [self._row(row, whole=head in _WHOLE) for row in rows]
        else:
            names += [text for name in _COMPARED for text in (f"{self.texts(f'eval.{name}')} 1", "2", "1-2")]
            first, second = ({name: (score, counts) for name, score, counts in side} for side in (rows, others))
            lines = [_compared(name, first.get(name), second.get(name)) for name in {**first, **second}]
        top, *rest = table([names, *lines], self.listing.cells, shrink=(0,), right=range(1, len(names)))
        yield self.listing.style(top, "dim")
        yield from rest

    def _row(self, row: Row, whole: bool) -> list[str]:
        name, score, counts = row
        shares = [_percent(getattr(counts, measure)) for measure in _MEASURES]
        last = [_percent(score.over_mask)] if whole else []
        return [name, f"{counts.required:,}", *shares, _number(score.alarms_per_10k(counts)), *last]

    def _wrapped(self, text: str, *styles: str) -> Iterator[str]:
        return (self.listing.style(line, *styles) for line in wrap(text, self.listing.cells))


def _compared(name: str, one: tuple[Score, Counts] | None, two: tuple[Score, Counts] | None) -> list[str]:
    required = (one or two or (Score(), Counts()))[1].required
    cells = [name, f"{required:,}"]
    for measure in _COMPARED:
        values = [_value(measure, *side) if side else None for side in (one, two)]
        shown = _number if measure == "false_alarms_per_10k" else _percent
        cells += [*map(shown, values), _change(values, measure)]
    return cells


def _value(measure: str, score: Score, counts: Counts) -> float | None:
    if measure == "false_alarms_per_10k":
        return score.alarms_per_10k(counts)
    value: float | None = getattr(counts, measure)
    return value


def _change(values: Sequence[float | None], measure: str) -> str:
    one, two = values
    if one is None or two is None:
        return "-"
    factor, digits = (1, 2) if measure == "false_alarms_per_10k" else (100, 1)
    change = round((one - two) * factor, digits)
    return f"{change:+.{digits}f}" if change else "="


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
