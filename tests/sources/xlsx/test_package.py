from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from leakguard.errors import UnscannedError
from leakguard.sources.xlsx import package as module
from leakguard.sources.xlsx.package import Package, resolve
from leakguard.sources.xlsx.packing import Packer

from .xlsx_support import changed_members, opened, packed, sheet_xml, workbook


def replaced(path: Path, name: str, content: bytes) -> bytes:
    packer = Packer()
    packer.write(content)
    output = io.BytesIO()
    with Package(path) as package:
        package.copy(output, {name: packer.packed()})
    return output.getvalue()


@pytest.fixture
def three(tmp_path: Path) -> Path:
    path = tmp_path / "t.zip"
    path.write_bytes(packed({"a.xml": "<a>1</a>", "b.xml": "<b>" + "2" * 5000 + "</b>", "c.bin": bytes(range(256))}))
    return path


def test_only_the_changed_member_changes(three: Path) -> None:
    copy = replaced(three, "b.xml", b"<b>new</b>")
    assert changed_members(three.read_bytes(), copy) == {"b.xml"}
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert archive.testzip() is None
        assert archive.read("b.xml") == b"<b>new</b>"


def test_a_copy_without_changes_is_the_package(three: Path) -> None:
    output = io.BytesIO()
    with Package(three) as package:
        package.copy(output, {})
    assert output.getvalue() == three.read_bytes()


def test_streamed_and_zip64_members_can_be_replaced(tmp_path: Path) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: object) -> int:
            raise io.UnsupportedOperation

    stream = Pipe()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.xml", "b.xml", "c.xml"):
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(b"<a>" + name.encode() * 90 + b"</a>")
        archive.comment = b"note"
    path = tmp_path / "t.zip"
    path.write_bytes(stream.getvalue())
    copy = replaced(path, "b.xml", b"<b/>")
    assert changed_members(path.read_bytes(), copy) == {"b.xml"}
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert archive.testzip() is None
        assert (archive.comment, archive.read("b.xml")) == (b"note", b"<b/>")


@pytest.mark.parametrize(
    ("base", "target", "member"),
    [
        ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/workbook.xml", "/xl/styles.xml", "xl/styles.xml"),
        ("xl/worksheets/sheet1.xml", "../comments1.xml", "xl/comments1.xml"),
        ("xl/worksheets/sheet1.xml", "..\\drawings\\d.xml", "xl/drawings/d.xml"),
    ],
)
def test_targets_of_relationships(base: str, target: str, member: str) -> None:
    assert resolve(base, target) == member


GOOD = workbook({"S": sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')})


def with_flag(data: bytes, flag: int) -> bytes:
    """The first member marked, in both headers."""
    start = data.index(b"PK\x01\x02")
    data = data[:6] + struct.pack("<H", flag) + data[8:]
    return data[: start + 8] + struct.pack("<H", flag) + data[start + 10 :]


def repeated() -> bytes:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("XL/Workbook.xml", "<workbook/>")
    return stream.getvalue()


BROKEN = {
    "truncated": (GOOD[: len(GOOD) // 2], "unreadable"),
    "no directory": (GOOD[: GOOD.index(b"PK\x01\x02")], "unreadable"),
    "encrypted member": (with_flag(GOOD, 1), "encrypted"),
    "the same name twice": (repeated(), "unreadable"),
    "other compression": (workbook({"S": sheet_xml("")}, compression=zipfile.ZIP_BZIP2), "unsupported"),
    "no workbook": (packed({"xl/theme.xml": "<a/>"}), "unsupported"),
    "a sheet is missing": (GOOD.replace(b"sheet1.xml", b"sheet9.xmx"), "unreadable"),
    "damaged data": (GOOD.replace(zlib.compress(b"")[2:4], b"\xff\xff"), "unreadable"),
}


@pytest.mark.parametrize(("data", "reason"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_sound_package_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnscannedError) as raised:
        list(opened(data).blocks())
    assert raised.value.reason == reason


def test_a_flipped_byte_is_noticed() -> None:
    bomb = workbook({"S": sheet_xml('<row r="1"><c r="A1"><v>123</v></c></row>')}, compression=zipfile.ZIP_STORED)
    with pytest.raises(UnscannedError, match="checksum"):
        list(opened(bomb.replace(b"<v>123</v>", b"<v>124</v>")).blocks())


def test_zip_bombs_are_refused_before_they_are_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook({"S": sheet_xml("<row/>" * 200_000)})
    monkeypatch.setattr(module, "RATIO_FROM", 1 << 20)
    with pytest.raises(UnscannedError, match="bomb"):
        list(opened(data).blocks())
    monkeypatch.setattr(module, "MAX_TOTAL", 1 << 20)
    with pytest.raises(UnscannedError, match="too-large"):
        list(opened(data).blocks())


def test_a_member_larger_than_it_says_is_refused() -> None:
    data = bytearray(workbook({"S": sheet_xml("<row/>" * 2000)}))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 100)
    with pytest.raises(UnscannedError, match="larger than"):
        list(opened(bytes(data)).blocks())
