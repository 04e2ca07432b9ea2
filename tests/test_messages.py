"""Texts: both languages, the same placeholders, and none that nobody uses or that does not exist."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from leakguard.entities import ENTITIES
from leakguard.messages import ENTITY_TITLES, LANGUAGES, MESSAGES, Texts, language

HAN = re.compile("[\u4e00-\u9fff]")
PACKAGE = Path(__file__).parents[1] / "leakguard"
NO_WORDS = {"redact.done", "redact.times", "why.other"}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", MESSAGES)
def test_every_text_is_there_in_both_languages(key: str) -> None:
    zh, en = MESSAGES[key]
    assert placeholders(zh) == placeholders(en)
    assert zh.strip()
    assert en.strip()
    assert not HAN.search(en)
    assert HAN.search(zh) or key in NO_WORDS or not re.search("[A-Za-z]{2}", re.sub(r"\{\w+\}", "", zh))


def test_every_entity_has_names() -> None:
    assert list(ENTITY_TITLES) == list(ENTITIES)
    for zh, en in ENTITY_TITLES.values():
        assert zh
        assert en
        assert not HAN.search(en)


def test_every_text_is_used_and_every_text_used_exists() -> None:
    code = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py") if "messages" not in path.parts)
    prefixes = set(re.findall(r'f["\']([a-z.]+[._])\{', code))
    unused = [
        key
        for key in MESSAGES
        if f'"{key}"' not in code and f"'{key}'" not in code and not any(key.startswith(p) for p in prefixes)
    ]
    assert unused == []
    asked = set(re.findall(r'texts\(\s*"([a-z][a-z.-]+)"', code))
    assert asked <= set(MESSAGES)


CASES = [
    (None, {}, "en"),
    ("zh", {"LANG": "en_US.UTF-8"}, "zh"),
    ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
    (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
    (None, {"LANG": "ZH_TW"}, "zh"),
    (None, {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
    (None, {"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh"),
    (None, {"LC_MESSAGES": "zh_CN", "LANG": "en_US"}, "zh"),
    ("fr", {"LANG": "zh_CN"}, "zh"),
]


@pytest.mark.parametrize(("explicit", "environ", "expected"), CASES)
def test_language(explicit: str | None, environ: dict[str, str], expected: str) -> None:
    assert language(explicit, environ) == expected


def test_texts() -> None:
    assert [Texts(name).entity("PERSON") for name in LANGUAGES] == ["姓名", "name"]
    assert Texts("zh").entity("SHOP_MEMBER") == "SHOP_MEMBER"
    assert Texts("en").known("reason.martian", "martian") == "martian"
    assert Texts("en")("report.cells", count=3) == "3 cells"
