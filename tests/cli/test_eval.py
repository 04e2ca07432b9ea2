"""``leakguard eval``: figures, comparison, floors, what is refused, and no raw value in any of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from leakguard.cli import console
from leakguard.detection.tagging.spans import Span
from leakguard.reports.width import width

from .support import NAME, PHONE, ROOT, run

MISSED = "赫海大川"
VALUES = (PHONE, NAME, MISSED)


def line(text: str, *spans: tuple[str, str], **more: Any) -> str:
    labels = [{"start": text.index(v), "end": text.index(v) + len(v), "type": t} for v, t in spans]
    return json.dumps({"text": text, "spans": labels, **more}, ensure_ascii=False)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    lines = [
        line(f"收件人：{NAME}，电话：{PHONE}", (NAME, "PERSON"), (PHONE, "PHONE_NUMBER"), id="c-1", tags=["chat"]),
        line(f"客服转{MISSED}处理过了", (MISSED, "PERSON"), id=f"c-{PHONE}", tags=["chat", "name"]),
        line(f"打{PHONE}", id="c-3"),
    ]
    (folder / "chats.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "orders.csv").write_text(f"收货人,手机\n{NAME},{PHONE}\n", encoding="utf-8")
    label = {"row": 1, "col": 1, "column": "手机", "cell": PHONE, "start": 0, "end": 11, "type": "PHONE"}
    (folder / "orders.csv.gold.jsonl").write_text(json.dumps(label), encoding="utf-8")
    (folder / "manifest.jsonl").write_text('{"files": 2}\n', encoding="utf-8")
    return folder


def evaluated(*arguments: object) -> dict[str, Any]:
    result = run("eval", *arguments, "-f", "json", "--tagger", "none")
    assert result.exit_code == 0, result.stderr
    content: dict[str, Any] = json.loads(result.stdout)
    return content


def test_figures(gold: Path) -> None:
    report = evaluated(gold)
    assert list(report["sets"]) == ["chats", "exports"]
    assert report["configuration"]["tagger"] == "none"
    phone = report["all"]["types"]["PHONE"]
    assert (phone["required"], phone["exact"], phone["hidden"], phone["false_alarms"]) == (2, 2, 2, 1)
    assert report["sets"]["exports"]["mean_of_files"]["files_without_leak"] == 1
    assert set(report["tags"]) == {"chat", "name", "orders.csv"}
    assert report["misses_count"] == 1
    (miss,) = report["misses"]
    assert (miss["source"], miss["line"], miss["type"]) == (str(gold / "chats.jsonl"), 2, "PERSON")
    assert {(alarm["source"], alarm["type"]) for alarm in report["false_alarms"]} == {
        (str(gold / "chats.jsonl"), "PHONE"),
        (str(gold / "orders.csv"), "PERSON"),
    }


def test_what_is_no_labelled_file_is_passed_over_and_told(gold: Path) -> None:
    assert "passed over" in run("eval", gold, "--tagger", "none").stderr
    assert run("eval", gold, "--exclude", "manifest*", "--tagger", "none").stderr == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("more", [[], ["--by-tag"], ["--against", "threshold=0.99", "--by-tag"]], ids=str)
def test_text(gold: Path, lang: str, more: list[str]) -> None:
    result = run("eval", gold, "--tagger", "none", "--lang", lang, "--show-all", *more)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert max(map(width, lines)) <= 100
    assert any(line.startswith("PHONE") for line in lines)
    assert any(line.startswith("name") for line in lines) is ("--by-tag" in more)
    assert [value for value in VALUES if value in result.stdout + result.stderr] == []


def test_same_input_same_bytes(gold: Path) -> None:
    for form in ("text", "json"):
        assert len({run("eval", gold, "--tagger", "none", "-f", form).stdout for _ in range(2)}) == 1


class TestAgainst:
    def test_side_by_side_with_the_difference(self, gold: Path) -> None:
        report = evaluated(gold, "--against", "threshold=1")
        assert report["against"]["configuration"]["threshold"] == 1
        first, second = report["all"]["overall"], report["against"]["all"]["overall"]
        difference = report["difference"]["all"]
        assert difference["leak_recall"] == pytest.approx(first["leak_recall"] - second["leak_recall"])
        assert difference["hidden"] == first["hidden"] - second["hidden"] > 0
        assert set(report["difference"]["sets"]) == {"chats", "exports"}

    def test_what_only_one_of_them_misses(self, gold: Path) -> None:
        shown = run("eval", gold / "chats.jsonl", "--tagger", "none", "--against", "threshold=1").stdout
        assert "Misses of configuration 2 only: 1 of 1" in shown
        assert "configuration 1 only" not in shown

    def test_every_difference_has_its_interval(self, tmp_path: Path) -> None:
        path = many(tmp_path)
        report = evaluated(path, "--against", "threshold=1")
        for record in (report, report["against"]):
            for figures in (
                record["all"]["overall"],
                record["sets"]["many"]["types"]["PERSON"],
                record["tags"]["chat"],
            ):
                least, greatest = figures["interval"]["leak_recall"]
                assert least <= figures["leak_recall"] <= greatest
        for figures in (report["difference"]["all"], report["difference"]["types"]["PERSON"]):
            least, greatest = figures["interval"]["leak_recall"]
            assert 0 < least <= figures["leak_recall"] <= greatest
        intervals = report["difference"]["all"]["interval"]
        assert intervals["recall"] == intervals["leak_recall"]
        alone = evaluated(path)
        assert alone["all"] == report["all"]

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_fits_80_cells(self, tmp_path: Path, lang: str) -> None:
        arguments = ("--tagger", "none", "--against", "threshold=1", "--by-tag", "--lang", lang)
        shown = run("eval", many(tmp_path), *arguments, env={"COLUMNS": "80"}).stdout
        assert max(map(width, shown.splitlines())) <= 80
        assert re.search(r"^PERSON .* 100\.0% +0\.0% +\+100\.0 +\[\+100\.0, \+100\.0\]$", shown, re.M)
        assert re.search(r"^many .*\+\d\d\.\d +\[\+\d\d\.\d, \+\d\d\.\d\]$", shown, re.M)
        assert "2,000" in shown

    def test_no_interval_without_a_comparison(self, tmp_path: Path) -> None:
        assert "2,000" not in run("eval", many(tmp_path), "--tagger", "none").stdout

    def test_own_recognizers(self, gold: Path, tmp_path: Path) -> None:
        own = tmp_path / "own"
        own.mkdir()
        (own / "member.yaml").write_text(OWN, encoding="utf-8")
        path = tmp_path / "own.jsonl"
        path.write_text(line("会员号VX204815好的", ("VX204815", "SHOP_MEMBER")), encoding="utf-8")
        refused = run("eval", path, "--tagger", "none")
        assert (refused.exit_code, "unknown type 'SHOP_MEMBER'" in refused.stderr) == (2, True)
        report = evaluated(path, "--recognizers", own, "--against", "recognizers=")
        assert report["all"]["types"]["SHOP_MEMBER"]["exact"] == 1
        assert report["against"]["all"]["types"]["SHOP_MEMBER"]["exact"] == 0
        (miss,) = report["against"]["misses"]
        assert "VX204815" not in json.dumps(miss)


OWN = """
id: shop-member
entity: SHOP_MEMBER
title: {zh: 会员号, en: member number}
status: stable
references: ["the shop's own rule"]
patterns:
  - {id: number, score: 0.9, read: text, regex: "(?<![0-9A-Za-z])VX[0-9]{6}(?![0-9A-Za-z])"}
legal: {category: general, clause: "PIPL art. 4", confidence: certain}
false_positives: [none known]
preview: {start: 2, end: 0}
examples:
  found: ["会员[[VX123456]]", "[[VX123457]]", "号[[VX123458]]", "是[[VX123459]]", "[[VX123450]]的"]
  not_found: ["VX12", "VX1234567", "AVX123456", "会员", "vx123456"]
"""


def many(folder: Path) -> Path:
    """Names that are found unless the threshold is 1, and telephones that always are."""
    names = [line(f"收件人：{NAME}", (NAME, "PERSON"), tags=["chat"])] * 12
    lines = [*names, *[line(f"打{PHONE}", (PHONE, "PHONE"))] * 8]
    path = folder / "many.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


class TestAlone:
    @pytest.fixture
    def chats(self, gold: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(
            "leakguard.evaluation.alone.text_tagger", lambda choice: Marks() if choice == "lac" else None
        )
        return gold / "chats.jsonl"

    def test_side_by_side(self, chats: Path) -> None:
        report = evaluated(chats, "--alone", "--against", "tagger=lac")
        assert report["configuration"] == {"tagger": "none", "alone": True}
        one, two = report["all"]["types"], report["against"]["all"]["types"]
        assert (set(one), set(two)) == ({"PERSON"}, {"PERSON"})
        assert (one["PERSON"]["required"], one["PERSON"]["exact"], two["PERSON"]["exact"]) == (2, 0, 1)
        assert evaluated(chats)["configuration"]["alone"] is False

    @pytest.mark.parametrize("form", [["-f", "text"], ["-f", "json"]], ids=str)
    def test_masked(self, chats: Path, form: list[str]) -> None:
        result = run("eval", chats, "--alone", "--tagger", "lac", "--against", "tagger=none", "--show-all", *form)
        assert result.exit_code == 0
        assert [value for value in VALUES if value in result.stdout + result.stderr] == []

    def test_configuration_and_floor(self, chats: Path) -> None:
        result = run("eval", chats, "--alone", "--tagger", "lac", "--fail-under", "PERSON.recall=0.6")
        assert (result.exit_code, "tagger lac by itself" in result.stdout) == (1, True)

    def test_exports_are_refused(self, gold: Path) -> None:
        result = run("eval", gold, "--alone", "--tagger", "none")
        assert (result.exit_code, "no exports" in result.stderr, "orders.csv" in result.stderr) == (2, True, True)
        assert run("eval", gold, "--alone", "--tagger", "none", "--exclude", "*.gold.jsonl").exit_code == 0

    @pytest.mark.parametrize(
        "more", [["--threshold", "0.4"], ["--recognizers", "own"], ["--against", "threshold=0.4"]], ids=" ".join
    )
    def test_nothing_but_the_tagger(self, chats: Path, more: list[str]) -> None:
        result = run("eval", chats, "--alone", "--tagger", "none", *more)
        assert (result.exit_code, "nothing but the tagger" in result.stderr) == (2, True)


class Marks:
    """A tagger that knows one name."""

    name = "marks"

    def prime(self, texts: Iterable[str]) -> None: ...

    def spans(self, text: str, places: Iterable[int] | None = None) -> Iterator[Span]:
        start = text.find(MISSED)
        return iter([] if start < 0 else [Span(start, start + len(MISSED), "PERSON")])


class TestFailUnder:
    @pytest.mark.parametrize(
        ("words", "code"),
        [("leak_recall=0.5", 0), ("leak_recall=0.99", 1), ("PHONE.leak_recall=1,f1=0.1", 0), ("QQ.recall=0.1", 1)],
    )
    @pytest.mark.parametrize("form", ["text", "json"])
    def test_exit_code(self, gold: Path, words: str, code: int, form: str) -> None:
        result = run("eval", gold, "--tagger", "none", "-f", form, "--fail-under", words)
        assert result.exit_code == code
        assert ("below" in result.stderr or "not passed" in result.stderr) is bool(code)

    def test_in_json(self, gold: Path) -> None:
        result = run("eval", gold, "--tagger", "none", "-f", "json", "--fail-under", "PHONE.recall=0.9")
        assert json.loads(result.stdout)["fail_under"] == [
            {"measure": "PHONE.recall", "least": 0.9, "value": 1.0, "holds": True}
        ]

    def test_an_export_that_cannot_be_scanned_does_not_pass(self, gold: Path) -> None:
        (gold / "orders.csv").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 4)
        result = run("eval", gold / "orders.csv.gold.jsonl", "--tagger", "none", "--fail-under", "leak_recall=0.5")
        assert result.exit_code == 1
        assert "all their labels count as missed" in result.stderr


class TestNoRawValues:
    FORMS = (["-f", "text"], ["-f", "json"], ["-f", "text", "--against", "threshold=1", "--by-tag"])

    @pytest.mark.parametrize("form", FORMS, ids=str)
    def test_masked(self, gold: Path, tmp_path: Path, form: list[str]) -> None:
        result = run("eval", gold, "--tagger", "none", "--show-all", *form)
        target = tmp_path / "figures"
        written = run("eval", gold, "--tagger", "none", "--show-all", *form, "-o", target)
        assert (result.exit_code, written.exit_code, written.stdout) == (0, 0, "")
        said = result.stdout + result.stderr + target.read_text("utf-8")
        assert [value for value in VALUES if value in said or json.dumps(value)[1:-1] in said] == []

    @pytest.mark.parametrize("form", FORMS, ids=str)
    def test_refused_where_nobody_looks(self, gold: Path, form: list[str]) -> None:
        result = run("eval", gold, "--tagger", "none", "--reveal", *form)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "--force" in result.stderr

    @pytest.mark.parametrize("form", FORMS, ids=str)
    def test_forced(self, gold: Path, form: list[str]) -> None:
        assert PHONE in run("eval", gold, "--tagger", "none", "--reveal", "--force", *form).stdout

    def test_at_a_terminal(self, gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(console, "stdout_is_terminal", lambda: True)
        assert f"[[{MISSED}]]" in run("eval", gold, "--tagger", "none", "--reveal").stdout
        assert run("eval", gold, "--reveal", "-o", gold / "out").exit_code == 2

    def test_a_crash_says_nothing(self, gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def crash(self: object, text: str, *_: object) -> None:
            raise RuntimeError(text)

        monkeypatch.setattr("leakguard.detection.detector.Detector.find", crash)
        result = run("eval", gold, "--tagger", "none")
        assert result.exit_code == 2
        assert [value for value in VALUES if value in result.stdout + result.stderr] == []


USAGE_ERRORS: list[tuple[list[str], str]] = [
    (["eval"], "Missing argument"),
    (["eval", "no.jsonl"], "no such file"),
    (["eval", "-"], "standard input"),
    (["eval", "empty"], "no labelled file"),
    (["eval", "a.jsonl", "--show", "3", "--show-all"], "--show-all"),
    (["eval", "a.jsonl", "--force"], "--reveal"),
    (["eval", "a.jsonl", "--against", "tager=none"], "Write tagger="),
    (["eval", "a.jsonl", "--against", "tagger=hanlp"], "unknown tagger"),
    (["eval", "a.jsonl", "--tagger", "hanlp"], "unknown tagger"),
    (["eval", "a.jsonl", "--against", "recognizers=nowhere"], "is not a folder"),
    (["eval", "a.jsonl", "--threshold", "7"], "7"),
    (["eval", "a.jsonl", "--fail-under", "reca=0.9"], "Did you mean 'recall'?"),
    (["eval", "broken.jsonl"], "broken.jsonl:1: is not valid JSON at character"),
    (["eval", "lonely.csv.gold.jsonl"], "the export 'lonely.csv' is not beside it"),
    (["eval", "a.jsonl", "-o", "a.jsonl"], "originals are never modified"),
]


@pytest.mark.parametrize(("arguments", "told"), USAGE_ERRORS, ids=lambda value: " ".join(value))
def test_usage_errors(arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    for name, content in (
        ("a.jsonl", line(PHONE)),
        ("broken.jsonl", f'{{"text": "{PHONE}'),
        ("lonely.csv.gold.jsonl", ""),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert PHONE not in result.stderr


def test_help_loads_no_evaluation() -> None:
    code = (
        "import sys\n"
        "from leakguard.__main__ import main\n"
        "codes = [main(['--help']), main(['eval', '--help'])]\n"
        "heavy = ('leakguard.evaluation', 'leakguard.detection', 'leakguard.sources', 'yaml')\n"
        "sys.exit(codes != [0, 0] or any(name in sys.modules for name in heavy))\n"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False).returncode == 0
