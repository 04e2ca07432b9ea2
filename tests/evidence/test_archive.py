"""The ZIP file of a pack: one way to write it, and no bit that could be otherwise."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from leakguard.errors import UsageError
from leakguard.evidence import archive as archives
from leakguard.evidence.archive import Archive, Damage, Member, is_safe

CONTENTS = {"README.txt": b"hello", "attachments/01-聊天.txt": "哈".encode(), "empty": b""}


def written(contents: dict[str, bytes] = CONTENTS) -> bytes:
    stream = io.BytesIO()
    archives.write(stream, [Member.of(name, content) for name, content in contents.items()])
    return stream.getvalue()


def read(data: bytes) -> dict[str, bytes]:
    archive = Archive(io.BytesIO(data))
    return {member.name: archive.read(member.name, 1 << 20) for member in archive.members}


def test_what_is_written_is_read_by_everybody() -> None:
    data = written()
    assert read(data) == CONTENTS
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == CONTENTS
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert all(info.flag_bits == 0x800 and not info.extra and not info.comment for info in archive.infolist())
    assert written() == data


def test_files_are_written_as_their_contents(tmp_path: Path) -> None:
    path = tmp_path / "content"
    path.write_bytes(b"hello")
    stream = io.BytesIO()
    member = Member.of("README.txt", path)
    archives.write(stream, [member])
    assert stream.getvalue() == written({"README.txt": b"hello"})
    path.write_bytes(b"other")
    with pytest.raises(UsageError, match="changed"):
        archives.write(io.BytesIO(), [member])


def test_every_flipped_bit_is_caught() -> None:
    data = written()
    for place in range(len(data)):
        for bit in range(8):
            changed = data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]
            with pytest.raises(Damage):
                read(changed)


def test_every_byte_added_or_removed_is_caught() -> None:
    data = written()
    for place in range(len(data) + 1):
        for changed in (data[:place] + b"\0" + data[place:], data[:place] + data[place + 1 :], data[:place]):
            if changed != data:
                with pytest.raises(Damage):
                    read(changed)


FOREIGN = {
    "deflated": {"compression": zipfile.ZIP_DEFLATED},
    "with a comment": {"comment": b"x"},
    "with a date": {"date": (2026, 1, 1, 0, 0, 0)},
}


@pytest.mark.parametrize("how", FOREIGN.values(), ids=FOREIGN)
def test_archives_of_others_are_refused(how: dict[str, object]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo("README.txt", how.get("date", (1980, 1, 1, 0, 0, 0)))  # type: ignore[arg-type]
        archive.writestr(info, b"hello" * 100, how.get("compression"))  # type: ignore[arg-type]
        archive.comment = how.get("comment", b"")  # type: ignore[assignment]
    with pytest.raises(Damage):
        read(stream.getvalue())


UNSAFE = (
    "", "/a", "../a", "a/../b", "a//b", "./a", "a/.", "a\\b", "C:a", "a\0b", "a\nb", "a\u202eb", "a ", "a.", " a", ".a", "a/", "x" * 201,
    "e\u0301", "a?", "a*", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("name", UNSAFE)
def test_names_that_cannot_be_unpacked_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_safe(name)
    with pytest.raises(ValueError, match="name"):
        written({name: b""})
    if name.isascii() or name.isprintable():
        with monkeypatch.context() as patch:
            patch.setattr(archives, "is_safe", lambda _: True)
            data = written({name: b""})
        with pytest.raises(Damage):
            read(data)


def test_two_members_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="two members"):
        written({"a": b"", "A": b""})
    monkeypatch.setattr(archives, "_refuse", lambda _: None)
    with pytest.raises(Damage):
        read(written({"a": b"", "A": b""}))


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_SIZE", 100)
    with pytest.raises(UsageError, match="4 GiB"):
        written()
    with pytest.raises(Damage):
        Archive(io.BytesIO(b"\0" * 101))


def test_nothing_is_read_beyond_the_limit() -> None:
    archive = Archive(io.BytesIO(written()))
    with pytest.raises(Damage, match="content 1"):
        archive.read("README.txt", 4)
