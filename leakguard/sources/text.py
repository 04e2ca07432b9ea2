"""Running text, one line after the other: plain text, logs, Markdown, chat records, subtitles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from leakguard.sources.base import SplicedSource
from leakguard.sources.decoding import decoded_chunks, encode, require_encodable
from leakguard.sources.edits import Span, apply
from leakguard.sources.encoding import Encoding
from leakguard.sources.origin import Origin
from leakguard.units import Block, Edit, TextBlock, TextEdit

BLOCK_BYTES = 1 << 20
MAX_LINE = 4 << 20
"""Longest stretch of text, in characters, that is kept together when no line ends in it."""

_CUT_WINDOW = 1 << 16
_BREAKS = (re.compile(r"\r"), re.compile(r"\s"), re.compile(r"[,;|，。；、！？!?}\])）】》\"]"))


@dataclass(frozen=True, slots=True)
class StoredText(TextBlock):
    """A block that knows the byte order mark that stands before it, if it is the first one."""

    bom: bytes = b""


class TextSource(SplicedSource):
    """Text in blocks of about 1 MiB that end at line ends.

    A line ends at LF; CRLF counts as one end, a lone CR is part of the line. A line of more than ``MAX_LINE``
    characters is cut, at a lone CR, white space or punctuation where there is one, and its next part is numbered with
    the same line and a ``line_offset``.
    """

    format = "text"

    def __init__(
        self,
        origin: Origin,
        encoding: Encoding,
        digest: str,
        *,
        block_bytes: int = BLOCK_BYTES,
        max_line: int = MAX_LINE,
    ) -> None:
        self.name = origin.name
        self.encoding, self.encoding_reason = encoding.name, encoding.reason
        self.digest = digest
        self._origin, self._encoding = origin, encoding
        self._block_bytes, self._max_line = block_bytes, max_line

    def blocks(self) -> Iterator[Block]:
        """See :class:`~leakguard.sources.base.Source`."""
        line, offset, bom = 0, 0, self._encoding.bom
        for text in whole_lines(decoded_chunks(self._origin, self._encoding, self._block_bytes), self._max_line):
            yield StoredText(text, first_line=line, line_offset=offset, bom=bom)
            line += text.count("\n")
            ends = text.rfind("\n")
            offset = offset + len(text) if ends < 0 else len(text) - ends - 1
            bom = b""
        if bom:
            yield StoredText("", bom=bom)

    def splice(self, block: Block, edits: Sequence[Edit]) -> bytes:
        """See :class:`~leakguard.sources.base.SplicedSource`. Takes :class:`~leakguard.units.TextEdit` only."""
        if not isinstance(block, StoredText):
            raise ValueError("this block does not come from a text source")  # noqa: TRY004 - the documented error
        return spliced(block, edits, self._encoding)


def spliced(block: StoredText, edits: Sequence[Edit], encoding: Encoding) -> bytes:
    """The bytes of a block of text with the edits applied; see ``SplicedSource.splice``."""
    spans: list[Span] = []
    for edit in edits:
        if not isinstance(edit, TextEdit):
            raise ValueError("a text block takes TextEdit only")  # noqa: TRY004 - the documented error
        require_encodable(edit.replacement, encoding)
        spans.append(Span(*edit))
    return block.bom + encode(apply(block.text, spans), encoding)


def whole_lines(chunks: Iterable[str], max_line: int) -> Iterator[str]:
    """The same text in pieces that end at line ends; a line of more than ``max_line`` characters is cut."""
    kept = ""
    for chunk in chunks:
        kept += chunk
        ends = kept.rfind("\n") + 1
        if ends:
            yield kept[:ends]
            kept = kept[ends:]
        while len(kept) > max_line:
            cut = soft_cut(kept, max_line)
            yield kept[:cut]
            kept = kept[cut:]
    if kept:
        yield kept


def soft_cut(text: str, limit: int) -> int:
    """Where to cut a line that is too long: behind the last break before ``limit``, so that no value is cut in two."""
    window = max(1, limit - _CUT_WINDOW)
    for pattern in _BREAKS:
        ends = [found.end() for found in pattern.finditer(text, window, limit)]
        if ends:
            return ends[-1]
    return limit
