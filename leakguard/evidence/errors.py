"""Errors of packs, which say in both languages what is wrong and what to do; their own text is English, as of all errors."""

from __future__ import annotations

from leakguard.errors import LeakguardError, ResidueError, UsageError
from leakguard.messages import Texts


class SpokenError(LeakguardError):
    """``key`` is that of a text (``pack.error.*``), ``values`` what is filled in: nothing raw."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = f"pack.error.{key}", values
        super().__init__(self.said(Texts("en")))

    def said(self, texts: Texts) -> str:
        """The text in a language; values that are themselves in both are said in it."""
        index = ("zh", "en").index(texts.language)
        spoken = {name: value[index] if isinstance(value, tuple) else value for name, value in self.values.items()}
        return texts(self.key, **spoken)


class PackError(SpokenError, UsageError):
    """A pack cannot be made, read or opened as was asked."""


class LeakError(SpokenError, ResidueError):
    """A pack would hold something that was hidden."""
