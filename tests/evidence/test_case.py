"""Reading a form: every value as it is written, mistakes with their lines, and what is missing."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from leakguard.errors import CaseError
from leakguard.evidence.case import Missing, load_case, missing
from leakguard.evidence.kinds import KINDS, load_kind
from leakguard.evidence.mistakes import FormError
from leakguard.evidence.when import read_moment, read_zone, written
from leakguard.messages import Texts
from tests.evidence.case_support import CASES, attach, case, form

BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_cases_are_complete(kind: str) -> None:
    sample = load_case(CASES / kind)
    assert sample.kind.id == kind
    assert missing(sample) == []
    assert all(attachment.path.is_file() for attachment in sample.attachments)


def test_what_a_form_says(tmp_path: Path) -> None:
    attach(tmp_path, "a/chat 1.txt")
    read = case(
        tmp_path,
        """
zone: "+09:00"
own: ["梁若昀", "", "梁若昀", "0571-8888"]
named: "17334971113"
answers:
  role: 买家本人
  shop: "小院: 时光 #1"
  contact: 013800001111
  leaked: [姓名, "", 电话]
  seen-when: 2024-05-09 14:20
  what-happened: |
    第一段。

    第二段 # 不是注释
  orders:
    - {when: 2024-05-06, number: 0012345}
    - {when: "", number: ""}
facts: {only-here: "是", timing: ~}
timeline:
  - {when: "2024年5月9日 14:26", what: 撤回}
  - {when: "", what: ""}
attachments:
  - {file: 'attachments\\a\\chat 1.txt', kind: chat, seen: 2024-05-13, leave_out: 是}
  - {file: "", kind: other, leave_out: 否}
""",
        language="zh",
    )
    tokyo = timezone(timedelta(hours=9))
    assert read.own == ("梁若昀", "0571-8888")
    assert read.named == ("17334971113",)
    assert read.kept == ("梁若昀", "0571-8888", "17334971113", "013800001111", "小院: 时光 #1", "0012345")
    assert read.answers == {
        "role": "buyer",
        "shop": "小院: 时光 #1",
        "contact": "013800001111",
        "leaked": ("姓名", "电话"),
        "seen-when": datetime(2024, 5, 9, 14, 20, tzinfo=tokyo),
        "what-happened": "第一段。\n\n第二段 # 不是注释",
        "orders": ({"when": "2024-05-06", "number": "0012345", "goods": "", "waybill": ""},),
    }
    assert read.facts == {"only-here": "是"}
    assert [(stated.when, stated.what) for stated in read.timeline] == [
        (datetime(2024, 5, 9, 14, 26, tzinfo=tokyo), "撤回")
    ]
    (attachment,) = read.attachments
    assert (attachment.number, attachment.name, attachment.kind) == (1, "attachments/a/chat 1.txt", "chat")
    assert attachment.path == tmp_path / "attachments" / "a" / "chat 1.txt"
    assert (attachment.seen, attachment.leave_out) == (date(2024, 5, 13), True)
    assert (read.date, read.policy, read.language) == (date(2024, 5, 14), "complaint-evidence", "zh")
    assert read.digest == hashlib.sha256((tmp_path / "case.yaml").read_bytes()).hexdigest()


MISTAKES = [
    ("answers:\n  shp: x\n", 6, "Did you mean 'shop'"),
    ("colour: red\n", 5, "no field 'colour'"),
    ("answers:\n  role: seller\n", 6, "Use one of: buyer, agent, auditor, other"),
    ("answers:\n  shop: [a]\n", 6, "should be a text"),
    ("answers:\n  leaked: {a: b}\n", 6, "should be"),
    ("answers:\n  orders: [a]\n", 6, "should be fields"),
    ("answers:\n  orders:\n    - {when: soon}\n", 7, "no date or time"),
    ("answers:\n  orders:\n    - {colour: red}\n", 7, "no field 'colour'"),
    ("answers:\n  seen-when: 2024-02-30\n", 6, "no date or time"),
    ("zone: Peking\n", 5, "no time zone"),
    ("facts:\n  colour: red\n", 6, "no field 'colour'"),
    ("timeline:\n  - {when: 2024-05-09}\n", 6, "lacks its time or its text"),
    ("attachments:\n  - {file: attachments/a.txt, kind: painting}\n", 6, "kind has a value"),
    ("attachments:\n  - {file: attachments/a.txt}\n", 6, "kind has a value"),
    ("attachments:\n  - {title: x}\n", 6, "names no file"),
    ("attachments:\n  - {file: attachments/a.txt, kind: chat, leave_out: maybe}\n", 6, "yes or no"),
    ("attachments:\n  - {file: a.txt, kind: chat}\n", 6, "not in the folder attachments"),
    ("attachments:\n  - {file: attachments/../case.yaml, kind: chat}\n", 6, "not in the folder attachments"),
    ("attachments:\n  - {file: attachments, kind: chat}\n", 6, "not in the folder attachments"),
    ("attachments:\n  - {file: /etc/passwd, kind: chat}\n", 6, "not in the folder attachments"),
    ("attachments:\n  - {file: '..\\case.yaml', kind: chat}\n", 6, "not in the folder attachments"),
    ("attachments:\n  - &a {file: attachments/a.txt, kind: chat}\n  - *a\n", 6, "begins with &, "),
    ("answers:\n  shop: 小院 #1\n", 6, "taken for a comment"),
    ("answers:\n  shop: a\n  shop: b\n", 7, "given twice"),
    ("answers:\n  shop: 'a\n", 6, "a quote is missing"),
]


@pytest.mark.parametrize(("text", "line", "problem"), MISTAKES)
def test_mistakes_have_a_line_and_a_cure(tmp_path: Path, text: str, line: int | None, problem: str) -> None:
    folder = form(tmp_path, text)
    with pytest.raises(CaseError, match=problem) as caught:
        load_case(folder)
    assert line is None or caught.value.line == line
    assert caught.value.cure


def test_mistakes_are_told_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(FormError, match="Write 2024-05-09") as caught:
        case(tmp_path, "answers:\n  seen-when: 昨天\n", language="zh")
    told = caught.value.said(Texts("zh"))
    assert "case.yaml 第 6 行：answers.seen-when 不是日期" in told
    assert "写作 2024-05-09" in told
    assert "昨天" not in told + str(caught.value)


def test_a_field_of_an_answer_at_the_beginning_of_a_line(tmp_path: Path) -> None:
    with pytest.raises(FormError) as caught:
        case(tmp_path, "answers:\n  shop: x\nrequests: [x]\n")
    assert caught.value.line == 7
    assert "行首补两个空格" in caught.value.said(Texts("zh"))


def test_a_picture_is_told_of_only(tmp_path: Path) -> None:
    text = "attachments:\n  - {file: attachments/a.png, kind: 图片原图}\n  - {file: attachments/b.txt, kind: chat}\n"
    picture, chat = case(tmp_path, text).attachments
    assert [(each.told_only, each.leave_out) for each in (picture, chat)] == [(True, False), (False, False)]


HEADS = [
    ("schema: 2\nkind: appeal\nlanguage: zh\ndate: 2024-05-14\n", 1),
    ("schema: 1\nkind: divorce\nlanguage: zh\ndate: 2024-05-14\n", 2),
    ("schema: 1\nkind: appeal\nlanguage: fr\ndate: 2024-05-14\n", 3),
    ("schema: 1\nkind: appeal\nlanguage: zh\ndate: ''\n", 4),
    ("schema: 1\nkind: appeal\nlanguage: zh\ndate: 2024-05-14 10:00\n", 4),
]


@pytest.mark.parametrize(("head", "line"), HEADS)
def test_the_head_of_a_form(tmp_path: Path, head: str, line: int) -> None:
    with pytest.raises(CaseError) as caught:
        case(tmp_path, head=head)
    assert caught.value.line == line


def test_links_folders_and_doubles_are_refused(tmp_path: Path) -> None:
    attach(tmp_path, "real.txt")
    (tmp_path / "attachments" / "link.txt").symlink_to(tmp_path / "attachments" / "real.txt")
    (tmp_path / "attachments" / "loop").symlink_to(tmp_path)
    (tmp_path / "attachments" / "folder").mkdir()
    entry = "attachments:\n  - {{file: attachments/{}, kind: chat}}\n"
    for name, problem in (("link.txt", "symbolic"), ("loop/case.yaml", "symbolic"), ("folder", "no regular file")):
        with pytest.raises(CaseError, match=problem):
            case(tmp_path, entry.format(name))
    twice = entry.format("real.txt") + "  - {file: attachments/./real.txt, kind: chat}\n"
    with pytest.raises(CaseError, match="listed twice"):
        case(tmp_path, twice)


def test_what_is_missing(tmp_path: Path) -> None:
    attach(tmp_path, "chat.txt")
    attach(tmp_path, "deep/new.txt")
    for overlooked in ("README.txt", "Thumbs.db", ".DS_Store", ".hidden/x.txt"):
        attach(tmp_path, overlooked)
    listed = """
attachments:
  - {file: attachments/chat.txt, kind: chat}
  - {file: attachments/gone.txt, kind: sms}
  - {file: attachments/kept.txt, kind: other, leave_out: yes}
answers: {shop: x}
facts: {minors: no}
"""
    lacks = missing(case(tmp_path, listed))
    required = [lack for lack in lacks if lack.severity == "required"]
    assert lacks[: len(required)] == required
    assert Missing("required", "answer", "complainant") in required
    assert Missing("required", "file", "attachments/gone.txt") in required
    assert Missing("required", "unlisted", "attachments/deep/new.txt") in required
    assert [lack.name for lack in required if lack.what in ("file", "unlisted")] == [
        "attachments/gone.txt",
        "attachments/deep/new.txt",
    ]
    advised = [lack for lack in lacks if lack.severity == "advised"]
    assert {"own", "order-proof", "account", "timing"} <= {lack.name for lack in advised}
    assert not {"shop", "minors", "operator"} & {lack.name for lack in lacks}
    assert not any(lack.what == "attachment" for lack in required)


def test_a_link_that_is_not_listed_is_told(tmp_path: Path) -> None:
    form(tmp_path)
    (tmp_path / "attachments" / "link").symlink_to(tmp_path)
    assert Missing("required", "unlisted", "attachments/link") in missing(load_case(tmp_path))


MOMENTS = [
    ("2024-05-09", date(2024, 5, 9)),
    ("2024/5/9", date(2024, 5, 9)),
    ("2024年5月9日", date(2024, 5, 9)),
    ("2024-05-09 14:20", datetime(2024, 5, 9, 14, 20, tzinfo=BEIJING)),
    ("2024-05-09T14:20:31", datetime(2024, 5, 9, 14, 20, 31, tzinfo=BEIJING)),
    ("2024年5月9日14时20分", datetime(2024, 5, 9, 14, 20, tzinfo=BEIJING)),
    ("2024年5月9日 14点", datetime(2024, 5, 9, 14, 0, tzinfo=BEIJING)),
    ("2024-05-09 14:20 UTC", datetime(2024, 5, 9, 14, 20, tzinfo=UTC)),
    ("2024-05-09T14:20:00Z", datetime(2024, 5, 9, 14, 20, tzinfo=UTC)),
    ("2024-05-09 14:20 -07:00", datetime(2024, 5, 9, 14, 20, tzinfo=timezone(timedelta(hours=-7)))),
    ("2024-05-09 14:20 UTC+8", datetime(2024, 5, 9, 14, 20, tzinfo=BEIJING)),
    ("2024-02-30", None),
    ("2024-05-09 24:01", None),
    ("2024-05-09 14:20 PST", None),
    ("2024-05-09 afternoon", None),
    ("09/05/2024", None),
    ("14:20", None),
]


@pytest.mark.parametrize(("text", "expected"), MOMENTS)
def test_days_and_times(text: str, expected: date | None) -> None:
    assert read_moment(text, BEIJING) == expected
    if expected is not None:
        assert read_moment(written(expected), UTC) == expected


def test_zones() -> None:
    assert read_zone("+5:30") == timezone(timedelta(hours=5, minutes=30))
    assert [read_zone(text) for text in ("+25:00", "CST", "")] == [None, None, None]
    there = datetime(2024, 5, 9, 14, 20, tzinfo=UTC)
    assert (written(there), written(there, UTC), written(there, BEIJING)) == (
        "2024-05-09 14:20 UTC",
        "2024-05-09 14:20",
        "2024-05-09 14:20 UTC",
    )


def test_answers_that_redaction_keeps(tmp_path: Path) -> None:
    kept = case(
        tmp_path,
        """
own: ["0571-8888"]
answers:
  complainant: 池晓棠
  contact: "池晓棠，15957715969，xiaotang@example.com"
  account: "0571-8888"
  shop: 拾光里日用百货店
  effects: 不在其列
  calls:
    - {when: 2024-06-25, number: "17056418823", what: 不在其列}
    - {when: 2024-06-25, number: ""}
  messages:
    - {sender: "10690001"}
""",
        head="schema: 1\nkind: harassment-complaint\nlanguage: zh\ndate: 2024-06-30\n",
    ).kept
    assert set(kept) == {
        "0571-8888", "池晓棠", "池晓棠，15957715969，xiaotang@example.com", "15957715969", "xiaotang@example.com",
        "拾光里日用百货店", "17056418823", "10690001",
    }  # fmt: skip
    assert len(kept) == len(set(kept))


KEEPS = [
    ("leak-complaint", {"complainant", "contact", "account"}, {"shop", "shop-id", "operator", "orders.number"}),
    ("harassment-complaint", {"complainant", "contact", "account"}, {"chat-reference", "calls.number", "messages.sender"}),
    ("appeal", {"seller", "contact", "shop"}, {"reporter", "report-reference"}),
    ("internal-audit", {"auditor", "contact"}, {"organisation"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "own", "named"), KEEPS)
def test_whose_the_answers_are(kind: str, own: set[str], named: set[str]) -> None:
    fields = load_kind(kind).fields
    marked = {(field.id, field.keeps) for field in fields}
    marked |= {(f"{field.id}.{column.id}", column.keeps) for field in fields for column in field.columns}
    assert {(name, "own") for name in own} | {(name, "named") for name in named} <= marked
