"""The figures of this state of leakguard on every labelled file in ``benchmarks/data``, kept in ``regression.json``.

    python benchmarks/regression.py [--accept-worse]

Prints what differs from the stored table and rewrites it. Where a figure is worse than stored by more than the tolerance, it says so,
exits with 1 and leaves the table alone, unless ``--accept-worse`` is given: a floor is lowered on purpose or not at all.

``tests/evaluation/test_regression.py`` runs the same evaluation and fails where a type falls below its floor: the stored
figure less the tolerance that the table states. A file whose content has changed since is not compared; that it is not up
to date is what the test then says. Three configurations are kept: with the compact tagger, with LAC for
comparison, and without any.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leakguard.evaluation.gold import read_texts
from leakguard.evaluation.labels import label_types
from leakguard.evaluation.running import Configuration, evaluate

DATA = Path(__file__).with_name("data")
TABLE = Path(__file__).with_name("regression.json")
TAGGERS = ("compact", "lac", "none")
TOLERANCE = {"leak_recall": 0.02, "f1": 0.02, "false_alarms_per_10k": 1.0}
"""How much worse than stored a figure may be. In a type of fewer than 50 labels no miss more fits into it."""

Table = dict[str, Any]


def measure(tagger: str, data: Path = DATA) -> Table:
    """Set -> its figures: leak recall and F1 per type, false alarms for the whole. Extreme texts are left out."""
    types = label_types()
    gold = [read_texts(path, types) for path in sorted(data.glob("*.jsonl"))]
    result = evaluate(gold, Configuration(tagger=tagger), types)
    table: Table = {}
    for each in (one for one in result.sets if one.pooled):
        whole = each.score.figures()
        by_type = {
            name: {key: figures[key] for key in ("required", "leak_recall", "f1")}
            for name in types.ordered(each.score.types)
            if (figures := each.score.figures(each.score.types[name]))["required"]
        }
        table[each.name] = {
            "all": {key: whole[key] for key in ("required", "leak_recall", "f1", "false_alarms_per_10k")},
            "types": by_type,
        }
    return table


def digests(data: Path = DATA) -> dict[str, str]:
    """Set -> SHA-256 of its file."""
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(data.glob("*.jsonl"))}


def worse(stored: Table, now: Table, tolerance: dict[str, float]) -> Iterator[str]:
    """What is worse than stored by more than the tolerance, set by set. Sets that only one side has are passed over."""
    for name in (name for name in stored if name in now):
        rows = [("all", stored[name]["all"], now[name]["all"])]
        types = now[name]["types"]
        rows += [(kind, was, types.get(kind, {})) for kind, was in stored[name]["types"].items()]
        for kind, was, is_ in rows:
            for key, allowed in tolerance.items():
                before, after = was.get(key), is_.get(key)
                if before is None:
                    continue
                lost = (after or 0.0) - before if key == "false_alarms_per_10k" else before - (after or 0.0)
                if lost > allowed + 1e-9:
                    yield f"{name}, {kind}: {key} was {before:.4f}, is {after or 0.0:.4f}"


def stored_table() -> Table:
    return json.loads(TABLE.read_text("utf-8")) if TABLE.exists() else {"files": {}, "taggers": {}}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept-worse", action="store_true")
    accept = parser.parse_args().accept_worse
    stored, files = stored_table(), digests()
    same = {name for name, digest in stored["files"].items() if files.get(name) == digest}
    now = {tagger: measure(tagger) for tagger in TAGGERS}
    lost = []
    for tagger, table in now.items():
        before = {name: figures for name, figures in stored["taggers"].get(tagger, {}).items() if name in same}
        lost += [f"{tagger}: {line}" for line in worse(before, table, TOLERANCE)]
        for name, figures in table.items():
            was, is_ = before.get(name, {}).get("all", {}), figures["all"]
            print(f"{tagger:8}{name:20}" + "".join(f"  {key} {_step(was.get(key), is_[key])}" for key in TOLERANCE))
    if lost:
        print("\nworse than stored:", *lost, sep="\n  ")
        if not accept:
            print("nothing written; --accept-worse lowers the floors")
            return 1
    table = {"tolerance": TOLERANCE, "files": files, "taggers": now}
    TABLE.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\nwritten: {TABLE.name}")
    return 0


def _step(before: float | None, after: float | None) -> str:
    shown = ["-" if value is None else f"{value:.3f}" for value in (before, after)]
    return shown[1] if before is None or shown[0] == shown[1] else " -> ".join(shown)


if __name__ == "__main__":
    raise SystemExit(main())
