"""Zip archives: members by their own format, limits, names, passwords, and copies that keep what is unchanged."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt

import leakguard
from leakguard.errors import UnscannedError
from leakguard.sources import open_source
from leakguard.units import CellEdit, NoteBlock, NoteEdit, TableBlock, TextBlock

TABLE = "姓名,电话\n李晓梅,13902746158\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def workbook() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("订单")
    for row, values in enumerate([["收货人", "联系手机"], ["王建国", 13902746160]]):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def packed(members: dict[str, bytes], **options: object) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 3, 18, 1, 2, 4)), content, zipfile.ZIP_DEFLATED)
        archive.comment = options.get("comment", b"")  # type: ignore[assignment]
    return output.getvalue()


def saved(folder: Path, members: dict[str, bytes], **options: object) -> Path:
    path = folder / "a.zip"
    path.write_bytes(packed(members, **options))
    return path


def copied(path: Path, password: str | None = None) -> bytes:
    source = open_source(path, password=password)
    output = io.BytesIO()
    source.rewrite(((block, ()) for block in source.blocks()), output)
    return output.getvalue()


MEMBERS = {
    "客户/": b"",
    "客户/李晓梅.csv": TABLE.encode("gbk"),
    "聊天.txt": "改送13902746159\n".encode(),
    "b.xls": workbook(),
    "图.png": PNG,
    "in.zip": packed({"x.csv": TABLE.encode(), "y.txt": b"nothing"}),
    "empty.txt": b"",
}


def test_parts(tmp_path: Path) -> None:
    source = open_source(saved(tmp_path, MEMBERS, comment="备注 王建国".encode("gbk")))
    assert source.format == "zip"
    blocks = list(source.blocks())
    tables = [(b.part, [list(c) for c in b.columns]) for b in blocks if isinstance(b, TableBlock)]
    assert tables == [
        ("客户/李晓梅.csv", [["姓名", "李晓梅"], ["电话", "13902746158"]]),
        ("b.xls!订单", [["收货人", "王建国"], ["联系手机", "13902746160"]]),
        ("in.zip!x.csv", [["姓名", "李晓梅"], ["电话", "13902746158"]]),
    ]
    assert [(b.part, b.text) for b in blocks if isinstance(b, TextBlock)] == [
        ("聊天.txt", "改送13902746159\n"),
        ("in.zip!y.txt", "nothing"),
    ]
    names = blocks[-1]
    assert isinstance(names, NoteBlock)
    assert [note.text for note in names.notes] == [*MEMBERS, "备注 王建国"]
    assert [(item.part, item.reason) for item in source.unread()] == [("图.png", "unsupported")]


def test_copy_without_edits_is_the_input(tmp_path: Path) -> None:
    path = saved(tmp_path, MEMBERS, comment=b"c")
    assert copied(path) == path.read_bytes()


def test_redaction(tmp_path: Path) -> None:
    path, target = saved(tmp_path, MEMBERS), tmp_path / "b.zip"
    redaction = leakguard.redact(path, target)
    assert leakguard.scan(target).forbidden == []
    assert [item.part for item in redaction.report.unscanned] == ["图.png"]
    before, after = zipfile.ZipFile(path), zipfile.ZipFile(target)
    assert after.testzip() is None
    assert after.namelist() == ["客户/", "客户/_PERSON_.csv", "聊天.txt", "b.xls.xlsx", "图.png", "in.zip", "empty.txt"]
    assert after.read("客户/_PERSON_.csv").decode("gbk") == "姓名,电话\n<PERSON>,<PHONE_NUMBER>\n"
    assert after.read("聊天.txt").decode() == "改送<PHONE_NUMBER>\n"
    sheet = openpyxl.load_workbook(io.BytesIO(after.read("b.xls.xlsx"))).active
    assert [cell.value for cell in sheet[2]] == ["<PERSON>", "<PHONE_NUMBER>"]
    inner = zipfile.ZipFile(io.BytesIO(after.read("in.zip")))
    assert inner.read("x.csv").decode() == "姓名,电话\n<PERSON>,<PHONE_NUMBER>\n"
    for name in ("图.png", "empty.txt"):
        assert raw(path, before, name) == raw(target, after, name)
    assert {info.date_time for info in after.infolist()} == {(2024, 3, 18, 1, 2, 4)}
    if Path("/usr/bin/unzip").exists():
        subprocess.run(["/usr/bin/unzip", "-tqq", str(target)], check=True)


def test_members_that_get_another_name_are_told(tmp_path: Path) -> None:
    output = tmp_path / "out.zip"
    source = open_source(saved(tmp_path, {"订单.xls": workbook()}))
    with output.open("wb") as stream:
        source.rewrite(((block, edits_of_names(block)) for block in source.blocks()), stream)
    assert zipfile.ZipFile(output).namelist() == ["订单.xls.xlsx"]
    assert source.notices == ("1 members (XLS, ODS) are written as XLSX, under names that end in .xlsx",)


def edits_of_names(block: object) -> list[CellEdit]:
    return [CellEdit(1, 0, 0, 3, "<PERSON>")] if isinstance(block, TableBlock) else []


def raw(path: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    """A member as stored, with its local header."""
    info = archive.getinfo(name)
    data = path.read_bytes()[info.header_offset :]
    size = 30 + sum(struct.unpack_from("<HH", data, 26)) + info.compress_size
    return data[:size]


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "cp437"])
def test_names_without_the_flag(tmp_path: Path, codec: str) -> None:
    name = "café.txt" if codec == "cp437" else "客户名单/订单.txt"
    stored = name.encode(codec)
    path = saved(tmp_path, {"x" * len(stored): b"abc"})
    path.write_bytes(path.read_bytes().replace(b"x" * len(stored), stored))
    source = open_source(path)
    assert [block.part for block in source.blocks()] == [name, None]
    assert copied(path) == path.read_bytes()


def test_names_that_become_the_same_are_numbered(tmp_path: Path) -> None:
    path = saved(tmp_path, {"a1.txt": b"x", "a2.txt": b"y", "d/": b"", "d/a3.txt": b"z"})
    source = open_source(path)
    output = io.BytesIO()

    def edited():
        for block in source.blocks():
            names = isinstance(block, NoteBlock)
            yield block, [NoteEdit(0, 1, 2, "/"), NoteEdit(1, 1, 2, "/"), NoteEdit(3, 3, 4, "*")] if names else []

    source.rewrite(edited(), output)
    archive = zipfile.ZipFile(output)
    assert archive.namelist() == ["a_.txt", "a_ (2).txt", "d/", "d/a_.txt"]
    assert [archive.read(name) for name in archive.namelist()] == [b"x", b"y", b"", b"z"]


def test_a_stored_workbook_in_an_archive_is_a_member(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["收货人"])
    output = io.BytesIO()
    book.save(output)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("订单.xlsx", output.getvalue())
    source = open_source(path)
    assert source.format == "zip"
    assert "订单.xlsx!Sheet" in [block.part for block in source.blocks()]


def test_two_members_of_one_name(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "电话13902746158")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "电话13902746159")
    target = tmp_path / "b.zip"
    assert [block.part for block in open_source(path).blocks()][:2] == ["a.txt", "a.txt (2)"]
    leakguard.redact(path, target)
    with zipfile.ZipFile(target) as archive:
        assert [archive.read(info).decode() for info in archive.infolist()] == ["电话<PHONE_NUMBER>"] * 2


def test_depth(tmp_path: Path) -> None:
    data = packed({"x.txt": b"deep"})
    for _ in range(3):
        data = packed({"in.zip": data})
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    source = open_source(path)
    list(source.blocks())
    assert [(item.part, item.reason) for item in source.unread()] == [("in.zip!in.zip!in.zip", "unsupported")]


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leakguard.sources.archive.members.RATIO_FROM", 1 << 20)
    path = saved(tmp_path, {"a.txt": bytes(3 << 20), "b.txt": b"fine"})
    source = open_source(path)
    assert [block.part for block in source.blocks()] == ["b.txt", None]
    assert [(item.part, item.reason) for item in source.unread()] == [("a.txt", "too-large")]
    monkeypatch.setattr("leakguard.sources.archive.source.Budget.__init__.__defaults__", (1 << 20,))
    with pytest.raises(UnscannedError, match="too-large"):
        list(open_source(path).blocks())


def test_damaged(tmp_path: Path) -> None:
    path = saved(tmp_path, {"a.txt": os.urandom(3000), "b.txt": b"fine"})
    data = bytearray(path.read_bytes())
    path.write_bytes(data[:-30])
    with pytest.raises(UnscannedError, match="unreadable"):
        open_source(path)
    data[100] ^= 255
    path.write_bytes(data)
    source = open_source(path)
    assert [block.part for block in source.blocks()] == ["b.txt", None]
    assert [(item.part, item.reason) for item in source.unread()] == [("a.txt", "unreadable")]


def test_a_member_that_breaks_off_is_never_written(tmp_path: Path) -> None:
    broken = "收货人 李晓梅\n".encode("utf-16") + b"\x00\xd8" * 9
    path = saved(tmp_path, {"a.txt": broken, "b.txt": "电话13902746158".encode()})
    report = leakguard.scan(path)
    assert [(item.part, item.reason) for item in report.unscanned] == [("a.txt", "undecodable")]
    assert [finding.entity for finding in report.forbidden] == ["PHONE_NUMBER"]
    with pytest.raises(UnscannedError, match="undecodable"):
        leakguard.redact(path, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def zip_crypto(data: bytes, password: bytes) -> bytes:
    """The members of an archive encrypted in the traditional way (APPNOTE.TXT 6.1), one member only."""
    table = [0] * 256
    for number in range(256):
        value = number
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
        table[number] = value
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = keys[0] >> 8 ^ table[(keys[0] ^ byte) & 255]
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = keys[2] >> 8 ^ table[(keys[2] ^ keys[1] >> 24) & 255]

    for byte in password:
        update(byte)
    info = zipfile.ZipFile(io.BytesIO(data)).infolist()[0]
    start = 30 + len(info.filename)
    body = bytearray()
    for byte in bytes(11) + bytes([info.CRC >> 24]) + data[start : start + info.compress_size]:
        word = keys[2] & 0xFFFF | 2
        body.append(byte ^ (word * (word ^ 1) >> 8 & 255))
        update(byte)
    local, rest = bytearray(data[:start]), bytearray(data[start + info.compress_size :])
    for record, flags, size in ((local, 6, 18), (rest, 8, 20)):
        record[flags] |= 1
        struct.pack_into("<I", record, size, len(body))
    end = rest.rindex(b"PK\x05\x06")
    struct.pack_into("<I", rest, end + 16, len(local) + len(body))
    return bytes(local + body + rest)


def test_password(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_crypto(packed({"a.csv": TABLE.encode()}), b"geheim"))
    with pytest.raises(UnscannedError, match="pass --password-env NAME") as caught:
        open_source(path)
    assert caught.value.reason == "encrypted"
    wrong = open_source(path, password="falsch")
    assert not any(isinstance(block, TableBlock) for block in wrong.blocks())
    assert [(item.part, item.reason) for item in wrong.unread()] == [("a.csv", "encrypted")]
    source = open_source(path, password="geheim")
    (table, _) = source.blocks()
    assert isinstance(table, TableBlock)
    assert [list(column) for column in table.columns] == [["姓名", "李晓梅"], ["电话", "13902746158"]]
    archive = zipfile.ZipFile(io.BytesIO(copied(path, "geheim")))
    assert archive.read("a.csv").decode() == TABLE
    assert "without one" in source.notices[0]  # type: ignore[attr-defined]


def test_password_of_aes(tmp_path: Path) -> None:
    pyzipper = pytest.importorskip("pyzipper")
    path = tmp_path / "a.zip"
    with pyzipper.AESZipFile(path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"geheim")
        archive.writestr("a.csv", TABLE)
    source = open_source(path, password="geheim")
    assert [block.part for block in source.blocks()] == ["a.csv", None]
    assert zipfile.ZipFile(io.BytesIO(copied(path, "geheim"))).read("a.csv").decode() == TABLE
