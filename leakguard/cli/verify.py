"""``leakguard verify``: whether a receipt is intact and belongs to a file, and what that proves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command
from leakguard.messages import Texts
from leakguard.reports.width import visible

if TYPE_CHECKING:
    from leakguard.proof.verification import Verification
    from leakguard.reports.layout import Style

_EXAMPLES = (
    "leakguard verify orders.receipt.json orders.redacted.csv",
    "leakguard verify orders.receipt.json orders.redacted.csv --original orders.csv",
    "leakguard verify orders.receipt.json orders.redacted.csv --public-key shop.pem.pub",
)
_MARKS = {"holds": ("✓", "green"), "fails": ("✗", "red"), "open": ("-", "yellow")}


def build(texts: Texts) -> Command:
    """The command in one language."""
    params = [
        click.Argument(["receipt"], metavar="RECEIPT", type=click.Path()),
        click.Argument(["file"], metavar="FILE", type=click.Path()),
        click.Option(["--original"], metavar="FILE", type=click.Path(), help=texts("opt.original")),
        click.Option(["--public-key"], metavar="FILE", type=click.Path(), help=texts("opt.public-key")),
        options.choice(["-f", "--output-format", "output_format"], ("terminal", "json"), texts("opt.verify-format")),
        click.Option(["-q", "--quiet"], is_flag=True, help=texts("opt.verify-quiet")),
        click.Option(["--no-color"], is_flag=True, help=texts("opt.no-color")),
    ]
    return Command(
        "verify", texts, params=params, help=texts("help.verify"), examples=_EXAMPLES, callback=partial(run, texts)
    )


def run(
    texts: Texts,
    receipt: str,
    file: str,
    original: str | None,
    public_key: str | None,
    output_format: str,
    quiet: bool,
    no_color: bool,
) -> int:
    """Check and say so; 0 everything holds, 1 something does not."""
    from leakguard.proof.verification import verify

    found = verify(
        Path(receipt),
        Path(file),
        original=None if original is None else Path(original),
        public_key=None if public_key is None else Path(public_key),
    )
    if output_format == "json":
        from leakguard.reports import jsonformat

        with console.output_to(None) as write:
            write(jsonformat.object_json(found.as_dict()))
    elif not quiet or not found.ok:
        style = console.style(no_color, console.stdout_is_terminal())
        console.lines(rendered(found, texts, console.cells(), style), None)
    return found.exit_code


def rendered(found: Verification, texts: Texts, cells: int, style: Style) -> Iterator[str]:
    """Every check in words, what the receipt says, and what all that proves and does not."""
    from leakguard.reports.width import wrap

    head, colour = ("verify.ok", "green") if found.ok else ("verify.not-ok", "red")
    yield style(texts(head), "bold", colour)
    for check in found.checks:
        mark, shade = _MARKS[check.answer]
        values = {name: visible(value) for name, value in check.values.items()}
        first, *rest = wrap(texts(f"verify.{check.id}.{check.answer}", **values), cells - 4)
        yield f"  {style(mark, shade)} {first}"
        yield from (f"    {line}" for line in rest)
    if found.ok and found.receipt is not None:
        yield from (f"  {line}" for line in wrap(_told(found.receipt, texts), cells - 2))
        for key in ("verify.proves", "verify.proves-not"):
            yield from wrap(texts(key), cells)


def _told(receipt: Mapping[str, Any], texts: Texts) -> str:
    counts = receipt.get("counts", {}).get("changed", {})
    spans = sum(count for operators in counts.values() for count in operators.values())
    return texts(
        "verify.told",
        time=visible(receipt["time"]),
        version=visible(receipt["tool"]["version"]),
        policy=visible(receipt["policy"]["id"]),
        digest=visible(receipt["policy"]["sha256"][:12]),
        spans=f"{spans:,}",
    )
