"""Markdown: short, complete, and read by a Markdown parser nothing of what strangers wrote is markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from leakguard.census import Example
from leakguard.findings import Finding, Location
from leakguard.messages import Texts
from leakguard.report import Report
from leakguard.reports.markdown import render
from leakguard.reports.width import visible

from .report_support import (
    ALLOW,
    HOSTILE,
    KINDS,
    UNSCANNED,
    chat,
    clean_report,
    hostile_report,
    large_report,
    report_of,
    rich_report,
    source,
)  # fmt: skip
from .test_sarif import lacking, of

ZH, EN = Texts("zh"), Texts("en")
TITLES = (
    "摘要", "严重程度", "法释〔2017〕10号的标准：全数与减半", "义务与时限", "信息类型与法律类别", "文件", "列", "发现的例子", "关联记录",
    "未扫描", "允许项", "策略与方法",
)  # fmt: skip
ALLOWED = {
    "heading", "paragraph", "inline", "table", "thead", "tbody", "tr", "th", "td", "bullet_list", "list_item", "text", "softbreak",
    "text_special",
}  # fmt: skip


def tokens(data: bytes) -> Iterator[Token]:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for token in parser.parse(data.decode()):
        yield token
        yield from token.children or ()


def cells(data: bytes) -> list[str]:
    return [token.content for token in tokens(data) if token.type == "inline"]


def shown(data: bytes) -> str:
    """What a reader sees, without the cells' borders."""
    return "\n".join(
        "".join(child.content for child in token.children or ()) for token in tokens(data) if token.type == "inline"
    )


def one(preview: str) -> Report:
    finding = Finding("PERSON", None, 0, 3, 0.9, "person", preview, "", location=Location("a.txt", line=0))
    return of([Example(finding, True)])


@pytest.mark.parametrize("make", [rich_report, clean_report, hostile_report, lacking])
@pytest.mark.parametrize("texts", [ZH, EN])
def test_nothing_but_headings_tables_and_lists(make: Callable[[], Report], texts: Texts) -> None:
    data = render(make(), texts)
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens(data)}
    assert kinds <= ALLOWED
    assert data == render(make(), texts)
    assert data.count(b"\n") < 300


def test_sections() -> None:
    data = render(rich_report(), ZH).decode()
    assert [line.removeprefix("## ") for line in data.splitlines() if line.startswith("## ")] == list(TITLES)


@pytest.mark.parametrize(
    "told",
    [
        "不要分享", "策略 share 禁止其中 1,380 处外传", "309", "敏感个人信息", "推荐性标准，非法律", "个人信息保护法第五十七条",
        "工具统计的是人数，不是法院认定的条数", "exports/淘宝订单 2026-02.xlsx", "退款银行卡", "6222***********0005", "backup/2024.xlsx", "已加密",
        "staff-phone", "本店客服的工作电话，店铺页面已公开", "已到期", "5a" * 32, "共 2,089 处发现，列出 20 处", "订单 第 2 行 第 3 列",
    ],
)  # fmt: skip
def test_what_a_reader_looks_for(told: str) -> None:
    assert told in shown(render(rich_report(), ZH))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_text(text: str) -> None:
    seen = visible(text)[:40]
    assert seen.rstrip() in shown(render(hostile_report(), EN)).replace("…", "")


@pytest.mark.parametrize(
    "preview",
    [
        "a|b", "[x](http://a.example)", "![x](http://a.example/b.png)", "<b>x</b>", "<!-- x", "`x`", "**x** *y*", "_x_ __y__", "~~x~~", "&lt;",
        "\\", "a\\|b", "# x", "https://a.example", "$x$", "139******02", "****-**-**", "<https://a.example>", "[x]: http://a.example",
    ],
)  # fmt: skip
def test_marks_are_text(preview: str) -> None:
    data = render(one(preview), EN)
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens(data)}
    assert kinds <= ALLOWED
    assert preview in shown(data).splitlines()


@pytest.mark.parametrize(("preview", "written"), [("https://a.example", "https\\://a.example"), ("www.a.example", "www\\.a.example"), ("@all x", "＠all x"), ("139******02", "139******02")])  # fmt: skip
def test_nothing_is_linked_or_called(preview: str, written: str) -> None:
    """What GitHub and others make of plain text: links, mentions."""
    assert f"| {written} |" in render(one(preview), EN).decode()


def test_a_large_report_is_short() -> None:
    report = large_report(2_000, 3)
    report.beside = "leaks.findings.parquet"
    data = render(report, EN)
    assert data.count(b"\n") < 300
    assert len(data) < 100_000
    assert "leaks.findings.parquet" in shown(data)


def test_much_of_everything_is_short() -> None:
    wide = source("a.csv", tuple(KINDS), 40, examples=5)
    entities = {f"OWN_{number}": 1 for number in range(100)}
    report = report_of(
        [wide, *(replace(chat(f"{number}.txt", 4), entities=entities) for number in range(100))],
        unscanned=UNSCANNED * 100,
        allow=[replace(ALLOW[0], id=f"allow-{number}") for number in range(100)],
    )
    report.lacks = frozenset({"minors", "sources"})
    data = render(report, ZH)
    assert data.count(b"\n") < 300
    for total in ("另有 280 项", "另有 80 项", "另有 81 项"):
        assert total in shown(data)


def test_what_is_not_known_is_said() -> None:
    seen = shown(render(lacking(), EN))
    for told in (
        "No verdict",
        "What was not scanned: none listed here does not mean",
        "The policy: which findings are forbidden",
    ):
        assert told in seen
    assert "all that was given was read" not in seen
    assert "all that was given was read" in shown(render(clean_report(), EN))


def test_nothing_raw() -> None:
    finding = Finding(
        "PERSON", None, 0, 3, 0.9, "person", "欧**", "欧阳文", "欧阳文", location=Location("a.txt", line=0)
    )
    assert "欧阳文".encode() not in render(of([Example(finding, True)]), ZH)
