"""``kill -9``: a short run of ``benchmarks/outbox_kill.py``, which says what it looks at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "outbox_kill.py"
ACROSS = Path("/dev/shm")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
@pytest.mark.parametrize(
    "options",
    [
        ["--kills", "10", "--seed", "3"],
        ["--steps", "--stride", "9"],
        ["--steps", "--stride", "17", "--across", str(ACROSS)],
    ],
    ids=["at random", "at steps", "at steps, across file systems"],
)
def test_nothing_is_lost_or_leaked(options: list[str], tmp_path: Path) -> None:
    if "--across" in options and (not ACROSS.is_dir() or ACROSS.stat().st_dev == tmp_path.stat().st_dev):
        pytest.skip("there is no second file system here")
    done = subprocess.run(
        [sys.executable, SCRIPT, *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        env={**os.environ, "PYTHONPATH": str(SCRIPT.parents[1]), "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong" in done.stdout
