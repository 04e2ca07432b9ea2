"""What a personal name looks like, and what only looks like one. Word lists come from ``recognizers/lexicons``.

The patterns of recognizers with ``engine: person`` name their value by a macro; here is what each macro can match:

``{name}``       a surname worth a guess and one or two usual characters of given names
``{rare_name}``  the same with any surname, and names made of minority stems
``{any_name}``   what may follow a label: also rare surnames and characters, dotted, spaced and Latin names
``{pinyin}``     ``WANG/XIAOMING``: two words in capitals, both of pinyin syllables
``{pinyin_words}`` a surname and a given name in small pinyin, apart or together
``{pinyin_title}`` ``Zhang Weiting``: a surname and a given name of two syllables
``{split}``      王.小.明, 王/小/明: three characters with the same mark between
``{romanised}``  Latin words one of which is a Chinese surname
``{latin}``      two to four capitalised Latin words
``{dotted}``     a name in two or three parts with a middle dot
``{short_han}``  two or three Chinese characters, or more if they begin with a compound surname or hold minority stems
``{title}``      a surname worth a guess and a form of address: 王先生
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from leakguard.detection import boundary, lexicons, romanisation
from leakguard.detection.name_odds import odds

HAN = "\u3400-\u9fff\U00020000-\U0003134f"
_DOTTED = re.compile(rf"[{HAN}]{{1,8}}(?:[·•‧・.][{HAN}]{{1,10}}){{1,3}}")
_HAN_RUN = re.compile(rf"[{HAN}]{{1,7}}")
_NOT_HAN = re.compile(rf"[^{HAN}]")
_SPLIT = re.compile(
    rf"[{HAN}](?P<gap>[ /.\-_|*~]{{1,2}})[{HAN}](?:(?P=gap)[{HAN}])(?![ /.\-_|*~]?[{HAN}](?:[ /.\-_|]|$))"
)
_SPLIT_ODDS = 1.5
_SPACED = re.compile(rf"[{HAN}](?:[ /][{HAN}]){{1,2}}(?![{HAN}])")
_FORM_OF_ADDRESS = re.compile(
    "先生|女士|小姐|太太|夫人|老师|老師|师傅|師傅|阿姨|叔叔|大姐|大哥|大爷|大妈|大娘|大叔|奶奶|爷爷|医生|大夫|主任|老板|老闆|经理|經理|总(?![\u4e00-\u9fff])|姐(?!妹)|哥"
)
_NOT_IN_NAMES = frozenset(
    "的了是在和与及个们您吗呢吧啊呀着过把被让请也都就很说打寄发到收送拿找给从向要来没不可能会想等已还又再才别"
)
_ALSO_IN_NAMES = frozenset("和与可向发想让在会才来")
_FIRST_OF_GIVEN = frozenset("来可向")
"""Function words that end a name where nothing follows: 阚清和."""
_UNFIT = -1.0
_COMMON_WORD = 2.5
"""Decimal logarithm of the frequency from which a pair of characters is first of all a word."""
_USUAL_RANK = 500
_WORTH_ASKING = 0.0
_SELDOM = 2.5
_LONGEST_TITLE = 5
_SHARED_ODDS = 3.5
_FOUR_ODDS = 3.0
"""A name of two characters that reads so much like a name is borne by many, famous or not: 张杰."""
FIELD_ENDINGS = frozenset(
    [
        "电话",
        "手机",
        "地址",
        "号码",
        "单号",
        "部门",
        "公司",
        "银行",
        "没人",
        "学校",
        "医院",
        "超市",
        "代表",
        "各位",
        "万元",
        "千元",
        "百元",
        "亿元",
    ]
)
"""What words of forms end in, whatever they begin with."""
OFFICE = "部"
"""What the name of an office of three characters ends in."""
PLACEHOLDER = re.compile(r"[张王李赵][三四五六]|.{0,3}[某×].{0,3}")
"""Names that stand for nobody: 张三, 李四, 王某某. They are still reported in a name column."""


@cache
def _given() -> frozenset[str]:
    return frozenset(lexicons.given_name_chars())


@cache
def _rank() -> dict[str, int]:
    return {char: rank for rank, char in reversed(list(enumerate(lexicons.given_name_chars())))}


def before_forms_of_address(text: str) -> set[int]:
    """Where the surname before 先生, 老师 or the like can begin."""
    return {
        match.start() - size for match in _FORM_OF_ADDRESS.finditer(text) for size in (1, 2) if match.start() >= size
    }


def _surname_sizes(text: str, start: int, trust: int) -> tuple[int, ...]:
    """How many characters a surname that begins at ``start`` can have, the likelier size first.

    ``trust`` is 0 for surnames worth a guess, 1 with those believed at a cue, 2 with those believed after a label.
    """
    known = lexicons.surnames()
    char = text[start : start + 1]
    single = any(char in tier for tier in (known.strong, known.weak, known.labelled)[: trust + 1])
    two = text[start : start + 2] in known.compound
    return (2, 1) if two and single else (2,) if two else (1,) if single else ()


def _ends(text: str, start: int, trust: int, *, usual: bool) -> list[int]:
    """Where a name that begins at ``start`` may end, the likeliest first.

    ``trust`` is that of :func:`_surname_sizes`; ``usual`` demands usual characters of given names.
    """
    run = _HAN_RUN.match(text, start)
    if run is None:
        return []
    scored: dict[int, float] = {}
    for size in _surname_sizes(text, start, trust):
        for given in (2, 1):
            end = start + size + given
            if end <= run.end() and all(_can_be_given(text, i, end, usual) for i in range(start + size, end)):
                scored.setdefault(end, _fit(text, end, given, size))
    return sorted((end for end, score in scored.items() if score > _UNFIT), key=lambda end: -scored[end])


def _can_be_given(text: str, at: int, end: int, usual: bool) -> bool:
    char = text[at]
    if char in _NOT_IN_NAMES:
        if at < end - 1:
            return char in _FIRST_OF_GIVEN
        followed = boundary.likelihood(text, end) == boundary.CERTAIN or text[end] in "的说收"
        return char in _ALSO_IN_NAMES and followed
    return not usual or char in _given()


def _fit(text: str, end: int, given: int, size: int) -> float:
    """How well a name that ends at ``end`` fits: what follows, and how usual its last character is."""
    rank = _rank().get(text[end - 1], 5_000)
    usual = 0.6 if rank < 400 else 0.3 if rank < 1_000 else 0.0 if rank < 4_000 else -1.0
    return boundary.after_name(text, end) + usual + (0.8 if given == 2 else 0.0) + (0.5 if size == 2 else 0.0)


def _name(text: str, start: int) -> Iterator[int]:
    yield from _ends(text, start, 0, usual=True)


def _two_surnames(text: str, start: int) -> Iterator[int]:
    """A name of four characters that nothing follows and that begins with a surname, perhaps both parents': 韩青方婕."""
    run = _HAN_RUN.match(text, start)
    if run and len(run[0]) == 4 and run[0][0] in lexicons.surnames().strong and odds(run[0]) >= _FOUR_ODDS:
        yield run.end()


def _rare_name(text: str, start: int) -> Iterator[int]:
    if (run := _HAN_RUN.match(text, start)) and _has_stem(run[0]) and _HAN_RUN.match(text, run.end()) is None:
        yield run.end()
    yield from _two_surnames(text, start)
    yield from _ends(text, start, 1, usual=True)


def _any_name(text: str, start: int) -> Iterator[int]:
    for special in (_DOTTED, romanisation.LATIN, romanisation.CAPITALS):
        if match := special.match(text, start):
            yield match.end()
            return
    yield from romanisation.pinyin_words(text, start)
    if (match := _SPACED.match(text, start)) and _surname_sizes(text, start, 2):
        yield match.end()
        return
    run = _HAN_RUN.match(text, start)
    if run is None:
        return
    ends_here = _HAN_RUN.match(text, run.end()) is None
    if ends_here and len(run[0]) >= 2 and _has_stem(run[0]):
        yield run.end()
    yield from _two_surnames(text, start)
    ends = _ends(text, start, 2, usual=False)
    if ends_here and (run.end() in ends or (is_ordinary_word(run[0]) and _surname_sizes(text, start, 2))):
        yield run.end()
    yield from ends


def _split(text: str, start: int) -> Iterator[int]:
    match = _SPLIT.match(text, start)
    if match and _surname_sizes(text, start, 0) and odds(_NOT_HAN.sub("", match[0])) >= _SPLIT_ODDS:
        yield match.end()


def _by_regex(pattern: re.Pattern[str]) -> Callable[[str, int], Iterator[int]]:
    def ends(text: str, start: int) -> Iterator[int]:
        if match := pattern.match(text, start):
            yield match.end()

    return ends


def _short_han(text: str, start: int) -> Iterator[int]:
    if match := _HAN_RUN.match(text, start):
        long = match[0][:2] in lexicons.surnames().compound or _has_stem(match[0])
        if 2 <= len(match[0]) <= (4 if long else 3):
            yield match.end()


def _title(text: str, start: int) -> Iterator[int]:
    size = next(iter(_surname_sizes(text, start, 0)), 0)
    if size and (match := _FORM_OF_ADDRESS.match(text, start + size)):
        yield match.end()


MACROS: Mapping[str, Callable[[str, int], Iterator[int]]] = {
    "name": _name,
    "rare_name": _rare_name,
    "any_name": _any_name,
    "pinyin": romanisation.capitals,
    "pinyin_words": romanisation.pinyin_words,
    "pinyin_title": romanisation.title_case,
    "split": _split,
    "romanised": romanisation.romanised,
    "latin": romanisation.latin,
    "dotted": _by_regex(_DOTTED),
    "short_han": _short_han,
    "title": _title,
}
"""Macro -> the ends of what it can match at an offset, the likeliest first."""

LONGEST = {
    "name": 4, "rare_name": 7, "any_name": 90, "pinyin": 21, "pinyin_words": 24, "pinyin_title": 26, "split": 9,
    "romanised": 90, "latin": 90, "dotted": 41, "short_han": 4, "title": 4,
}  # fmt: skip
"""The most characters that a macro can match."""

SHAPES = {
    "pinyin": romanisation.CAPITALS.pattern, "pinyin_words": "[A-Za-z][a-z]",
    "pinyin_title": romanisation.TITLE_CASE.pattern, "split": _SPLIT.pattern,
    "romanised": romanisation.LATIN.pattern, "latin": romanisation.LATIN.pattern,
    "dotted": _DOTTED.pattern, "title": f"[{HAN}]{{1,2}}(?:{_FORM_OF_ADDRESS.pattern})",
}  # fmt: skip
"""Expressions that match wherever the macro does; it may ask for more."""


@cache
def firsts() -> frozenset[str]:
    """Characters that a name can begin with: those of surnames, and Latin capitals."""
    return lexicons.surnames().first_characters | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@cache
def first_characters(macro: str) -> frozenset[str] | None:
    """What a name by a macro can begin with; None if that is not worth asking."""
    known = lexicons.surnames()
    if macro in ("name", "title"):
        return known.strong | {name[0] for name in known.compound}
    if macro == "rare_name":
        begin = frozenset(word[0] for line in lexicons.lines("minority_name_stems.txt") for word in line.split())
        return known.first_characters | begin
    return None


@cache
def beginnings() -> tuple[frozenset[str], frozenset[str]]:
    """What the first and what each later character of a name by the macro ``{name}`` can be."""
    known = lexicons.surnames()
    halves = frozenset(surname[0] for surname in known.compound), frozenset(surname[1] for surname in known.compound)
    return known.strong | halves[0], _given() | _ALSO_IN_NAMES | halves[1]


def is_surname_and_title(text: str) -> bool:
    """Whether a whole text is a surname and a form of address: 王先生."""
    return 2 <= len(text) <= _LONGEST_TITLE and len(text) in _title(text, 0)


@cache
def _whole_name() -> re.Pattern[str]:
    """What ``{name}`` matches from end to end: a surname worth a guess and one or two characters of given names."""
    known, given = lexicons.surnames(), _given()
    first = given - _NOT_IN_NAMES | _FIRST_OF_GIVEN
    last = given - _NOT_IN_NAMES | _ALSO_IN_NAMES & _NOT_IN_NAMES
    compound = "|".join(sorted(known.compound))
    sets = ("".join(sorted(characters)) for characters in (known.strong, first, last))
    return re.compile("(?:[{}]|{})[{}]?[{}]".format(*(next(sets), compound), *sets))


def is_name(text: str) -> bool:
    """Whether a whole text is a usual Chinese name."""
    return len(text) in (2, 3, 4) and _whole_name().fullmatch(text) is not None


def shape(name: str) -> str:
    """``usual``, ``rare`` (a surname that is mostly an ordinary word), ``dotted``, ``stem`` (a minority name) or ``none``."""
    known = lexicons.surnames()
    if _DOTTED.fullmatch(name):
        return "dotted"
    if name[:2] in known.compound and 3 <= len(name) <= 4:
        return "usual"
    if _has_stem(name):
        return "stem"
    if name[:1] in known.strong and 2 <= len(name) <= 4:
        return "usual"
    return "rare" if name[:1] in known.weak and 2 <= len(name) <= 3 else "none"


@cache
def stems() -> re.Pattern[str]:
    """A stem of the names of minorities, the longest first."""
    return re.compile(
        "|".join(
            sorted(
                (w for line in lexicons.lines("minority_name_stems.txt") for w in line.split()),
                key=lambda w: (-len(w), w),
            )
        )
    )


def _has_stem(name: str) -> bool:
    """Whether a name of three to seven characters is mostly stems of Tibetan, Uyghur, Mongolian or Yi names."""
    return 3 <= len(name) <= 7 and sum(len(m[0]) for m in stems().finditer(name)) * 2 >= len(name)


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(lexicons.lines("name_like_words.txt"))


@cache
def _brands() -> frozenset[str]:
    return frozenset(word for line in lexicons.lines("brands.txt") for word in line.split())


@cache
def _public() -> frozenset[str]:
    famous = {word for line in lexicons.lines("famous_names.txt") for word in line.split()}
    shared = {name for name in famous if len(name) == 2 and odds(name) >= _SHARED_ODDS}
    return frozenset(_brands().union(famous - shared, lexicons.lines("public_persons.txt")))


@cache
def field_words() -> frozenset[str]:
    """Words of forms and chats: see :func:`is_field_word`."""
    by_hand = frozenset(word for line in lexicons.lines("field_words.txt") for word in line.split())
    return by_hand.union(*map(lexicons.cue_words, ("role", "kin", "formal", "title")))


def is_ordinary_word(name: str) -> bool:
    """Whether a word with the shape of a name is an ordinary word of the language."""
    return name in _ordinary() or boundary.commonness(name) >= _COMMON_WORD


def is_rare_word(name: str) -> bool:
    """Whether an ordinary word of two characters is seldom used: 弓箭, 余音."""
    return len(name) == 2 and boundary.commonness(name) < _SELDOM


def may_be_a_name(name: str) -> bool:
    """Whether it is worth asking a tagger about: it reads a little like a name and is no word that is known."""
    if is_ordinary_word(name) or is_field_word(name) or is_public(name):
        return False
    return shape(name) in ("dotted", "stem") or odds(name) >= _WORTH_ASKING


def holds_a_word(name: str) -> bool:
    """Whether two characters of a longer name are a common word, and no usual given name: 何方式, 商品自."""
    if len(name) != 3:
        return False
    rank = _rank()
    unusual = max(rank.get(char, 5_000) for char in name[1:]) > _USUAL_RANK
    return boundary.commonness(name[:2]) >= _COMMON_WORD or (unusual and boundary.commonness(name[1:]) >= _COMMON_WORD)


def is_field_word(name: str) -> bool:
    """Whether a word belongs to forms and chats and can stand where a name stands: 电话, 家里, 未知."""
    return name in field_words() or name[-2:] in FIELD_ENDINGS or (len(name) == 3 and name[-1] == OFFICE)


def is_listed_public(name: str) -> bool:
    """Whether exactly this is a name in the list of brands and public persons."""
    return name in _public()


def is_public(name: str) -> bool:
    """Whether a name is, or begins with, that of a brand, a fictional, historical or widely known person."""
    return name in _public() or (len(name) == 3 and name[:2] in _public() and name[2] not in _given())


def begins_with_a_brand(name: str) -> bool:
    """Whether the first two of three characters are a brand or a public person: 乔丹格(子衬衫)."""
    return len(name) == 3 and name[:2] in _brands()
