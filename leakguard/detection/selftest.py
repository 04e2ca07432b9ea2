"""The examples of recognizers are their tests: running them, for the command line and for the test suite alike.

Examples are invented, so what goes wrong with one may be told with the text of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from leakguard.detection.catalogue import NO_RECOGNIZERS, Catalogue, read_recognizer
from leakguard.detection.detector import Detector
from leakguard.detection.recognizer import Example
from leakguard.documents import Readable
from leakguard.entities import ENTITIES
from leakguard.errors import CatalogueError
from leakguard.findings import Finding
from leakguard.resources import bundled


@dataclass(frozen=True, slots=True)
class Case:
    """One example of one recognizer. ``number`` counts from 1 within its list, ``found`` or ``not_found``."""

    recognizer: str
    source: str
    wanted: bool
    number: int
    example: Example

    @property
    def list_name(self) -> str:
        """The name of the list in the file."""
        return "found" if self.wanted else "not_found"

    @property
    def id(self) -> str:
        """A name for the case, such as ``cn-mobile-found-3``."""
        return f"{self.recognizer}-{self.list_name}-{self.number}"


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that failed, and what was found instead: value, recognizer and score of every finding in question."""

    case: Case
    got: tuple[tuple[str, str, float], ...]


def detector(catalogue: Catalogue) -> Detector:
    """A detector that reports every entity, those included that are not personal."""
    return Detector(catalogue, entities={*ENTITIES, *(recognizer.entity for recognizer in catalogue)})


def cases(catalogue: Catalogue, ids: Collection[str] = ()) -> Iterator[Case]:
    """All examples of the catalogue, or of the recognizers in ``ids``."""
    for recognizer in catalogue:
        if ids and recognizer.id not in ids:
            continue
        for wanted, examples in ((True, recognizer.true_examples), (False, recognizer.false_examples)):
            for number, example in enumerate(examples, 1):
                yield Case(recognizer.id, recognizer.source, wanted, number, example)


def run(whole: Detector, case: Case) -> Failure | None:
    """Run one example with a detector over the whole catalogue.

    A ``found`` example must give exactly the marked span, by this recognizer; a ``not_found`` example must give no
    finding of this recognizer (others may find what they like).
    """
    found = whole.find(case.example.text, case.example.header)
    own = [finding for finding in found if finding.recognizer == case.recognizer]
    if case.wanted:
        passed = any((finding.start, finding.end) == case.example.span for finding in own)
        return None if passed else Failure(case, _described(found))
    return Failure(case, _described(own)) if own else None


def _described(findings: Sequence[Finding]) -> tuple[tuple[str, str, float], ...]:
    return tuple((finding.value, finding.recognizer, finding.score) for finding in findings)


def files(folders: Sequence[Path] = ()) -> Iterator[Readable]:
    """Every recognizer file: the bundled ones, then those of ``folders``."""
    for folder in (bundled("recognizers"), *folders):
        names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
        yield from (folder.joinpath(name) for name in names if name not in NO_RECOGNIZERS)


def invalid(paths: Iterator[Readable]) -> Iterator[CatalogueError]:
    """The errors of the files that break the format."""
    for path in paths:
        try:
            read_recognizer(path, check=True)
        except CatalogueError as error:
            yield error
