"""``leakguard evidence build``, ``verify`` and ``open``: the sealed pack of a case."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command
from leakguard.errors import UsageError
from leakguard.messages import Texts
from leakguard.reports.width import visible

if TYPE_CHECKING:
    from leakguard.evidence.pack import Built
    from leakguard.evidence.verifying import Verification
    from leakguard.proof.verification import Check
    from leakguard.reports.layout import Style

_BUILD = (
    "leakguard evidence build my-case -o my-case.zip",
    "leakguard evidence build my-case -o my-case.zip --signing-key shop.pem --timestamp-request",
    "leakguard evidence build my-case -o my-case.zip --with-originals --passphrase-env PACK_PASSPHRASE",
)
_VERIFY = (
    "leakguard evidence verify my-case.zip",
    "leakguard evidence verify my-case.zip --public-key shop.pem.pub --originals my-case/attachments",
)
_OPEN = ("leakguard evidence open my-case.zip -o originals --passphrase-env PACK_PASSPHRASE",)
_MARKS = {"holds": ("✓", "green"), "fails": ("✗", "red"), "open": ("-", "yellow")}


def build_commands(texts: Texts) -> list[Command]:
    """The commands in one language."""
    return [_build(texts), _verify(texts), _open(texts)]


def _build(texts: Texts) -> Command:
    params = [
        click.Argument(["folder"], metavar="DIR", type=click.Path()),
        click.Option(
            ["-o", "--output"], metavar="PACK", required=True, type=click.Path(), help=texts("opt.evidence.pack")
        ),
        click.Option(["--signing-key"], metavar="FILE", type=click.Path(), help=texts("opt.evidence.signing-key")),
        click.Option(["--key-file"], metavar="FILE", type=click.Path(), help=texts("opt.evidence.key-file")),
        click.Option(["--with-originals"], is_flag=True, help=texts("opt.evidence.with-originals")),
        click.Option(["--passphrase-env"], metavar="NAME", help=texts("opt.evidence.passphrase-env")),
        click.Option(["--timestamp-request"], is_flag=True, help=texts("opt.evidence.timestamp-request")),
        click.Option(["--draft"], is_flag=True, help=texts("opt.evidence.draft")),
        options.tagger(texts),
        click.Option(["--overwrite"], is_flag=True, help=texts("opt.overwrite")),
    ]
    return Command(
        "build", texts, params=params, help=texts("help.evidence.build"), short_help=texts("verb.evidence.build"),
        needs="-o PACK ", examples=_BUILD, callback=partial(run_build, texts),
    )  # fmt: skip


def _verify(texts: Texts) -> Command:
    params = [
        click.Argument(["pack"], metavar="PACK", type=click.Path()),
        click.Option(["--public-key"], metavar="FILE", type=click.Path(), help=texts("opt.public-key")),
        click.Option(["--originals"], metavar="DIR", type=click.Path(), help=texts("opt.evidence.originals")),
        options.choice(["-f", "--output-format", "output_format"], ("terminal", "json"), texts("opt.verify-format")),
        click.Option(["-q", "--quiet"], is_flag=True, help=texts("opt.verify-quiet")),
        click.Option(["--no-color"], is_flag=True, help=texts("opt.no-color")),
    ]
    return Command(
        "verify", texts, params=params, help=texts("help.evidence.verify"), short_help=texts("verb.evidence.verify"),
        examples=_VERIFY, callback=partial(run_verify, texts),
    )  # fmt: skip


def _open(texts: Texts) -> Command:
    params = [
        click.Argument(["pack"], metavar="PACK", type=click.Path()),
        click.Option(
            ["-o", "--output"], metavar="DIR", required=True, type=click.Path(), help=texts("opt.evidence.folder")
        ),
        click.Option(["--passphrase-env"], metavar="NAME", required=True, help=texts("opt.evidence.passphrase-env")),
    ]
    return Command(
        "open", texts, params=params, help=texts("help.evidence.open"), short_help=texts("verb.evidence.open"),
        needs="-o DIR --passphrase-env NAME ", examples=_OPEN, callback=partial(run_open, texts),
    )  # fmt: skip


def run_build(
    texts: Texts,
    folder: str,
    output: str,
    signing_key: str | None,
    key_file: str | None,
    with_originals: bool,
    passphrase_env: str | None,
    timestamp_request: bool,
    draft: bool,
    tagger: str,
    overwrite: bool,
) -> int:
    """Build and say what was built; 3 if attachments had to be left out."""
    if with_originals != (passphrase_env is not None):
        raise click.UsageError(texts("error.evidence.passphrase-alone"))
    from leakguard.evidence.case import load_case, missing
    from leakguard.evidence.pack import Wanted, build
    from leakguard.keys import load_key
    from leakguard.proof.signing import load_signer

    case = load_case(Path(folder))
    lacking = [lack.name for lack in missing(case) if lack.severity == "required"]
    if lacking and not draft:
        names = ", ".join(map(visible, lacking))
        raise click.UsageError(texts("error.evidence.missing", count=len(lacking), names=names))
    with _keys():
        signer = load_signer(None if signing_key is None else Path(signing_key), os.environ)
        key = load_key(None if key_file is None else Path(key_file), os.environ)
    wanted = Wanted(
        draft=draft,
        signer=signer,
        passphrase=_passphrase(passphrase_env),
        key=key,
        timestamp=timestamp_request,
        overwrite=overwrite,
        tagger=tagger,
    )
    made = build(case, Path(output), wanted)
    for line in _built(made, None if wanted.signer is None else wanted.signer.public, draft, texts):
        console.say(line)
    return made.exit_code


def run_verify(
    texts: Texts,
    pack: str,
    public_key: str | None,
    originals: str | None,
    output_format: str,
    quiet: bool,
    no_color: bool,
) -> int:
    """Check and say so; 0 everything holds, 1 something does not."""
    from leakguard.evidence.verifying import verify
    from leakguard.proof import signing

    with _keys():
        key = None if public_key is None else signing.public_key(Path(public_key))
    found = verify(Path(pack), public_key=key, originals=None if originals is None else Path(originals))
    if output_format == "json":
        from leakguard.reports import jsonformat

        with console.output_to(None) as write:
            write(jsonformat.object_json(found.as_dict()))
    elif not quiet or not found.ok:
        style = console.style(no_color, console.stdout_is_terminal())
        console.lines(rendered(found, texts, console.cells(), style), None)
    return found.exit_code


def run_open(texts: Texts, pack: str, output: str, passphrase_env: str) -> int:
    """Check the pack, then decrypt the originals."""
    from leakguard.evidence.opening import open_originals
    from leakguard.evidence.verifying import verify

    passphrase = _passphrase(passphrase_env)
    found = verify(Path(pack))
    if not found.ok:
        style = console.style(False, console.stderr_is_terminal())
        for line in rendered(found, texts, console.cells(), style):
            console.complain(line)
        return found.exit_code
    count = open_originals(Path(pack), Path(output), passphrase or "")
    console.say(texts("pack.opened", count=count, folder=visible(output)))
    return 0


def rendered(found: Verification, texts: Texts, cells: int, style: Style) -> Iterator[str]:
    """Every check in words, what the manifest says, and what all that proves and does not."""
    from leakguard.reports.width import wrap

    head, colour = ("pack.ok", "green") if found.ok else ("pack.not-ok", "red")
    yield style(texts(head), "bold", colour)
    for check in found.checks:
        mark, shade = _MARKS[check.answer]
        first, *rest = wrap(_said(check, texts), cells - 4)
        yield f"  {style(mark, shade)} {first}"
        yield from (f"    {line}" for line in rest)
    if found.ok and found.manifest is not None:
        told = found.manifest["head"]
        case, policy = told["case"], told["policy"]
        values = {
            "date": case["date"], "version": told["tool"]["version"], "policy": policy["id"], "digest": policy["sha256"][:12],
        }  # fmt: skip
        line = texts("pack.told", **{key: visible(value) for key, value in values.items()})
        yield from (f"  {part}" for part in wrap(line, cells - 2))
        for key in ("pack.proves", "pack.proves-not"):
            yield from wrap(texts(key), cells)


def _said(check: Check, texts: Texts) -> str:
    values = {name: visible(value) for name, value in check.values.items()}
    if "place" in values:
        values["where"] = texts(f"pack.place.{values['place']}", member=values["name"] or values["member"] or "?")
    return texts(f"pack.{check.id}.{check.answer}", **values)


def _built(made: Built, public: bytes | None, draft: bool, texts: Texts) -> Iterator[str]:
    from leakguard.evidence.readme import left_line
    from leakguard.proof.signing import identifier

    if draft:
        yield texts("pack.draft")
    yield texts(
        "pack.built", file=visible(str(made.path)), members=made.members, size=f"{made.size:,}", digest=made.sha256
    )
    yield texts("pack.copies", copies=made.copies, spans=f"{made.spans:,}", own=made.kept)
    yield texts("pack.unsigned") if public is None else texts("pack.signed", key=identifier(public))
    if made.request is not None:
        reply = made.request.with_suffix(".tsr").name
        yield texts("pack.timestamp", file=visible(str(made.request)), reply=visible(reply))
    if made.replaced:
        yield texts("pack.replaced", count=len(made.replaced))
        for each in made.replaced:
            yield f"  {texts('pack.replaced-one', field=visible(each.field), entity=texts.entity(each.entity), value=visible(each.preview))}"
    if made.renamed:
        yield texts("pack.renamed")
        for old, new in made.renamed:
            yield f"  {visible(old)} -> {new}"
    if made.left_out:
        yield texts("pack.left-out")
        for number, left in made.left_out.items():
            yield f"  {left_line(left, made.encrypted.get(number), texts)}"


@contextmanager
def _keys() -> Iterator[None]:
    """What is wrong with a file of a key is said in both languages."""
    from leakguard.evidence.errors import PackError

    try:
        yield
    except UsageError as error:
        raise PackError("key-file", detail=str(error)) from error


def _passphrase(name: str | None) -> str | None:
    if name is None:
        return None
    if not os.environ.get(name):
        from leakguard.evidence.errors import PackError

        raise PackError("no-passphrase", name=name)
    return os.environ[name]
