"""leakguard's entities as Presidio ``EntityRecognizer`` objects.

There is one recognizer for each entity, so that a registry can list, remove (``remove_recognizer("leakguard:QQ_NUMBER")``)
or set thresholds for a single one, and so that ``analyze(entities=[...])`` selects by it: a single recognizer of thirty
entities would be the worse citizen. But what is a telephone number and what a card number is decided between all
entities at once, in one reading of the text, and that reading must not be done thirty times. The recognizers
therefore share it. Presidio makes one ``NlpArtifacts`` object for every analysis and hands it to every recognizer; the
reading is remembered with that object, weakly: it is shared within one call, threads do not meet in it, and no text
outlives the analysis. A recognizer that is called by hand without artifacts reads the text by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from leakguard import __version__
from leakguard.detection.blocks import find_linked
from leakguard.detection.catalogue import Catalogue, load_catalogue
from leakguard.detection.detector import Detector
from leakguard.detection.tagging.choosing import text_tagger
from leakguard.entities import ENTITIES
from leakguard.errors import UsageError
from leakguard.findings import Finding
from leakguard.presidio.explanation import enhanced, explain
from leakguard.presidio.requirement import presidio_needed

with presidio_needed():
    from presidio_analyzer import EntityRecognizer, RecognizerResult

LANGUAGE = "zh"
PREFIX = "leakguard:"


class Reading:
    """One detector for several recognizers; remembers what it found as long as the analysis lasts."""

    def __init__(self, detector: Detector) -> None:
        self.detector = detector
        self._memo: WeakKeyDictionary[object, dict[tuple[str, str | None], list[Finding]]] = WeakKeyDictionary()

    def find(self, text: str, header: str | None, analysis: object | None) -> list[Finding]:
        """Findings of all entities; ``analysis`` is the object that stands for the analysis under way."""
        if analysis is None:
            return find_linked(self.detector, text, header)
        memo = self._memo.setdefault(analysis, {})
        found = memo.get((text, header))
        if found is None:
            found = memo[text, header] = find_linked(self.detector, text, header)
        return found

    def header(self, words: Iterable[str]) -> str | None:
        """The first of the context words that reads as the header of a column."""
        return next((word for word in words if self.detector.headers.meaning(word).known), None)


class LeakguardRecognizer(EntityRecognizer):  # type: ignore[misc, unused-ignore]
    """Finds one entity. Context is read from the raw text by leakguard; Presidio's lemma context is not used.

    ``recognition_metadata`` of a result holds, beside Presidio's own keys, ``leakguard_recognizer``, ``kind`` (such as
    ``mobile``) and ``masked`` (true for a value that is hidden already, like ``138****8000``).
    """

    name: str

    def __init__(self, entity: str, reading: Reading) -> None:
        self._reading = reading
        super().__init__([entity], name=PREFIX + entity, supported_language=LANGUAGE, version=__version__)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: Sequence[str] | None, nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """The entity's results in ``text``, in code points; none if ``entities`` does not name it."""
        return self._results(text, None, nlp_artifacts) if self._asked(entities) else []

    def enhance_using_context(
        self,
        text: str,
        raw_recognizer_results: list[RecognizerResult],
        other_raw_recognizer_results: list[RecognizerResult],  # noqa: ARG002
        nlp_artifacts: Any,
        context: Sequence[str] | None = None,
    ) -> list[RecognizerResult]:
        """Read the text anew as a cell if one of the caller's context words is the header of a column.

        ``BatchAnalyzerEngine.analyze_dict`` passes the keys of a table this way.
        """
        header = self._reading.header(context or ())
        return raw_recognizer_results if header is None else self._results(text, header, nlp_artifacts)

    def _asked(self, entities: Sequence[str] | None) -> bool:
        return not entities or self.supported_entities[0] in entities

    def _results(self, text: str, header: str | None, analysis: object | None) -> list[RecognizerResult]:
        entity = self.supported_entities[0]
        return [self._result(f) for f in self._reading.find(text, header, analysis) if f.entity == entity]

    def _result(self, finding: Finding) -> RecognizerResult:
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY: enhanced(finding),
            "leakguard_recognizer": finding.recognizer,
            "kind": finding.kind,
            "masked": finding.masked,
        }
        return RecognizerResult(finding.entity, finding.start, finding.end, finding.score, explain(finding), metadata)


def build(catalogue: Catalogue | None, entities: Iterable[str] | None) -> list[EntityRecognizer]:
    """See :func:`leakguard.presidio.recognizers`."""
    catalogue = catalogue or load_catalogue()
    known = sorted({r.entity for r in catalogue}, key=_order)
    wanted = set(known if entities is None else entities)
    unknown = sorted(wanted - set(known))
    if unknown:
        raise UsageError(f"there is no entity {unknown[0]!r}. Known are: {', '.join(known)}.")
    chosen = [e for e in known if e in wanted and (entities is not None or ENTITIES.get(e) != "not_personal")]
    reading = Reading(Detector(catalogue, entities=chosen, tagger=text_tagger()))
    return [LeakguardRecognizer(entity, reading) for entity in chosen]


def _order(entity: str) -> tuple[int, str]:
    names = list(ENTITIES)
    return (names.index(entity) if entity in names else len(names), entity)
