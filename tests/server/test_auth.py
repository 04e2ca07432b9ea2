"""Tokens, and what protects a server without one."""

from __future__ import annotations

import pytest

from leakguard.errors import UsageError
from leakguard.server.auth import authorised, load_token, local, readable_by_others
from leakguard.server.settings import Settings, address, refuse_open_door

TOKEN = b"0123456789abcdefXYZ"

HEADERS = [
    (f"Bearer {TOKEN.decode()}", True),
    (f"bearer  {TOKEN.decode()} ", True),
    (f"Bearer {TOKEN.decode()}x", False),
    ("Bearer ", False),
    ("Bearer", False),
    ("", False),
    (None, False),
    (TOKEN.decode(), False),
    (f"Basic {TOKEN.decode()}", False),
    ("Bearer \xe5\xbc\xa0\xe4\xb8\x89", False),
]


@pytest.mark.parametrize(("header", "expected"), HEADERS)
def test_authorised(header, expected):
    assert authorised(header, TOKEN) is expected
    assert authorised(header, None)


ORIGINS = [
    ("127.0.0.1:8741", None, True),
    ("localhost", None, True),
    ("[::1]:8741", None, True),
    ("127.8.8.8", "http://localhost:3000", True),
    ("127.0.0.1", "https://shop.example", False),
    ("127.0.0.1", "null", False),
    ("127.0.0.1", "", False),
    ("shop.example", None, False),
    ("127.0.0.1.shop.example", None, False),
    ("localhost.shop.example", None, False),
    ("user@127.0.0.1", None, True),
    ("[::1", None, False),
    ("", None, False),
    (None, None, False),
]


@pytest.mark.parametrize(("host", "origin", "expected"), ORIGINS)
def test_local(host, origin, expected):
    assert local(host, origin) is expected


def test_token_from_a_file_or_the_environment(tmp_path):
    path = tmp_path / "token"
    path.write_bytes(TOKEN + b"\r\n")
    path.chmod(0o644)
    assert load_token(None, path, {}) == load_token("T", None, {"T": TOKEN.decode()}) == TOKEN
    assert load_token(None, None, {}) is None
    assert readable_by_others(path)
    path.chmod(0o600)
    assert not readable_by_others(path)


@pytest.mark.parametrize(
    "content", ["", "short", "a" * 513, "has some blanks in it", "欧阳文静欧阳文静", "line\nbreak-0123456789"]
)
def test_bad_tokens_are_refused_and_not_shown(tmp_path, content):
    path = tmp_path / "token"
    path.write_text(content, "utf-8")
    for arguments in ((None, path, {}), ("T", None, {"T": content})):
        with pytest.raises(UsageError) as caught:
            load_token(*arguments)
        assert not content or content not in str(caught.value)


def test_addresses():
    assert [address(host) for host in ("localhost", "127.0.0.1", "[::1]", "::")] == [
        "127.0.0.1",
        "127.0.0.1",
        "::1",
        "::",
    ]
    with pytest.raises(UsageError):
        address("shop.example")


@pytest.mark.parametrize(
    ("host", "refused"), [("127.0.0.1", False), ("::1", False), ("0.0.0.0", True), ("::", True), ("10.0.0.1", True)]
)
def test_open_doors(host, refused):
    without = Settings({"share": "share"}, (), host=host)
    refuse_open_door(Settings({"share": "share"}, (), host=host, token=TOKEN))
    if refused:
        with pytest.raises(UsageError):
            refuse_open_door(without)
    else:
        refuse_open_door(without)
    assert TOKEN.decode() not in repr(Settings({"share": "share"}, (), token=TOKEN))
