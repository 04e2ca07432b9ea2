"""The whole recipe, from templates to the card, in a size that takes seconds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed (pip install 'leakguard[training]')")

from leakguard.detection.tagging.choosing import text_tagger
from leakguard.training.recipe import recipe
from leakguard.training.run import Run

OPEN_TEXT = ["今天天气不错，我们去公园走走吧。", "周恩来出生于江苏淮安。", "請問這家餐廳的電話是多少？"] * 20
GOLD = {
    "id": "1",
    "text": "收货人郭晓彤，谢谢",
    "spans": [{"start": 3, "end": 6, "type": "PERSON"}],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recipe")
    open_text, gold, out = folder / "open.jsonl", folder / "gold.jsonl", folder / "out"
    open_text.write_text("".join(json.dumps({"text": text}) + "\n" for text in OPEN_TEXT), encoding="utf-8")
    gold.write_text(json.dumps(GOLD, ensure_ascii=False) + "\n", encoding="utf-8")
    told: list[str] = []
    Run(out, open_text, [gold], [gold], [7, 8], recipe().with_limits(4, 300), told.append).go()
    assert any("seed 8: step 4" in line for line in told)
    return out


def test_everything_is_there(made: Path) -> None:
    names = {path.name for path in made.iterdir()}
    assert names == {"tagger-7.onnx", "tagger-8.onnx", "tagger.onnx", "figures.json", "card.md"}
    assert (made / "tagger.onnx").stat().st_size <= 3_000_000


def test_the_figures_are_those_of_the_seeds_and_of_lac(made: Path) -> None:
    figures = json.loads((made / "figures.json").read_text(encoding="utf-8"))
    assert set(figures["seeds"]) == {"7", "8"}
    assert figures["chosen"] in (7, 8)
    assert set(figures["sizes"]) == {"composed", "silver"}
    assert figures["sizes"]["silver"]["texts"] == len(OPEN_TEXT)
    assert figures["lac"]["gold"]["PERSON"]["f1"] is not None
    assert all(model["agreement"] > 0.5 for model in figures["models"].values())


def test_the_card_tells_data_licences_and_figures(made: Path) -> None:
    card = (made / "card.md").read_text(encoding="utf-8")
    for said in (
        "CC BY-SA 4.0",
        "Apache-2.0",
        "| gold | seed 7 |",
        "| gold | LAC |",
        "spread of seeds",
        "Known failings",
    ):
        assert said in card


def test_the_model_can_be_used_at_once(made: Path) -> None:
    tagger = text_tagger(f"compact:{made / 'tagger.onnx'}")
    assert tagger is not None
    tagger.prime(["收货人郭晓彤，谢谢"])
    assert all(span.end <= 9 for span in tagger.spans("收货人郭晓彤，谢谢"))
