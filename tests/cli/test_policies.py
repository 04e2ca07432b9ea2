"""``leakguard policies validate``, ``test`` and ``fingerprint``, and what other verbs say of allow lists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from leakguard.policy import bundled_policies, load_policy

from .support import NAME, PHONE, run

KEY = {"LEAKGUARD_KEY": "a key of the tests only"}
HEAD = "id: mine\nversion: 1\nextends: share\ntitle: {zh: 我的, en: mine}\ndescription: {zh: 我, en: me}\n"
DEAD = """rules:
  - {id: one, entity: PERSON, operator: drop, forbidden: true, reason: {zh: 因, en: why}}
  - {id: two, entity: PERSON, operator: keep, forbidden: false, reason: {zh: 因, en: why}}
"""
WIDE = "allow:\n  - {id: wide, entity: IMEI, reason: 测试, expires: 2999-01-01}\n"
CSV = f"收货人,手机\n{NAME},{PHONE}\n{NAME},13702746153\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_validate_many(tmp_path: Path) -> None:
    good, dead = write(tmp_path / "good.yaml", HEAD), write(tmp_path / "dead.yaml", HEAD + DEAD)
    wide, bad = write(tmp_path / "wide.yaml", HEAD + WIDE), write(tmp_path / "bad.yaml", HEAD + "versoin: 2\n")
    result = run("policies", "validate", good, wide)
    assert result.exit_code == 0
    assert result.stdout.count(": valid") == 2
    assert f"{wide}:7: warning: the allow entry wide lets every IMEI pass" in result.stderr
    result = run("policies", "validate", bad, dead, good)
    assert result.exit_code == 2
    assert f"{bad}:6: unknown field 'versoin'. Did you mean 'version'?" in result.stderr
    assert f"{dead}:8: error: the rule two can never match: one before it" in result.stderr
    assert "not valid, 1 error" in result.stderr
    assert result.stdout.count(": valid") == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_examples_that_fail_are_shown(tmp_path: Path, lang: str) -> None:
    examples = (
        f"examples:\n  - {{header: 手机, text: '{PHONE}', expect: 手机, finds: [PERSON]}}\n  - {{text: a, expect: a}}\n"
    )
    result = run("policies", "test", write(tmp_path / "p.yaml", HEAD + examples), "--lang", lang)
    assert result.exit_code == 1
    for shown in (f"{tmp_path / 'p.yaml'}:7", "<PHONE_NUMBER>", PHONE, "手机", "PERSON", "PHONE_NUMBER"):
        assert shown in result.stdout
    assert ("2 examples, 1 failed" if lang == "en" else "2 个示例，1 个未通过") in result.stdout


def test_examples_that_pass_and_those_that_are_missing(tmp_path: Path) -> None:
    assert run("policies", "test", "share").stdout == "share: 10 examples, 0 failed.\n"
    bare = write(tmp_path / "bare.yaml", HEAD)
    result = run("policies", "test", bare, "share")
    assert (result.exit_code, result.stdout) == (2, "share: 10 examples, 0 failed.\n")
    assert "there are no examples" in result.stderr
    assert run("policies", "test", write(tmp_path / "bad.yaml", "id: [")).exit_code == 2


FINGERPRINTS = [
    # arguments, standard input, entities of the entries
    ((), PHONE, ["PHONE_NUMBER"]),
    ((), f"{PHONE}\n\n139-0274-6158\r\n", ["PHONE_NUMBER", "PHONE_NUMBER"]),
    (("--entity", "PERSON"), NAME, ["PERSON"]),
    (("--entity", "QQ_NUMBER"), "12", ["QQ_NUMBER"]),
    ((), "wenjing.ouyang@example.com", ["EMAIL_ADDRESS"]),
]


@pytest.mark.parametrize(("arguments", "stdin", "entities"), FINGERPRINTS)
def test_fingerprints_are_entries_without_values(arguments: tuple[str, ...], stdin: str, entities: list[str]) -> None:
    result = run("policies", "fingerprint", *arguments, stdin=stdin, env=KEY)
    assert result.exit_code == 0, result.stderr
    entries = yaml.safe_load("allow:\n" + result.stdout)["allow"]
    assert [entry["entity"] for entry in entries] == entities
    assert len({entry["value"] for entry in entries}) == 1
    assert not any(line and line in result.output for line in stdin.splitlines() if len(line) > 2)


@pytest.mark.parametrize(
    ("stdin", "env", "code", "says"),
    [
        (PHONE, {}, 2, "key"), ("", KEY, 2, "no value"), ("hm", KEY, 1, "line 1: not recognised"), (f"{PHONE}\nhm", KEY, 1, "line 2"),
    ],
)  # fmt: skip
def test_fingerprints_that_cannot_be_made(stdin: str, env: dict[str, str], code: int, says: str) -> None:
    result = run("policies", "fingerprint", stdin=stdin, env=env)
    assert result.exit_code == code
    assert says in result.stderr
    assert PHONE not in result.output


def test_a_value_is_never_an_argument() -> None:
    assert run("policies", "fingerprint", PHONE, env=KEY).exit_code == 2
    assert run("policies", "fingerprint", "--entity", "PERSN", stdin=NAME, env=KEY).exit_code == 2


def test_from_a_fingerprint_to_a_copy(tmp_path: Path) -> None:
    """The way that the head of ``policies/complaint-evidence.yaml`` describes."""
    entries = run("policies", "fingerprint", stdin=PHONE, env=KEY).stdout
    own = HEAD.replace("extends: share", "extends: complaint-evidence") + f"allow:\n{entries}"
    policy, orders = write(tmp_path / "mine.yaml", own), write(tmp_path / "orders.csv", CSV)
    assert run("policies", "validate", policy).exit_code == 0
    result = run("redact", orders, "-o", tmp_path / "out.csv", "--policy", policy, env=KEY)
    assert result.exit_code == 0, result.stderr
    written = (tmp_path / "out.csv").read_text("utf-8")
    assert PHONE in written
    assert "13702746153" not in written
    assert NAME not in written
    assert "Allow list: phone-number-1 let 1 pass: say why (expires 2" in result.stdout


@pytest.mark.parametrize(
    ("expires", "env", "used", "warning"),
    [
        ("2999-01-01", KEY, True, None),
        ("2001-01-01", KEY, False, "the allow entry own expired on 2001-01-01 and applies no more"),
        ("2999-01-01", {}, False, "the allow entry own is by value, and no key is configured"),
    ],
)
def test_every_output_tells_what_was_allowed_and_what_applies_no_more(
    tmp_path: Path, expires: str, env: dict[str, str], used: bool, warning: str | None
) -> None:
    (entry,) = yaml.safe_load(run("policies", "fingerprint", stdin=PHONE, env=KEY).stdout)
    text = f"allow:\n  - {{id: own, value: {entry['value']}, reason: 本人, expires: {expires}}}\n"
    policy, orders = write(tmp_path / "mine.yaml", HEAD + text), write(tmp_path / "orders.csv", CSV)
    outputs = {
        "terminal": run("scan", orders, "--policy", policy, env={**env, "COLUMNS": "200"}).stdout,
        "jsonl": run("scan", orders, "--policy", policy, "-f", "jsonl", env=env).stderr,
        "redact": run(
            "redact", orders, "-o", tmp_path / "o.csv", "--policy", policy, env={**env, "COLUMNS": "200"}
        ).stdout,
    }
    for name, output in outputs.items():
        assert ("Allow list: own let 1 pass: 本人 (expires 2999-01-01)" in output) is used, name
        assert warning is None or warning in output, name
    report = json.loads(run("scan", orders, "--policy", policy, "-f", "json", env=env).stdout)
    assert [(e["id"], e["count"]) for e in report["allowed"]] == [("own", int(used))]


def test_columns_of_which_nothing_is_known_are_told_where_the_policy_asks(tmp_path: Path) -> None:
    rows = [f"{PHONE},莫名其妙的东西第{chr(0x4E00 + n)}回里写了一些话\n" for n in range(30)]
    orders = write(tmp_path / "a.csv", "手机,甲乙\n" + "".join(rows))
    policy = write(tmp_path / "mine.yaml", HEAD + "unknown_columns: report\n")
    env = {"COLUMNS": "200"}
    assert "a.csv, column 2 甲乙" in run("scan", orders, "--policy", policy, env=env).stdout
    assert "column 2 甲乙" not in run("scan", orders, env=env).stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(bundled_policies()))
def test_show_tells_what_a_policy_says_besides_its_rules(name: str, lang: str) -> None:
    shown = run("policies", "show", name, "--lang", lang, env={"COLUMNS": "200"}).stdout
    policy = load_policy(name)
    assert getattr(policy.title, lang) in shown
    assert f"policies test {name}" in shown
    assert all(reference[:20] in shown for reference in policy.references)
    if policy.limits.persons is not None:
        assert ("persons per file" if lang == "en" else "每个文件") in shown
    if name == "courier":
        assert ("column of: buyer, sender, staff" if lang == "en" else "列的归属：买家, 寄件人, 商家人员") in shown


def test_show_tells_allow_entries_without_values(tmp_path: Path) -> None:
    entries = (
        "allow:\n  - {id: own, value: 0123456789abcdef, column: 手*, file: 'a*', reason: 本人, expires: 2001-01-01}\n"
    )
    shown = run("policies", "show", write(tmp_path / "p.yaml", HEAD + entries), env={"COLUMNS": "200"}).stdout
    assert "own: 1 value(s) by fingerprint · header 手* · file a*; 本人; expires 2001-01-01 (expired)" in shown
    assert "0123456789abcdef" not in shown
