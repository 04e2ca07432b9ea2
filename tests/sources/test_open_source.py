from __future__ import annotations

import hashlib
import io
import os
import threading
from pathlib import Path

import pytest

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources import FORMATS, SUFFIXES, UNREAD, CsvSource, TextSource, open_source

from .support import all_rows, copied

TABLE = "姓名,电话,地址\n张三,13800138000,杭州\n"


def saved(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "text", "format_", "delimiter"),
    [
        ("a.csv", TABLE, "csv", ","),
        ("A.CSV", "a;b\n", "csv", ";"),
        ("a.tsv", "a,b,c\td\n", "csv", "\t"),
        ("a.tab", "a,b\n", "csv", ","),
        ("a.txt", TABLE, "text", None),
        ("a.log", "x", "text", None),
        ("a.md", "x", "text", None),
        ("orders", TABLE, "csv", ","),
        ("orders.bak", "张三的电话", "text", None),
    ],
)
def test_format(tmp_path: Path, name: str, text: str, format_: str, delimiter: str | None) -> None:
    for codec in ("utf-8", "gbk", "utf-16"):
        data = text.encode(codec)
        path = saved(tmp_path, name, data)
        source = open_source(str(path))
        assert source.format == format_
        assert source.name == str(path)
        assert source.digest == hashlib.sha256(data).hexdigest()
        assert getattr(source, "delimiter", None) == delimiter
        assert isinstance(source, (CsvSource, TextSource))
        assert copied(source) == data
        assert path.read_bytes() == data


@pytest.mark.parametrize(("text", "format_"), [(TABLE, "csv"), ("张三,13800138000,杭州\n", "text"), ("", "text")])
def test_stdin(text: str, format_: str) -> None:
    source = open_source("-", stdin=io.BytesIO(text.encode("gbk")))
    assert (source.name, source.format) == ("-", format_)
    assert isinstance(source, (CsvSource, TextSource))
    assert copied(source) == copied(source) == text.encode("gbk")


def test_format_and_encoding_given(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.json", b'{"a": 1}')
    assert open_source(path, format="text").format == "text"
    source = open_source(saved(tmp_path, "b.txt", "é".encode("latin-1")), encoding="latin-1", format="csv")
    assert isinstance(source, CsvSource)
    assert (source.encoding, source.encoding_reason) == ("iso8859-1", "given")
    assert all_rows(source) == [["é"]]


@pytest.mark.parametrize("name", ["a.eml", "a.docx"])
def test_formats_that_are_not_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnscannedError) as caught:
        open_source(saved(tmp_path, name, b"abc"))
    assert caught.value.reason == "unsupported"


@pytest.mark.parametrize("format_", ["csv", "text"])
def test_workbook_that_calls_itself_csv(tmp_path: Path, format_: str) -> None:
    path = saved(tmp_path, "a.csv", b"PK\x03\x04\x14\x00\x00\x00" + b"\x00" * 22 + b"xl/workbook.xml")
    for encoding in (None, "gbk"):
        with pytest.raises(UnscannedError, match="unsupported: this is an XLSX workbook"):
            open_source(path, format=format_, encoding=encoding)


def test_wrong_requests(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.csv", b"a")
    for call in (
        lambda: open_source(tmp_path / "nope.csv"),
        lambda: open_source(tmp_path),
        lambda: open_source(path, encoding="nope"),
        lambda: open_source(path, format="nope"),
        lambda: open_source("-"),
    ):
        with pytest.raises(UsageError):
            call()


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, "a.csv", b"a")

    def refuse(*args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnscannedError, match="unreadable"):
        open_source(path)


def test_pipe_and_device(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(TABLE.encode(),))
    writer.start()
    source = open_source(pipe)
    writer.join()
    assert isinstance(source, CsvSource)
    assert len(all_rows(source)) == len(all_rows(source)) == 2
    with pytest.raises(UnscannedError, match="unsupported"):
        open_source("/dev/zero")


def test_encoding_is_decided_by_characters_far_from_the_start(tmp_path: Path) -> None:
    data = b"plain log line\n" * 200_000 + "收货人 张三".encode("gbk")
    source = open_source(saved(tmp_path, "a.log", data))
    assert source.encoding == "gb18030"
    assert isinstance(source, TextSource)
    assert copied(source) == data


def test_table_with_cr_only(tmp_path: Path) -> None:
    source = open_source(saved(tmp_path, "a.csv", b"a,b\rc,d\r"))
    assert isinstance(source, CsvSource)
    assert all_rows(source) == [["a", "b"], ["c", "d"]]


def test_registry_is_consistent() -> None:
    assert set(SUFFIXES.values()) <= set(FORMATS)
    assert not set(SUFFIXES) & set(UNREAD)
