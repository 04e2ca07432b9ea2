from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import leakguard
from leakguard.errors import KeyMissingError, TokenError, UsageError
from leakguard.operators import Context, apply
from leakguard.operators.encryption import TOKEN, _cipher, decrypt

KEY = b"k" * 32


def encrypt(value: str, entity: str = "PERSON") -> str:
    return apply("encrypt", value, Context(entity, key=KEY))


@given(st.text())
def test_there_and_back(value):
    token = encrypt(value)
    assert TOKEN.fullmatch(token)
    assert token.isascii()
    assert decrypt(token, KEY) == value


def test_equal_values_do_not_show():
    assert encrypt("陶甘") != encrypt("陶甘")


def test_another_key_another_entity_and_a_flipped_bit_are_refused():
    token = encrypt("陶甘")
    flipped = token[:-2] + ("B" if token[-2] == "A" else "A") + ">"
    for wrong, key in ((token, b"o" * 32), (token.replace("PERSON", "ADDRESS"), KEY), (flipped, KEY), (token[:-3] + ">", KEY),
                       ("<PERSON:enc:AA>", KEY)):  # fmt: skip
        with pytest.raises(TokenError) as caught:
            decrypt(wrong, key)
        assert "陶甘" not in str(caught.value)


def test_a_key_is_needed():
    with pytest.raises(KeyMissingError):
        apply("encrypt", "陶甘", Context("PERSON"))


def test_the_message_names_the_extra(monkeypatch):
    _cipher.cache_clear()
    for name in [name for name in sys.modules if name.startswith("cryptography")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(UsageError, match=r"leakguard\[crypto\]"):
        encrypt("陶甘")


@pytest.mark.parametrize("header", [None, "收货人", "手机", "身份证号", "微信号", "备注"])
def test_no_detector_finds_anything_in_a_token(header):
    for number in range(20):
        for entity in ("PERSON", "PHONE_NUMBER", "CN_RESIDENT_ID"):
            assert leakguard.find(encrypt(f"13902746{number:03d}", entity), header=header) == []
