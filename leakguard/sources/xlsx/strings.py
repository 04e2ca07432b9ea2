"""The shared strings of a workbook: their texts as one Arrow array, where each stands in its part, and edits to them.

The table is read in stretches; strings of one run, nearly all, are found by numpy, others by expat. What is kept is the
texts and two positions each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from xml.parsers import expat

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leakguard.errors import UnscannedError
from leakguard.sources.edits import Span
from leakguard.sources.xlsx.cells import Ints
from leakguard.sources.xlsx.exact import make_parser
from leakguard.sources.xlsx.texts import decoded, raw_strings
from leakguard.sources.xlsx.xmltext import decode, encode, splice, unescape

STRETCH = 8 << 20
MAX_SIZE = 1 << 30
MAX_STRING = 64 << 20
_PAD = b"\0" * 64
_SIMPLE = re.compile(rb"<si>\s*<t(?: xml:space=\"preserve\")?>([^<]*)</t>\s*</si>\s*")
_PREFIX = re.compile(rb"<((?:[\w.-]{1,40}:)?)sst\b")


class Run(NamedTuple):
    """The content of one ``t`` element; ``phonetic`` is a reading that repeats the text: the whole ``rPh`` element."""

    start: int
    end: int
    text: str
    phonetic: bool = False


class SharedStrings:
    """``texts[i]`` is string ``i``; its element stands from ``starts[i]`` to ``ends[i]``. ``head`` is what comes first."""

    def __init__(self, pieces: Callable[[], Iterator[bytes]], size: int) -> None:
        if size > MAX_SIZE:
            raise UnscannedError("too-large", f"the shared strings of this workbook exceed {MAX_SIZE >> 20} MiB")
        self.head = b""
        read = self._fast(pieces()) or _exact(pieces())
        self.texts, self.starts, self.ends = read
        self.head = self.head or next(pieces(), b"")[:4096]
        found = _PREFIX.search(self.head)
        self.prefix = found[1] if found else b""

    def __len__(self) -> int:
        return len(self.starts)

    def added(self, text: str) -> bytes:
        """A new string of one run."""
        p = self.prefix
        return b"<%bsi><%bt%b>%b</%bt></%bsi>" % (p, p, space_kept(text), encode(text), p, p)

    def _fast(self, pieces: Iterator[bytes]) -> tuple[pa.Array, Ints, Ints] | None:
        texts: list[pa.Array] = []
        starts: list[Ints] = []
        ends: list[Ints] = []
        held, at, begun = b"", 0, False
        for data, last in _stretches(pieces):
            held += data
            if not begun:
                first = held.find(b"<si")
                if first < 0 and not last:
                    continue
                head = held[: first if first >= 0 else len(held)]
                if b"<!" in head or re.search(rb"<[\w.-]+:sst\b", head):
                    return None
                self.head, begun = head, True
                held, at = held[len(head) :], len(head)
            cut = len(held) if last else held.rfind(b"<si")
            if cut <= 0:
                if len(held) > MAX_STRING:
                    raise UnscannedError("too-large", f"a shared string has more than {MAX_STRING >> 20} MiB")
                if not last:
                    continue
            read = _read(held[:cut], at)
            if read is None:
                return None
            texts.append(read[0])
            starts.append(read[1])
            ends.append(read[2])
            at += cut
            held = held[cut:]
        if not texts:
            return pa.array([], pa.string()), np.zeros(0, np.int64), np.zeros(0, np.int64)
        return pa.concat_arrays(texts), np.concatenate(starts), np.concatenate(ends)


def _stretches(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= STRETCH:
            yield b"".join(held), False
            held, size = [], 0
    yield b"".join(held), True


def _read(data: bytes, at: int) -> tuple[pa.Array, Ints, Ints] | None:
    """The strings of whole elements; None if there is anything unusual between them."""
    if b"<!" in data or b"<?" in data:
        return None
    a = np.frombuffer(data + _PAD, np.uint8)
    lt = np.flatnonzero(a[: len(data)] == 60)
    n1, n2, n3 = a[lt + 1], a[lt + 2], a[lt + 3]
    opens = np.flatnonzero((n1 == 115) & (n2 == 105) & ((n3 == 62) | (n3 == 32) | (n3 == 47)))
    closes = np.flatnonzero((n1 == 47) & (n2 == 115) & (n3 == 105))
    if len(opens) != len(closes) or bool((opens >= closes).any()) or bool((closes[:-1] >= opens[1:]).any()):
        return None  # also <si/>, which nothing writes
    tags = np.append(lt, [len(data)] * 4)
    t = tags[opens + 1]
    plain, kept = a[t + 2] == 62, (a[t + 2] == 32) & (a[t + 3] == 120) & (a[t + 22] == 34) & (a[t + 23] == 62)
    simple = (closes - opens == 3) & (a[t + 1] == 116) & (plain | kept)
    simple &= (a[tags[opens + 2] + 1] == 47) & (a[tags[opens + 2] + 2] == 116)
    first = np.where(simple, np.where(plain, t + 3, t + 24), tags[opens])
    last = np.where(simple, tags[opens + 2], tags[opens])
    starts, ends = tags[opens], tags[closes] + 5
    texts = decoded(raw_strings(data, first, last))
    odd = np.flatnonzero(~simple)
    if len(odd):
        read = []
        for start, end in zip(starts[odd].tolist(), ends[odd].tolist(), strict=True):
            runs = runs_of(data[start:end])
            if runs is None:
                return None
            read.append(text_of(runs))
        texts = pc.replace_with_mask(texts, pa.array(~simple), pa.array(read, pa.string()))
    return texts, starts + at, ends + at


def _exact(pieces: Iterator[bytes]) -> tuple[pa.Array, Ints, Ints]:
    """The strings by expat, whatever is well-formed."""
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    path: list[str] = []
    held: list[str] = []
    ending = False
    parser = make_parser()

    def settle() -> None:
        nonlocal ending
        if ending:
            ends.append(parser.CurrentByteIndex)
            ending = False

    def start(name: str, _: object) -> None:
        settle()
        path.append(name.rpartition(":")[2])
        if path[1:] == ["si"]:
            starts.append(parser.CurrentByteIndex)

    def text(data: str) -> None:
        settle()
        if path[-1] == "t" and path[1:2] == ["si"] and "rPh" not in path:
            held.append(data)

    def end(_: str) -> None:
        nonlocal ending
        settle()
        if path[1:] == ["si"]:
            texts.append(unescape("".join(held)))
            held.clear()
            ending = True
        path.pop()

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        message = f"the shared strings are no well-formed XML: {expat.ErrorString(error.code)}"
        raise UnscannedError("unreadable", message) from error
    return pa.array(texts, pa.string()), np.array(starts, np.int64), np.array(ends, np.int64)


def runs_of(element: bytes) -> list[Run] | None:  # noqa: C901 - handlers of one parser
    """The runs of a string element (``si``, ``is``, a comment's ``text``), positions in ``element``; None if malformed."""
    runs: list[Run] = []
    path: list[str] = []
    held: list[str] = []
    parser = make_parser()
    opened = -1
    reading = -1
    closing: Run | None = None

    def settle() -> None:
        nonlocal opened, closing
        at = parser.CurrentByteIndex
        if opened == -2:
            opened = at
        if closing is not None:
            runs.append(closing._replace(end=at))
            closing = None

    def start(name: str, _: object) -> None:
        nonlocal opened, reading
        settle()
        path.append(name.rpartition(":")[2])
        if path[-1] == "rPh":
            reading = parser.CurrentByteIndex
        elif path[-1] == "t" and reading < 0:
            opened = -2

    def text(data: str) -> None:
        settle()
        if opened >= 0:
            held.append(data)

    def end(_: str) -> None:
        nonlocal opened, reading, closing
        begun = opened
        settle()
        name = path.pop()
        if name == "rPh":
            closing = Run(reading, -1, "", phonetic=True)
            reading = -1
        elif name == "t" and opened >= 0:
            if begun >= 0 or element[opened - 1 : opened] == b">":
                runs.append(Run(opened, parser.CurrentByteIndex, unescape("".join(held))))
            held.clear()
            opened = -1

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartCdataSectionHandler = settle
    try:
        parser.Parse(element, True)
    except expat.ExpatError:
        return None
    return [run for run in runs if run.phonetic or run.end > run.start]


def text_of(runs: Sequence[Run]) -> str:
    """The text that a reader sees."""
    return "".join(run.text for run in runs if not run.phonetic)


def edit_element(element: bytes, spans: Sequence[Span]) -> bytes:
    """A string element with edits: each run keeps what it holds outside of them, the run in which a span starts takes its
    replacement. Phonetic readings repeat the text and go.
    """
    if len(spans) == 1 and element.startswith(b"<si><t>") and element.endswith(b"</t></si>"):
        content = element[7:-9]
        if b"<" not in content and b"&" not in content and b"_x" not in content and b"\r" not in content:
            text = content.decode("utf-8", "replace")
            first, last, replacement = spans[0]
            if last > len(text):
                raise ValueError(f"edit [{first}, {last}) is outside a string of {len(text)} code points")
            changed = text[:first] + replacement + text[last:]
            if "_x" not in changed:
                return b"<si><t%b>%b</t></si>" % (space_kept(changed), _around(text[:first], replacement, text[last:]))
    simple = _SIMPLE.fullmatch(element)
    runs = [Run(simple.start(1), simple.end(1), decode(simple[1]))] if simple else runs_of(element)
    if runs is None:
        raise UnscannedError("unreadable", "a string of the workbook is no well-formed XML")
    pieces: list[bytes] = []
    reached = offset = 0
    for run in runs:
        if run.phonetic:
            pieces.append(element[reached : run.start])
            reached = run.end
            continue
        local = list(_within(spans, offset, offset + len(run.text)))
        offset += len(run.text)
        if local:
            new = splice(element[run.start : run.end], local)
            head = element[reached : run.start]
            if new[:1].isspace() or new[-1:].isspace():
                head = _with_space_kept(head)
            pieces += (head, new)
            reached = run.end
    return b"".join((*pieces, element[reached:]))


def _around(before: str, new: str, after: str) -> bytes:
    """A replacement between stored texts without escapes, which may only be quotes and a lone ``>``."""
    return before.encode() + encode(new) + after.encode()


def _within(spans: Sequence[Span], first: int, last: int) -> Iterator[Span]:
    """The parts of the spans in ``[first, last)``, shifted."""
    for start, end, replacement in spans:
        if start < last and (end > first or (start == end and start >= first)):
            yield Span(max(start, first) - first, min(end, last) - first, replacement if start >= first else "")


def _with_space_kept(head: bytes) -> bytes:
    """``...<t>`` as ``...<t xml:space="preserve">``."""
    tag = head.rfind(b"<")
    return head if b"xml:space" in head[tag:] else head[:-1] + b' xml:space="preserve">'


def space_kept(text: str) -> bytes:
    """The attribute that a text needs whose white space at its ends matters (XML 1.0, 2.10)."""
    return b' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else b""
