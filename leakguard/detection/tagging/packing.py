"""Texts side by side in rows of equal length, so that a convolution wastes nothing on padding.

The texts form one stream of code points with a gap between two of them, and the stream is cut into rows that overlap by
what the model sees to either side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

GAP = 16
"""Zeros between two texts: as far as the model sees to either side, so that none sees its neighbour."""

_ROW = 1024
_LAST_CODE = 0xFFFF

Codes = NDArray[np.int32]


def codes(text: str) -> Codes:
    """The code points of a text; those beyond the basic plane as U+FFFF, which stands for a rare character."""
    raw = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.minimum(raw, _LAST_CODE).astype(np.int32)


def pack(texts: Sequence[str]) -> tuple[Codes, list[tuple[int, int]]]:
    """Rows of code points, and where each text lies in the stream that :func:`unpack` restores."""
    gap = np.zeros(GAP, np.int32)
    pieces, places, at = [gap], [], 0
    for text in texts:
        piece = codes(text)
        places.append((at, at + len(piece)))
        pieces += [piece, gap]
        at += len(piece) + GAP
    hop = _ROW - 2 * GAP
    rows = max(1, -(-at // hop))
    if rows == 1:
        return np.concatenate(pieces)[None], places
    pieces.append(np.zeros(rows * hop + GAP - at, np.int32))
    stream = np.concatenate(pieces)
    return np.lib.stride_tricks.sliding_window_view(stream, _ROW)[::hop][:rows], places


def unpack(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the model gave for the rows of :func:`pack`, as one stream again, without the overlaps."""
    return scores[:, GAP:-GAP].reshape(-1, scores.shape[-1])
