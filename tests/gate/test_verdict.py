"""Verdicts: the table of DESIGN.md section 4 and of the module, with the reasons and what to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from leakguard import api
from leakguard.gate.verdict import Judgement, judge, reason_counts, redact_command, together
from leakguard.policy import Limits, Policy, load_policy
from leakguard.report import Report, Verdict

from ..cli.support import CLEAN, CSV, NAME, PHONE

SHARE = load_policy("share")
UNKNOWN = "货号,描述甲\n" + "".join(f"A-{n},布衣裙带子很长而且颜色好看第{n}批\n" for n in range(8))


def scanned(folder: Path, files: dict[str, str | bytes], policy: Policy) -> Report:
    for name, content in files.items():
        folder.joinpath(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return api.scan(*(folder / name for name in files), policy=policy)


BROKEN = b"PK\x03\x04" + bytes(100)
ONE = replace(SHARE, limits=Limits(persons=1))
NONE = replace(SHARE, limits=Limits(persons=0))
LENIENT = replace(SHARE, unscanned="report")

CASES = [
    ({"a.csv": CLEAN}, SHARE, Verdict.SHARE, 0, set()),
    ({"a.csv": CSV}, SHARE, Verdict.SHARE_REDACTED, 1, {"forbidden"}),
    ({"a.xlsx": BROKEN}, SHARE, Verdict.DO_NOT_SHARE, 3, {"unscanned"}),
    ({"a.xlsx": BROKEN}, LENIENT, Verdict.SHARE, 0, {"unscanned"}),
    ({"a.csv": CSV, "b.xlsx": BROKEN}, SHARE, Verdict.DO_NOT_SHARE, 1, {"forbidden", "unscanned"}),
    ({"a.csv": CLEAN, "b.xlsx": BROKEN}, SHARE, Verdict.DO_NOT_SHARE, 3, {"unscanned"}),
    ({"a.csv": CSV}, ONE, Verdict.SHARE_REDACTED, 1, {"forbidden"}),
    ({"a.csv": CSV}, NONE, Verdict.DO_NOT_SHARE, 1, {"forbidden", "persons"}),
    ({"a.csv": CLEAN}, NONE, Verdict.SHARE, 0, set()),
]  # fmt: skip


@pytest.mark.parametrize(("files", "policy", "verdict", "code", "codes"), CASES)
def test_verdicts(
    tmp_path: Path, files: dict[str, str | bytes], policy: Policy, verdict: Verdict, code: int, codes: set[str]
) -> None:
    judgement = judge(scanned(tmp_path, files, policy), policy)
    assert (judgement.verdict, judgement.exit_code) == (verdict, code)
    assert {reason.code for reason in judgement.reasons} == codes
    assert len(judgement.files) == len(files)
    assert judgement == verdict
    for reason in judgement.reasons:
        assert reason.text.zh
        assert reason.text.en
        assert reason.cure.zh
        assert reason.cure.en
        assert PHONE not in str(reason)
        assert NAME not in str(reason)


@pytest.mark.parametrize(
    ("wanted", "verdict", "code", "blocks"),
    [("keep", "share", 0, []), ("report", "share", 0, [False]), ("block", "do-not-share", 1, [True])],
)
def test_unknown_columns(tmp_path: Path, wanted: str, verdict: str, code: int, blocks: list[bool]) -> None:
    policy = replace(SHARE, unknown_columns=wanted)  # type: ignore[arg-type]
    report = scanned(tmp_path, {"a.csv": UNKNOWN}, policy)
    judgement = judge(report, policy)
    if not report.unknown_columns:
        pytest.skip("the column is taken for something")
    assert (judgement.value, judgement.exit_code) == (verdict, code)
    assert [reason.blocks for reason in judgement.reasons] == blocks


def test_nothing_is_no_clean_bill() -> None:
    for judgement in (judge(Report("share", "", ""), SHARE), together([])):
        assert (judgement.value, judgement.exit_code) == ("do-not-share", 3)
        assert [reason.code for reason in judgement.reasons] == ["nothing"]


def test_reasons_say_what_and_where_and_the_next_command(tmp_path: Path) -> None:
    judgement = judge(scanned(tmp_path, {"orders.csv": CSV}, SHARE), SHARE)
    reason = next(reason for reason in judgement.reasons if reason.what == "PHONE_NUMBER")
    assert reason.text.zh == "含 1 处电话号码，例：139********（第 2 行 第 3 列「联系手机」）"
    assert reason.text.en == 'phone number: 1, such as 139******** (row 2, column 3 "联系手机")'
    path = tmp_path / "orders.csv"
    assert reason.cure.en.endswith(f"leakguard redact {path} -o {path.with_name('orders.redacted.csv')}")


COMMANDS = [
    ("a.csv", "csv", "share", "leakguard redact a.csv -o a.redacted.csv"),
    ("a b.csv", "csv", "share", "leakguard redact 'a b.csv' -o 'a b.redacted.csv'"),
    ("a.xls", "xls", "share", "leakguard redact a.xls -o a.redacted.xlsx"),
    ("-", "text", "share", "leakguard redact - -o -"),
    ("-x.csv", "csv", "share", "leakguard redact -o -x.redacted.csv -- -x.csv"),
    ("a.csv", "csv", "waybill", "leakguard redact a.csv -o a.redacted.csv --policy waybill"),
]


@pytest.mark.parametrize(("name", "form", "policy", "command"), COMMANDS)
def test_commands(name: str, form: str, policy: str, command: str) -> None:
    assert redact_command(name, form, load_policy(policy)) == command


def test_many_findings_are_counted_to_the_last(tmp_path: Path) -> None:
    """Only some findings are listed; the counts of a file do not depend on that."""
    rows = "".join(f"{n},{NAME},139{n:08}\n" for n in range(500))
    report = scanned(tmp_path, {"a.csv": f"编号,收货人,手机\n{rows}"}, SHARE)
    whole = Counter(reason_counts(judge(report, SHARE)))
    assert whole["forbidden", "PHONE_NUMBER"] == 500
    few = api.scanner().report(20)
    api.scanner().add(few, tmp_path / "a.csv")
    assert Counter(reason_counts(judge(few, SHARE))) == whole
    assert together([judge(few, SHARE)]).forbidden == whole.total()


def test_a_judgement_is_as_good_as_its_verdict() -> None:
    judgement = Judgement(Verdict.SHARE, (), 0)
    assert judgement == Verdict.SHARE
    assert judgement != Verdict.DO_NOT_SHARE
    assert judgement != "share"
    assert {judgement: 1}[Verdict.SHARE] == 1  # type: ignore[index]
