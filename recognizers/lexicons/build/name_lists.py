"""Make ``name_like_words.txt`` and ``public_persons.txt``: what looks like a private person's name and is none.

    python name_lists.py common_words_jieba.tsv historical_persons.txt

The first file is jieba's dictionary (MIT) as ``word, freq, tag``; the second THUOCL's historical persons (MIT) as
``name, document frequency``. Both lists are cut to what could be taken for a name: two to four characters that begin
with a surname.
"""

from __future__ import annotations

import csv
import sys
from functools import cache
from pathlib import Path

LEXICONS = Path(__file__).parents[1]
MIN_WORD_FREQUENCY = 5
MIN_PERSON_FREQUENCY = 600


@cache
def surnames() -> tuple[set[str], set[str]]:
    """Single and compound surnames."""
    lines = (LEXICONS / "surnames.txt").read_text("utf-8").splitlines()
    strong, weak, compound = (line for line in lines if line and not line.startswith("#"))
    return {*strong, *weak}, set(compound.split())


def name_like(word: str, longest: int) -> bool:
    """Whether a word begins like a name and is as long as one."""
    single, compound = surnames()
    return 2 <= len(word) <= longest and (word[0] in single or word[:2] in compound)


def write(name: str, comment: str, words: list[str]) -> None:
    """One word a line, sorted, under a comment."""
    (LEXICONS / name).write_text(comment + "\n".join(sorted(set(words))) + "\n", encoding="utf-8")


def main(common: str, historical: str) -> None:
    """Read the sources and write both lists."""
    with open(common, encoding="utf-8", newline="") as lines:  # noqa: PTH123
        rows = list(csv.DictReader(lines, delimiter="\t"))
    words = [
        row["word"]
        for row in rows
        if int(row["freq"]) >= MIN_WORD_FREQUENCY and not row["tag"].startswith("nr") and name_like(row["word"], 3)
    ]
    write("name_like_words.txt", "# Ordinary words that look like names. Source: jieba dict.txt (MIT).\n", words)
    persons = []
    for line in Path(historical).read_text("utf-8").splitlines():
        name, _, frequency = line.partition("\t")
        if int(frequency or 0) >= MIN_PERSON_FREQUENCY and name_like(name.strip(), 4):
            persons.append(name.strip())
    write("public_persons.txt", "# Historical and public persons. Source: THUOCL (MIT).\n", persons)


if __name__ == "__main__":
    main(*sys.argv[1:])
