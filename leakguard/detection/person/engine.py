"""Names in running text. Evidence, not a list: labels, titles, verb frames, the tagger, the shape of the name, what it
stands beside, and whether the file has proved it elsewhere; and against it ordinary words, brands and public persons.

The patterns of the recognizer with ``engine: person`` are frames around a name. A pattern whose id begins with ``beside``
counts only next to a phone number, an address or an ID.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, cached_property

from leakguard.detection import boundary, context, names
from leakguard.detection.candidate import THRESHOLD, Candidate
from leakguard.detection.name_odds import odds
from leakguard.detection.person import lists, slots, statistics, stems, tagged
from leakguard.detection.person.doubt import doubt, doubt_title
from leakguard.detection.person.frames import Frame, Reading, cues
from leakguard.detection.person.merging import Proposal, Span, agree, merge, merge_all, not_cut
from leakguard.detection.person.neighbours import Touching
from leakguard.detection.person.search import LONG, FrameSearch
from leakguard.detection.recognizer import Pattern, Recognizer
from leakguard.detection.tagging.settings import tagger_settings
from leakguard.detection.tagging.spans import Hints, TextTagger
from leakguard.detection.triggers import Triggers
from leakguard.text import Folded

_BEFORE_A_HINT = 3
"""A name begins at a hint or so many characters less one before it."""
_TAGGED = 0.35
"""The worth of a tagger that does not say how sure it is."""
_SHAPES = {"dotted": 0.3, "stem": 0.3, "none": -0.2}
_AT_EVEN, _PER_ODDS, _LEAST_ODDS, _MOST_ODDS = 0.1, 0.06, -0.15, 0.3
_SHORT = 1.0
"""What a name of two characters has to make up for: more ordinary words look like it."""
_EVEN_ODDS, _LEAST_IN_A_FRAME, _MOST_IN_A_FRAME = 1.0, -0.2, 0.15
"""Odds at which a name in a frame looks neither likely nor unlikely."""
_BY_STATISTICS = 0.5
_OF_STEMS = 0.75
_BESIDE = 0.25
_REPEATED = 0.15
_LISTED = 0.65
_IN_A_COLUMN = 0.65
_LIST_ANCHOR = 0.5
_PROVEN, _PROVEN_LONG = 0.75, 0.6
_ECHO = 0.7
_NO_WORD = -1.0
"""A common word runs across a place below this: no name begins in the middle of 当季."""
_INSIDE = -0.35
_HOLDS_NAMES = re.compile(rf"[{names.HAN}].?[{names.HAN}]|[A-Z][A-Za-z]|[a-z]{{4}}")

Names = AbstractSet[str]
"""Names that the file has proved elsewhere; ordinary words are not among them."""


def _possible(hints: Hints | None) -> AbstractSet[int] | None:
    """Where a name can begin by a tagger's hints; None where it gives none."""
    return None if hints is None else {at - before for at in hints.names for before in range(_BEFORE_A_HINT)}


class PersonEngine:
    """Applies the recognizer with ``engine: person``, with or without a tagger."""

    def __init__(self, recognizers: Iterable[Recognizer], tagger: TextTagger | None = None) -> None:
        self._recognizers = [r for r in recognizers if r.engine == "person"]
        self._compiled: list[tuple[Recognizer, Pattern, Frame]] = []
        self._searching: FrameSearch | None = None
        self._tagger = tagger

    def propose(
        self, folded: Folded, settled: Sequence[Candidate], known: Names = frozenset(), *, tagging: bool = True
    ) -> list[Candidate]:
        """Candidates in running text. ``settled`` is what a name may stand beside, ``known`` what the file has proved.

        ``tagging`` is off for texts that are no prose, such as the headers of a table.
        """
        text = folded.text
        if not self._recognizers or not _HOLDS_NAMES.search(text):
            return []
        possible = _possible(self._tagger.hints(text)) if self._tagger and tagging else None
        addressed = names.before_forms_of_address(text) if possible is not None else set[int]()
        if possible is not None and not possible and not known and not addressed:
            return []
        touching = Touching(folded, settled)
        found: dict[Span, Candidate] = {}
        merge_all(found, self._by_pattern(folded, touching, possible, addressed))
        if possible is None or possible:
            merge_all(found, self._by_statistics(folded, touching))
        merge_all(found, self._by_stems(folded))
        if self._tagger and tagging:
            places = self._open_places(folded, settled, found)
            merge_all(found, not_cut(self._by_tagger(self._tagger, folded, touching, places), found))
            agree(folded.text, found)
        merge_all(found, self._by_slot(folded))
        self._extend_lists(folded, found)
        merge_all(found, self._echoes(folded, found, known))
        inside = _inside(folded, [c for c in settled if c.recognizer.entity == "ADDRESS"])
        for span, candidate in found.items():
            if inside(*span):
                candidate.weigh("neighbour", "inside-an-address", _INSIDE)
        return list(found.values())

    def _frames(self) -> list[tuple[Recognizer, Pattern, Frame]]:
        if not self._compiled:
            self._compiled = [(r, p, Frame(p.regex)) for r in self._recognizers for p in r.patterns]
        return self._compiled

    def _search(self) -> FrameSearch:
        if self._searching is None:
            self._searching = FrameSearch([frame for _, _, frame in self._frames()])
        return self._searching

    def _by_pattern(
        self, folded: Folded, touching: Touching, possible: AbstractSet[int] | None, addressed: AbstractSet[int]
    ) -> Iterator[Proposal]:
        """Names in frames: full ones only where one is ``possible``, others only where somebody is ``addressed``."""
        fired = self._triggers.fired(folded.text.lower())
        if possible is None:
            yield from self._framed(fired, folded, Reading(folded.text), touching)
            return
        for some, places in (
            ([number for number in fired if number not in self._of_parts], possible),
            (self._of_parts, addressed),
        ):
            if places:
                yield from self._framed(some, folded, Reading(folded.text, places), touching)

    @cached_property
    def _of_parts(self) -> Sequence[int]:
        """Numbers of the frames of what is no full name: 王先生."""
        return [number for number, (_, pattern, _) in enumerate(self._frames()) if pattern.kind == "partial"]

    @cached_property
    def _triggers(self) -> Triggers:
        return Triggers([pattern.needs or frame.words() for _, pattern, frame in self._frames()])

    def _framed(
        self, frames: Sequence[int], folded: Folded, reading: Reading, touching: Touching
    ) -> Iterator[Proposal]:
        text = folded.text
        near = touching.places()
        long = len(text) >= LONG and not reading.narrow
        if long:
            search = self._search()
            stretches = search.stretches(text.lower())
        starts = [] if long else reading.starts()
        for number in frames:
            recognizer, pattern, frame = self._frames()[number]
            beside = pattern.id.startswith("beside")
            if beside and not touching:
                continue
            if beside or not long:
                spans = frame.spans(reading, near if beside else starts)
            else:
                spans = search.spans(number, reading, stretches)
            for start, end in spans:
                if beside and not touching.at(start, end):
                    continue
                value = text[start:end]
                if beside and names.shape(value) == "none" and not value.isascii():
                    continue
                candidate = _candidate(recognizer, folded, start, end, pattern.kind)
                candidate.weigh("pattern", pattern.id, pattern.score)
                if pattern.kind != "partial":
                    doubt(candidate, text, start, end, labelled=pattern.labelled, beside=beside)
                    if not pattern.labelled:
                        _weigh_odds(candidate, value)
                yield start, end, candidate

    def _open_places(
        self, folded: Folded, settled: Sequence[Candidate], found: Mapping[Span, Candidate]
    ) -> Iterator[int]:
        """Where a name may begin that is neither proved already nor part of something else."""
        text = folded.text
        inside = _inside(folded, settled)
        proved = sorted(span for span, candidate in found.items() if candidate.score >= THRESHOLD)
        done = 0
        for start in (index for index, char in enumerate(text) if char in names.firsts()):
            while done < len(proved) and proved[done][1] <= start:
                done += 1
            if done < len(proved) and proved[done][0] <= start:
                continue
            end = next(iter(names.MACROS["rare_name"](text, start)), 0)
            if (
                end
                and names.may_be_a_name(text[start:end])
                and boundary.before_name(text, start) >= _NO_WORD
                and not inside(start, end)
            ):
                yield start

    def _by_tagger(
        self, tagger: TextTagger, folded: Folded, touching: Touching, places: Iterable[int]
    ) -> Iterator[Proposal]:
        text, lowered = folded.text, folded.text.lower()
        for start, end, confidence in tagged.names_in(text, tagger.spans(text, places)):
            for recognizer in self._recognizers:
                candidate = _candidate(recognizer, folded, start, end, None)
                candidate.weigh(
                    "tagger", tagger.name, _TAGGED if confidence is None else tagger_settings().names.of(confidence)
                )
                _weigh_shape(candidate, text[start:end])
                context.weigh(candidate, recognizer.context, lowered, start, end)
                if touching.at(start, end):
                    candidate.weigh("neighbour", "phone-address-or-id", _BESIDE)
                elif not touching:
                    doubt_title(candidate, text, start, end)
                if text.count(text[start:end]) > 1:
                    candidate.weigh("neighbour", "repeated", _REPEATED)
                doubt(candidate, text, start, end, labelled=False)
                yield start, end, candidate

    def _by_statistics(self, folded: Folded, touching: Touching) -> Iterator[Proposal]:
        text = folded.text
        for start, end in statistics.likely_names(text):
            candidate = _candidate(self._recognizers[0], folded, start, end, None)
            candidate.weigh("form", "reads-like-a-name", _BY_STATISTICS)
            doubt(candidate, text, start, end, labelled=False)
            if not touching:
                doubt_title(candidate, text, start, end)
            yield start, end, candidate

    def _by_stems(self, folded: Folded) -> Iterator[Proposal]:
        for start, end in stems.spans(folded.text):
            candidate = _candidate(self._recognizers[0], folded, start, end, None)
            candidate.weigh("form", "stems-of-minority-names", _OF_STEMS)
            doubt(candidate, folded.text, start, end, labelled=False)
            yield start, end, candidate

    def _by_slot(self, folded: Folded) -> Iterator[Proposal]:
        for kind, start, end in slots.columns(folded.text):
            candidate = _candidate(self._recognizers[0], folded, start, end, None)
            candidate.weigh("neighbour", f"column-of-names-{kind}", _IN_A_COLUMN)
            doubt(candidate, folded.text, start, end, labelled=True)
            yield start, end, candidate

    def _extend_lists(self, folded: Folded, found: dict[Span, Candidate]) -> None:
        anchors = [span for span, c in found.items() if c.score >= _LIST_ANCHOR and c.kind != "partial"]
        for anchor in anchors:
            items = list(lists.neighbours(folded.text, *anchor))
            if not self._is_labelled(found[anchor]) and _mostly_words(folded.text, [anchor, *items]):
                continue
            for start, end in items:
                candidate = _candidate(self._recognizers[0], folded, start, end, None)
                candidate.weigh("neighbour", "in-a-list-of-names", _LISTED)
                doubt(candidate, folded.text, start, end, labelled=self._is_labelled(found[anchor]))
                merge(found, start, end, candidate)

    def _is_labelled(self, candidate: Candidate) -> bool:
        labels = {p.id for r in self._recognizers for p in r.patterns if p.labelled}
        return any(e.kind == "pattern" and e.name in labels for e in candidate.evidence)

    def _echoes(self, folded: Folded, found: Mapping[Span, Candidate], known: Names) -> Iterator[Proposal]:
        """Every other place in the text where a proven name stands; of two that begin alike, the longer."""
        text = folded.text
        proofs = {span for span, candidate in found.items() if _is_proven(candidate)}
        proven = Counter(text[start:end] for start, end in proofs)
        here = {name for name in proven if len(name) >= 2}
        if not here and not known:
            return
        sizes = sorted({4, 3, 2, *map(len, here)}, reverse=True)
        for start in _beginnings(text, here, names.firsts() if known else frozenset()):
            pieces = ((size, text[start : start + size]) for size in sizes)
            name = next(
                (piece for size, piece in pieces if len(piece) == size and (piece in here or piece in known)), ""
            )
            end = start + len(name)
            if not name or (names.is_ordinary_word(name) and not _acts(text, start, end)):
                continue
            if (start, end) in proofs and proven[name] == 1 and name not in known:
                continue
            candidate = _candidate(self._recognizers[0], folded, start, end, None)
            candidate.weigh("gazetteer", "proved-in-this-file", _ECHO)
            yield start, end, candidate


def _beginnings(text: str, here: Names, firsts: AbstractSet[str]) -> Iterable[int]:
    """Where one of the names ``here``, or another with one of the ``firsts`` characters, could begin."""
    if firsts:
        known = firsts | {name[0] for name in here} if here else firsts
        return [index for index, char in enumerate(text) if char in known]
    first, second = (re.escape("".join({name[at] for name in here})) for at in (0, 1))
    return (match.start() for match in re.finditer(f"[{first}](?=[{second}])", text))


_CUE_REACH = 6


@cache
def _person_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{cues('role')}|{cues('kin')}|{cues('to')})$")


@cache
def _person_after() -> re.Pattern[str]:
    return re.compile(rf"(?:{cues('says')}|{cues('title')})")


def _acts(text: str, start: int, end: int) -> bool:
    """Whether an ordinary word stands where only a person can: alone between marks, or at a cue."""
    alone_before = boundary.before_name(text, start) == boundary.CERTAIN
    if alone_before and boundary.likelihood(text, end) == boundary.CERTAIN:
        return True
    acts = _person_after().match(text, end) is not None
    called = _person_before().search(text, max(0, start - _CUE_REACH), start) is not None
    return (acts and (alone_before or called)) or (called and boundary.likelihood(text, end) == boundary.CERTAIN)


def _inside(folded: Folded, settled: Sequence[Candidate]) -> Callable[[int, int], bool]:
    """Whether a span of the folded text lies within one of the candidates, which do not overlap."""
    within = sorted((c.start, c.end) for c in settled)
    starts = [start for start, _ in within]

    def test(start: int, end: int) -> bool:
        if not within:
            return False
        raw_start, raw_end = folded.raw_span(start, end)
        place = bisect_right(starts, raw_start) - 1
        return place >= 0 and raw_end <= within[place][1]

    return test


def _mostly_words(text: str, spans: Sequence[Span]) -> bool:
    """Whether a list is rather one of things: 黄桃、白桃、杨梅."""
    return sum(names.is_ordinary_word(text[start:end]) for start, end in spans) * 2 >= len(spans) > 1


def _is_proven(candidate: Candidate) -> bool:
    """Whether a name is sure enough to be found again elsewhere; three characters seldom mean anything else."""
    long = len(candidate.canonical) >= 3 and not names.is_ordinary_word(candidate.canonical)
    return candidate.score >= (_PROVEN_LONG if long else _PROVEN) and candidate.kind != "partial"


def _candidate(recognizer: Recognizer, folded: Folded, start: int, end: int, kind: str | None) -> Candidate:
    raw_start, raw_end = folded.raw_span(start, end)
    canonical = re.sub(r"[\s/]", "", folded.text[start:end])
    return Candidate(
        recognizer, raw_start, raw_end, 0.0, canonical, "partial" if names.is_surname_and_title(canonical) else kind
    )


def _weigh_shape(candidate: Candidate, name: str) -> None:
    """Whether the characters look like a name."""
    kind = names.shape(name)
    weight = _SHAPES.get(kind)
    if weight is None:
        found = odds(name) - (_SHORT if len(name) == 2 else 0)
        weight = round(min(_MOST_ODDS, max(_LEAST_ODDS, _AT_EVEN + _PER_ODDS * found)), 3)
    candidate.weigh("form", f"{kind}-name", weight)


def _weigh_odds(candidate: Candidate, name: str) -> None:
    """In a frame, only how far the name is from looking even."""
    if names.shape(name) in ("usual", "rare") and not names.is_ordinary_word(name):
        found = odds(name)
        slope = _PER_ODDS if found >= 0 else 2 * _PER_ODDS
        weight = round(min(_MOST_IN_A_FRAME, max(_LEAST_IN_A_FRAME, slope * found - _PER_ODDS * _EVEN_ODDS)), 3)
        candidate.weigh("form", "name-statistics", weight)
