"""Templates: free text that is written again with other values holds what reading each of the texts in full gives."""

from collections.abc import Callable, Sequence

import pytest

from leakguard.detection import templates
from leakguard.detection.arrays import ArrayReader
from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.headers import Meaning
from leakguard.detection.utterance import plausible
from leakguard.findings import Finding

from ..table_support import Maker, column, detector, essence

FREE = Meaning(free_text=True, header="备注")


class Reader:
    """Reads texts in full and counts how often it had to."""

    def __init__(self, lie: Callable[[str], bool] = lambda text: False) -> None:
        self.known: dict[str, list[Finding]] = {}
        self._lie = lie

    def __call__(self, text: str) -> list[Finding]:
        if text not in self.known:
            self.known[text] = [] if self._lie(text) else detector().find_as(text, FREE)
        return self.known[text]


def read(cells: Sequence[str | None], reader: Reader, array: ArrayReader | None = None) -> list[list[Finding]]:
    """The findings of each cell, told or read."""
    array = array or reading(reader)
    placed, told = array.read(column(cells), 0)
    found: list[list[Finding]] = [[] for _ in cells]
    for row, _, finding in placed:
        found[row].append(finding)
    for each in told:
        for row, finding in each.at():
            found[row].append(finding)
    return [sorted(each, key=lambda f: f.start) for each in found]


def reading(reader: Reader) -> ArrayReader:
    return ArrayReader(0, list(load_catalogue()), reader, free=True)


def same_as_reading(cells: Sequence[str]) -> Reader:
    reader = Reader()
    found = read(cells, reader)
    full = [[essence(f) for f in detector().find_as(cell, FREE)] for cell in cells]
    assert [[essence(f) for f in each] for each in found] == full
    return reader


def remark(maker: Maker) -> str:
    draw = maker.random.randrange(12)
    return [
        lambda: f"打这个电话{maker.phone()}",
        lambda: f"收件人改成{maker.name()}，电话{maker.phone()}",
        lambda: f"改地址：{maker.address()}",
        lambda: f"加微信{maker.nick()}",
        lambda: f"QQ{maker.qq()}",
        lambda: f"发票抬头：{maker.name()} 身份证号{maker.resident()}",
        lambda: f"发到邮箱{maker.email()}谢谢",
        lambda: f"新地址 {maker.address()} {maker.name()} {maker.phone()}",
        lambda: f"合单{maker.phone()}/{maker.phone()}",
        lambda: "尽快发货",
        lambda: f"买了{maker.random.randint(2, 9)}件，别放小票",
        lambda: f"虚拟号{maker.phone()}转{maker.digits(4)}",
    ][draw]()


def test_hundreds_of_remarks() -> None:
    maker = Maker(11)
    cells = [remark(maker) for _ in range(240)]
    reader = same_as_reading(cells)
    assert len(reader.known) < len(set(cells)) / 2


WORDS = [
    ("打(", ")吧[急]"), ("打 *+?.^$|{2} ", r" \d \\ \p{Han}"), ("电话\n", "\n谢谢"), ('"电话"："', '"'), ("'电话'=", "'; -- #&~"),
    ("电话\t", "\r\n"), ("(?s)电话", "(?P<s0>x)"), ("电话☎️ ", " 🙏"), ("^电话", "$"), ("电话\x00", "。"), ("", ""), ("", " "),
]  # fmt: skip


@pytest.mark.parametrize(("before", "behind"), WORDS)
def test_words_are_taken_to_the_letter(before: str, behind: str) -> None:
    maker = Maker(2)
    cells = [before + maker.phone() + behind for _ in range(20)]
    cells += [cell.replace("(", "x").replace("。", "x").replace("*", "") for cell in cells[:3]]
    reader = same_as_reading(cells)
    assert len(reader.known) < 15


@pytest.mark.parametrize(
    "form",
    [
        "{name}{phone}", "{phone}{name}", "{name}{address}", "{address}{name}", "{phone}{address}", "{address}{phone}",
        "{phone}{phone}", "收件人：{name}{phone}", "电话{phone}QQ{qq}", "{email}{phone}", "{name}收", "{name}，{name}",
        "微信{nick}{phone}", "{address}请送到家", "{address}3楼", "{address}-{phone}",
    ],
)  # fmt: skip
def test_slots_that_touch_other_slots_or_words(form: str) -> None:
    maker = Maker(5)
    same_as_reading(
        [
            form.format(
                name=maker.name(), phone=maker.phone(), address=maker.address(), qq=maker.qq(), email=maker.email(), nick=maker.nick()
            )
            for _ in range(14)
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    "word",
    ["白色", "方便", "马上", "高兴", "周末", "黄色", "李宁", "安踏", "万达", "孔夫子", "电话", "地址", "单位", "张伟吧", "李明收", "成都", "安全起"],
)  # fmt: skip
def test_words_in_the_place_of_names_are_read_in_full(word: str) -> None:
    maker = Maker(6)
    cells = [f"收件人改成{maker.name()}" for _ in range(20)]
    cells.insert(10, f"收件人改成{word}")
    known = same_as_reading(cells).known
    assert cells[10] in known or plausible(word)


@pytest.mark.parametrize(
    "value",
    [
        "138****6158",
        "13902746158-1234",
        "1390274615",
        "139027461581",
        "23902746158",
        "１３９０２７４６１５８",
        "139-0274-6158",
    ],
)
def test_values_of_another_shape_are_read_in_full(value: str) -> None:
    maker = Maker(6)
    cells = [f"打这个电话{maker.phone()}" for _ in range(10)]
    cells.insert(5, f"打这个电话{value}")
    assert cells[5] in same_as_reading(cells).known


def test_a_template_that_does_not_hold_is_given_up_for_good() -> None:
    maker = Maker(8)
    cells = [f"打这个电话{maker.phone()}" for _ in range(30)]
    reader = Reader(lambda text: text == cells[-1])
    array = reading(reader)
    found = read(cells, reader, array)
    assert (len(reader.known), found[-1]) == (30, [])
    assert all(len(each) == 1 for each in found[:-1])
    again = [f"打这个电话{maker.phone()}" for _ in range(30)]
    read(again, reader, array)
    assert len(reader.known) == 60


def test_a_template_is_proved_again_in_every_block() -> None:
    maker = Maker(8)
    cells = [f"打这个电话{maker.phone()}" for _ in range(90)]
    reader = Reader(lambda text: text == cells[-1])
    array = reading(reader)
    assert all(read(cells[:30], reader, array) + read(cells[30:60], reader, array))
    assert len(reader.known) < 10
    found = read(cells[60:], reader, array)
    assert (found[-1], all(found[:-1])) == ([], True)


def learnt(cells: Sequence[str]) -> int:
    """How many templates reading the cells leaves."""
    reader = Reader()
    array = reading(reader)
    read(cells, reader, array)
    assert array.learnt.templates
    return len(array.learnt.templates.known)


def test_text_that_never_repeats_makes_no_more_than_some_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "_TRIES", 12)
    maker = Maker(9)
    assert learnt([f"{maker.letters(9)} 电话{maker.phone()}" for _ in range(60)]) == 12


def test_not_even_useful_templates_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "_MOST", 10)
    maker = Maker(9)
    words = [maker.letters(9) for _ in range(20)]
    assert learnt([f"{word} 电话{maker.phone()}" for word in words for _ in range(4)]) == 10


def test_what_was_learnt_spares_another_reader_the_reading() -> None:
    maker = Maker(4)
    cells = [f"打这个电话{maker.phone()}，找{maker.name()}" for _ in range(30)]
    first = reading(reader := Reader())
    found = read(cells, reader, first)
    second = ArrayReader(0, list(load_catalogue()), later := Reader(), free=True, learnt=first.learnt)
    assert [[essence(f) for f in each] for each in read(cells, later, second)] == [
        [essence(f) for f in each] for each in found
    ]
    assert len(later.known) < len(reader.known)


@pytest.mark.parametrize(
    "form",
    [
        "{address} {phone} 张三",
        "收件人{name}[1234] 电话{phone}",
        "地址{address}【1234】",
        "电话{phone} " + "很长的备注" * 90,
    ],
)
def test_texts_that_other_cells_may_say_more_of_are_read_in_full(form: str) -> None:
    maker = Maker(4)
    cells = [form.format(address=maker.address(), phone=maker.phone(), name=maker.name()) for _ in range(8)]
    assert len(same_as_reading(cells).known) == 8


@pytest.mark.parametrize("count", [4, 12, 30])
def test_many_slots(count: int) -> None:
    maker = Maker(3)
    same_as_reading(["；".join(maker.phone() for _ in range(count)) for _ in range(6)])
    same_as_reading(["；".join(maker.address() for _ in range(min(count, 14))) for _ in range(4)])
