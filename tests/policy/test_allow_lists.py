"""Allow lists in scans and redactions: what passes, how it is counted, and that the proof knows of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

import leakguard
from leakguard.api import scanner
from leakguard.findings import Fingerprinter
from leakguard.policy import load_policy
from leakguard.policy.fingerprints import Entry

from ..table_support import Maker, blocks, scanned

KEY = b"a key of the tests only"
OWN, OTHER = "13902746158", "13702746153"
SIGN = Fingerprinter(KEY)
BY_VALUE = (
    f"  - {{id: own, entity: PHONE_NUMBER, value: {SIGN('PHONE_NUMBER', OWN)}, reason: 本人, expires: EXPIRES}}\n"
)
BY_FILE = "  - {id: tests, file: 'test-*', entity: PHONE_NUMBER, reason: 测试数据, expires: EXPIRES}\n"
CSV = f"收货人,手机,备注\n欧阳文静,{OWN},\n欧阳文静,{OTHER},请打{OWN}或139-0274-6158\n"
TEXT = f"我是客服，请打{OWN}或{OTHER}。\n"


def policy(folder: Path, entry: str, expires: str = "2999-01-01") -> Path:
    path = folder / "policy.yaml"
    head = "id: mine\nversion: 1\nextends: share\ntitle: {zh: 我, en: me}\ndescription: {zh: 我, en: me}\nallow:\n"
    path.write_text(head + entry.replace("EXPIRES", expires), "utf-8")
    return path


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


CASES = [
    # entry, name, key, text, how many pass, what of the text is left
    (BY_VALUE, "a.csv", KEY, CSV, 3, [OWN, "139-0274-6158"]),
    (BY_VALUE, "a.csv", b"another key of the tests", CSV, 0, []),
    (BY_VALUE, "a.csv", None, CSV, 0, []),
    (BY_VALUE, "a.txt", KEY, TEXT, 1, [OWN]),
    (BY_FILE, "test-1.csv", None, CSV, 4, [OWN, OTHER, "139-0274-6158"]),
    (BY_FILE, "a.csv", None, CSV, 0, []),
    (BY_FILE, "test-1.txt", None, TEXT, 2, [OWN, OTHER]),
]


@pytest.mark.parametrize(("entry", "name", "key", "text", "count", "left"), CASES)
def test_redaction_keeps_what_is_allowed_and_its_proof_agrees(tmp_path, entry, name, key, text, count, left):
    source = write(tmp_path / name, text)
    redaction = leakguard.redact(source, tmp_path / "out", policy=policy(tmp_path, entry), key=key)
    written = (tmp_path / "out").read_text("utf-8")
    for value in (OWN, OTHER, "139-0274-6158"):
        assert written.count(value) == (text.count(value) if value in left else 0)
    assert dict(redaction.report.allowed) == ({entry.split("id: ")[1].split(",")[0]: count} if count else {})


def test_an_expired_entry_applies_no_more_and_every_output_says_so(tmp_path):
    source = write(tmp_path / "a.csv", CSV)
    report = leakguard.scan(source, policy=policy(tmp_path, BY_VALUE, "2001-01-01"), key=KEY)
    assert not report.allowed
    (entry,) = report.as_dict()["allowed"]
    assert (entry["id"], entry["count"], entry["expires"], entry["expired"]) == ("own", 0, "2001-01-01", True)


def test_the_report_counts_what_is_listed_and_what_is_not(tmp_path):
    source = write(tmp_path / "a.csv", "手机\n" + f"{OWN}\n{OTHER}\n" * 300)
    run = scanner(policy=policy(tmp_path, BY_VALUE), key=KEY)
    for limit in (0, 10, 10_000):
        report = run.report(limit)
        run.add(report, source)
        assert dict(report.allowed) == dict(report.counted().allowed) == {"own": 300}
        assert report.forbidden_count == 300
    told = json.loads(json.dumps(report.as_dict()))
    assert told["allowed"][0]["count"] == told["sources"][0]["allowed"]["own"] == 300
    assert told["allowed"][0]["reason"] == {"zh": "本人", "en": "本人"}


@pytest.mark.parametrize("entity", ["PHONE_NUMBER", "PERSON", "ADDRESS"])
def test_columns_are_parted_by_value_as_lists_are(tmp_path, entity):
    """Large columns are decided at once: some of their values may be allowed and others not."""
    maker = Maker(7)
    values = [maker.of(entity)() for _ in range(12)]
    header = {"PHONE_NUMBER": "手机", "PERSON": "收货人", "ADDRESS": "收货地址"}[entity]
    rows = [[header, "数量"], *([values[n % 12], str(n)] for n in range(60))]
    every = [hit.finding for block in scanned(blocks(rows, arrow=False)) for hit in block.every()]
    known = {finding.value: finding.fingerprint for finding in every}
    listed = ", ".join(known[value] for value in values[:2])
    entry = f"  - {{id: own, entity: {entity}, value: [{listed}], reason: 本人, expires: EXPIRES}}\n"
    rules = load_policy(policy(tmp_path, entry))
    told = []
    for arrow in (True, False):
        hits = [hit for block in scanned(blocks(rows, arrow=arrow), rules) for hit in block.every()]
        told.append([(hit.spot.row, hit.decision.allow, hit.decision.operator) for hit in hits])
    assert told[0] == told[1]
    assert [row for row, allow, _ in told[0] if allow] == [n + 1 for n in range(60) if n % 12 < 2]


def test_roles_reach_the_policy_from_columns_and_from_single_cells():
    rows = [["收货人手机", "寄件人手机", "手机", "备注"]]
    rows += [[OWN, OTHER, OWN, "转13702746153"] if n else [f"{OWN} 晚上打", OTHER, OWN, ""] for n in range(30)]
    for arrow in (True, False):
        hits = [hit for block in scanned(blocks(rows, arrow=arrow), "courier") for hit in block.every()]
        told = {(hit.spot.column, hit.decision.rule) for hit in hits}
        assert told == {(0, "receiver-contacts"), (1, "others"), (2, "plain-contacts"), (3, "default")}


def test_columns_of_which_nothing_is_known_are_told(tmp_path):
    rows = ["手机,甲乙,数量,空"] + [f"{OWN},莫名其妙的东西第{chr(0x4E00 + n)}回里写了一些话,3," for n in range(30)]
    source = write(tmp_path / "a.csv", "\n".join(rows) + "\n")
    head = "id: mine\nversion: 1\nextends: share\ntitle: {zh: 我, en: me}\ndescription: {zh: 我, en: me}\n"
    path = write(tmp_path / "p.yaml", head + "unknown_columns: report\n")
    report = leakguard.scan(source, policy=path)
    assert [(c.source, c.part, c.index, c.header) for c in report.unknown_columns] == [(str(source), None, 1, "甲乙")]
    assert report.tells_unknown
    assert not leakguard.scan(source).tells_unknown


def test_a_fingerprint_of_digits_only_stays_a_text() -> None:
    lines = Entry("PHONE_NUMBER", "1234567890123456", "139********").as_yaml(1, "reason", "comment")
    (read,) = yaml.safe_load("\n".join(lines))
    assert read["value"] == "1234567890123456"
