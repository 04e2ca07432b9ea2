"""Who may ask: bearer tokens (RFC 6750), and what protects a server without one from web pages in a local browser."""

from __future__ import annotations

import hmac
import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from leakguard.errors import UsageError

MINIMUM = 16
"""Characters that a token must have at least; 22 of ``secrets.token_urlsafe(16)`` are 128 bits."""

MAXIMUM = 512
_TOKEN = re.compile(rb"[A-Za-z0-9._~+/-]+=*")
_CURE = "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'"


def load_token(variable: str | None, path: Path | None, environ: Mapping[str, str]) -> bytes | None:
    """The token in the environment variable ``variable`` or in the file ``path``; None if neither is named.

    Raises:
        UsageError: both are named, there is none in it, or it is too short, too long or no ``b64token``. Never shows it.
    """
    if variable and path:
        raise UsageError("--token-env and --token-file exclude each other")
    if variable:
        if not environ.get(variable):
            raise UsageError(f"the environment variable {variable} is not set. It must hold the token. {_CURE}")
        return _checked(environ[variable].encode("utf-8", "surrogateescape"), f"the token in {variable}")
    if path:
        try:
            with path.open("rb") as stream:
                content = stream.read(MAXIMUM + 3)
        except OSError as error:
            raise UsageError(f"{path}: the token file cannot be read ({error.strerror}). {_CURE}") from error
        return _checked(content, f"{path}: the token")
    return None


def _checked(content: bytes, what: str) -> bytes:
    token = content.strip(b" \t\r\n")
    if not MINIMUM <= len(token) <= MAXIMUM:
        raise UsageError(f"{what} must have {MINIMUM} to {MAXIMUM} characters. {_CURE}")
    if not _TOKEN.fullmatch(token):
        raise UsageError(f"{what} may hold letters, digits and . _ ~ + / - only. {_CURE}")
    return token


def readable_by_others(path: Path) -> bool:
    """Whether the permissions of a file let others than its owner read it."""
    return bool(path.stat().st_mode & 0o077)


def authorised(header: str | None, token: bytes | None) -> bool:
    """Whether an ``Authorization`` header holds the token. The comparison takes the same time for every wrong one."""
    if token is None:
        return True
    scheme, _, given = (header or "").partition(" ")
    same = hmac.compare_digest(given.strip(" ").encode("utf-8", "surrogateescape"), token)
    return scheme.lower() == "bearer" and same


def local(host: str | None, origin: str | None) -> bool:
    """Whether a request to a server without a token comes from a local program, and not from a web page.

    A page of another site could send files with simple requests (``Origin`` names the site), or get behind the same-origin
    rule with a name that it lets point to 127.0.0.1 (``Host`` is that name).
    """
    return _is_loopback(f"//{host or ''}") and (origin is None or _is_loopback(origin))


def _is_loopback(url: str) -> bool:
    try:
        name = urlsplit(url).hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
