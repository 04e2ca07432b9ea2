"""Arrow columns are sequences of Python strings."""

import pyarrow as pa
import pytest

from leakguard import columnar
from leakguard.columnar import ArrowColumn

CELLS = ["郭晓彤", None, "", "x" * 9, "13902746158"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_the_same_as_a_list(kind: pa.DataType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "_CHUNK", 2)
    column = ArrowColumn(pa.array(CELLS, kind))
    assert (len(column), list(column), column[-1], column[1]) == (5, CELLS, "13902746158", None)
    assert "" in column
    assert column.index("") == 2
    bounds = [None, 0, 1, 3, 5, 9, -1, -4]
    for start in bounds:
        for stop in bounds:
            for step in (None, 1, 2, -1, -2):
                assert column[start:stop:step] == CELLS[start:stop:step]


def test_outside() -> None:
    with pytest.raises(IndexError):
        ArrowColumn(pa.array(CELLS))[5]


def test_no_cells() -> None:
    column = ArrowColumn(pa.array([], pa.string()))
    assert (len(column), list(column), column[:3]) == (0, [], [])
