"""The journal: verdicts line by line in a file that only grows, for whoever has to show later what was let out.

A journal is JSON Lines in UTF-8. The first line is a header; every further line is an entry or a note. ``previous`` of each
line is the SHA-256 of the bytes of the line before it, without its line end, so that a line that was changed, taken out or
put in breaks the chain. Lines that were cut off at the end leave an intact chain: keep the head that ``journal verify``
prints somewhere else, and verify with it.

A crash in the middle of an append can leave a torn last line. The next append ends it and notes it (``event`` is ``torn``)
with its digest and that of the line before it, so that the chain goes on. Appends of several processes take turns
(a file lock) and are on the disk (``fsync``) before the verdict is told.

No line holds a raw value: entries hold counts, digests, and the names of sources with what is personal in them replaced.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any, NamedTuple

from leakguard import __version__
from leakguard.errors import UsageError
from leakguard.gate.locking import locked

VARIABLE = "LEAKGUARD_JOURNAL"
"""Environment variable that names the journal where no option does."""

FORMAT = "leakguard-journal"
VERSION = 1
_HEAD = b'{"journal":"leakguard-journal"'
_CHUNK = 1 << 16
_BOTH_ENDS = 2


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """The code of a reason, what it is about (an entity, a word), and how often it holds."""

    code: str
    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One verdict. ``source`` must be free of personal values (:func:`leakguard.gate.record.safe_name`), ``sha256`` is of
    the input, ``output_sha256`` of the copy that was made, where one was.
    """

    command: str
    verdict: str
    source: str
    sha256: str | None
    policy: str
    policy_sha256: str
    reasons: Sequence[ReasonCount] = ()
    exit_code: int = 0
    output_sha256: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The fields of the entry's line that do not depend on its place in the journal."""
        return {
            "event": "verdict", "command": self.command, "verdict": self.verdict, "exit_code": self.exit_code,
            "reasons": [{"code": r.code, "what": r.what or None, "count": r.count} for r in self.reasons],
            "source": self.source, "sha256": self.sha256, "output_sha256": self.output_sha256,
            "policy": {"id": self.policy, "sha256": self.policy_sha256}, "tool": __version__,
        }  # fmt: skip


class Journal:
    """The journal at ``path``; it is begun by the first append."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    def append(self, *entries: Entry) -> None:
        """Append entries, all of them in one go, and wait until they are on the disk.

        Raises :class:`UsageError` if the file is no journal or cannot be written.
        """
        if not entries:
            return
        try:
            new = not self.path.exists()
            with _opened(self.path) as stream, locked(stream):
                _append(stream, entries, self.path)
            if new:
                _sync_folder(self.path.absolute().parent)
        except OSError as error:
            raise UsageError(
                f"the journal {self.path} cannot be written ({error.strerror or type(error).__name__}). "
                "Check its folder and permissions; without an entry there is no verdict"
            ) from None


def journal_for(path: str | None, environ: Mapping[str, str] = os.environ) -> Journal | None:
    """The journal that an option or else ``LEAKGUARD_JOURNAL`` names, if either does."""
    name = path or environ.get(VARIABLE)
    return Journal(Path(name)) if name else None


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[FileIO]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
    with FileIO(descriptor, "r+b") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise UsageError(f"{path} is no regular file; a journal has to be one")
        yield stream


def _append(stream: FileIO, entries: Sequence[Entry], path: Path) -> None:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    lines: list[bytes] = []
    tail = _tail(stream, path)
    number, previous = tail.number, tail.digest
    if not tail.number:
        stream.truncate(0)  # at most a torn header: nothing was recorded yet
        number, previous = 1, _add(lines, {"journal": FORMAT, "version": VERSION, "time": now, "tool": __version__})
    elif tail.torn is not None:
        digest = _digest(tail.torn)
        lines.append(b"")  # ends the torn line
        note = {
            "n": number + 2, "previous": digest, "time": now, "event": "torn",
            "torn": {"bytes": len(tail.torn), "sha256": digest, "previous": previous}, "tool": __version__,
        }  # fmt: skip
        number, previous = number + 2, _add(lines, note)
    for entry in entries:
        number += 1
        previous = _add(lines, {"n": number, "previous": previous, "time": now, **entry.as_dict()})
    _write(stream, b"".join(line + b"\n" for line in lines))


def _add(lines: list[bytes], record: dict[str, Any]) -> str:
    """Add a line; its digest. ASCII only, so that no terminal and no encoding can change it."""
    line = json.dumps(record, separators=(",", ":")).encode("ascii")
    lines.append(line)
    return _digest(line)


def _write(stream: FileIO, data: bytes) -> None:
    """Append to the file's end (``O_APPEND``), whole, and wait for the disk."""
    view = memoryview(data)
    while view:
        view = view[stream.write(view) :]
    os.fsync(stream.fileno())


class _Tail(NamedTuple):
    """The end of a journal: the number and the digest of its last whole line, and what stands behind that line."""

    number: int
    digest: str | None
    torn: bytes | None


def _tail(stream: FileIO, path: Path) -> _Tail:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    head = stream.read(len(_HEAD)) if size else b""
    if not _HEAD.startswith(head):
        raise UsageError(f"{path} is no journal of leakguard; nothing was written to it. Give the name of a new file")
    lines = _last_lines(stream, size)
    torn = lines.pop() or None
    if not lines:
        return _Tail(0, None, torn)
    number = _number(_parsed(lines[-1]))
    if number is None:
        raise UsageError(f"{path} is damaged in its last line; run leakguard journal verify, and begin a new journal")
    return _Tail(number, _digest(lines[-1]), torn)


def _number(record: Any) -> int | None:
    if not isinstance(record, dict):
        return None
    number = record.get("n", 1 if record.get("journal") == FORMAT else None)
    return number if isinstance(number, int) else None


def _last_lines(stream: FileIO, size: int) -> list[bytes]:
    """The end of the file, split at line ends: at least its last whole line (unless there is none) and what is behind it."""
    start, data = size, b""
    while start and data.count(b"\n") < _BOTH_ENDS:
        start = max(0, start - _CHUNK)
        stream.seek(start)
        data = stream.read(size - start)
    return data.split(b"\n")[0 if not start else 1 :]


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:  # of a wrong encoding too
        return None


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system can
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class JournalCheck:
    """What a check of a journal found. ``broken`` is the first broken line, 1-based, and ``problem`` a word for what is wrong
    with it; ``head`` is the SHA-256 of the last line. ``torn`` counts lines that a crash cut short and that were noted.
    """

    lines: int
    entries: int
    torn: int
    head: str | None
    broken: int | None = None
    problem: str | None = None
    verdicts: dict[str, int] = field(default_factory=dict)

    @property
    def intact(self) -> bool:
        """Whether the whole chain holds."""
        return self.broken is None


def verify_journal(path: Path | str, head: str | None = None) -> JournalCheck:
    """Follow the chain from the header to the last line; ``head`` is the digest of a line that must be there.

    Problems: ``header`` (the first line is none), ``json`` (not a JSON object), ``chain`` (``previous`` is not the digest of
    the line before), ``number`` (out of order), ``torn`` (the last line was cut short and not noted yet), ``head``
    (no line has the given digest). Raises :class:`UsageError` if the file cannot be read.
    """
    walk = _Walk()
    try:
        with Path(path).open("rb") as stream:
            seen = head is None
            for line in stream:
                problem = walk.take(line)
                seen = seen or walk.previous == head
                if problem:
                    return walk.result(problem)
    except OSError as error:
        raise UsageError(f"{path}: the journal cannot be read ({error.strerror}). Check the path") from None
    if walk.pending is not None:
        return walk.result("json")
    if not walk.lines:
        walk.lines = 1
        return walk.result("header")
    return walk.result(None if seen else "head")


@dataclass
class _Walk:
    """The state of a check: what the next line has to fit."""

    lines: int = 0
    entries: int = 0
    torn: int = 0
    previous: str | None = None
    pending: str | None = None  # the digest before a line that is no JSON: the next line has to be its note
    verdicts: dict[str, int] = field(default_factory=dict)

    def take(self, raw: bytes) -> str | None:
        """The problem of the next line, if it has one."""
        self.lines += 1
        line = raw.removesuffix(b"\n")
        record = _parsed(line)
        problem = self._problem(record, raw)
        if problem is None and record is None:
            self.pending = self.previous
        self.previous = _digest(line)
        return problem

    def _problem(self, record: Any, raw: bytes) -> str | None:
        if not raw.endswith(b"\n"):
            return "torn"
        if self.lines == 1:
            return None if isinstance(record, dict) and record.get("journal") == FORMAT else "header"
        if self.pending is not None:
            return self._noted(record)
        if record is None:
            return None  # perhaps torn; the next line must say so
        if not isinstance(record, dict):
            return "json"
        if record.get("event") == "torn":
            return self._noted(record)
        return self._entry(record)

    def _noted(self, record: Any) -> str | None:
        """The note of a torn line, which may be whole JSON by chance: its own ``previous`` is then checked already."""
        torn = record.get("torn") if isinstance(record, dict) else None
        if not isinstance(torn, dict) or record.get("previous") != self.previous or torn.get("sha256") != self.previous:
            self.lines -= self.pending is not None
            return "json" if self.pending is not None else "chain"
        if self.pending is not None and torn.get("previous") != self.pending:
            return "chain"
        if record.get("n") != self.lines:
            return "number"
        self.torn += 1
        self.pending = None
        return None

    def _entry(self, record: dict[str, Any]) -> str | None:
        if record.get("previous") != self.previous:
            return "chain"
        if record.get("n") != self.lines:
            return "number"
        self.entries += 1
        verdict = str(record.get("verdict"))
        self.verdicts[verdict] = self.verdicts.get(verdict, 0) + 1
        return None

    def result(self, problem: str | None) -> JournalCheck:
        """What was found so far."""
        broken = None if problem is None else self.lines
        return JournalCheck(self.lines, self.entries, self.torn, self.previous, broken, problem, self.verdicts)


def read_journal(path: Path | str) -> Iterator[dict[str, Any]]:
    """Every line that is a JSON object, the header first. Raises :class:`UsageError` if the file is no journal."""
    try:
        with Path(path).open("rb") as stream:
            for number, line in enumerate(stream):
                record = _parsed(line)
                if number == 0 and not (isinstance(record, dict) and record.get("journal") == FORMAT):
                    raise UsageError(f"{path} is no journal of leakguard")
                if isinstance(record, dict):
                    yield record
    except OSError as error:
        raise UsageError(f"{path}: the journal cannot be read ({error.strerror}). Check the path") from None
