"""Canonical forms and previews of whole columns of values, as Arrow arrays.

They are those of :func:`~leakguard.detection.patterns.canonical_form` and :func:`~leakguard.detection.preview.preview`,
which take several times longer, value by value.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leakguard.detection.patterns import canonical_form
from leakguard.detection.preview import MAX_STARS, parts
from leakguard.detection.recognizer import Preview, Recognizer
from leakguard.text import fold

_SIMPLE = {
    "compact": "^[0-9A-Za-z\u4e00-\u9fff]*$",
    "lower": "^[0-9A-Za-z\u4e00-\u9fff_@.#*-]*$",
    "plain": "^[0-9A-Za-z\u4e00-\u9fff_@.#*-]*$",
}
"""Values (RE2) that folding leaves alone and that, but for the case of letters, are their own canonical forms."""

_STARS = pa.array(["*" * count for count in range(MAX_STARS + 1)], pa.string())


def joined(*pieces: pa.Array | str) -> pa.Array:
    """Arrays of texts and texts that are the same everywhere, joined element by element.

    Arrow is told the types of all of them: guessing one, which it tries with a look for the module ``dateutil`` every
    time, takes longer than to join a thousand texts.
    """
    typed = (pa.scalar(piece, pa.string()) if isinstance(piece, str) else piece for piece in (*pieces, ""))
    return pc.binary_join_element_wise(*typed)


def canonical_array(recognizer: Recognizer, values: pa.Array) -> pa.Array:
    """The canonical forms of values, those of addresses without the help of the address grammar."""
    simple = pc.match_substring_regex(values, _SIMPLE[recognizer.canonical])
    forms = values
    if recognizer.canonical != "plain":
        forms = (pc.ascii_upper if recognizer.canonical == "compact" else pc.ascii_lower)(values)
    if pc.all(simple).as_py():
        return forms
    others = pc.invert(simple)
    folded = (fold(value).text for value in values.filter(others).to_pylist())
    return pc.replace_with_mask(
        forms, others, pa.array([canonical_form(recognizer, text) for text in folded], pa.string())
    )


def preview_array(values: pa.Array, form: Preview) -> pa.Array:
    """The previews of values.

    How much a preview shows depends on nothing but the length of the value, and only in values shorter than three
    times what ``form`` shows.
    """
    lengths = np.asarray(pc.utf8_length(values).to_numpy(), np.int64)
    enough = 3 * (form.start + form.end)
    classes = np.minimum(lengths, enough)
    kinds = np.unique(classes).tolist()
    if len(kinds) < 2:
        return _alike(values, lengths, form) if kinds else values
    rows = [np.flatnonzero(classes == kind) for kind in kinds]
    made = pa.concat_arrays([_alike(values.take(pa.array(some)), lengths[some], form) for some in rows])
    return made.take(pa.array(np.argsort(np.concatenate(rows), kind="stable")))


def _alike(values: pa.Array, lengths: NDArray[np.int64], form: Preview) -> pa.Array:
    """The previews of values of which as many characters are shown; at least one value."""
    start, _, end = parts(int(lengths[0]), form)
    counts = np.minimum(lengths - start - end, MAX_STARS)
    stars = "*" * int(counts[0]) if (counts == counts[0]).all() else _STARS.take(pa.array(counts))
    if not start and not end:
        return pa.repeat(pa.scalar(stars, pa.string()), len(values)) if isinstance(stars, str) else stars
    pieces = [stars]
    if start:
        pieces.insert(0, _one_line(pc.utf8_slice_codeunits(values, 0, start)))
    if end:
        pieces.append(_one_line(pc.utf8_slice_codeunits(values, -end)))
    return joined(*pieces)


def _one_line(shown: pa.Array) -> pa.Array:
    """Line breaks are not shown."""
    broken = pc.match_substring_regex(shown, "[\r\n]")
    return pc.replace_substring_regex(shown, "[\r\n]", " ") if pc.any(broken).as_py() else shown
