"""The secret key behind tokens and fingerprints.

A key never comes from a command-line argument: arguments are seen by every process of the machine and kept in shell
histories. It comes from a file, or from the environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from leakguard.errors import UsageError

MINIMUM_BYTES = 16
"""128 bits; NIST SP 800-131A asks for 112 at least in keys for HMAC."""

MAXIMUM_BYTES = 4096

FILE_VARIABLE = "LEAKGUARD_KEY_FILE"
VALUE_VARIABLE = "LEAKGUARD_KEY"

_CURE = "Make one with `openssl rand -hex 32 > leakguard.key`, keep it out of the data's folder, and pass its path."


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


def _from_file(path: Path, what: str) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: {what} cannot be read ({error.strerror}). {_CURE}") from error
    return _checked(content, f"{path}: {what}")


def _checked(content: bytes, what: str) -> bytes:
    key = content.strip(b"\r\n")
    if len(key) < MINIMUM_BYTES:
        raise UsageError(f"{what} has {len(key)} bytes; at least {MINIMUM_BYTES} are needed. {_CURE}")
    if len(content) > MAXIMUM_BYTES:
        raise UsageError(f"{what} has more than {MAXIMUM_BYTES} bytes: that is hardly a key. {_CURE}")
    return key
