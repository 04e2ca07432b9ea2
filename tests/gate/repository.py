"""Repositories for tests: real git, in temporary folders, with no configuration but their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

_CLEAN = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "PRE_COMMIT_TO_REF", "PRE_COMMIT_FROM_REF", "LEAKGUARD_JOURNAL")


class Repository:
    """A repository with one clean commit, in a folder with a name that has to be quoted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {key: value for key, value in os.environ.items() if key not in _CLEAN}
        self.environment |= {
            "GIT_CONFIG_GLOBAL": str(folder.parent / "global.gitconfig"), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
            "HOME": str(folder.parent), "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]),
        }  # fmt: skip

    def begin(self) -> Repository:
        """``git init`` and the first commit."""
        self.folder.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "Test")
        self.git("config", "user.email", "test@example.com")
        self.write("README", "clean\n")
        self.git("add", "README")
        self.git("commit", "--quiet", "--no-verify", "-m", "first")
        return self

    def git(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run git here."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0 or not check, done.stderr
        return done

    def write(self, name: str, content: str | bytes) -> Path:
        """A file of the work tree."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def commit(self, **files: str | bytes) -> str:
        """Commit files without any hook; the commit's name."""
        for name, content in files.items():
            self.write(name, content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--allow-empty", "-m", "more")
        return self.git("rev-parse", "HEAD").stdout.strip()
