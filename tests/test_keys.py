from __future__ import annotations

import pytest

from leakguard.errors import UsageError
from leakguard.keys import load_key

KEY = b"0123456789abcdef"
pytestmark = pytest.mark.filterwarnings("ignore::leakguard.keys.ExposedKeyWarning")


def test_no_key_anywhere():
    assert load_key(None, {}) is None
    assert load_key(None, {"LEAKGUARD_KEY": "", "LEAKGUARD_KEY_FILE": ""}) is None


@pytest.mark.parametrize("content", [KEY, KEY + b"\n", KEY + b"\r\n"])
def test_a_key_file_without_its_line_end(tmp_path, content):
    path = tmp_path / "k"
    path.write_bytes(content)
    assert load_key(path, {}) == KEY
    assert load_key(None, {"LEAKGUARD_KEY_FILE": str(path), "LEAKGUARD_KEY": "x" * 20}) == KEY


def test_the_path_given_wins(tmp_path):
    path = tmp_path / "k"
    path.write_bytes(KEY)
    assert load_key(path, {"LEAKGUARD_KEY_FILE": "/nowhere", "LEAKGUARD_KEY": "y" * 16}) == KEY


def test_a_key_in_the_environment():
    assert load_key(None, {"LEAKGUARD_KEY": KEY.decode()}) == KEY


@pytest.mark.parametrize("content", [b"", b"short-secret", b"\n" * 40, b"z" * 5000])
def test_unfit_keys_are_refused_and_never_shown(tmp_path, content):
    path = tmp_path / "k"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="openssl rand") as caught:
        load_key(path, {})
    assert "short-secret" not in str(caught.value)


def test_a_short_key_in_the_environment():
    with pytest.raises(UsageError, match="LEAKGUARD_KEY has 3 bytes"):
        load_key(None, {"LEAKGUARD_KEY": "abc"})


def test_a_missing_file(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        load_key(tmp_path / "nothing", {})
