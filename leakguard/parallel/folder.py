"""Redacting the files of a folder with workers, each of which proves the copies that it writes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from leakguard.mirror import Outcome, Pair, Receipts
from leakguard.parallel.pool import Pool
from leakguard.parallel.stretches import result
from leakguard.parallel.tasks import RedactFile
from leakguard.parallel.worker import Failed, Reached
from leakguard.scanning import Scanner
from leakguard.sources import Unscanned


@dataclass(frozen=True)
class Filewise:
    """Redacts pairs with the workers of a pool (see :data:`~leakguard.mirror.Each`).

    Copies are written to a folder within the target, from which they are renamed, so that nothing half-written is left of a
    worker that dies.
    """

    pool: Pool
    receipts: Receipts | None = None

    def __call__(
        self, scanner: Scanner, pairs: Sequence[Pair | Unscanned], target: Path, overwrite: bool
    ) -> Iterator[Outcome]:
        def reached(task: RedactFile, state: Reached) -> None:
            if scanner.progress:
                scanner.progress(str(task.item), state.rows, state.fraction)

        with tempfile.TemporaryDirectory(prefix=".leakguard-", dir=target) as folder:
            tasks = [
                pair if isinstance(pair, Unscanned) else RedactFile(*pair, overwrite, Path(folder), self.receipts)
                for pair in pairs
            ]
            with closing(self.pool.run(tasks, reached)) as run:
                for task, outcome in run:
                    if isinstance(task, Unscanned):
                        yield task
                    elif isinstance(outcome, Failed) and outcome.error == "UnscannedError":
                        yield Unscanned(str(task.item), None, *outcome.arguments)
                    else:
                        yield cast(Outcome, result(outcome))
