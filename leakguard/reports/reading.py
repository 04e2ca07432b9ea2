"""Reading what a scan wrote: the report object, a Parquet table of findings, or a bare list of findings as JSON lines.

A report object is the whole report. A Parquet table written by a scan holds all of it but the findings in its footer. A bare list says
nothing of the policy, of what was not scanned, and of clean files: :attr:`leakguard.report.Report.lacks` tells.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from leakguard.census import Example, LinkedGroup, PersonCount
from leakguard.errors import UsageError
from leakguard.findings import SCHEMA_VERSION, Evidence, Finding, count_by_entity
from leakguard.policy import Allow, Bilingual
from leakguard.report import KEPT, ColumnSummary, Report, SourceSummary
from leakguard.reports.bare import Bare
from leakguard.sources.base import Unscanned

SUFFIXES = (".json", ".jsonl", ".ndjson", ".parquet")
_BATCH = 1 << 14
_CURE = "Give a file that `leakguard scan -o` wrote: " + ", ".join(SUFFIXES) + "."


def read_report(path: Path) -> Report:
    """The report in a file.

    Raises :class:`~leakguard.errors.UsageError` for a file that is missing, of another kind, or damaged; the message
    holds nothing of it but the number of a line.
    """
    suffix = _suffix(path)
    if suffix == ".json":
        return _whole(_object(path), path)
    if suffix == ".parquet":
        head = _footer(path)
        if head is not None:
            return _described(head, path)
    return _bare(path)


def each_finding(path: Path) -> Iterator[Finding]:
    """All findings of a file, as they stand in it; of a report object those that it lists. Raises as :func:`read_report`."""
    return map(Finding.from_dict, each_record(path))


def each_example(path: Path) -> Iterator[Example]:
    """The same, each with whether the policy forbids it."""
    return (Example(Finding.from_dict(record), record.get("forbidden")) for record in each_record(path))


def each_record(path: Path) -> Iterator[dict[str, Any]]:
    """The same as dictionaries; ``forbidden`` only where the file says so."""
    suffix = _suffix(path)
    if suffix == ".json":
        yield from _object(path)["findings"]
    elif suffix == ".parquet":
        yield from _table(path)
    else:
        yield from _lines(path)


def find_finding(path: Path, identifier: str) -> Finding | None:
    """The finding of a file that a report calls so (:attr:`Finding.id`), or the first with that fingerprint."""
    return next((f for f in each_finding(path) if identifier in (f.fingerprint, f.id)), None)


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"{path}: findings are read from {', '.join(SUFFIXES)}. {_CURE}")
    if not path.is_file():
        raise UsageError(f"{path} is no file. {_CURE}")
    return suffix


def _object(path: Path) -> Any:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{path} cannot be read as JSON. {_CURE}") from error
    if not isinstance(found, dict) or "findings" not in found or "sources" not in found:
        raise UsageError(f"{path} is no report of leakguard. {_CURE}")
    _known_schema(found, path)
    return found


def _known_schema(head: Mapping[str, Any], path: Path) -> None:
    if head.get("schema") != SCHEMA_VERSION or "persons" not in head:
        raise UsageError(f"{path} was written by another version of leakguard. Scan again with this one.")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as stream:
            for index, line in enumerate(stream):
                if line.strip():
                    yield _checked(line, index, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}). {_CURE}") from error


def _checked(line: bytes, index: int, path: Path) -> dict[str, Any]:
    with suppress(ValueError, RecursionError):
        found = json.loads(line)
        if isinstance(found, dict) and {"source", "entity", "fingerprint", "preview", "group"} <= found.keys():
            return found
    raise UsageError(f"{path}, line {index + 1}: this is no finding. {_CURE}")


def _footer(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from leakguard.reports.stream import HEAD

    try:
        metadata = pq.read_metadata(path).metadata or {}
    except (OSError, pa.ArrowException) as error:
        raise UsageError(f"{path} cannot be read as Parquet. {_CURE}") from error
    found = metadata.get(HEAD.encode())
    if found is None:
        return None
    head = json.loads(found)
    _known_schema(head, path)
    return head


def _table(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_BATCH):
                for record in batch.to_pylist():
                    record["evidence"] = json.loads(record["evidence"])
                    yield record
    except (OSError, KeyError, ValueError, pa.ArrowException) as error:
        raise UsageError(f"{path} cannot be read as a table of findings. {_CURE}") from error


def _whole(record: Mapping[str, Any], path: Path) -> Report:
    """The report of a report object."""
    try:
        listed = {each["id"]: Finding.from_dict(each) for each in record["findings"]}
        report = _headed(record, listed)
        report.findings = list(listed.values())
        report.forbidden = [listed[each["id"]] for each in record["findings"] if each["forbidden"]]
        _count_more(report, record["summary"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"{path} is damaged, or was changed by hand. Scan again.") from error
    return report


def _described(head: Mapping[str, Any], path: Path) -> Report:
    """The report of a table with a footer; as many findings are listed as a report lists."""
    try:
        report = _headed(head)
        if head["summary"]["findings"] <= KEPT:
            for each in _table(path):
                finding = Finding.from_dict(each)
                report.findings.append(finding)
                if each["forbidden"]:
                    report.forbidden.append(finding)
        _count_more(report, head["summary"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"{path} is damaged, or was changed by hand. Scan again.") from error
    return report


_Told = Callable[[str | Mapping[str, Any]], Finding]


def _headed(record: Mapping[str, Any], listed: Mapping[str, Finding] | None = None) -> Report:
    def told(finding: str | Mapping[str, Any]) -> Finding:
        return (listed or {})[finding] if isinstance(finding, str) else Finding.from_dict(finding)

    report = Report(
        policy=record["policy"]["id"],
        policy_digest=record["policy"]["sha256"],
        catalogue_digest=record["catalogue"]["sha256"],
        sources=[_source(each, told) for each in record["sources"]],
        unscanned=[Unscanned(**each) for each in record["unscanned"]],
        allow=tuple(_allow(each) for each in record["allowed"]),
        keyed=record["fingerprints"]["keyed"],
        key_id=record["fingerprints"]["key"],
        as_of=date.fromisoformat(record["as_of"]),
        tool_version=record["tool"]["version"],
        lacks=frozenset(record["lacks"]),
        told=PersonCount.from_dict(record["persons"]),
    )
    report.tells_unknown = bool(record["unknown_columns"])
    return report


def _source(record: Mapping[str, Any], told: _Told) -> SourceSummary:
    name = record["name"]
    groups = tuple(
        LinkedGroup(name, g["part"], g["group"], tuple(map(told, g["findings"])), g["order"], tuple(g["forbidden"]))
        for g in record["groups"]
    )
    return SourceSummary(
        name=name,
        format=record["format"],
        encoding=record["encoding"],
        encoding_reason=record["encoding_reason"],
        sha256=record["sha256"],
        units=record["units"],
        findings=record["findings"],
        forbidden=record["forbidden"],
        entities=record["entities"],
        columns=tuple(_column(each) for each in record["columns"]),
        records=record["records"],
        allowed=record["allowed"],
        masked=record["masked"],
        persons=PersonCount.from_dict(record["persons"]),
        examples=tuple(Example(told(each["finding"]), each["forbidden"]) for each in record["examples"]),
        groups=groups,
    )


def _column(record: Mapping[str, Any]) -> ColumnSummary:
    return ColumnSummary(
        part=record["part"],
        index=record["column"],
        header=record["header"],
        meaning=record["meaning"],
        findings=record["findings"],
        entities=record["entities"],
        confidence=record["confidence"],
        reasons=tuple(Evidence(**reason) for reason in record["reasons"]),
        text=record["text"],
    )


def _allow(record: Mapping[str, Any]) -> Allow:
    return Allow(record["id"], Bilingual(**record["reason"]), date.fromisoformat(record["expires"]))


def _count_more(report: Report, summary: Mapping[str, Any]) -> None:
    """What is counted and not listed."""
    masked = [finding for finding in report.findings if finding.masked]
    for total, more, listed in (
        ("entities", report.more, report.findings),
        ("forbidden_entities", report.more_forbidden, report.forbidden),
        ("masked_entities", report.more_masked, masked),
    ):
        more.update(Counter(summary[total]) - Counter(count_by_entity(listed)))


def _bare(path: Path) -> Report:
    """The report of a list of findings. The file is read twice: which records hold most is known at its end only."""
    report = Report("", "", "", lacks=frozenset({"policy", "unscanned", "sources", "minors", "order"}))
    by_source: dict[str, Bare] = {}
    for record in each_record(path):
        finding = _finding(record, path)
        by_source.setdefault(finding.location.source, Bare(finding.location.source)).add(record, finding, None)
        if len(report.findings) < KEPT:
            report.findings.append(finding)
        else:
            report.more[finding.entity] += 1
            report.more_masked[finding.entity] += finding.masked
    for record in each_record(path):
        by_source[record["source"]].add_to_group(record, _finding(record, path))
    report.sources = [bare.summary() for bare in by_source.values()]
    return report


def _finding(record: Mapping[str, Any], path: Path) -> Finding:
    try:
        return Finding.from_dict(record)
    except (KeyError, TypeError) as error:
        raise UsageError(f"{path} is damaged, or was changed by hand. Scan again.") from error
