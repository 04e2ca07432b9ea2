"""Labelled texts as arrays, and that the exported graph computes the same numbers from the same characters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from leakguard.detection.tagging import packing
from leakguard.training import encoding
from leakguard.training.recipe import NetworkSize
from leakguard.training.texts import IGNORED, LabelledSpan, LabelledText

pytest.importorskip("opencc", reason="opencc-python-reimplemented is not installed")

CHARACTERS = ["王", "建", "国", "a", "A", "1", ",", " ", "东"]
SMALL = NetworkSize(characters=40, character_width=5, pairs=101, pair_width=3, hidden=8, dilations=(1, 2))
TEXTS = ["王建国，a1", "", "王", "國國\n國", "𠮷😀\ud800", "東A１ａ王建国" * 30]


def labelled(text: str, *spans: tuple[int, int, str]) -> LabelledText:
    return LabelledText(text, tuple(LabelledSpan(*span) for span in spans))


ROWS = [
    (labelled("好的"), [0, 0]),
    (labelled(""), []),
    (labelled("王建国来", (0, 3, "PERSON")), [1, 2, 3, 0]),
    (labelled("找王", (1, 2, "PERSON")), [0, 4]),
    (labelled("王娜到", (0, 2, "PERSON")), [1, 3, 0]),
    (labelled("寄文三路8号", (1, 6, "ADDRESS")), [0, 5, 6, 6, 6, 7]),
    (labelled("糖糖妈说", (0, 3, IGNORED)), [-100, -100, -100, 0]),
    (labelled("糖糖王娜", (0, 2, IGNORED), (2, 4, "PERSON")), [-100, -100, 1, 3]),
]


@pytest.mark.parametrize(("text", "row"), ROWS)
def test_tags(text: LabelledText, row: list[int]) -> None:
    assert encoding.tag_row(text).tolist() == row


def test_characters_have_numbers() -> None:
    table = encoding.character_table(CHARACTERS)
    number = {char: int(table[ord(char)]) for char in "王國国a１1東东ａAＡbB２é，,　 龘\u3400★"}
    assert number["王"] == 6
    assert number["國"] == number["国"]
    assert number["東"] == number["东"]
    assert number["１"] == number["1"]
    assert number["ａ"] == number["a"] != number["A"] == number["Ａ"]
    assert (number["　"], number["，"]) == (number[" "], number[","])
    assert {number[char] for char in "bBé"} == {encoding.LETTER}
    assert number["２"] == encoding.DIGIT
    assert number["★"] == encoding.SYMBOL
    assert {number["龘"], number["\u3400"], int(table[0xFFFF])} == {encoding.RARE_HAN}
    assert table[0] == encoding.PADDING
    assert set(table.tolist()) == {*range(6 + len(CHARACTERS))} - {encoding.HIDDEN}


def test_the_vocabulary_holds_what_names_are_made_of() -> None:
    texts = [labelled("快递，快递，快递，快递"), labelled("罕")]
    characters = encoding.vocabulary(texts, 4000)
    assert characters[:3] == ["快", "递", ","]
    assert {"王", "欧", "伟"} <= set(characters)
    assert len(characters) == len(set(characters))
    assert len(encoding.vocabulary(texts, 100)) <= 94


def test_pairs() -> None:
    numbers = np.array([[0, 0, 7, 9, 0], [9, 9, 9, 0, 0]])
    factor = encoding.PAIR_FACTOR
    wanted = [[0, 0, 7, 7 * factor + 9, 9 * factor], [9, 9 * factor + 9, 9 * factor + 9, 9 * factor, 0]]
    assert encoding.pairs(numbers, 65521).tolist() == (np.array(wanted) % 65521).tolist()


def test_rows_hold_text_after_text() -> None:
    table = encoding.character_table(CHARACTERS)
    rows = encoding.encode([labelled("王建国", (0, 3, "PERSON"))] * 4, table, 8)
    assert rows.numbers.shape == rows.tags.shape == (9, 8)
    assert rows.numbers.ravel()[:19].tolist() == [6, 7, 8, *[0] * packing.GAP]
    assert rows.tags.ravel()[:19].tolist() == [1, 2, 3, *[0] * packing.GAP]
    assert rows.tags.ravel()[19:22].tolist() == [1, 2, 3]


class Exported:
    """Random weights as PyTorch has them and as an ONNX file. Embeddings are such that int8 holds them without loss."""

    def __init__(self) -> None:
        from leakguard.training.export import to_onnx
        from leakguard.training.network import new_weights

        self.table = encoding.character_table(CHARACTERS)
        self.weights = {name: value.detach() for name, value in new_weights(SMALL, 5).items()}
        for name in ("characters", "pairs"):
            step = self.weights[name].abs().amax(0) / 127
            self.weights[name] = (self.weights[name] / step).round() * step
        self.content = to_onnx(self.weights, SMALL, self.table)

    def run(self, codes: NDArray[np.int32], output: str) -> Any:
        """What the graph computes under the name ``output`` on the way."""
        import onnx
        import onnxruntime

        model = onnx.load_from_string(self.content)
        if output != "scores":
            model.graph.output.append(onnx.ValueInfoProto(name=output))
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        return session.run([output], {"codes": codes})[0]

    def numbers(self, codes: NDArray[np.int32]) -> NDArray[np.int64]:
        return self.table[codes].astype(np.int64)


@pytest.fixture(scope="module")
def exported() -> Exported:
    pytest.importorskip("torch", reason="PyTorch (the extra leakguard[training]) is not installed")
    return Exported()


def test_the_graph_numbers_characters_and_pairs_the_same(exported: Exported) -> None:
    rows, _ = packing.pack(TEXTS)
    numbers = exported.numbers(rows)
    assert exported.run(rows, "numbers").tolist() == numbers.tolist()
    assert exported.run(rows, "pairs").tolist() == encoding.pairs(numbers, SMALL.pairs).tolist()


def test_the_graph_scores_the_same(exported: Exported) -> None:
    import torch

    from leakguard.training.network import forward

    rows, _ = packing.pack(TEXTS)
    numbers = exported.numbers(rows)
    pairs = torch.from_numpy(encoding.pairs(numbers, SMALL.pairs))
    wanted = forward(exported.weights, SMALL, torch.from_numpy(numbers), pairs).numpy()
    np.testing.assert_allclose(exported.run(rows, "scores"), wanted, atol=1e-4)


def test_the_graph_sees_no_farther_than_the_gap(exported: Exported) -> None:
    before, after = np.zeros((1, 65), np.int32), np.zeros((1, 65), np.int32)
    before[:] = after[:] = ord("王")
    after[0, 32 - packing.GAP - 1] = after[0, 32 + packing.GAP + 1] = ord("国")
    one, two = (exported.run(codes, "scores")[0, 32] for codes in (before, after))
    np.testing.assert_allclose(one, two, atol=1e-5)
    sees = sum(SMALL.dilations) + 1
    after[0, 32 - sees] = ord("建")
    assert np.abs(exported.run(after, "scores")[0, 32] - one).max() > 1e-4


def test_the_recipes_network_sees_just_as_far_as_the_gap() -> None:
    from leakguard.training.recipe import recipe

    assert sum(recipe().network.dilations) + 1 == packing.GAP
