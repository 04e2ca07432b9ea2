"""URLs of databases: told from paths, and named without the credentials in them.

Nothing here connects to anything. Errors never repeat a URL: it may hold a password.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from leakguard.errors import UsageError

_LOOKS_LIKE_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9.-]+)(?:\+[A-Za-z0-9_]+)?:/(?=/)")
_STRICT = re.compile(
    r"[^:]+://(?:[^@/?#]*@)?(?P<host>(?:\[[0-9A-Fa-f:.]+\]|[^@/?#:\[\]]*)(?::[0-9]+)?)(?P<path>/[^@?#]*)?(?:\?[^@#]*)?",
    re.DOTALL,
)

KINDS = MappingProxyType({
    "postgresql": "postgresql", "postgres": "postgresql", "mysql": "mysql", "mariadb": "mysql",
    "sqlite": "sqlite", "duckdb": "duckdb",
})  # fmt: skip
"""Scheme -> kind of database."""


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """A database and the tables of it that are meant; none means all. ``str()`` of it is safe to show.

    ``url`` is as given and may hold a password: it goes to the driver and nowhere else.
    """

    name: str
    kind: str
    url: str = field(repr=False)
    tables: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


def is_url(text: str) -> bool:
    """Whether this is a URL rather than a path."""
    return _LOOKS_LIKE_URL.match(text) is not None


def database_url(text: str, tables: Sequence[str] = ()) -> DatabaseUrl:
    """A URL with its credentials and its query taken out of the name.

    Raises :class:`~leakguard.errors.UsageError` for other kinds of URL, and for one in which it is not clear where the
    password ends.
    """
    scheme = _LOOKS_LIKE_URL.match(text)
    kind = KINDS.get(scheme["scheme"].lower()) if scheme else None
    if kind is None:
        raise UsageError(
            f"this URL names no database that can be read. Use one of: {', '.join(f'{name}://' for name in KINDS)}, or a file"
        )
    parts = _STRICT.fullmatch(text)
    if parts is None:
        raise UsageError(
            f"this {kind}:// URL cannot be taken apart. Write special characters in its user and password as %XX (@ is %40, / is "
            "%2F), or leave the password out and set LEAKGUARD_DB_PASSWORD"
        )
    return DatabaseUrl(f"{kind}://{parts['host']}{parts['path'] or ''}", kind, text, tuple(tables))
