"""``leakguard serve``: check and redact over HTTP."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command
from leakguard.errors import UsageError
from leakguard.messages import Texts

if TYPE_CHECKING:
    from leakguard.policy import Policy

_EXAMPLES = (
    "leakguard serve",
    "LEAKGUARD_TOKEN=... leakguard serve --token-env LEAKGUARD_TOKEN --policy share --policy waybill",
    "leakguard serve --token-file serve.token --jobs 4 --journal verdicts.jsonl --signing-key receipts.pem",
    "curl --data-binary @orders.csv -H 'Content-Type: application/octet-stream' 'http://127.0.0.1:8741/v1/check?name=orders.csv'",
)


def build(texts: Texts) -> Command:
    """The command in one language."""
    positive = click.FloatRange(min=0.1, max=3600)
    params = [
        click.Option(["--host"], metavar="IP", default="127.0.0.1", help=texts("opt.host")),
        click.Option(["--port"], metavar="N", type=click.IntRange(0, 65535), default=8741, help=texts("opt.port")),
        click.Option(["--token-env"], metavar="NAME", help=texts("opt.token-env")),
        click.Option(["--token-file"], metavar="FILE", type=click.Path(), help=texts("opt.token-file")),
        click.Option(["--policy"], metavar="NAME|FILE", multiple=True, help=texts("opt.serve-policy")),
        click.Option(["--all-policies"], is_flag=True, help=texts("opt.all-policies")),
        click.Option(
            ["--max-bytes"], metavar="N", type=click.IntRange(min=1), default=100 << 20, help=texts("opt.max-bytes")
        ),
        click.Option(["--timeout"], metavar="S", type=positive, default=60.0, help=texts("opt.timeout")),
        click.Option(["--body-timeout"], metavar="S", type=positive, default=20.0, help=texts("opt.body-timeout")),
        click.Option(["--grace"], metavar="S", type=click.IntRange(0, 3600), default=10, help=texts("opt.grace")),
        click.Option(["--jobs"], metavar="N", type=click.IntRange(min=1), default=1, help=texts("opt.serve-jobs")),
        click.Option(["--journal"], metavar="FILE", type=click.Path(), help=texts("opt.serve-journal")),
        click.Option(["--signing-key"], metavar="FILE", type=click.Path(), help=texts("opt.serve-signing-key")),
        options.recognizers(texts),
        options.key_file(texts),
        options.tagger(texts),
    ]
    return Command(
        "serve", texts, params=params, help=texts("help.serve"), examples=_EXAMPLES, callback=partial(run, texts)
    )


def run(
    texts: Texts,
    host: str,
    port: int,
    token_env: str | None,
    token_file: str | None,
    policy: Sequence[str],
    all_policies: bool,
    max_bytes: int,
    timeout: float,
    body_timeout: float,
    grace: int,
    jobs: int,
    journal: str | None,
    signing_key: str | None,
    recognizers: Sequence[str],
    key_file: str | None,
    tagger: str,
) -> int:
    """Serve until a signal ends it."""
    from leakguard.server.requirement import require

    require()
    from leakguard.gate.journal import VARIABLE
    from leakguard.keys import load_key
    from leakguard.server import auth, running, settings

    token_path = Path(token_file) if token_file else None
    token = auth.load_token(token_env, token_path, os.environ)
    if token_path is not None and auth.readable_by_others(token_path):
        console.complain(texts("note.token-mode"))
    key = load_key(Path(key_file) if key_file else None, os.environ)
    if signing_key:
        from leakguard.proof.signing import Signer

        Signer.from_file(Path(signing_key))
    journal = journal or os.environ.get(VARIABLE)
    if journal and not Path(journal).resolve().parent.is_dir():
        raise UsageError(f"the folder of the journal {journal} does not exist. Create it first.")
    policies = _policies(policy, all_policies, recognizers, key is not None)
    chosen = settings.Settings(
        policies={loaded.id: name for name, loaded in policies},
        told=tuple(settings.Told(p.id, p.title.zh, p.title.en, p.digest) for _, p in policies),
        host=settings.address(host),
        port=port,
        token=token,
        max_bytes=max_bytes,
        timeout=timeout,
        body_timeout=body_timeout,
        grace=grace,
        jobs=jobs,
        journal=Path(journal).resolve() if journal else None,
        signing_key=Path(signing_key).resolve() if signing_key else None,
        key=key,
        recognizers=tuple(str(Path(folder).resolve()) for folder in recognizers),
        tagger=tagger,
    )
    settings.refuse_open_door(chosen)
    if not chosen.loopback:
        console.complain(texts("note.serve-tls"))
    elif token is None:
        console.complain(texts("note.serve-open"))

    def listening(url: str) -> None:
        console.say(texts("serve.listening", url=url, policies=", ".join(chosen.policies)))
        sys.stdout.flush()

    return running.run(chosen, console.complain, listening, token_env)


def _policies(
    names: Sequence[str], everything: bool, recognizers: Sequence[str], keyed: bool
) -> list[tuple[str, Policy]]:
    """Each policy that may be asked for, and how a worker finds it; the first is the default."""
    from leakguard.policy import bundled_policies, load_policy

    entities = _entities(recognizers)
    wanted = [*names] or ["share"]
    if everything:
        wanted += [name for name in bundled_policies() if name not in wanted]
    found: dict[str, tuple[str, Policy]] = {}
    for name in wanted:
        policy = load_policy(name, extra_entities=entities)
        if policy.id in found:
            raise UsageError(f"two policies have the id {policy.id!r}; a client could not tell them apart")
        if policy.needs_key and not keyed:
            if everything and name not in names:
                continue
            raise UsageError(f"the policy {policy.id} needs a key. Give --key-file, or set LEAKGUARD_KEY_FILE.")
        bundled = name in bundled_policies() and policy.source == f"policies/{name}.yaml"
        found[policy.id] = (name if bundled else str(Path(name).resolve()), policy)
    return list(found.values())


def _entities(folders: Sequence[str]) -> set[str]:
    """Entities that the user's own recognizers add."""
    if not folders:
        return set()
    from leakguard.detection.catalogue import load_catalogue

    return {recognizer.entity for recognizer in load_catalogue(tuple(map(Path, folders)))}
