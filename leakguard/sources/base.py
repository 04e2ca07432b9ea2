"""What every source offers, and the note left behind by what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from leakguard.units import Block, Edit


class Source(Protocol):
    """One input, read as blocks and written back with edits.

    Whatever the input, ``b"".join(source.splice(block, ()) for block in source.blocks())`` is the input, byte for
    byte; with edits, nothing outside the edited spans changes. Memory is bounded by the size of a block, never by the
    size of the input.
    """

    @property
    def name(self) -> str:
        """The input as the caller named it."""

    @property
    def format(self) -> str:
        """``text`` or ``csv``."""

    @property
    def encoding(self) -> str:
        """Name of the encoding the input was read in; ``utf-8-sig`` where a UTF-8 byte order mark stands in front."""

    @property
    def encoding_reason(self) -> str:
        """Why that encoding, as a short English phrase: ``byte order mark``, ``valid UTF-8``, ``given`` ..."""

    @property
    def digest(self) -> str:
        """SHA-256 of the input bytes, 64 hexadecimal digits."""

    def blocks(self) -> Iterator[Block]:
        """The input from its start, as often as asked.

        Raises :class:`~leakguard.errors.UnscannedError` where the rest cannot be read: ``undecodable``, ``too-large``,
        ``unreadable``, or ``unfinished`` if the file was changed since it was opened.
        """

    def splice(self, block: Block, edits: Sequence[Edit]) -> bytes:
        """The bytes of one block of this source with the edits applied, in any order.

        The first block's bytes include the byte order mark. Raises :class:`ValueError` if an edit is of the wrong kind,
        out of range, or overlaps another one in the same unit, and :class:`~leakguard.errors.UsageError` if the
        encoding of the input cannot hold a replacement.
        """


@dataclass(frozen=True, slots=True)
class Unscanned:
    """An input, or a part of it, that was not scanned. ``reason`` is a word of ``UnscannedError.reason``."""

    source: str
    part: str | None
    reason: str
    detail: str
