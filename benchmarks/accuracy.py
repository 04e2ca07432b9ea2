"""How much is found, how much is hidden, how much is a false alarm: leakguard beside Presidio on labelled texts.

    python benchmarks/accuracy.py [FILE.jsonl | FOLDER ...] [--show N] [--json]

Without arguments it reads ``benchmarks/data``; of a folder it reads every ``*.jsonl``. The format is that of
``leakguard eval`` (see its help), and so are the measures (``leakguard/evaluation``); how Presidio is set up is told in the
docstring of ``engines.py``. ``--show N`` prints the first N texts in which leakguard missed something or was wrong (raw:
for invented data only).
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import groupby
from pathlib import Path

from engines import Finder, leakguard_finder, presidio_finder

from leakguard.evaluation.figures import score_dict
from leakguard.evaluation.gold import TextSet, read_texts
from leakguard.evaluation.judging import Problem
from leakguard.evaluation.labels import label_types
from leakguard.evaluation.measures import Counts, Score, pooled
from leakguard.evaluation.running import run_texts

DATA = Path(__file__).with_name("data")


def files(paths: list[Path]) -> list[Path]:
    found = [file for path in paths for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]
    if not found:
        raise SystemExit("no .jsonl file there")
    return found


def measure(texts: TextSet, find: Finder) -> tuple[Score, list[Problem]]:
    """Extreme texts are left out."""
    sets = [each for each in run_texts(texts, texts.path.stem, find, label_types()) if each.pooled]
    return pooled(each.score for each in sets), [problem for each in sets for problem in each.problems]


def percent(value: float | None) -> str:
    return "     -" if value is None else f"{100 * value:6.1f}"


def row(counts: Counts) -> str:
    figures = (counts.precision, counts.recall, counts.f1, counts.leak_recall)
    return " ".join(map(percent, figures))


def table(name: str, ours: Score, theirs: Score) -> str:
    head = f"{'':14}{'labels':>7} | {'leakguard':^38} | {'Presidio':^38}"
    columns = f"{'':14}{'':7} | {'P':>6} {'R':>6} {'F1':>6} {'leak R':>6} {'alarms':>10} | {'P':>6} {'R':>6} {'F1':>6} {'leak R':>6} {'alarms':>10}"
    lines = [f"{name} ({ours.characters:,} characters)", head, columns]
    types = label_types().ordered({*ours.types, *theirs.types})
    for label, one, other in [("all", ours.total, theirs.total), *((t, ours.of(t), theirs.of(t)) for t in types)]:
        alarms = [
            f"{score.alarms_per_10k(counts) or 0:6.1f}/10k" if label == "all" else f"{counts.false_alarms:10}"
            for score, counts in ((ours, one), (theirs, other))
        ]
        lines.append(f"{label:14}{one.required:7} | {row(one)} {alarms[0]} | {row(other)} {alarms[1]}")
    return "\n".join(lines)


def show(problems: list[Problem], limit: int) -> None:
    groups = [list(group) for _, group in groupby(problems, key=lambda problem: problem.unit)]
    for group in groups[:limit]:
        text = group[0].unit.text
        print(f"--- {text}")
        for problem in group:
            said = ", ".join(f"{hit.type} {text[hit.start : hit.end]!r}" for hit in problem.hits)
            print(
                f"    {problem.kind:8}{problem.type} {text[problem.start : problem.end]!r}; said: {said or 'nothing'}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[DATA])
    parser.add_argument("--show", type=int, default=0, metavar="N")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    find, find_theirs = leakguard_finder(), presidio_finder()
    report = {}
    for path in files(arguments.paths):
        texts = read_texts(path, label_types())
        (ours, problems), (theirs, _) = measure(texts, find), measure(texts, find_theirs)
        report[path.name] = {
            "leakguard": score_dict(ours, label_types()),
            "presidio": score_dict(theirs, label_types()),
        }
        if not arguments.json:
            print(table(f"{path.name}, {len(texts.texts)} texts", ours, theirs), end="\n\n")
            show(problems, arguments.show)
    if arguments.json:
        json.dump(report, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
