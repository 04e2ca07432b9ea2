"""The journal of a server: one entry per verdict, on the disk before the answer is sent. Without an entry there is no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from leakguard.gate.journal import Entry, Journal, ReasonCount

SOURCE = "upload"
"""What entries say instead of a file's name: names come from outside and can be personal."""


class Register:
    """Enters verdicts into a journal, if there is one."""

    def __init__(self, path: Path | None) -> None:
        self._journal = Journal(path) if path else None
        self._turn = asyncio.Lock()

    async def enter(self, verb: str, judgement: Mapping[str, Any], output_sha256: str | None = None) -> None:
        """Append an entry. Raises :class:`~leakguard.errors.UsageError` if that cannot be done."""
        if self._journal is None:
            return
        async with self._turn:
            await asyncio.to_thread(self._journal.append, entry(verb, judgement, output_sha256))


def entry(verb: str, judgement: Mapping[str, Any], output_sha256: str | None) -> Entry:
    """The entry of a judgement."""
    return Entry(
        command=f"serve {verb}",
        verdict=judgement["verdict"],
        source=SOURCE,
        sha256=judgement["input"]["sha256"],
        policy=judgement["policy"]["id"],
        policy_sha256=judgement["policy"]["sha256"],
        reasons=[ReasonCount(reason["code"], reason["what"] or "", reason["count"]) for reason in judgement["reasons"]],
        exit_code=judgement["exit_code"],
        output_sha256=output_sha256,
    )
