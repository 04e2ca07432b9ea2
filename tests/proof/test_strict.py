"""The strict proof: what counts as an occurrence, where it is looked for, and what happens then."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from leakguard import api
from leakguard.errors import ResidueError
from leakguard.proof import strict
from leakguard.proof.searching import Searcher
from leakguard.proof.sought import Sought, keys_of
from leakguard.redaction import redact_file
from leakguard.scanning import Scanner

PHONE, ID, CARD, NAME = "13902746158", "110101199003072316", "6222021234567890128", "欧阳文静"


def sought(*values: tuple[str, str]) -> Sought:
    gathered = Sought()
    for entity, value in values:
        for key in keys_of(entity, None, value):
            gathered._add(key)
    return gathered


def found(text: str, *values: tuple[str, str]) -> list[str]:
    return [text[each.start : each.end] for each in Searcher(sought(*values)).find(text)]


NUMBERS = [
    # what was hidden, what the copy says, what counts
    ("PHONE_NUMBER", PHONE, "a13902746158b", [PHONE]),
    ("PHONE_NUMBER", "139-0274-6158", "x 13902746158", [PHONE]),
    ("PHONE_NUMBER", "+86 13902746158", "8613902746158", [PHONE]),
    ("PHONE_NUMBER", PHONE, "139 0274 6158", ["139 0274 6158"]),
    ("PHONE_NUMBER", PHONE, "(139) 0274-6158", ["139) 0274-6158"]),
    ("PHONE_NUMBER", PHONE, "１３９０２７４６１５８", ["１３９０２７４６１５８"]),
    ("PHONE_NUMBER", PHONE, "139\u200b02746158", ["139\u200b02746158"]),
    ("PHONE_NUMBER", PHONE, "20241390274615801", [PHONE]),
    ("PHONE_NUMBER", PHONE, "139****6158", []),
    ("PHONE_NUMBER", PHONE, "139,0274,6158", []),
    ("PHONE_NUMBER", PHONE, "1390274615 8是", ["1390274615 8"]),
    ("PHONE_NUMBER", PHONE, "1390274615", []),
    ("PHONE_NUMBER", "13902746158-1234", "转 13902746158", [PHONE]),
    ("PHONE_NUMBER", "0571-88886666", "电话057188886666。", ["057188886666"]),
    ("PHONE_NUMBER", "23456789", "编号23456789。", ["23456789"]),
    ("PHONE_NUMBER", "23456789", "编号123456789", []),
    ("PHONE_NUMBER", "20240318", "20240318", []),
    ("CN_RESIDENT_ID", ID, f"号{ID}号", [ID]),
    ("CN_RESIDENT_ID", "11010119900307231X", "11010119900307231x", ["11010119900307231x"]),
    ("CN_RESIDENT_ID", "11010119900307231X", "110101199003072310", []),
    ("CN_BANK_CARD", CARD, "6222 0212 3456 7890 128", ["6222 0212 3456 7890 128"]),
    ("CN_PASSPORT", "E12345678", "护照E12345678", ["12345678"]),
    ("WECHAT_ID", PHONE, PHONE, [PHONE]),
    ("WECHAT_ID", "wx_12345678", "12345678", []),
]


@pytest.mark.parametrize(("entity", "hidden", "text", "expected"), NUMBERS)
def test_numbers(entity: str, hidden: str, text: str, expected: list[str]) -> None:
    assert found(text, (entity, hidden)) == expected


NAMES = [
    ("张伟", "张伟,5", ["张伟"]),
    ("张伟", "<t>张伟</t>", ["张伟"]),
    ("张 伟", "😀张伟😀", ["张伟"]),
    ("张伟", "开张伟业", []),
    ("张伟", "张伟1", []),
    ("李小红", "给李小红的", ["李小红"]),
    ("欧阳文静", "欧阳文静", ["欧阳文静"]),
    ("欧阳文静", "欧阳静文", []),
    ("阿卜杜拉·买买提", "见阿卜杜拉·买买提", ["阿卜杜拉·买买提"]),
    ("Zhang Xiaoming", "ZHANG XIAOMING,", ["ZHANG XIAOMING"]),
    ("Zhang Xiaoming", "xZhang Xiaoming", []),
    ("Lily", "Lily", []),
    ("黄金", "高峰,黄金", []),
    ("王先生", "没有", []),
]


@pytest.mark.parametrize(("hidden", "text", "expected"), NAMES)
def test_names(hidden: str, text: str, expected: list[str]) -> None:
    assert found(text, ("PERSON", hidden)) == expected


def test_offsets_count_code_points() -> None:
    text = "😀𠮷 13902746158"
    (hit,) = Searcher(sought(("PHONE_NUMBER", PHONE))).find(text)
    assert text[hit.start : hit.end] == PHONE


def test_many_numbers_against_a_search_one_by_one() -> None:
    """The vectorised search finds what ``str.find`` finds, no more and no less."""
    random = np.random.default_rng(7)
    numbers = [f"1{random.integers(3, 9)}{random.integers(0, 10**9):09d}" for _ in range(300)]
    text = "".join(
        random.choice([*numbers[:200], "x", ",", "77", f"{random.integers(0, 10**18):018d}"]) for _ in range(2000)
    )
    hits = {text[hit.start : hit.end] for hit in Searcher(sought(*(("PHONE_NUMBER", n) for n in numbers))).find(text)}
    assert hits == {number for number in numbers if number in text}


def test_numbers_within_longer_ones_are_tolerated_as_far_as_chance_goes() -> None:
    few, many = strict.Found(), strict.Found()
    key = next(keys_of("PHONE_NUMBER", None, PHONE))
    few.embedded[key] = many.embedded[key] = 3
    few.windows[11], few.density[11] = 100, 1e-7
    many.windows[11], many.density[11] = 10_000_000, 1e-7
    assert few.settled() == ({key: 3}, 0)
    assert many.settled() == ({}, 3)
    many.embedded[key] = 1000
    assert many.settled() == ({key: 1000}, 0)


def test_gathering_in_pieces_is_gathering_at_once() -> None:
    one, other = sought(("PERSON", "张伟"), ("PHONE_NUMBER", PHONE)), sought(("PERSON", "张伟"), ("CN_BANK_CARD", CARD))
    one.add(other)
    assert {length: keys.tolist() for length, keys in one.keys().items()} == {
        length: keys.tolist()
        for length, keys in sought(("PERSON", "张伟"), ("PHONE_NUMBER", PHONE), ("CN_BANK_CARD", CARD)).keys().items()
    }
    assert PHONE not in repr(one)


# -- whole files. The detector is made to overlook what the strict proof has to find.


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return api.scanner(policy="share", tagger="none")


def overlook(monkeypatch: pytest.MonkeyPatch, *values: str) -> None:
    """From now on the detector finds nothing in texts that hold the marker and one of the values."""
    from leakguard.detection.detector import Detector

    candidates = Detector.candidates

    def fewer(self: Detector, text: str, *rest: object) -> object:
        if "备注" in text and any(value in text for value in values):
            return []
        return candidates(self, text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Detector, "candidates", fewer)


def redacted(scanner: Scanner, source: Path, target: Path) -> dict[str, int]:
    redaction = redact_file(scanner, scanner.open(source), target)
    return dict(next(proof for proof in redaction.proofs if proof.name == "strict").counts)


def test_what_the_detector_overlooks_is_hidden_too(
    scanner: Scanner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "a.txt", tmp_path / "b.txt"
    source.write_text(f"电话：{PHONE}，收货人：{NAME}\n", encoding="utf-8")
    assert redacted(scanner, source, target)["hidden"] == 0
    target.unlink()
    rows = [f"订单,收货人,手机,说明\n1,{NAME},{PHONE},备注{PHONE}号{NAME}\n"]
    source = tmp_path / "a.csv"
    source.write_text("".join(rows), encoding="utf-8")
    overlook(monkeypatch, PHONE, NAME)
    assert redacted(scanner, source, target)["hidden"] == 2
    assert target.read_text("utf-8").endswith("1,<PERSON>,<PHONE_NUMBER>,备注<PHONE_NUMBER>号<PERSON>\n")


def test_what_cannot_be_hidden_is_an_error_that_names_the_place_only(scanner: Scanner, tmp_path: Path) -> None:
    """A part of a workbook that no source reads."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (("收货人", "手机"), (NAME, PHONE), ("王建国", "13711112222")):
        book.active.append(row)
    plain = io.BytesIO()
    book.save(plain)
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(source, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("customXml/unread.bin", f"<x>{PHONE}</x>")
    with pytest.raises(ResidueError, match="PHONE_NUMBER at member") as caught:
        redacted(scanner, source, target)
    assert PHONE not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_the_name_of_the_output_counts(scanner: Scanner, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(f"电话：{PHONE}\n", encoding="utf-8")
    with pytest.raises(ResidueError, match="name of the output") as caught:
        redacted(scanner, source, tmp_path / f"{PHONE}.txt")
    assert PHONE not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_what_the_policy_keeps_elsewhere_is_no_leak(scanner: Scanner, tmp_path: Path) -> None:
    """The same digits as a bank card in a remark, and as an order number that may stay."""
    source, target = tmp_path / "a.csv", tmp_path / "b.csv"
    source.write_text(
        "订单编号,收货人,备注\n" + "".join(f"6222021234567890{n:03d},王建国,\n" for n in range(100, 130))
        + f"{CARD},李小红,银行卡号 {CARD}\n",
        encoding="utf-8",
    )  # fmt: skip
    counts = redacted(scanner, source, target)
    assert counts["hidden"] == 0
    assert f"{CARD},<PERSON>,银行卡号 <CN_BANK_CARD>" in target.read_text("utf-8")


@pytest.mark.parametrize("size", [7, 300, 1000])
def test_nothing_is_cut_in_two_where_a_file_is_read_in_pieces(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict, "_CHUNK", size)
    searcher = Searcher(sought(("PHONE_NUMBER", PHONE), ("PERSON", NAME)))
    text = "".join(f"{'乱' * (n % 37)}{PHONE if n % 2 else NAME},\n" for n in range(200))
    found = list(strict._in_stream(searcher, io.BytesIO(text.encode()), "utf-8"))
    assert len(found) == 200
    assert {where for _, where in found} == {f"line {number}" for number in range(1, 201)}
