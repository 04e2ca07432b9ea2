"""What the hooks cost: commits of a small CSV with and without ``leakguard hook install``, and with a file that is stopped.

    python benchmarks/hook.py [--repeat 9]

Whole ``git commit`` processes in a temporary repository, taking turns. Beside the elapsed time stands the processor time
of everything that git started, which other work on the machine disturbs less. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIMIT = 1.5
CLEAN = (ROOT / "samples" / "product-list.csv").read_bytes()
DIRTY = (ROOT / "samples" / "pdd-orders.csv").read_bytes()


class Repository:
    """A repository in a temporary folder, with the hook or without."""

    def __init__(self, folder: Path, hooked: bool) -> None:
        self.folder, self.count = folder, 0
        self.environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        folder.mkdir()
        self.run("git", "init", "--quiet")
        self.run("git", "config", "user.name", "benchmark")
        self.run("git", "config", "user.email", "benchmark@example.com")
        if hooked:
            self.run(sys.executable, "-m", "leakguard", "hook", "install", "--type", "pre-commit")

    def run(self, *command: str) -> int:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        ).returncode

    def commit(self, content: bytes) -> tuple[float, float]:
        """Elapsed and processor seconds of ``git commit``; staging is not counted."""
        self.count += 1
        name = f"orders-{self.count}.csv"
        self.folder.joinpath(name).write_bytes(content + b"," * self.count + b"\n")
        self.run("git", "add", name)
        start, before = time.perf_counter(), os.times()
        code = self.run("git", "commit", "--quiet", "-m", "orders")
        elapsed, after = time.perf_counter() - start, os.times()
        if code:
            self.run("git", "reset", "--quiet", "--hard")
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        return elapsed, spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=9)
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as folder:
        bare, hooked = Repository(Path(folder, "bare"), hooked=False), Repository(Path(folder, "hooked"), hooked=True)
        rows: dict[str, Callable[[], tuple[float, float]]] = {
            "no hook": lambda: bare.commit(CLEAN),
            "hook, a clean file": lambda: hooked.commit(CLEAN),
            "hook, a file that is stopped": lambda: hooked.commit(DIRTY),
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in rows}
        for turn in range(repeat + 1):
            for name, commit in rows.items():
                taken = commit()
                if turn:  # the first turn fills the caches
                    times[name].append(taken)
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} CPUs, {repeat} commits each, taking turns; seconds")
    print(f"{'':30} {'median':>8} {'least':>8} {'CPU':>8} {'added':>8} {'limit':>6}")
    base = statistics.median(elapsed for elapsed, _ in times["no hook"])
    for name, taken in times.items():
        elapsed = [each for each, _ in taken]
        median, spent = statistics.median(elapsed), statistics.median(each for _, each in taken)
        limit = "" if name == "no hook" else f"{LIMIT:6.1f}"
        print(f"{name:30} {median:8.2f} {min(elapsed):8.2f} {spent:8.2f} {median - base:8.2f} {limit:>6}")
    if base:
        with_hook = statistics.median(elapsed for elapsed, _ in times["hook, a clean file"])
        print(f"a commit with the hook takes {with_hook / base:,.0f} times as long as one without")


if __name__ == "__main__":
    main()
