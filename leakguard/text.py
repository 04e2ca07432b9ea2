"""Folding: one plain spelling of a text for matching, with an exact map back to the raw offsets.

People write ``１３８００１３８０００``, ``1️⃣3️⃣8️⃣…`` or ``1&#51;8…`` and a reader still sees a phone number. :func:`fold`
undoes such spellings; :func:`spell_digits` goes further and reads Chinese digits, for numbers only. Nothing that a
person will see is ever taken from a folded text: findings are cut from the raw text by the map.

Offsets are code points. Folding is idempotent and linear in the length of the text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff\u0300-\u036f\u20d0-\u20ff"
)
"""Zero-width characters, soft hyphen, direction marks, variation selectors, combining marks and keycaps."""

_MARKS = re.compile("[\ufe00-\ufe0f\u0300-\u036f\u20d0-\u20ff]+")
"""Marks that are part of the character before them: ``1`` + U+FE0F + U+20E3 is one keycap."""

_EXPANDING = (
    "\u2100-\u2128\u2153-\u215e\u2469-\u2473\u247d-\u2487\u2491-\u249b\u24eb-\u24f4\u3200-\u33ff\ufb00-\ufb06"
    "\U0001f100-\U0001f10a"
)
"""Single characters that stand for several: ``⑩``, ``㎡``, ``№``. Those that stand for one are translated in place."""

_FOLDABLE = re.compile(
    r"(?P<entity>&(?:amp;){0,8}(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|nbsp|lt|gt|quot|apos|ensp|emsp|thinsp|copy|middot);)"
    r"|(?P<unicode>\\u[0-9A-Fa-f]{4})"
    r"|(?P<percent>(?:%[0-9A-Fa-f]{2}){1,64})"
    r"|(?P<ansi>\x1b\[[0-9;]{0,16}[A-Za-z])"
    r"|(?P<tag></?[A-Za-z][A-Za-z0-9]{0,15}\s?/?>)"
    rf"|(?P<invisible>[{_INVISIBLE}]+)"
    rf"|(?P<expanding>[{_EXPANDING}])"
)

_ESCAPES = re.compile(rf"[&\\%\x1b<{_INVISIBLE}{_EXPANDING}]")
"""Every match of ``_FOLDABLE`` begins with one of these; looking for one character is much faster."""

_KEEP = frozenset("&\\%<>\x1b")
"""Characters that folding never produces: with what follows, they could form a new escape."""

_HOMOGLYPHS = dict(
    zip("АВСЕНКМОРТХЅІЈаеорсухѕіјΑΒΕΗΙΚΜΝΟΡΤΧΥΖο", "ABCEHKMOPTXSIJaeopcyxsijABEHIKMNOPTXYZo", strict=True)
)
"""Cyrillic and Greek letters that look like Latin ones."""

_MAX_ROUNDS = 8


class _FoldTable(dict[int, int]):
    """Translation table of the characters that stand for one other character, filled as they are met."""

    def __missing__(self, code: int) -> int:
        folded = _fold_char(chr(code))
        self[code] = ord(folded) if len(folded) == 1 else code
        return self[code]


def _fold_char(char: str) -> str:
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    folded = _HOMOGLYPHS.get(char) or unicodedata.normalize("NFKC", char)
    folded = _HOMOGLYPHS.get(
        folded, folded
    )  # a mathematical bold epsilon is first a Greek letter, then looks like an E
    return char if _KEEP.intersection(folded) else folded


_TABLE = _FoldTable()

_WIDE = [(char, _fold_char(char)) for char in "，：！？；（）～　"]
"""What is wide in nearly every Chinese sentence."""

_UNUSUAL = re.compile("[^\x00-\x7f\u4e00-\u9fff、。“”…—《》【】]+")
"""What may have to be translated when the wide punctuation is out of the way."""

_SHORT = 200


def _translated(text: str) -> str:
    """``text.translate(_TABLE)``; faster where most characters stand for themselves."""
    if text.isascii():
        return text
    if len(text) < _SHORT:
        return text.translate(_TABLE)
    for wide, narrow in _WIDE:
        text = text.replace(wide, narrow)
    return _UNUSUAL.sub(lambda match: match[0].translate(_TABLE), text)


def _printable(char: str) -> str | None:
    """What an escape for ``char`` folds to; None when the escape must stay as it is."""
    if char in "<>" or ord(char) < 32 or char == "\x7f":
        return " "
    if char in _KEEP or 0xD800 <= ord(char) <= 0xDFFF:
        return None
    return char


class Folded:
    """A folded text and its map to the raw text it came from.

    The map is a list of pieces. A piece is either copied (equal lengths, offsets move in step) or folded (the piece as
    a whole stands for its raw stretch).
    """

    __slots__ = ("_copied", "_from", "_previous", "_raw", "_raw_ends", "text")

    def __init__(
        self, text: str, pieces: list[tuple[int, int, int, bool]] | None = None, previous: Folded | None = None
    ):
        self.text = text
        self._previous = previous
        pieces = pieces if pieces is not None else [(0, 0, len(text), True)]
        self._from = [p[0] for p in pieces]
        self._raw = [p[1] for p in pieces]
        self._raw_ends = [p[2] for p in pieces]
        self._copied = [p[3] for p in pieces]

    def raw_start(self, index: int) -> int:
        """Raw offset at which the folded character at ``index`` begins."""
        piece = bisect_right(self._from, index) - 1
        raw = self._raw[piece] + (index - self._from[piece] if self._copied[piece] else 0)
        return self._previous.raw_start(raw) if self._previous else raw

    def raw_end(self, index: int) -> int:
        """Raw offset just after the folded character at ``index - 1``."""
        piece = bisect_right(self._from, index - 1) - 1
        raw = self._raw[piece] + index - self._from[piece] if self._copied[piece] else self._raw_ends[piece]
        return self._previous.raw_end(raw) if self._previous else raw

    def index_of(self, raw: int) -> int:
        """The first folded offset that begins at or after a raw one; the length of the text if there is none."""
        wanted = self._previous.index_of(raw) if self._previous else raw
        piece = bisect_left(self._raw, wanted + 1) - 1
        if piece < 0:
            return 0
        end = self._from[piece + 1] if piece + 1 < len(self._from) else len(self.text)
        ahead = wanted - self._raw[piece]
        return min(end, self._from[piece] + ahead) if self._copied[piece] or not ahead else end

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of the non-empty folded span ``[start, end)``."""
        return self.raw_start(start), self.raw_end(end)


class _Builder:
    """Collects folded text and map pieces, left to right."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[tuple[int, int, int, bool]] = []
        self.length = 0

    def add(self, text: str, raw_start: int, raw_end: int, copied: bool) -> None:
        if text:
            self.parts.append(text)
            self.pieces.append((self.length, raw_start, raw_end, copied))
            self.length += len(text)


def lower(text: str) -> str:
    """``text`` in lower case, of the same length: ``İ``, which would become two characters, stays as it is."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def fold(text: str) -> Folded:
    """Fold ``text``: digits and letters of other widths and scripts, invisible characters, escapes, tags, look-alikes."""
    folded = Folded(_translated(text))
    for _ in range(_MAX_ROUNDS):
        again = _fold_once(folded)
        if again is None:
            break
        folded = again
    return folded


def _fold_once(source: Folded) -> Folded | None:
    """One round; None when it changes nothing."""
    text, build, done = source.text, _Builder(), -1
    for match in _foldable(text):
        pieces = _unfold(match)
        if pieces is None:
            continue
        start = match.start()
        marks = _MARKS.match(match[0]) if match.lastgroup == "invisible" else None
        if marks and start > max(done, 0):
            start -= 1
            pieces = [(text[start], start, match.start() + marks.end())]
        build.add(text[max(done, 0) : start], max(done, 0), start, True)
        for folded, start, end in pieces:
            build.add(folded, start, end, False)
        done = match.end()
    if done < 0:
        return None
    build.add(text[done:], done, len(text), True)
    return Folded(_translated("".join(build.parts)), build.pieces, source)


def _foldable(text: str) -> Iterator[re.Match[str]]:
    """The matches of ``_FOLDABLE``, left to right."""
    done = 0
    for escape in _ESCAPES.finditer(text):
        if escape.start() >= done and (match := _FOLDABLE.match(text, escape.start())):
            done = match.end()
            yield match


def _unfold(match: re.Match[str]) -> list[tuple[str, int, int]] | None:
    """The folded pieces ``(text, start, end)`` of a foldable match; None to leave it alone."""
    start, end, what, found = match.start(), match.end(), match.lastgroup, match[0]
    folded: str | None
    if what == "expanding":
        folded = _fold_char(found)
        return None if folded == found else [(folded, start, end)]
    if what == "percent":
        return _decode_percent(found, start)
    if what == "entity":
        char = html.unescape(re.sub(r"^&(?:amp;)+", "&", found))
        folded = _printable(char) if len(char) == 1 else None
    elif what == "unicode":
        folded = _printable(chr(int(found[2:], 16)))
    else:
        folded = " " if what == "tag" else ""
    return None if folded is None else [(folded, start, end)]


def _decode_percent(found: str, start: int) -> list[tuple[str, int, int]] | None:
    try:
        decoded = bytes.fromhex(found.replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return None
    if any(char < " " and char not in "\t\r\n" for char in decoded):
        return None  # %138 is the start of a number behind a sign, not an escape
    pieces = []
    for char in decoded:
        folded, end = _printable(char), start + 3 * len(char.encode("utf-8"))
        if folded is None:
            return None
        pieces.append((folded, start, end))
        start = end
    return pieces


_SPOKEN = {
    **dict(zip("零〇一二三四五六七八九", "00123456789", strict=True)),
    **dict(zip("壹贰貳叁參叄肆伍陆陸柒捌玖", "1223334566789", strict=True)),
    **dict(zip("幺两兩拐洞勾", "122709", strict=True)),
}
_CONFUSED = dict(zip("OoQDIl|ZzSB", "00001112258", strict=True))
_CHAR = "0-9OoIl" + "".join(_SPOKEN)
_GAP = r"(?:[\ \t,.;:~*=_/|、。·•—–-]{1,2}|\(?空格\)?)?"
_SPOKEN_RUN = re.compile(rf"[{_CHAR}](?<![A-Za-z].)(?:{_GAP}[{_CHAR}]){{6,40}}(?![A-Za-z])")
_SPELLED = re.compile(rf"[{''.join(_SPOKEN)}]|[0-9][OoIl]|[OoIl][0-9]")
"""What a run must hold to be more than digits and stray letters."""
_SPOKEN_PAIR = re.compile(
    rf"[OoIl{''.join(_SPOKEN)}](?:(?={_GAP}[{_CHAR}])|(?<=[{_CHAR}].)|(?<=[{_CHAR}]..)|(?<=[{_CHAR}]...)|(?<=格.)|(?<=格\).))"
)
"""One of several such characters; where there is none, there is no run."""


def spell_digits(source: Folded) -> Folded | None:
    """A second reading of a folded text in which runs of seven or more Chinese or look-alike digits are digits.

    ``一三八零零一三八零零零`` becomes ``13800138000``; ``幺`` ``洞`` ``拐`` ``勾`` ``两`` and the financial digits count, and
    ``O`` ``o`` ``I`` ``l`` between digits. Words outside such runs are untouched. None when there is no such run.
    """
    text = source.text
    build, done = _Builder(), 0
    for start, end in _spoken_runs(text):
        for index in range(start, end):
            digit = _SPOKEN.get(text[index]) or (_CONFUSED.get(text[index]) if text[index].isalpha() else None)
            if digit:
                build.add(text[done:index], done, index, True)
                build.add(digit, index, index + 1, False)
                done = index + 1
    if not done:
        return None
    build.add(text[done:], done, len(text), True)
    return Folded("".join(build.parts), build.pieces, source)


def _spoken_runs(text: str) -> Iterator[tuple[int, int]]:
    """Where runs of Chinese or look-alike digits are; no run goes on in the next line."""
    done = 0
    for pair in _SPOKEN_PAIR.finditer(text):
        if pair.start() >= done:
            line = text.rfind("\n", 0, pair.start()) + 1
            done = (text.find("\n", pair.start()) + 1) or len(text)
            for run in _SPOKEN_RUN.finditer(text, line, done):
                if _SPELLED.search(text, *run.span()):
                    yield run.span()
