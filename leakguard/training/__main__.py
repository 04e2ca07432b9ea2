"""From nothing to a tagger and its model card, in one command.

Composes texts from the templates, labels open text by LAC, fits a model for each seed, exports and checks it, measures it
beside LAC on labelled texts, and writes the models, figures.json and card.md into a folder.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import click

from leakguard.training.recipe import recipe

_FILE = click.Path(path_type=Path, exists=True)


@click.command(help=__doc__)
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--open-text", type=_FILE, help="Open text for silver labels: JSON lines with a `text` each, .xz or plain."
)
@click.option("--gold", type=_FILE, multiple=True, help="Labelled texts to measure on.")
@click.option("--choose-by", type=_FILE, multiple=True, help="Labelled texts to choose the best seed by.")
@click.option("--seed", "seeds", type=int, multiple=True, default=(1, 2, 3), show_default=True)
@click.option("--steps", type=int, default=recipe().training.steps, show_default=True, help="Of fitting, a seed.")
@click.option("--texts", type=int, default=recipe().composition.texts, show_default=True, help="How many are composed.")
@click.option(
    "--ship", type=click.Path(path_type=Path, file_okay=False, exists=True), help="Copy model and card there."
)
def main(
    out: Path,
    open_text: Path | None,
    gold: tuple[Path, ...],
    choose_by: tuple[Path, ...],
    seeds: tuple[int, ...],
    steps: int,
    texts: int,
    ship: Path | None,
) -> None:
    """See the module."""
    from leakguard.training.run import Run

    started = time.monotonic()

    def tell(line: str) -> None:
        click.echo(f"[{time.monotonic() - started:5.0f} s] {line}", err=True)

    model = Run(out, open_text, gold, choose_by, seeds, recipe().with_limits(steps, texts), tell).go()
    if ship is not None:
        for name in (model.name, "card.md"):
            shutil.copyfile(out / name, ship / name)


if __name__ == "__main__":
    sys.exit(main())
