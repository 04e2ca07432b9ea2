"""A spaCy pipeline plugged in."""

import pytest

from leakguard.detection.tagging.spacy import SpacyTagger
from leakguard.detection.tagging.spans import Span
from leakguard.errors import UsageError


def test_a_pipeline_can_be_plugged_in() -> None:
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed")
    pipeline = spacy.blank("zh")
    ruler = pipeline.add_pipe("entity_ruler")
    patterns = {"郭晓彤": "PERSON", "杭州": "GPE", "恒通公司": "ORG", "周一": "DATE"}
    ruler.add_patterns([{"label": label, "pattern": word} for word, label in patterns.items()])
    tagged = SpacyTagger(pipeline).tag(["郭晓彤周一在杭州", "恒通公司", ""])
    assert tagged == [[Span(0, 3, "PERSON"), Span(6, 8, "PLACE")], [Span(0, 4, "ORGANISATION")], []]


def test_a_pipeline_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="'zh_no_such_pipeline' is not installed"):
        SpacyTagger("zh_no_such_pipeline")
