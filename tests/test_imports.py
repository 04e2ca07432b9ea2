"""What is loaded when: help loads click and nothing of detection; scanning loads neither Presidio nor spaCy nor jsonschema."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAVY = ("presidio_analyzer", "presidio_anonymizer", "spacy", "jsonschema", "numpy", "leakguard.presidio")
LATE = (
    *HEAVY,
    "yaml",
    "leakguard.detection",
    "leakguard.sources",
    "leakguard.policy",
    "leakguard.api",
    "leakguard.cli.scan",
)

PROBE = """
import json, os, sys
from leakguard.__main__ import main
sys.stdout, out = open(os.devnull, "w", encoding="utf-8"), sys.stdout
codes = [main(arguments) for arguments in json.loads(sys.argv[1])]
print(json.dumps([codes, sorted(sys.modules)]), file=out)
"""


def loaded(*runs: list[str]) -> tuple[list[int], set[str]]:
    command = [sys.executable, "-c", PROBE, json.dumps(runs)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    codes, modules = json.loads(result.stdout)
    return codes, set(modules)


def test_help_loads_next_to_nothing() -> None:
    codes, modules = loaded(["--help"], ["--help", "--lang", "zh"], ["--version"])
    assert codes == [0, 0, 0]
    assert modules.isdisjoint(LATE)


def test_help_of_a_verb_loads_no_detection() -> None:
    codes, modules = loaded(
        ["scan", "--help"], ["redact", "--help"], ["check", "--help"], ["recognizers", "list", "--help"]
    )
    assert codes == [0, 0, 0, 0]
    assert modules.isdisjoint({*HEAVY, "yaml", "leakguard.detection.detector", "leakguard.sources"})


def test_scan_and_redact_load_nothing_heavy(tmp_path: Path) -> None:
    sample = "samples/taobao-orders.csv"
    codes, modules = loaded(
        ["scan", sample], ["scan", sample, "-f", "json"], ["redact", sample, "-o", str(tmp_path / "o.csv")]
    )
    assert codes == [1, 1, 0]
    assert modules.isdisjoint(set(HEAVY) - {"numpy"})
