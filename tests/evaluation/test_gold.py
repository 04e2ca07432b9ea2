"""Labelled files: what is read, and what is said about a wrong one, never with a value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from leakguard.errors import FileFormatError
from leakguard.evaluation.gold import read_export, read_gold, read_texts
from leakguard.evaluation.labels import label_types
from leakguard.evaluation.spans import Label

TYPES = label_types()
PHONE = "13902746158"
GOOD = {"text": f"电话{PHONE}", "spans": [{"start": 2, "end": 13, "type": "PHONE_NUMBER"}]}
CELL = {"row": 1, "col": 0, "cell": PHONE, "start": 0, "end": 11, "type": "PHONE"}


def write(folder: Path, *items: Any, name: str = "a.jsonl") -> Path:
    path = folder / name
    lines = [item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in items]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_texts(tmp_path: Path) -> None:
    full = {"start": 2, "end": 13, "type": "PHONE", "optional": True, "alt": ["ACCOUNT"], "text": PHONE, "note": "x"}
    path = write(tmp_path, GOOD, "", {**GOOD, "id": "b-1", "spans": [full], "tags": ["chat", "chat"]})
    first, second = read_texts(path, TYPES).texts
    alike = TYPES.alike("PHONE")
    assert (first.place.number, first.place.id, first.tags) == (1, "", ())
    assert first.labels == (Label(2, 13, "PHONE", False, alike),)
    assert (second.place.number, second.place.id, second.tags) == (3, "b-1", ("chat",))
    assert second.labels == (Label(2, 13, "PHONE", True, alike | {"ACCOUNT"}),)


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode())
    assert len(read_texts(path, TYPES).texts) == 1


def span(**changes: Any) -> dict[str, Any]:
    return {**GOOD, "spans": [{**GOOD["spans"][0], **changes}]}  # type: ignore[dict-item, index]


BROKEN: dict[str, tuple[Any, str]] = {
    "no JSON": (f'{{"text": "{PHONE}', "not valid JSON at character"),
    "too deep": ("[" * 100_000, "not valid JSON"),
    "no object": (f'["{PHONE}"]', "no JSON object"),
    "no text": ({"spans": []}, "'text' is missing"),
    "text is a number": ({"text": 13902746158, "spans": []}, "'text' is not a string"),
    "no spans": ({"text": PHONE}, "'spans' is missing"),
    "spans of strings": ({"text": PHONE, "spans": [PHONE]}, "'spans' is not a list of objects"),
    "tags": ({**GOOD, "tags": PHONE}, "'tags' is not a list of strings"),
    "no type": ({**GOOD, "spans": [{"start": 2, "end": 13}]}, "span 1: 'type' is missing"),
    "backwards": (span(start=9, end=3), "span 1: 'start' and 'end' are no span"),
    "empty": (span(start=3, end=3), "no span"),
    "negative": (span(start=-1), "no span"),
    "true for 1": (span(start=True), "no span"),
    "fraction": (span(end=13.0), "no span"),
    "too far": (span(end=14), "'end' 14 lies behind the text, which has 13 characters"),
    "other text": (span(text="13800138000"), "its text is not what stands from 2 to 13"),
    "unknown type": (span(type="PHONE_NUMBERS"), "unknown type 'PHONE_NUMBERS'. Did you mean 'PHONE_NUMBER'?"),
    "a value for a type": (span(type=PHONE), "unknown type (not shown)"),
    "unknown alt": (span(alt=["FONE"]), "unknown type 'FONE'"),
    "alt": (span(alt="QQ"), "'alt' is not a list"),
    "optional": (span(optional="yes"), "'optional' is neither true nor false"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_is_told_with_file_line_and_cure(tmp_path: Path, name: str) -> None:
    line, told = BROKEN[name]
    path = write(tmp_path, GOOD, line)
    with pytest.raises(FileFormatError) as caught:
        read_texts(path, TYPES)
    message = str(caught.value)
    assert message.startswith(f"{path}:2: ")
    assert told in message
    assert caught.value.cure
    assert PHONE not in message
    assert "13800138000" not in message


BROKEN_CELLS: dict[str, tuple[dict[str, Any], str]] = {
    "no cell": ({"cell": None}, "'cell' is not a string"),
    "no place": ({"row": None}, "neither 'row' nor 'path'"),
    "row": ({"row": -1}, "'row' is not a whole number from 0"),
    "col": ({"col": "A"}, "'col' is not a whole number from 0"),
    "sheet": ({"sheet": 1}, "'sheet' is not a string"),
    "end": ({"end": 12}, "'end' 12 lies behind the text"),
    "type": ({"type": "?"}, "unknown type (not shown)"),
}


@pytest.mark.parametrize("name", BROKEN_CELLS)
def test_a_broken_label_of_an_export(tmp_path: Path, name: str) -> None:
    changes, told = BROKEN_CELLS[name]
    (tmp_path / "a.csv").write_text(f"手机\n{PHONE}\n", encoding="utf-8")
    path = write(tmp_path, CELL, {**CELL, **changes}, name="a.csv.gold.jsonl")
    with pytest.raises(FileFormatError) as caught:
        read_export(path, TYPES)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert told in str(caught.value)
    assert PHONE not in str(caught.value)


def test_the_export_must_be_beside_its_labels(tmp_path: Path) -> None:
    path = write(tmp_path, CELL, name="orders.csv.gold.jsonl")
    with pytest.raises(
        FileFormatError, match=r"the export 'orders.csv' is not beside it. Put the labelled export there"
    ):
        read_export(path, TYPES)


def test_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b"\n" + json.dumps(GOOD, ensure_ascii=False).encode("gb18030"))
    with pytest.raises(FileFormatError, match=r"a.jsonl:2: is not UTF-8"):
        read_texts(path, TYPES)


def test_what_holds_no_labels_is_passed_over_in_folders_and_refused_by_name(tmp_path: Path) -> None:
    good, other = write(tmp_path, GOOD), write(tmp_path, {"file": "a.csv"}, name="manifest.jsonl")
    skipped: list[Path] = []
    assert [each.path for each in read_gold([tmp_path], TYPES, skip=skipped.append)] == [good]
    assert skipped == [other]
    with pytest.raises(FileFormatError, match="'text' is missing"):
        read_gold([tmp_path, other], TYPES)
    empty = write(tmp_path, name="empty.jsonl")
    with pytest.raises(FileFormatError, match="holds no labelled text"):
        read_gold([empty], TYPES)
