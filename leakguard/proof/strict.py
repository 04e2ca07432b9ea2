"""The strict proof: nothing that was hidden stands anywhere in the copy, whether the detector would see it there or not.

Two readings of the copy complete each other. Its *bytes*: text files decoded, of ZIP-based formats (XLSX, ODS, archives) every member
that is text and every name, of SQLite every page; there is what no block hands out: cached values, properties, unread parts. And its
*units* as its source reads them, for every format in which a value can be written in other characters than its own (escapes, entities, runs,
compression, numbers). CSV and plain text have no such thing; their bytes are enough. Parquet and Feather pack their values; their units are enough.

What counts as an occurrence stands in :mod:`~leakguard.proof.searching`. Not a leak are:

- as many occurrences as the policy keeps in the copy (the same number as an order number that may stay, a name on an allowed list), and as
  many as pseudonyms that happen to be somebody else's name. Both are counted, not guessed;
- numbers within longer numbers, where there are so many of both that chance explains them. A million telephone numbers stand in a million order
  numbers of 19 digits some hundreds of times by chance alone. They are tolerated only as far as chance goes (``_by_chance``): in files of a few
  thousand rows every single one counts.
"""

from __future__ import annotations

import codecs
import html
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple

from leakguard.proof.searching import Occurrence, Searcher
from leakguard.proof.sought import Key, Sought, keys_of, name_key, number_keys
from leakguard.units import Block, NoteBlock, TextBlock

if TYPE_CHECKING:
    from leakguard.hits import Scanned
    from leakguard.scanning import Scanner
    from leakguard.sources import Source

PLAIN = frozenset(("csv", "text"))
"""Formats whose bytes say everything."""

PACKED = frozenset(("parquet", "feather"))
"""Formats whose bytes say nothing."""

PAGED = frozenset(("sqlite",))
"""Formats in whose bytes values stand side by side without anything between them: there a number counts only if no digit touches it."""

_CHUNK = 4 << 20
_OVERLAP = 256
_AHEAD = 96
_HEAD = 4096
_DEPTH = 3
_SHOWN = 5
_NUL = 64
_NEGLIGIBLE, _MANY, _SOME = 0.05, 3.0, 10
"""How many occurrences within longer numbers chance explains: none where it expects fewer than the first; else that many times what it
expects, and some."""


class Leak(NamedTuple):
    """Something hidden that still stands in the copy: what kind of thing, how often, and the first place."""

    entity: str
    times: int
    where: str


@dataclass
class Found:
    """What one reading found."""

    whole: Counter[Key] = field(default_factory=Counter)
    embedded: Counter[Key] = field(default_factory=Counter)
    where: dict[Key, str] = field(default_factory=dict)
    windows: Counter[int] = field(default_factory=Counter)
    density: dict[int, float] = field(default_factory=dict)
    characters: int = 0

    def add(self, found: Occurrence, where: str) -> None:
        """One more."""
        (self.embedded if found.embedded else self.whole)[found.key] += 1
        self.where.setdefault(found.key, where)

    def keys(self) -> set[Key]:
        """Everything that was found."""
        return {*self.whole, *self.embedded}

    def settled(self) -> tuple[Counter[Key], int]:
        """The occurrences without those that chance explains, and how many those are."""
        counted, chance = Counter(self.whole), 0
        for length in {key.length for key in self.embedded}:
            of_length = {key: count for key, count in self.embedded.items() if key.length == length}
            if _by_chance(sum(of_length.values()), self.windows[length] * self.density.get(length, 0.0)):
                chance += sum(of_length.values())
            else:
                counted.update(of_length)
        return counted, chance


def _by_chance(count: int, expected: float) -> bool:
    return expected >= _NEGLIGIBLE and count <= _MANY * expected + _SOME


@dataclass(frozen=True)
class Outcome:
    """What the strict proof found out. ``hidable`` are the leaks that stand in a unit of the copy."""

    leaks: Sequence[Leak]
    hidable: frozenset[Key]
    counts: dict[str, int]


def search(scanner: Scanner, copy: Source, path: Path, sought: Sought, named: str | None = None) -> Outcome:
    """Look for everything that was hidden in a copy, which was opened for reading as ``copy``; ``named`` is what it is a copy of."""
    counts = {"numbers": 0, "names": 0, "occurrences": 0, "kept": 0, "by-chance": 0}
    if not sought:
        return Outcome((), frozenset(), counts)
    searcher = Searcher(sought)
    counts |= searcher.counts
    raw, units = Found(), Found()
    if copy.format not in PACKED:
        searcher.windows = {}
        _read_bytes(searcher, copy, path, raw)
        raw.windows, raw.density = Counter(searcher.windows), searcher.density
    if copy.format not in PLAIN:
        searcher.windows = {}
        for block in copy.blocks():
            for text, where in _texts(block):
                for found in searcher.find(text):
                    units.add(found, where)
        units.windows, units.density = Counter(searcher.windows), searcher.density
    return _judged(partial(_kept, scanner, copy, named, sought), copy, sought, raw, units, counts)


def _judged(
    what_is_kept: Callable[[set[Key]], Counter[Key]],
    copy: Source,
    sought: Sought,
    raw: Found,
    units: Found,
    counts: dict[str, int],
) -> Outcome:
    main, chance = (raw if copy.format in PLAIN else units).settled()
    counts["by-chance"] = chance
    beyond = main - sought.substitutes
    # What stands in the bytes only; the counts of the two readings cannot be compared, a shared string stands once for many cells.
    only_raw = Counter[Key]()
    if copy.format not in PLAIN:
        found, _ = raw.settled()
        only_raw = Counter({key: count for key, count in found.items() if key not in main})
    if not beyond and not only_raw:
        return Outcome((), frozenset(), counts)
    kept = what_is_kept({*beyond, *only_raw})
    counts["kept"] = sum(min(count, kept[key]) for key, count in beyond.items())
    beyond -= kept
    for key in [key for key in only_raw if kept[key] or sought.substitutes[key]]:
        del only_raw[key]
    counts["occurrences"] = beyond.total() + only_raw.total()
    places = {**raw.where, **units.where}
    leaks = [Leak(entity_of(key), count, places[key]) for key, count in (*beyond.items(), *only_raw.items())]
    return Outcome(leaks, frozenset(beyond), counts)


def entity_of(key: Key) -> str:
    """What a key most likely is, to name it by."""
    if not key.length:
        return "PERSON"
    if key.length in (18, 117):
        return "CN_RESIDENT_ID"
    return "PHONE_NUMBER" if key.length <= 15 else "CN_BANK_CARD"


def described(leaks: Iterable[Leak]) -> str:
    """The first leaks for people, without a value."""
    return "; ".join(f"{leak.entity} at {leak.where}" for leak in list(leaks)[:_SHOWN])


def in_name(sought: Sought, name: str) -> bool:
    """Whether the name of a file holds something that was hidden in it."""
    return bool(sought) and bool(Searcher(sought).find(name))


# -- what the policy keeps


def _kept(scanner: Scanner, copy: Source, named: str | None, sought: Sought, wanted: set[Key]) -> Counter[Key]:
    """How often the policy keeps these values in the copy: findings of whatever entity that are exactly one of them.

    What stays is not counted: it was not searched either.
    """
    kept, stays = Counter[Key](), sought.stays.ids if sought.stays else frozenset[str | None]()
    for scanned in scanner.scan(copy, named=named).blocks():
        for entity, value in _kept_values(scanned, stays):
            kept.update({key for key in any_keys(entity, value) if key in wanted})
    return kept


def _kept_values(scanned: Scanned, stays: Collection[str | None]) -> Iterator[tuple[str, str]]:
    for hit in scanned.hits:
        if not hit.decision.forbidden and hit.decision.allow not in stays:
            yield hit.finding.entity, hit.finding.value
    for column in scanned.columns:
        if not column.decision.forbidden and column.decision.allow not in stays:
            yield from ((column.entity, value) for value in column.told.values())


def any_keys(entity: str, value: str) -> Iterator[Key]:
    """What could be looked for of a value, of whatever entity it is."""
    yield from keys_of(entity, None, value)
    yield from number_keys(value)
    if entity == "PERSON" and (key := name_key(value)) is not None:
        yield key


# -- the bytes


def _read_bytes(searcher: Searcher, copy: Source, path: Path, found: Found) -> None:
    with path.open("rb") as stream:
        if zipfile.is_zipfile(stream):
            stream.seek(0)
            _read_zip(searcher, stream, found, "", _DEPTH)
            return
        stream.seek(0)
        paged = copy.format in PAGED
        codec = "utf-8" if paged or not copy.encoding else _codec(copy.encoding)
        for occurrence, where in _in_stream(searcher, stream, codec, paged):
            found.add(occurrence, where)


def _codec(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "utf-8"


def _in_stream(
    searcher: Searcher, stream: IO[bytes], codec: str, paged: bool = False
) -> Iterator[tuple[Occurrence, str]]:
    """Every occurrence in the text of a stream, in pieces that overlap so that none is cut in two; each is given once."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    kept, reached, line, final = "", 0, 1, False
    while not final:
        chunk = stream.read(_CHUNK)
        final = not chunk
        text = kept + decoder.decode(chunk, final)
        limit = len(text) if final else max(reached, len(text) - _AHEAD)
        for occurrence in searcher.find(_unescaped(text)):
            if reached < occurrence.end <= limit and not (paged and occurrence.embedded):
                yield occurrence, f"line {line + text.count(chr(10), 0, occurrence.start)}"
        cut = max(0, limit - _OVERLAP)
        line += text.count("\n", 0, cut)
        kept, reached = text[cut:], limit - cut


def _unescaped(text: str) -> str:
    """Character references as what they stand for, if there are any; the rest of the text only moves."""
    return html.unescape(text) if "&#" in text else text


def _read_zip(searcher: Searcher, stream: BinaryIO, found: Found, prefix: str, depth: int) -> None:
    with zipfile.ZipFile(stream) as archive:
        for occurrence in searcher.find(archive.comment.decode("utf-8", "replace")):
            found.add(occurrence, f"{prefix}comment of the archive")
        for number, member in enumerate(archive.infolist()):
            place = f"{prefix}member {number + 1}"
            for occurrence in searcher.find(f"{member.filename}\n{member.comment.decode('utf-8', 'replace')}"):
                found.add(occurrence, f"{place}, its name or comment")
            if member.is_dir() or member.flag_bits & 1:
                continue
            try:
                with archive.open(member) as content:
                    _read_member(searcher, content, found, place, depth)
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError):
                continue  # its source could not read it either, and said so


def _read_member(searcher: Searcher, content: IO[bytes], found: Found, place: str, depth: int) -> None:
    head = content.read(_HEAD)
    content.seek(0)
    if head.startswith(b"PK\x03\x04") and depth > 1:
        import tempfile

        with tempfile.TemporaryFile() as inner:
            while chunk := content.read(_CHUNK):
                inner.write(chunk)
            inner.seek(0)
            _read_zip(searcher, inner, found, f"{place}, ", depth - 1)
        return
    for codec in _codecs(head):
        for occurrence, where in _in_stream(searcher, content, codec):
            found.add(occurrence, f"{place}, {where}")
        content.seek(0)


def _codecs(head: bytes) -> Sequence[str]:
    """How the text of a member can be read; not at all if it is none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\x00" in head[:_NUL] or head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format")):
        return ()
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return ("gb18030", "utf-8")
    return ("utf-8",)


# -- the units


def _texts(block: Block) -> Iterator[tuple[str, str]]:
    """The texts of a block, many cells at once, and where they are."""
    part = "" if block.part is None else "a part of the file, "
    if isinstance(block, TextBlock):
        yield block.text, f"{part}the text from line {block.first_line + 1} on"
    elif isinstance(block, NoteBlock):
        yield "\n".join(note.text for note in block.notes), f"{part}a comment, a name or a property"
    else:
        for number, cells in enumerate(block.columns):
            yield (
                "\n".join([cell or "" for cell in cells]),
                f"{part}column {number + 1}, from row {block.first_row + 1} on",
            )
