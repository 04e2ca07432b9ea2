"""The difference of two reports for people: at a terminal, and as Markdown. Previews are masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leakguard.census import Example
from leakguard.messages import Texts
from leakguard.report import Report
from leakguard.reports import words
from leakguard.reports.difference import Change, Difference
from leakguard.reports.layout import PLAIN, Style, table
from leakguard.reports.markup import plain
from leakguard.reports.width import truncate, visible, wrap

SHOWN = 20
"""New findings, gone findings and files that are shown."""

_INDENT = "  "
_NAME_CELLS = 44
Cells = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """Renders differences in ``cells`` terminal cells. ``old`` and ``new`` are what the two reports are called."""

    texts: Texts
    old: str
    new: str
    cells: int = 80
    style: Style = PLAIN

    def terminal(self, difference: Difference) -> Iterator[str]:
        """The lines for a terminal, without line ends."""
        yield self.style(self._title(), "bold")
        for text in _facts(difference, self.texts):
            yield from self._wrapped(text)
        for head, rows in _tables(difference, self.texts):
            heads = (self.texts(head), *_heads(self.texts))
            first, *others = table([heads, *rows], self.cells - len(_INDENT), shrink=(0,), right=(1, 2, 3))
            yield ""
            yield _INDENT + self.style(first, "dim")
            yield from (_INDENT + line for line in others)
        for heading, examples, count in _lists(difference):
            yield ""
            yield self.style(self.texts(heading, count=f"{count:,}"), "bold")
            rows = [_row(example, self.texts) for example in examples[:SHOWN]]
            yield from (_INDENT + line for line in table(rows, self.cells - len(_INDENT), shrink=(2, 3)))
            if count > SHOWN:
                yield _INDENT + self.style(self.texts("diff.more", count=f"{count - SHOWN:,}"), "dim")
        yield ""
        for text in _notes(difference, self.texts):
            yield from self._wrapped(text)
        colour = {0: "green", 1: "red"}.get(difference.exit_code, "yellow")
        yield from (self.style(line, "bold", colour) for line in wrap(_verdict(difference, self.texts), self.cells))

    def markdown(self, difference: Difference) -> Iterator[str]:
        """The lines of a page in Markdown (CommonMark with tables), without line ends."""
        yield f"# {plain(self._title())}"
        yield ""
        yield f"**{plain(_verdict(difference, self.texts))}**"
        yield ""
        yield from (f"- {plain(text)}" for text in _facts(difference, self.texts))
        yield from (f"- {plain(text)}" for text in _notes(difference, self.texts))
        for head, rows in _tables(difference, self.texts):
            yield ""
            yield _line((self.texts(head), *_heads(self.texts)))
            yield "|---|---:|---:|---:|"
            yield from map(_line, rows)
        for heading, examples, count in _lists(difference):
            yield ""
            yield f"## {plain(self.texts(heading, count=f'{count:,}'))}"
            yield ""
            yield _line(("", *(self.texts(key) for key in ("report.entity", "diff.place", "diff.value"))))
            yield "|---|---|---|---|"
            yield from (_line(_row(example, self.texts)) for example in examples[:SHOWN])
            if count > SHOWN:
                yield ""
                yield plain(self.texts("diff.more", count=f"{count - SHOWN:,}"))

    def _title(self) -> str:
        return self.texts("diff.title", old=visible(self.old), new=visible(self.new))

    def _wrapped(self, text: str) -> Iterator[str]:
        yield from (_INDENT + line for line in wrap(text, self.cells - len(_INDENT)))


def _facts(difference: Difference, texts: Texts) -> Iterator[str]:
    total = difference.total
    counts = {name: f"{getattr(total, name):,}" for name in ("new", "gone", "unchanged")}
    yield texts("diff.counts", **counts)
    if difference.new_forbidden is not None:
        yield texts("diff.forbidden", count=f"{difference.new_forbidden:,}")
    old, new = difference.old, difference.new
    yield texts("diff.persons", old=f"{old.persons.distinct:,}", new=f"{new.persons.distinct:,}")
    yield texts("diff.severity", old=_severity(old, texts), new=_severity(new, texts))


def _severity(report: Report, texts: Texts) -> str:
    severity = report.severity
    return f"{severity.code} {getattr(severity.name, texts.language)}"


def _tables(difference: Difference, texts: Texts) -> Iterator[tuple[str, list[Cells]]]:
    """What is counted: by entity and by file, those with most that is new first."""
    entities = {f"{texts.entity(name)} {visible(name)}": change for name, change in difference.entities.items()}
    sources = {words.source_name(name, texts): change for name, change in difference.sources.items()}
    for head, changes in (("report.entity", entities), ("diff.file", sources)):
        if changes:
            ordered = sorted(changes.items(), key=lambda item: (-item[1].new, -item[1].gone))
            yield head, _rows(ordered[:SHOWN], len(ordered), texts)


def _heads(texts: Texts) -> tuple[str, str, str]:
    return texts("diff.new"), texts("diff.gone"), texts("diff.unchanged")


def _rows(changes: Sequence[tuple[str, Change]], count: int, texts: Texts) -> list[Cells]:
    rows = [(name, f"{c.new:,}", f"{c.gone:,}", f"{c.unchanged:,}") for name, c in changes]
    if count > len(rows):
        rows.append((texts("diff.more", count=f"{count - len(rows):,}"), "", "", ""))
    return rows


def _lists(difference: Difference) -> Iterator[tuple[str, Sequence[Example], int]]:
    if difference.appeared:
        yield "diff.appeared", difference.appeared, difference.total.new
    if difference.vanished:
        yield "diff.vanished", [Example(f, None) for f in difference.vanished[:SHOWN]], difference.total.gone


def _row(example: Example, texts: Texts) -> Cells:
    """Whether it is forbidden, what it is, where it stands, and its preview."""
    finding = example.finding
    where = words.place(finding.location, finding.start, texts)
    name = words.source_name(finding.location.source, texts)
    shown = truncate(visible(finding.preview), _NAME_CELLS)
    return "!" if example.forbidden else "", texts.entity(finding.entity), f"{name} {where}".strip(), shown


def _notes(difference: Difference, texts: Texts) -> Iterator[str]:
    """How it was compared, and what that does not tell."""
    if difference.basis == "fingerprint":
        yield texts("diff.by-fingerprint", key=str(difference.new.key_id))
    else:
        yield texts("diff.by-preview")
    if difference.renamed:
        old, new = (words.source_name(name, texts) for name in difference.renamed)
        yield texts("diff.renamed", old=old, new=new)
    for what in difference.other_rules:
        yield texts(f"diff.other.{what}")
    for report, which in ((difference.old, "old"), (difference.new, "new")):
        if "unscanned" in report.lacks:
            yield texts(f"diff.untold.{which}")
        elif report.unscanned:
            yield texts(f"diff.unscanned.{which}", count=f"{len(report.unscanned):,}")


def _verdict(difference: Difference, texts: Texts) -> str:
    if difference.exit_code == 3:
        return texts("diff.verdict.unscanned")
    if difference.new_forbidden is None:
        return texts(
            "diff.verdict.new" if difference.total.new else "diff.verdict.nothing", count=f"{difference.total.new:,}"
        )
    if difference.new_forbidden:
        return texts("diff.verdict.forbidden", count=f"{difference.new_forbidden:,}")
    return texts("diff.verdict.none-forbidden" if difference.total.new else "diff.verdict.nothing")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(plain, cells))} |"
