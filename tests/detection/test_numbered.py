"""Texts that differ in short numbers only: none is passed over in which reading it in full finds anything."""

import pyarrow as pa
import pytest

from leakguard.detection.headers import Meaning
from leakguard.detection.numbered import Numbered

from ..table_support import detector

FREE = Meaning(free_text=True, header="备注")


class Reader:
    """Finds something in the texts that hold a mark; counts what it had to read."""

    def __init__(self, mark: str = "!") -> None:
        self.mark, self.asked = mark, list[str]()

    def __call__(self, text: str) -> list[object]:
        self.asked.append(text)
        return [text] if self.mark in text else []


def silent(numbered: Numbered, texts: list[str]) -> list[str]:
    mask = numbered.holding_nothing(pa.array(texts, pa.string()))
    return [text for text, quiet in zip(texts, mask.tolist(), strict=True) if quiet]


def test_three_of_a_class_are_read_and_one_in_later_blocks() -> None:
    reader = Reader()
    numbered = Numbered(reader)  # type: ignore[arg-type]
    texts = [f"身高{number}的穿什么码" for number in range(100, 200)]
    assert silent(numbered, texts) == texts
    assert reader.asked == [texts[0], texts[50], texts[-1]]
    assert silent(numbered, texts[:10]) == texts[:10]
    assert reader.asked[3:] == [texts[9]]


def test_a_class_in_which_anything_is_found_is_read_cell_by_cell_from_then_on() -> None:
    reader = Reader("150")
    numbered = Numbered(reader)  # type: ignore[arg-type]
    first = [f"共{number}件" for number in range(100, 120)]
    assert silent(numbered, first) == first
    assert silent(numbered, [*first, "共150件"]) == []
    assert silent(numbered, first) == []


@pytest.mark.parametrize(
    "texts",
    [
        [f"QQ{number}" for number in range(10_000, 10_020)],  # five digits
        ["139 0274 6158", "139 0274 6159", "139 0274 6150", "139 0274 6151"],
        ["无数字", "也没有", "还是没有"],
        ["第1件", "第2件"],  # two are not worth it
        ["共1件", "共12件", "共123件"],  # three classes
    ],
)
def test_what_is_always_read(texts: list[str]) -> None:
    assert silent(Numbered(Reader()), texts) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "form",
    ["尺码{}", "收到{}件，谢谢", "张伟{}", "3-{}室", "{}月{}日生", "生日{}年", "送到12栋{}", "打我电话{}", "wx{}"],
)
def test_numbers_of_real_remarks(form: str) -> None:
    def read(text: str) -> list[object]:
        return list(detector().find_as(text, FREE))

    texts = [form.replace("{}", f"{number:02}") for number in range(1, 41)]
    quiet = silent(Numbered(read), texts)  # type: ignore[arg-type]
    assert [text for text in quiet if read(text)] == []
