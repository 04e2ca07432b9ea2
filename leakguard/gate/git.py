"""What git says: which contents are staged, which leave with a push, and their bytes. Nothing is changed, no network.

Names are read with ``-z`` where git offers it, so no quoting stands between; they are paths from the top of the work tree.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from leakguard.errors import UnscannedError, UsageError

_CURE = "Check that git is installed and that this is a repository"
_ZEROS = frozenset("0")
_LINK = "160000"
_CHUNK = 1 << 20
_LFS = b"version https://git-lfs.github.com/spec/"
_LFS_LONGEST = 1024
_OBJECT_FIELDS = 3
_PUSH_FIELDS = 4


class Blob(NamedTuple):
    """A content by its object name, and the path that it has (or one of them)."""

    sha: str
    path: str


class Push(NamedTuple):
    """One line of what git tells a pre-push hook; see githooks(5). All zeros stand for a ref that is not there."""

    local_ref: str
    local: str
    remote_ref: str
    remote: str


class Git:
    """The repository of a folder. Every failure of git is a :class:`UsageError`: a hook that cannot look lets nothing pass."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        # A partial clone must not fetch; nothing may wait for a password.
        self._environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}

    def run(self, *arguments: str, stdin: bytes = b"", fails: bool = False) -> bytes | None:
        """What git prints; None if it fails and ``fails`` allows that."""
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and git by its name is what the user runs
                ["git", *arguments],  # noqa: S607
                cwd=self._folder, env=self._environment, input=stdin, capture_output=True, check=False,
            )  # fmt: skip
        except OSError as error:
            raise UsageError(f"git cannot be run ({error.strerror}). {_CURE}") from None
        if done.returncode == 0:
            return done.stdout
        if fails:
            return None
        raise UsageError(f"git {arguments[0]} failed with exit code {done.returncode}. {_CURE}")

    def text(self, *arguments: str, fails: bool = False) -> str | None:
        """One line that git prints, without its end."""
        output = self.run(*arguments, fails=fails)
        return None if output is None else os.fsdecode(output).removesuffix("\n")

    def path(self, name: str) -> Path:
        """Where a file of the repository lies: with ``hooks``, ``core.hooksPath`` and the main work tree are respected."""
        found = Path(self.text("rev-parse", "--git-path", name) or "")
        return found if found.is_absolute() else (self._folder or Path.cwd()) / found

    def top(self) -> Path:
        """The top of the work tree."""
        return Path(self.text("rev-parse", "--show-toplevel") or ".")

    def staged(self) -> list[Blob]:
        """The contents that the next commit adds or changes, renames included; not deletions, not submodules."""
        head = self.text("rev-parse", "--verify", "--quiet", "HEAD^{commit}", fails=True)
        base = head or (self.text("hash-object", "-t", "tree", "--stdin") or "")
        output = self.run(
            "diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=none", base
        )
        return list(_changed(output or b""))

    def indexed(self, paths: Iterable[str]) -> list[Blob]:
        """The staged contents of some paths, which are as seen from the current folder."""
        wanted = list(paths)
        if not wanted:
            return []
        output = self.run("--literal-pathspecs", "ls-files", "--stage", "--full-name", "-z", "--", *wanted) or b""
        entries = [os.fsdecode(entry).partition("\t") for entry in output.split(b"\0") if entry]
        blobs = [(meta.split(" "), path) for meta, _, path in entries]
        return [Blob(fields[1], path) for fields, path in blobs if fields[0] != _LINK]

    def leaving(self, pushes: Iterable[Push], remote: str) -> list[Blob]:
        """The contents that a push brings to a remote: reachable from what is pushed, and from nothing known to be there.

        Known is what the push says the remote has, and the branches of it that were seen last.
        """
        pushed = list(pushes)
        wanted = list(dict.fromkeys(push.local for push in pushed if not set(push.local) <= _ZEROS))
        there = [push.remote for push in pushed if not set(push.remote) <= _ZEROS]
        known = [sha for sha in dict.fromkeys(there) if self.run("cat-file", "-e", sha, fails=True) is not None]
        if not wanted:
            return []
        # Names of remotes are patterns for --remotes; a URL matches no branch.
        seen = [f"--remotes={remote}"] if remote and not set("*?[\\") & set(remote) else []
        lines = [*wanted, *(f"^{sha}" for sha in known)]
        arguments = ["rev-list", "--objects", "--stdin", "--not", *seen]
        output = self.run(*arguments, stdin="\n".join(lines).encode() + b"\n") or b""
        return self._blobs(output)

    def _blobs(self, listed: bytes) -> list[Blob]:
        """Of the objects that ``rev-list --objects`` lists those that are contents; each comes once, with one path."""
        objects = [os.fsdecode(line).partition(" ") for line in listed.split(b"\n") if line]
        names = "\n".join(sha for sha, _, _ in objects).encode() + b"\n"
        kinds = (self.run("cat-file", "--batch-check=%(objecttype)", stdin=names) or b"").split(b"\n")
        # Whatever is neither a commit, a tree nor a tag is to be read, and counts as unread if it is missing.
        return [
            Blob(sha, path)
            for (sha, _, path), kind in zip(objects, kinds, strict=False)
            if kind not in (b"commit", b"tree", b"tag")
        ]

    @contextmanager
    def contents(self) -> Iterator[Contents]:
        """A reader of contents; one process of git for all of them."""
        try:
            process = subprocess.Popen(
                ["git", "cat-file", "--batch"],  # noqa: S607
                cwd=self._folder, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except OSError as error:
            raise UsageError(f"git cannot be run ({error.strerror}). {_CURE}") from None
        with process:
            assert process.stdin is not None  # noqa: S101 - pipes were asked for
            assert process.stdout is not None  # noqa: S101
            try:
                yield Contents(process.stdin, process.stdout)
            finally:
                process.stdin.close()
                process.kill()

    def lfs_object(self, pointer: bytes) -> Path | None:
        """Where the content that a pointer of Git LFS stands for lies; None if the bytes are no pointer.

        The file may be missing: then the content is not here. https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
        """
        if not pointer.startswith(_LFS) or len(pointer) > _LFS_LONGEST:
            return None
        fields = dict(line.partition(" ")[::2] for line in pointer.decode("utf-8", "replace").splitlines())
        sha = fields.get("oid", "").removeprefix("sha256:")
        if not (len(sha) == 64 and set(sha) <= set("0123456789abcdef")):
            return None
        common = Path(self.text("rev-parse", "--git-common-dir") or "")
        return (self._folder or Path.cwd()) / common / "lfs" / "objects" / sha[:2] / sha[2:4] / sha


def _changed(output: bytes) -> Iterator[Blob]:
    """Reads ``diff-index --raw -z``: ``:old-mode new-mode old-sha new-sha status NUL path NUL``."""
    fields = output.split(b"\0")
    for meta, path in zip(fields[0::2], fields[1::2], strict=False):
        _, mode, _, sha, status = meta.decode("ascii").split(" ")
        if status != "D" and mode != _LINK:
            yield Blob(sha, os.fsdecode(path))


class Contents:
    """Reads contents one after the other from ``git cat-file --batch``."""

    def __init__(self, questions: IO[bytes], answers: IO[bytes]) -> None:
        self._questions, self._answers = questions, answers
        self._left = 0

    def open(self, blob: Blob) -> Contents:
        """Begin with the next content, to be read to its end with :meth:`read` before another one is begun."""
        while self._left:  # what somebody did not read to its end
            self.read(_CHUNK)
        self._questions.write(blob.sha.encode() + b"\n")
        self._questions.flush()
        answer = self._answers.readline().split()
        if len(answer) != _OBJECT_FIELDS or answer[1] != b"blob":
            raise UnscannedError("unreadable", "the content is not in this repository; fetch it")
        self._left = int(answer[2]) + 1
        return self

    def read(self, size: int = -1, /) -> bytes:
        """As of a file. The line end that git puts behind each content is taken away."""
        if self._left <= 1:
            if self._left:
                self._answers.read(1)
                self._left = 0
            return b""
        wanted = self._left - 1 if size < 0 else min(size, self._left - 1)
        data = self._answers.read(wanted)
        if not data:
            raise UnscannedError("unreadable", "git ended before the content did")
        self._left -= len(data)
        return data


def wanted(blobs: Iterable[Blob], include: Sequence[str], exclude: Sequence[str]) -> list[Blob]:
    """The contents that the globs choose, as for folders: held against the whole path and against the name."""
    return [
        blob
        for blob in dict.fromkeys(blobs)
        if (not include or _matches(blob.path, include)) and not _matches(blob.path, exclude)
    ]


def _matches(path: str, globs: Iterable[str]) -> bool:
    return any(fnmatchcase(path, glob) or fnmatchcase(PurePosixPath(path).name, glob) for glob in globs)


def pushed(lines: Iterable[str]) -> list[Push]:
    """What git tells a pre-push hook on standard input. Raises :class:`UsageError` for anything else."""
    pushes = []
    for line in lines:
        fields = line.split()
        if fields and len(fields) != _PUSH_FIELDS:
            raise UsageError(
                "a pre-push hook gets lines of four fields from git. Run it as a hook: leakguard hook install"
            )
        if fields:
            pushes.append(Push(*fields))
    return pushes


def pushed_through_pre_commit(environ: Mapping[str, str]) -> tuple[list[Push], str] | None:
    """What the tool pre-commit tells a hook of the stage pre-push, and the remote; None if it does not run it.

    It tells of one ref, and runs the hooks once (https://pre-commit.com/#pre-push).
    """
    local = environ.get("PRE_COMMIT_TO_REF")
    if not local:
        return None
    remote_sha = environ.get("PRE_COMMIT_FROM_REF", "")
    push = Push(
        environ.get("PRE_COMMIT_LOCAL_BRANCH", ""),
        local,
        environ.get("PRE_COMMIT_REMOTE_BRANCH", ""),
        remote_sha or "0",
    )
    return [push], environ.get("PRE_COMMIT_REMOTE_NAME", "")


def repository(folder: Path | None = None) -> Git:
    """The repository of the current folder. Raises :class:`UsageError` if there is none."""
    git = Git(folder)
    if git.text("rev-parse", "--git-dir", fails=True) is None:
        raise UsageError(f"{os.fspath(folder or Path.cwd())} is in no git repository. Change into one")
    return git
