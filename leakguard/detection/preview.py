"""Masked previews: enough of a value to recognise it beside the original, never enough to use it."""

from __future__ import annotations

from leakguard.detection.recognizer import Preview

MAX_STARS = 12
"""Most stars in a preview, however long the value is."""


def preview(value: str, form: Preview) -> str:
    """``value`` with everything but its first ``form.start`` and last ``form.end`` characters starred.

    At most a third of the value is ever shown, and never a line break.
    """
    start, stars, end = parts(len(value), form)
    return "".join((value[:start], stars, value[len(value) - end :])).replace("\n", " ").replace("\r", " ")


def parts(length: int, form: Preview) -> tuple[int, str, int]:
    """How many characters a preview shows at the start and at the end of a value of a length, and the stars between."""
    shown = min(form.start + form.end, length // 3)
    start = min(form.start, shown)
    return start, "*" * min(MAX_STARS, length - shown), shown - start
