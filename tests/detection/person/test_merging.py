"""What different evidence says of the same names, put together."""

from __future__ import annotations

import pytest

from leakguard.detection.candidate import Candidate
from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.person.merging import Span, agree, merge_all, not_cut

PERSON = next(recognizer for recognizer in load_catalogue() if recognizer.engine == "person")


def candidate(score: float, kind: str = "tagger") -> Candidate:
    made = Candidate(PERSON, 0, 0, 0.0, "")
    made.weigh(kind, kind, score)
    return made


@pytest.mark.parametrize(
    ("believed", "proposal", "kept"),
    [
        ((5, 10), (5, 8), False),
        ((5, 10), (7, 10), False),
        ((5, 10), (5, 10), True),
        ((5, 10), (4, 8), True),
        ((5, 10), (5, 11), True),
        ((5, 10), (11, 14), True),
        ((400, 403), (401, 403), False),
    ],
)
def test_a_piece_of_a_believed_name_is_left_out(believed: Span, proposal: Span, kept: bool) -> None:
    others = {(at, at + 2): candidate(0.9) for at in range(20, 390, 3)}
    found = {**others, believed: candidate(0.6, "pattern")}
    assert bool(list(not_cut([(*proposal, candidate(0.5))], found))) is kept


def test_what_is_not_believed_cuts_nothing() -> None:
    assert list(not_cut([(5, 8, candidate(0.5))], {(5, 10): candidate(0.4, "pattern")}))


def test_the_same_name_is_as_sure_as_where_more_is_said() -> None:
    found = {(0, 2): candidate(0.7), (3, 5): candidate(0.4), (6, 8): candidate(0.4, "pattern")}
    agree("萧静，萧静，萧静", found)
    assert [each.score for each in found.values()] == [0.7, 0.7, 0.4]


def test_an_ordinary_word_is_not() -> None:
    found = {(0, 2): candidate(0.7), (3, 5): candidate(0.4)}
    agree("温暖，温暖", found)
    assert [each.score for each in found.values()] == [0.7, 0.4]


def test_two_kinds_of_evidence_raise_each_other() -> None:
    found: dict[Span, Candidate] = {}
    merge_all(found, [(0, 2, candidate(0.6)), (0, 2, candidate(0.5, "pattern")), (0, 2, candidate(0.5))])
    assert found[0, 2].score == pytest.approx(0.7)
