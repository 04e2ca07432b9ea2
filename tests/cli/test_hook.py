"""``leakguard hook``: real repositories, real commits, real pushes. What is staged or leaves decides, not the work tree."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import Result

from leakguard.detection.detector import Detector
from leakguard.gate.installing import CHAINED
from leakguard.gate.journal import read_journal, verify_journal

from ..gate.repository import Repository, needs_git
from .support import CARD, CLEAN, CSV, EMAIL, NAME, PHONE, RESIDENT_ID, VALUES
from .support import run as leakguard

pytestmark = needs_git

DIRTY = CSV.replace("\n", f",{RESIDENT_ID}{CARD}\n", 1)
ZEROS = "0" * 40


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository(tmp_path / "我的 仓库").begin()
    for name in set(os.environ) - set(made.environment):
        monkeypatch.delenv(name)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "HOME"):
        monkeypatch.setenv(name, made.environment[name])
    monkeypatch.chdir(made.folder)
    return made


def hook(kind: str, *arguments: str, stdin: str = "") -> Result:
    return leakguard("hook", "run", kind, *arguments, stdin=stdin)


def clean_file(r: Repository) -> None:
    r.write("a.csv", CLEAN)
    r.git("add", ".")


def dirty_file(r: Repository) -> None:
    r.write("a.csv", DIRTY)
    r.git("add", ".")


def cleaned_behind_the_index(r: Repository) -> None:
    dirty_file(r)
    r.write("a.csv", CLEAN)


def removed_behind_the_index(r: Repository) -> None:
    dirty_file(r)
    r.folder.joinpath("a.csv").unlink()


def dirty_in_the_work_tree_only(r: Repository) -> None:
    clean_file(r)
    r.write("a.csv", DIRTY)
    r.write("not added.csv", DIRTY)


def changed(r: Repository) -> None:
    r.commit(**{"a.csv": CLEAN})
    dirty_file(r)


def deleted(r: Repository) -> None:
    r.commit(**{"a.csv": DIRTY})
    r.git("rm", "--quiet", "a.csv")


def untouched(r: Repository) -> None:
    r.commit(**{"a.csv": DIRTY})
    r.write("b.csv", CLEAN)
    r.git("add", ".")


def renamed(r: Repository) -> None:
    r.commit(**{"a.csv": DIRTY})
    r.git("mv", "a.csv", "b.csv")


def odd_names(r: Repository) -> None:
    r.write('订单 "导出"\t甲.csv', DIRTY)
    r.git("add", ".")


def newline_in_a_name(r: Repository) -> None:
    r.write("two\nlines.csv", DIRTY)
    r.git("add", ".")


def binary(r: Repository) -> None:
    r.write("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
    r.git("add", ".")


def in_gb18030(r: Repository) -> None:
    r.write("a.csv", DIRTY.encode("gb18030"))
    r.git("add", ".")


def empty_file(r: Repository) -> None:
    r.write("empty.csv", b"")
    r.git("add", ".")


def link(r: Repository) -> None:
    r.folder.joinpath("link").symlink_to("README")
    r.git("add", ".")


def submodule(r: Repository) -> None:
    head = r.git("rev-parse", "HEAD").stdout.strip()
    r.git("update-index", "--add", "--cacheinfo", f"160000,{head},module")


def pointer(content: str | None) -> Callable[[Repository], None]:
    def stage(r: Repository) -> None:
        data = DIRTY.encode() if content is None else content.encode()
        digest = hashlib.sha256(data).hexdigest()
        if content is not None:
            r.write(f".git/lfs/objects/{digest[:2]}/{digest[2:4]}/{digest}", data)
        text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(data)}\n"
        r.write("large.csv", text)
        r.git("add", ".")

    return stage


def first_commit(r: Repository) -> None:
    r.git("update-ref", "-d", "HEAD")
    dirty_file(r)


STAGED = [
    (clean_file, 0), (dirty_file, 1), (cleaned_behind_the_index, 1), (removed_behind_the_index, 1),
    (dirty_in_the_work_tree_only, 0), (changed, 1), (deleted, 0), (untouched, 0), (renamed, 1), (odd_names, 1),
    (newline_in_a_name, 1), (binary, 3), (in_gb18030, 1), (empty_file, 0), (link, 0), (submodule, 0),
    (pointer(CLEAN), 0), (pointer(DIRTY), 1), (pointer(None), 3), (first_commit, 1),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "code"), STAGED)
def test_staged(repository: Repository, stage: Callable[[Repository], None], code: int) -> None:
    stage(repository)
    result = hook("pre-commit")
    assert result.exit_code == code, result.stderr
    assert result.stdout == ""
    assert ("The commit was stopped" in result.stderr) == bool(code)
    assert not any(value in result.stderr for value in VALUES)


def test_named_files_as_the_tool_pre_commit_names_them(repository: Repository) -> None:
    repository.write("a.csv", DIRTY)
    repository.write("b [1].csv", CLEAN)
    repository.git("add", ".")
    assert hook("pre-commit", "b [1].csv").exit_code == 0
    assert hook("pre-commit", "b [1].csv", "a.csv").exit_code == 1
    assert hook("pre-commit", "gone.csv").exit_code == 0


def test_globs_choose(repository: Repository) -> None:
    dirty_file(repository)
    assert hook("pre-commit", "--exclude", "*.csv").exit_code == 0
    assert hook("pre-commit", "--include", "*.txt").exit_code == 0
    assert hook("pre-commit", "--include", "*.csv").exit_code == 1


def test_no_repository(tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for verb in (("run", "pre-commit"), ("install",), ("uninstall",)):
        assert leakguard("hook", *verb).exit_code == 2
    monkeypatch.chdir(repository.folder)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hook("pre-commit").exit_code == 2


def test_a_content_that_is_not_there(repository: Repository) -> None:
    """As in a partial clone: it must not be fetched, and cannot be checked."""
    dirty_file(repository)
    sha = repository.git("rev-parse", ":a.csv").stdout.strip()
    repository.folder.joinpath(".git", "objects", sha[:2], sha[2:]).unlink()
    assert hook("pre-commit").exit_code == 3


@pytest.fixture
def remote(repository: Repository) -> Path:
    path = repository.folder.parent / "remote.git"
    repository.git("init", "--quiet", "--bare", str(path))
    repository.git("remote", "add", "origin", str(path))
    repository.git("push", "--quiet", "--no-verify", "origin", "main")
    return path


def pushing(r: Repository, local: str, there: str = ZEROS, ref: str = "refs/heads/main") -> Result:
    sha = local if set(local) == {"0"} else r.git("rev-parse", local).stdout.strip()
    return hook("pre-push", "origin", "somewhere", stdin=f"{ref} {sha} {ref} {there}\n")


def test_what_leaves(repository: Repository, remote: Path) -> None:
    r = repository
    first = r.git("rev-parse", "HEAD").stdout.strip()
    assert pushing(r, "HEAD", first).exit_code == 0
    clean = r.commit(**{"b.csv": CLEAN})
    assert pushing(r, "HEAD", first).exit_code == 0
    r.commit(**{"orders.csv": DIRTY})
    told = pushing(r, "HEAD", first)
    assert told.exit_code == 1
    assert "orders.csv (" in told.stderr
    r.commit(**{"orders.csv": CLEAN})
    assert pushing(r, "HEAD", first).exit_code == 1, "it is in the history"
    assert pushing(r, "HEAD").exit_code == 1, "a new branch"
    assert pushing(r, "HEAD", "1" * 40).exit_code == 1, "the remote has something that is not here"
    assert pushing(r, ZEROS, first).exit_code == 0, "a ref is deleted"
    r.git("tag", "-a", "v1", "-m", "tag")
    assert pushing(r, "v1", ref="refs/tags/v1").exit_code == 1
    r.git("push", "--quiet", "--no-verify", "origin", "main:other")
    assert pushing(r, "HEAD", first).exit_code == 0, "the remote has it in another branch"
    r.git("reset", "--quiet", "--hard", clean)
    assert pushing(r, "HEAD", r.git("rev-parse", "origin/other").stdout.strip()).exit_code == 0, "forced back"


def test_several_refs_and_lines_that_are_none(repository: Repository, remote: Path) -> None:
    r = repository
    first = r.git("rev-parse", "HEAD").stdout.strip()
    dirty = r.commit(**{"orders.csv": DIRTY})
    lines = f"refs/heads/a {first} refs/heads/a {ZEROS}\nrefs/heads/b {dirty} refs/heads/b {ZEROS}\n"
    assert hook("pre-push", "origin", "x", stdin=lines).exit_code == 1
    assert hook("pre-push", "origin", "x", stdin="nonsense\n").exit_code == 2
    assert hook("pre-push", "origin", "x", stdin="").exit_code == 0


def test_a_merge_brings_nothing_that_the_remote_has(repository: Repository, remote: Path) -> None:
    r = repository
    first = r.git("rev-parse", "HEAD").stdout.strip()
    r.commit(**{"orders.csv": DIRTY})
    r.git("push", "--quiet", "--no-verify", "origin", "main")
    r.git("checkout", "--quiet", "-b", "topic", first)
    r.commit(**{"b.csv": CLEAN})
    r.git("merge", "--quiet", "--no-verify", "-m", "merge", "main")
    assert pushing(r, "HEAD", ref="refs/heads/topic").exit_code == 0


def test_installed_hooks_stop_real_commits_and_pushes(repository: Repository, remote: Path) -> None:
    r = repository
    assert leakguard("hook", "install", "--journal", "../j").exit_code == 0
    dirty_file(r)
    stopped = r.git("commit", "-m", "orders", check=False)
    assert stopped.returncode != 0
    assert "a.csv: share redacted" in stopped.stderr
    assert not any(value in stopped.stderr + stopped.stdout for value in VALUES)
    clean_file(r)
    r.git("commit", "--quiet", "-m", "clean")
    r.git("push", "--quiet", "origin", "main")
    r.commit(**{"b.csv": DIRTY})
    push = r.git("push", "origin", "main", check=False)
    assert push.returncode != 0
    assert "The push was stopped" in push.stderr
    there = r.git("ls-remote", "origin", "main").stdout.split()[0]
    assert there == r.git("rev-parse", "HEAD^").stdout.strip()
    journal = r.folder.parent / "j"
    assert verify_journal(journal).intact
    told = [(x["command"], x["verdict"]) for x in read_journal(journal) if "command" in x]
    assert told == [
        ("hook pre-commit", "share-redacted"), ("hook pre-commit", "share"), ("hook pre-push", "share"),
        ("hook pre-push", "share-redacted"),
    ]  # fmt: skip


def test_the_repositorys_own_modules_are_not_imported(repository: Repository) -> None:
    assert leakguard("hook", "install", "--type", "pre-commit").exit_code == 0
    for name in ("click", "yaml", "leakguard"):
        repository.write(f"{name}.py", "raise SystemExit(0)\n")
    dirty_file(repository)
    assert repository.git("commit", "-m", "orders", check=False).returncode != 0


def test_a_python_that_is_gone_lets_nothing_pass(repository: Repository) -> None:
    leakguard("hook", "install", "--type", "pre-commit")
    path = repository.folder / ".git/hooks/pre-commit"
    path.write_text(path.read_text("utf-8").replace(sys.executable, "/no/such/python"), "utf-8")
    clean_file(repository)
    assert repository.git("commit", "-m", "clean", check=False).returncode != 0


def foreign(path: Path, text: str = "#!/bin/sh\necho first >> ../ran\n") -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)
    return path.read_bytes()


def test_foreign_hooks_are_not_overwritten(repository: Repository) -> None:
    path = repository.folder / ".git/hooks/pre-push"
    content = foreign(path)
    refused = leakguard("hook", "install")
    assert refused.exit_code == 2
    assert "--chain" in refused.stderr
    assert path.read_bytes() == content
    assert not path.with_name("pre-commit").exists(), "all or none"
    assert leakguard("hook", "uninstall").exit_code == 0
    assert path.read_bytes() == content


def test_chained_hooks_run_first_and_come_back(repository: Repository, remote: Path) -> None:
    path = repository.folder / ".git/hooks/pre-push"
    content = foreign(path, '#!/bin/sh\ncat >> ../ran\necho "$1" >> ../ran\n')
    assert leakguard("hook", "install", "--type", "pre-push", "--chain").exit_code == 0
    assert leakguard("hook", "install", "--type", "pre-push", "--chain").exit_code == 0, "again, to bring it up to date"
    assert path.with_name(path.name + CHAINED).read_bytes() == content
    repository.commit(**{"a.csv": DIRTY})
    assert repository.git("push", "origin", "main", check=False).returncode != 0
    ran = repository.folder.parent.joinpath("ran").read_text("utf-8").split()
    assert (ran[0], ran[-1]) == ("refs/heads/main", "origin")
    foreign(path.with_name(path.name + CHAINED), "#!/bin/sh\nexit 7\n")
    repository.git("reset", "--quiet", "--hard", "HEAD^")
    repository.commit(**{"b.csv": CLEAN})
    assert repository.git("push", "origin", "main", check=False).returncode != 0, "the first hook says no"
    assert leakguard("hook", "uninstall").exit_code == 0
    assert path.read_text("utf-8") == "#!/bin/sh\nexit 7\n"


def test_hooks_path_and_work_trees(repository: Repository) -> None:
    r = repository
    r.git("worktree", "add", "--quiet", "-b", "second", "../second tree")
    os.chdir(r.folder.parent / "second tree")
    told = leakguard("hook", "install", "--type", "pre-commit")
    assert told.exit_code == 0
    assert r.folder.joinpath(".git/hooks/pre-commit").is_file()
    os.chdir(r.folder)
    r.git("config", "core.hooksPath", "my hooks")
    assert leakguard("hook", "install", "--type", "pre-commit").exit_code == 0
    assert r.folder.joinpath("my hooks/pre-commit").is_file()
    r.write("in/a.csv", DIRTY)
    r.git("add", "in")
    os.chdir(r.folder / "in")
    assert hook("pre-commit").exit_code == 1, "from a folder below the top"
    r.git("config", "--unset", "core.hooksPath")
    r.git("config", "--global", "core.hooksPath", str(r.folder.parent / "shared"))
    assert "other repositories" in leakguard("hook", "install").stdout


def test_settings_are_written_into_the_hook(repository: Repository) -> None:
    policy = Path(__file__).parents[2] / "policies" / "waybill.yaml"
    options = [
        "--policy",
        os.path.relpath(policy),
        "--exclude",
        "*.png",
        "--exclude",
        "it's 甲.csv",
        "--tagger",
        "none",
    ]
    assert leakguard("hook", "install", "--type", "pre-commit", *options).exit_code == 0
    text = repository.folder.joinpath(".git/hooks/pre-commit").read_text("utf-8")
    assert str(policy) in text
    repository.write("it's 甲.csv", DIRTY)
    repository.git("add", ".")
    repository.git("commit", "--quiet", "-m", "left out")
    assert leakguard("hook", "install", "--policy", "no-such").exit_code == 2


@pytest.mark.parametrize("debug", ["", "1"])
def test_a_crash_shows_and_records_nothing_raw(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, debug: str
) -> None:
    def crash(self: Detector, text: str, *_: object) -> None:
        raise RuntimeError(f"cannot read {text!r}")

    dirty_file(repository)
    monkeypatch.setattr(Detector, "find_as", crash)
    journal = repository.folder.parent / "j"
    result = leakguard("hook", "run", "pre-commit", "--journal", journal, env={"LEAKGUARD_DEBUG": debug})
    assert result.exit_code == 2
    assert "RuntimeError" in result.stderr
    told = result.stderr + result.stdout + journal.read_text("utf-8")
    assert not any(value in told for value in (*VALUES, CARD, RESIDENT_ID))
    (entry,) = (x for x in read_journal(journal) if "command" in x)
    assert entry["verdict"] == "do-not-share"
    assert entry["reasons"] == [{"code": "failed", "what": "RuntimeError", "count": 1}]


def _tool(
    r: Repository, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=r.folder, env={**r.environment, "PRE_COMMIT_HOME": str(r.folder.parent / "cache"), **(environment or {})},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def _configure(r: Repository, hooks: Sequence[dict[str, object]]) -> None:
    """The hooks of ``.pre-commit-hooks.yaml``, but run by this Python: building an environment needs a network."""
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    r.write(".pre-commit-config.yaml", json.dumps(config))


@pytest.mark.skipif(importlib.util.find_spec("pre_commit") is None, reason="the tool pre-commit is not installed")
def test_with_the_tool_pre_commit(repository: Repository, remote: Path) -> None:
    import yaml

    r = repository
    hooks = yaml.safe_load(Path(__file__).parents[2].joinpath(".pre-commit-hooks.yaml").read_text("utf-8"))
    for each in hooks:
        each["entry"] = each["entry"].replace("leakguard", f"'{sys.executable}' -m leakguard", 1)
        each["language"] = "system"
    _configure(r, hooks)
    r.git("add", ".")
    installed = _tool(r, "install", "--hook-type", "pre-commit", "--hook-type", "pre-push")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    refused = leakguard("hook", "install")
    assert refused.exit_code == 2, "its hooks are somebody else's"
    r.write("订单 导出.csv", DIRTY)
    r.git("add", ".")
    r.write("订单 导出.csv", CLEAN)
    stopped = r.git("commit", "-m", "orders", check=False)
    assert stopped.returncode != 0
    assert "订单 导出.csv" in stopped.stdout + stopped.stderr
    assert not any(value in stopped.stdout + stopped.stderr for value in (NAME, PHONE, EMAIL))
    r.git("add", ".")
    r.git("commit", "--quiet", "-m", "clean")
    r.git("push", "--quiet", "origin", "main")
    r.commit(**{"b.csv": DIRTY})
    push = r.git("push", "origin", "main", check=False)
    assert push.returncode != 0
    assert "b.csv" in push.stdout + push.stderr


def test_installing_again_keeps_what_is_not_given_anew(repository: Repository) -> None:
    assert leakguard("hook", "install", "--type", "pre-commit", "--policy", "platform", "--journal", "j").exit_code == 0
    assert leakguard("hook", "install", "--type", "pre-commit", "--exclude", "*.md").exit_code == 0
    written = (repository.folder / ".git" / "hooks" / "pre-commit").read_text("utf-8").splitlines()[-1]
    assert all(word in written for word in ("--policy platform", "--journal", "--exclude '*.md'"))
    assert leakguard("hook", "install", "--type", "pre-commit", "--policy", "waybill").exit_code == 0
    written = (repository.folder / ".git" / "hooks" / "pre-commit").read_text("utf-8").splitlines()[-1]
    assert "--policy waybill" in written
    assert "platform" not in written
