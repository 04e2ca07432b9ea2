"""Which tagger a name asks for."""

from __future__ import annotations

from pathlib import Path

from leakguard.detection.tagging.spans import TextTagger
from leakguard.errors import UsageError

DEFAULT_TAGGER = "compact"
CHOICES = "compact, compact:strict, compact:quiet, compact:FILE.onnx, lac, none or spacy:PIPELINE"
_POINT = "balanced"


def text_tagger(choice: str = DEFAULT_TAGGER) -> TextTagger | None:
    """The tagger for a name: ``compact`` at one of its operating points, ``lac``, ``none``, or ``spacy:PIPELINE``.

    ``compact:FILE.onnx`` is a model of one's own from :mod:`leakguard.training`.

    Raises :class:`UsageError` for any other name. Models are loaded when a text asks for one.
    """
    kind, colon, rest = choice.partition(":")
    if choice == "none":
        return None
    if kind == "compact" and bool(colon) == bool(rest):
        return _compact(rest)
    if choice == "lac":
        from leakguard.detection.tagging.lac import LacTagger
        from leakguard.detection.tagging.sentences import SentenceTagger

        return SentenceTagger(LacTagger)
    if kind == "spacy" and rest:
        from leakguard.detection.tagging.sentences import SentenceTagger
        from leakguard.detection.tagging.spacy import SpacyTagger

        return SentenceTagger(lambda: SpacyTagger(rest))
    raise UsageError(f"unknown tagger {choice!r}. Use {CHOICES}.")


def _compact(rest: str) -> TextTagger:
    from leakguard.detection.tagging.compact import CompactTagger
    from leakguard.detection.tagging.settings import tagger_settings

    settings = tagger_settings()
    if not rest.endswith(".onnx"):
        return CompactTagger(settings.biases(rest or _POINT), settings.hint_distance)
    try:
        model = Path(rest).read_bytes()
    except OSError as error:
        raise UsageError(f"the model {rest!r} cannot be read: {error.strerror}. Use {CHOICES}.") from None
    return CompactTagger(settings.biases(_POINT), settings.hint_distance, model)
