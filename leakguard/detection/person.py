"""Names in running text: after a label, before a title, beside a phone number or an address.

The patterns of recognizers with ``engine: person`` use the macros ``{name}`` (surname and given name), ``{any_name}``
(what may follow a label: also rare surnames, minority names, Latin names) and ``{role}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from leakguard.detection import lexicons
from leakguard.detection.candidate import Candidate
from leakguard.detection.recognizer import Pattern, Recognizer
from leakguard.text import Folded

_NEIGHBOURS = frozenset({"PHONE_NUMBER", "ADDRESS", "CN_RESIDENT_ID"})
_NOT_NAMES = frozenset(
    [
        "手机",
        "电话",
        "地址",
        "联系",
        "姓名",
        "号码",
        "单号",
        "订单",
        "快递",
        "微信",
        "收货",
        "收件",
        "客服",
        "备注",
        "身份",
        "证号",
        "银行",
        "支付",
        "时间",
        "地点",
        "数量",
        "商品",
        "先生",
        "女士",
        "小姐",
        "成都",
        "方便",
        "高级",
        "金额",
        "平台",
        "马上",
        "安全",
        "任何",
        "全部",
        "常用",
        "时候",
        "于是",
        "何时",
        "方式",
        "广州",
        "江苏",
        "江西",
        "温州",
        "常州",
        "金华",
        "石家庄",
        "高新",
        "黄山",
        "白云",
        "云南",
        "安徽",
        "宁波",
        "公司",
    ]
)


@cache
def macros() -> dict[str, str]:
    """Regex fragments for names, built from the lexicons."""
    strong, weak, compound = lexicons.surnames()
    given = lexicons.given_name_chars()
    compounds = "|".join(compound)
    name = rf"(?:(?:{compounds})[{given}]{{1,2}}|[{strong}][{given}]{{1,2}})"
    stop = "的了是在号楼室区县省路店单次天个电话手机微信址您吗呢吧啊收到,"
    loose = rf"[\u3400-\u9fff\U00020000-\U0003134f](?<![{stop}])"
    han = rf"(?:(?:{compounds})(?:{loose}){{1,2}}|[{strong}{weak}](?:{loose}){{1,3}}?(?![{given}])|[{strong}{weak}](?:{loose}){{1,2}})"
    dotted = r"[\u4e00-\u9fff]{1,8}(?:[·•‧・.][\u4e00-\u9fff]{1,10}){1,3}"
    spaced = rf"[{strong}](?:[ /][{given}]){{1,2}}(?![\u4e00-\u9fff])"
    latin = r"[A-Z][A-Za-z'-]{1,20}(?:[ /,]{1,2}[A-Z][A-Za-z'.-]{0,20}){1,3}"
    return {"name": name, "any_name": rf"(?:{dotted}|{spaced}|{han}|{latin})"}


class PersonEngine:
    """Applies the recognizers with ``engine: person``."""

    def __init__(self, recognizers: Iterable[Recognizer]) -> None:
        self._recognizers = [r for r in recognizers if r.engine == "person"]
        self._compiled: list[tuple[Recognizer, Pattern, re.Pattern[str]]] = []

    def propose(self, folded: Folded, settled: Sequence[Candidate]) -> Iterator[Candidate]:
        """Candidates in running text; ``settled`` are the findings that a name may stand beside."""
        if not self._compiled:
            self._compiled = [(r, p, _compile(p)) for r in self._recognizers for p in r.patterns]
        beside = [c for c in settled if c.recognizer.entity in _NEIGHBOURS]
        for recognizer, pattern, compiled in self._compiled:
            if pattern.needs and not any(need in folded.text for need in pattern.needs):
                continue
            if pattern.id.startswith("beside"):
                yield from _beside(recognizer, pattern, compiled, folded, beside)
                continue
            for match in compiled.finditer(folded.text):
                yield from _candidate(recognizer, pattern, match, folded)


def _compile(pattern: Pattern) -> re.Pattern[str]:
    regex = pattern.regex
    for name, fragment in macros().items():
        regex = regex.replace("{" + name + "}", fragment)
    return re.compile(regex, re.ASCII)


def _candidate(recognizer: Recognizer, pattern: Pattern, match: re.Match[str], folded: Folded) -> Iterator[Candidate]:
    start, end = match.span("v")
    value = match["v"]
    if value in _NOT_NAMES or value[:2] in _NOT_NAMES:
        return
    raw_start, raw_end = folded.raw_span(start, end)
    candidate = Candidate(
        recognizer, raw_start, raw_end, 0.0, re.sub(r"[\s/]", "", value), pattern.kind, labelled=False
    )
    candidate.weigh("pattern", pattern.id, pattern.score)
    yield candidate


def _beside(
    recognizer: Recognizer, pattern: Pattern, compiled: re.Pattern[str], folded: Folded, beside: Sequence[Candidate]
) -> Iterator[Candidate]:
    """Names that touch a proven phone, address or ID, with at most a separator between."""
    if not beside:
        return
    starts, ends = {c.start for c in beside}, {c.end for c in beside}
    for match in compiled.finditer(folded.text):
        start, end = match.span("v")
        raw_start, raw_end = folded.raw_start(start), folded.raw_end(end)
        after, before = raw_end + _gap(folded.text, end, 1), raw_start - _gap(folded.text, start, -1)
        if any(raw_end <= s <= after for s in starts) or any(before <= e <= raw_start for e in ends):
            yield from _candidate(recognizer, pattern, match, folded)


def _gap(text: str, position: int, step: int) -> int:
    """Number of separator characters that follow (step 1) or precede (step -1) a position, at most three."""
    count = 0
    while count < 3:
        index = position + count if step > 0 else position - 1 - count
        if not 0 <= index < len(text) or text[index] not in " \t,:/|;_+、[]()-":
            break
        count += 1
    return count
