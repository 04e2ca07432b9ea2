"""``leakguard keys``: new keys, and the public half of a signing key. Secret keys are never shown."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from leakguard.cli import console
from leakguard.cli.command import Command, Group
from leakguard.messages import Texts
from leakguard.reports.width import visible

_NEW_EXAMPLES = ("leakguard keys new ~/keys/leakguard.key", "leakguard keys new --signing ~/keys/shop.pem")
_SHOW_EXAMPLES = ("leakguard keys show-public ~/keys/shop.pem",)


def build(texts: Texts) -> Group:
    """The group in one language."""
    group = Group("keys", texts, help=texts("help.keys"), examples=(*_NEW_EXAMPLES, *_SHOW_EXAMPLES))
    signing = click.Option(["--signing"], is_flag=True, help=texts("opt.signing"))
    file = click.Argument(["file"], metavar="FILE", type=click.Path())
    new = Command(
        "new", texts, params=[file, signing], help=texts("help.keys.new"), short_help=texts("verb.keys.new"),
        examples=_NEW_EXAMPLES, callback=partial(run_new, texts),
    )  # fmt: skip
    show = Command(
        "show-public", texts, params=[file], help=texts("help.keys.show-public"),
        short_help=texts("verb.keys.show-public"), examples=_SHOW_EXAMPLES, callback=partial(run_show_public, texts),
    )  # fmt: skip
    group.add_command(new)
    group.add_command(show)
    return group


def run_new(texts: Texts, file: str, signing: bool) -> int:
    """Make a key, and say where it is and what to do with it."""
    from leakguard import keys

    path = Path(file)
    if signing:
        from leakguard.proof import signing as signatures

        public = path.with_name(f"{path.name}.pub")
        if public.exists():
            raise click.UsageError(texts("error.key-exists", file=visible(str(public))))
        secret, shown = signatures.new_pair()
        keys.create(path, secret)
        keys.create(public, shown, 0o644)
        name = signatures.identifier(signatures.public_key(public))
        console.say(texts("keys.new-signing", file=visible(file), public=visible(str(public)), key=name))
    else:
        keys.create(path, keys.new_key())
        console.say(texts("keys.new", file=visible(file)))
    if keys.may_be_committed(path):
        console.complain(texts("warning", text=texts("keys.in-git", file=visible(file))))
    return 0


def run_show_public(texts: Texts, file: str) -> int:  # noqa: ARG001 - the callbacks of all commands take it
    """Print the public key of a signing key as PEM."""
    from leakguard.proof.signing import Signer, public_pem

    with console.output_to(None) as write:
        write(public_pem(Signer.from_file(Path(file)).public))
    return 0
