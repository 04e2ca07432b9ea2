"""How fast: leakguard beside Presidio, on the same cells and the same chats, in one run.

    python benchmarks/speed.py [--rows 20000] [--prose-mb 2] [--repeat 5] [--cells 1500] [--chat-lines 1500] [--json]

There are two chats (``talk.py``): in one about 5 % of the messages hold personal data, in the dense one 30 %.

The tools take turns, so that a busy machine slows all of them alike; every figure is the median of the repetitions.
leakguard scans whole files. Presidio would take hours for them, so it gets a random sample (``--cells``, ``--chat-lines``)
and its time is scaled up to the file in proportion; such figures are marked ``~``. Set-up (imports, engines, catalogue) is
not counted for anybody; see ``startup.py`` for that.

What each side does:

- leakguard: a scan of the file without a tagger: reading, decoding, finding, the policy's decisions, fingerprints, the
  report.
- Presidio, every cell: ``AnalyzerEngine.analyze`` of each cell that is not empty. Nothing is read or reported.
- Presidio, distinct cells: the same, once for each different cell of the file, as one would who knows Presidio well.
- "+ leakguard" is an engine with leakguard's own recognizers, so both sides find the same in a cell without its header; "own" is one
  with Presidio's recognizers (see ``engines.py``), which find less.
- Chat: Presidio gets it line by line.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engines import presidio_of_its_own, presidio_with_leakguard
from generate import write_orders
from talk import Talk, talk

import leakguard
from leakguard.api import scanner

SHARES = (0.05, 0.30)
"""Messages with personal data, in the two chats."""


@dataclass
class Road:
    """One way to do the work. ``share`` is the part of the whole that a repetition does; 1 is all of it."""

    name: str
    run: Callable[[], object]
    share: float
    times: list[float]

    @property
    def seconds(self) -> float:
        """For the whole, scaled up where only a share was done."""
        return statistics.median(self.times) / self.share

    @property
    def spread(self) -> str:
        return f"{min(self.times) / self.share:,.2f}-{max(self.times) / self.share:,.2f}"


def analyze_all(engine: Any, texts: list[str]) -> Callable[[], object]:
    return lambda: [engine.analyze(text, "zh") for text in texts]


def scan_all() -> Callable[[Path], object]:
    """A scan of a file without a tagger; what is set up for it is set up once."""
    runner = scanner(tagger="none")

    def scan(path: Path) -> object:
        report = runner.report()
        runner.add(report, path)
        return report

    return scan


def take_turns(roads: list[Road], repeat: int) -> None:
    for _ in range(repeat):
        for road in roads:
            start = time.perf_counter()
            road.run()
            road.times.append(time.perf_counter() - start)


def table_roads(
    path: Path, sample: int, engines: dict[str, Any], scan: Callable[[Path], object]
) -> tuple[list[Road], int, int]:
    """The roads for a table, its number of cells and that of the distinct ones."""
    with path.open(encoding="utf-8", newline="") as stream:
        cells = [cell for record in csv.reader(stream) for cell in record]
    filled = [cell for cell in cells if cell]
    distinct = sorted(set(filled))
    draw = random.Random(1)
    every, once = draw.sample(filled, min(sample, len(filled))), draw.sample(distinct, min(sample, len(distinct)))
    roads = [Road("leakguard scan", lambda: scan(path), 1, [])]
    for name, engine in engines.items():
        roads.append(Road(f"Presidio {name}, distinct cells", analyze_all(engine, once), len(once) / len(distinct), []))
        roads.append(Road(f"Presidio {name}, every cell", analyze_all(engine, every), len(every) / len(filled), []))
    return roads, len(cells), len(distinct)


def prose_roads(
    path: Path, text: str, sample: int, engines: dict[str, Any], scan: Callable[[Path], object]
) -> list[Road]:
    lines = text.splitlines()
    drawn = random.Random(2).sample(lines, min(sample, len(lines)))
    share = sum(len(line.encode()) + 1 for line in drawn) / len(text.encode())
    roads = [Road("leakguard scan", lambda: scan(path), 1, [])]
    roads += [Road(f"Presidio {name}, line by line", analyze_all(e, drawn), share, []) for name, e in engines.items()]
    return roads


def table(title: str, roads: list[Road], amount: float, unit: str) -> str:
    lines = [title, f"{'':38} {'seconds':>12} {unit + '/s':>12} {'ratio':>9}   range of the repetitions, s"]
    for road in roads:
        mark = "~" if road.share < 1 else " "
        ratio = road.seconds / roads[0].seconds
        lines.append(
            f"{road.name:38} {mark}{road.seconds:11,.2f} {amount / road.seconds:12,.2f} {ratio:8,.1f}x   {road.spread}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000, help="rows of the table, of 20 cells each")
    parser.add_argument("--prose-mb", type=float, default=2.0, help="size of the chat in MB of UTF-8")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--cells", type=int, default=1_500, help="cells given to Presidio")
    parser.add_argument("--chat-lines", type=int, default=1_500, help="lines of chat given to Presidio")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    engines = {"+ leakguard": presidio_with_leakguard(), "own": presidio_of_its_own()}
    leakguard.find("电话13902746158")
    for engine in engines.values():
        engine.analyze("电话13902746158", "zh")
    scan = scan_all()
    with tempfile.TemporaryDirectory() as folder:
        orders = Path(folder, "orders.csv")
        write_orders(orders, arguments.rows)
        tables, cells, distinct = table_roads(orders, arguments.cells, engines, scan)
        size = orders.stat().st_size / 1e6
        chats = [talk(int(arguments.prose_mb * 1e6), share) for share in SHARES]
        proses = []
        for number, chat in enumerate(chats):
            path = Path(folder, f"chat{number}.txt")
            path.write_text(chat.text, "utf-8")
            proses.append(prose_roads(path, chat.text, arguments.chat_lines, engines, scan))
        take_turns([*tables, *(road for roads in proses for road in roads)], arguments.repeat)
    if arguments.json:
        figures: dict[str, Any] = {"cells": cells, "distinct": distinct, "table": as_figures(tables), "chats": []}
        for chat, roads in zip(chats, proses, strict=True):
            figures["chats"].append({"mb": megabytes(chat), "personal": chat.personal, "roads": as_figures(roads)})
        json.dump(figures, sys.stdout)
        return
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} CPUs, medians of {arguments.repeat}, taking turns"
    )
    print("~ scaled up from a random sample; ratio: how many times the seconds of leakguard\n")
    title = f"Orders: {arguments.rows:,} rows x 20 = {cells:,} cells, {distinct:,} distinct, {size:.1f} MB"
    print(table(title, tables, cells, "cells"))
    for chat, roads in zip(chats, proses, strict=True):
        shares = f"{chat.personal:.1%} of them personal, {chat.distinct:.1%} distinct"
        print()
        print(
            table(f"Chat: {megabytes(chat):.1f} MB, {chat.messages:,} messages, {shares}", roads, megabytes(chat), "MB")
        )


def megabytes(chat: Talk) -> float:
    return len(chat.text.encode()) / 1e6


def as_figures(roads: list[Road]) -> dict[str, Any]:
    return {road.name: {**asdict(road), "run": None, "seconds": road.seconds} for road in roads}


if __name__ == "__main__":
    main()
