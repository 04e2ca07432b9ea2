"""The git hooks: contents of a repository, staged or about to leave, are scanned. The work tree is never read.

A hook that cannot look (no git, no repository, a content that is not here, a crash) lets nothing pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import BinaryIO, cast

from leakguard.errors import UnscannedError
from leakguard.gate.git import Blob, Contents, Git
from leakguard.report import Report
from leakguard.scanning import Scanner
from leakguard.sources import Source

_POINTER = 1024


def scan_blobs(scanner: Scanner, git: Git, blobs: Sequence[Blob], report: Report) -> Iterator[None]:
    """Scan contents, in their order, into a report; stops after each."""
    if not blobs:
        return
    with git.contents() as contents:
        for blob in blobs:
            scanner.include(report, blob.path, partial(_opened, scanner, git, contents, blob))
            yield


def _opened(scanner: Scanner, git: Git, contents: Contents, blob: Blob) -> Source:
    stream = contents.open(blob)
    head = stream.read(_POINTER)
    path = git.lfs_object(head)
    if path is None:
        return scanner.open("-", cast(BinaryIO, _Joined(head, stream)), called=blob.path)
    try:
        with path.open("rb") as file:
            return scanner.open("-", file, called=blob.path)
    except OSError:
        detail = "the content is stored with Git LFS and is not here; run git lfs fetch"
        raise UnscannedError("unreadable", detail) from None


class _Joined:
    """The first bytes of a content, and then the rest of it."""

    def __init__(self, head: bytes, rest: Contents) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1, /) -> bytes:
        """As of a file, but that it may give less than there is."""
        data, self._head = self._head, b""
        return data or self._rest.read(size)
