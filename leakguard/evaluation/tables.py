"""An evaluation for somebody at a terminal: figures in tables, one or two configurations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from leakguard.evaluation.bootstrap import DRAWS, Bootstrap, Interval, Scope
from leakguard.evaluation.labels import LabelTypes
from leakguard.evaluation.listing import Listing
from leakguard.evaluation.measures import Counts, Score
from leakguard.evaluation.running import Result, SetResult
from leakguard.messages import Texts
from leakguard.reports.layout import table
from leakguard.reports.width import visible, wrap

_MEASURES = ("leak_recall", "f1", "precision", "recall", "overlap_precision")
_COMPARED = ("leak_recall", "f1", "false_alarms_per_10k")
_PER_10K = ("false_alarms_per_10k",)
_OF_TEXT = ("over_mask",)
_WHOLE = ("eval.set", "eval.tag")
"""Tables whose rows are texts, so that there is something outside the labels."""


class Row(NamedTuple):
    """A name, the score that it is part of, its counts, and what these are of: a scope, and a type or all types."""

    name: str
    score: Score
    counts: Counts
    scope: Scope
    type: str | None = None


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
        bootstrap = Bootstrap(results)
        yield from self._configurations(*results)
        yield from self._table("eval.set", [self._sets(each) for each in results], bootstrap)
        yield from self._means(*results)
        yield ""
        yield from self._table("eval.type", self._types(results), bootstrap)
        yield ""
        if self.by_tag:
            yield from self._table("eval.tag", [self._tags(each) for each in results], bootstrap)
            yield ""
        yield from self.listing.render(result, against)
        yield from self._wrapped(self.texts("eval.legend"), "dim")
        if against:
            yield from self._wrapped(self.texts("eval.legend-interval", draws=f"{DRAWS:,}"), "dim")

    def _configurations(self, *results: Result) -> Iterator[str]:
        for number, result in enumerate(results, 1):
            line = self._configuration(result.configuration)
            yield from self._wrapped(visible(f"{number}: {line}" if len(results) > 1 else line), "bold")

    def _configuration(self, one: Mapping[str, Any]) -> str:
        if one["alone"]:
            return self.texts("eval.configuration-alone", tagger=one["tagger"])
        folders = ", ".join(one["recognizers"]) or self.texts("eval.no-recognizers")
        return self.texts(
            "eval.configuration", tagger=one["tagger"], threshold=f"{one['threshold']:g}", folders=folders
        )

    def _sets(self, result: Result) -> list[Row]:
        rows = [
            Row(self._set_name(each), each.score, each.score.total, Scope("set", each.name)) for each in result.sets
        ]
        if sum(each.pooled for each in result.sets) > 1:
            rows.append(Row(self.texts("eval.all"), whole := result.all, whole.total, Scope()))
        return rows

    def _set_name(self, each: SetResult) -> str:
        return self.texts("eval.exports") if each.files else visible(each.name)

    def _types(self, results: Sequence[Result]) -> list[list[Row]]:
        """The types of which any result has something to tell."""
        wholes = [result.all for result in results]
        told = {name for whole in wholes for name, counts in whole.types.items() if counts.required or counts.hits}
        return [
            [
                Row(self._type_name(name), whole, whole.types.get(name, Counts()), Scope(), name)
                for name in self.types.ordered(told)
            ]
            for whole in wholes
        ]

    def _type_name(self, name: str) -> str:
        """The name as labels have it, with what people call it where that is not English."""
        language = self.texts.language
        title = "" if language == "en" else self.types.title(name, language)
        return f"{visible(name)} {title}".rstrip()

    def _tags(self, result: Result) -> list[Row]:
        return [
            Row(visible(self.listing.shower.clean(tag)), score, score.total, Scope("tag", tag))
            for tag, score in result.tags.items()
        ]

    def _means(self, *results: Result) -> Iterator[str]:
        for result in results:
            for means in filter(None, (each.file_means for each in result.sets)):
                numbers = {key: f"{means[key]:,}" for key in ("files", "files_with_labels", "files_without_leak")}
                shares = {key: _percent(means[key]) for key in ("leak_recall", "f1")}
                yield from self._wrapped(self.texts("eval.means", **numbers, **shares))

    def _table(self, head: str, sides: Sequence[Sequence[Row]], bootstrap: Bootstrap) -> Iterator[str]:
        names = [self.texts(head), self.texts("eval.required")]
        if len(sides) == 1:
            last = ["false_alarms_per_10k", *_OF_TEXT] if head in _WHOLE else ["false_alarms_per_10k"]
            names += [self.texts(f"eval.{name}") for name in (*_MEASURES, *last)]
            lines = [self._row(row, whole=head in _WHOLE) for row in sides[0]]
            right = [*range(1, len(names))]
        else:
            names += [self.texts("eval.figure"), "1", "2", "1-2", "95%"]
            lines = [line for one, two in zip(*sides, strict=True) for line in self._compared(one, two, bootstrap)]
            right = [1, *range(3, len(names))]
        top, *rest = table([names, *lines], self.listing.cells, shrink=(0,), right=right)
        yield self.listing.style(top, "dim")
        yield from rest

    def _row(self, row: Row, whole: bool) -> list[str]:
        shares = [_percent(getattr(row.counts, measure)) for measure in _MEASURES]
        last = [_percent(row.score.over_mask)] if whole else []
        alarms = _number(row.score.alarms_per_10k(row.counts))
        return [row.name, f"{row.counts.required:,}", *shares, alarms, *last]

    def _compared(self, one: Row, two: Row, bootstrap: Bootstrap) -> Iterator[list[str]]:
        """A line for every figure that either has; the name stands in the first."""
        intervals = bootstrap.differences(one.scope, one.type)
        first = [one.name, f"{one.counts.required:,}"]
        for measure in _COMPARED:
            values = [_value(measure, row) for row in (one, two)]
            if values == [None, None]:
                continue
            shown = _number if measure in _PER_10K else _percent
            change = _change(values, intervals[measure], measure)
            yield [*first, self.texts(f"eval.{measure}"), *map(shown, values), *change]
            first = ["", ""]

    def _wrapped(self, text: str, *styles: str) -> Iterator[str]:
        return (self.listing.style(line, *styles) for line in wrap(text, self.listing.cells))


def _value(measure: str, row: Row) -> float | None:
    if measure in _PER_10K:
        return row.score.alarms_per_10k(row.counts)
    value: float | None = getattr(row.counts, measure)
    return value


def _change(values: Sequence[float | None], bounds: Interval | None, measure: str) -> tuple[str, str]:
    """The difference and its interval. Where all draws are equal too, there is nothing to say of them."""
    one, two = values
    if one is None or two is None:
        return "-", "-"
    change = _signed(one - two, measure) or "="
    if bounds is None:
        return change, "-"
    least, greatest = (_signed(bound, measure) or "0" for bound in bounds)
    return change, "" if (change, least, greatest) == ("=", "0", "0") else f"[{least}, {greatest}]"


def _signed(change: float, measure: str) -> str:
    """A difference with its sign; empty where it is none that would show."""
    factor, digits = (1, 2) if measure in _PER_10K else (100, 1)
    shown = round(change * factor, digits)
    return f"{shown:+.{digits}f}" if shown else ""


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
