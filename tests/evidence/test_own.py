"""What the complainant keeps: in every way of writing it, whatever it is taken for there, and nothing beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from leakguard.detection.detector import default_detector
from leakguard.evidence.own import Kept

from .pack_support import built, case_in, members

PHONE, LANDLINE = "13774209536", "0571-88235476"
ADDRESS = "浙江省杭州市余杭区临平街道翠屏路77号柳岸春晓6幢602室"

SAME = [
    *((PHONE, text) for text in (
        PHONE, "86-13774209536", "+86 137 7420 9536", "0086-137-7420-9536", "(+86)13774209536", "137-7420-9536", "137 7420 9536",
        "１３７７４２０９５３６", "8613774209536", "137.7420.9536",
    )),
    *((written, PHONE) for written in ("86-13774209536", "+86 137 7420 9536", "１３７７４２０９５３６")),
    *((LANDLINE, text) for text in ("057188235476", "(0571)88235476", "+86-571-88235476", "0571 8823 5476", "86 0571 88235476")),
    ("+86-571-88235476", LANDLINE),
    ("+852 6571 3308", "+852-65713308"),
    (ADDRESS, "浙江省 杭州市 余杭区 临平街道 翠屏路77号柳岸春晓6幢602室"),
    (ADDRESS, "翠屏路77号柳岸春晓6幢602"),
    (ADDRESS, "余杭区临平街道翠屏路77号柳岸春晓6幢602室"),
    ("Mai_Tian_88", "mai_tian_88"),
    ("mai@example.com", "ＭＡＩ@example.com"),
    ("汤芷若", "汤 芷若"),
]  # fmt: skip

OTHER = [
    (PHONE, "23774209536"), (PHONE, "137742095361"), (PHONE, "913774209536"), (PHONE, "1377420953"), (LANDLINE, "88235476"),
    ("mai_88", "mai_888"), ("mai_88", "xmai_88"), ("若", "若"), (ADDRESS, "翠屏路77号柳岸春晓6幢601室"), ("翠屏路77号6幢602", "翠屏路77号6幢6021"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), SAME)
def test_the_same_value_in_another_writing(value: str, text: str) -> None:
    spans = Kept.of([value], default_detector()).spans(f"我：{text}。")
    assert (min(spans)[0], max(end for _, end in spans)) == (2, 2 + len(text))


@pytest.mark.parametrize(("value", "text"), OTHER)
def test_another_value(value: str, text: str) -> None:
    assert Kept.of([value], default_detector()).spans(f"我：{text}。") == []


def attachments(folder: Path, files: dict[str, str], **more: object) -> dict[str, str]:
    case = replace(case_in(folder, {name: text.encode() for name, text in files.items()}), **more)  # type: ignore[arg-type]
    pack, _ = built(folder, case)
    return {name[15:]: content.decode() for name, content in members(pack).items() if name.startswith("attachments/")}


@pytest.mark.parametrize(
    "written", ["86-13774209536", "+86 137 7420 9536", "0086-137-7420-9536", "１３７７４２０９５３６"]
)
@pytest.mark.parametrize("own", [PHONE, "+86 13774209536"])
def test_a_number_that_is_written_otherwise_is_kept(tmp_path: Path, own: str, written: str) -> None:
    files = {
        "a.txt": f"收货人电话：{written}，另一人13902746158\n",
        "b.csv": f"联系手机,备注\n{written},a\n13902746158,b\n",
    }
    there = attachments(tmp_path, files, own=(own,), answers={"what": f"我的电话是{PHONE}"}, timeline=())
    for text in there.values():
        assert written in text
        assert "13902746158" not in text


def test_a_virtual_number_with_an_extension_is_another_one(tmp_path: Path) -> None:
    files = {"a.txt": f"电话：{PHONE}-1234\n电话：{PHONE}\n"}
    there = attachments(tmp_path, files, own=(PHONE,), answers={"what": f"我的电话是{PHONE}"}, timeline=())
    assert "1234" not in there["a.txt"]
    assert f"电话：{PHONE}\n" in there["a.txt"]


def test_what_stands_within_a_kept_value_stays(tmp_path: Path) -> None:
    """The name of the estate is taken for that of a person elsewhere, and must not be hidden in the address."""
    files = {
        "a.txt": f"收货地址：{ADDRESS}\n你家在翠屏路77号柳岸春晓6幢602吧\n",
        "b.csv": "收货人,联系手机\n柳岸春,13902746158\n",
        "c.csv": f"收货地址,收货人\n{ADDRESS},柳岸春\n",
    }
    there = attachments(tmp_path, files, own=(ADDRESS,), answers={"what": f"我住{ADDRESS}"}, timeline=())
    assert ADDRESS in there["a.txt"]
    assert "翠屏路77号柳岸春晓6幢602吧" in there["a.txt"], "an address without its province is the same"
    assert ADDRESS in there["c.csv"]
    assert "柳岸春\n" not in there["b.csv"] + there["c.csv"]
    assert "13902746158" not in there["b.csv"]


def test_the_name_of_somebody_else_that_begins_alike(tmp_path: Path) -> None:
    there = attachments(tmp_path, {"a.csv": "收货人\n汤芷若\n汤芷若兰\n"}, own=("汤芷若",), answers={}, timeline=())
    assert there["a.csv"].splitlines()[1] == "汤芷若"
    assert "汤芷若兰" not in there["a.csv"]


def test_a_name_that_is_cut_wrongly_stays_whole(tmp_path: Path) -> None:
    """The detector reads 敏君和 as a name; the complainant has named 赵敏君."""
    there = attachments(
        tmp_path, {"a.txt": "群里有人发出赵敏君和13902746158的资料\n"}, named=("赵敏君",), answers={}, timeline=()
    )
    assert "发出赵敏君和<PHONE_NUMBER" in there["a.txt"]


@pytest.mark.parametrize("day", [date(2000, 2, 29), date(2026, 3, 4), date(2090, 1, 1)])
def test_entries_are_judged_by_the_day_of_the_case(tmp_path: Path, day: date) -> None:
    there = attachments(tmp_path, {"a.txt": f"电话：{PHONE}\n"}, own=(PHONE,), date=day, answers={}, timeline=())
    assert PHONE in there["a.txt"]
