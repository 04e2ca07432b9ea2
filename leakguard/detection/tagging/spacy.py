"""A spaCy pipeline as a tagger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from leakguard.detection.tagging.spans import Span
from leakguard.errors import UsageError


class SpacyTagger:
    """A spaCy pipeline with a named-entity recogniser, such as ``zh_core_web_sm``, given or by its installed name."""

    _LABELS: ClassVar = {
        "PERSON": "PERSON",
        "PER": "PERSON",
        "GPE": "PLACE",
        "LOC": "PLACE",
        "FAC": "PLACE",
        "ORG": "ORGANISATION",
    }

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = _load_spacy(pipeline) if isinstance(pipeline, str) else pipeline
        self.name = f"spacy:{self._pipeline.meta.get('name', 'pipeline')}"

    def tag(self, sentences: Sequence[str]) -> list[list[Span]]:
        """See :class:`Tagger`."""
        return [
            [Span(e.start_char, e.end_char, self._LABELS[e.label_]) for e in document.ents if e.label_ in self._LABELS]
            for document in self._pipeline.pipe(sentences)
        ]


def _load_spacy(name: str) -> Any:
    try:
        import spacy

        return spacy.load(name)
    except (ImportError, OSError):
        raise UsageError(
            f"the spaCy pipeline {name!r} is not installed. Install spaCy and the pipeline, or use --tagger compact or none."
        ) from None
