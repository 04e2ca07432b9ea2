"""Notes: each is read for itself, under the header that it may have, with the names that are proved in the file."""

import pytest

from leakguard.detection.detector import default_detector
from leakguard.detection.notes import read_notes
from leakguard.units import Note, Place

ASKED = "郭晓彤\n13902746158"


def found(*notes: Note, names: frozenset[str] = frozenset()) -> list[list[tuple[str, str]]]:
    read = read_notes(default_detector(), notes, names)
    for note, findings in zip(notes, read.found, strict=True):
        assert all(note.text[f.start : f.end] == f.value for f in findings)
    return [[(f.entity, f.value) for f in findings] for findings in read.found]


@pytest.mark.parametrize(
    ("text", "header", "expected"),
    [
        ("", None, []),
        ("客户电话13902746158，下午打", None, [("PHONE_NUMBER", "13902746158")]),
        ("郭晓彤", "收货人", [("PERSON", "郭晓彤")]),
        ("13902746158", "手机", [("PHONE_NUMBER", "13902746158")]),
        ("13902746158", "商品ID", []),
        ("方便", "备注", []),
        ("甘露\n13902746158", None, [("PERSON", "甘露"), ("PHONE_NUMBER", "13902746158")]),
        ("甘露\n13902746158", "备注", [("PERSON", "甘露"), ("PHONE_NUMBER", "13902746158")]),
        ("江苏省", "省", []),
    ],
)
def test_what_a_note_holds(text: str, header: str | None, expected: list[tuple[str, str]]) -> None:
    assert found(Note(text, Place(where="comment"), header)) == [expected]


def test_notes_do_not_speak_for_each_other() -> None:
    apart = found(*(Note(line, Place(where="comment")) for line in ("张三", "13902746158 江苏省苏州市平江路2号")))
    assert apart[0] == []
    assert ("PERSON", "张三") in found(Note("张三\n13902746158\n江苏省苏州市平江路2号", Place(where="comment")))[0]


def test_names_that_the_file_has_proved() -> None:
    note = Note("放于丽处", Place(where="comment"))
    assert found(note) == [[]]
    assert found(note, names=frozenset({"于丽"})) == [[("PERSON", "于丽")]]


def test_the_end_of_a_block_of_notes_says_nothing() -> None:
    read = read_notes(default_detector(), [Note("电话13902746158", Place())], set())
    assert read.tail().found == ()
