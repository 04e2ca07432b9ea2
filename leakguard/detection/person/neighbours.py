"""Where a name would touch a phone number, an address or an ID, with at most a few separators between."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from leakguard.detection.candidate import Candidate
from leakguard.text import Folded

_NEIGHBOURS = frozenset(
    {
        "PHONE_NUMBER",
        "ADDRESS",
        "CN_RESIDENT_ID",
        "TW_ID",
        "HK_ID",
        "ALIPAY_ACCOUNT",
        "CN_BANK_CARD",
        "CN_PASSPORT",
        "CN_TRAVEL_PERMIT",
        "EMAIL_ADDRESS",
    }
)
_GAP = " \t,:/|;_+、[]()-\n\r\x00·,。#"
_GAP_LENGTH = 4
_LABEL = re.compile(
    r"收?[\s:,、(]{0,3}(?:联系|手机|移动)?(?:电话|手机|號碼|号码|手機|電話|地址|住址|身份证号?|tel|TEL|Tel)号?"
)
"""What may stand between a name and what it belongs to."""
_REACH = 28
"""How far before a number a name that touches it can begin: a long dotted or Latin name and the gap."""


class Touching:
    """The ends of what a name may stand beside. Offsets are those of the folded text."""

    def __init__(self, folded: Folded, settled: Sequence[Candidate]) -> None:
        self._folded = folded
        beside = [c for c in settled if c.recognizer.entity in _NEIGHBOURS and not c.masked]
        self._starts = {c.start for c in beside}
        self._ends = {c.end for c in beside}

    def __bool__(self) -> bool:
        return bool(self._starts)

    def places(self) -> list[int]:
        """Offsets at which a name that touches one could begin, in order."""
        places: set[int] = set()
        for raw in self._starts:
            at = self._index(raw)
            places.update(range(max(0, at - _REACH), at))
        for raw in self._ends:
            at = self._index(raw)
            places.update(range(at, min(len(self._folded.text), at + _GAP_LENGTH + 1)))
        return sorted(places)

    def at(self, start: int, end: int) -> bool:
        """Whether the span touches one."""
        if not self._starts:
            return False
        text = self._folded.text
        label = _LABEL.match(text, end)
        end = label.end() if label else end
        for index in range(end, min(len(text), end + _GAP_LENGTH + 1)):
            if self._folded.raw_start(index) in self._starts:
                return True
            if text[index] not in _GAP:
                break
        for index in range(start, max(-1, start - _GAP_LENGTH - 1), -1):
            if index < start and text[index] not in _GAP:
                return False
            if index > 0 and self._folded.raw_end(index) in self._ends:
                return True
        return False

    def _index(self, raw: int) -> int:
        """The first folded offset that begins at or after a raw one."""
        return bisect_left(range(len(self._folded.text)), raw, key=self._folded.raw_start)
