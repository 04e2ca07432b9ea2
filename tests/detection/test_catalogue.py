"""The recognizer format: what is wrong is said with file, line and cure."""

from pathlib import Path

import pytest

from leakguard.detection.catalogue import load_catalogue, read_recognizer
from leakguard.detection.detector import Detector
from leakguard.errors import CatalogueError

GOOD = """\
id: member-card
entity: MEMBER_CARD
title: {zh: 会员卡号, en: Member card}
status: stable
references: [house rule]
patterns:
  - id: card
    read: text
    needs: [mc-]
    regex: '(?i:mc)-(?P<v>[0-9]{6})'
    score: 0.9
legal: {category: general, clause: PIPL art. 4, confidence: certain}
false_positives: [none known]
preview: {start: 1}
examples:
  found: ['MC-[[123456]]', 'a MC-[[123457]]', 'mc-[[123458]]', '(MC-[[123459]])', '卡MC-[[123450]]']
  not_found: ['123456', 'MC 123456', 'MC-12345', 'XY-123456', '']
"""


def write(folder: Path, text: str, name: str = "member-card.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_recognizer_of_the_user_works_beside_the_bundled_ones(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    detector = Detector(load_catalogue((tmp_path,)))
    assert [f.entity for f in detector.find("MC-123456 电话13902746158")] == ["MEMBER_CARD", "PHONE_NUMBER"]


def test_a_bundled_recognizer_can_be_switched_off(tmp_path: Path) -> None:
    write(tmp_path, "id: cn-mobile\nstatus: disabled\n", "cn-mobile.yaml")
    catalogue = load_catalogue((tmp_path,))
    assert "cn-mobile" not in catalogue.recognizers
    assert catalogue.digest != load_catalogue().digest


def test_a_bundled_recognizer_can_be_replaced(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("id: member-card", "id: cn-mobile"), "cn-mobile.yaml")
    assert load_catalogue((tmp_path,)).recognizers["cn-mobile"].entity == "MEMBER_CARD"


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("status: stable", "status: stabel", 4, "Did you mean 'stable'"),
        ("legal: {", "leagl: {", None, "lacks legal"),
        ("score: 0.9", "score: 9", 11, "maximum"),
        ("[0-9]{6})", "[0-9]+)", 10, "unbounded repeat"),
        ("[0-9]{6})", "[0-9]{6}", 10, "does not compile"),
        ("read: text", "read: words", 8, "Use one of: digits, text"),
        ("'', ", "", None, None),
        (
            "title: {zh: 会员卡号, en: Member card}\nstatus: stable",
            "status: stable\ntitle: {zh: 会员卡号, en: Member card}",
            4,
            "order",
        ),
        ("'MC-[[123456]]'", "'MC-123456'", 16, "double brackets"),
        ("legal:", "checks: [luhnn]\nlegal:", 12, "luhn"),
        ("patterns:", "patterns: [", None, "not valid YAML"),
        ("read: text\n    needs: [mc-]", "read: digits", 7, "lengths"),
    ],
)
def test_errors_name_file_line_and_cure(
    tmp_path: Path, old: str, new: str, line: int | None, problem: str | None
) -> None:
    assert old in GOOD or problem is None
    path = write(tmp_path, GOOD.replace(old, new) if problem else GOOD.replace("'MC-12345', ", ""))
    with pytest.raises(CatalogueError) as caught:
        read_recognizer(path, check=True)
    assert str(path) in str(caught.value)
    assert caught.value.cure
    if line is not None:
        assert caught.value.line == line
    if problem:
        assert problem in str(caught.value)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="not a folder"):
        load_catalogue((tmp_path / "nothing",))
