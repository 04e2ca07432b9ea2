"""What a scan wrote is read back as the same report, as far as the format holds it."""

import json
from pathlib import Path

import pytest

from leakguard.__main__ import main
from leakguard.errors import UsageError
from leakguard.messages import Texts
from leakguard.report import Report
from leakguard.reports.formats import FORMATS
from leakguard.reports.reading import each_example, each_finding, find_finding, read_report

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    (folder / "book.pdf").write_bytes(b"%PDF-1.7\n")
    outputs = [part for suffix in ("json", "jsonl", "parquet") for part in ("-o", str(folder / f"r.{suffix}"))]
    inputs = [str(SAMPLES / "taobao-orders.csv"), str(SAMPLES / "chat.txt"), str(folder / "book.pdf")]
    assert main(["scan", *inputs, *outputs]) == 1
    return folder


def whole(report: Report) -> dict[str, object]:
    record = report.as_dict()
    del record["findings"]
    return record


def test_a_report_object_is_read_back_as_it_was_written(written: Path) -> None:
    path = written / "r.json"
    report = read_report(path)
    assert report.as_dict() == json.loads(path.read_bytes())
    assert not report.lacks
    assert [source.name for source in report.sources] == [source.name for source in report.sources if source.examples]
    assert all(source.groups for source in report.sources)


def test_a_table_holds_the_whole_report(written: Path) -> None:
    table, told = read_report(written / "r.parquet"), read_report(written / "r.json")
    assert whole(table) == whole(told)
    assert {f.id for f in table.findings} == {f.id for f in told.findings}
    assert {f.id for f in table.forbidden} == {f.id for f in told.forbidden}


def test_later_renderings_are_those_of_the_scan(written: Path, tmp_path: Path) -> None:
    for suffix in ("html", "md", "sarif"):
        rendered = set()
        for source in ("json", "parquet"):
            report = read_report(written / f"r.{source}")
            rendered.add(FORMATS["markdown" if suffix == "md" else suffix].render(report, Texts("zh")))
        assert len(rendered) == 1


def test_a_bare_list_says_what_it_does_not_know(written: Path) -> None:
    bare, told = read_report(written / "r.jsonl"), read_report(written / "r.json")
    assert bare.lacks == {"policy", "unscanned", "sources", "minors", "order"}
    assert bare.severity.partial
    assert bare.entities == told.entities
    assert bare.masked_entities == told.masked_entities
    assert not bare.forbidden
    assert not bare.persons.linked
    assert [(s.name, s.findings, s.persons.distinct) for s in bare.sources] == [
        (s.name, s.findings, s.persons.distinct) for s in told.sources
    ]
    assert {e.forbidden for source in bare.sources for e in source.examples} == {None}
    assert sum(len(source.columns) for source in bare.sources) > 10


@pytest.mark.parametrize("suffix", ["json", "jsonl", "parquet"])
def test_findings_one_by_one(written: Path, suffix: str) -> None:
    path = written / f"r.{suffix}"
    found = list(each_finding(path))
    assert len(found) == read_report(path).total
    assert not any(finding.value for finding in found)
    chosen = found[7]
    assert find_finding(path, chosen.id) == chosen
    known = find_finding(path, chosen.fingerprint)
    assert known is not None
    assert known.fingerprint == chosen.fingerprint
    assert find_finding(path, "0" * 12) is None
    assert {e.forbidden for e in each_example(path)} == ({None} if suffix == "jsonl" else {True, False})


BROKEN = [
    ("a.json", b"{", "cannot be read as JSON"),
    ("a.json", b"[]", "no report of leakguard"),
    ("a.json", b'{"findings": [], "sources": [], "schema": "0"}', "another version"),
    ("a.json", b'{"findings": [], "sources": [], "schema": "1", "persons": {}}', "damaged"),
    ("a.jsonl", b'{"a": 1}\n', "line 1: this is no finding"),
    ("a.jsonl", "\n电话13902746158\n".encode(), "line 2: this is no finding"),
    ("a.parquet", b"PAR1", "cannot be read as Parquet"),
    ("a.csv", b"", "findings are read from"),
    ("missing.json", None, "is no file"),
]


@pytest.mark.parametrize(("name", "content", "told"), BROKEN)
def test_damaged_files(name: str, content: bytes | None, told: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=told) as raised:
        read_report(path)
    assert "13902746158" not in str(raised.value)
