"""A whole run: compose, label, encode, fit, export, check, measure, write the card."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from random import Random
from typing import Any

from leakguard.detection.tagging.compact import MODEL
from leakguard.training import measuring, parity
from leakguard.training.card import card
from leakguard.training.composing import Composer
from leakguard.training.encoding import Rows, character_table, encode, vocabulary
from leakguard.training.export import to_onnx
from leakguard.training.fitting import fit
from leakguard.training.recipe import Recipe
from leakguard.training.silver import context_sentences, read_open_text, silver_texts
from leakguard.training.texts import LabelledText

_CONTEXT = 20_000
_COMPOSING_SEED, _SILVER_SEED = 20_261, 20_262


@dataclass
class Material:
    """What a model learns from. The same for every seed of a run."""

    composed: list[LabelledText]
    silver: list[LabelledText]

    @property
    def texts(self) -> list[LabelledText]:
        """Everything, composed and silver."""
        return [*self.composed, *self.silver]

    def sizes(self) -> dict[str, dict[str, int]]:
        """Texts, characters and spans by label, of each part."""
        return {name: _sizes(texts) for name, texts in (("composed", self.composed), ("silver", self.silver))}


@dataclass
class Run:
    """One run of the recipe into the folder ``out``. ``gold`` are labelled texts to measure on; the best of the seeds is
    chosen by the files of ``chosen_by``, which the others do not see.
    """

    out: Path
    open_text: Path | None
    gold: Sequence[Path]
    chosen_by: Sequence[Path]
    seeds: Sequence[int]
    recipe: Recipe
    tell: Callable[[str], None]

    def go(self) -> Path:
        """Train, measure, choose, write ``figures.json`` and ``card.md``; the path of the chosen model."""
        self.out.mkdir(parents=True, exist_ok=True)
        made = self.train()
        figures = self.measure()
        best = self.choose()
        self.tell(f"seed {best} is chosen")
        model = self.out / MODEL
        shutil.copyfile(self.model_of(best), model)
        facts = {"chosen": best, **made, **figures}
        write_json(self.out / "figures.json", facts)
        (self.out / "card.md").write_text(card(facts, self.recipe), encoding="utf-8")
        return model

    def model_of(self, seed: int) -> Path:
        """Where the model of a seed is."""
        return self.out / f"tagger-{seed}.onnx"

    @cached_property
    def material(self) -> Material:
        """Composed texts, and silver ones where open text is given."""
        silver: list[LabelledText] = []
        if self.open_text is not None:
            self.tell(f"labelling {self.open_text.name} by LAC")
            silver = silver_texts(read_open_text(self.open_text), self.recipe.silver, _SILVER_SEED)
        else:
            self.tell("no open text: the model will know less of ordinary prose, and raise more false alarms there")
        context = context_sentences(silver, _CONTEXT)
        self.tell("composing texts from templates")
        composed = list(Composer(self.recipe.composition, _COMPOSING_SEED, context).texts())
        return Material(composed, silver)

    def train(self) -> dict[str, Any]:
        """Fit and export a model for each seed; what was done, for the card."""
        texts = self.material.texts
        characters = vocabulary(texts, self.recipe.network.characters)
        table = character_table(characters)
        facts: dict[str, Any] = {"sizes": self.material.sizes(), "characters": len(characters), "models": {}}
        for seed in self.seeds:
            rows = self._rows(texts, table, seed)
            self.tell(f"seed {seed}: {rows.numbers.size:,} characters, {self.recipe.training.steps:,} steps")
            tell = partial(self._tell_of, seed)
            started = time.monotonic()
            weights = fit(rows, self.recipe, seed, tell)
            minutes = (time.monotonic() - started) / 60
            content = to_onnx(weights, self.recipe.network, table)
            self.model_of(seed).write_bytes(content)
            agreement = parity.agreement(weights, self.recipe.network, table, content, texts[-parity.TEXTS :])
            tell(f"{len(content):,} bytes, spans as in fp32: {agreement:.2%}")
            facts["models"][str(seed)] = {"bytes": len(content), "agreement": agreement, "minutes": round(minutes, 1)}
        return facts

    def measure(self) -> dict[str, Any]:
        """The figures of every seed, by itself, with mean and spread, and those of LAC where it is installed."""
        gold = measuring.read_sets([*self.gold, *self.chosen_by])
        if not gold:
            return {}
        of_seeds = [measuring.alone(gold, self._choice(seed)) for seed in self.seeds]
        facts: dict[str, Any] = {
            "seeds": {str(seed): figures for seed, figures in zip(self.seeds, of_seeds, strict=True)},
            "mean": measuring.mean(of_seeds),
            "spread": measuring.spread(of_seeds),
        }
        if measuring.has_rival():
            facts["lac"] = measuring.alone(gold, measuring.RIVAL)
        return facts

    def choose(self) -> int:
        """The seed whose model is best on the texts to choose by; the first where there are none."""
        gold = measuring.read_sets(self.chosen_by)
        return (
            max(self.seeds, key=lambda seed: measuring.worth(measuring.alone(gold, self._choice(seed))))
            if gold
            else self.seeds[0]
        )

    def _choice(self, seed: int) -> str:
        return f"compact:{self.model_of(seed)}"

    def _tell_of(self, seed: int, line: str) -> None:
        self.tell(f"seed {seed}: {line}")

    def _rows(self, texts: Sequence[LabelledText], table: Any, seed: int) -> Rows:
        order = list(texts)
        Random(seed).shuffle(order)
        return encode(order, table, self.recipe.training.row)


def _sizes(texts: Sequence[LabelledText]) -> dict[str, int]:
    sizes = {"texts": len(texts), "characters": sum(len(text) for text, _ in texts)}
    for _, spans in texts:
        for span in spans:
            sizes[span.label] = sizes.get(span.label, 0) + 1
    return sizes


def write_json(path: Path, content: Any) -> None:
    """One JSON file, readable."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
