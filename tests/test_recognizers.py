"""Every example of every recognizer is a test, and every file keeps the rules of ``recognizers/README.md``."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from leakguard.detection import selftest
from leakguard.detection.catalogue import load_catalogue, read_recognizer
from leakguard.detection.detector import Detector
from leakguard.documents import Readable

FILES = list(selftest.files())
CATALOGUE = load_catalogue()


@cache
def detector() -> Detector:
    return selftest.detector(CATALOGUE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_is_valid_and_has_enough_examples(path: Readable) -> None:
    recognizer = read_recognizer(path, check=True)
    assert recognizer.id == Path(path.name).stem
    assert len(recognizer.true_examples) >= 5
    assert len(recognizer.false_examples) >= 5
    assert set(recognizer.title) == {"zh", "en"}


def test_ids_are_unique() -> None:
    counts = Counter(read_recognizer(path).id for path in FILES)
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("case", list(selftest.cases(CATALOGUE)), ids=lambda case: case.id)
def test_example(case: selftest.Case) -> None:
    failure = selftest.run(detector(), case)
    assert failure is None, f"{case.example.text!r} (header {case.example.header!r}): {failure and failure.got}"
