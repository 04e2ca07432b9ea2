"""Values of SQL statements and of COPY data: what they say, where each character of it stands, and how to write another.

Own code, because an edit needs the place of every character as stored, and no SQL library keeps it: the escapes of a
literal count as they stand. The rules are those of the MySQL manual (string literals), of the PostgreSQL manual (string
constants, E'' strings, COPY text format) and of ISO 9075 where a dialect says nothing of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate
from typing import NamedTuple

from leakguard.sources.edits import Span, in_order
from leakguard.sources.frequency import plausible_share

LONGEST_OPAQUE = 64
"""A hexadecimal value of at most so many bytes that is no text is scanned digit by digit: a digest, a UUID. What is longer
is a picture or the like."""

_PLAUSIBLE = 0.8


class Rule(Enum):
    """How characters are escaped in the content of a value."""

    STANDARD = "standard"  # a quote is doubled, nothing else
    MYSQL = "mysql"
    POSTGRES = "postgres"  # E'...'
    COPY = "copy"
    BYTES = "bytes"  # hexadecimal digits
    BARE = "bare"  # as it stands: a number
    EXPRESSION = "expression"  # as it stands, with literals in it


class Value(NamedTuple):
    """One value: its text (None for NULL and its like, and for what is no text), and ``[start, end)`` of the content that
    gives the text within the value as stored.

    ``charset`` is the encoding of hexadecimal digits; ``opaque`` says that there are bytes here that were not read.
    """

    text: str | None
    rule: Rule = Rule.BARE
    start: int = 0
    end: int = 0
    quote: str = "'"
    charset: str = "utf-8"
    opaque: bool = False


_NULL = Value(None)
_BACKSLASHED = r"'[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+'|\"[^\"\\]*+(?:(?:\\.|\"\")[^\"\\]*+)*+\""
_DOUBLED = r"'[^']*+(?:''[^']*+)*+'|\"[^\"]*+(?:\"\"[^\"]*+)*+\""
_PREFIX = r"(?:\b[nNeE]|\b_[A-Za-z][A-Za-z0-9]{2,15}\s?)?"
_E_STRING = r"[eE]'[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+'"
_CONSTANT = (
    r"(?i:NULL|DEFAULT|TRUE|FALSE|CURRENT_(?:TIMESTAMP|DATE|TIME)(?:\(\d?\))?|SYS(?:DATE|TIMESTAMP)|GETDATE\(\)|NOW\(\)|"
    r"VALUES\s?\(\s?[`\"]?[A-Za-z_]{1,64}[`\"]?\s?\)|EXCLUDED\.[`\"]?[A-Za-z_]{1,64}[`\"]?)"
)
_NUMBER = r"[-+]?[0-9]++(?:\.[0-9]*+)?(?:[eE][-+]?[0-9]++)?"
_HEX = re.compile(r"0[xX](?P<bare>(?:[0-9A-Fa-f]{2})++)|[xX]'(?P<quoted>(?:[0-9A-Fa-f]{2})*+)'")
_FORMAT = re.compile(
    r"(?=[^']*(?:[-/:%]|[yY]{2}))(?:%[A-Za-z]|(?i:FX|FM|AM|PM|[YMDHIS]{1,6}+|FF|TZ|XFF)[0-9]{0,2}+|[-/:., T年月日时分秒]){1,40}+"
)
_PLAIN = re.compile(r"(?!.*[0-9]{5})[A-Za-z0-9_ (),.:\[\]\r\n\t]*", re.DOTALL)
_ESCAPES = {
    Rule.STANDARD: re.compile(r"''|\"\""),
    Rule.MYSQL: re.compile(r"\\.|''|\"\"", re.DOTALL),
    Rule.POSTGRES: re.compile(
        r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-7][0-9A-Fa-f]?|[01]?[0-7]{1,2}|.)|''|\"\"", re.DOTALL
    ),
    Rule.COPY: re.compile(r"\\(?:x[0-7][0-9A-Fa-f]?|[01]?[0-7]{1,2}|.)", re.DOTALL),
}
_LETTERS = {
    Rule.MYSQL: {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a", "%": "\\%", "_": "\\_"},
    Rule.POSTGRES: {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"},
    Rule.COPY: {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"},
}


@dataclass(frozen=True)
class Dialect:
    """Whether a backslash escapes in a plain string literal, as in MySQL, or not, as in ISO SQL."""

    backslash: bool

    @property
    def rule(self) -> Rule:
        """The rule of a plain string literal."""
        return Rule.MYSQL if self.backslash else Rule.STANDARD

    def grammar(self) -> Grammar:
        """The expressions that read values of this dialect."""
        return _GRAMMARS[self.backslash]

    def escape(self, text: str, quote: str = "'") -> str:
        """``text`` as the content of a plain string literal."""
        return _escape(text, self.rule, quote)

    def value(self, stored: str) -> Value:
        """What a value says; ``stored`` begins and ends with it."""
        grammar = self.grammar()
        literal = grammar.literal.fullmatch(stored)
        if literal:
            return self._string(stored, literal)
        if grammar.constant.fullmatch(stored):
            return _NULL
        digits = _HEX.fullmatch(stored)
        if digits:
            return _bytes(stored, *digits.span(digits.lastgroup or 0))
        if grammar.number.fullmatch(stored):
            return Value(stored, Rule.BARE, 0, len(stored))
        return self._wrapped(stored) or Value(stored, Rule.EXPRESSION, 0, len(stored))

    def _string(self, stored: str, literal: re.Match[str]) -> Value:
        start, end = literal.end("prefix") + 1, literal.end() - 1
        escaping = literal["prefix"][:1] in ("e", "E")
        rule = self.rule if self.backslash else Rule.POSTGRES if escaping else Rule.STANDARD
        if rule is Rule.STANDARD and stored.startswith("\\x", start):
            return _bytea(stored, start, end) or Value(stored[start:end], rule, start, end)
        quote = stored[end]
        content = stored[start:end]
        text = content if quote not in content and "\\" not in content else _text(content, rule, quote)
        return Value(text, rule, start, end, quote)

    def _wrapped(self, stored: str) -> Value | None:
        """The value of an expression around one literal, such as ``to_date('1990-05-09', 'yyyy-mm-dd')``.

        None if there is more to read in it than that literal.
        """
        literals = list(self.grammar().literal.finditer(stored))
        if not literals or not all(
            _FORMAT.fullmatch(other[0][other.end("prefix") - other.start() + 1 : -1]) for other in literals[1:]
        ):
            return None
        if not _PLAIN.fullmatch(self.grammar().literal.sub(" ", stored)):
            return None
        first = literals[0]
        value = self._string(first[0], _again(self.grammar().literal, first[0]))
        return value._replace(start=value.start + first.start(), end=value.end + first.start())

    def edited(self, stored: str, spans: Iterable[Span]) -> str:
        """A value with its text edited; a number or an expression that cannot stay one becomes a string literal."""
        value = self.value(stored)
        ordered = in_order(spans, len(value.text or ""))
        if value.rule is Rule.BARE or (value.rule is Rule.EXPRESSION and not self._inside(stored, ordered)):
            return f"'{self.escape(_spliced(stored, ordered))}'"
        return _rewritten(stored, value, self.rule, ordered)

    def _inside(self, stored: str, spans: Sequence[Span]) -> bool:
        """Whether every span stands within the quotes of a literal of an expression."""
        inner = [(found.end("prefix") + 1, found.end() - 1) for found in self.grammar().literal.finditer(stored)]
        return all(any(start <= span.start and span.end <= end for start, end in inner) for span in spans)


class Grammar:
    """Compiled once for each way of reading a backslash.

    ``token`` matches one value of a list of values and what separates it from the next: group 1 is the content of a string
    without escapes, 2 a number, 3 a constant without text, 4 anything else; 5 is set where another row begins, 6 where
    the last one ends. ``open`` matches the start of a literal that does not end in the text.
    """

    def __init__(self, backslash: bool) -> None:
        strings = _BACKSLASHED if backslash else f"{_E_STRING}|{_DOUBLED}"
        letters, letter = ("", "") if backslash else ("eE", "|[eE](?!')")
        run = rf"[^'\"(),;/\-{letters}]++{letter}|/(?!\*)|-(?!-)"
        nested = rf"[^'\"(){letters}]++{letter}"
        inner = rf"\((?:{strings}|{nested})*+\)"
        middle = rf"\((?:{strings}|{nested}|{inner})*+\)"
        expression = rf"(?:{strings}|{run}|\((?:{strings}|{nested}|{middle})*+\))++"
        simple = r"[^'\\]*+" if backslash else r"(?!\\x)[^']*+"
        self.token = re.compile(
            rf"\s*+(?:[Nn]?'({simple})'|({_NUMBER})|({_CONSTANT})|({expression}))\s*+(?:,|(\)\s*+,\s*+\()|(\)))",
            re.DOTALL,
        )
        self.literal = re.compile(
            rf"(?P<prefix>{_PREFIX})(?:{_BACKSLASHED if backslash else self._standard()})",
            re.DOTALL,
        )
        digits = r"0[xX](?:[0-9A-Fa-f]{2})++|[xX]'(?:[0-9A-Fa-f]{2})*+'"
        self.assigned = rf"(?:{_PREFIX}(?:{strings})|{digits}|{_NUMBER}|{_CONSTANT})"
        self.assignable = re.compile(self.assigned, re.DOTALL)
        self.constant = re.compile(_CONSTANT)
        self.number = re.compile(_NUMBER)
        self.open = re.compile(
            rf"\s*+(?:(?:[nNeExX]|_[A-Za-z][A-Za-z0-9]{{2,15}}\s?)?(?!{strings})['\"]|0[xX][0-9A-Fa-f]*+\Z)", re.DOTALL
        )

    @staticmethod
    def _standard() -> str:
        return rf"(?<=[eE])'[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+'|(?<![eE]){_DOUBLED}"


_GRAMMARS = {True: Grammar(True), False: Grammar(False)}


def copy_value(stored: str) -> Value:
    r"""What a field of COPY data in text format says; ``\N`` is NULL."""
    if "\\" not in stored:
        return Value(stored, Rule.COPY, 0, len(stored))
    if stored == "\\N":
        return _NULL
    if stored.startswith("\\\\x"):
        found = _bytea(stored, 1, len(stored))
        if found:
            return found
    return Value(_text(stored, Rule.COPY, ""), Rule.COPY, 0, len(stored))


def edited_copy_value(stored: str, spans: Iterable[Span]) -> str:
    """A field of COPY data with its text edited."""
    value = copy_value(stored)
    return _rewritten(stored, value, Rule.COPY, in_order(spans, len(value.text or "")))


def stored_span(stored: str, value: Value, start: int, end: int) -> tuple[int, int]:
    """Where ``[start, end)`` of the text of a value stands in the value as stored."""
    places = _places(stored, value)
    if places is None:
        return value.start + start, value.start + end
    return value.start + places[start], value.start + places[end]


def _places(stored: str, value: Value) -> list[int] | None:
    """The offset in the content of each character of the text, and of its end; None if the two are the same."""
    content = stored[value.start : value.end]
    if value.rule in (Rule.BARE, Rule.EXPRESSION) or value.text == content:
        return None
    if value.rule is Rule.BYTES:
        return list(accumulate((2 * len(c.encode(value.charset)) for c in value.text or ""), initial=0))
    places: list[int] = []
    reached = 0
    for found in _ESCAPES[value.rule].finditer(content):
        start, end = found.span()
        text = _unescaped(found[0], value.rule, value.quote)
        places += range(reached, start)
        places += [start] if len(text) == 1 else range(start, end)
        reached = end
    places += range(reached, len(content) + 1)
    return places


def _text(content: str, rule: Rule, quote: str) -> str:
    """The content of a literal or of a COPY field without its escapes."""
    return _ESCAPES[rule].sub(lambda found: _unescaped(found[0], rule, quote), content)


def _unescaped(escape: str, rule: Rule, quote: str) -> str:
    if escape[0] != "\\":
        return escape[0] if escape[0] == quote else escape
    letter, digits = escape[1], escape[2:]
    if rule is not Rule.MYSQL and digits and letter in "xuU":
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF else escape
    if rule is not Rule.MYSQL and letter in "01234567":
        return chr(int(escape[1:], 8))
    return _LETTERS[rule].get(letter, letter)


def _escape(text: str, rule: Rule, quote: str) -> str:
    if rule is not Rule.STANDARD:
        text = text.replace("\\", "\\\\")
    if rule is Rule.COPY:
        return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text.replace(quote, quote * 2)


def _rewritten(stored: str, value: Value, plain: Rule, spans: Sequence[Span]) -> str:
    pieces: list[str] = []
    reached = 0
    for span in spans:
        start, end = stored_span(stored, value, span.start, span.end)
        if value.rule is Rule.BYTES:
            written = span.replacement.encode(value.charset).hex()
            written = written.upper() if re.search("[A-F]", stored[value.start : value.end]) else written
        else:
            rule = plain if value.rule is Rule.EXPRESSION else value.rule
            written = _escape(span.replacement, rule, value.quote)
        pieces += (stored[reached:start], written)
        reached = end
    pieces.append(stored[reached:])
    return "".join(pieces)


def _spliced(text: str, spans: Sequence[Span]) -> str:
    pieces: list[str] = []
    reached = 0
    for start, end, replacement in spans:
        pieces += (text[reached:start], replacement)
        reached = end
    return "".join((*pieces, text[reached:]))


def _again(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    assert found is not None  # noqa: S101 - it matched a moment ago
    return found


def _bytea(stored: str, start: int, end: int) -> Value | None:
    r"""PostgreSQL's ``\x`` form of bytes."""
    if (end - start) % 2 or not re.fullmatch("[0-9A-Fa-f]*", stored[start + 2 : end]):
        return None
    return _bytes(stored, start + 2, end)


def _bytes(stored: str, start: int, end: int) -> Value:
    """The text that hexadecimal digits stand for, or the digits themselves where they are few and stand for none."""
    data = bytes.fromhex(stored[start:end])
    for charset in ("utf-8", "gb18030", "utf-16-le"):
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        if text.encode(charset) == data and _readable(text, charset):
            return Value(text, Rule.BYTES, start, end, charset=charset)
    if len(data) > LONGEST_OPAQUE:
        return _NULL._replace(opaque=True)
    return Value(stored, Rule.BARE, 0, len(stored))


def _readable(text: str, charset: str) -> bool:
    if not all(character.isprintable() or character in "\t\r\n" for character in text):
        return False
    return charset == "utf-8" or text.isascii() or plausible_share(text) >= _PLAUSIBLE
