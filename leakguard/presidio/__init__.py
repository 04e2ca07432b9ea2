"""leakguard and Presidio: each inside the other.

::

    from leakguard.presidio import analyzer, recognizers
    from leakguard.presidio.operators import operators

    analyzer().analyze("电话：13902746158", language="zh")      # a ready AnalyzerEngine
    for recognizer in recognizers():                              # or add them to a registry of your own
        registry.add_recognizer(recognizer)

This is the only package of leakguard that imports Presidio and spaCy, and it does so when a function is called. They
come with ``pip install 'leakguard[presidio]'``; without them :class:`leakguard.errors.UsageError` says so.

Traps of Presidio, for who builds on this: pass ``merge_entities_with_spaces=False`` to ``AnonymizerEngine.anonymize``, or
adjacent names become one; its ``hash`` operator is salted anew in every call (use ``leakguard_token``); its own
``EmailRecognizer`` fetches a list of suffixes from the network.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer

    from leakguard.detection.catalogue import Catalogue

__all__ = ["analyzer", "recognizers"]


def recognizers(catalogue: Catalogue | None = None, entities: Iterable[str] | None = None) -> list[EntityRecognizer]:
    """What leakguard knows, as Presidio recognizers for ``zh``, one for each entity.

    ``catalogue`` defaults to the bundled one. ``entities`` limits what is found; by default everything personal or
    linkable is, as in :func:`leakguard.find`; ``SERVICE_NUMBER`` and ``CN_USCC`` have to be named. The recognizers of
    one call read a text together, once.
    """
    from leakguard.presidio.recognizing import build

    return build(catalogue, entities)


def analyzer(catalogue: Catalogue | None = None, entities: Iterable[str] | None = None) -> AnalyzerEngine:
    """A ready ``AnalyzerEngine`` for ``zh`` that holds :func:`recognizers` and nothing else.

    It runs over a blank spaCy pipeline: no model, no network. For the same text it gives what
    :func:`leakguard.find` gives: the same entities, offsets and scores.
    """
    from leakguard.presidio.engine import build

    return build(catalogue, entities)
