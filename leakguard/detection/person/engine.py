"""Names in running text. Evidence, not a list: labels, titles, verb frames, the tagger, the shape of the name, what it
stands beside, and whether the file has proved it elsewhere; and against it ordinary words, brands and public persons.

The patterns of the recognizer with ``engine: person`` are frames around a name. A pattern whose id begins with ``beside``
counts only next to a phone number, an address or an ID.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from leakguard.detection import context, names
from leakguard.detection.candidate import Candidate
from leakguard.detection.recognizer import Pattern, Recognizer
from leakguard.detection.tagging import SentenceTagger
from leakguard.text import Folded

_NEIGHBOURS = frozenset(
    {"PHONE_NUMBER", "ADDRESS", "CN_RESIDENT_ID", "TW_ID", "HK_ID", "ALIPAY_ACCOUNT", "CN_BANK_CARD"}
)
_GAP = " \t,:/|;_+、[]()-\n"
_GAP_LENGTH = 4
_REACH = 28
"""How far before a number a name that touches it can begin: a long dotted or Latin name and the gap."""
_TAGGED = 0.3
_SHAPES = {"usual": 0.25, "dotted": 0.3, "stem": 0.3, "rare": 0.05, "none": -0.1}
_ORDINARY = -0.3
_PUBLIC = -0.5
_FIELD = -1.0
_BESIDE = 0.25
_REPEATED = 0.15
_PROVEN = 0.75
_ECHO = 0.7
_TITLE = re.compile(r"\s?(?:先生|女士|小姐|太太|老师|同学|师傅|医生|经理|阿姨|叔叔|大姐|大哥|总|姐|哥|女|男)")

_HOLDS_NAMES = re.compile(rf"[{names.HAN}].?[{names.HAN}]|[A-Z][A-Za-z]")

Names = AbstractSet[str]
"""Names that the file has proved elsewhere; ordinary words are not among them."""


class PersonEngine:
    """Applies the recognizer with ``engine: person``, with or without a tagger."""

    def __init__(self, recognizers: Iterable[Recognizer], tagger: SentenceTagger | None = None) -> None:
        self._recognizers = [r for r in recognizers if r.engine == "person"]
        self._compiled: list[tuple[Recognizer, Pattern, Frame]] = []
        self._tagger = tagger

    def propose(self, folded: Folded, settled: Sequence[Candidate], known: Names = frozenset()) -> list[Candidate]:
        """Candidates in running text. ``settled`` is what a name may stand beside, ``known`` what the file has proved."""
        text = folded.text
        if not self._recognizers or not _HOLDS_NAMES.search(text):
            return []
        touching = _Touching(folded, settled)
        found: dict[tuple[int, int], Candidate] = {}
        for start, end, candidate in self._by_pattern(folded, touching):
            _keep_best(found, start, end, candidate)
        for start, end, candidate in self._by_tagger(folded, touching):
            _keep_best(found, start, end, candidate)
        proven = {text[start:end] for (start, end), c in found.items() if c.score >= _PROVEN and c.kind != "partial"}
        for start, end, candidate in self._echoes(folded, proven, known):
            _keep_best(found, start, end, candidate)
        return list(found.values())

    def _frames(self) -> list[tuple[Recognizer, Pattern, Frame]]:
        if not self._compiled:
            self._compiled = [(r, p, Frame(p.regex)) for r in self._recognizers for p in r.patterns]
        return self._compiled

    def _by_pattern(self, folded: Folded, touching: _Touching) -> Iterator[tuple[int, int, Candidate]]:
        lowered = folded.text.lower()
        firsts = names.firsts()
        starts = [index for index, char in enumerate(folded.text) if char in firsts]
        near = touching.places()
        for recognizer, pattern, frame in self._frames():
            if pattern.needs and not any(need in lowered for need in pattern.needs):
                continue
            beside = pattern.id.startswith("beside")
            if beside and not touching:
                continue
            for start, end in frame.spans(folded.text, near if beside else starts):
                if beside and not touching.at(start, end):
                    continue
                value = folded.text[start:end]
                if beside and names.shape(value) == "none" and not value.isascii():
                    continue
                candidate = _candidate(recognizer, folded, start, end, pattern.kind)
                candidate.weigh("pattern", pattern.id, pattern.score)
                if pattern.kind != "partial":
                    _doubt(candidate, value, labelled=pattern.labelled)
                yield start, end, candidate

    def _by_tagger(self, folded: Folded, touching: _Touching) -> Iterator[tuple[int, int, Candidate]]:
        if self._tagger is None:
            return
        text, lowered = folded.text, folded.text.lower()
        for start, end, label in _whole(self._tagger.spans(text), text):
            if label != "PERSON" or end - start < 2 or not re.search(f"[{names.HAN}]{{2}}", text[start:end]):
                continue
            for recognizer in self._recognizers:
                candidate = _candidate(recognizer, folded, start, end, None)
                candidate.weigh("tagger", self._tagger.name, _TAGGED)
                kind = names.shape(text[start:end])
                candidate.weigh("grammar", f"{kind}-name", _SHAPES[kind])
                context.weigh(candidate, recognizer.context, lowered, start, end)
                if touching.at(start, end):
                    candidate.weigh("neighbour", "phone-address-or-id", _BESIDE)
                if text.count(text[start:end]) > 1:
                    candidate.weigh("neighbour", "repeated", _REPEATED)
                _doubt(candidate, text[start:end], labelled=False)
                yield start, end, candidate

    def _echoes(self, folded: Folded, proven: Names, known: Names) -> Iterator[tuple[int, int, Candidate]]:
        """Every other place in the text where a proven name stands; of two that begin alike, the longer."""
        text = folded.text
        here = {name for name in proven if len(name) >= 2 and not names.is_ordinary_word(name)}
        if not here and not known:
            return
        sizes = sorted({4, 3, 2, *map(len, here)}, reverse=True)
        firsts = {name[0] for name in here} | (names.firsts() if known else set())
        for start in (index for index, char in enumerate(text) if char in firsts):
            pieces = ((size, text[start : start + size]) for size in sizes)
            size = next((size for size, piece in pieces if len(piece) == size and (piece in here or piece in known)), 0)
            if size:
                candidate = _candidate(self._recognizers[0], folded, start, start + size, None)
                candidate.weigh("gazetteer", "proved-in-this-file", _ECHO)
                yield start, start + size, candidate


class Frame:
    """A pattern of a recognizer: what stands before the name, which kind of name, what stands after it.

    The regex is written as ``before(?P<v>{macro})after``; macros are in :data:`leakguard.detection.names.MACROS`.
    """

    def __init__(self, regex: str) -> None:
        before, macro, after = _FRAME.fullmatch(regex).groups()  # type: ignore[union-attr]
        self._before = re.compile(before, re.ASCII)
        self._zero_width = before.startswith("(?<") or not before
        self._ends = names.MACROS[macro]
        self._after = re.compile(after, re.ASCII)

    def spans(self, text: str, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Start and end of every name in the frame; ``starts`` are the places where a name could begin.

        They matter only to frames that begin with the name itself; the others are searched for their own words.
        """
        if self._zero_width:
            places: Iterable[int] = (start for start in starts if self._before.match(text, start))
        else:
            places = (match.end() for match in self._before.finditer(text) if match.end() < len(text))
        for start in places:
            end = next((end for end in self._ends(text, start) if self._after.match(text, end)), None)
            if end is not None:
                yield start, end


_FRAME = re.compile(r"(.*)\(\?P<v>\{([a-z_]+)\}\)(.*)", re.DOTALL)


def _candidate(recognizer: Recognizer, folded: Folded, start: int, end: int, kind: str | None) -> Candidate:
    raw_start, raw_end = folded.raw_span(start, end)
    canonical = re.sub(r"[\s/]", "", folded.text[start:end])
    return Candidate(recognizer, raw_start, raw_end, 0.0, canonical, kind)


def _doubt(candidate: Candidate, name: str, labelled: bool) -> None:
    """Counter-evidence. A label outweighs that the name is an ordinary word: somebody is called 高兴."""
    if names.is_field_word(name):
        candidate.weigh("grammar", "field-word", _FIELD)
    elif names.PLACEHOLDER.fullmatch(name):
        candidate.weigh("grammar", "placeholder", _PUBLIC)
    elif not labelled and names.is_public(name):
        candidate.weigh("grammar", "brand-or-public-person", _PUBLIC)
    elif not labelled and names.is_ordinary_word(name):
        candidate.weigh("grammar", "ordinary-word", _ORDINARY)


def _keep_best(found: dict[tuple[int, int], Candidate], start: int, end: int, candidate: Candidate) -> None:
    """One candidate per span: the better one, raised a little by the agreement of the other."""
    other = found.get((start, end))
    if other is None:
        found[start, end] = candidate
        return
    best, second = (candidate, other) if candidate.score > other.score else (other, candidate)
    if second.score >= 0.3:
        best.weigh(second.evidence[0].kind, second.evidence[0].name, 0.1)
    found[start, end] = best


def _whole(spans: Iterable[tuple[int, int, str]], text: str) -> Iterator[tuple[int, int, str]]:
    """Spans of the tagger, a one-character surname joined to the fragment of a name that follows it."""
    pending: tuple[int, int, str] | None = None
    for span in spans:
        if pending and pending[1] == span[0] and span[2] == "PERSON" and span[1] - pending[0] <= 4:
            yield pending[0], span[1], "PERSON"
            pending = None
            continue
        if pending:
            yield pending
        pending = span if span[2] == "PERSON" and span[1] - span[0] <= 2 and not _TITLE.match(text, span[1]) else None
        if pending is None:
            yield span
    if pending:
        yield pending


class _Touching:
    """Where a name would touch a phone number, an address or an ID, with at most a few separators between."""

    def __init__(self, folded: Folded, settled: Sequence[Candidate]) -> None:
        self._folded = folded
        beside = [c for c in settled if c.recognizer.entity in _NEIGHBOURS and not c.masked]
        self._starts = {c.start for c in beside}
        self._ends = {c.end for c in beside}

    def __bool__(self) -> bool:
        return bool(self._starts)

    def places(self) -> list[int]:
        """Folded offsets at which a name that touches one could begin, in order."""
        places: set[int] = set()
        for raw in self._starts:
            at = self._index(raw)
            places.update(range(max(0, at - _REACH), at))
        for raw in self._ends:
            at = self._index(raw)
            places.update(range(at, min(len(self._folded.text), at + _GAP_LENGTH + 1)))
        return sorted(places)

    def _index(self, raw: int) -> int:
        """The first folded offset that begins at or after a raw one."""
        return bisect_left(range(len(self._folded.text)), raw, key=self._folded.raw_start)

    def at(self, start: int, end: int) -> bool:
        """Whether the folded span touches one."""
        if not self._starts:
            return False
        text = self._folded.text
        for index in range(end, min(len(text), end + _GAP_LENGTH + 1)):
            if self._folded.raw_start(index) in self._starts:
                return True
            if text[index] not in _GAP:
                break
        for index in range(start, max(-1, start - _GAP_LENGTH - 1), -1):
            if index < start and text[index] not in _GAP:
                return False
            if index > 0 and self._folded.raw_end(index) in self._ends:
                return True
        return False
