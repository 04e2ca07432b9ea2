"""Counter-evidence: field words, placeholders, brands, public persons, ordinary words, titles of goods."""

from __future__ import annotations

import re

from leakguard.detection import boundary, names, romanisation
from leakguard.detection.address.gazetteer import gazetteer
from leakguard.detection.candidate import Candidate

_FIELD = -1.0
_PUBLIC = -0.5
_ORDINARY = -0.3
_RARE_WORD = -0.2
_RUNNING_ON = -0.2
_HOLDS = -0.15
_ROAD = -0.4
_ROADS = frozenset("路街村镇鎮乡鄉县縣市区區省弄巷")
_PREPOSITION = -0.2
_PLACE = -0.2
_PUBLIC_BESIDE = -0.15
_CALLED = 0.1
_WORD_BESIDE = -0.2
_NUMERALS = re.compile("[零〇一二三四五六七八九十百千万亿两]+")
_NUMBER_NEXT = re.compile(r"收?[ ,、:/|]{0,3}[0-9+(]")
_ADDRESSED = re.compile("先生|女士|小姐|老师")
_CALLING = re.compile(r"[人员員长長师師警伴板父母爸妈公婆夫妻儿女姐妹哥弟]$")
_MISFIT = -0.3
_TITLE_LIKE = -0.3
_FIT = -0.4
_FIRM = -0.4
_OF_A_FIRM = re.compile(
    r"(?:(?!的)[\u4e00-\u9fff]){0,6}(?:旗舰店|专卖店|专营店|专柜|公司|集团|工作室|大药房|面馆|饭店|酒楼|螺蛳粉|牌)"
    r"|(?:烘焙|茶庄|酒业|食品|餐饮|家居|服饰|服装|医药|药业|眼镜|珠宝|火锅|烧烤|奶茶)"
    r"|(?:堂|坊|斋|记|阁|轩)(?![\u4e00-\u9fff])|的(?:衣橱|小店|店铺?|铺子|作品|小说|歌|新书|专辑)"
)
_SENTENCE = re.compile(r"[^。!?;\n\r|\t]*")
_SENTENCE_START = re.compile(r"[。!?;\n\r|\t]")
_FUNCTION = frozenset("的了是我你他她您在和就都也不没有给把被让吗呢吧啊说这那请已为由要来去到后与及:")
_TITLE_LENGTH = 10


def doubt(candidate: Candidate, text: str, start: int, end: int, *, labelled: bool, beside: bool = False) -> None:
    """Weigh what speaks against the name ``text[start:end]``.

    ``beside`` says that it stands beside a phone number or the like. A label outweighs that the name is an ordinary
    word, since somebody is called 高兴, but only where the word ends: 收件人为宣传部门 names nobody.
    """
    name = text[start:end]
    if _is_field(text, start, name):
        candidate.weigh("form", "field-word", _FIELD)
    elif names.PLACEHOLDER.fullmatch(name):
        candidate.weigh("form", "placeholder", _PUBLIC)
    elif not labelled and _is_public(text, start, end):
        candidate.weigh("form", "brand-or-public-person", _PUBLIC_BESIDE if beside else _PUBLIC)
    elif names.is_ordinary_word(name):
        _doubt_word(candidate, text, start, end, labelled, beside)
    elif not labelled and len(name) == 3 and name[:2] in gazetteer():
        candidate.weigh("form", "begins-with-a-place", _PLACE)
    elif not labelled and names.holds_a_word(name):
        candidate.weigh("form", "holds-a-word", _HOLDS)
    _doubt_place(candidate, text, start, end, labelled)


def _is_field(text: str, start: int, name: str) -> bool:
    if name.isascii():
        return romanisation.holds_no_name(name)
    return (
        names.is_field_word(name)
        or _NUMERALS.fullmatch(name) is not None
        or (text[start - 1 : start] == "姓" and "名" in name)
    )


def _is_public(text: str, start: int, end: int) -> bool:
    name = text[start:end]
    runs_on = names.begins_with_a_brand(name) and boundary.likelihood(text, end) < boundary.CERTAIN
    return names.is_public(name) or runs_on or _inside_brand(text, start, end)


def _doubt_word(candidate: Candidate, text: str, start: int, end: int, labelled: bool, beside: bool) -> None:
    """An ordinary word: the more so if it runs on, the less so behind what somebody is, and not at all behind a label."""
    called = not labelled and _CALLING.search(text, max(0, start - 1), start) is not None
    ends = boundary.likelihood(text, end) == boundary.CERTAIN or (called and text[end] in "的说让把")
    weight = _RARE_WORD if names.is_rare_word(text[start:end]) else _ORDINARY
    if (beside and _NUMBER_NEXT.match(text, end)) or _ADDRESSED.match(text, end):
        ends, weight = True, _WORD_BESIDE
    if not ends:
        candidate.weigh("form", "ordinary-word", weight + _RUNNING_ON)
    elif not labelled:
        candidate.weigh("form", "ordinary-word", weight + (_CALLED if called else 0))


def _doubt_place(candidate: Candidate, text: str, start: int, end: int, labelled: bool) -> None:
    """Roads, firms, and what runs into a word on either side."""
    if text[end - 1] in _ROADS:
        candidate.weigh("form", "road-or-place", _ROAD)
    if not labelled and text[start] == "于" and boundary.likelihood(text, end) < boundary.CERTAIN:
        candidate.weigh("form", "preposition", _PREPOSITION)
    if not labelled and _OF_A_FIRM.match(text, end):
        candidate.weigh("form", "part-of-a-firm", _FIRM)
    cuts_a_stem = names.stems().fullmatch(text, max(0, start - 1), start + 1) is not None
    if (
        cuts_a_stem
        or boundary.after_name(text, end) < _FIT
        or (not labelled and boundary.before_name(text, start) < _FIT)
    ):
        candidate.weigh("form", "runs-into-a-word", _MISFIT)


def reads_like_a_title(text: str, start: int, end: int) -> bool:
    """Whether the sentence around a span reads like the title of goods: long, and without a single function word."""
    first = 0
    for match in _SENTENCE_START.finditer(text, max(0, start - 60), start):
        first = match.end()
    last = _SENTENCE.match(text, end, min(len(text), end + 60)).end()  # type: ignore[union-attr]
    around = text[max(first, start - 60) : start] + text[end:last]
    return len(around) >= _TITLE_LENGTH and _FUNCTION.isdisjoint(around)


def doubt_title(candidate: Candidate, text: str, start: int, end: int) -> None:
    """Weigh down what only the tagger believes in, where it stands in the title of goods."""
    if reads_like_a_title(text, start, end):
        candidate.weigh("form", "reads-like-a-title", _TITLE_LIKE)


def _inside_brand(text: str, start: int, end: int) -> bool:
    """Whether the span is part of a longer brand: 凤祥 in 老凤祥."""
    return any(
        names.is_listed_public(text[max(0, start - before) : end + after])
        for before, after in ((1, 0), (2, 0), (0, 1), (0, 2), (1, 1))
    )
