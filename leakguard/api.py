"""The functions of the public API; ``leakguard`` re-exports them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakguard.findings import Finding, Fingerprinter

if TYPE_CHECKING:
    from leakguard.detection.detector import Detector
    from leakguard.gate.verdict import Judgement
    from leakguard.policy import Policy
    from leakguard.redaction import Redaction
    from leakguard.report import Report
    from leakguard.scanning import Progress, Scanner

PathLike = str | Path

Frame = Any
"""A data frame; its library is not imported here."""


def find(text: str, header: str | None = None) -> list[Finding]:
    """Personal information in ``text``, in its order.

    ``header`` is the header of the column the text stands in, if it is a cell. Offsets are code points of ``text``.
    Fingerprints are keyed by the text itself, so they compare within one call only; ``group`` is shared by the findings
    of one record.
    """
    from leakguard.detection.detector import default_detector

    return _found(default_detector(), text, header)


def find_all(texts: Iterable[str], tagger: str | None = None) -> Iterator[list[Finding]]:
    """What :func:`find` gives for each of many texts, in their order, several times faster than one by one: the tagger
    reads some tens of thousands of characters at a time. Every text is read for itself.

    ``tagger`` is that of :func:`scanner`.
    """
    from leakguard.detection.detector import default_detector
    from leakguard.detection.tagging.batches import groups
    from leakguard.detection.tagging.choosing import DEFAULT_TAGGER

    detector = default_detector(tagger or DEFAULT_TAGGER)
    for group in groups(texts):
        detector.prime(group)
        for text in group:
            yield _found(detector, text, None)


def _found(detector: Detector, text: str, header: str | None) -> list[Finding]:
    from leakguard.detection.blocks import find_linked

    found = find_linked(detector, text, header)
    if not found:
        return []
    fingerprint = Fingerprinter(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
    return [replace(f, fingerprint=fingerprint(f.entity, f.canonical)) for f in found]


def scan(
    *paths: PathLike,
    policy: PathLike | Policy = "share",
    recognizers: Sequence[PathLike] = (),
    encoding: str | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    key: bytes | None = None,
) -> Report:
    """Scan files, folders and databases (by their URLs). What cannot be read is listed in ``report.unscanned``, never passed over.

    ``policy`` is a bundled name, a path or a loaded policy; ``recognizers`` are folders with recognizers of your own;
    ``include`` and ``exclude`` are globs for walking folders; ``key`` makes fingerprints comparable across files.

    Raises :class:`leakguard.errors.UsageError` for a missing path, a bad policy or a bad recognizer file.
    """
    from leakguard.sources import inputs

    runner = scanner(policy=policy, recognizers=recognizers, encoding=encoding, key=key)
    report = runner.report()
    for item in inputs([str(path) for path in paths], include, exclude):
        runner.add(report, item)
    return report


def check(
    *paths: PathLike | Frame,
    policy: PathLike | Policy = "share",
    recognizers: Sequence[PathLike] = (),
    encoding: str | None = None,
    key: bytes | None = None,
) -> Judgement:
    """Whether files, folders, databases (by their URLs) or data frames may be shared as they are, after redaction, or not at
    all, with the reasons and what to do.

    A frame is one of polars or pandas, or anything that hands out Arrow data. The answer compares equal to its bare
    verdict: ``check("orders.csv") == Verdict.SHARE``. Nothing to check is *do not share*.

    Raises :class:`leakguard.errors.UsageError` as :func:`scan` does, and for a frame that is no Arrow data.
    """
    from functools import partial

    from leakguard.gate.checking import LISTED, Checking
    from leakguard.gate.verdict import FRAME
    from leakguard.sources import inputs

    runner = scanner(policy=policy, recognizers=recognizers, encoding=encoding, key=key)
    checking, report = Checking(runner, "check"), runner.report(LISTED)
    for item in inputs([path for path in paths if isinstance(path, str | Path)]):
        runner.add(report, item)
        checking.take(report.split_off())
    for frame in paths:
        if not isinstance(frame, str | Path):
            from leakguard.gate.frames import frame_source

            runner.include(report, FRAME, partial(frame_source, frame))
            checking.take(report.split_off())
    return checking.result()


def redact(
    path: PathLike,
    output: PathLike,
    *,
    policy: PathLike | Policy = "share",
    recognizers: Sequence[PathLike] = (),
    encoding: str | None = None,
    key: bytes | None = None,
    overwrite: bool = False,
) -> Redaction:
    """Write a redacted copy of one file and prove that nothing forbidden is left in it.

    Outside the changed spans the copy is byte-identical; the original is never modified. Raises
    :class:`leakguard.errors.UsageError`, :class:`~leakguard.errors.UnscannedError` or
    :class:`~leakguard.errors.ResidueError`; then nothing is written. ``key`` defaults to the environment
    (``LEAKGUARD_KEY_FILE``, ``LEAKGUARD_KEY``) and is needed by keyed operators only.
    """
    from leakguard.redaction import redact_file

    runner = scanner(policy=policy, recognizers=recognizers, encoding=encoding, key=key)
    return redact_file(runner, runner.open(path), Path(output), overwrite=overwrite)


def scanner(
    *,
    policy: PathLike | Policy = "share",
    recognizers: Sequence[PathLike] = (),
    encoding: str | None = None,
    format: str | None = None,  # noqa: A002
    key: bytes | None = None,
    entities: Sequence[str] | None = None,
    tagger: str | None = None,
    password: str | None = None,
    baseline: PathLike | None = None,
    progress: Progress | None = None,
) -> Scanner:
    """Everything a run needs, put together; the command line and the functions above share it.

    ``tagger`` is ``compact`` (the default; also ``compact:strict`` and ``compact:quiet``), ``lac``, ``none`` or
    ``spacy:PIPELINE``: a model that finds names and addresses in running text.
    ``password`` opens workbooks and archives that are encrypted. ``baseline`` is a file of known findings
    (:mod:`leakguard.reports.baseline`), which are set aside; it needs the key that it was made with.
    """
    from leakguard.detection.catalogue import load_catalogue
    from leakguard.detection.detector import Detector
    from leakguard.detection.tagging.choosing import DEFAULT_TAGGER, text_tagger
    from leakguard.keys import key_id, load_key
    from leakguard.policy import Policy, load_policy
    from leakguard.scanning import Scanner

    catalogue = load_catalogue(tuple(Path(folder) for folder in recognizers))
    names = {recognizer.entity for recognizer in catalogue}
    chosen = policy if isinstance(policy, Policy) else load_policy(policy, extra_entities=names)
    key = key or load_key(None, os.environ)
    if baseline is not None:
        from leakguard.reports.baseline import read_baseline

        chosen = replace(
            chosen, allow=(*chosen.allow, *read_baseline(Path(baseline), None if key is None else key_id(key)))
        )
    names_model = text_tagger(tagger or DEFAULT_TAGGER)
    detector = Detector(catalogue, entities=entities, tagger=names_model)
    if chosen.presidio:
        from leakguard.presidio.foreign import ForeignDetector, ForeignRecognizers

        detector = ForeignDetector(
            catalogue, ForeignRecognizers(chosen.presidio), entities=entities, tagger=names_model
        )
    return Scanner(detector, chosen, key, encoding, format, progress, password)
