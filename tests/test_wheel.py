"""The wheel is whole: built, installed in a fresh environment, run from another folder."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_LARGEST_MODEL = 3_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (path,) = folder.glob("*.whl")
    return path


def test_knowledge_travels_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("recognizers", "policies"):
        for path in ROOT.joinpath(folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"leakguard/{path.relative_to(ROOT).as_posix()}" in names
    assert "leakguard/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "samples/", "recognizers/", "policies/"))]


def test_the_model_of_the_tagger_is_in_the_wheel_and_small(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        sizes = {info.filename: info.file_size for info in archive.infolist()}
    assert 0 < sizes["leakguard/recognizers/tagger/tagger.onnx"] <= _LARGEST_MODEL
    assert "leakguard/recognizers/tagger/tagger.yaml" in sizes
    assert [name for name in sizes if name.endswith(".onnx")] == ["leakguard/recognizers/tagger/tagger.onnx"]


def test_the_wheel_works_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    """The dependencies are those of this environment; leakguard itself comes from the wheel alone."""
    site = tmp_path / "site"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    work = tmp_path / "elsewhere"
    work.mkdir()
    (work / "a.txt").write_text("电话：13902746158，昨天李思远签收了吗", encoding="utf-8")
    where = "import leakguard, sys; sys.stdout.write(leakguard.__file__)"
    environment = {"PYTHONPATH": str(site), "PATH": "", "LANG": "C.UTF-8"}
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=work, env=environment, capture_output=True, text=True, check=True
    )
    assert Path(found.stdout).is_relative_to(site)
    run = subprocess.run(
        [sys.executable, "-m", "leakguard", "redact", "a.txt", "-o", "b.txt"],
        cwd=work, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert (work / "b.txt").read_text(encoding="utf-8") == "电话：<PHONE_NUMBER>，昨天<PERSON>签收了吗"


def test_a_checkout_finds_the_same_knowledge() -> None:
    from leakguard.resources import bundled

    for folder in ("recognizers", "policies"):
        names = {entry.name for entry in bundled(folder).iterdir()}
        assert {path.name for path in ROOT.joinpath(folder).iterdir()} == names
