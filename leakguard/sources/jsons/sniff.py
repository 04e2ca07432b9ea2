"""What kind of JSON a text is: one document, or a document on every line."""

from __future__ import annotations

from leakguard.sources.jsons.columns import Columns
from leakguard.sources.jsons.walker import Status, Walker

_LOOK_AT = 60_000
"""Characters of the sample to look at: what stands further on need not follow them in the input."""
_MAX_LINES = 50
_ENOUGH = 10


def is_lines(sample: str, whole: bool, named_lines: bool) -> bool:
    """Whether a JSON input is to be read line by line.

    ``sample`` is its beginning, ``whole`` all of it; ``named_lines``: its name says that it is JSON Lines. Half of the
    lines must be values of their own, and more than one, unless it is named so.
    """
    lines, cut = _lines(sample, whole)
    complete = sum(_is_value(line) for line in lines)
    if complete * 2 >= len(lines) and complete >= (1 if named_lines else 2):
        return True
    return named_lines and ((cut and not lines) or not sample.lstrip("\ufeff \t\r\n").startswith(("{", "[")))


def looks_json(sample: str, whole: bool) -> str | None:
    """``json`` or ``jsonl`` if a text of unknown kind is that for certain, else None."""
    if not sample[:200].lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return None
    lines, _ = _lines(sample, whole)
    if len(lines) > 1 and all(map(_is_value, lines)):
        return "jsonl"
    walker = Walker(Columns())
    text = sample[:_LOOK_AT]
    ends = whole and len(sample) <= _LOOK_AT
    reached, status = walker.walk(text, 0, len(text), final=ends)
    if status is Status.DONE:
        return "json" if ends and not text[reached:].strip() else None
    return "json" if status is Status.MORE and len(walker.cells) >= _ENOUGH else None


def _lines(sample: str, whole: bool) -> tuple[list[str], bool]:
    """The first lines that are not blank, without one that may be cut off, and whether there is one."""
    text = sample[:_LOOK_AT]
    cut = not (whole and len(sample) <= _LOOK_AT)
    lines = text.split("\n")
    if cut:
        lines.pop()
    return [line for line in lines if line.strip("\ufeff \t\r")][:_MAX_LINES], cut


def _is_value(line: str) -> bool:
    """Whether a line is an object or an array, and nothing else."""
    if not line.lstrip("\ufeff \t").startswith(("{", "[")):
        return False
    reached, status = Walker(Columns(), wrappers=0).walk(line, 0, len(line), final=True)
    return status is Status.DONE and not line[reached:].strip("\ufeff \t\r")
