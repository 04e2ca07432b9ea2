"""What every source offers, and the note left behind by what could not be read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from leakguard.sources.encoding import Encoding
from leakguard.sources.origin import Origin, Profile
from leakguard.units import Block, Edit


class Source(Protocol):
    """One input, read as blocks and written back with edits.

    A copy without edits is the input, byte for byte; with edits, nothing outside the edited spans changes. Formats that
    cannot be written back faithfully are written as another one, and say so in ``written_format``. Memory is bounded by
    the size of a block, never by the size of the input.
    """

    @property
    def name(self) -> str:
        """The input as the caller named it."""

    @property
    def format(self) -> str:
        """A key of ``leakguard.sources.FORMATS``."""

    @property
    def written_format(self) -> str:
        """The format of a copy: ``format``, or what stands in for it (``xlsx`` for XLS and ODS)."""

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

    @property
    def notices(self) -> Sequence[str]:
        """What a reader of the copy should know, in short English sentences: that it has another format, or no password."""

    def fraction(self) -> float | None:
        """How much of the input :meth:`blocks` has handed out so far, 0 to 1; None where that is not known."""

    def unread(self) -> Sequence[Unscanned]:
        """Parts of the input that :meth:`blocks` did not hand out: pictures, caches, what is encrypted. Known once
        :meth:`blocks` has come to its end.
        """

    def rewrite(self, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> None:
        """Write a copy to ``output``, from its current position on: every block of :meth:`blocks`, in order, each with
        its edits in any order.

        ``edited`` is consumed once, block by block. Raises :class:`ValueError` if an edit is of the wrong kind, out of
        range, or overlaps another one in the same unit, and :class:`~leakguard.errors.UsageError` if the input cannot
        hold a replacement (its encoding, its quoting). Whatever was written then is of no use.
        """


class PlainSource:
    """What most sources have in common: the copy has the format of the input, nothing is left unread, nothing is to be said."""

    format: str
    name: str
    notices: Sequence[str] = ()

    @property
    def written_format(self) -> str:
        """See :class:`Source`."""
        return self.format

    def fraction(self) -> float | None:
        """See :class:`Source`."""
        return None

    def unread(self) -> Sequence[Unscanned]:
        """See :class:`Source`."""
        return ()


class SplicedSource(PlainSource, ABC):
    """A source whose copy is made block by block: each block with its edits is a stretch of bytes."""

    def rewrite(self, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> None:
        """See :class:`Source`."""
        for block, edits in edited:
            output.write(self.splice(block, edits))

    @abstractmethod
    def splice(self, block: Block, edits: Sequence[Edit]) -> bytes:
        """The bytes of one block of this source with the edits applied, in any order.

        ``b"".join(source.splice(block, ()) for block in source.blocks())`` is the input. The first block's bytes include
        the byte order mark. Raises :class:`ValueError` if an edit is of the wrong kind, out of range, or overlaps another
        one in the same unit, and :class:`~leakguard.errors.UsageError` if the encoding of the input cannot hold a
        replacement.
        """


@dataclass(frozen=True, slots=True)
class Unscanned:
    """An input, or a part of it, that was not scanned. ``reason`` is a word of ``UnscannedError.reason``."""

    source: str
    part: str | None
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of an input when its source is made. ``suffix`` is in lower case and may mislead."""

    origin: Origin
    profile: Profile
    suffix: str = ""
    encoding: Encoding | None = None
    password: str | None = None

    @property
    def text_encoding(self) -> Encoding:
        """The encoding of an input that is text."""
        assert self.encoding is not None  # noqa: S101 - text formats are opened with one
        return self.encoding
