"""What the parts of a report are called in words: places, reasons, encodings, verdicts. All texts come out visible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from leakguard.findings import Evidence, Finding, Location
from leakguard.messages import Texts
from leakguard.policy import Allow
from leakguard.policy.allowing import distinct
from leakguard.report import ColumnSummary, Report, SourceSummary
from leakguard.reports.width import truncate, visible
from leakguard.sources.base import Unscanned

_MEANINGS = ("free-text", "other", "unknown")
_HEADER_CELLS = 24


def source_name(name: str, texts: Texts) -> str:
    """A source as people call it."""
    return texts("report.stdin") if name == "-" else visible(name)


def letters(index: int) -> str:
    """The letters of a spreadsheet for a 0-based column: A, B ... Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def place(location: Location, start: int, texts: Texts) -> str:
    """Where a finding stands, counted from 1; ``start`` is its 0-based offset in the unit."""
    if location.pointer is not None:
        where = texts("place.pointer", pointer=visible(location.pointer))
        if location.line is not None:
            where = f"{texts('place.whole-line', line=location.line + 1)} {where}"
    elif location.line is not None:
        where = texts("place.line", line=location.line + 1, character=start + 1)
    elif location.row is None or location.column is None:
        where = ""
    else:
        where = texts("place.cell", row=location.row + 1, column=location.column + 1)
        if location.header and location.header.strip():
            where = texts("place.header", place=where, header=header(location.header))
    pieces = [visible(location.part) if location.part else "", where, _beside(location, texts)]
    return " ".join(piece for piece in pieces if piece)


def _beside(location: Location, texts: Texts) -> str:
    """What a text is that does not stand in a cell or line: a comment, a property ..."""
    if location.where == "cell":
        return ""
    return texts.known(f"where.{location.where}", visible(location.where))


def header(text: str) -> str:
    """A column header, trimmed and not too long."""
    return truncate(visible(text.strip()), _HEADER_CELLS)


def why(finding: Finding, texts: Texts) -> str:
    """The evidence of a finding in words."""
    return texts("why.separator").join(reason(evidence, texts) for evidence in finding.evidence)


def reason(evidence: Evidence, texts: Texts) -> str:
    """One piece of evidence in words."""
    kind, name = evidence.kind, visible(evidence.name)
    key = f"why.{kind}"
    if kind == "check":
        name, _, outcome = name.partition(":")
        key = f"why.check.{outcome}"
        name = name if texts.known(key) else f"{name} {outcome}"
    elif kind == "header":
        name = header(name)
    elif kind == "grammar":
        name = name.replace("+", " ")
    text = texts(key if texts.known(key) else "why.other", name=name, kind=kind)
    return texts("why.against", reason=text) if evidence.weight < 0 and kind != "check" else text


def entities(counts: dict[str, int], texts: Texts) -> str:
    """Entities and how often, the most frequent first."""
    return texts("why.separator").join(f"{texts.entity(name)} {count}" for name, count in counts.items())


def meaning(column: ColumnSummary, texts: Texts) -> str:
    """What a column was taken for."""
    return label(column.meaning, texts)


def label(name: str, texts: Texts) -> str:
    """An entity, or ``free-text``, ``other`` or ``unknown``, in words."""
    return texts(f"meaning.{name}") if name in _MEANINGS else texts.entity(name)


def carries(column: ColumnSummary) -> bool:
    """Whether a column is worth a line: something was found in it, or it was taken for something personal."""
    return bool(column.findings) or column.meaning not in _MEANINGS


def summary(source: SourceSummary, texts: Texts) -> Sequence[str]:
    """Kind, encoding and why, size, findings, persons, forbidden: one text each; of a bare list only what it tells."""
    if not source.format:
        return [texts("report.findings", count=f"{source.findings:,}"), *_persons(source, texts)]
    table = bool(source.columns)
    kind = texts("report.table" if table else "report.text")
    if source.format not in ("csv", "text"):
        kind = f"{source.format.upper()} {kind}" if table else source.format.upper()
    reason = texts.known(f"encoding.{source.encoding_reason}", source.encoding_reason)
    facts = [
        kind,
        texts("report.encoding", encoding=source.encoding, reason=visible(reason)),
        texts("report.cells" if table else "report.lines", count=f"{source.units:,}"),
    ]
    if not source.findings:
        return [*facts, texts("report.nothing")]
    facts.append(texts("report.findings", count=f"{source.findings:,}"))
    return [*facts, *_persons(source, texts), texts("report.forbidden", count=f"{source.forbidden:,}")]


def _persons(source: SourceSummary, texts: Texts) -> Iterator[str]:
    """Distinct persons, where they were counted, else records."""
    if source.persons.distinct:
        yield texts("report.persons", count=f"{source.persons.distinct:,}")
    elif source.records:
        yield texts("report.records", count=f"{source.records:,}")


def unscanned(parts: Iterable[Unscanned], texts: Texts) -> Iterable[str]:
    """Per part what it is and why it was not scanned, and then what to do about it."""
    for part in parts:
        name = source_name(part.source, texts) + (f" · {visible(part.part)}" if part.part else "")
        reason = texts.known(f"reason.{part.reason}", part.reason)
        cure = texts.known(f"cure.{part.reason}", texts("cure.other"))
        yield f"{name}: {reason} ({visible(part.detail)})"
        yield "  " + texts("report.cure", cure=cure)


def verdict(policy: str, forbidden: int, not_scanned: int, texts: Texts) -> str:
    """The verdict in one line; what is forbidden and what was not scanned are both said."""
    key = "share-redacted" if forbidden else "share"
    if not_scanned:
        key = "do-not-share-both" if forbidden else "do-not-share"
    return texts(f"verdict.{key}", policy=visible(policy), forbidden=f"{forbidden:,}", unscanned=f"{not_scanned:,}")


def allow_list(entries: Sequence[Allow], counts: Mapping[str, int], keyed: bool, texts: Texts) -> Iterator[str]:
    """Which allow entries let how many findings pass, and which apply no more, or not without a key."""
    for entry in distinct(entries):
        values = {"id": visible(entry.id), "expires": entry.expires.isoformat()}
        if counts.get(entry.id):
            reason = visible(getattr(entry.reason, texts.language))
            yield texts("allow.used", count=f"{counts[entry.id]:,}", reason=reason, **values)
    yield from allow_warnings(entries, keyed, texts)


def allow_warnings(entries: Iterable[Allow], keyed: bool, texts: Texts) -> Iterator[str]:
    """Which allow entries apply no more, or not without a key."""
    for entry in distinct(entries):
        if entry.expired():
            yield texts("allow.expired", id=visible(entry.id), expires=entry.expires.isoformat())
        elif entry.values and not keyed:
            yield texts("allow.keyless", id=visible(entry.id))


def report_allow_list(report: Report, texts: Texts) -> Iterator[str]:
    """The same of a report."""
    return allow_list(report.allow, report.allowed, report.keyed, texts)


def unknown_columns(report: Report, texts: Texts) -> Iterator[str]:
    """The columns of which nothing is known, one text each."""
    for column in report.unknown_columns:
        source = source_name(column.source, texts) + (f" · {visible(column.part)}" if column.part else "")
        head = header(column.header) if column.header else texts("report.no-header")
        yield texts("report.unknown-column", source=source, column=column.index + 1, header=head)


def lacks(report: Report, texts: Texts) -> str:
    """What a report that was made from a bare list of findings does not know, in a sentence."""
    missing = texts("why.separator").join(texts(f"lacks.{name}") for name in sorted(report.lacks))
    return texts("lacks", missing=missing)


def report_verdict(report: Report, texts: Texts) -> str:
    """The verdict of a report in one line."""
    return verdict(report.policy, report.forbidden_count, len(report.unscanned), texts)
