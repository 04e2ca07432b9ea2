"""Everything the command line and the reports say, in Chinese and in English, in one table keyed by id.

Texts of :mod:`leakguard.errors` are English; what they mean and what to do about it is said here in both.
"""

from __future__ import annotations

from collections.abc import Mapping

from leakguard.messages import (
    comparing,
    evidence,
    evidence_pack,
    formats,
    gate,
    html,
    knowledge,
    proof,
    reports,
    serving,
    severity,
    usage,
)
from leakguard.messages.entities import ENTITY_TITLES

__all__ = ["ENTITY_TITLES", "LANGUAGES", "MESSAGES", "Texts", "language"]

LANGUAGES = ("zh", "en")
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

MESSAGES: Mapping[str, tuple[str, str]] = {
    **formats.MESSAGES,
    **gate.MESSAGES,
    **comparing.MESSAGES,
    **evidence.MESSAGES,
    **evidence_pack.MESSAGES,
    **html.MESSAGES,
    **usage.MESSAGES,
    **knowledge.MESSAGES,
    **proof.MESSAGES,
    **reports.MESSAGES,
    **serving.MESSAGES,
    **severity.MESSAGES,
}
"""Id -> text in Chinese and in English; ``{name}`` is filled in by the caller."""


class Texts:
    """The texts of one language. ``texts("report.cells", count=3)`` is a sentence."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._index = LANGUAGES.index(language)

    def __call__(self, key: str, /, **values: object) -> str:
        return MESSAGES[key][self._index].format(**values)

    def known(self, key: str, otherwise: str = "") -> str:
        """The text of a key that is put together elsewhere, if there is one, or else ``otherwise``."""
        return MESSAGES[key][self._index] if key in MESSAGES else otherwise

    def entity(self, name: str) -> str:
        """The name of an entity for people; a user's own entity goes by its identifier."""
        titles = ENTITY_TITLES.get(name)
        return titles[self._index] if titles else name


def language(explicit: str | None, environ: Mapping[str, str]) -> str:
    """``explicit`` if it is a known language, else what the environment asks for: ``zh`` for ``zh*``, else ``en``.

    As in POSIX, the first of ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is set and not empty decides.
    """
    if explicit in LANGUAGES:
        return str(explicit)
    value = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    return "zh" if value.lower().startswith("zh") else "en"
