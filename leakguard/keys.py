"""Secret keys: the one behind tokens, pseudonyms, encryption and fingerprints, and the files of all keys.

A key never comes from a command-line argument: arguments are seen by every process of the machine and kept in shell
histories. It comes from a file, or from the environment. Files of keys are made with mode 0600 and never overwritten.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import stat
import warnings
from collections.abc import Mapping
from pathlib import Path

from leakguard.errors import UsageError

MINIMUM_BYTES = 16
"""128 bits; NIST SP 800-131A asks for 112 at least in keys for HMAC."""

MAXIMUM_BYTES = 4096

FILE_VARIABLE = "LEAKGUARD_KEY_FILE"
VALUE_VARIABLE = "LEAKGUARD_KEY"
SIGNING_VARIABLE = "LEAKGUARD_SIGNING_KEY_FILE"

NEW_BYTES = 32
"""256 bits, written as 64 hexadecimal digits."""

_CURE = (
    "Make one with `leakguard keys new leakguard.key` (or `openssl rand -hex 32 > leakguard.key`), "
    "keep it out of the data's folder, and pass its path."
)


class ExposedKeyWarning(UserWarning):
    """Others can read the file of a key."""


def load_key(path: Path | None, environ: Mapping[str, str]) -> bytes | None:
    """The key from ``path``, else from the file ``LEAKGUARD_KEY_FILE`` names, else from ``LEAKGUARD_KEY``, else none.

    Line ends around the key are not part of it; an empty variable counts as unset.

    Raises:
        UsageError: the file cannot be read, or the key is shorter than 16 bytes or longer than 4096. The message
            never holds the key.
    """
    if path is None and environ.get(FILE_VARIABLE):
        return _from_file(Path(environ[FILE_VARIABLE]), f"the key file that {FILE_VARIABLE} names")
    if path is not None:
        return _from_file(path, "the key file")
    if environ.get(VALUE_VARIABLE):
        return _checked(environ[VALUE_VARIABLE].encode("utf-8", "surrogateescape"), f"the key in {VALUE_VARIABLE}")
    return None


def key_id(key: bytes) -> str:
    """A short name of a key, 8 hexadecimal digits, by which runs can be told to have used the same one. It cannot be turned back."""
    return hmac.digest(key, b"leakguard-key-id/1", "sha256")[:4].hex()


def new_key() -> bytes:
    """A new key as its file holds it."""
    return os.urandom(NEW_BYTES).hex().encode("ascii") + b"\n"


def create(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file that must not be there yet, whole or not at all.

    Raises :class:`~leakguard.errors.UsageError` if it is there, or cannot be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), mode)
    except FileExistsError as error:
        raise UsageError(
            f"{path} exists already, and keys are never overwritten: what was made with the old one could not be read "
            "or compared any more. Give another name."
        ) from error
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}). Give a file in a folder that exists."
        ) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def read(path: Path, what: str, limit: int) -> bytes:
    """The content of a key file. Warns (:class:`ExposedKeyWarning`) if others can read a private one.

    Raises :class:`~leakguard.errors.UsageError`, which never holds anything of the file.
    """
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            content = stream.read(limit + 1)
    except OSError as error:
        raise UsageError(f"{path}: {what} cannot be read ({error.strerror}). {_CURE}") from error
    if len(content) > limit:
        raise UsageError(f"{path}: {what} has more than {limit} bytes: that is hardly a key. {_CURE}")
    if what != PUBLIC and is_exposed(mode):
        warnings.warn(
            f"{path}: {what} can be read by others on this machine. Protect it with `chmod 600`",
            ExposedKeyWarning,
            stacklevel=3,
        )
    return content


PUBLIC = "the public key"


def is_exposed(mode: int) -> bool:
    """Whether a file of this mode can be read by its group or by everybody. Pipes and Windows have no such modes."""
    return os.name != "nt" and stat.S_ISREG(mode) and bool(mode & (stat.S_IRGRP | stat.S_IROTH))


def may_be_committed(path: Path) -> bool:
    """Whether a file lies in a work tree of git that does not ignore it. Where git is not at hand: in any work tree."""
    folder = path.resolve().parent
    if not any((above / ".git").exists() for above in (folder, *folder.parents)):
        return False
    import subprocess

    command = ["git", "-C", str(folder), "check-ignore", "--quiet", "--", str(path.resolve())]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=10)  # noqa: S603 - no shell
    except (OSError, subprocess.SubprocessError):
        return True
    return done.returncode != 0


def _from_file(path: Path, what: str) -> bytes:
    return _checked(read(path, what, MAXIMUM_BYTES), f"{path}: {what}")


def _checked(content: bytes, what: str) -> bytes:
    key = content.strip(b"\r\n")
    if len(key) < MINIMUM_BYTES:
        raise UsageError(f"{what} has {len(key)} bytes; at least {MINIMUM_BYTES} are needed. {_CURE}")
    return key
