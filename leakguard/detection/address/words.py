"""The words that the grammar reads by, from ``recognizers/lexicons/address_words.txt``, made into search expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from leakguard.detection import lexicons

NAME_CLASSES = (
    "void", "floor", "gate", "assist", "town", "devzone", "village", "region", "road", "place", "chamber", "estate",
    "estate_short", "chamber_short",
)  # fmt: skip
"""Classes of words that end a name. A word in two classes belongs to the first; ``void`` words end nothing."""

_CODE_REACH = 40

UNIT_CLASSES = ("gate", "group", "number", "building", "unit", "floor", "room")
"""Classes of words that follow a number, by the level that the number then names."""


@cache
def words() -> dict[str, tuple[str, ...]]:
    """The word classes by name."""
    classes = (line.split(":", 1) for line in lexicons.lines("address_words.txt"))
    return {name: tuple(rest.split()) for name, rest in classes}


def trie(entries: Iterable[str]) -> str:
    """A regex that matches the longest of ``entries``; it looks at each character once."""
    root: dict[str, dict[str, object]] = {}
    for entry in entries:
        node: dict[str, object] = root  # type: ignore[assignment]
        for char in entry:
            node = node.setdefault(char, {})  # type: ignore[assignment]
        node[""] = {}
    return _regex(root)  # type: ignore[arg-type]


def _regex(node: dict[str, object]) -> str:
    ends = "" in node
    leaves = sorted(char for char, below in node.items() if char and list(below) == [""])  # type: ignore[call-overload]
    branches = [re.escape(leaves[0]) if len(leaves) == 1 else f"[{re.escape(''.join(leaves))}]"] if leaves else []
    for char, below in sorted(node.items()):
        if char and char not in leaves:
            branches.append(re.escape(char) + _regex(below))  # type: ignore[arg-type]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{joined})?" if ends else joined


@cache
def name_classes() -> dict[str, str]:
    """The class of every word that ends a name."""
    found: dict[str, str] = {}
    for name in NAME_CLASSES:
        for word in words()[name]:
            found.setdefault(word, name)
    return found


@cache
def unit_levels() -> dict[str, str]:
    """The level of every word that follows a number."""
    return {word: name for name in UNIT_CLASSES for word in words()["unit_" + name]}


@cache
def ending() -> re.Pattern[str]:
    """Finds words that end names, the longest at each place."""
    return re.compile(trie(name_classes()))


@cache
def stopping() -> re.Pattern[str]:
    """Finds what an address neither begins with nor contains."""
    several = trie((*words()["label"], *words()["label_weak"], *words()["stop"], *words()["free"]))
    return re.compile(f"{several}|[{words()['stop_char'][0]}]|(?P<soft>[{words()['soft_stop_char'][0]}])")


@cache
def harmless() -> frozenset[str]:
    """Words that only look as if they began with a stop word."""
    return frozenset(words()["free"])


@cache
def labelling() -> re.Pattern[str]:
    """Matches a text that ends in a word after which an address stands."""
    return re.compile(
        f"{trie(word[::-1] for word in (*words()['label'], *words()['label_only'], *words()['label_latin']))}"
    )


@cache
def noting() -> re.Pattern[str]:
    """Finds words of delivery notes."""
    return re.compile(trie(words()["note"]))


@cache
def simplified() -> dict[int, str]:
    """Translation from the Traditional characters that place names and level words use."""
    return {ord(pair[0]): pair[1] for pair in words()["traditional"]}


_LETTERED = r"(?<=[号栋幢])[甲乙丙丁](?=[^\u3400-\u9fffA-Za-z]|[的收附一二三四五六七八九]|$)"
"""``65号乙``, but not ``65号乙烯``."""
_ID = r"(?:[0-9]{1,5}(?:[A-Za-z][0-9]{0,3})?(?![0-9])|[A-Za-z]{1,2}[0-9]{0,4}|[甲乙丙丁戊]|[零〇○一二三四五六七八九十百]{1,5}|[壹贰叁肆伍陆柒捌玖拾]{1,4}(?!号))"


@cache
def numbered() -> re.Pattern[str]:
    """A number (or numbers joined by hyphens) and the word behind it, in group ``u``."""
    units = trie(unit_levels())
    return re.compile(
        r"(?<![0-9A-Za-z])(?<![0-9]\.)(?:[附第负甲乙丙丁东西南北]|地下|临时|加(?=[0-9]{1,3}床))?"
        rf"{_ID}(?:\s?[-~–—#之/]\s?{_ID}){{0,3}}(?:(?<=[0-9])\s)?(?P<u>{units}|{_slips()})"
        rf"(?![线码称召口梯]|(?<=门)卫|(?<=室)[友内外])(?:之{_ID}|{_LETTERED})?"
    )


def _slips() -> str:
    """Homophones typed for a unit, between digits only: ``88好3撞2单元`` is 88号3幢2单元."""
    slips = "".join(slip_levels())
    return rf"(?<=[0-9])[{slips}](?=[0-9]{{1,4}}(?:[号栋幢座楼层室单但]|[{slips}][0-9]))"


@cache
def slip_levels() -> dict[str, str]:
    """The level of every character that is typed for a unit."""
    return {char: name for name in UNIT_CLASSES for char in "".join(words().get("slip_" + name, ()))}


@cache
def trades() -> re.Pattern[str]:
    """Matches the name of a small shop that ends with its trade: ``老张家电维修``."""
    return re.compile(rf"[\u3400-\u9fff]{{1,8}}?{trie(words()['trade'])}(?![\u3400-\u9fff])")


@cache
def handovers() -> re.Pattern[str]:
    """Finds places where parcels are handed over."""
    return re.compile(trie(words()["handover"]))


def is_no_name(said: str, first: bool) -> bool:
    """Whether what stands before a number is no name: ``经查为`` before ``6栋``, ``和`` between two houses."""
    if len(said) == 1 and said in words()["before_number_alone"][0]:
        return True
    return first and said != "" and said[-1] in words()["before_number_never"][0]


@cache
def offices() -> re.Pattern[str]:
    """Matches what makes a division before it the name of an office: ``运城盐湖区`` + ``营业点``."""
    return re.compile(trie(words()["office"]))


@cache
def _coding() -> re.Pattern[str]:
    return re.compile(trie(words()["code"]), re.I)


def is_coded(text: str, start: int, end: int) -> bool:
    """Whether a line speaks of goods, shelves or pick-up codes before ``end``, not far before ``start``."""
    return bool(_coding().search(text, max(0, start - _CODE_REACH, text.rfind("\n", 0, start) + 1), end))


BARE = re.compile(
    r"(?<![0-9A-Za-z.#-])[A-Za-z]?[0-9]{1,3}(?:[-#](?:[A-Za-z]?[0-9]{1,5}|[A-Z])){1,3}(?![0-9A-Za-z#.:-])"
)
"""Numbers joined by hyphens, without a word behind them: ``17-4-1201``."""


def is_labelled(text: str, start: int) -> float:
    """How strongly a label or a verb of sending right before ``start`` speaks for an address: 0, a half or 1."""
    before = text[max(0, start - 14) : start].lower().rstrip(" \t\u3000:,\"'“=-[(>")
    if labelling().match(before[::-1]):
        return 1.0
    return 0.5 if before.endswith(words()["label_weak"]) else 0.0
