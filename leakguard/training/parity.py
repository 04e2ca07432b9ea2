"""Whether the exported model says what the trained one says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from leakguard.detection.tagging import packing
from leakguard.detection.tagging.compact import CompactTagger
from leakguard.training import encoding
from leakguard.training.network import Weights, forward
from leakguard.training.recipe import NetworkSize
from leakguard.training.texts import LabelledText

TEXTS = 2_000
"""How many texts are compared."""


class _Reference(CompactTagger):
    """The same tagger with PyTorch in place of the exported file."""

    def __init__(self, weights: Weights, size: NetworkSize, table: NDArray[np.uint16]) -> None:
        super().__init__({})
        self._weights, self._size, self._table = weights, size, table

    def scores(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], list[tuple[int, int]]]:
        rows, places = packing.pack(texts)
        return packing.unpack(_scores(self._weights, self._size, self._table[rows].astype(np.int64))), places


def agreement(
    weights: Weights, size: NetworkSize, table: NDArray[np.uint16], model: bytes, texts: Sequence[LabelledText]
) -> float:
    """The share of the texts in which the exported model marks the very spans that the weights mark in fp32."""
    plain = [text for text, _ in texts]
    exported = CompactTagger({}, model=model).tag(plain)
    reference = _Reference(weights, size, table).tag(plain)
    same = [
        [span[:3] for span in one] == [span[:3] for span in two] for one, two in zip(exported, reference, strict=True)
    ]
    return sum(same) / len(same)


def _scores(weights: Weights, size: NetworkSize, numbers: NDArray[np.int64]) -> Any:
    with torch.inference_mode():
        pairs = torch.from_numpy(encoding.pairs(numbers, size.pairs))
        return forward(weights, size, torch.from_numpy(numbers), pairs).numpy()
