"""The detector: one text in, its findings out. Tables are in :mod:`leakguard.detection.tables`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from leakguard.detection import cells
from leakguard.detection.address import AddressEngine
from leakguard.detection.candidate import THRESHOLD, Candidate
from leakguard.detection.catalogue import Catalogue, load_catalogue
from leakguard.detection.headers import HeaderBook, Meaning
from leakguard.detection.marks import marks, outside, with_stars
from leakguard.detection.overlap import resolve
from leakguard.detection.patterns import PatternEngine
from leakguard.detection.person import Names, PersonEngine
from leakguard.detection.preview import preview
from leakguard.detection.tagging.choosing import DEFAULT_TAGGER, text_tagger
from leakguard.detection.tagging.spans import TextTagger
from leakguard.entities import ENTITIES
from leakguard.findings import Finding
from leakguard.text import Folded, fold, spell_digits

_WORTH_READING = re.compile(r"[0-9@＠*\u4e00-\u9fff\uff10-\uff19]|[^\x00-\x7f]|[A-Za-z]{2}")
"""A text without any of these can hold nothing that a recognizer knows."""

HEADER_WEIGHT = 0.4
OTHER_COLUMN_WEIGHT = -0.5


class Detector:
    """Applies a catalogue to texts. Holds no state between calls, but for what :meth:`prime` has read ahead.

    ``entities`` limits what is reported; by default everything personal or linkable is. Entities that are not
    personal (``SERVICE_NUMBER``, ``CN_USCC``) are recognised as counter-evidence and reported only when named.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        entities: Iterable[str] | None = None,
        threshold: float = THRESHOLD,
        tagger: TextTagger | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.headers = HeaderBook(catalogue)
        self.threshold = threshold
        self._no_header = self.headers.meaning(None)
        self._tagger = tagger
        self._folded: dict[str, Folded] = {}
        self._wanted = frozenset(entities) if entities is not None else None
        self._patterns = PatternEngine(r for r in catalogue if r.engine == "patterns")
        self._address = AddressEngine(catalogue, tagger)
        self._person = PersonEngine(catalogue, tagger)

    def find(self, text: str, header: str | None = None) -> list[Finding]:
        """Findings in one text, in its order; ``header`` is the header of the column it stands in, if any.

        Offsets are code points of ``text``: ``text[f.start:f.end] == f.value`` for every finding.
        """
        if header is None:
            return self.find_as(text, self._no_header)
        meaning = self.headers.meaning(header)
        return self.find_as(text, replace(meaning, header=self.without_values(meaning.header)))

    def prime(self, texts: Iterable[str]) -> None:
        """Let the tagger read many texts in one go, ahead of their turn."""
        if self._tagger is not None:
            self._folded = {text: fold(text) for text in texts if _WORTH_READING.search(text)}
            self._tagger.prime(folded.text for folded in self._folded.values())

    def without_values(self, header: str) -> str:
        """A header that can be shown: whatever is found in it, wanted or not, is replaced by ``<ENTITY>``."""
        if self.headers.is_header_word(header):
            return header
        for candidate in reversed(self.candidates(header, Meaning(label=True))):
            header = f"{header[: candidate.start]}<{candidate.recognizer.entity}>{header[candidate.end :]}"
        return header

    def find_as(self, text: str, meaning: Meaning, known: Names = frozenset()) -> list[Finding]:
        """Like :meth:`find`, under a column meaning that is already known; ``known`` are names proved in the file."""
        return [self._finding(text, c) for c in self.candidates(text, meaning, known) if self._wants(c)]

    def candidates(self, text: str, meaning: Meaning, known: Names = frozenset()) -> Sequence[Candidate]:
        """The winning candidates, those of unwanted entities included."""
        if not _WORTH_READING.search(text):
            return ()
        folded = self._folded.get(text) or fold(text)
        hidden = marks(text)
        least = 0.0 if meaning.known else self.threshold
        proposed = outside(self._patterns.propose(folded, spell_digits(folded), meaning.entity, least), hidden)
        length = len(text.strip())
        for candidate in proposed:
            _weigh_header(candidate, meaning, length)
        settled = resolve(proposed, self.threshold)
        if meaning.entity is not None:
            settled = cells.whole_cell(self.catalogue, text, meaning, settled, self._address.cell)
        if meaning.other:
            return settled
        if not any(c.recognizer.entity == meaning.entity == "ADDRESS" for c in settled):
            addresses = self._address.propose(folded, settled, tagging=not meaning.label)
            settled = resolve([*settled, *outside((with_stars(c, text) for c in addresses), hidden)], self.threshold)
            if meaning.entity is None and not meaning.label:
                tagged = outside(self._address.tagged(text, folded, settled), hidden)
                settled = resolve([*settled, *tagged], self.threshold) if tagged else settled
        if meaning.entity != "PERSON":
            persons = (
                with_stars(c, text) for c in self._person.propose(folded, settled, known, tagging=not meaning.label)
            )
            settled = resolve([*settled, *outside(persons, hidden)], self.threshold)
        return settled

    def _wants(self, candidate: Candidate) -> bool:
        if self._wanted is not None:
            return candidate.recognizer.entity in self._wanted
        return ENTITIES.get(candidate.recognizer.entity, "personal") != "not_personal"

    def _finding(self, text: str, candidate: Candidate) -> Finding:
        value = text[candidate.start : candidate.end]
        recognizer = candidate.recognizer
        return Finding(
            entity=recognizer.entity,
            kind=candidate.kind,
            start=candidate.start,
            end=candidate.end,
            score=candidate.score,
            recognizer=recognizer.id,
            preview=value
            if candidate.masked and recognizer.engine == "patterns"
            else preview(value, recognizer.preview),
            value=value,
            canonical=candidate.canonical,
            evidence=tuple(candidate.evidence),
            masked=candidate.masked,
            levels=candidate.levels,
        )


def _weigh_header(candidate: Candidate, meaning: Meaning, length: int) -> None:
    """The header is the strongest context there is; a column of codes speaks against numbers without proof.

    It does so for cells that are such a number, not for a sentence that somebody wrote there.
    """
    if meaning.entity == candidate.recognizer.entity:
        candidate.weigh(*meaning.evidence, HEADER_WEIGHT)
    elif meaning.other or meaning.entity in ("ORDER_ID", "TRACKING_NUMBER", "PAYMENT_ID"):
        proven = candidate.checked or candidate.labelled or (candidate.end - candidate.start) * 2 < length
        if not proven and candidate.recognizer.entity not in ("ORDER_ID", "TRACKING_NUMBER", "PAYMENT_ID"):
            candidate.weigh(*meaning.evidence, OTHER_COLUMN_WEIGHT)


@cache
def default_detector(tagger: str = DEFAULT_TAGGER) -> Detector:
    """A detector over the bundled catalogue with the default tagger or another, built on first use."""
    return Detector(load_catalogue(), tagger=text_tagger(tagger))
