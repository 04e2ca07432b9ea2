"""Words of the report page: its own texts, numbers, names cut to a length. All that comes from strangers comes out visible."""

from __future__ import annotations

from dataclasses import dataclass, replace

from leakguard.findings import Evidence, Finding, Location
from leakguard.legal import Language, LegalClass, word
from leakguard.messages import Texts
from leakguard.policy import Bilingual
from leakguard.reports import words
from leakguard.reports.width import truncate, visible

NAME, VALUE, LONG = 160, 64, 240
"""Terminal cells that are shown of the name of a file, of a preview, and of longer texts."""

_POINTER = 96
_CHARACTERS = 5
"""More characters than can stand in one cell, combining marks included."""

_REASONS = 12
"""Most pieces of evidence that are told of a finding."""


def _cut(text: str | None) -> str | None:
    return text if text is None else text[:LONG]


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of one language; ``wording("section.summary")`` is the text ``html.section.summary``."""

    texts: Texts

    def __call__(self, key: str, /, **values: object) -> str:
        return self.texts(f"html.{key}", **values)

    @property
    def language(self) -> Language:
        """The language."""
        return "zh" if self.texts.language == "zh" else "en"

    def said(self, text: Bilingual) -> str:
        """A sentence of which both languages are known."""
        return visible(text.zh if self.language == "zh" else text.en)

    def count(self, number: int) -> str:
        """A number with thousands set apart."""
        return f"{number:,}"

    def source(self, name: str, cells: int = NAME) -> str:
        """The name of a source; of one that is too long the end, which tells files apart, is kept."""
        shown = words.source_name(name[-cells - 1 :], self.texts)  # what is made visible is never shorter
        return shown if len(shown) <= cells else f"…{shown[1 - cells :]}"

    def long(self, text: str) -> str:
        """A text of any length."""
        return truncate(visible(text[: LONG * _CHARACTERS]), LONG)

    def header(self, text: str | None) -> str:
        """A column header."""
        return words.header(text[:LONG]) if text and text.strip() else self.texts("report.no-header")

    def entity(self, name: str, kind: str | None = None) -> str:
        """An entity, and its kind."""
        title = truncate(visible(self.texts.entity(name)[: VALUE * _CHARACTERS]), VALUE)
        return f"{title} · {self.kind(kind)}" if kind else title

    def kind(self, name: str) -> str:
        """A kind of an entity."""
        return self.texts.known(f"html.kind-name.{name}", truncate(visible(name), VALUE))

    def place(self, location: Location, start: int) -> str:
        """Where a finding stands in its source."""
        short = replace(
            location, part=_cut(location.part), header=_cut(location.header), pointer=_cut(location.pointer)
        )
        return truncate(words.place(short, start, self.texts), LONG if location.pointer is None else _POINTER)

    def why(self, finding: Finding) -> str:
        """Why a value was found."""
        evidence = tuple(Evidence(each.kind, each.name[:LONG], each.weight) for each in finding.evidence[:_REASONS])
        return self.long(words.why(replace(finding, evidence=evidence), self.texts))

    def category(self, legal: LegalClass) -> str:
        """The legal class in words."""
        return word("classes", legal.category, self.language)

    def confidence(self, name: str) -> str:
        """How sure a legal statement is."""
        return word("confidence", name, self.language)
