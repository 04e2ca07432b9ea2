"""The public surface: what ``leakguard`` exports, with which signatures, and nothing else."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import leakguard

SIGNATURES = {
    "find": "(text: 'str', header: 'str | None' = None) -> 'list[Finding]'",
    "find_all": "(texts: 'Iterable[str]', tagger: 'str | None' = None) -> 'Iterator[list[Finding]]'",
    "scan": "(*paths: 'PathLike', policy: 'PathLike | Policy' = 'share', recognizers: 'Sequence[PathLike]' = (), "
    "encoding: 'str | None' = None, include: 'Sequence[str]' = (), exclude: 'Sequence[str]' = (), key: 'bytes | None' = None)"
    " -> 'Report'",
    "redact": "(path: 'PathLike', output: 'PathLike', *, policy: 'PathLike | Policy' = 'share', "
    "recognizers: 'Sequence[PathLike]' = (), encoding: 'str | None' = None, key: 'bytes | None' = None, "
    "overwrite: 'bool' = False) -> 'Redaction'",
    "check": "(*paths: 'PathLike | Frame', policy: 'PathLike | Policy' = 'share', recognizers: 'Sequence[PathLike]' = (), "
    "encoding: 'str | None' = None, key: 'bytes | None' = None) -> 'Judgement'",
}


def test_exports() -> None:
    assert sorted(leakguard.__all__) == ["Finding", "Policy", "Report", "check", "find", "find_all", "redact", "scan"]
    assert dir(leakguard) == sorted([*leakguard.__all__, "__version__"])


@pytest.mark.parametrize("name", SIGNATURES)
def test_signatures(name: str) -> None:
    assert str(inspect.signature(getattr(leakguard, name))) == SIGNATURES[name]


def test_nothing_else_is_there() -> None:
    with pytest.raises(AttributeError):
        _ = leakguard.Detector  # type: ignore[attr-defined]
    code = "import leakguard; print([n for n in vars(leakguard) if not n.startswith('_')])"
    names = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert set(eval(names)) <= {"annotations", "import_module", "TYPE_CHECKING", "Any"}  # what its own source imports
