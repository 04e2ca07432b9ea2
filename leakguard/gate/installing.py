"""Putting the hooks into a repository and taking them out again. A hook of somebody else is never overwritten.

The hook is a shell script of a few lines that starts this very Python. If that is gone, the shell fails and git stops: a
check that cannot run lets nothing pass. ``-P`` keeps the repository's own files from being imported.
"""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from leakguard.errors import UsageError
from leakguard.gate.git import Git

TYPES = ("pre-commit", "pre-push")
"""The hooks that can be installed, see githooks(5)."""

MARK = "# leakguard hook"
CHAINED = ".before-leakguard"
"""What is put behind the name of a hook that was there first and is run first."""

_EXECUTABLE = 0o755


class Done(NamedTuple):
    """What was done about one hook: ``installed``, ``updated``, ``chained``, ``removed``, ``restored`` or ``absent``."""

    kind: str
    path: Path
    what: str
    shared: bool = False


def script(kind: str, options: Sequence[str]) -> str:
    """The hook. What git writes to a pre-push hook is read once and given to both hooks."""
    command = shlex.join([sys.executable, "-P", "-m", "leakguard", "hook", "run", kind, *options]) + ' -- "$@"'
    given = "printf '%s\\n' \"$input\" | " if kind == "pre-push" else ""
    lines = [
        "#!/bin/sh",
        f"{MARK} {kind}: written by 'leakguard hook install', taken out by 'leakguard hook uninstall'.",
        *(["input=$(cat)"] if given else []),
        f'first="$0{CHAINED}"',
        'if [ -x "$first" ]; then',
        f'    {given}"$first" "$@" || exit $?',
        "fi",
        given + command,
    ]
    return "\n".join(lines) + "\n"


def install(git: Git, kinds: Sequence[str], options: Sequence[str], chain: bool = False) -> list[Done]:
    """Install hooks of some kinds, or bring them up to date. All of them or none.

    Raises :class:`UsageError` if there is a hook of somebody else, unless it is to be run first (``chain``).
    """
    folder = _folder(git)
    for kind in kinds:
        _refuse(folder / kind, chain)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_install(folder / kind, kind, options, _is_shared(git)) for kind in kinds]
    except OSError as error:
        raise UsageError(f"{folder}: the hook cannot be written ({error.strerror}). Check its permissions") from None


def uninstall(git: Git, kinds: Sequence[str]) -> list[Done]:
    """Take out hooks of some kinds, and put back those that they had been put in front of."""
    folder = _folder(git)
    try:
        return [_uninstall(folder / kind, kind, _is_shared(git)) for kind in kinds]
    except OSError as error:
        raise UsageError(f"{folder}: the hook cannot be removed ({error.strerror}). Check its permissions") from None


def is_ours(path: Path) -> bool:
    """Whether a hook was written by :func:`install`."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return False
    return len(lines) > 1 and lines[1].startswith(MARK.encode())


def _folder(git: Git) -> Path:
    return git.path("hooks")


def _is_shared(git: Git) -> bool:
    """Whether other repositories use the same hooks: ``core.hooksPath`` is set for the user or the machine."""
    scope = git.text("config", "--show-scope", "--get", "core.hooksPath", fails=True) or ""
    return scope.split("\t")[0] in ("global", "system")


def _refuse(path: Path, chain: bool) -> None:
    if not os.path.lexists(path) or is_ours(path):
        return
    first = path.with_name(path.name + CHAINED)
    if not chain:
        raise UsageError(
            f"{path} is a hook of somebody else and was left as it is. Run it first with --chain, or call "
            f"'leakguard hook run {path.name}' from it. If the tool pre-commit wrote it, add leakguard to .pre-commit-config.yaml"
        )
    if os.path.lexists(first):
        raise UsageError(f"{first} exists already, so {path} cannot take that name. Move one of them away")


def _install(path: Path, kind: str, options: Sequence[str], shared: bool) -> Done:
    what = "updated" if is_ours(path) else "installed"
    if what == "installed" and os.path.lexists(path):
        path.rename(path.with_name(path.name + CHAINED))
        what = "chained"
    if what == "updated":
        options = _merged(_options_of(path), options)
    handle, name = tempfile.mkstemp(prefix=f".{kind}.", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(script(kind, options))
        part.chmod(_EXECUTABLE)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Done(kind, path, what, shared)


def _options_of(path: Path) -> list[str]:
    """The options of a hook that was written by :func:`install`."""
    words = shlex.split(path.read_text("utf-8").splitlines()[-1])
    return words[words.index("run") + 2 : words.index("--")]


def _merged(before: Sequence[str], options: Sequence[str]) -> list[str]:
    """Options that a hook had and is not given anew stay: whoever adds one does not mean to lose the others."""
    given = set(options[::2])
    kept = [
        word
        for name, value in zip(before[::2], before[1::2], strict=True)
        if name not in given
        for word in (name, value)
    ]
    return [*kept, *options]


def _uninstall(path: Path, kind: str, shared: bool) -> Done:
    if not is_ours(path):
        return Done(kind, path, "absent", shared)
    first = path.with_name(path.name + CHAINED)
    if os.path.lexists(first):
        first.replace(path)
        return Done(kind, path, "restored", shared)
    path.unlink()
    return Done(kind, path, "removed", shared)


def written_options(values: Mapping[str, Sequence[str]]) -> list[str]:
    """Options as words of a command line: each name with each of its values."""
    return [word for name, given in values.items() for value in given for word in (name, value)]
