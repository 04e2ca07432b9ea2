"""Silver labels: open text as LAC (Apache-2.0) sees it, its persons replaced by composed ones.

The names in open text are mostly those of public persons. A sentence about one reads like a sentence about anybody, so
the name is swapped for a composed one and labelled; where it is not swapped, it is ignored in training.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

from leakguard.detection import names
from leakguard.detection.tagging.lac import LacTagger
from leakguard.detection.tagging.spans import Span
from leakguard.training.people import People
from leakguard.training.recipe import Silver
from leakguard.training.texts import IGNORED, LabelledText, Writer
from leakguard.training.traditional import to_simplified

_CHUNK = 2_000
_LONGEST = 200
_STREETS = frozenset("路街道号弄巷园苑栋楼室村镇")


def read_open_text(path: Path) -> Iterator[str]:
    """The texts of a file of JSON lines with a ``text`` each, compressed by xz or not (UTF-8)."""
    with path.open("rb") as file, lzma.open(file) if path.suffix == ".xz" else file as lines:
        for line in lines:
            text = " ".join(json.loads(line)["text"].split())
            if len(text) > 1:
                yield text[:_LONGEST]


def silver_texts(texts: Iterable[str], settings: Silver, seed: int) -> list[LabelledText]:
    """The texts with silver labels; the same ones for the same seed."""
    random = Random(seed)
    people = People(random)
    chosen = list(texts)
    random.shuffle(chosen)
    tagger, labelled = LacTagger(), list[LabelledText]()
    for first in range(0, min(len(chosen), settings.sentences), _CHUNK):
        chunk = sorted(chosen[first : first + _CHUNK], key=lambda text: (len(text), text))
        marked = tagger.tag([to_simplified(text) for text in chunk])
        labelled += [_labelled(*pair, people, random, settings) for pair in zip(chunk, marked, strict=True)]
    return labelled


def _labelled(text: str, spans: Iterable[Span], people: People, random: Random, settings: Silver) -> LabelledText:
    writer, at = Writer(), 0
    replacements: dict[str, str] = {}
    for span in spans:
        writer.add(text[at : span.start])
        value = text[span.start : span.end]
        at = span.end
        if span.label == "PERSON" and _is_plain(value) and random.random() < settings.replaced:
            writer.add(replacements.setdefault(value, people.name()), "PERSON")
        else:
            writer.add(value, _kept(span.label, value))
    writer.add(text[at:])
    return writer.text()


def _kept(label: str, value: str) -> str:
    """The label of what stays as it is; single characters, streets and persons are too doubtful for one."""
    if len(value) == 1 or label == "PERSON" or (label == "PLACE" and not _STREETS.isdisjoint(value)):
        return IGNORED
    return label


def _is_plain(value: str) -> bool:
    """Whether LAC is likely to be right: a usual surname and one or two characters behind it."""
    return names.shape(to_simplified(value)) == "usual" and not names.is_ordinary_word(value)


def context_sentences(labelled: Iterable[LabelledText], most: int) -> list[str]:
    """Sentences in which LAC marks nothing."""
    return list(islice((text for text, spans in labelled if not spans and 6 <= len(text) <= 120), most))
