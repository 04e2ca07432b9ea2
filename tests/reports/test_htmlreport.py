"""The HTML report as a file: what it says, what it never holds, its markup, its size."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

import leakguard
from leakguard.census import Example, PersonCount
from leakguard.findings import Location
from leakguard.messages import MESSAGES, Texts
from leakguard.report import Report
from leakguard.reports import htmlreport
from leakguard.reports.page import choosing
from leakguard.sources.base import Unscanned

from .report_support import (
    ALLOW,
    HOSTILE,
    KINDS,
    chat,
    clean_report,
    finding,
    hostile_report,
    large_report,
    report_of,
    rich_report,
    source,
)

ZH, EN = Texts("zh"), Texts("en")
PACKAGE = Path(htmlreport.__file__).parent
INLINE = {"bdi", "span", "b", "strong", "code", "a", "script", "style", "wbr"}
VOID = {"meta", "input", "br", "link", "img", "rect", "wbr"}
MADE = {"rich": rich_report, "clean": clean_report, "hostile": hostile_report}
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass
class Node:
    tag: str
    attrs: dict[str, str | None]
    within: Node | None = None
    inner: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    def all(self, tag: str) -> list[Node]:
        return [*(n for n in self.inner if n.tag == tag), *(f for n in self.inner for f in n.all(tag))]

    def get(self, name: str) -> str:
        return self.attrs.get(name) or ""


class Parsed(HTMLParser):
    """The tree of a page; an element that is not closed where it should be is an error."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.root = self.now = Node("", {})
        self.every: list[Node] = []
        self.feed(page.decode())
        self.close()
        assert self.now is self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.part(tag)
        node = Node(tag, dict(attrs), self.now)
        self.now.inner.append(node)
        self.every.append(node)
        if tag not in VOID:
            self.now = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs), self.now)
        self.now.inner.append(node)
        self.every.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.now.tag == tag, (self.now.tag, tag)
        assert self.now.within is not None
        self.now = self.now.within
        self.part(tag)

    def part(self, tag: str) -> None:
        """Cells, paragraphs and the like do not run into one another."""
        if tag not in INLINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        node: Node | None = self.now
        while node is not None:
            node.pieces.append(data)
            node = node.within

    def id(self, name: str) -> Node:
        (found,) = [node for node in self.every if node.get("id") == name]
        return found

    def tag(self, name: str) -> list[Node]:
        return [node for node in self.every if node.tag == name]


def rendered(report: Report, texts: Texts = ZH) -> Parsed:
    return Parsed(htmlreport.render(report, texts))


# -- markup and security


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("texts", [ZH, EN])
def test_nothing_is_fetched_and_nothing_runs_but_what_the_policy_names(name: str, texts: Texts) -> None:
    page = rendered(MADE[name](), texts)
    (policy,) = [n.get("content") for n in page.tag("meta") if n.get("http-equiv") == "Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == directives["base-uri"] == directives["form-action"] == "'none'"
    assert set(directives) == {"default-src", "base-uri", "form-action", "style-src", "script-src"}
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        (node,) = page.tag(tag)
        digest = base64.b64encode(hashlib.sha256("".join(node.pieces).encode()).digest()).decode()
        assert directives[directive] == f"'sha256-{digest}'"
        assert not node.attrs
    assert [n.get("content") for n in page.tag("meta") if n.get("name") == "referrer"] == ["no-referrer"]
    for node in page.every:
        assert not [
            name for name in node.attrs if name == "style" or name.startswith("on") or name in ("src", "action")
        ]
        assert node.get("href").startswith("#") or "href" not in node.attrs
    assert not {"link", "img", "iframe", "object", "embed", "base"} & {node.tag for node in page.every}
    style = page.tag("style")[0].text
    assert "@import" not in style
    assert set(re.findall(r"url\((.*?)\)", style)) == {"#hatch"}


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("texts", [ZH, EN])
def test_the_markup_can_be_read_aloud(name: str, texts: Texts) -> None:
    page = rendered(MADE[name](), texts)
    assert page.tag("html")[0].get("lang") == {"zh": "zh-CN", "en": "en"}[texts.language]
    ids = [node.get("id") for node in page.every if node.get("id")]
    assert len(ids) == len(set(ids))
    for node in page.every:
        for reference in (node.get("href")[1:], node.get("for"), node.get("aria-labelledby")):
            assert not reference or reference in ids
    for once in ("header", "nav", "main", "h1", "title"):
        assert once == "title" or len(page.tag(once)) == 1
    levels = [int(node.tag[1]) for node in page.every if re.fullmatch("h[1-6]", node.tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for section in page.tag("section"):
        assert section.get("aria-labelledby") == section.all("h2")[0].get("id")
    for control in [*page.tag("select"), *page.tag("input")]:
        assert control.get("id") in [label.get("for") for label in page.tag("label")]
    for table in page.tag("table"):
        assert len(table.all("caption")) == 1
        assert all(th.get("scope") in ("col", "row") for th in table.all("th"))
        heads = len(table.all("thead")[0].all("th"))
        for row in table.all("tbody")[0].all("tr"):
            cells = [cell for cell in row.inner if cell.tag in ("td", "th")]
            assert sum(int(cell.get("colspan") or 1) for cell in cells) == heads
    for svg in page.tag("svg"):
        told = svg.all("title") and svg.all("desc")
        assert (told and svg.get("role") == "img") or svg.get("aria-hidden") == "true"


PAIRS = [
    (ink, ground)
    for ink in ("ink", "soft", "accent", "bad", "warn", "ok")
    for ground in ("page", "paper", "raised")
] + [
    ("ink", "accent-soft"), ("soft", "accent-soft"), ("ink", "bad-soft"), ("soft", "bad-soft"), ("bad", "bad-soft"),
    ("ink", "warn-soft"), ("soft", "warn-soft"), ("warn", "warn-soft"), ("ink", "ok-soft"), ("soft", "ok-soft"), ("paper", "ink"),
]  # fmt: skip


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("which", [0, 1], ids=["light", "dark"])
def test_colours_stand_out_as_wcag_asks(which: int) -> None:
    style = (PACKAGE / "templates" / "report.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.S)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[which]))
    assert set(colours) == set(dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[0])))
    for ink, ground in PAIRS:
        light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


# -- content


def test_the_summary_has_the_numbers_that_are_asked_for_first() -> None:
    report = rich_report()
    page = rendered(report)
    severity = page.id("tile-severity").text
    assert f"至少 {report.severity.code} {report.severity.name.zh}" in severity
    for told in (*(ground.text for ground in report.severity.grounds), *report.severity.notes):
        assert told.zh in severity
    assert f" {report.persons.distinct:,} " in page.id("tile-persons").text
    assert f" {report.total:,} " in page.id("tile-findings").text
    assert f" {report.forbidden_count:,} " in page.id("tile-forbidden").text
    assert " 3 " in page.id("tile-files").text
    assert " 3 " in page.id("tile-unscanned").text
    assert f" {report.severity.minors} " in page.id("tile-minors").text
    assert "不要分享" in page.tag("header")[0].text
    assert {n.get("id") for n in page.tag("figure")} == {
        "chart-entities", "chart-classes", "chart-persons", "chart-files", "chart-columns",
    }  # fmt: skip


def test_a_level_is_told_to_be_the_least_only_where_something_is_not_known() -> None:
    whole = report_of([chat()])
    part = report_of([chat()], unscanned=[Unscanned("a.zip", None, "encrypted", "")])
    for report, some in ((whole, False), (part, True)):
        page = rendered(report, EN)
        for place in ("tile-severity", "severity"):
            assert (f"at least {report.severity.code}" in page.id(place).text) == some
            assert all(note.en in page.id(place).text for note in report.severity.notes)
        assert bool(report.severity.notes) == some


def test_charts_draw_what_they_say() -> None:
    page = rendered(rich_report(), EN)
    bars = {bar.all("title")[0].text: bar for bar in page.id("chart-entities").all("svg") if bar.all("title")}
    phone = bars["phone number"]
    looks = {piece.get("class"): float(piece.get("width").rstrip("%")) for piece in phone.all("rect")}
    found = rich_report().entities["PHONE_NUMBER"]
    assert phone.all("desc")[0].text == f"{found}, 315 forbidden, 44 hidden"
    assert looks["bad"] == pytest.approx(100 * 315 / found, abs=0.01)
    assert looks["masked"] == pytest.approx(100 * 44 / found, abs=0.01)
    assert sum(looks.values()) == pytest.approx(100, abs=0.02)


@pytest.mark.parametrize("texts", [ZH, EN])
def test_the_law_is_told_with_source_confidence_and_caveat(texts: Texts) -> None:
    report = rich_report()
    severity, page = report.severity, rendered(report, texts)

    def said(text: object) -> str:
        return " ".join(str(getattr(text, texts.language)).split())

    for ground in severity.grounds:
        assert said(ground.text) in page.id("severity").text
    assert said(severity.proposal) in page.id("severity").text
    assert said(severity.minors_rule.clause) in page.id("severity").text
    law = page.id("law").text
    assert said(severity.caveat) in law
    rows = page.id("thresholds-table").all("tbody")[0].all("tr")
    assert len(rows) == len(severity.thresholds) + 1
    for row, threshold in zip(rows, severity.thresholds, strict=False):
        cells = [cell.text for cell in row.inner if cell.tag in ("td", "th")]
        assert cells[0] == said(threshold.title)
        assert said(threshold.note) in law
        assert cells[1] == f"{threshold.counted:,}"
        for cell, number, reached in (
            (cells[2], threshold.halved, threshold.reaches_halved),
            (cells[3], threshold.full, threshold.reaches_full),
        ):
            key = "html.thresholds.reached" if reached else "html.thresholds.below"
            assert cell == texts(key, number=f"{number:,}")
        assert cells[4] == said(threshold.clause)
    duties = page.id("duties-table").all("tbody")[0].all("tr")
    for row, duty in zip(duties, severity.duties, strict=True):
        applies = texts("html.duty.applies" if duty.applies else "html.duty.compare")
        for told in (said(duty.text), said(duty.within), said(duty.clause), applies):
            assert told in row.text
    for remark in severity.remarks:
        assert said(remark.text) in law
        assert said(remark.clause) in law


def test_entities_stand_with_class_clause_force_and_confidence() -> None:
    rows = {
        row.all("th")[0].text: row.text
        for row in rendered(rich_report()).id("entities-table").all("tbody")[0].all("tr")
    }
    assert next(iter(rows)) == "银行卡号 CN_BANK_CARD"
    for part in (
        "敏感个人信息",
        "个人信息保护法第二十八条（金融账户）",
        "法律、法规或规章",
        "推荐性标准，非法律",
        "确定",
        "严重",
    ):
        assert part in rows["银行卡号 CN_BANK_CARD"]
    assert "从严按敏感个人信息对待" in rows["居民身份证号 CN_RESIDENT_ID"]
    assert "多半" in rows["居民身份证号 CN_RESIDENT_ID"]
    assert "虚拟号" in rows["电话号码 PHONE_NUMBER"]


def test_files_columns_unscanned_and_suppressions_are_told() -> None:
    report = rich_report()
    page = rendered(report)
    files = [row.text for row in page.id("files-table").all("tbody")[0].all("tr")]
    for row, one in zip(files, report.sources, strict=True):
        assert one.name in row
        assert one.sha256 in row
        assert f"{one.findings:,}" in row
    columns = [row.text for row in page.id("columns-table").all("tbody")[0].all("tr")]
    assert len(columns) == sum(bool(column.findings) for one in report.sources for column in one.columns)
    assert "其余 4 列没有发现" in page.id("files").text
    assert "扩展字段" in page.id("files").text
    unscanned = page.id("unscanned-table").text
    for part in report.unscanned:
        for told in (part.source, ZH(f"reason.{part.reason}"), ZH(f"cure.{part.reason}"), part.detail):
            assert told in unscanned
    used, expired = (row.text for row in page.id("suppressions-table").all("tbody")[0].all("tr"))
    assert used == f"staff-phone 2 {ALLOW[0].reason.zh} 2026-12-31"
    assert expired.endswith("2025-06-30 已到期，不再适用")
    method = page.id("method").text
    for told in (report.policy, report.policy_digest, report.catalogue_digest, report.tool_version, "2026-03-02"):
        assert told in method


def test_every_example_says_what_where_and_why() -> None:
    report = rich_report()
    examples = [example for one in report.sources for example in one.examples]
    rows = rendered(report, EN).id("evidence-table").all("tbody")[0].all("tr")
    assert len(rows) == len(examples)
    ranked = sorted(enumerate(examples), key=lambda each: not each[1].forbidden)
    for row, (order, example) in zip(rows, ranked, strict=True):
        assert [cell.get("data-v") for cell in row.all("td")][2] == f"{order / 1000:.3f}"
        cells = [cell.text for cell in row.inner if cell.tag in ("td", "th")]
        assert row.get("id") == f"f-{example.finding.id}"
        assert cells[0] == example.finding.id
        assert example.finding.preview in cells[2]
        assert ("masked in the original" in cells[2]) == example.finding.masked
        assert example.finding.location.source in cells[3]
        assert example.finding.recognizer in cells[4]
        assert cells[6] == ("forbidden" if example.forbidden else "let pass")


def test_a_member_of_a_record_is_judged_whether_it_is_an_example_or_not() -> None:
    one = source("a.csv", ("收货人姓名", "虚拟号"), 3)
    (group, *_) = one.groups
    unknown = replace(group, group="r7", forbidden=())
    page = rendered(report_of([replace(one, examples=one.examples[-1:], groups=(group, unknown))]), EN)
    told = [
        [span.text for span in article.all("span") if "state" in span.get("class")] for article in page.tag("article")
    ]
    assert told == [["forbidden", "let pass"], ["not known", "not known"]]
    assert [option.get("value") for option in page.id("by-state").all("option")] == ["", "k", "x", "u"]


def test_linked_records_hold_their_findings() -> None:
    report = rich_report()
    groups = [group for one in report.sources for group in one.groups]
    articles = rendered(report).tag("article")
    assert len(articles) == len(groups)
    for article, group in zip(articles, groups, strict=True):
        assert [item.all("code")[0].text for item in article.all("li")] == [f.preview for f in group.findings]
        assert ("与订单内容并存" in article.text) == group.order
        told = [[span.text for span in item.all("span") if "state" in span.get("class")] for item in article.all("li")]
        assert told == [["禁止" if forbidden else "允许"] for forbidden in group.forbidden]
    assert articles[0].all("h3")[0].text.startswith("第 2 行")
    assert articles[-1].all("h3")[0].text == "第 25 至 34 行"


def test_a_clean_report_says_so() -> None:
    page = rendered(clean_report())
    assert "可以原样分享" in page.tag("header")[0].text
    assert page.id("unscanned").text.endswith("没有。给出的内容全部读完。")
    assert "S0" in page.id("tile-severity").text
    assert not page.tag("article")


def test_what_is_not_known_is_said_and_nothing_is_made_up() -> None:
    report = rich_report()
    report.lacks = frozenset({"policy", "unscanned", "sources", "minors"})
    report.unscanned.clear()
    report.allow = ()
    report.sources[0] = replace(
        report.sources[0], examples=tuple(replace(e, forbidden=None) for e in report.sources[0].examples)
    )
    page = rendered(report)
    header = page.tag("header")[0].text
    assert "没有结论" in header
    for name in ("policy", "unscanned", "sources", "minors"):
        assert ZH(f"html.lack.{name}") in header
    for wrong in ("html.verdict.share", "html.unscanned-none", "html.suppressions-none", "html.tile.unscanned-none"):
        assert ZH(wrong) not in page.root.text
    assert "不知道" in page.id("tile-forbidden").text
    assert "不知道" in page.id("tile-unscanned").text
    assert "不知道" in page.id("evidence-table").all("tbody")[0].text


def test_the_file_with_all_findings_is_named() -> None:
    report = rich_report()
    report.beside = "全部\u202e.parquet"
    page = rendered(report)
    assert "全部\\u202e.parquet" in page.tag("header")[0].text
    assert "全部\\u202e.parquet" in page.id("evidence").text


def test_no_file_is_named_where_all_findings_are_shown() -> None:
    report = Report("share", "", "", beside="all.parquet")
    report.findings.extend(finding("联系手机", n, Location("a.txt", line=n)) for n in range(9))
    assert "all.parquet" not in rendered(report).root.text
    report.more["PERSON"] = 1
    assert "all.parquet" in rendered(report).root.text


def test_long_lists_are_folded_and_hold_everything() -> None:
    made = [source(f"{n}.csv", ("收货人姓名", "联系手机"), 3, groups=2) for n in range(23)]
    page = rendered(report_of(made), EN)
    for name, first, rest in (("files", 20, 3), ("columns", 20, 26)):
        assert len(page.id(f"{name}-table").all("tbody")[0].all("tr")) == first
        within = page.id(f"{name}-rest-table")
        assert len(within.all("tbody")[0].all("tr")) == rest
        while within.within and within.tag != "details":
            within = within.within
        assert within.all("summary")[0].text == f"{name.capitalize()}: The other {rest}"
    assert len(page.id("more-groups").all("article")) == len(page.tag("article")) - 20 == 26
    assert len(page.id("evidence-table").all("tbody")[0].all("tr")) == 23 * 6


def test_no_digits_of_a_digest_look_like_a_value() -> None:
    report = rich_report()
    report.policy_digest = report.catalogue_digest = str(7**75)
    report.sources[0] = replace(report.sources[0], sha256=report.policy_digest)
    content = htmlreport.render(report, ZH)
    page = Parsed(content)
    assert page.root.text.count(report.policy_digest) == 3
    told = re.sub(r"<(?:style|script|meta)\b.*?>", "", content.decode())
    assert told.count("<wbr>".join(re.findall("...?", report.policy_digest))) == 3
    assert report.policy_digest[4:8] not in told


def test_persons_that_may_count_twice_are_said_to() -> None:
    report = report_of([replace(chat(), persons=PersonCount(3, 0, {"phone": 3}, linked=False))])
    for note in report.severity.notes:
        assert note.zh in rendered(report).id("summary").text


# -- values, strangers, size


def test_no_raw_value_is_in_it(tmp_path: Path) -> None:
    file = tmp_path / "单.csv"
    file.write_text(
        "订单编号,收货人姓名,联系手机,收货地址,备注\n"
        "310000000000000017,欧阳文静,13902746158,江苏省苏州市姑苏区临顿路8899号3幢502室,微信 wenjing_ou88\n"
        "310000000000000025,林小雨晴,13902746159,浙江省杭州市西湖区文三路7766号,请打13902746157\n",
        "utf-8",
    )
    report = leakguard.scan(file)
    values = {each.value for each in report.findings} | {each.canonical for each in report.findings}
    assert len(report.findings) >= 8
    for texts in (ZH, EN):
        page = htmlreport.render(report, texts)
        for value in values:
            assert len(value) < 4 or value.encode() not in page


@pytest.mark.parametrize("texts", [ZH, EN])
def test_what_strangers_write_is_text(texts: Texts) -> None:
    content = htmlreport.render(hostile_report(), texts)
    assert not HIDDEN.search(content.decode())
    page = Parsed(content)
    assert len(page.tag("script")) == len(page.tag("style")) == 1
    text = page.root.text
    for shown in (
        HOSTILE[0], HOSTILE[1], HOSTILE[2], "\\u202egnp.exe\\u202c\\u200f", HOSTILE[4], "\U00020bb7\U0001f600",
        "\\x1b[31m\\x00\\x07\\ud800",
    ):  # fmt: skip
        for place in ("files", "evidence", "unscanned", "suppressions"):
            assert shown in page.id(place).text, place
        assert shown in text
    assert "长" * 600 not in text


def test_same_report_same_bytes() -> None:
    assert htmlreport.render(rich_report(), ZH) == htmlreport.render(rich_report(), ZH)


def endless() -> Report:
    """Names without end, many files, entities of the user's own, and parts that were not scanned."""
    name = "<&\"'\u202e" * 1_000
    made = [source(f"{n}{name}", tuple(KINDS), 40, part=name, header=name, preview=name, examples=12) for n in range(2)]
    made += [replace(chat(f"{n}.txt", 2), examples=()) for n in range(1_200)]
    own = {f"OWN_{n}_{name}": 1 for n in range(520)}
    report = report_of([replace(made[0], entities=own), *made[1:]], unscanned=[Unscanned(name, name, name, name)] * 510)
    report.more.update(own)
    return report


def test_it_stays_small_whatever_there_is() -> None:
    report = endless()
    content = htmlreport.render(report, ZH)
    assert len(content) < 3_000_000
    page = Parsed(content)
    for place, total, table in (
        ("unscanned", 510, "unscanned-table"), ("files", 1_202, "files-table"), ("entities", len(report.entities), "entities-table"),
    ):  # fmt: skip
        bodies = [page.id(each).all("tbody")[0] for each in (table, table.replace("-table", "-rest-table"))]
        rows = sum(len(body.all("tr")) for body in bodies)
        assert rows >= 500
        assert f"另有 {total - rows:,} 项未列出" in page.id(place).text


def test_less_of_everything_is_shown_where_it_would_be_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    report = large_report(600)
    assert len(htmlreport.render(report, ZH)) > 300_000
    monkeypatch.setattr(htmlreport, "LARGEST", 150_000)
    content = htmlreport.render(report, ZH)
    assert len(content) < 150_000
    page = Parsed(content)
    shown = len(page.id("evidence-table").all("tbody")[0].all("tr"))
    assert 0 < shown < 600
    assert f"列出 {shown:,} 处" in page.id("evidence").text


def test_a_million_findings_are_counted_and_3000_are_shown() -> None:
    report = large_report()
    content = htmlreport.render(report, EN)
    assert len(content) < 5_000_000
    page = Parsed(content)
    assert len(page.id("evidence-table").all("tbody")[0].all("tr")) == 3_000
    assert f"3,000 of {report.total:,} findings" in page.id("evidence").text
    assert report.total == 5_000_000


# -- what is chosen


def test_examples_are_taken_from_every_column_and_forbidden_ones_first() -> None:
    columns = ("订单编号", "收货人姓名", "联系手机", "收货地址", "虚拟号")
    report = report_of([source(f"{n}.csv", columns, 400, examples=100) for n in range(9)])
    chosen = choosing.examples(report, 60)
    assert len(chosen) == 60
    assert all(example.forbidden for example in chosen)
    met = {(e.finding.location.source, e.finding.location.column) for e in chosen}
    assert met == {(f"{n}.csv", column) for n in range(9) for column in (1, 2, 3)}
    everything = [example for one in report.sources for example in one.examples]
    order = [id(example) for example in everything]
    places = [order.index(id(example)) for example in chosen]
    assert places == sorted(places)
    wide = choosing.examples(report, 9 * 5 * 90)
    assert {(e.finding.location.source, e.finding.location.column) for e in wide} == {
        (f"{n}.csv", column) for n in range(9) for column in range(5)
    }


def test_all_findings_are_shown_where_the_report_lists_all() -> None:
    report = Report("share", "", "")
    report.findings.extend(finding("联系手机", n, Location("a.txt", line=n)) for n in range(9))
    report.forbidden.extend(report.findings[:4])
    assert choosing.examples(report, 9) == [Example(each, n < 4) for n, each in enumerate(report.findings)]
    report.lacks = frozenset({"policy"})
    assert {example.forbidden for example in choosing.examples(report, 9)} == {None}
    assert len(choosing.examples(report, 5)) == 5


# -- texts

DYNAMIC = {
    "section.", "look.", "state.", "having.", "lack.", "term.", "means.", "how.", "limit.", "kind-name.", "verdict.",
}  # fmt: skip


def test_every_text_is_used_and_every_text_used_exists() -> None:
    files = [Path(htmlreport.__file__), *(PACKAGE / "page").rglob("*.py"), PACKAGE / "templates" / "report.html.j2"]
    code = "".join(path.read_text("utf-8") for path in files)
    known = {key.removeprefix("html.") for key in MESSAGES if key.startswith("html.")}
    unused = [
        key
        for key in known
        if not re.search(f"[\"']{re.escape(key)}[\"']", code) and not any(key.startswith(prefix) for prefix in DYNAMIC)
    ]
    assert unused == []
    asked = set(re.findall(r'\b(?:t|wording)\("([a-z.-]+)"[,)]', code))
    assert len(asked) > 80
    assert asked <= known
