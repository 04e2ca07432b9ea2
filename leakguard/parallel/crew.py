"""Whether a run is worth several processes, and how many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from leakguard.parallel.pool import Pool, cpu_count
from leakguard.parallel.worker import MakeScanner
from leakguard.scanning import Scanner
from leakguard.sources.csv import source as csv


@contextmanager
def crew(
    scanner: Scanner, make: MakeScanner, jobs: int, items: Iterable[object], output: Path | None
) -> Iterator[Pool | None]:
    """Workers for ``jobs`` processes (0: one a processor), or None if there is no more to do than one can do as well.

    ``output`` is the file that will be written: temporary files lie beside it.
    """
    wanted = min(jobs or cpu_count(), sum(_shares(item) for item in items))
    if wanted < 2:
        yield None
        return
    folder = output.parent if output is not None and output.parent.is_dir() else None
    with Pool(scanner, make, wanted, folder) as pool:
        yield pool


def _shares(item: object) -> int:
    """How many processes can have a share in an input."""
    if not isinstance(item, Path) or not item.is_file():
        return 0
    return csv.STRETCHES if item.stat().st_size >= csv.DIVIDED else 1
