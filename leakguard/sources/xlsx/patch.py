"""Patches to XML as it streams by: elements replaced where they stand, all other bytes handed on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from xml.parsers import expat

from leakguard.errors import UnscannedError
from leakguard.sources.edits import Span, apply
from leakguard.sources.xlsx.collect import whole_text
from leakguard.sources.xlsx.exact import make_parser
from leakguard.sources.xlsx.strings import edit_element, space_kept
from leakguard.sources.xlsx.xmltext import decode, encode, splice, without_markup

_WINDOW = 2 << 20
_SIMPLE = re.compile(
    rb"(?P<head><c(?: [a-z]+=\"[^\"<>]*\")*)>(?P<formula><f(?: [^<>]*)?(?:/>|>[^<]*</f>))?(?:<v>(?P<value>[^<]*)</v>|(?P<inline><is>.*</is>)|<v ?/>)?</c>",
    re.S,
)
_TYPE = re.compile(rb"""\st\s*=\s*("[^"]*"|'[^']*')""")
_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?f\b[^>]*>)(.*)(</(?:[\w.-]+:)?f\s*>)", re.S)


class Job(NamedTuple):
    """What takes the place of ``[start, end)`` of a part: bytes, or a function of the bytes that stand there."""

    start: int
    end: int
    new: bytes | Callable[[bytes], bytes]


class Change(NamedTuple):
    """What happens to a cell: edits to its text, another formula, the index of another shared string, or ``drop``: the
    cached result goes.
    """

    spans: tuple[Span, ...] = ()
    formula: str | None = None
    shared: int | None = None
    drop: bool = False


def patched(pieces: Iterable[bytes], jobs: Iterable[Job]) -> Iterator[bytes]:
    """A part with jobs done, given in the order of the part. Raises :class:`ValueError` if they overlap."""
    waiting = iter(jobs)
    job = next(waiting, None)
    held, at = b"", 0
    for window in _windows(pieces):
        held += window
        out: list[bytes] = []
        reached = 0
        while job is not None and job.end - at <= len(held):
            start, end = job.start - at, job.end - at
            if start < reached:
                raise ValueError("two changes of a part overlap")
            old = held[start:end]
            out += (held[reached:start], job.new if isinstance(job.new, bytes) else job.new(old))
            reached = end
            job = next(waiting, None)
        keep = len(held) if job is None else max(reached, min(len(held), job.start - at))
        out.append(held[reached:keep])
        yield b"".join(out)
        held, at = held[keep:], at + keep
    if job is not None:
        raise ValueError("a change lies beyond the end of its part")
    yield held


def _windows(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _WINDOW:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def patch_cell(cell: bytes, change: Change) -> bytes:
    """A ``<c>`` element with a change. Its attributes but ``t``, and children that are neither value nor formula, stay."""
    parts = _parts(cell)
    formula = (
        parts.formula
        if change.formula is None
        else _FORMULA.sub(lambda found: found[1] + encode_formula(change.formula or "") + found[3], parts.formula)
    )
    p = parts.prefix
    if change.drop:
        return parts.rebuilt(None, formula, b"")
    if change.shared is not None:
        return parts.rebuilt(b"s", formula, b"<%bv>%d</%bv>" % (p, change.shared, p))
    if not change.spans:
        return parts.rebuilt(parts.type, formula, parts.value)
    if parts.inline:
        return parts.rebuilt(parts.type, formula, edit_element(parts.value, change.spans))
    new = whole_text(change.spans)
    content = encode(new) if new is not None else splice(parts.content, change.spans)
    if formula or (parts.type == b"str" and new is None):
        return parts.rebuilt(b"str", formula, b"<%bv>%b</%bv>" % (p, content, p))
    text = new if new is not None else apply(decode(without_markup(parts.content)), change.spans)
    return parts.rebuilt(
        b"inlineStr", b"", b"<%bis><%bt%b>%b</%bt></%bis>" % (p, p, space_kept(text), encode(text), p, p)
    )


def encode_formula(formula: str) -> bytes:
    """A formula as character data: without the escapes of :func:`~leakguard.sources.xlsx.xmltext.encode`."""
    text = formula.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.encode("utf-8", "replace")


class _Parts(NamedTuple):
    prefix: bytes
    head: bytes
    type: bytes | None
    formula: bytes
    value: bytes
    content: bytes
    inline: bool
    before: bytes
    after: bytes
    trailing: bytes

    def rebuilt(self, kind: bytes | None, formula: bytes, value: bytes) -> bytes:
        """The cell with another type, formula and value."""
        head = self.head
        if kind != self.type:
            head = _TYPE.sub(b"", head) + (b' t="%b"' % kind if kind else b"")
        close = b"</%bc>" % self.prefix
        return b"".join((head, b">", self.before, formula, value, self.after, close, self.trailing))


def _parts(cell: bytes) -> _Parts:
    found = _SIMPLE.fullmatch(cell)
    if found:
        kind = _TYPE.search(found["head"])
        inline = found["inline"]
        start = found.end("formula") if found["formula"] else found.end("head") + 1
        value = cell[start : len(cell) - len(b"</c>")]
        return _Parts(
            b"", found["head"], kind[1][1:-1] if kind else None, found["formula"] or b"", value, found["value"] or b"",
            inline is not None, b"", b"", b"",
        )  # fmt: skip
    return _parts_exactly(cell)


@dataclass(slots=True)
class _Child:
    """An element in a cell: from ``first`` to ``last``, its content from ``inner`` to ``outer``."""

    name: str
    first: int
    last: int = -1
    inner: int = -2
    outer: int = -1


def _parts_exactly(cell: bytes) -> _Parts:  # noqa: C901 - handlers of one parser
    """The same by expat, for cells of any form."""
    children: list[_Child] = []
    depth = 0
    waiting: _Child | None = None
    marks = {"head": -1, "close": -1, "content": -1}
    parser = make_parser()

    def settle() -> None:
        nonlocal waiting
        at = parser.CurrentByteIndex
        if marks["head"] == -2:
            marks["head"] = at
        if waiting is not None:
            waiting.last = at
            waiting = None
        if children and children[-1].inner == -2:
            children[-1].inner = at

    def start(name: str, _: object) -> None:
        nonlocal depth
        settle()
        depth += 1
        if depth == 1:
            marks["head"] = -2
        elif depth == 2:
            children.append(_Child(name.rpartition(":")[2], parser.CurrentByteIndex))

    def end(_: str) -> None:
        nonlocal depth, waiting
        settle()
        if depth == 2:
            children[-1].outer = parser.CurrentByteIndex
            waiting = children[-1]
        elif depth == 1:
            marks["close"] = parser.CurrentByteIndex
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = parser.CommentHandler = lambda _: settle()
    parser.StartCdataSectionHandler = settle
    try:
        parser.Parse(cell, True)
    except expat.ExpatError as error:
        raise UnscannedError("unreadable", "a cell of a sheet is no well-formed XML") from error
    head = cell[: marks["head"]]
    name = re.match(rb"<((?:[\w.-]+:)?)c\b", head)
    prefix = name[1] if name else b""
    kind = _TYPE.search(head)
    close = cell[marks["close"] :]
    final = close.find(b">") + 1
    formula = value = content = b""
    inline, others = False, []
    for child in children:
        piece = cell[child.first : child.last]
        if child.name == "f":
            formula = piece
        elif child.name in ("v", "is"):
            value, inline = piece, child.name == "is"
            content = cell[child.inner : child.outer] if child.outer > child.inner else b""
        else:
            others.append(piece)
    opening = head.rstrip()[:-1].rstrip()
    return _Parts(
        prefix,
        opening,
        kind[1][1:-1] if kind else None,
        formula,
        value,
        content,
        inline,
        b"",
        b"".join(others),
        close[final:],
    )
