"""Large tables: leakguard beside reading and writing alone, a copy by the ``csv`` module, openpyxl and Presidio.

    python benchmarks/tables.py [--rows 1000000] [--rounds 3] [--only utf-8,quoted,gb18030,xlsx] [--presidio-rows 300] [--core 0] [--json]

The files are made by ``export.py`` (20 columns). Every side is a process of its own; in a round all of them take turns, and a
figure is the median of the rounds. ``seconds`` are wall time of the whole process, start included; ``MB`` is its peak memory.

- *floor*: polars reads the file (every column as text) and writes it, nothing else; for GB18030 with decoding and encoding.
- *csv copy*: ``csv.reader`` to ``csv.writer``.
- *scan*: ``leakguard scan`` with everything it does by default, tagger included.
- *redact*: ``leakguard redact``, with and without ``--findings FILE.parquet``: the copy, and every finding; *proof* is what comes behind it: a scan of the copy, and
  where hiding one thing brought another to light a second copy and its scan. It is part of the command and given apart.
- *Presidio*: ``AnalyzerEngine`` with leakguard's recognizers, each distinct value of a sample of rows once; scaled up to the file by the
  number of its distinct values, and marked ``~``.
- *openpyxl*: ``load_workbook`` and ``save`` of a workbook of a tenth of the rows (100,000 at the default).

``--core N`` pins all processes to one core. Needs ``pip install -e '.[benchmarks]'``.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import export

ROOT = Path(__file__).parents[1]
VARIANTS = {"utf-8": ("utf-8", 0.0), "quoted": ("utf-8", 0.3), "gb18030": ("gb18030", 0.0)}


@dataclass
class Side:
    """One way to do the work, and what its rounds showed."""

    name: str
    command: list[str]
    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)

    def run(self, core: int | None) -> None:
        """One round."""
        pinned = ["taskset", "-c", str(core)] if core is not None else []
        environment = (
            {**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"} if core is not None else dict(os.environ)
        )
        started = time.perf_counter()
        child = subprocess.Popen(
            [*pinned, sys.executable, __file__, "--child", *self.command],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        assert child.stdout is not None
        said = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"{self.name} failed with {child.returncode}")
        self.seconds.append(time.perf_counter() - started)
        self.memory.append(usage.ru_maxrss / 1024)
        self.said.append(json.loads(said or "{}"))

    def median(self, key: str) -> float:
        """The median of something that the side said of itself."""
        return statistics.median(said[key] for said in self.said)


# -- what the processes do


def floor(path: str, output: str, encoding: str) -> dict[str, Any]:
    import polars as pl

    if encoding == "utf-8":
        pl.read_csv(path, infer_schema=False).write_csv(output)
        return {}
    frame = pl.read_csv(Path(path).read_bytes().decode(encoding).encode(), infer_schema=False)
    Path(output).write_bytes(frame.write_csv().encode(encoding))
    return {}


def csv_copy(path: str, output: str, encoding: str) -> dict[str, Any]:
    with (
        Path(path).open(encoding=encoding, newline="") as source,
        Path(output).open("w", encoding=encoding, newline="") as target,
    ):
        csv.writer(target).writerows(csv.reader(source))
    return {}


def scan(path: str) -> dict[str, Any]:
    from leakguard.api import scanner
    from leakguard.detection.arrays import ArrayReader

    columns: dict[int, float] = {}
    read = ArrayReader.read

    def timed(self: ArrayReader, *arguments: Any) -> Any:
        started = time.perf_counter()
        result = read(self, *arguments)
        columns[self.column] = columns.get(self.column, 0.0) + time.perf_counter() - started
        return result

    ArrayReader.read = timed  # type: ignore[method-assign]
    runner = scanner()
    report = runner.report(limit=0)
    started = time.perf_counter()
    runner.add(report, path)
    slowest = max(columns, key=lambda column: columns[column], default=None)
    return {
        "scan": time.perf_counter() - started, "findings": sum(report.entities.values()), "slowest column": slowest,
        "its seconds": columns.get(slowest, 0.0) if slowest is not None else 0.0, "unscanned": len(report.unscanned),
    }  # fmt: skip


def redact(path: str, output: str, findings: str) -> dict[str, Any]:
    from leakguard.api import scanner
    from leakguard.redaction import settle, write_redacted
    from leakguard.reports.stream import findings_writer

    runner = scanner()
    source = runner.open(path)
    started = time.perf_counter()
    if findings == "-":
        with Path(output).open("wb") as stream:
            redaction = write_redacted(runner, source, stream, output)
    else:
        with Path(output).open("wb") as stream, Path(findings).open("wb") as file:
            writer = findings_writer(Path(findings), file.write)
            redaction = write_redacted(runner, source, stream, output, writer.add)
            writer.close()
    written = time.perf_counter()
    settle(runner, source, Path(output), redaction)
    return {"redact": written - started, "proof": time.perf_counter() - written, "spans": redaction.spans}


def presidio(path: str, rows: str, encoding: str) -> dict[str, Any]:
    from engines import presidio_with_leakguard

    with Path(path).open(encoding=encoding, newline="") as stream:
        sample = [row for _, row in zip(range(int(rows)), csv.reader(stream), strict=False)]
    values = sorted({cell for row in sample for cell in row if cell})
    engine = presidio_with_leakguard()
    engine.analyze(values[0], "zh")
    started = time.perf_counter()
    for value in values:
        engine.analyze(value, "zh")
    return {"each": (time.perf_counter() - started) / len(values), "distinct per row": len(values) / len(sample)}


def openpyxl_copy(path: str, output: str) -> dict[str, Any]:
    import openpyxl

    openpyxl.load_workbook(path).save(output)
    return {}


CHILDREN = {
    "floor": floor,
    "csv": csv_copy,
    "scan": scan,
    "redact": redact,
    "presidio": presidio,
    "openpyxl": openpyxl_copy,
}


# -- the rounds


def workbook(path: Path, rows: int) -> None:
    """The export as a workbook with shared strings, numbers and times as numbers."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet, money = book.add_worksheet("订单"), book.add_format({"num_format": "0.00"})
    sheet.write_row(0, 0, export.HEADER)
    for number, fields in enumerate(zip(*export.Export().columns(rows), strict=True), 1):
        for column, value in enumerate(fields):
            if column in (10, 11, 12, 13):
                sheet.write_number(number, column, float(value), money)
            elif value:
                sheet.write_string(number, column, value)
    book.close()


def sides_of(variant: str, folder: Path, options: argparse.Namespace) -> tuple[int, list[Side]]:
    if variant == "xlsx":
        rows, path = options.rows // 10, folder / "export.xlsx"
        workbook(path, rows)
        out = str(folder / "out.xlsx")
        return rows, [
            Side("openpyxl load + save", ["openpyxl", str(path), out]),
            Side("redact", ["redact", str(path), out, "-"]),
        ]
    encoding, quoted = VARIANTS[variant]
    path, out = folder / f"{variant}.csv", str(folder / "out.csv")
    export.write(path, options.rows, encoding, quoted)
    sides = [
        Side("floor", ["floor", str(path), out, encoding]),
        Side("csv copy", ["csv", str(path), out, encoding]),
        Side("scan", ["scan", str(path)]),
        Side("redact", ["redact", str(path), out, "-"]),
        Side("redact, findings written", ["redact", str(path), out, str(folder / "findings.parquet")]),
    ]
    if options.presidio_rows and variant == "utf-8":
        sides.append(Side("Presidio", ["presidio", str(path), str(options.presidio_rows), encoding]))
    return options.rows, sides


def table(variant: str, rows: int, sides: list[Side]) -> list[str]:
    base = statistics.median(sides[0].seconds)
    lines = [
        f"{variant}, {rows:,} rows x 20",
        "",
        "| | seconds | rows/s | x first | MB |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for side in sides:
        seconds, mark, note = statistics.median(side.seconds), "", ""
        if side.name.startswith("redact"):
            seconds -= side.median("proof")
            note = f" (+ proof {side.median('proof'):.1f} s)"
        elif side.name == "Presidio":
            seconds, mark = side.median("each") * side.median("distinct per row") * rows, "~"
        elif side.name == "scan":
            note = f" (slowest column {side.said[0]['slowest column']}: {side.median('its seconds'):.1f} s)"
        lines.append(
            f"| {side.name}{note} | {mark}{seconds:,.1f} | {rows / seconds:,.0f} | {seconds / base:.2f} | {max(side.memory):,.0f} |"
        )
    return [*lines, ""]


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(CHILDREN[sys.argv[2]](*sys.argv[3:])))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="utf-8,quoted,gb18030,xlsx")
    parser.add_argument("--presidio-rows", type=int, default=300)
    parser.add_argument("--core", type=int)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for variant in options.only.split(","):
        with tempfile.TemporaryDirectory(prefix="leakguard-bench-") as folder:
            rows, sides = sides_of(variant, Path(folder), options)
            for _ in range(options.rounds):
                for side in sides:
                    side.run(options.core)
        if options.json:
            print(json.dumps({"variant": variant, "rows": rows, "sides": [asdict(side) for side in sides]}))
        else:
            print("\n".join(table(variant, rows, sides)), flush=True)


if __name__ == "__main__":
    main()
