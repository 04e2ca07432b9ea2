"""How long a user waits: whole processes, from the start of Python to its end.

    python benchmarks/startup.py [--repeat 11]

Prints the median beside the limit that the project has set itself. Nothing is asserted: a loaded machine is not a bug.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "taobao-orders.csv"


def commands(output: Path) -> list[tuple[str, list[str], float | None]]:
    """``(name, command, limit in milliseconds)``."""
    leakguard = [sys.executable, "-m", "leakguard"]
    return [
        ("python -c pass", [sys.executable, "-c", "pass"], None),
        ("leakguard --help", [*leakguard, "--help"], 150),
        ("leakguard scan samples/taobao-orders.csv", [*leakguard, "scan", str(SAMPLE)], 1_000),
        ("leakguard check samples/taobao-orders.csv", [*leakguard, "check", str(SAMPLE)], 1_000),
        ("leakguard redact samples/taobao-orders.csv", [*leakguard, "redact", str(SAMPLE), "-o", str(output)], 1_000),
    ]


def measure(command: list[str], output: Path) -> tuple[float, int]:
    """Milliseconds and exit code."""
    output.unlink(missing_ok=True)
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return (time.perf_counter() - start) * 1_000, done.returncode


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=11)
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "redacted.csv")
        rows = commands(output)
        times: dict[str, list[float]] = {name: [] for name, _, _ in rows}
        codes: dict[str, int] = {}
        for turn in range(repeat + 1):
            for name, command, _ in rows:
                taken, codes[name] = measure(command, output)
                if turn:  # the first turn fills the caches
                    times[name].append(taken)
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} CPUs, medians of {repeat} processes, taking turns")
    print(f"{'':44} {'ms':>7} {'limit':>7}  {'range':>13}  exit")
    for name, _, limit in rows:
        taken = times[name]
        bound = f"{limit:,.0f}" if limit else "-"
        print(
            f"{name:44} {statistics.median(taken):7,.0f} {bound:>7}  {min(taken):6,.0f}-{max(taken):<6,.0f}  {codes[name]}"
        )


if __name__ == "__main__":
    main()
