"""Letters: what was answered and found, in both languages, with blanks where something is missing, and nothing promised."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import leakguard
from leakguard.evidence.blocks import Bullets, Heading, Letter, Numbered, Paragraph, Table, markdown
from leakguard.evidence.blocks import plain as plain_text
from leakguard.evidence.case import Case, load_case
from leakguard.evidence.found import Found
from leakguard.evidence.kinds import KINDS, load_kind, statements
from leakguard.evidence.letter import compose
from leakguard.messages import Texts
from leakguard.policy import Bilingual
from leakguard.sources.base import Unscanned
from tests.evidence.case_support import CASES, FOUND, case

EVERY = [(kind, template.id) for kind in KINDS for template in load_kind(kind).templates]
PROMISES = (
    "一定",
    "必然",
    "必将",
    "保证",
    "构成犯罪",
    "属于违法",
    "必须赔偿",
    "guarantee",
    "will win",
    "is illegal",
)


def text(case: Case, template: str = "letter", language: str | None = None, found: Found = FOUND) -> str:
    return markdown(compose(case, found, Texts(language or case.language), template))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("kind", "template"), EVERY)
def test_every_text_of_every_sample(kind: str, template: str, language: str) -> None:
    told = text(load_case(CASES / kind), template, language)
    assert told == text(load_case(CASES / kind), template, language)
    assert "{" not in told
    assert "待填" not in told
    assert "to be filled in" not in told
    assert not any(promise in told for promise in PROMISES)
    head = load_kind(kind).template(template).title
    assert told.startswith(f"# {getattr(head, language)}\n")


@pytest.mark.parametrize("kind", KINDS)
def test_the_letter_holds_every_answer(kind: str) -> None:
    sample = load_case(CASES / kind)
    told = plain(text(sample))
    for answer in sample.answers.values():
        if isinstance(answer, str) and answer not in {c.id for f in sample.kind.fields for c in f.choices}:
            assert all(plain(line) in told for line in answer.splitlines()), answer
        for item in answer if isinstance(answer, tuple) else ():
            for cell in [item] if isinstance(item, str) else item.values():
                assert plain(cell) in told, cell
    assert all(plain(fact) in told for fact in sample.facts.values())
    assert all(plain(attachment.title) in told for attachment in sample.attachments)
    assert sample.date.isoformat() in told


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_form_gives_blanks(tmp_path: Path, kind: str, language: str) -> None:
    empty = case(tmp_path, head=f"schema: 1\nkind: {kind}\nlanguage: {language}\ndate: 2024-05-14\n")
    told = text(empty)
    for field in empty.kind.fields:
        blank = plain(Texts(language)("letter.blank", field=getattr(field.title, language)))
        assert (blank in plain(told)) == (field.need == "required"), field.id


def test_parts_without_anything_are_left_out_and_the_others_counted(tmp_path: Path) -> None:
    letter = compose(case(tmp_path, head=HARASSMENT), FOUND, Texts("zh"))
    titles = [block.text for block in letter.blocks if isinstance(block, Heading)]
    assert "六、供平台认定的事实" not in titles
    assert not any("来电" in title or "寄来的物品" in title for title in titles)
    assert [title[0] for title in titles] == list("一二三四五六七八"[: len(titles)])


HARASSMENT = "schema: 1\nkind: harassment-complaint\nlanguage: zh\ndate: 2024-05-14\n"


def test_what_was_found() -> None:
    sample = load_case(CASES / "leak-complaint")
    told = text(sample)
    assert "各附件中不同的人数：chat.txt 6 人。全部附件去重后合计 6 人" in told
    assert "发现 17 处" in told
    assert "| 姓名 | 9 |" in told
    assert "abababababababab…" in told
    assert "不等于法律意义上的“条数”" in told


def test_what_could_not_be_examined_is_said() -> None:
    sample = load_case(CASES / "leak-complaint")
    found = replace(FOUND, unscanned=(Unscanned("attachments/p.png", None, "unsupported", "an image"),))
    assert "attachments/p.png" not in text(sample)
    for language in ("zh", "en"):
        told = text(sample, language=language, found=found)
        assert "attachments/p.png" in told
        assert "an image" not in told


def test_what_is_left_out_is_said() -> None:
    sample = load_case(CASES / "leak-complaint")
    told = text(sample, found=replace(FOUND, left_out=(sample.attachments[1].name,)))
    assert "| 客服发来的补发名单 | 导出表格 | 2024-05-09 14:20<br>平台聊天窗口 | 未放入，由提交人保存 |" in told


def test_statements_have_their_source_and_how_sure_it_is() -> None:
    told = text(load_case(CASES / "leak-complaint"), "what-the-buyer-can-do")
    assert "［个人信息保护法第五十条；确定］" in told
    assert "平台规则，非法律、待核实］" in told
    english = text(load_case(CASES / "appeal"), "before-submitting")
    assert plain("rules of a platform, not law, certain]") in plain(english)
    assert all(s.source.zh and s.source.en for s in statements().values())


def test_times_are_in_the_zone_of_the_case_or_say_theirs() -> None:
    told = text(load_case(CASES / "appeal"))
    assert "| 2024-07-18 03:12 UTC<br>Seller Central" in told
    leak = text(load_case(CASES / "leak-complaint"))
    assert "| 2024-05-09 14:20 | 发现泄露 |" in leak
    assert "没有注明时区的时间，时区为 +08:00。" in leak


def test_an_unknown_text() -> None:
    with pytest.raises(KeyError):
        compose(load_case(CASES / "appeal"), FOUND, Texts("en"), "ransom")


def test_found_is_made_of_a_report() -> None:
    report = leakguard.scan(CASES / "leak-complaint" / "attachments" / "list.csv")
    found = Found.of(report, ["attachments/x.png"])
    assert found.persons == 6
    assert found.total == report.total == found.files[0].total
    assert found.files[0].sha256 == report.sources[0].sha256
    assert found.severity_code.startswith("S")
    assert found.left_out == ("attachments/x.png",)


HOSTILE = [
    ("a | b", "a \\| b"),
    ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
    ("![x](http://a)", "!\\[x\\](http://a)"),
    ("`code` *b* _i_ ~s~", "\\`code\\` \\*b\\* \\_i\\_ \\~s\\~"),
    ("back\\slash & amp", "back\\\\slash &amp; amp"),
    ("\u202egnirts", "\\\\u202egnirts"),
]


@pytest.mark.parametrize(("value", "shown"), HOSTILE)
def test_markdown_shows_values_as_text(value: str, shown: str) -> None:
    letter = Letter("t", "en", (Paragraph(value), Table(("h",), ((value,),)), Bullets((value,)), Heading(value)))
    lines = markdown(letter).splitlines()
    assert lines[2] == shown
    assert lines[6] == f"| {shown} |"
    assert lines[8] == f"- {shown}"
    assert lines[10] == f"## {shown}"


STARTS = [
    ("# x", "\\# x"),
    ("- x", "\\- x"),
    ("1. x", "1\\. x"),
    ("12) x", "12\\) x"),
    ("+ x", "\\+ x"),
    ("2024-05-14", "2024-05-14"),
    ("-5", "\\-5"),
    ("v1. x", "v1. x"),
]


@pytest.mark.parametrize(("value", "shown"), STARTS)
def test_a_line_begins_no_list(value: str, shown: str) -> None:
    assert markdown(Letter("t", "en", (Paragraph(value), Numbered((value,))))).splitlines()[2:] == [
        shown,
        "",
        f"1. {shown}",
    ]


def test_lines_of_a_paragraph_and_of_a_cell() -> None:
    letter = Letter("t", "en", (Table((), (("a", "b\nc"),)), Paragraph("d\ne")))
    assert markdown(letter) == "# t\n\n|  |  |\n|---|---|\n| a | b<br>c |\n\nd e\n"


PLAIN = [
    ("zh", "店铺：a*b_c <x>", "时间：1；事项：2"),
    ("en", "店铺: a*b_c <x>", "时间: 1; 事项: 2"),
]


@pytest.mark.parametrize(("language", "pair", "row"), PLAIN)
def test_plain_text_for_web_forms(language: str, pair: str, row: str) -> None:
    letter = Letter(
        "t|",
        language,
        (
            Heading("h"),
            Table((), (("店铺", "a*b_c <x>"), ("空", ""))),
            Table(("时间", "事项", "附件"), (("1", "2", ""),)),
            Bullets(("b\u202e",)),
            Numbered(("1. n",)),
            Paragraph("line\nline"),
        ),
    )
    assert plain_text(letter) == f"t|\n\nh\n\n{pair}\n\n\n{row}\n\n- b\\u202e\n\n1. 1. n\n\nline line\n"


@pytest.mark.parametrize("kind", KINDS)
def test_plain_text_of_the_samples_has_no_markup(kind: str) -> None:
    sample = load_case(CASES / kind)
    told = plain_text(compose(sample, FOUND, Texts(sample.language)))
    assert not [line for line in told.splitlines() if line.startswith(("#", "|")) or "\\" in line]
    assert all(plain(fact) in plain(told) for fact in sample.facts.values())


ORIGINALS = [
    ((), "原件由投诉人保存", "未放入，由提交人保存"),
    ((2,), "原件已加密放入证据包", "未放副本，原件已加密放入"),
]


@pytest.mark.parametrize(("inside", "declared", "listed"), ORIGINALS)
def test_what_is_said_of_originals(inside: tuple[int, ...], declared: str, listed: str) -> None:
    sample = load_case(CASES / "leak-complaint")
    found = replace(FOUND, left_out=(sample.attachments[1].name,))
    told = markdown(compose(sample, found, Texts("zh"), originals=inside))
    assert declared in told
    assert listed in told
    assert ("原件由投诉人保存，受理方需要时可以核对" in told) == (not inside)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_letter_says_that_everything_was_found(kind: str, language: str) -> None:
    told = text(load_case(CASES / kind), language=language)
    assert not re.search("个人信息已用代号代替|information of third parties in the attachments was replaced", told)
    assert re.search("签名|ignature", told)
    assert re.search("＿＿|\\\\_\\\\_", told)


NOTHING = [
    ("无", ""),
    ("无记录。", ""),
    ("none", ""),
    ("没有", ""),
    ("", ""),
    ("无数次", "“严重”项下"),
    ("3 次，23 点后", "“严重”项下"),
]


@pytest.mark.parametrize(("stated", "place"), NOTHING)
def test_rules_are_named_beside_what_was_stated_only(tmp_path: Path, stated: str, place: str) -> None:
    letter = compose(case(tmp_path, f"facts: {{hours: '{stated}'}}\n", head=HARASSMENT), FOUND, Texts("zh"))
    rows = [row for block in letter.blocks if isinstance(block, Table) for row in block.rows]
    (cells,) = (row for row in rows if row[0] == "是否在深夜、凌晨")
    assert cells[2] == place


def test_severity_in_words() -> None:
    found = replace(FOUND, severity_name=Bilingual("很高", "very high"))
    assert "工具分级 S3（很高）" in text(load_case(CASES / "internal-audit"), found=found)


def plain(told: str) -> str:
    return re.sub(r"[\\\s]", "", told).replace("&amp;", "&")
