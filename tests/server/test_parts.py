"""The parts of the service that need no socket: bodies, forms, folders, and the document itself."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random

import jsonschema
import pytest

from leakguard.messages import MESSAGES
from leakguard.server.folder import PREFIX, private_folder, request_folder, suffix_of
from leakguard.server.frame import PATHS
from leakguard.server.limits import Body, Gone
from leakguard.server.openapi import document
from leakguard.server.problems import STATUS, Problem, body
from leakguard.server.settings import Settings, Told
from leakguard.server.upload import Target, receive
from leakguard.sources import FORMATS


def messages(*pieces, gone=False, delay=0.0):
    """A client that sends these pieces."""
    left = list(pieces)

    async def receive():
        await asyncio.sleep(delay)
        if left:
            return {"type": "http.request", "body": left.pop(0), "more_body": bool(left) or gone}
        return {"type": "http.disconnect"} if gone else await asyncio.sleep(60)

    return receive


def read(client, *, most=10, patience=0.2, announced=None):
    async def all_of_it():
        return [chunk async for chunk in Body(client, max_bytes=most, patience=patience, announced=announced).chunks()]

    return asyncio.run(all_of_it())


def test_body():
    assert read(messages(b"abc", b"", b"defghij")) == [b"abc", b"defghij"]
    assert read(messages(b"abc"), announced="3") == [b"abc"]
    assert read(messages(b"abc"), announced="nonsense") == [b"abc"]


@pytest.mark.parametrize(
    ("client", "options", "code"),
    [
        (messages(b"abc", b"defghijk"), {}, "too-large"),
        (messages(b"abc"), {"announced": "11"}, "too-large"),
        (messages(b"abcdefghijk"), {"announced": "3"}, "too-large"),
        (messages(*[b"a"] * 10, delay=0.05), {}, "slow"),
        (messages(b"a", delay=0.5), {}, "slow"),
    ],
)
def test_body_that_is_refused(client, options, code):
    with pytest.raises(Problem) as caught:
        read(client, **options)
    assert caught.value.code == code


def test_client_that_goes_away():
    with pytest.raises(Gone):
        read(messages(b"abc", gone=True))


HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\nContent-Type: text/csv\r\n\r\n'
OTHER = b'--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nsomething\r\n'
DATA = b"a,b\r\n--a not the end\r\n\r\n1,2\r\n--"
FORM = "multipart/form-data; boundary=b"


def stored(tmp_path, pieces, kind):
    async def chunks():
        for piece in pieces:
            yield piece

    target = Target(tmp_path / f"upload-{random.random()}")
    asyncio.run(receive(chunks(), kind, target))
    return target


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_form_cut_anywhere(tmp_path, size):
    whole = OTHER + HEAD + DATA + b"\r\n" + OTHER + b"--b--\r\n"
    target = stored(tmp_path, [whole[start : start + size] for start in range(0, len(whole), size)], FORM)
    assert target.path.read_bytes() == DATA
    assert (target.size, target.filename) == (len(DATA), "x.csv")
    assert target.path.stat().st_mode & 0o777 == 0o600 or os.name == "nt"


BAD_FORMS = {
    "no end": (HEAD + DATA, "bad-form"),
    "no file": (OTHER + b"--b--\r\n", "bad-form"),
    "two files": (HEAD + DATA + b"\r\n" + HEAD + DATA + b"\r\n--b--\r\n", "bad-form"),
    "no form": (b"hello", "bad-form"),
    "nothing": (b"", "bad-form"),
    "other boundary": (HEAD.replace(b"--b", b"--c") + DATA + b"\r\n--c--\r\n", "bad-form"),
    "empty file": (HEAD + b"\r\n--b--\r\n", "empty"),
    "no name": (HEAD.replace(b' name="file";', b"") + DATA + b"\r\n--b--\r\n", "bad-form"),
    "headers without end": (b"--b\r\n" + b"X: y\r\n" * 10_000, "bad-form"),
}


@pytest.mark.parametrize(("content", "code"), BAD_FORMS.values(), ids=BAD_FORMS)
def test_bad_forms(tmp_path, content, code):
    with pytest.raises(Problem) as caught:
        stored(tmp_path, [content], FORM)
    assert caught.value.code == code


@pytest.mark.parametrize("kind", [FORM, f"{FORM}; x=y", 'Multipart/Form-Data;boundary="b"'])
def test_random_bytes_never_break_the_form(tmp_path, kind):
    source = random.Random(7)
    for _ in range(150):
        pieces = [
            source.choice([HEAD, OTHER, DATA, b"--b", b"--", b"\r\n", b"\r", source.randbytes(9)]) for _ in range(8)
        ]
        with contextlib.suppress(Problem):  # any other exception fails
            stored(tmp_path, pieces, kind)


SUFFIXES = [
    ("orders.csv", ".csv"), ("ORDERS.XLSX", ".xlsx"), ("订单.xls ", ".xls"), ("a.tar.gz", ".gz"), ("../../etc/x.csv", ".csv"),
    ("orders", ""), ("", ""), (None, ""), ("a.", ""), ("a./b", ""), ("a.c\x00sv", ""), ("a.张三", ""), ("a." + "x" * 17, ""), ("a.c v", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "suffix"), SUFFIXES)
def test_only_the_suffix_of_a_name_is_used(name, suffix):
    assert suffix_of(name) == suffix


def test_folders_of_dead_servers_are_removed_and_no_others(tmp_path):
    dead, foreign = tmp_path / f"{PREFIX}dead", tmp_path / f"{PREFIX}without-a-lock"
    for folder in (dead, foreign):
        folder.mkdir()
        (folder / "upload").write_text("x")
    (dead / "lock").touch()
    with private_folder(tmp_path) as first:
        with request_folder(first) as request, private_folder(tmp_path) as second:
            assert request.is_dir()
            assert second != first
            assert first.stat().st_mode & 0o777 == 0o700
        assert not request.exists()
        assert not dead.exists()
        assert foreign.exists()
    assert list(tmp_path.iterdir()) == [foreign]


def test_document():
    """Every reference leads somewhere, every schema is one, every path is there, every operation has its own id."""
    made = document(
        Settings({"share": "share"}, (Told("share", "分享", "share", "0" * 64),), token=b"x"), list(FORMATS)
    )
    assert made["openapi"] == "3.1.0"
    assert sorted(made["paths"]) == sorted(PATHS)
    operations = [operation for path in made["paths"].values() for operation in path.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for reference in references(made):
        found = made
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
    for schema in made["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for operation in operations:
        assert any(status.startswith("2") for status in operation["responses"])


def references(value):
    if isinstance(value, dict):
        yield from ([value["$ref"]] if "$ref" in value else [])
        value = list(value.values())
    for item in value if isinstance(value, list) else []:
        yield from references(item)


@pytest.mark.parametrize("code", STATUS)
def test_every_problem_has_its_texts(code):
    told = body(Problem(code))
    assert [told["title_zh"], told["title"]] == list(MESSAGES[f"http.{code}"])
    assert 400 <= told["status"] < 600
