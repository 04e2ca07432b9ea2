"""What a worker does with one upload: judge it, or write a redacted copy of it with its receipt.

Answers are plain JSON: ``{"judgement": ...}``, with ``"copy"`` where there is one, or ``{"problem": code, "place": ...}``. No
text of an exception goes into them, and names of sheets and members only without what is personal in them. The file is
known as ``upload`` and its suffix: file patterns under ``allow`` of a policy never fit, because the name is the client's choice.
"""

from __future__ import annotations

import os
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakguard import __version__
from leakguard.errors import ResidueError, UnscannedError, UsageError
from leakguard.messages import Texts
from leakguard.policy import Bilingual, load_policy
from leakguard.report import Report, Verdict
from leakguard.scanning import Scanner
from leakguard.server.place import place
from leakguard.sources.base import Source, Unscanned

if TYPE_CHECKING:
    from leakguard.proof.signing import Signer

WARM_UP = "下午林深过来了一趟，和江离一起走的，电话 13800138000。"
"""Running text, so that every model is loaded before the first upload comes, or fails to."""

RECEIPT_NAME = "receipt.json"
SCHEMA = 1
"""Version of the JSON object of a judgement."""


@dataclass
class Desk:
    """The scanners of one worker, made when a policy is first asked for."""

    make: Callable[..., Scanner]
    policies: Mapping[str, str]
    signer: Signer | None = None
    _made: dict[str, Scanner] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Desk:
        """As the server's settings say; the scanner of the default policy is warmed up."""
        from functools import partial

        from leakguard import api

        key = bytes.fromhex(settings["key"]) if settings["key"] else None
        make = partial(api.scanner, recognizers=settings["recognizers"], tagger=settings["tagger"], key=key)
        signer = None
        if settings["signing_key"]:
            from leakguard.proof.signing import Signer

            signer = Signer.from_file(Path(settings["signing_key"]))
        desk = cls(make, settings["policies"], signer)
        desk.scanner(settings["default"]).detector.find(WARM_UP)
        return desk

    def scanner(self, policy: str) -> Scanner:
        """The scanner of a policy."""
        if policy not in self._made:
            self._made[policy] = self._new(policy)
        return self._made[policy]

    def _new(self, policy: str) -> Scanner:
        """Its own, or with the models of one that was made before, where both run no recognizers of Presidio."""
        base = next((made for made in self._made.values() if not made.policy.presidio), None)
        if base is not None:
            loaded = load_policy(self.policies[policy], {recognizer.entity for recognizer in base.detector.catalogue})
            if not loaded.presidio:
                return replace(base, policy=loaded)
        return self.make(policy=self.policies[policy])

    def answer(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """What is said about a job, whatever happens. Its file is ``name`` in its ``folder``."""
        os.chdir(job["folder"])  # so that names are relative and nothing says where the upload lies
        try:
            scanner = replace(self.scanner(job["policy"]), encoding=job["encoding"], format=job["format"])
            if job["verb"] == "redact":
                answer = redacted(scanner, Path(job["name"]), Path(job["folder"]), self.signer)
                return packed(answer, Path(job["folder"])) if job["zip"] and "copy" in answer else answer
            return checked(scanner, Path(job["name"]))
        except UsageError as error:
            return {"problem": "bad-parameter", "place": place(error)}
        except Exception as error:
            return {"problem": "failed", "place": place(error)}
        finally:
            os.chdir("/")


def checked(scanner: Scanner, path: Path) -> dict[str, Any]:
    """The judgement of a file."""
    report = scanner.report(limit=0)
    scanner.add(report, str(path))
    return {"judgement": judgement(scanner, report)}


def redacted(scanner: Scanner, path: Path, folder: Path, signer: Signer | None) -> dict[str, Any]:
    """The judgement of a file and, if its redacted form may be shared, the copy and its receipt in ``folder``."""
    from leakguard.proof.receipt import redact_with_receipt

    report = scanner.report(limit=0)
    try:
        source = scanner.open(path)
        copy = folder / f"redacted{copy_suffix(source, path)}"
        redaction, receipt = redact_with_receipt(scanner, source, copy, signer=signer)
    except UnscannedError as error:
        report.unscanned.append(Unscanned(path.name, None, error.reason, ""))
        return {"judgement": judgement(scanner, report)}
    except ResidueError:
        report = scanner.report(limit=0)
        scanner.add(report, str(path))
        return {"judgement": _unproved(judgement(scanner, report))}
    told = judgement(scanner, redaction.report)
    if told["verdict"] == Verdict.DO_NOT_SHARE.value:
        copy.unlink()
        return {"judgement": told}
    told["changed"] = redaction.changed
    return {
        "judgement": told,
        "copy": str(copy),
        "receipt": receipt.as_bytes().decode(),
        "digest": receipt.digest,
        "output_sha256": receipt.content["output"]["sha256"],
    }


def packed(answer: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The same answer with a ZIP archive of the copy and its receipt in place of the copy."""
    copy, archive = Path(answer["copy"]), folder / "packed.zip"
    with zipfile.ZipFile(archive, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as pack:
        pack.write(copy, copy.name)
        pack.writestr(RECEIPT_NAME, answer["receipt"])
    copy.unlink()
    return {**answer, "copy": str(archive)}


def copy_suffix(source: Source, path: Path) -> str:
    """The suffix of a copy: that of the input where it keeps its format."""
    return path.suffix if source.written_format == source.format else f".{source.written_format}"


def judgement(scanner: Scanner, report: Report) -> dict[str, Any]:
    """The verdict on a report with its reasons, as JSON."""
    from leakguard.gate.verdict import judge

    told = replace(report, unscanned=[_shown(scanner, part) for part in report.unscanned])
    found = judge(told, scanner.policy)
    source = report.sources[0] if report.sources else None
    return {
        "schema": SCHEMA,
        "tool": {"name": "leakguard", "version": __version__},
        "verdict": found.verdict.value,
        "exit_code": found.exit_code,
        "reasons": [
            {
                "code": reason.code,
                "what": reason.what or None,
                "zh": reason.text.zh,
                "en": reason.text.en,
                "cure": (_text("http.redact-cure") if reason.code == "forbidden" else reason.cure)._asdict(),
                "count": reason.count,
            }
            for reason in found.reasons
        ],
        "entities": report.entities,
        "forbidden": report.forbidden_entities,
        "allowed": dict(report.allowed),
        "records": report.records,
        "unscanned": dict(sorted(Counter(part.reason for part in report.unscanned).items())),
        "read_as": {"format": source.format, "encoding": source.encoding} if source else None,
        "policy": {"id": scanner.policy.id, "sha256": scanner.policy.digest},
        "catalogue": {"sha256": report.catalogue_digest},
    }


def _shown(scanner: Scanner, part: Unscanned) -> Unscanned:
    """An unscanned part as a client may see it: no personal values in names of sheets and members, no details."""
    name = None if part.part is None else scanner.detector.without_values(part.part)
    return replace(part, part=name, detail=part.reason)


def _unproved(told: dict[str, Any]) -> dict[str, Any]:
    """The judgement of a file whose copy did not pass the proofs."""
    cure = _text("http.residue-cure")._asdict()
    reason = {"code": "residue", "what": None, **_text("http.residue")._asdict(), "cure": cure, "count": 1}
    return {**told, "verdict": Verdict.DO_NOT_SHARE.value, "exit_code": 1, "reasons": [reason, *told["reasons"]]}


def _text(key: str) -> Bilingual:
    return Bilingual(Texts("zh")(key), Texts("en")(key))
