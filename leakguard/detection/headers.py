"""What a column header says: which entity the column carries, whose it is, or that it is running text or a code.

The meaning is found by reading the header, not by list alone (trimming, brackets, bilingual halves, role prefixes,
Traditional characters, veto words); ``recognizers/columns.yaml`` and the ``headers`` of each recognizer hold the words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from leakguard import documents
from leakguard.detection.recognizer import Recognizer
from leakguard.resources import bundled

_EDGE = " \t\r\n\u3000\ufeff\"'="
_BRACKETS = re.compile(r"[(\[【{<]([^)\]】}>]{0,30})[)\]】}>]?")
_DECORATION = re.compile(r"[*:#]|[0-9一二三四]+$|^[q第]?[0-9一二三四五六七八九十]{1,3}[._、)题]|^\W+|\W+$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])[_\u3000]{1,8}(?=[\u4e00-\u9fff])")
_SPLIT = re.compile(r"[/、|\\+&,;]|或|(?<=[\u4e00-\u9fff])[-_]|[-_](?=[\u4e00-\u9fff])|[:](?=.)")
_SAME = (("_number", "_no"), ("_num", "_no"), ("号码", "号"), ("帐号", "账号"), ("账户", "账号"))
"""Endings that mean the same; a word list need hold the second only."""

_FLAGS = ("是否", "有无", "is_", "has_", "if_")
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
    label: bool = False
    """The text is itself a header or a title above the table, no prose."""

    by_values: bool = False
    """The values under the header say so, whatever it says itself."""

    @property
    def evidence(self) -> tuple[str, str]:
        """Kind and name of the evidence that a cell stands in such a column."""
        return ("column", self.entity or "") if self.by_values else ("header", self.header)

    @property
    def known(self) -> bool:
        """Whether the header was recognised as anything."""
        return self.entity is not None or self.free_text or self.other


class HeaderBook:
    """Reads headers with the words of a catalogue."""

    def __init__(self, recognizers: Iterable[Recognizer]) -> None:
        words = documents.load(bundled("recognizers").joinpath("columns.yaml"))
        pairs = words["traditional"]
        self._simplified = str.maketrans(pairs[0::2], pairs[1::2])
        self._veto = tuple(words["veto"])
        self._roles = sorted(
            ((prefix, role) for role, prefixes in words["roles"].items() for prefix in prefixes),
            key=lambda p: -len(p[0]),
        )
        self._known: dict[str, Meaning] = {}
        for word in words["other"]:
            self._known[self._plain(word)] = Meaning(other=True)
        for word in words["free_text"]:
            self._known[self._plain(word)] = Meaning(free_text=True)
        for word in words["regions"]:
            self._known[self._plain(word)] = Meaning("ADDRESS", "region")
        for recognizer in recognizers:
            for word in recognizer.headers:
                self._known.setdefault(self._plain(word), Meaning(recognizer.entity, recognizer.kind))
        whole_only = {self._plain(word) for word in words["whole_only"]}
        endings = (w for w in self._known if len(w) >= _MIN_SUFFIX[w.isascii()] and w not in whole_only)
        self._suffixes: dict[str, list[str]] = defaultdict(list)
        for word in sorted((w for w in endings if self._may_end(w)), key=len, reverse=True):
            self._suffixes[word[-1]].append(word)
        self._last = {word[-1] for word in self._known} | {long[-1] for long, _ in _SAME}
        """What a listed word can end in, with an ending that means the same, too."""
        self._goods = tuple(words["goods"])
        self._ambiguous = frozenset(map(self._plain, words["ambiguous"]))
        self._cache: dict[str, Meaning] = {}

    def meaning(self, header: str | None) -> Meaning:
        """The meaning of a header; one without any known field where nothing is recognised."""
        if header is None or not header.strip(_EDGE) or len(header) > _MAX_LENGTH:
            return Meaning()
        if header not in self._cache:
            found = self._read(header) or Meaning()
            self._cache[header] = Meaning(
                found.entity, found.kind, found.role, found.free_text, found.other, header.strip(_EDGE)
            )
        return self._cache[header]

    def role(self, header: str | None) -> str | None:
        """Whose data a header says the column holds: ``receiver``, ``buyer``, ``sender``, ``staff``, ``other`` or None.

        Unlike :attr:`Meaning.role` it is told also for a header that is listed as a whole: ``寄件人``.
        """
        plain = self._bare(_BRACKETS.sub("", self._plain(header))) if header and len(header) <= _MAX_LENGTH else ""
        return next((role for prefix, role in self._roles if plain.startswith(prefix)), None)

    def is_header_word(self, cell: str) -> bool:
        """Whether a cell is, to the letter, a header: exports pasted together repeat their header record."""
        if len(cell) > _MAX_LENGTH:
            return False
        plain = self._plain(cell)
        return plain[-1:] in self._last and self._word(plain) is not None

    @property
    def words(self) -> Collection[str]:
        """Every listed word, simplified and in lower case."""
        return self._known.keys()

    def speaks_of_goods(self, header: str | None) -> bool:
        """Whether a header is about goods, shops or stocks."""
        plain = self._plain(header or "")
        return any(part in plain for part in self._goods)

    def may_name_a_thing(self, header: str | None) -> bool:
        """Whether a header of names of persons is as often one of names of things: ``name``."""
        return self._plain(header or "") in self._ambiguous

    def _may_end(self, word: str) -> bool:
        """Whether a longer header that ends in this word means the same: ``老板微信`` does, ``new_customer`` does not."""
        return not (word.isascii() and self._known[word].entity == "PERSON" and "name" not in word)

    def _plain(self, header: str) -> str:
        """Trimmed, NFKC, lower case, underscores, Simplified; ``姓 名`` is ``姓名``."""
        text = unicodedata.normalize("NFKC", header).strip(_EDGE)
        text = _CAMEL.sub("_", text).lower().translate(self._simplified)
        return _SPACED.sub("", re.sub(r"\s{1,8}|(?<=[a-z])\.", "_", text))

    def _read(self, header: str) -> Meaning | None:
        plain = self._plain(header)
        if plain in self._known:
            return self._known[plain]
        bare = self._bare(_BRACKETS.sub("", plain)) or self._bare(plain)
        inside = [self._bare(content) for content in _BRACKETS.findall(plain)]
        for word in (*(content + bare for content in inside if content), bare):
            found = self._word(word)
            if found:
                return found
        pieces = [self._word(self._bare(piece)) for piece in _SPLIT.split(plain) if piece.strip()]
        known = [piece for piece in pieces if piece]
        if known:
            return next((piece for piece in known if piece.entity), known[0])
        return self._by_suffix(bare) or next(filter(None, map(self._word, inside)), None)

    def _bare(self, text: str) -> str:
        """Without decoration: stars, numbering, separators."""
        return _DECORATION.sub("", text.strip("_ ")).strip("_ ")

    def _word(self, word: str) -> Meaning | None:
        """A whole word, or a role prefix and a whole word."""
        found = self._listed(word)
        if found:
            return found
        for prefix, role in self._roles:
            if word.startswith(prefix) and len(word) > len(prefix):
                rest = word[len(prefix) :].strip("_-的 ")
                found = self._listed(rest) or self._word(rest)
                if found:
                    return Meaning(found.entity, found.kind, role, found.free_text, found.other)
        return None

    def _listed(self, word: str) -> Meaning | None:
        """The meaning of a word that is listed, perhaps with an ending that means the same."""
        if word in self._known:
            return self._known[word]
        endings = (word[: -len(long)] + short for long, short in _SAME if word.endswith(long))
        return next((self._known[other] for other in endings if other in self._known), None)

    def _by_suffix(self, word: str) -> Meaning | None:
        """The longest known ending decides, be it a meaning or a veto; then a veto anywhere."""
        if word.startswith(_FLAGS):
            return Meaning(other=True)
        suffix = next((s for s in self._suffixes.get(word[-1:], ()) if self._ends(word, s)), "")
        if any(len(veto) >= len(suffix) and word.endswith(veto) for veto in self._veto):
            return Meaning(other=True)
        if suffix:
            return self._known[suffix]
        return Meaning(other=True) if any(veto in word for veto in self._veto) else None

    @staticmethod
    def _ends(word: str, suffix: str) -> bool:
        return word.endswith(suffix) and not (suffix.isascii() and word[-len(suffix) - 1 : -len(suffix)].isalpha())
