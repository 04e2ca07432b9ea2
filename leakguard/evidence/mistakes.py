"""Mistakes in a form, told in both languages with the line on which they are.

YAML notices many a mistake lines after it was made, and says so in its own terms. So a form that is no YAML is read once more, line by
line, for what people get wrong: quotes, colons, indentation, tabs. Nothing of what they wrote is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from leakguard.documents import Document, read
from leakguard.errors import CaseError
from leakguard.evidence.errors import SpokenError
from leakguard.messages import Texts

_KEY = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9_-]*) *(?P<colon>[:：])(?P<rest>.*)")
_OTHER_KEY = re.compile(r"[^\s:：]+:(?: |$)")
_DASH = re.compile(r"-( +|$)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'')
_ESCAPE = re.compile(r'\\(?:\\|[^0abtnvfre "/N_LPxuU])')
_BLOCK = re.compile(r"[|>][-+0-9]*(?: +#.*)?")
_WIDE = "\u3000\u00a0"


class FormError(SpokenError, CaseError):
    """A mistake. ``key`` is that of the texts ``case.error.*`` and ``case.cure.*``; ``cure`` names another cure."""

    def __init__(self, path: str, line: int | None, key: str, cure: str = "", **values: object) -> None:
        self.key, self.values = key, {"path": path, "line": line, **values}
        self.remedy = cure or key
        problem, cure = self._told(Texts("en"))
        CaseError.__init__(self, path, line, problem, cure)

    def said(self, texts: Texts) -> str:
        """Where, what and how to mend it."""
        problem, cure = self._told(texts)
        key = "case.where" if self.line is None else "case.where-line"
        return texts(key, path=self.path, line=self.line or 0, problem=problem, cure=cure)

    def _told(self, texts: Texts) -> tuple[str, str]:
        index = ("zh", "en").index(texts.language)
        values = {name: value[index] if isinstance(value, tuple) else value for name, value in self.values.items()}
        return texts(f"case.error.{self.key}", **values), texts(f"case.cure.{self.remedy}", **values)


def read_form(path: Path, top: Collection[str]) -> Document:
    """The form, every value as it stands there. ``top`` are the keys that begin a line. Raises :class:`FormError`."""
    try:
        return read(path, CaseError, plain=True)
    except CaseError as error:
        line, key = error.line, error.code
        if key == "yaml":
            line, key = next(mistakes(path.read_text("utf-8-sig"), top), (line, key))
        raise FormError(str(path), line, key) from None


def mistakes(text: str, top: Collection[str]) -> Iterator[tuple[int, str]]:
    """Line (from 1) and key of what is wrong in a form that is no YAML; what comes first can be the cause of the others."""
    depths, opened, block = [0], False, -1
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        lead = line[: len(line) - len(line.lstrip())]
        if block >= 0 and (not bare or len(lead) > block) and "\t" not in lead:
            continue
        block = -1
        if not bare or bare.startswith("#"):
            continue
        if wrong := _lead(lead):
            yield number, wrong
            continue
        depth, value = len(lead), bare
        levels = [(depth, opened)]
        while dash := _DASH.match(value):
            depth, value = depth + dash.end(), value[dash.end() :]
            levels.append((depth, True))
        key = _KEY.match(value)
        if wrong := _misplaced(levels, depths) or _misnamed(key, value, depth, top, len(levels) > 1):
            yield number, wrong
        content = key["rest"].strip() if key else "" if _OTHER_KEY.match(value) else value
        opened = not content or content.startswith("#")
        if _BLOCK.fullmatch(content):
            block = depth
        elif wrong := _miswritten(content):
            yield number, wrong


def _lead(lead: str) -> str:
    if "\t" in lead:
        return "tab"
    return "wide-space" if any(space in lead for space in _WIDE) else ""


def _misplaced(levels: list[tuple[int, bool]], depths: list[int]) -> str:
    """Whether a line begins where none of those above it does; ``depths`` becomes where lines can begin from here on."""
    for depth, may_be_deeper in levels:
        deeper = depth > depths[-1]
        while depths[-1] > depth:
            depths.pop()
        if depths[-1] != depth:
            depths.append(depth)
            if not (deeper and may_be_deeper):
                return "indent"
    return ""


def _misnamed(key: re.Match[str] | None, value: str, depth: int, top: Collection[str], item: bool) -> str:
    if key is None:
        return "" if item or _OTHER_KEY.match(value) else "no-key"
    if key["colon"] == "：":
        return "wide-colon"
    rest = key["rest"]
    if rest and not rest.startswith(" ") and (not item or rest.startswith(('"', "'"))):
        return "no-space"
    return "indent" if depth == 0 and key["name"] not in top else ""


def _miswritten(content: str) -> str:
    """What is wrong with a value."""
    if content.startswith(('"', "'")):
        quoted = _QUOTED.match(content)
        if quoted is None:
            return "quote"
        rest = content[quoted.end() :].strip()
        if rest and not rest.startswith("#"):
            return "inner-quote"
        escapes = _ESCAPE.findall(quoted[0]) if content.startswith('"') else []
        return "backslash" if any(escape != "\\\\" for escape in escapes) else ""
    return "unquoted" if re.search(r":(?: |$)|^[@`%&*!|>]", content) and not content.startswith(("{", "[")) else ""
