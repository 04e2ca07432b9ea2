"""Files whose lines are in two encodings: never read as one of them, or they would pass as clean."""

from pathlib import Path

import pytest

import leakguard
from leakguard.report import Verdict

SMALL_TALK = "今天发货，马上安排\n"
PRIVATE = "联系人：魏子轩，住杭州市西湖区文三路90号\n"


@pytest.mark.parametrize("legacy", ["gb18030", "big5"])
@pytest.mark.parametrize("place", [0, 5, 40])
def test_a_line_of_utf8_in_a_legacy_file_is_unscanned(place: int, legacy: str, tmp_path: Path) -> None:
    talk = SMALL_TALK if legacy == "gb18030" else "今天發貨，馬上安排\n"
    lines = [talk.encode(legacy)] * 40
    lines.insert(place, PRIVATE.encode("utf-8"))
    path = tmp_path / "mixed.txt"
    path.write_bytes(b"".join(lines))
    report = leakguard.scan(path)
    assert [item.reason for item in report.unscanned] == ["undecodable"]
    assert report.verdict is Verdict.DO_NOT_SHARE


@pytest.mark.parametrize("legacy", ["gb18030", "big5"])
def test_a_file_in_one_encoding_is_read(legacy: str, tmp_path: Path) -> None:
    talk = SMALL_TALK if legacy == "gb18030" else "今天發貨，馬上安排\n"
    path = tmp_path / "plain.txt"
    path.write_bytes((talk * 400).encode(legacy))
    assert leakguard.scan(path).unscanned == []
