"""Whether a text is an SQL dump, and which way it reads a backslash."""

from __future__ import annotations

import re

from leakguard.sources.sql.schema import IDENTIFIER, NAME
from leakguard.sources.sql.values import Dialect

COLUMNS = rf"\(\s*+{IDENTIFIER}(?:\s*+,\s*+{IDENTIFIER})*+\s*+\)"
INSERT = r"(?:INSERT|REPLACE)(?:\s++(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OVERWRITE|OR\s++[A-Z]{4,8}))*+(?:\s++INTO)?+\s++"
VALUES = rf"({NAME})\s*+({COLUMNS})?\s*+(?:OVERRIDING\s++(?:SYSTEM|USER)\s++VALUE\s++)?+VALUES?\s*+\("
COPY = rf"COPY\s++({NAME})\s*+({COLUMNS})?\s*+FROM\s++STDIN\s*+;[ \t]*+\r?\n"

_LEADING = re.compile(r"(?:\s++|--[^\n]*+(?:\n|\Z)|#[^\n]*+(?:\n|\Z)|/\*.*?\*/;?)*+", re.DOTALL)
_STATEMENT = re.compile(
    rf"{INSERT}{VALUES}|{COPY}|CREATE\s++TABLE\s|DROP\s++TABLE\s|CREATE\s++DATABASE\s|SET\s++[\w@. ]+=|SET\s++NAMES\s|SET\s++(?:ANSI|QUOTED|IDENTITY)_\w+|"
    rf"LOCK\s++TABLES\s|BEGIN(?:\s++TRANSACTION)?\s*+;|START\s++TRANSACTION\s*+;|PRAGMA\s++\w+\s*+=|USE\s++{IDENTIFIER}[ \t]*+(?:;|\r?\n\s*+GO\b)|UPDATE\s++{NAME}\s++SET\s++{NAME}\s*+=",
    re.IGNORECASE,
)
_DATA = re.compile(
    rf"^[ \t]*+(?:{INSERT}{VALUES}|{COPY}|CREATE\s++TABLE\s[^;]*?\(|UPDATE\s++{NAME}\s++SET\s++{NAME}\s*+=)",
    re.IGNORECASE | re.MULTILINE,
)
_STANDARD = re.compile(
    r"PostgreSQL|standard_conforming_strings\s*=\s*on|pg_catalog|^COPY\s.{1,2000}?\sFROM\sstdin;|^PRAGMA\s|sqlite_sequence|"
    r"NO_BACKSLASH_ESCAPES|^GO\s*$|IDENTITY_INSERT|\[dbo\]|\bVARCHAR2\b|\bto_date\s*\(|^set\s+define\s+off|^prompt\b|"
    r"^REM\s+INSERTING|\bSource Server Type\s*:\s*(?:PostgreSQL|SQL Server|Oracle|SQLite)|\bN'",
    re.IGNORECASE | re.MULTILINE,
)
_MYSQL = re.compile(
    r"MySQL|MariaDB|/\*!\d{5}|\bENGINE\s*=|standard_conforming_strings\s*=\s*off|\bAUTO_INCREMENT\b|"
    r"^INSERT\s+IGNORE\b|ON\s+DUPLICATE\s+KEY|^SET\s+NAMES\s|phpMyAdmin",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTE_AFTER_BACKSLASH = re.compile(r"\\'(?!\s*[,)])")
_BACKSLASH_BEFORE_END = re.compile(r"\\'\s*(?:,\s*(?:'|NULL|[0-9-])|\)\s*[,;])")


def looks_sql(text: str) -> bool:
    """Whether a text of unknown kind is certainly SQL: it begins with a statement, and has a statement that holds data."""
    begin = _LEADING.match(text)
    return bool(begin and _STATEMENT.match(text, begin.end()) and _DATA.search(text))


def dialect_of(text: str) -> Dialect:
    r"""The dialect of a dump that begins with ``text``.

    What the text says of itself decides; then backticks, which only MySQL and SQLite know; then which of the two readings
    of ``\'`` gives literals that end where one can end. In doubt, MySQL: it is what most shops run on.
    """
    standard, mysql = _STANDARD.search(text), _MYSQL.search(text)
    if "NO_BACKSLASH_ESCAPES" in text:
        return Dialect(backslash=False)
    if standard and mysql:
        return Dialect(backslash=mysql.start() < standard.start())
    if standard or mysql:
        return Dialect(backslash=mysql is not None)
    escaped, ending = len(_QUOTE_AFTER_BACKSLASH.findall(text)), len(_BACKSLASH_BEFORE_END.findall(text))
    return Dialect(backslash=ending <= escaped or "`" in text)
