"""Rows of tags: which are legal, what becomes of those that are not, and the spans that they stand for."""

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from leakguard.detection.tagging import labels

SHORT = {"p": "PERSON", "a": "ADDRESS", "l": "PLACE", "o": "ORGANISATION", "u": "PUBLIC"}


def row(written: str) -> labels.TagRow:
    """A row of tags; ``Bp`` is ``B-PERSON``."""
    tags = [tag if tag == "O" else f"{tag[0]}-{SHORT[tag[1]]}" for tag in written.split()]
    return np.array([labels.TAGS.index(tag) for tag in tags], np.intp)


def scores(*wanted: tuple[str, float]) -> NDArray[np.float32]:
    """What is said for the tags named, character by character, and 0 for all others; ``.`` names none."""
    given = np.zeros((len(wanted[0][0].split()), len(labels.TAGS)), np.float32)
    for written, value in wanted:
        for index, tag in enumerate(written.split()):
            if tag != ".":
                given[index, row(tag)] += value
    return given


def test_five_types_in_four_places_and_none() -> None:
    assert len(labels.TAGS) == 21
    assert labels.TAGS[0] == "O"
    for name in labels.TYPES:
        assert labels.TAGS[labels.tags_of(name)] == (f"B-{name}", f"I-{name}", f"E-{name}", f"S-{name}")


LEGAL = [
    ("O", True),
    ("Sp", True),
    ("Bp Ep", True),
    ("Bp Ip Ip Ep", True),
    ("O Bp Ep Ba Ia Ea O", True),
    ("Sp Sp Bp Ep", True),
    ("Bp", False),
    ("Ip", False),
    ("Ep", False),
    ("Bp O", False),
    ("O Ep", False),
    ("Bp Bp Ep", False),
    ("Bp Sp", False),
    ("Bp Ea", False),
    ("Bp Ia Ep", False),
    ("Bp Ep Ep", False),
    ("Sp Ep", False),
    ("O Ip O", False),
]


@pytest.mark.parametrize(("written", "legal"), LEGAL)
def test_legal(written: str, legal: bool) -> None:
    assert labels.is_legal(row(written)) is legal


MENDED = [
    ("an end is missing, and most of the rest speaks for a name", [("Bp Ip O", 3), (". . Ep", 2)], "Bp Ip Ep"),
    ("so little speaks for a name that none is left", [(". . Ep", 1), ("O O O", 0.5)], "O O O"),
    ("of two types the stronger", [("Bp Ia Ep", 2), (". Ip .", 1)], "Bp Ip Ep"),
    ("a begin inside", [("Bp Bp Ep", 2), (". Ip .", 1.5)], "Bp Ip Ep"),
    ("an end alone becomes a span of one", [("O Ep O", 2), (". Sp .", 1.5)], "O Sp O"),
    ("what is legal stays", [("Bp Ep O", 2)], "Bp Ep O"),
]


@pytest.mark.parametrize(("what", "given", "mended"), MENDED)
def test_the_best_legal_row(what: str, given: list[tuple[str, float]], mended: str) -> None:
    best = scores(*given)
    assert labels.best_legal(best).tolist() == row(mended).tolist()


@pytest.mark.parametrize("seed", range(5))
def test_no_legal_row_has_a_higher_sum(seed: int) -> None:
    given = np.random.default_rng(seed).normal(size=(3, len(labels.TAGS))).astype(np.float32)
    rows = (np.array(tags, np.intp) for tags in product(range(len(labels.TAGS)), repeat=3))
    best = max((tags for tags in rows if labels.is_legal(tags)), key=lambda tags: given[range(3), tags].sum())
    assert labels.best_legal(given).tolist() == best.tolist()


@pytest.mark.parametrize("length", [1, 2, 7, 500])
def test_the_best_legal_row_is_legal(length: int) -> None:
    given = np.random.default_rng(length).normal(size=(length, len(labels.TAGS))).astype(np.float32)
    assert labels.is_legal(labels.best_legal(given))


SPANS = [
    ("O O", []),
    ("Sp", [(0, 1, "PERSON")]),
    ("O Bp Ip Ep O", [(1, 4, "PERSON")]),
    ("Bl El Ba Ia Ea", [(0, 2, "PLACE"), (2, 5, "ADDRESS")]),
    ("So Su Bu Eu", [(0, 1, "ORGANISATION"), (1, 2, "PUBLIC"), (2, 4, "PUBLIC")]),
]


@pytest.mark.parametrize(("written", "spans"), SPANS)
def test_spans(written: str, spans: list[tuple[int, int, str]]) -> None:
    assert labels.spans_of(row(written)) == spans


WELL_FORMED = [
    ("O B-PERSON E-PERSON O", "O B-PERSON E-PERSON O"),
    ("B-PERSON I-PERSON O", "O O O"),
    ("I-PERSON E-PERSON S-PERSON", "O O S-PERSON"),
    ("B-PERSON E-ADDRESS B-ADDRESS E-ADDRESS", "O O B-ADDRESS E-ADDRESS"),
    ("B-PERSON O E-PERSON", "O O O"),
    ("B-PERSON B-PERSON E-PERSON", "O B-PERSON E-PERSON"),
]


@pytest.mark.parametrize(("tags", "kept"), WELL_FORMED)
def test_malformed_spans_are_left_out(tags: str, kept: str) -> None:
    row = np.array([labels.TAGS.index(tag) for tag in tags.split()], np.intp)
    found = labels.well_formed(row)
    assert [labels.TAGS[tag] for tag in found] == kept.split()
    assert labels.is_legal(found)
