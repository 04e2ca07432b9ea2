"""The model card: what the model is for, what it learned from, how good it is, where it fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leakguard.training.measuring import Figures
from leakguard.training.recipe import Recipe
from leakguard.training.templates import templates

_ABOUT = """\
# The compact tagger

<!-- Written by `python -m leakguard.training`; do not edit. -->

Marks full names of private persons (PERSON) and street-level or finer addresses (ADDRESS) in running Chinese text of sellers,
their buyers and those between them; bare regions (PLACE), shops and companies (ORGANISATION) and public or fictional
persons and brands that read like one (PUBLIC) are marked so that they are not taken for either.

**Intended use.** Inside leakguard, as one piece of evidence beside labels, telephone numbers, rows, lists and grammar; on a processor,
offline. It is not meant for news or literature, whose persons are public, and not to decide anything about a person.

**Model.** {parameters:,} weights: embeddings of {characters:,} characters ({character_width} wide; full width, Traditional and rare characters are folded
by a table inside the model) and of hashed pairs of characters ({pairs:,} x {pair_width}), {layers} residual convolutions of {hidden} channels over three
characters, dilated {dilations}, BIOES tags; argmax, and Viterbi where that is no legal row. ONNX, int8 embeddings, fp32 computation,
{bytes:,} bytes; it sees 16 characters to either side. In {agreement:.2%} of {parity_texts:,} texts its spans are those of the fp32 weights in PyTorch.

## What it learned from

| part | texts | characters | PERSON | ADDRESS | PLACE | ORGANISATION | PUBLIC | ignored |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{sizes}

- *Composed*: {templates:,} templates written by hand for leakguard, {negatives:,} of them without any person, filled with composed persons, places and
  numbers. No real person is meant. Word lists and their sources: `words/`, `../lexicons/`; all MIT, Apache-2.0 or WTFPL, or written for leakguard.
- *Silver*: sentences of open text labelled by Baidu LAC (Apache-2.0): KdConv and CrossWOZ (Apache-2.0), CMRC 2018 (CC BY-SA 4.0) and
  DRCD (CC BY-SA 3.0), whose paragraphs are from Wikipedia. {replaced:.0%} of the names in them are replaced by composed ones. No sentence is in
  the model or in this project; credit goes to their authors. Whoever does not want models that have seen share-alike text runs
  the recipe without `--open-text`, or with other text.
- The model is under Apache-2.0 like the rest of leakguard.

## Figures

On the development data of leakguard (invented persons; not in the training data: a test looks for runs of ten characters in common). Each
tagger by itself, without anything of the product around it (`leakguard eval --alone`); for LAC, places with a street-level mark stand in
for addresses. F1 is strict: same start, end and type. False alarms are per 10,000 characters. Seed {chosen} is shipped.

"""

_FAILINGS = """
## Known failings

- Names that are ordinary words or brands (高兴, 李宁) are often missed, or ordinary words at a place where a name could stand are marked.
- Surname and title (王女士), nicknames and single given names are not what it learned; it may mark them or not.
- Public persons whom it has not seen are marked as private ones.
- Names in Latin letters without a Chinese surname, and names with other characters between (王*小*明), are often missed.
- Addresses in free description (from the bridge the second house on the left) are missed; long ones may be cut short.
- Its confidence is not a probability.

## Making it again

    pip install '.[training]'
    python -m leakguard.training OUT --open-text OPEN_TEXT.jsonl.xz --gold GOLD.jsonl --choose-by OTHER_GOLD.jsonl --ship recognizers/tagger

One seed took {minutes} minutes on two cores of a shared processor without a GPU. Processors add up in different orders: expect figures within
the spread of the seeds above, not the same bytes.
"""


def card(facts: Mapping[str, Any], recipe: Recipe) -> str:
    """The card as Markdown."""
    network = recipe.network
    made = facts["models"][str(facts["chosen"])]
    width = network.character_width + 2 * network.pair_width
    weights = (
        network.characters * network.character_width
        + network.pairs * network.pair_width
        + width * network.hidden
        + len(network.dilations) * 3 * network.hidden**2
    )
    kinds = templates()
    about = _ABOUT.format(
        parameters=weights,
        characters=facts["characters"],
        character_width=network.character_width,
        pairs=network.pairs,
        pair_width=network.pair_width,
        layers=len(network.dilations),
        hidden=network.hidden,
        dilations=", ".join(map(str, network.dilations)),
        bytes=made["bytes"],
        agreement=made["agreement"],
        parity_texts=2000,
        sizes="\n".join(_sizes(facts["sizes"])),
        templates=sum(map(len, kinds.values())),
        negatives=sum(len(lines) for kind, lines in kinds.items() if kind.startswith("neg-")),
        replaced=recipe.silver.replaced,
        chosen=facts["chosen"],
    )
    figures = "\n".join(_figures(facts)) if "seeds" in facts else "Not measured: no labelled texts were given.\n"
    return about + figures + _FAILINGS.format(minutes=made["minutes"])


def _sizes(sizes: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    labels = ("texts", "characters", "PERSON", "ADDRESS", "PLACE", "ORGANISATION", "PUBLIC", "ignored")
    for name, counts in sizes.items():
        yield f"| {name} | " + " | ".join(f"{counts.get(label, 0):,}" for label in labels) + " |"


def _figures(facts: Mapping[str, Any]) -> Iterator[str]:
    rows: list[tuple[str, Figures]] = [(f"seed {seed}", figures) for seed, figures in facts["seeds"].items()]
    rows += [("mean of seeds", facts["mean"]), ("spread of seeds", facts["spread"])]
    rows += [("LAC", facts["lac"])] if "lac" in facts else []
    yield "| set | tagger | PERSON F1 | PERSON false alarms | ADDRESS F1 | ADDRESS false alarms |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for name in facts["mean"]:
        for tagger, figures in rows:
            yield f"| {name} | {tagger} | " + " | ".join(_cells(figures[name])) + " |"


def _cells(types: Mapping[str, Mapping[str, float | None]]) -> Iterable[str]:
    for name in ("PERSON", "ADDRESS"):
        figures = types.get(name, {})
        f1, alarms = figures.get("f1"), figures.get("false_alarms_per_10k")
        yield "-" if f1 is None else f"{f1:.1%}"
        yield "-" if alarms is None else f"{alarms:.1f}"
