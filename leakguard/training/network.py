"""The network in PyTorch: embeddings of characters and of hashed pairs, residual dilated convolutions, tags.

A convolution over three characters is written as one matrix product over their neighbours side by side, which trains
twice as fast on a processor as the convolution itself; :mod:`leakguard.training.export` writes convolutions again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch.nn import functional

from leakguard.detection.tagging import labels
from leakguard.training.recipe import Fitting, NetworkSize

Weights = Mapping[str, Any]
_TAPS = 3


def new_weights(size: NetworkSize, seed: int) -> dict[str, Any]:
    """Random weights, the same ones for the same seed."""
    random = torch.Generator().manual_seed(seed)

    def normal(*shape: int, spread: float) -> Any:
        return (torch.randn(*shape, generator=random) * spread).requires_grad_()

    width, hidden = size.character_width + 2 * size.pair_width, size.hidden
    weights = {
        "characters": normal(size.characters, size.character_width, spread=0.3),
        "pairs": normal(size.pairs, size.pair_width, spread=0.1),
        "enter": normal(hidden, width, spread=width**-0.5),
        "enter_bias": torch.zeros(hidden, requires_grad=True),
        "tags": normal(len(labels.TAGS), hidden, spread=hidden**-0.5),
        "tags_bias": torch.zeros(len(labels.TAGS), requires_grad=True),
    }
    for number in range(len(size.dilations)):
        weights[f"layer{number}"] = normal(hidden, hidden * _TAPS, spread=(2 / (hidden * _TAPS)) ** 0.5)
        weights[f"layer{number}_bias"] = torch.zeros(hidden, requires_grad=True)
    return weights


def forward(weights: Weights, size: NetworkSize, numbers: Any, pairs: Any, fitting: Fitting | None = None) -> Any:
    """The scores of every tag for rows of character and pair numbers; with ``fitting``, with its dropouts."""
    pair = functional.embedding(pairs, weights["pairs"])
    if fitting:
        kept = (torch.rand(pair.shape[:2], device=pair.device) > fitting.pair_dropout).unsqueeze(-1)
        pair = pair * kept
    following = functional.pad(pair[:, 1:], (0, 0, 0, 1))
    known = torch.cat([functional.embedding(numbers, weights["characters"]), pair, following], -1)
    drop = fitting.dropout if fitting else 0.0
    state = functional.linear(_dropped(known, drop), weights["enter"], weights["enter_bias"])
    for number, dilation in enumerate(size.dilations):
        seen = functional.linear(_beside(state, dilation), weights[f"layer{number}"], weights[f"layer{number}_bias"])
        state = state + _dropped(functional.relu(seen), drop)
    return functional.linear(state, weights["tags"], weights["tags_bias"])


def _dropped(state: Any, share: float) -> Any:
    """The state without some of its channels, the same ones all along a row: far less chance to draw than for each."""
    if not share:
        return state
    kept = torch.rand(state.shape[0], 1, state.shape[2], device=state.device) > share
    return state * (kept / (1 - share))


def _beside(state: Any, dilation: int) -> Any:
    """The states of a character and of those ``dilation`` away on both sides, side by side."""
    wide = functional.pad(state, (0, 0, dilation, dilation))
    length = state.shape[1]
    return torch.cat([wide[:, :length], state, wide[:, 2 * dilation :]], -1)
