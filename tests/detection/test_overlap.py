"""Of candidates that claim the same characters one stays: labelled, checked, score, length, order, name."""

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.detection.candidate import THRESHOLD, Candidate
from leakguard.detection.overlap import resolve
from leakguard.detection.recognizer import Recognizer


def claim(name, start, end, score=0.6, checked=False, labelled=False):
    return Candidate(Recognizer(name, "X", {}), start, end, score, "", checked=checked, labelled=labelled)


def names(candidates):
    return [c.recognizer.id for c in resolve(candidates)]


CASES = {
    "a label wins over a check": (
        [claim("label", 0, 5, labelled=True), claim("check", 0, 9, 1.0, checked=True)],
        ["label"],
    ),
    "a check wins over a score": ([claim("check", 0, 5, checked=True), claim("score", 0, 9, 1.0)], ["check"]),
    "a score wins over a length": ([claim("score", 0, 5, 0.9), claim("long", 0, 9, 0.8)], ["score"]),
    "the longer of two equals": ([claim("short", 0, 5), claim("long", 0, 9)], ["long"]),
    "the earlier of two equals": ([claim("late", 3, 8), claim("early", 0, 5)], ["early"]),
    "the name settles the rest": ([claim("b", 0, 5), claim("a", 0, 5)], ["a"]),
    "scores are compared in hundredths": ([claim("short", 0, 5, 0.6000001), claim("long", 0, 9, 0.6)], ["long"]),
    "neighbours both stay": ([claim("right", 5, 9), claim("left", 0, 5)], ["left", "right"]),
    "a loser frees its place": (
        [claim("a", 0, 5, 0.9), claim("b", 4, 8, 0.8), claim("c", 7, 9, 0.7)],
        ["a", "c"],
    ),
    "too weak": ([claim("weak", 0, 5, THRESHOLD - 0.01), claim("just", 6, 9, THRESHOLD)], ["just"]),
    "nothing": ([], []),
}


@pytest.mark.parametrize(("candidates", "expected"), CASES.values(), ids=CASES.keys())
def test_declared_order(candidates, expected):
    for order in permutations(candidates):
        assert names(order) == expected


CLAIMS = st.lists(
    st.builds(
        lambda name, start, size, score, checked, labelled: claim(name, start, start + size, score, checked, labelled),
        st.sampled_from("abcdef"), st.integers(0, 30), st.integers(1, 8), st.floats(0, 1), st.booleans(), st.booleans(),
    ),
    max_size=12,
)  # fmt: skip


@given(CLAIMS)
def test_winners_do_not_overlap_and_are_in_order(candidates):
    kept = resolve(candidates)
    assert all(a.end <= b.start for a, b in pairwise(kept))
    assert all(c.score >= THRESHOLD for c in kept)
    for lost in candidates:
        if lost.score >= THRESHOLD and lost not in kept:
            assert any(c.start < lost.end and lost.start < c.end for c in kept)
    assert resolve(kept) == kept


@given(CLAIMS, st.randoms())
def test_the_order_of_proposals_does_not_matter(candidates, random):
    shuffled = list(candidates)
    random.shuffle(shuffled)
    spans = [(c.start, c.end, c.recognizer.id) for c in resolve(candidates)]
    assert spans == [(c.start, c.end, c.recognizer.id) for c in resolve(shuffled)]
