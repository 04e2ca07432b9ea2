"""Recognizers as SARIF rules, and the legal classes as a taxonomy. SARIF 2.1.0, sections 3.19 and 3.49."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from leakguard.detection.catalogue import Catalogue, load_catalogue
from leakguard.findings import Finding
from leakguard.legal import CATEGORIES, Language, LegalClass, legal, word, wording
from leakguard.messages import Texts
from leakguard.reports.markup import plain
from leakguard.reports.width import truncate, visible

TAXONOMY = "leakguard-legal-classes"

_SCORES = {"low": "2.0", "medium": "5.0", "high": "8.0", "critical": "9.5"}
"""``security-severity``, by which dashboards sort: below 4 low, below 7 medium, below 9 high, else critical."""

_ID = 80


def message(text: str) -> str:
    """A text as a message string (3.11): braces are doubled, and nothing in it is a link."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


class Rules:
    """The rules of a run: the recognizers of what was found, in the order in which they are asked for."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._language: Language = "zh" if texts.language == "zh" else "en"
        self._index: dict[tuple[str, str], int] = {}
        self._rules: list[dict[str, Any]] = []

    def of(self, finding: Finding) -> tuple[str, int]:
        """The id and the index of the rule of a finding."""
        name, entity = truncate(visible(finding.recognizer), _ID), truncate(visible(finding.entity), _ID)
        key = (name, entity)
        if key not in self._index:
            self._index[key] = len(self._rules)
            taken = any(rule["id"] == name for rule in self._rules)
            self._rules.append(self._rule(f"{name}/{entity}" if taken else name, entity, finding))
        index = self._index[key]
        return self._rules[index]["id"], index

    def told(self) -> list[dict[str, Any]]:
        """All that were asked for."""
        return self._rules

    def _rule(self, name: str, entity: str, finding: Finding) -> dict[str, Any]:
        known = _catalogue().recognizers.get(finding.recognizer)
        law = legal(finding.entity, known.kind if known else finding.kind)
        title = self._texts.entity(entity)
        if known:
            title = self._texts("sarif.rule", title=visible(known.title.get(self._texts.language, name)), entity=title)
        sentence, standards = law.sentence(self._language), wording("standards", self._language)
        return {
            "id": name,
            **({"name": _pascal(known.title.get("en", ""))} if known else {}),
            "shortDescription": {"text": message(title)},
            "fullDescription": {"text": message(f"{title}. {sentence}")},
            "help": {
                "text": message(f"{sentence}\n{standards}"),
                "markdown": message(f"**{plain(title)}**\n\n{sentence}\n\n_{standards}_"),
            },
            "defaultConfiguration": {"level": "warning"},
            "relationships": [
                {
                    "target": {
                        "id": law.category,
                        "index": CATEGORIES.index(law.category),
                        "toolComponent": {"name": TAXONOMY, "index": 0},
                    },
                    "kinds": ["relevant"],
                }
            ],
            "properties": {
                "tags": ["security", "privacy", "pii", entity, law.category],
                "security-severity": _SCORES[law.severity],
                "entity": entity,
                "class": law.category,
                "confidence": law.confidence,
                "clauses": [_cited(law, index, self._language) for index in range(len(law.cites))],
            },
        }


def _cited(law: LegalClass, index: int, language: Language) -> dict[str, str]:
    cite = law.cites[index]
    return {"text": cite.zh if language == "zh" else cite.en, "force": word("forces", cite.force, language)}


def taxonomy(language: Language) -> dict[str, Any]:
    """The legal classes."""
    return {
        "name": TAXONOMY,
        "shortDescription": {"text": word("classes", "general", language)},
        "isComprehensive": True,
        "taxa": [{"id": category, "shortDescription": {"text": word("classes", category, language)}} for category in CATEGORIES],
    }  # fmt: skip


def _pascal(title: str) -> str:
    """An English title as an identifier, as the standard has the names of rules (3.49.7)."""
    return "".join(piece[:1].upper() + piece[1:].lower() for piece in re.findall("[A-Za-z0-9]+", title)) or "Rule"


@cache
def _catalogue() -> Catalogue:
    return load_catalogue()
