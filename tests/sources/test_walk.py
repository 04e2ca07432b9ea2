from __future__ import annotations

import os
from pathlib import Path

import pytest

from leakguard.errors import UsageError
from leakguard.sources import Unscanned, walk


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.csv", "a.txt", "sub/c.csv", "sub/deep/d.log", ".git/config", ".env", "sub/.svn/x", "node/e.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


def names(tree: Path, *args: list[str]) -> list[str]:
    return [item.relative_to(tree).as_posix() for item in walk([tree], *args) if isinstance(item, Path)]


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ([], [], [".env", "a.txt", "b.csv", "node/e.csv", "sub/c.csv", "sub/deep/d.log"]),
        (["*.csv"], [], ["b.csv", "node/e.csv", "sub/c.csv"]),
        (["**/*.csv"], ["node"], ["b.csv", "sub/c.csv"]),
        ([], ["sub/", ".env"], ["a.txt", "b.csv", "node/e.csv"]),
        (["sub/*"], ["d.log"], ["sub/c.csv"]),
        (["./a.txt"], [], ["a.txt"]),
    ],
)
def test_folder(tree: Path, include: list[str], exclude: list[str], expected: list[str]) -> None:
    assert names(tree, include, exclude) == expected


def test_files_are_taken_as_given_and_once(tree: Path) -> None:
    given = [tree / "b.csv", "-", tree, str(tree / "b.csv")]
    items = list(walk(given, ["*.txt"], ["*.csv"]))
    assert items == [tree / "b.csv", Path("-"), tree / "a.txt"]


def test_missing_path_is_a_usage_error_at_once(tree: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        walk([tree, tree / "nope"])


def test_linked_folders_are_entered_once(tree: Path) -> None:
    (tree / "sub" / "loop").symlink_to(tree)
    (tree / "zz").symlink_to(tree / "sub")
    (tree / "linked.csv").symlink_to(tree / "b.csv")
    assert names(tree) == [".env", "a.txt", "b.csv", "linked.csv", "node/e.csv", "sub/c.csv", "sub/deep/d.log"]


def test_what_cannot_be_read_is_reported(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "gone.csv").symlink_to(tree / "nowhere")
    os.mkfifo(tree / "pipe")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "node":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "a.txt")
    unscanned = [item for item in walk([tree]) if isinstance(item, Unscanned)]
    assert [(Path(item.source).name, item.reason) for item in unscanned] == [
        ("a.txt", "unreadable"),
        ("gone.csv", "unreadable"),
        ("node", "unreadable"),
        ("pipe", "unsupported"),
    ]
