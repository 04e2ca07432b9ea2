"""What columns were taken for and why, for somebody at a terminal. Columns and rows are counted from 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leakguard.columns import Table
from leakguard.detection.columns import Column
from leakguard.findings import Evidence
from leakguard.messages import Texts
from leakguard.reports import words
from leakguard.reports.layout import Style, table
from leakguard.reports.width import visible, wrap


def render(source: str, tables: Sequence[Table], texts: Texts, cells: int, style: Style) -> Iterator[str]:
    """The lines of the report, without line ends."""
    yield style(words.source_name(source, texts), "bold")
    for found in tables:
        part = f"{visible(found.part)} | " if found.part else ""
        facts = f"{part}{_header(found, texts)} | {texts('columns.rows', count=f'{found.rows:,}')}"
        yield from ("  " + line for line in wrap(facts, cells - 2))
        yield from _columns(found, texts, cells, style)
        yield ""


def _header(found: Table, texts: Texts) -> str:
    if found.named:
        return texts("columns.header-named")
    if not found.header_rows:
        return texts("columns.header-none")
    first, last = found.header_rows[0] + 1, found.header_rows[-1] + 1
    key = "columns.header-one" if first == last else "columns.header-two"
    return texts(key, first=first, last=last)


def _columns(found: Table, texts: Texts, cells: int, style: Style) -> Iterator[str]:
    heads = ("report.column", "report.header", "report.meaning", "columns.confidence", "columns.fitting", "columns.why")
    rows = [[texts(head) for head in heads], *(_row(column, texts) for column in found.columns)]
    first, *others = table(rows, cells - 2, shrink=(1, 2), right=(3, 4), flow=True)
    yield "  " + style(first, "dim")
    yield from ("  " + line for line in others)


def _row(column: Column, texts: Texts) -> list[str]:
    header = words.header(column.header) if column.header and column.header.strip() else texts("report.no-header")
    sure = _percent(column.confidence) if column.confidence else "-"
    fit = "-" if column.fitting is None else _percent(column.fitting)
    place = f"{column.index + 1} {words.letters(column.index)}"
    return [place, header, _meaning(column, texts), sure, fit, reasons(column.reasons, texts)]


def _meaning(column: Column, texts: Texts) -> str:
    if column.meaning.kind == "region":
        return texts("shape.regions")
    return texts(f"shape.{column.quiet}") if column.quiet else words.label(column.label, texts)


def reasons(found: Sequence[Evidence], texts: Texts) -> str:
    """The reasons of a decision in words. The header stands beside them and is not said again."""
    overruled = any(reason.kind == "overruled" for reason in found)
    shown = [reason for reason in found if not (overruled and reason.kind == "header")]
    return texts("why.separator").join(_reason(reason, texts) for reason in shown)


def _reason(reason: Evidence, texts: Texts) -> str:
    name = visible(reason.name)
    if reason.kind == "values":
        name = texts.known(f"shape.{reason.name}", name)
    elif reason.kind == "group":
        name = words.header(name)
    elif reason.kind in ("overruled", "misfit", "neighbour", "changed"):
        name = texts("shape.regions") if name == "region" else words.label(name, texts)
    key = "column.nobody" if reason.kind == "neighbour" and not reason.name else f"column.{reason.kind}"
    return texts(key, name=name, share=_percent(reason.weight), count=f"{reason.weight:g}")


def _percent(share: float) -> str:
    return f"{share:.0%}"
