"""What each entity is in law: ``recognizers/legal.yaml``, which says what its classes rest on and how sure that is.

Nothing here is legal advice, and nothing is said beyond what is cited there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from leakguard import documents
from leakguard.resources import bundled

Category = Literal["general", "sensitive", "conservative-sensitive", "linkable", "not-personal"]
Confidence = Literal["certain", "likely", "recalled"]
Force = Literal["law", "interpretation", "recommended", "guide", "foreign"]
Severity = Literal["low", "medium", "high", "critical"]
Language = Literal["zh", "en"]

CATEGORIES: tuple[Category, ...] = get_args(Category)

_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Citation:
    """A text that a class rests on. ``force``: recommended standards and guides are no law."""

    id: str
    zh: str
    en: str
    force: Force


@dataclass(frozen=True, slots=True)
class LegalClass:
    """The class of an entity, what it rests on, and how sure that is.

    ``alone`` and ``least``: from how many items on 法释〔2017〕10号 art. 5(1)(3)-(5) speaks of serious circumstances, for
    such items alone, and at the least with what may stand beside them; None where no source says so. What a tool
    counts is not what a court counts. ``zh`` and ``en`` say what is to be known besides; empty where nothing is.
    """

    category: Category
    confidence: Confidence
    severity: Severity
    cites: tuple[Citation, ...] = ()
    alone: int | None = None
    least: int | None = None
    zh: str = ""
    en: str = ""

    @property
    def clause(self) -> str:
        """What is cited, as the ``legal`` block of a recognizer gives it."""
        return "; ".join(cite.en for cite in self.cites)

    @property
    def halved(self) -> tuple[int, int] | None:
        """The threshold ``alone`` (else ``least``), and half of it, as art. 5(1)(8) has it for whoever provides services."""
        items = self.alone or self.least
        return None if items is None else (items, items // 2)

    def sentence(self, language: Language) -> str:
        """Class, confidence and citations in one sentence that says of every standard that it is no law."""
        told = _told()
        name, sure = told["classes"][self.category][language], told["confidence"][self.confidence][language]
        opening, closing, comma, colon = ("（", "）", "、", "：") if language == "zh" else (" (", ")", "; ", ": ")
        cited = []
        for cite in self.cites:
            force = told["forces"][cite.force][language]
            plain = cite.force in ("law", "interpretation")
            cited.append(getattr(cite, language) + ("" if plain else f" [{force}]"))
        note = self.zh if language == "zh" else self.en
        rest = (colon + comma.join(cited)) if cited else ""
        return f"{name}{opening}{sure}{closing}{rest}{f'{opening}{note}{closing}' if note else ''}"


def legal(entity: str, kind: str | None = None) -> LegalClass:
    """The class of an entity, or of a kind of it (``virtual`` of ``PHONE_NUMBER``).

    An entity of the user's own counts as personal information, cites nothing, and is no more than likely to be it.
    """
    table = _table()
    return table.get((entity, kind)) or table.get((entity, None)) or _OWN


def wording(rule: str, language: Language) -> str:
    """How reports may speak: ``standards``, ``masking``, ``confidence`` or ``counting``."""
    text: str = _told()["wording"][rule][language]
    return text


def word(table: Literal["classes", "confidence", "forces"], name: str, language: Language) -> str:
    """What a class, a confidence or a force is called."""
    text: str = _told()[table][name][language]
    return text


_OWN = LegalClass("general", "likely", "medium")


@cache
def _told() -> Any:
    content = documents.load(bundled("recognizers").joinpath("legal.yaml"))
    assert content["schema"] == _SCHEMA  # noqa: S101 - a bundled file
    return content


@cache
def _table() -> Mapping[tuple[str, str | None], LegalClass]:
    """``(entity, kind)``, or ``(entity, None)``, and its class."""
    content = _told()
    cites = {str(key): Citation(str(key), c["zh"], c["en"], c["force"]) for key, c in content["citations"].items()}
    table: dict[tuple[str, str | None], LegalClass] = {}
    for entity, body in content["entities"].items():
        table[entity, None] = _class(body, content["classes"], cites)
        for kind, differs in body.get("kinds", {}).items():
            whole = {**{key: value for key, value in body.items() if key != "note"}, **differs}
            table[entity, kind] = _class(whole, content["classes"], cites)
    return table


def _class(body: Mapping[str, Any], classes: Mapping[str, Any], cites: Mapping[str, Citation]) -> LegalClass:
    threshold, note = body.get("threshold", {}), body.get("note", {})
    return LegalClass(
        category=body["category"],
        confidence=body["confidence"],
        severity=body.get("severity", classes[body["category"]]["severity"]),
        cites=tuple(cites[str(key)] for key in body["cites"]),
        alone=threshold.get("alone"),
        least=threshold.get("least"),
        zh=note.get("zh", ""),
        en=note.get("en", ""),
    )
