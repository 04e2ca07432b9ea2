"""``docs/evidence.md``: its commands, pasted in their order into an empty folder, lead to a finished complaint."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.cli.support import ROOT, run

MANUAL = (ROOT / "docs" / "evidence.md").read_text("utf-8")
STEPS = re.findall(r"```sh\n(.*?)```", MANUAL.partition("### 需要时")[0], re.S)
OTHERS = ("解承泽", "18954630955", "岑玉梅", "13856393307", "戚海峰", "13535530084", "翠柳新村", "怡康花园")
OWN = ("梁若昀", "15826806897", "若昀")


def test_from_a_folder_of_material_to_a_complaint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    codes = [code for step in STEPS for code in paste(step)]
    assert codes == [0, 1, 0, 0, 0]
    letter = (tmp_path / "look" / "letter.md").read_text("utf-8")
    assert "待填" not in letter
    assert all(value in letter for value in OWN)
    copies = "".join(path.read_text("utf-8") for path in (tmp_path / "look" / "attachments").iterdir())
    assert not any(value in letter + copies for value in OTHERS)
    assert "<PERSON:" not in letter.replace("\\", "")
    for name in re.findall(r"^\| `([\w./-]+)`", MANUAL.partition("## 第 4 步")[2], re.M):
        assert (tmp_path / "look" / name).exists(), name


def paste(step: str) -> list[int]:
    """The exit codes of the leakguard commands of a step; what is between them is for the shell."""
    codes, shell = [], ""
    for line in step.splitlines(keepends=True):
        if not line.startswith("leakguard "):
            shell += line
            continue
        subprocess.run(["bash", "-eu"], input=shell, text=True, check=True, capture_output=True)
        codes.append(run(*shlex.split(line.removesuffix(" || true\n"))[1:]).exit_code)
        shell = ""
    subprocess.run(["bash", "-eu"], input=shell, text=True, check=True, capture_output=True)
    return codes
