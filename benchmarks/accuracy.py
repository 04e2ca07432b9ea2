"""How much is found, how much is hidden, how much is a false alarm: leakguard beside Presidio on labelled texts.

    python benchmarks/accuracy.py [FILE.jsonl | FOLDER ...] [--show N] [--json]

Without arguments it reads ``benchmarks/data``; of a folder it reads every ``*.jsonl``. One text a line:

    {"text": "电话13902746158", "spans": [{"start": 2, "end": 13, "type": "PHONE_NUMBER", "optional": false, "alt": []}]}

``start`` and ``end`` are code points. ``type`` is one of leakguard's entities or a coarser name (see ``TYPES`` in
``scoring.py``); ``optional`` and ``alt`` (types that are as good) may be left out. Texts without personal data have empty
``spans``. The rules are in the docstring of ``scoring.py``; how Presidio is set up is in that of ``engines.py``.
``--show N`` prints the first N texts in which leakguard missed something or was wrong (raw: for invented data only).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from engines import Finder, leakguard_finder, presidio_finder
from scoring import UNLABELLED, Counts, Score, Text, read

DATA = Path(__file__).with_name("data")


def files(paths: list[Path]) -> list[Path]:
    found = [file for path in paths for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]
    if not found:
        raise SystemExit("no .jsonl file there")
    return found


def measure(texts: list[Text], find: Finder) -> Score:
    score = Score()
    for text in texts:
        score.add(text, find(text.text))
    return score


def percent(value: float | None) -> str:
    return "     -" if value is None else f"{100 * value:6.1f}"


def row(counts: Counts) -> str:
    figures = (counts.precision, counts.recall, counts.f1, counts.leak_recall)
    return " ".join(map(percent, figures))


def table(name: str, characters: int, ours: Score, theirs: Score) -> str:
    head = f"{'':14}{'labels':>7} | {'leakguard':^38} | {'Presidio':^38}"
    columns = f"{'':14}{'':7} | {'P':>6} {'R':>6} {'F1':>6} {'leak R':>6} {'alarms':>10} | {'P':>6} {'R':>6} {'F1':>6} {'leak R':>6} {'alarms':>10}"
    lines = [f"{name} ({characters:,} characters)", head, columns]
    types = sorted({*ours.types, *theirs.types} - UNLABELLED)
    for label, one, other in [("all", ours.total, theirs.total), *((t, ours.of(t), theirs.of(t)) for t in types)]:
        alarms = [
            f"{score.alarms_per_10k():6.1f}/10k" if label == "all" else f"{counts.alarms:10}"
            for score, counts in ((ours, one), (theirs, other))
        ]
        lines.append(f"{label:14}{one.required:7} | {row(one)} {alarms[0]} | {row(other)} {alarms[1]}")
    return "\n".join(lines)


def show(texts: list[Text], find: Finder, limit: int) -> None:
    shown = 0
    for text in texts:
        score, hits = Score(), find(text.text)
        score.add(text, hits)
        total = score.total
        if (total.found < total.required or total.wrong) and shown < limit:
            shown += 1
            required = {(label.start, label.end, label.type) for label in text.labels if not label.optional}
            said = {(hit.start, hit.end, hit.type) for hit in hits}
            print(f"--- {text.text}")
            for start, end, kind in sorted(required - said):
                print(f"    missed {kind} {text.text[start:end]!r}")
            for start, end, kind in sorted(said - required):
                print(f"    said   {kind} {text.text[start:end]!r}")


def as_dict(score: Score) -> dict[str, object]:
    total = score.total
    return {
        "characters": score.characters, "precision": total.precision, "recall": total.recall, "f1": total.f1,
        "leak_recall": total.leak_recall, "alarms_per_10k": score.alarms_per_10k(),
        "types": {kind: vars(counts) for kind, counts in sorted(score.types.items())},
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[DATA])
    parser.add_argument("--show", type=int, default=0, metavar="N")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    find, find_theirs = leakguard_finder(), presidio_finder()
    report = {}
    for path in files(arguments.paths):
        texts = list(read(path))
        ours, theirs = measure(texts, find), measure(texts, find_theirs)
        report[path.name] = {"leakguard": as_dict(ours), "presidio": as_dict(theirs)}
        if not arguments.json:
            print(table(f"{path.name}, {len(texts)} texts", ours.characters, ours, theirs), end="\n\n")
            show(texts, find, arguments.show)
    if arguments.json:
        json.dump(report, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
