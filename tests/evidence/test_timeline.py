"""The timeline: from fields, tables, attachments and its own lines, by instant."""

from __future__ import annotations

from pathlib import Path

import pytest

from leakguard.evidence.case import load_case
from leakguard.evidence.kinds import KINDS
from leakguard.evidence.timeline import timeline
from leakguard.evidence.when import instant, written
from tests.evidence.case_support import CASES, case

TEXT = """
answers:
  seen-when: 2024-05-09 14:20
  orders:
    - {when: 2024-05-06, number: A1}
    - {when: "", number: A2}
timeline:
  - {when: 2024-05-09 07:00 UTC, what: call}
  - {when: 2024-05-09, what: whole day}
  - {when: 2024-05-09 14:20, what: same time}
attachments:
  - {file: attachments/a.txt, kind: chat, seen: 2024-05-09 14:20, where: the group}
  - {file: attachments/b.txt, kind: sms, title: Text, seen: 2024-05-10}
  - {file: attachments/c.txt, kind: sms}
"""


def test_where_events_come_from_and_their_order(tmp_path: Path) -> None:
    events = [(written(e.when), e.what, e.origin, e.attachment) for e in timeline(case(tmp_path, TEXT))]
    assert events == [
        ("2024-05-06", "order placed (order number A1)", "row", None),
        ("2024-05-09", "whole day", "stated", None),
        ("2024-05-09 14:20 +08:00", "the leak is noticed", "answer", None),
        ("2024-05-09 14:20 +08:00", "same time", "stated", None),
        ("2024-05-09 14:20 +08:00", "obtained: chat record (the group)", "attachment", 1),
        ("2024-05-09 07:00 UTC", "call", "stated", None),
        ("2024-05-10", "obtained: Text", "attachment", 2),
    ]


CALLS = [
    ("{when: 2024-05-09, number: '170'}", "来电（来电号码 170）"),
    ("{when: 2024-05-09, number: '170', what: 骂人}", "来电（来电号码 170）：骂人"),
    ("{when: 2024-05-09, what: 骂人}", "来电：骂人"),
    ("{when: 2024-05-09}", "来电（未写来电号码）"),
]


@pytest.mark.parametrize(("row", "told"), CALLS)
def test_what_a_row_names(tmp_path: Path, row: str, told: str) -> None:
    head = "schema: 1\nkind: harassment-complaint\nlanguage: zh\ndate: 2024-05-14\n"
    (event,) = timeline(case(tmp_path, f"answers:\n  calls:\n    - {row}\n", head=head))
    assert event.what == told


def test_a_day_begins_in_the_zone_of_the_case(tmp_path: Path) -> None:
    text = (
        "zone: '-08:00'\ntimeline:\n  - {when: 2024-05-09, what: day}\n  - {when: 2024-05-09 07:59 UTC, what: time}\n"
    )
    assert [event.what for event in timeline(case(tmp_path, text))] == ["time", "day"]


def test_it_speaks_the_language_of_the_case(tmp_path: Path) -> None:
    events = timeline(case(tmp_path, TEXT, language="zh"))
    assert [event.what for event in events][:3] == ["下单（订单编号 A1）", "whole day", "发现泄露"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_cases_have_one(kind: str) -> None:
    sample = load_case(CASES / kind)
    events = timeline(sample)
    assert len(events) >= 4
    instants = [instant(event.when, sample.zone) for event in events]
    assert instants == sorted(instants)


def test_an_empty_case_has_none(tmp_path: Path) -> None:
    assert timeline(case(tmp_path)) == []
