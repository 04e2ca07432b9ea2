"""What a column header says: which entity the column carries, whose it is, or that it is running text or a code.

The meaning is found by reading the header, not by list alone (trimming, brackets, bilingual halves, role prefixes,
Traditional characters, veto words); ``recognizers/columns.yaml`` and the ``headers`` of each recognizer hold the words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from leakguard import documents
from leakguard.detection.recognizer import Recognizer
from leakguard.errors import CatalogueError
from leakguard.resources import bundled

_EDGE = " \t\r\n\u3000\ufeff\"'="
_BRACKETS = re.compile(r"[(\[【{<][^)\]】}>]{0,30}[)\]】}>]?")
_DECORATION = re.compile(r"[*:#]|[0-9]+$|^\W+|\W+$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPLIT = re.compile(r"[/、|\\]|或|\s{1,4}|(?<=[\u4e00-\u9fff])[-_]|-(?=[\u4e00-\u9fff])|[:](?=.)")
_MAX_LENGTH = 40
_MIN_SUFFIX = {True: 5, False: 2}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column is about. ``entity`` is None for running text, for codes and for what is not known."""

    entity: str | None = None
    kind: str | None = None
    role: str | None = None
    free_text: bool = False
    other: bool = False
    header: str = ""

    @property
    def known(self) -> bool:
        """Whether the header was recognised as anything."""
        return self.entity is not None or self.free_text or self.other


class HeaderBook:
    """Reads headers with the words of a catalogue."""

    def __init__(self, recognizers: Iterable[Recognizer]) -> None:
        words = documents.load(bundled("recognizers").joinpath("columns.yaml"), CatalogueError)
        pairs = words["traditional"]
        self._simplified = str.maketrans(pairs[0::2], pairs[1::2])
        self._veto = tuple(words["veto"])
        self._roles = sorted(
            ((prefix, role) for role, prefixes in words["roles"].items() for prefix in prefixes), key=lambda p: -len(p[0])
        )
        self._known: dict[str, Meaning] = {}
        for word in words["other"]:
            self._known[self._plain(word)] = Meaning(other=True)
        for word in words["free_text"]:
            self._known[self._plain(word)] = Meaning(free_text=True)
        for recognizer in recognizers:
            for word in recognizer.headers:
                self._known.setdefault(self._plain(word), Meaning(recognizer.entity, recognizer.kind))
        self._suffixes = sorted((w for w in self._known if len(w) >= _MIN_SUFFIX[w.isascii()]), key=len, reverse=True)
        self._cache: dict[str, Meaning] = {}

    def meaning(self, header: str | None) -> Meaning:
        """The meaning of a header; one without any known field where nothing is recognised."""
        if header is None or not header.strip(_EDGE) or len(header) > _MAX_LENGTH:
            return Meaning()
        if header not in self._cache:
            found = self._read(header) or Meaning()
            self._cache[header] = Meaning(found.entity, found.kind, found.role, found.free_text, found.other, header.strip(_EDGE))
        return self._cache[header]

    def _plain(self, header: str) -> str:
        """Trimmed, NFKC, lower case, underscores, Simplified."""
        text = unicodedata.normalize("NFKC", header).strip(_EDGE)
        return _CAMEL.sub("_", text).lower().translate(self._simplified).replace(" ", "_")

    def _read(self, header: str) -> Meaning | None:
        plain = self._plain(header)
        if plain in self._known:
            return self._known[plain]
        bare = _DECORATION.sub("", _BRACKETS.sub("", plain)).strip("_ ") or _DECORATION.sub("", plain).strip("_ ")
        found = self._word(bare)
        if found:
            return found
        pieces = [self._word(_DECORATION.sub("", piece).strip("_ ")) for piece in _SPLIT.split(plain) if piece.strip()]
        known = [piece for piece in pieces if piece]
        return next((piece for piece in known if piece.entity), known[0] if known else self._by_suffix(bare))

    def _word(self, word: str) -> Meaning | None:
        """A whole word, or a role prefix and a whole word."""
        if word in self._known:
            return self._known[word]
        for prefix, role in self._roles:
            if word.startswith(prefix) and len(word) > len(prefix):
                rest = word[len(prefix) :].strip("_-的 ")
                found = self._known.get(rest) or self._word(rest)
                if found:
                    return Meaning(found.entity, found.kind, role, found.free_text, found.other)
        return None

    def _by_suffix(self, word: str) -> Meaning | None:
        if word.endswith(self._veto) or word.startswith("是否"):
            return Meaning(other=True)
        for suffix in self._suffixes:
            if word.endswith(suffix) and not (suffix.isascii() and word[-len(suffix) - 1].isalpha()):
                return self._known[suffix]
        if any(veto in word for veto in self._veto):
            return Meaning(other=True)
        return None
