"""XLS: every text with its place, passwords, broken files, and copies as XLSX that an independent reader agrees with."""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from xlwt import CompoundDoc

from leakguard.errors import UnscannedError
from leakguard.sources import open_source
from leakguard.sources.workbooks.model import number_text
from leakguard.sources.xls.properties import properties
from leakguard.units import CellEdit, NoteBlock, TableBlock

from .support import rows_of


def record(number: int, data: bytes) -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def wide(text: str, size: int = 2) -> bytes:
    return (len(text).to_bytes(size, "little") if size else b"") + b"\x01" + text.encode("utf-16-le")


def shape(kind: int, number: int, text: str) -> bytes:
    """A shape of a kind ([MS-XLS] 2.5.143) with its text."""
    common = struct.pack("<HHHHH12x", 0x15, 18, kind, number, 0x11)
    said = struct.pack("<HH6xHHH4x", 0x212, 0, len(text), 16, 0)
    runs = struct.pack("<HHI", 0, 0, 0) + struct.pack("<HHI", len(text), 0, 0)
    return (
        record(0x5D, common + bytes(4)) + record(0x1B6, said) + record(0x3C, wide(text, 0)) + record(0x3C, runs)
    )  # fmt: skip


def comment(row: int, column: int, number: int, author: str, text: str) -> bytes:
    note = struct.pack("<HHHH", row, column, 0, number) + wide(author) + b"\0"
    return shape(0x19, number, text) + record(0x1C, note)


def link(row: int, column: int, target: str) -> bytes:
    kinds = "d0c9ea79f9bace118c8200aa004ba90b", "e0c9ea79f9bace118c8200aa004ba90b"
    url = target.encode("utf-16-le") + bytes(2)
    head = struct.pack("<HHHH16sII", row, row, column, column, bytes.fromhex(kinds[0]), 2, 3)
    return record(0x1B8, head + bytes.fromhex(kinds[1]) + struct.pack("<I", len(url)) + url)


def inject(sheet: Any, extra: bytes) -> None:
    """Put records before the end of a sheet."""
    plain = sheet.get_biff_data
    sheet.get_biff_data = lambda: plain()[:-4] + extra + record(0x0A, b"")


def workbook() -> xlwt.Workbook:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("订单")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    moment = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    rows = [
        ["姓名", "电话", "卡号", "日期", "时间", "备注"],
        ["李晓梅", 13902746158, 6.22202123456789e18, datetime(2024, 3, 18), datetime(2024, 3, 18, 20, 11, 5), "=1+1"],
        ["王建国", 438.7, True, datetime(2023, 1, 1), datetime(2023, 1, 1), "甲\n乙"],
    ]
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value, day if c == 3 and r else moment if c == 4 and r else xlwt.Style.default_style)
    sheet.write(9, 7, xlwt.Formula('IF(A1="赵小燕";1;2)'))
    sheet.col(0).width = 256 * 20
    hidden = book.add_sheet("底稿")
    hidden.visibility = 1
    hidden.write(3, 2, "陈美玲")
    very = book.add_sheet("参数")
    very.visibility = 2
    return book


def saved(folder: Path, book: xlwt.Workbook, name: str = "a.xls") -> Path:
    path = folder / name
    book.save(str(path))
    return path


def notes_of(path: Path) -> list[tuple[Any, ...]]:
    return [
        (block.part, note.text, note.place.where, note.place.row, note.place.column, note.header)
        for block in open_source(path).blocks()
        if isinstance(block, NoteBlock)
        for note in block.notes
    ]


def test_cells(tmp_path: Path) -> None:
    source = open_source(saved(tmp_path, workbook()))
    assert (source.format, source.written_format) == ("xls", "xlsx")
    tables = [block for block in source.blocks() if isinstance(block, TableBlock)]
    assert [(block.part, block.first_row, block.rows, len(block.columns)) for block in tables] == [
        ("订单", 0, 3, 6),
        ("底稿", 3, 1, 3),
        ("参数", 0, 0, 0),
    ]
    assert rows_of(tables[0])[:3] == [
        ["姓名", "电话", "卡号", "日期", "时间", "备注"],
        ["李晓梅", "13902746158", "6222021234567890000", "2024-03-18", "2024-03-18 20:11:05", "=1+1"],
        ["王建国", "438.7", "TRUE", "2023-01-01", "2023-01-01", "甲\n乙"],
    ]
    assert [column[0] for column in tables[1].columns] == [None, None, "陈美玲"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13902746158.0, "13902746158"),
        (-5.0, "-5"),
        (438.7, "438.7"),
        (6.22202123456789e18, "6222021234567890000"),
        (1e15, "1000000000000000"),
        (1.5e-12, "1.5e-12"),
        (0.0, "0"),
        (float("nan"), ""),
    ],
)
def test_numbers_in_full_digits(value: float, text: str) -> None:
    assert number_text(value) == text


def test_texts_outside_cells(tmp_path: Path) -> None:
    book = workbook()
    inject(
        book.get_sheet(0),
        comment(1, 2, 1, "郭德海", "改送13902746159")
        + record(0x14, wide("&C经办 周文斌"))
        + shape(0x06, 2, "框里的字")
        + link(1, 1, "mailto:li@example.cn")
        + record(
            0x1BE,
            bytes(4) + wide("标题甲") + wide("标题乙") + wide("提示丙") + wide("警告丁")
            + struct.pack("<HH", 12, 0) + b"\x17\x04\x01" + "张三,李四".encode("utf-16-le")[:8],
        ),
    )  # fmt: skip
    found = notes_of(saved(tmp_path, book))
    assert not any("&P" in text for _, text, *_ in found)  # nothing but a page number
    for expected in [
        ("订单", "订单", "name", None, None, None),
        ("订单", "改送13902746159", "comment", 1, 2, None),
        ("订单", "郭德海", "property", 1, 2, "author"),
        ("订单", "框里的字", "textbox", None, None, None),
        ("订单", "&C经办 周文斌", "header", None, None, None),
        ("订单", "mailto:li@example.cn", "link", 1, 1, None),
        ("订单", "标题甲", "validation", None, None, None),
        ("订单", "警告丁", "validation", None, None, None),
        ("订单", "张三,李", "validation", None, None, None),
        ("订单", "赵小燕", "formula", 9, 7, None),
    ]:
        assert expected in found
    assert [text for _, text, where, *_ in found if where == "textbox"] == ["框里的字"]


def test_defined_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = workbook()
    tokens = b"\x17\x03\x01" + "赵小燕".encode("utf-16-le")
    name = struct.pack("<HBBHHHBBBB", 0, 0, 2, len(tokens), 0, 0, 0, 0, 0, 0) + b"\x01" + "客服".encode("utf-16-le")
    plain = book._Workbook__all_links_rec  # type: ignore[attr-defined]
    monkeypatch.setattr(book, "_Workbook__all_links_rec", lambda: plain() + record(0x18, name + tokens))
    found = notes_of(saved(tmp_path, book))
    assert (None, "客服", "name", None, None, None) in found
    assert (None, "赵小燕", "name", None, None, None) in found


def test_user_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = workbook()
    owner = wide("周文斌").ljust(112)
    monkeypatch.setattr(book, "_Workbook__write_access_rec", lambda: record(0x5C, owner))
    assert any(
        header == "last saved by" and text == "周文斌" for _, text, *_, header in notes_of(saved(tmp_path, book))
    )


def property_set(kind: str, values: dict[int, tuple[int, bytes]]) -> bytes:
    section, places = b"", b""
    start = 8 + 8 * len(values)
    for number, (type_, raw) in values.items():
        places += struct.pack("<II", number, start + len(section))
        section += struct.pack("<I", type_) + raw + bytes(-len(raw) % 4)
    body = struct.pack("<II", start + len(section), len(values)) + places + section
    return b"\xfe\xff\0\0" + bytes(20) + struct.pack("<I", 1) + bytes.fromhex(kind) + struct.pack("<I", 48) + body


def test_property_sets() -> None:
    author = "周文斌".encode("gbk") + b"\0"
    stream = property_set(
        "e0859ff2f94f6810ab9108002b27b3d9",
        {1: (2, struct.pack("<Hxx", 936)), 4: (0x1E, struct.pack("<I", len(author)) + author), 17: (0x47, bytes(8))},
    )
    assert list(properties(stream)) == [("author", "周文斌", False), ("property 17", "", True)]
    for cut in range(len(stream)):
        list(properties(stream[:cut]))


def test_copy_without_edits_has_the_same_values(tmp_path: Path) -> None:
    book = workbook()
    inject(book.get_sheet(0), comment(1, 2, 1, "郭德海", "改送13902746159"))
    source = open_source(saved(tmp_path, book))
    output = io.BytesIO()
    source.rewrite(((block, ()) for block in source.blocks()), output)
    copy = openpyxl.load_workbook(output)
    assert [(sheet.title, sheet.sheet_state) for sheet in copy] == [
        ("订单", "visible"),
        ("底稿", "hidden"),
        ("参数", "veryHidden"),
    ]
    sheet = copy["订单"]
    assert [[cell.value for cell in row][:6] for row in sheet.rows][1:3] == [
        ["李晓梅", 13902746158, 6.22202123456789e18, datetime(2024, 3, 18), datetime(2024, 3, 18, 20, 11, 5), "=1+1"],
        ["王建国", 438.7, True, datetime(2023, 1, 1), datetime(2023, 1, 1), "甲\n乙"],
    ]
    assert sheet["F2"].data_type == "s"
    assert sheet["D2"].number_format == "yyyy-mm-dd"
    assert sheet["B2"].number_format == "General"
    assert sheet["C2"].number_format == "0"
    assert sheet["C2"].comment.text == "改送13902746159"
    assert sheet.column_dimensions["A"].width == pytest.approx(20, abs=1)
    assert copy["底稿"]["C4"].value == "陈美玲"


def test_dates_of_1904(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    book.add_sheet("S").write(0, 0, datetime(2024, 3, 18), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    source = open_source(saved(tmp_path, book))
    (block, *_) = source.blocks()
    assert rows_of(block) == [["2024-03-18"]]  # type: ignore[arg-type]
    output = io.BytesIO()
    source.rewrite(((block, ()) for block in source.blocks()), output)
    assert openpyxl.load_workbook(output).active["A1"].value == datetime(2024, 3, 18)


def test_edits_make_texts(tmp_path: Path) -> None:
    source = open_source(saved(tmp_path, workbook()))
    output = io.BytesIO()
    source.rewrite(
        (
            (block, [CellEdit(1, 1, 3, 7, "****"), CellEdit(1, 5, 0, 1, "+")] if block.part == "订单" and isinstance(block, TableBlock) else ())
            for block in source.blocks()
        ),
        output,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(output)["订单"]
    assert [(sheet[at].value, sheet[at].data_type) for at in ("B2", "F2")] == [("139****6158", "s"), ("+1+1", "s")]


def test_what_is_not_read_is_listed(tmp_path: Path) -> None:
    book = workbook()
    inject(book.get_sheet(1), record(0x5D, struct.pack("<HHHHH12x", 0x15, 18, 8, 1, 0x11)) + record(0xE9, b""))
    source = open_source(saved(tmp_path, book))
    list(source.blocks())
    assert [(item.part, item.detail) for item in source.unread()] == [
        ("底稿", "background picture: not read"),
        ("底稿", "picture or embedded object: not read"),
    ]


def mangled(change: Callable[[bytes], bytes]) -> bytes:
    book = workbook()
    stream = book.get_biff_data()
    output = io.BytesIO()
    CompoundDoc.XlsDoc().save(output, change(stream))
    return output.getvalue()


def test_password(tmp_path: Path) -> None:
    head = record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    path = tmp_path / "a.xls"
    path.write_bytes(mangled(lambda stream: stream[:20] + head + stream[20:]))
    with pytest.raises(UnscannedError, match="pass --password-env NAME") as caught:
        open_source(path)
    assert caught.value.reason == "encrypted"
    with pytest.raises(UnscannedError, match="does not open"):
        open_source(path, password="falsch")


def test_broken_files(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    data = mangled(lambda stream: stream)
    for cut in (600, 1536, len(data) // 2):
        path.write_bytes(data[:cut])
        with pytest.raises(UnscannedError) as caught:
            list(open_source(path).blocks())
        assert caught.value.reason in ("unreadable", "unsupported")
    path.write_bytes(mangled(lambda stream: stream[: len(stream) // 2]))
    with pytest.raises(UnscannedError, match="broken"):
        list(open_source(path).blocks())


def test_large_workbooks_are_known_by_their_first_record(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for row in range(3000):
        sheet.write(row, 0, f"行{row}" * 30)
    path = saved(tmp_path, book, "export.bin")
    assert path.stat().st_size > 300_000
    assert open_source(path).format == "xls"


def old_workbook() -> bytes:
    """A workbook of Excel 95: BIFF5, strings in the code page of the file."""
    name, footer = "订单".encode("gbk"), "&C周文斌".encode("gbk")
    head = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 1995)) + record(0x42, struct.pack("<H", 936))
    start = len(head) + 4 + 7 + len(name) + 4
    bound = record(0x85, struct.pack("<IBBB", start, 0, 0, len(name)) + name)
    sheet = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 1995)) + record(0x15, bytes([len(footer)]) + footer)
    for row, text in enumerate(("姓名", "李晓梅")):
        raw = text.encode("gbk")
        sheet += record(0x204, struct.pack("<HHHH", row, 1, 0, len(raw)) + raw)
    sheet += record(0x203, struct.pack("<HHHd", 1, 2, 0, 13902746158.0))
    output = io.BytesIO()
    CompoundDoc.XlsDoc().save(output, (head + bound + record(0x0A, b"") + sheet + record(0x0A, b"")).ljust(4096, b"\0"))
    return output.getvalue()


def test_biff5(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(old_workbook())
    source = open_source(path)
    assert source.encoding == "cp936"
    (block, *_) = source.blocks()
    assert isinstance(block, TableBlock)
    assert [[column[row] for column in block.columns] for row in range(2)] == [
        [None, "姓名", None],
        [None, "李晓梅", "13902746158"],
    ]
    assert ("订单", "&C周文斌", "header", None, None, None) in notes_of(path)


def rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    output, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        output.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(output)


def encrypted(stream: bytes, password: str) -> bytes:
    """The stream in RC4 encryption, version 1.1 ([MS-OFFCRYPTO] 2.3.6)."""
    salt, verifier = b"s" * 16, b"v" * 16
    digest = hashlib.md5(password.encode("utf-16-le")).digest()[:5]
    base = hashlib.md5((digest + salt) * 16).digest()[:5]

    def key(block: int) -> bytes:
        return hashlib.md5(base + struct.pack("<I", block)).digest()

    checked = rc4(key(0), verifier + hashlib.md5(verifier).digest())
    head = record(0x2F, struct.pack("<HHH", 1, 1, 1) + salt + checked)
    marked = bytearray(stream[:20] + head + stream[20:])
    position, plain = 0, dict[int, bytes]()
    while position + 4 <= len(marked):
        number, size = struct.unpack_from("<HH", marked, position)
        if number == 0x85:  # where sheets start is not encrypted, and moves by the new record
            struct.pack_into("<I", marked, position + 4, struct.unpack_from("<I", marked, position + 4)[0] + len(head))
        kept = 4 + (size if number in (0x809, 0x2F, 0xE1, 0x0) else 4 if number == 0x85 else 0)
        plain[position] = bytes(marked[position : position + kept])
        position += 4 + size
    output = bytearray(
        b"".join(rc4(key(n), bytes(marked[n * 1024 : n * 1024 + 1024])) for n in range(len(marked) // 1024 + 1))
    )
    for position, kept_bytes in plain.items():
        output[position : position + len(kept_bytes)] = kept_bytes
    return bytes(output)


@pytest.mark.parametrize(("password", "given"), [("geheim", "geheim"), ("VelvetSweatshop", None)])
def test_right_password(tmp_path: Path, password: str, given: str | None) -> None:
    pytest.importorskip("msoffcrypto")
    path = tmp_path / "a.xls"
    path.write_bytes(mangled(lambda stream: encrypted(stream, password)))
    source = open_source(path, password=given)
    (block, *_) = source.blocks()
    assert isinstance(block, TableBlock)
    assert rows_of(block)[1][:2] == ["李晓梅", "13902746158"]
    assert "password" in source.notices[-1]  # type: ignore[attr-defined]
