"""Mistakes in a form: each is told on the line where it was made, in both languages, without what was written there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from leakguard.evidence.case import load_case
from leakguard.evidence.form import new_case
from leakguard.evidence.mistakes import FormError, mistakes
from leakguard.evidence.reading import _KEYS
from leakguard.messages import Texts
from tests.evidence.case_support import CASES

MISTAKES = [
    ('  shop: ""', '  shop: "李雷', "quote", 0),
    ('  shop: ""', '  shop: 李雷"\n  shop-id: "', "quote", 1),
    ('  shop: ""', '  shop: "李雷”', "quote", 0),
    ('  shop: ""', '  shop: “李雷"', "", 0),
    ('  shop: ""', '  shop: "他叫"李雷"的店"', "inner-quote", 0),
    ('  shop: ""', '  shop: "李雷" 的店', "inner-quote", 0),
    ('  shop: ""', "  shop: '李雷''s' 店", "inner-quote", 0),
    ('  shop: ""', '  shop: "C:\\李雷"', "backslash", 0),
    ('  shop: ""', "  shop: 李雷: 店", "unquoted", 0),
    ('  shop: ""', "  shop: @李雷", "unquoted", 0),
    ('  shop: ""', '  shop："李雷"', "wide-colon", 0),
    ('  shop: ""', '  shop "李雷"', "no-key", 0),
    ('  shop: ""', '  shop:"李雷"', "no-space", 0),
    ('  shop: ""', '\tshop: "李雷"', "tab", 0),
    ('  shop: ""', '  \tshop: "李雷"', "tab", 0),
    ('  shop: ""', '\u3000shop: "李雷"', "wide-space", 0),
    ('  shop: ""', '   shop: "李雷"', "indent", 0),
    ('  shop: ""', ' shop: "李雷"', "indent", 0),
    ('  shop: ""', 'shop: "李雷"', "indent", 0),
    ("  what-happened: |\n", "  what-happened: |\n    第一行\n李雷来电\n", "no-key", 2),
    ("  what-happened: |\n", "  what-happened: |\n    第一行\n  2026 年 9 月 22 日，李雷 10:40\n", "no-key", 2),
    ('      number: ""\n', '     number: "李雷"\n', "indent", 0),
    ('      number: ""\n', '        number: "李雷"\n', "indent", 0),
    ('    title: ""\n', '   title: "李雷"\n', "indent", 0),
    ('    kind: other\n', '    kind："李雷"\n', "wide-colon", 0),
    ('    - ""\n', '    - "李雷\n', "quote", 0),
    ('  shop: ""', '  shop: ""\n  shop: "李雷"', "given-twice", 1),
    ('  shop: ""', "  shop: &李雷", "unquoted", 0),
    ('  shop: ""', "  shop: &a 李雷", "anchor", 0),
    ('  shop: ""', "  shop: | 李雷", "unquoted", 0),
    ('  shop: ""', '  shop: "a"  # 李雷 "', "", 0),
]  # fmt: skip


@pytest.mark.parametrize(("there", "instead", "key", "below"), MISTAKES)
def test_a_mistake_is_told_where_it_is(tmp_path: Path, there: str, instead: str, key: str, below: int) -> None:
    new_case("leak-complaint", tmp_path, "zh", date(2024, 5, 14))
    text = (tmp_path / "case.yaml").read_text("utf-8")
    before, _, after = text.partition(there)
    (tmp_path / "case.yaml").write_text(before + instead + after, encoding="utf-8")
    if not key:
        load_case(tmp_path)
        return
    with pytest.raises(FormError) as caught:
        load_case(tmp_path)
    assert caught.value.key == key
    assert caught.value.line == before.count("\n") + 1 + below
    for language in ("zh", "en"):
        told = caught.value.said(Texts(language))
        assert str(caught.value.line) in told
        assert "李雷" not in told


@pytest.mark.parametrize("kind", ["leak-complaint", "harassment-complaint", "appeal", "internal-audit"])
def test_a_good_form_has_none(tmp_path: Path, kind: str) -> None:
    new_case(kind, tmp_path, "en", date(2024, 5, 14))
    for folder in (tmp_path, CASES / kind):
        assert list(mistakes((folder / "case.yaml").read_text("utf-8"), _KEYS)) == []


FILES = [
    ("answers:\n  shop: 李雷\n".encode("gbk"), 2, "encoding", "UTF-8"),
    (b"", 1, "no-fields", "case.yaml"),
    (b"- a\n", 1, "no-fields", "case.yaml"),
    (b"facts: [\n", 2, "yaml", "case.yaml"),
    (b"x: 1\n" * 300_000, None, "length", "case.yaml"),
]


@pytest.mark.parametrize(("content", "line", "key", "said"), FILES)
def test_a_form_that_is_none(tmp_path: Path, content: bytes, line: int | None, key: str, said: str) -> None:
    (tmp_path / "case.yaml").write_bytes(content)
    with pytest.raises(FormError) as caught:
        load_case(tmp_path)
    assert caught.value.key == key
    assert key == "yaml" or caught.value.line == line
    for language in ("zh", "en"):
        assert said in caught.value.said(Texts(language))


def test_a_form_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FormError) as caught:
        load_case(tmp_path)
    assert caught.value.key == "unreadable"


CURLY = [
    ("“淘宝”", "淘宝"),
    ("”淘宝”", "淘宝"),
    ("「淘宝」", "淘宝"),
    ("＂淘宝＂", "淘宝"),
    ('"“淘宝”"', "“淘宝”"),
    ("“淘宝”和“天猫”", "“淘宝”和“天猫”"),
    ("“淘宝", "“淘宝"),
    ("“", "“"),
]


@pytest.mark.parametrize(("written", "read"), CURLY)
def test_quotes_of_another_script(tmp_path: Path, written: str, read: str) -> None:
    new_case("leak-complaint", tmp_path, "zh", date(2024, 5, 14))
    text = (tmp_path / "case.yaml").read_text("utf-8")
    (tmp_path / "case.yaml").write_text(text.replace('  platform: ""', f"  platform: {written}"), encoding="utf-8")
    case = load_case(tmp_path)
    assert case.answers == {"platform": read}
    line = text[: text.index("  platform:")].count("\n") + 1
    assert case.unquoted == ((line,) if read == "淘宝" else ())


@pytest.mark.parametrize("called", ["call-list", "通话记录", "call list", "“通话记录”"])
def test_kinds_of_attachment_by_their_titles(tmp_path: Path, called: str) -> None:
    new_case("leak-complaint", tmp_path, "zh", date(2024, 5, 14))
    text = (tmp_path / "case.yaml").read_text("utf-8")
    listed = text.replace('- file: ""\n    kind: other', f'- file: "attachments/a.txt"\n    kind: {called}')
    (tmp_path / "case.yaml").write_text(listed, encoding="utf-8")
    assert load_case(tmp_path).attachments[0].kind == "call-list"
