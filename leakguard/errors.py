"""Every error leakguard raises on purpose.

::

    LeakguardError                 the root; its message says what is wrong, where, and what to do
    ├── UsageError                 the caller asked for something that cannot be done (exit code 2)
    │   ├── FileFormatError
    │   │   ├── CatalogueError     a recognizer file is wrong: file, line and cure
    │   │   ├── PolicyError        a policy file is wrong: file, line and cure
    │   │   └── CaseError          the form of an evidence case is wrong: file, line and cure
    │   ├── KeyMissingError        an operator needs a secret key and none is configured
    │   └── TokenError             an encrypted value cannot be restored: another key, or damage
    ├── UnscannedError             a source could not be read, decoded or finished (exit code 3)
    ├── ResidueError               a redacted copy still holds something that the policy forbids (exit code 1)
    └── BlockedError               the policy lets the source leave in no form (exit code 1)

No message ever holds a raw personal value.
"""

from __future__ import annotations


class LeakguardError(Exception):
    """Root of the tree. ``exit_code`` is what the command line returns for it."""

    exit_code = 2


class UsageError(LeakguardError):
    """The request itself is wrong."""


class FileFormatError(UsageError):
    """A knowledge or policy file is wrong; carries where, and how to mend it. ``code`` is a word for what is wrong with it as YAML."""

    def __init__(self, path: str, line: int | None, problem: str, cure: str, code: str = "") -> None:
        self.path, self.line, self.problem, self.cure, self.code = path, line, problem, cure, code
        where = path if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {problem}. {cure}")


class CatalogueError(FileFormatError):
    """A recognizer file breaks the format described in ``recognizers/README.md``."""


class PolicyError(FileFormatError):
    """A policy file breaks the format described in ``policies/README.md``."""


class CaseError(FileFormatError):
    """The form of an evidence case breaks the format described in ``docs/evidence.md``."""


class KeyMissingError(UsageError):
    """A keyed operator was asked for without a key."""


class TokenError(UsageError):
    """An encrypted value cannot be restored: the key is another one, or the token was damaged."""


class UnscannedError(LeakguardError):
    """A source, or a part of it, could not be scanned. ``reason`` is a short machine-readable word
    (``unsupported``, ``undecodable``, ``unreadable``, ``binary``, ``too-large``, ``encrypted``, ``unfinished``, ``aborted``); ``detail`` says more in English.
    """

    exit_code = 3

    def __init__(self, reason: str, detail: str) -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason}: {detail}")


class ResidueError(LeakguardError):
    """The proof after redaction failed. No output is left behind."""

    exit_code = 1


class BlockedError(LeakguardError):
    """The policy does not let a source leave, not even redacted: too many persons, columns of unknown meaning."""

    exit_code = 1
