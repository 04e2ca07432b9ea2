"""The examples of policies are their tests."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path

import pytest

from leakguard.api import scanner
from leakguard.detection.catalogue import load_catalogue
from leakguard.policy import bundled_policies, read_policy
from leakguard.policy.checking import examine
from leakguard.policy.testing import EXAMPLE_KEY, failures

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", bundled_policies())
def test_the_examples_of_bundled_policies_pass(name):
    run = scanner(policy=name, key=EXAMPLE_KEY)
    assert list(failures(run.policy, run)) == []
    assert len(run.policy.examples) >= 8
    assert all(example.finds is not None for example in run.policy.examples)
    assert any(example.header for example in run.policy.examples)
    assert any(example.header is None for example in run.policy.examples)


@pytest.mark.parametrize(
    ("example", "actual", "found"),
    [
        ("{text: 电话13902746158, expect: 电话}", "电话<PHONE_NUMBER>", ("PHONE_NUMBER",)),
        ("{header: 手机, text: '13902746158', expect: '13902746158'}", "<PHONE_NUMBER>", ("PHONE_NUMBER",)),
        (
            "{text: 电话13902746158, expect: 电话<PHONE_NUMBER>, finds: [PERSON]}",
            "电话<PHONE_NUMBER>",
            ("PHONE_NUMBER",),
        ),
        ("{text: 明天发货, expect: 明天发货, finds: [PERSON]}", "明天发货", ()),
        ("{text: 电话13902746158, expect: 电话<PHONE_NUMBER>, finds: [PHONE_NUMBER]}", None, ()),
        ("{text: 电话13902746158, expect: 电话<PHONE_NUMBER>}", None, ()),
        ("{text: 明天发货, expect: 明天发货, finds: []}", None, ()),
    ],
)
def test_examples_fail_where_they_should(example, actual, found):
    policy = read_policy(f"{bundled_policies()['share'].split('examples:')[0]}examples:\n  - {example}\n", "mine.yaml")
    told = list(failures(policy, scanner(policy=policy, key=EXAMPLE_KEY)))
    assert [(each.number, each.actual, each.found) for each in told] == ([] if actual is None else [(1, actual, found)])


def test_the_example_of_the_readme_does_what_it_says():
    readme = (ROOT / "policies" / "README.md").read_text("utf-8")
    example = re.search(r"```yaml\n(.*?)```", readme, re.DOTALL)
    assert example
    policy = read_policy(example[1], "README.md")
    assert len(policy.examples) == 2
    assert list(failures(policy, scanner(policy=policy, key=EXAMPLE_KEY))) == []


@pytest.mark.parametrize("name", ["courier", "complaint-evidence"])
def test_the_policies_shown_in_the_heads_of_files_hold(tmp_path, name):
    lines = [line[1:] for line in bundled_policies()[name].splitlines() if line.startswith("#")]
    first = next(number for number, line in enumerate(lines) if line.strip() == "schema: 1")
    indent = lines[first][: -len("schema: 1")]
    shown = takewhile(lambda line: line.startswith(indent), lines[first:])
    path = tmp_path / "mine.yaml"
    path.write_text("\n".join(line.removeprefix(indent) for line in shown) + "\n", "utf-8")
    policy, told = examine(path, load_catalogue())
    assert (policy.parents[0], told) == (name, [])
    assert len(policy.rules) + len(policy.allow) > len(read_policy(bundled_policies()[name], f"{name}.yaml").rules)
