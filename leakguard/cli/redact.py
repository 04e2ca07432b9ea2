"""``leakguard redact``: a copy that may leave, proven."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command
from leakguard.cli.scan import stdin_for
from leakguard.errors import UsageError
from leakguard.messages import Texts
from leakguard.reports.layout import Style
from leakguard.reports.width import visible

if TYPE_CHECKING:
    from leakguard.gate.journal import Journal
    from leakguard.parallel.pool import Pool
    from leakguard.proof.receipt import Receipt
    from leakguard.proof.signing import Signer
    from leakguard.redaction import Redaction, Work
    from leakguard.reports.stream import FindingsWriter
    from leakguard.scanning import Scanner
    from leakguard.sources import Source, Unscanned

_EXAMPLES = (
    "leakguard redact orders.csv -o orders.redacted.csv",
    "leakguard redact waybills.csv -o out.csv --policy waybill",
    "leakguard redact orders.csv -o for-analysis.csv --policy analytics --key-file leakguard.key",
    "leakguard redact orders.csv -o out.csv --receipt out.receipt.json --signing-key shop.pem",
    "leakguard redact exports/ -o redacted/",
    "cat chat.txt | leakguard redact - --format text | upload",
)


def build(texts: Texts) -> Command:
    """The command in one language."""
    params = [
        options.paths("source", "IN", 1),
        click.Option(["-o", "--output"], metavar="OUT", type=click.Path(), help=texts("opt.target")),
        options.policy(texts),
        options.recognizers(texts),
        *options.reading(texts),
        options.key_file(texts),
        options.tagger(texts),
        options.jobs(texts),
        click.Option(["--findings"], metavar="FILE", type=click.Path(), help=texts("opt.findings")),
        click.Option(["--receipt"], metavar="FILE", type=click.Path(), help=texts("opt.receipt")),
        click.Option(["--receipt-names"], is_flag=True, help=texts("opt.receipt-names")),
        click.Option(["--signing-key"], metavar="FILE", type=click.Path(), help=texts("opt.signing-key")),
        options.journal(texts),
        click.Option(["--overwrite"], is_flag=True, help=texts("opt.overwrite")),
        click.Option(["-q", "--quiet"], is_flag=True, help=texts("opt.quiet")),
    ]
    return Command(
        "redact",
        texts,
        params=params,
        help=texts("help.redact"),
        needs="[-o OUT] ",
        examples=_EXAMPLES,
        callback=partial(run, texts),
    )


def run(
    texts: Texts,
    source: str,
    output: str | None,
    policy: str,
    recognizers: Sequence[str],
    encoding: str | None,
    source_format: str | None,
    password_env: str | None,
    key_file: str | None,
    tagger: str,
    jobs: int,
    findings: str | None,
    receipt: str | None,
    receipt_names: bool,
    signing_key: str | None,
    journal: str | None,
    overwrite: bool,
    quiet: bool,
) -> int:
    """Redact and return the exit code. What comes from standard input goes to standard output unless something else is said."""
    if output is None:
        if source != "-":
            raise click.UsageError(texts("error.output-missing"))
        output = "-"
    folder = source != "-" and Path(source).is_dir()
    if folder and output == "-":
        raise click.UsageError(texts("error.folder-to-stdout"))
    if folder and findings:
        raise click.UsageError(texts("error.findings-of-folder"))
    if receipt_names and receipt is None:
        raise click.UsageError(texts("error.receipt-alone"))
    from leakguard.gate.journal import journal_for

    wanted = _wanted(receipt, receipt_names, signing_key)._replace(journal=journal_for(journal))
    progress = console.Progress(texts)
    make = options.scanner_maker(
        policy=policy, recognizers=recognizers, encoding=encoding, source_format=source_format, key_file=key_file, tagger=tagger,
        password_env=password_env,
    )  # fmt: skip
    scanner = make(progress=progress)
    if folder:
        from leakguard.sources import walk

        with options.workers(scanner, make, jobs, walk([source])) as pool:
            return _folder(scanner, pool, Path(source), Path(output), wanted, overwrite, quiet, texts, progress)
    from leakguard.reports.redacted import one_file

    target = None if output == "-" else Path(output)
    with options.workers(scanner, make, jobs, _large(source), target) as pool:
        opened = scanner.open(source, stdin=stdin_for(source))
        with _findings_to(findings, opened) as writer:
            work = _work(pool, writer)
            redaction, written = _redacted(scanner, opened, target, wanted, overwrite, work)
    progress.clear()
    wanted.note(scanner, redaction, written)
    if not quiet:
        say, style = _voice(output)
        for line in one_file(redaction, texts, console.cells(), style):
            say(line)
        if written is not None and wanted.path is not None:
            say(receipt_line(written, wanted.path, texts))
    for notice in opened.notices:
        console.complain(texts("redact.notice", text=visible(notice.rstrip("."))))
    _complain(unscanned_lines(redaction.report.unscanned, texts))
    blocked = list(_blocked(redaction, scanner, texts))
    for line in blocked:
        console.complain(line)
    return 1 if blocked else redaction_exit_code(redaction)


def _blocked(redaction: Redaction, scanner: Scanner, texts: Texts) -> Iterator[str]:
    """Why even the copy may not leave, other than for parts that were not read: too many persons, unknown columns."""
    from leakguard.gate.verdict import judge

    for reason in judge(redaction.report, scanner.policy).reasons:
        if reason.blocks and reason.code not in ("forbidden", "unscanned"):
            yield texts("redact.blocked", why=getattr(reason.text, texts.language))


def _redacted(
    scanner: Scanner, source: Source, target: Path | None, wanted: Wanted, overwrite: bool, work: Work
) -> tuple[Redaction, Receipt | None]:
    """The copy, and its receipt if one is wanted."""
    from leakguard.gate.streaming import refuse_blocked
    from leakguard.redaction import redact_file, redact_stream

    stdout, gate = sys.stdout.buffer, refuse_blocked(scanner)
    if wanted.path is None:
        if target is None:
            return redact_stream(scanner, source, stdout, work=work, proved=gate), None
        return redact_file(scanner, source, target, overwrite=overwrite, work=work), None
    from leakguard.proof.receipt import redact_stream_with_receipt, redact_with_receipt

    how: dict[str, Any] = {"names": wanted.names, "signer": wanted.signer, "overwrite": overwrite, "work": work}
    if target is None:
        return redact_stream_with_receipt(scanner, source, stdout, wanted.path, proved=gate, **how)
    return redact_with_receipt(scanner, source, target, wanted.path, **how)


class Wanted(NamedTuple):
    """The receipts that are wanted: where, with names or without, signed by whom; and the journal."""

    path: Path | None = None
    names: bool = False
    signer: Signer | None = None
    journal: Journal | None = None

    def note(self, scanner: Scanner, redaction: Redaction, receipt: Receipt | None = None) -> None:
        """Enter a copy that was made into the journal, if there is one."""
        if self.journal is not None:
            from leakguard.gate.record import enter_redaction

            digest = None if receipt is None else receipt.as_dict()["output"]["sha256"]
            enter_redaction(self.journal, scanner, redaction, digest)


def _wanted(receipt: str | None, names: bool, signing_key: str | None) -> Wanted:
    """A key that is named is read even if nothing is to be signed: what is wrong with it is said."""
    if receipt is None and signing_key is None:
        return Wanted()
    from leakguard.proof.signing import load_signer

    signer = load_signer(None if signing_key is None else Path(signing_key), os.environ)
    return Wanted(None if receipt is None else Path(receipt), names, signer)


def receipt_line(receipt: Receipt, path: Path, texts: Texts) -> str:
    """A receipt in one line."""
    content = receipt.as_dict()
    return texts(
        "receipt.line",
        file=visible(str(path)),
        output=content["output"]["sha256"],
        policy=visible(content["policy"]["id"]),
        signed=_signed_by(content.get("signature"), texts),
    )


def _signed_by(signature: Mapping[str, str] | None, texts: Texts) -> str:
    if signature is None:
        return texts("receipt.unsigned")
    from leakguard.proof.signing import from_text, identifier

    return texts("receipt.signed", key=identifier(from_text(signature["public_key"])))


def _large(source: str) -> list[Path]:
    """The file, if it is one that several processes can share."""
    from leakguard.sources.csv import source as csv

    path = Path(source)
    return [path] if source != "-" and path.is_file() and path.stat().st_size >= csv.DIVIDED else []


def _work(pool: Pool | None, writer: FindingsWriter | None) -> Work:
    if pool is None:
        from leakguard.redaction import Alone

        return Alone(writer.add if writer else None)
    from leakguard.parallel.stretches import Stretchwise

    return Stretchwise(pool, writer)


@contextmanager
def _findings_to(path: str | None, source: Source) -> Iterator[FindingsWriter | None]:
    """What takes the findings of every block and writes them to a file, if one is wanted; whole or not at all."""
    if path is None:
        yield None
        return
    from leakguard.reports.stream import findings_writer

    target = Path(path)
    if target.exists() and source.name != "-" and target.samefile(source.name):
        raise UsageError(
            f"{path} is the input itself; the original is never modified. Give another name for the findings."
        )
    with console.output_to(target) as write:
        writer = findings_writer(target, write)
        yield writer
        writer.close()


def unscanned_lines(unscanned: Sequence[Unscanned], texts: Texts) -> list[str]:
    """What was carried into the copy without being looked at."""
    from leakguard.reports import redacted, words

    return list(
        redacted.problems(
            texts("redact.unread"), list(words.unscanned(unscanned, texts)), console.cells(), _voice("-")[1]
        )
    )


def redaction_exit_code(redaction: Redaction) -> int:
    """3 if parts of the input were carried into the copy without being looked at."""
    return 3 if redaction.report.unscanned else 0


def _voice(output: str) -> tuple[Callable[[str], None], Style]:
    """Where to speak: not where the redacted data goes."""
    if output == "-":
        return console.complain, console.style(False, console.stderr_is_terminal())
    return console.say, console.style(False, console.stdout_is_terminal())


def _folder(
    scanner: Scanner,
    pool: Pool | None,
    source: Path,
    target: Path,
    wanted: Wanted,
    overwrite: bool,
    quiet: bool,
    texts: Texts,
    progress: console.Progress,
) -> int:
    from leakguard.mirror import Each, Failed, Receipts, one_by_one, redact_folder
    from leakguard.redaction import Redaction
    from leakguard.reports import redacted, words

    say, style = _voice(str(target))
    counts, done, unscanned, carried, failed = redacted.Counts(), 0, [], [], list[Failed]()
    receipts = None if wanted.path is None else Receipts(wanted.path, target, wanted.names, wanted.signer)
    each: Each = partial(one_by_one, receipts=receipts)
    if pool is not None:
        from leakguard.parallel.folder import Filewise

        each = Filewise(pool, receipts)
    for outcome in redact_folder(scanner, source, target, overwrite=overwrite, each=each, receipts=receipts):
        progress.clear()
        if isinstance(outcome, Redaction):
            wanted.note(scanner, outcome)
            counts.add(outcome)
            carried += outcome.report.unscanned
            done += 1
            if not quiet:
                say(f"{visible(outcome.output)}: {redacted.file_line(outcome, texts)}")
        elif isinstance(outcome, Failed):
            failed.append(outcome)
        else:
            unscanned.append(outcome)
    cells = console.cells()
    if done and not quiet:
        for line in (
            *redacted.counts_table(counts, texts, cells, style),
            texts("redact.output", output=visible(str(target))),
        ):
            say(line)
        say(style(texts("redact.proof-many", count=done, policy=visible(scanner.policy.id)), "green"))
        if wanted.path is not None:
            signed = None if wanted.signer is None else {"public_key": _encoded(wanted.signer)}
            values = {"count": done, "folder": visible(str(wanted.path)), "signed": _signed_by(signed, texts)}
            say(texts("receipt.lines", **values))
    for key, codes in (("redact.residue", (1,)), ("redact.failed", (2,))):
        lines = [visible(problem.message) for problem in failed if problem.exit_code in codes]
        _complain(redacted.problems(texts(key), lines, cells, _voice("-")[1]))
    _complain(
        redacted.problems(texts("redact.unscanned"), list(words.unscanned(unscanned, texts)), cells, _voice("-")[1])
    )
    _complain(unscanned_lines(carried, texts))
    return min((problem.exit_code for problem in failed), default=3 if unscanned or carried else 0)


def _encoded(signer: Signer) -> str:
    from leakguard.proof.signing import to_text

    return to_text(signer.public)


def _complain(lines: Iterable[str]) -> None:
    for line in lines:
        console.complain(line)
