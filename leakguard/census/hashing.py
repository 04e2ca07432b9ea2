"""Numbers that stand for values while they are counted: 64-bit FNV-1a of their UTF-8, the same for one value and for an array.

They never leave the process but for its workers, and are no fingerprints: whoever had them could try out telephone numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

_OFFSET, _PRIME, _MASK = 0xCBF29CE484222325, 0x100000001B3, (1 << 64) - 1


def hashed(text: str) -> int:
    """The number of one value; never 0."""
    number = _OFFSET
    for byte in text.encode("utf-8", "surrogatepass"):
        number = (number ^ byte) * _PRIME & _MASK
    return number or 1


def hashed_array(texts: pa.Array) -> NDArray[np.uint64]:
    """The numbers of an array of type ``string`` or ``large_string``."""
    import numpy as np
    import pyarrow as pa

    numbers = np.full(len(texts), _OFFSET, np.uint64)
    if not len(texts):
        return numbers
    width = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    _, offsets, data = texts.buffers()
    bounds = np.frombuffer(offsets, width)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    starts, lengths = bounds[:-1], np.diff(bounds)
    content = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    prime = np.uint64(_PRIME)
    left = np.arange(len(texts)) if lengths.min() != lengths.max() else slice(None)
    for place in range(int(lengths.max())):
        if not isinstance(left, slice):
            left = left[lengths[left] > place]
        numbers[left] = (numbers[left] ^ content[starts[left] + place]) * prime
    numbers[numbers == 0] = 1
    return numbers
