"""The operating points of the compact tagger."""

import pytest

from leakguard.detection.tagging import labels
from leakguard.detection.tagging.settings import TaggerSettings, Worth, tagger_settings
from leakguard.errors import UsageError

POINTS = tagger_settings().operating_points


def test_the_points() -> None:
    assert list(POINTS) == ["balanced", "strict", "quiet"]
    assert tagger_settings().biases("strict") is POINTS["strict"]


@pytest.mark.parametrize("point", POINTS)
def test_biases_are_numbers_for_types_that_exist(point: str) -> None:
    assert set(POINTS[point]) <= set(labels.TYPES)
    assert all(isinstance(value, float) for value in POINTS[point].values())


@pytest.mark.parametrize("name", ["PERSON", "ADDRESS"])
def test_strict_finds_most_and_quiet_least(name: str) -> None:
    assert POINTS["strict"][name] > POINTS["balanced"][name] > POINTS["quiet"][name]


def test_a_point_that_is_none() -> None:
    settings = TaggerSettings({"calm": {"PERSON": 0.0}}, Worth(0.1, 0.4), Worth(0.0, 0.7), 0.6, 6.0)
    with pytest.raises(UsageError, match=r"no operating point 'clam'.*calm"):
        settings.biases("clam")


@pytest.mark.parametrize(("confidence", "worth"), [(0.0, 0.1), (0.5, 0.25), (1.0, 0.4)])
def test_what_a_mark_is_worth(confidence: float, worth: float) -> None:
    assert Worth(0.1, 0.4).of(confidence) == worth
