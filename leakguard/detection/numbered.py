"""Free text that differs in short numbers only: ``身高165的穿什么码``, ``共12件，分开包装``.

What a text holds depends on its long numbers, but hardly ever on one of up to four digits. Where the cells of such a class that
are read in full hold nothing, the others of the class hold nothing either. Some of every block are read; a class in which
anything is found is read cell by cell from then on.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leakguard.detection.plain_cells import Read, numbers

_MOST_DIGITS = 4
_WORTH = 3
"""How many distinct texts of a block a class must have to be worth it; so many of a new class are read."""
_MOST = 10_000


class Numbered:
    """The classes of one column: the texts with a 0 for every digit. ``empty`` says of each whether it holds nothing."""

    def __init__(self, read: Read, empty: dict[str, bool] | None = None) -> None:
        self._read = read
        self.empty: dict[str, bool] = {} if empty is None else empty

    def holding_nothing(self, texts: pa.Array) -> NDArray[np.bool_]:
        """Which of the distinct texts hold nothing, as others of their class show."""
        silent = np.zeros(len(texts), np.bool_)
        digits = numbers(pc.count_substring_regex(texts, "[0-9]"))
        short = np.flatnonzero((digits > 0) & (digits <= _MOST_DIGITS))
        if len(short) < _WORTH or len(self.empty) >= _MOST:
            return silent
        forms = pc.replace_substring_regex(texts.take(pa.array(short)), "[0-9]", "0").dictionary_encode()
        codes = numbers(forms.indices)
        order = np.argsort(codes, kind="stable")
        firsts = np.searchsorted(codes[order], np.arange(len(forms.dictionary) + 1))
        for index, form in enumerate(forms.dictionary.to_pylist()):
            members = short[order[firsts[index] : firsts[index + 1]]]
            if len(members) >= _WORTH and self._holds_nothing(form, texts, members):
                silent[members] = True
        return silent

    def _holds_nothing(self, form: str, texts: pa.Array, members: NDArray[np.int64]) -> bool:
        if form in self.empty:
            read = [members[-1]] if self.empty[form] else []
        else:
            read = [members[0], members[len(members) // 2], members[-1]]
        self.empty[form] = bool(read) and not any(self._read(texts[int(index)].as_py()) for index in read)
        return self.empty[form]
