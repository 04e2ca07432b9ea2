"""Masked previews: enough of a value to recognise it beside the original, never enough to use it."""

from __future__ import annotations

from leakguard.detection.recognizer import Preview

_MAX_STARS = 12


def preview(value: str, form: Preview) -> str:
    """``value`` with everything but its first ``form.start`` and last ``form.end`` characters starred.

    At most a third of the value is ever shown, and never a line break.
    """
    shown = min(form.start + form.end, len(value) // 3)
    start = min(form.start, shown)
    end = shown - start
    stars = "*" * min(_MAX_STARS, len(value) - shown)
    return "".join((value[:start], stars, value[len(value) - end :])).replace("\n", " ").replace("\r", " ")
