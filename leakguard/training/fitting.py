"""Fitting the network to rows of composed and silver text."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from leakguard.training import encoding
from leakguard.training.encoding import Rows
from leakguard.training.network import Weights, forward, new_weights
from leakguard.training.recipe import Recipe

_HELD_BACK, _LEARNED_OF = 300, 10
"""So many rows are held back to tell progress by, and at most one of so many."""
_WARM_UP = 150
_CLIP = 2.0
_DECAY = 1e-4
_LAST_RATE = 0.02
_REPORTS = 20


def fit(rows: Rows, recipe: Recipe, seed: int, tell: Callable[[str], None]) -> Weights:
    """Weights after ``recipe.training.steps``: the running average of the last ones.

    Runs on a GPU where there is one. ``tell`` is given a line of progress now and then.
    """
    settings, size = recipe.training, recipe.network
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    weights = {name: value.detach().to(device).requires_grad_() for name, value in new_weights(size, seed).items()}
    average = {name: value.detach().clone() for name, value in weights.items()}
    optimizer = torch.optim.AdamW(weights.values(), lr=settings.learning_rate, weight_decay=_DECAY)
    held_back = min(_HELD_BACK, len(rows.numbers) // _LEARNED_OF)
    learned = len(rows.numbers) - held_back
    order = np.array([], np.intp)
    for step in range(settings.steps):
        for group in optimizer.param_groups:
            group["lr"] = settings.learning_rate * _rate(step, step / settings.steps)
        if len(order) < settings.batch:
            order = random.permutation(learned)
        batch, order = np.sort(order[: settings.batch]), order[settings.batch :]
        numbers = rows.numbers[batch].astype(np.int64)
        numbers[(random.random(numbers.shape) < settings.character_dropout) & (numbers > encoding.SYMBOL)] = (
            encoding.HIDDEN
        )
        scores = forward(weights, size, *_tensors(numbers, size.pairs, device), settings)
        wanted = torch.from_numpy(rows.tags[batch].astype(np.int64)).to(device)
        loss = functional.cross_entropy(scores.flatten(0, 1), wanted.flatten(), ignore_index=encoding.UNSEEN)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights.values(), _CLIP)
        optimizer.step()
        keep = min(settings.average, step / (step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(list(average.values()), list(weights.values()), 1 - keep)
        if (step + 1) % (settings.steps // _REPORTS or 1) == 0:
            epochs = (step + 1) * settings.batch / learned
            right = _share_right(average, recipe, rows, learned, device)
            tell(f"step {step + 1:,}, epoch {epochs:.2f}, loss {loss.item():.4f}, tags right {right:.4f}")
    return {name: value.cpu() for name, value in average.items()}


def _rate(step: int, done: float) -> float:
    """Warm up, then half a cosine down to nearly nothing."""
    return min(1.0, step / _WARM_UP) * (_LAST_RATE + (1 - _LAST_RATE) * (0.5 + 0.5 * float(np.cos(np.pi * done))))


def _tensors(numbers: NDArray[np.int64], buckets: int, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    pairs = encoding.pairs(numbers, buckets)
    return torch.from_numpy(numbers).to(device), torch.from_numpy(pairs).to(device)


def _share_right(weights: Weights, recipe: Recipe, rows: Rows, learned: int, device: torch.device) -> float:
    """On the rows held back: the share of characters with a tag, in truth or as found, that have the right one."""
    with torch.inference_mode():
        numbers = rows.numbers[learned:].astype(np.int64)
        scores = forward(weights, recipe.network, *_tensors(numbers, recipe.network.pairs, device))
        found, truth = scores.argmax(-1).cpu().numpy(), rows.tags[learned:]
    counted = (truth > 0) | ((found > 0) & (truth >= 0))
    return float((found == truth)[counted].mean())
