"""The examples of policies are their tests: each is scanned and redacted as a file would be.

Examples are invented, so what goes wrong with one may be told with the text of it. Keyed operators work with a key that
everybody knows (:data:`EXAMPLE_KEY`), so that what is expected of a pseudonym can be written down.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leakguard.policy.model import Example, Policy
from leakguard.scanning import Scan, Scanner
from leakguard.sources.base import PlainSource
from leakguard.sources.edits import Span, apply
from leakguard.units import Block, CellEdit, TableBlock, TextBlock, TextEdit

EXAMPLE_KEY = b"leakguard: the key of the examples of policies"


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that failed (``number`` counts from 1), what came out, and which entities were found."""

    number: int
    example: Example
    actual: str
    found: tuple[str, ...]


def failures(policy: Policy, scanner: Scanner) -> Iterator[Failure]:
    """The examples of a policy that do not come out as they say. ``scanner`` is that of the policy, with a key."""
    for number, example in enumerate(policy.examples, 1):
        actual, found = outcome(example, scanner)
        if actual != example.expect or (example.finds is not None and found != example.finds):
            yield Failure(number, example, actual, found)


def outcome(example: Example, scanner: Scanner) -> tuple[str, tuple[str, ...]]:
    """What the policy makes of the text of an example, and the entities that were found in it, in their order."""
    spans: list[Span] = []
    found: list[str] = []
    for scanned in Scan(_Given(example), scanner.detector, scanner.policy, scanner.key).blocks():  # type: ignore[arg-type]
        for hit in scanned.every():
            found.append(hit.finding.entity)
            edit = hit.edit(scanner.key)
            if isinstance(edit, (TextEdit, CellEdit)):
                spans.append(Span(edit.start, edit.end, edit.replacement))
    return apply(example.text, spans), tuple(found)


class _Given(PlainSource):
    """A source that holds one example: running text, or a table of one cell."""

    format = "text"
    encoding = "utf-8"
    encoding_reason = "given"
    name = "example"

    def __init__(self, example: Example) -> None:
        self._example = example
        self.digest = hashlib.sha256(example.text.encode("utf-8", "surrogatepass")).hexdigest()

    def blocks(self) -> Iterator[Block]:
        """The text, or the cell under its header."""
        text, header = self._example.text, self._example.header
        blocks: Sequence[Block] = [TextBlock(text) if header is None else TableBlock([[text]], headers=[header])]
        return iter(blocks)
