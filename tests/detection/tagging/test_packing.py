"""Texts side by side in rows: every character is read once, with all that the model sees of its text, and of no other."""

import numpy as np
import pytest
from numpy.typing import NDArray

from leakguard.detection.tagging import packing

CODES = [
    ("", []),
    ("a王", [97, 0x738B]),
    ("\uffff", [0xFFFF]),
    ("𠮷a😀", [0xFFFF, 97, 0xFFFF]),
    ("\ud83d", [0xD83D]),
    ("e\u0301", [101, 0x301]),
]


@pytest.mark.parametrize(("text", "codes"), CODES)
def test_codes(text: str, codes: list[int]) -> None:
    assert packing.codes(text).tolist() == codes


def seen(rows: NDArray[np.int32]) -> NDArray[np.float32]:
    """In place of a model: for every character a number that says what lies within the reach to both sides of it."""
    wide = np.pad(rows.astype(np.int64), ((0, 0), (packing.GAP, packing.GAP)))
    reach = range(2 * packing.GAP + 1)
    summed = sum(wide[:, shift : shift + rows.shape[1]] * (shift * 7919 + 1) for shift in reach)
    return (summed % 65521).astype(np.float32)[..., None]


def text(length: int, first: int = 0x4E00) -> str:
    return "".join(chr(first + index % 997) for index in range(length))


LENGTHS = [
    [],
    [0],
    [1],
    [0, 1, 0],
    [975],
    [976],
    [977],
    [991, 1, 992],
    [1024],
    [1025, 3],
    [5000],
    [40] * 100,
    [1, 2000, 0, 17, 3000],
]


@pytest.mark.parametrize("lengths", LENGTHS, ids=lambda lengths: f"{len(lengths)}-{sum(lengths)}")
def test_every_text_is_read_as_if_alone(lengths: list[int]) -> None:
    texts = [text(length, 0x4E00 + 31 * index) for index, length in enumerate(lengths)]
    rows, places = packing.pack(texts)
    assert [end - start for start, end in places] == lengths
    read = packing.unpack(seen(rows))
    for each, (start, end) in zip(texts, places, strict=True):
        assert read[start:end].tolist() == seen(packing.codes(each)[None])[0].tolist()


@pytest.mark.parametrize("lengths", LENGTHS, ids=lambda lengths: f"{len(lengths)}-{sum(lengths)}")
def test_rows_are_of_one_length_and_little_is_read_twice(lengths: list[int]) -> None:
    rows, _ = packing.pack([text(length) for length in lengths])
    characters = sum(lengths) + packing.GAP * (len(lengths) + 1)
    assert rows.dtype == np.int32
    assert rows.shape[1] <= 1024
    assert rows.size <= 1.04 * characters + 1024
