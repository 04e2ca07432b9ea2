"""``scan -o``: several files at once, in the formats of their suffixes, checked before any work, whole or not at all."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from leakguard.reports.page.choosing import Caps

from .support import run

PHONE = "13902746158"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "orders.csv").write_text(f"姓名,手机\n张伟,{PHONE}\n李娜,13802746158\n", encoding="utf-8")
    return tmp_path


ALL = (
    "a.txt",
    "a.json",
    "a.jsonl",
    "a.ndjson",
    "a.parquet",
    "a.csv",
    "a.html",
    "a.htm",
    "a.xlsx",
    "a.md",
    "a.sarif",
    "a.xml",
)


def test_every_format_at_once(folder: Path) -> None:
    out = folder / "out"
    out.mkdir()
    result = run("scan", folder / "orders.csv", *(part for name in ALL for part in ("-o", out / name)))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert {path.name for path in out.iterdir()} == set(ALL)
    assert all(path.stat().st_size > 300 for path in out.iterdir())
    assert all(f"Written: {out / name}" in result.stderr for name in ALL)
    assert not [path for path in out.iterdir() if PHONE.encode() in path.read_bytes()]
    assert (out / "a.jsonl").read_bytes() == (out / "a.ndjson").read_bytes()
    assert len((out / "a.jsonl").read_text(encoding="utf-8").splitlines()) == 4


@pytest.mark.parametrize("name", ["terminal", "json", "jsonl", "csv", "html", "markdown", "sarif", "junit"])
def test_any_text_format_goes_to_standard_output(folder: Path, name: str) -> None:
    result = run("scan", folder / "orders.csv", "-f", name)
    assert result.exit_code == 1
    assert len(result.stdout) > 300
    assert PHONE not in result.stdout


def test_the_option_overrules_the_suffix(folder: Path) -> None:
    assert run("scan", folder / "orders.csv", "-f", "json", "-o", folder / "r.txt").exit_code == 1
    assert json.loads((folder / "r.txt").read_bytes())["verdict"] == "share-redacted"


REFUSED = [
    (["-o", "r.pdf"], "does not say which format"),
    (["-o", "r"], "does not say which format"),
    (["-o", "missing/r.html"], "does not exist"),
    (["-o", "r.html", "-o", "r.html"], "given twice"),
    (["-o", "r.html", "-o", "./r.html"], "given twice"),
    (["-f", "json", "-o", "a.json", "-o", "b.json"], "-f goes with one -o only"),
    (["-o", "sub.html"], "no regular file"),
    (["-f", "csv", "-o", "orders.csv"], "originals are never modified"),
    (["-o", "r.html", "--reveal", "--force"], "--reveal does not go with html"),
]


@pytest.mark.parametrize(("arguments", "told"), REFUSED)
def test_what_cannot_be_written_is_told_before_the_scan(
    folder: Path, arguments: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "sub.html").mkdir()
    monkeypatch.setattr("leakguard.scanning.Scanner.add", lambda *_: pytest.fail("scanned"))
    before = sorted(folder.iterdir())
    result = run("scan", "orders.csv", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert sorted(folder.iterdir()) == before


def test_nothing_is_written_if_a_rendering_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise RuntimeError

    monkeypatch.setattr("leakguard.reports.markdown.render", fail)
    before = sorted(folder.iterdir())
    result = run(
        "scan", folder / "orders.csv", "-o", folder / "r.json", "-o", folder / "r.jsonl", "-o", folder / "r.md"
    )
    assert result.exit_code == 2
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(("most", "beside"), [(3, True), (4, False)])
def test_all_findings_stand_beside_a_report_that_cannot_show_them(
    folder: Path, most: int, beside: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leakguard.cli.outputs.Caps", lambda: Caps(examples=most))
    monkeypatch.setattr("leakguard.reports.page.choosing.Caps", lambda: Caps(examples=most))
    assert run("scan", folder / "orders.csv", "-o", folder / "r.html").exit_code == 1
    table = folder / "r.findings.parquet"
    assert table.exists() is beside
    assert ("r.findings.parquet" in (folder / "r.html").read_text(encoding="utf-8")) is beside
    if beside:
        assert pq.read_metadata(table).num_rows == 4


@pytest.mark.parametrize("jobs", [1, 2])
def test_workers_write_the_same_files(folder: Path, jobs: int) -> None:
    (folder / "more.txt").write_text(f"张伟的电话是{PHONE}", encoding="utf-8")
    names = ("r.jsonl", "r.parquet", "r.csv", "r.json")
    for count, out in ((1, folder / "one"), (jobs, folder / "more")):
        out.mkdir()
        inputs = (folder / "orders.csv", folder / "more.txt")
        run("scan", *inputs, "--jobs", str(count), *(part for name in names for part in ("-o", out / name)))
    for name in names:
        assert (folder / "one" / name).read_bytes() == (folder / "more" / name).read_bytes(), name
