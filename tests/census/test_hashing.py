"""Numbers for values: the same for one value and for an array, whatever its type and wherever it begins."""

import pyarrow as pa
import pytest

from leakguard.census.hashing import hashed, hashed_array

TEXTS = ["13902746158", "13902746159", "", "张伟", "江苏省苏州市姑苏区平江路2号", "a", "😀\x00b", "张", "张伟"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
@pytest.mark.parametrize(("start", "stop"), [(0, 9), (3, 9), (0, 1), (2, 3), (4, 4)])
def test_arrays_and_single_values_agree(kind: pa.DataType, start: int, stop: int) -> None:
    array = pa.array(TEXTS, kind)[start:stop]
    assert hashed_array(array).tolist() == [hashed(text) for text in TEXTS[start:stop]]


def test_equal_lengths_are_the_same_numbers() -> None:
    phones = [f"139{number:08d}" for number in range(2_000)]
    assert hashed_array(pa.array(phones)).tolist() == [hashed(phone) for phone in phones]


def test_different_values_have_different_numbers() -> None:
    phones = [f"1{number:010d}" for number in range(50_000)]
    numbers = set(hashed_array(pa.array(phones)).tolist())
    assert len(numbers) == 50_000
    assert 0 not in numbers
