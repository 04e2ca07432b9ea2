"""Text in Markdown that is nothing but text."""

from __future__ import annotations

import re

from leakguard.reports.width import visible

_STARS = re.compile(r"\*+")
_MARKUP = re.compile(r"[\\`_\[\]<>|~&$]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_MENTION = re.compile(r"(?<![A-Za-z0-9*])@(?=[A-Za-z0-9])")
_PAIR = 2


def plain(text: str) -> str:
    """A text in which nothing is markup, whatever reads it (CommonMark, GitHub Flavored Markdown). It has no line break."""
    shown = _MENTION.sub("＠", " ".join(visible(text).split()))
    escaped = _MARKUP.sub(lambda match: f"\\{match[0]}", shown)
    # One run of asterisks begins nothing, and a masked number is easier to read in a mail without escapes.
    return escaped if len(_STARS.findall(escaped)) < _PAIR else escaped.replace("*", "\\*")
