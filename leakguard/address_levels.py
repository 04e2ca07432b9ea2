"""Where the levels of a Chinese address begin and end.

A small suffix grammar, read from left to right and from coarse to fine. The order is that of GB/T 23705-2009
(administrative regions, then street or estate, then the door plate) refined by the element set of the Neural Chinese
Address Parsing corpus guide: province, city, district, town, community, road, number, estate, building, unit, floor,
room. Taiwan's order is the same (縣市, 鄉鎮市區, 村里, 路街段, 巷弄號, 樓, 室).

The grammar is made for hiding, not for knowing: where it is in doubt it stops, and all that it did not read counts as
finer than all that it did. A county-level city written directly below its province counts as the city.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from leakguard.maskchars import fold, is_blank


class Level(IntEnum):
    """From coarse to fine."""

    PROVINCE = 1
    CITY = 2
    DISTRICT = 3
    TOWN = 4
    COMMUNITY = 5
    ROAD = 6
    NUMBER = 7
    ESTATE = 8
    BUILDING = 9
    UNIT = 10
    FLOOR = 11
    ROOM = 12


class Segment(NamedTuple):
    """Code points ``[start, end)`` of the raw text that name one level."""

    level: Level
    start: int
    end: int


_HAN = r"[㐀-鿿〇\U00020000-\U0003ffff]"
_MASK = r"[*＊×●■□•]"
_NUMERAL = r"[零〇一二三四五六七八九十百]"
_NUMBER = rf"(?:\d{{1,5}}[A-Za-z]?|{_NUMERAL}{{1,5}})"
_LABEL = r"(?:\d{1,4}[A-Za-z]?|[A-Za-z]\d{0,3}|[一二三四五六七八九十]{1,3}|[东西南北東甲乙丙丁])"

_PROVINCE = re.compile(
    r"(?:(?:北京|天津|上海|重庆|重慶)市?"
    r"|(?:河北|山西|辽宁|遼寧|黑龙江|黑龍江|江苏|江蘇|浙江|安徽|福建|江西|山东|山東|河南(?!蒙古族)|湖北|湖南|广东|廣東"
    r"|海南(?!藏族)|四川|贵州|貴州|云南|雲南|陕西|陝西|甘肃|甘肅|青海|台湾|台灣|臺灣|吉林(?!市))省?"
    r"|(?:内蒙古|西藏)(?:自治区)?|广西(?:壮族自治区)?|宁夏(?:回族自治区)?|新疆(?:维吾尔自治区)?"
    r"|(?:香港|澳门|澳門)(?:特别行政区|特別行政區)?)"
    r"(?![东西南北中東]?[一二三四五]?(?:路|街|大道|大厦|巷|花园|城))"
)
_CITY = re.compile(
    rf"{_HAN}{{2,13}}?自治州|(?:大兴安岭|喀什|和田|阿克苏|塔城|阿勒泰|阿里)地区|(?:锡林郭勒|阿拉善|兴安)盟"
    r"|市辖区|(?:省|自治区)?直辖县(?:级行政区划)?|九龙|九龍|新界|香港岛|港岛|港島"
    rf"|{_HAN}{{1,5}}?(?<![超菜夜股花楼])市(?!区|區|场|場|政|民[中广]|市[^南北中辖])|{_HAN}{{2}}縣"
)
_DISTRICT = re.compile(
    rf"{_HAN}{{1,15}}?自治[县縣旗]"
    rf"|{_HAN}{{1,8}}?(?:(?<![小社园園校厂廠库景片舍宅活属屬业業院军街营住])[区區]"
    r"|[县縣](?![道])|旗(?!路|街|大道|巷)|(?<![超菜夜股花楼])市(?!区|區|场|場|政|民[中广]|市[^南北中辖]))"
)
_TOWN = re.compile(rf"{_HAN}{{1,8}}?(?:街道办事处|街道|办事处|苏木|农场|林场|牧场|[镇鎮乡鄉](?![路街巷村]))")
_COMMUNITY = re.compile(
    rf"{_HAN}{{1,8}}?(?:社区居委会|社[区區]|居委会|村委会|嘎查|(?<!新)村(?![路街巷道]))"
    rf"|{_HAN}{{2,3}}里(?=\d{{1,3}}[鄰邻]|{_HAN}{{1,4}}(?:路|街|大道))"
)
_ROAD = re.compile(
    r"(?:[GSXY]\d{1,4}|\d{3})(?:国道|省道|县道|乡道|公路|线)"
    rf"|{_HAN}(?:{_HAN}|\d){{0,9}}?"
    r"(?:大道|大街|公路|(?<![铁鐵半网])路|街(?!道)|胡同|巷|(?<![大味隧轨軌步通渠频赛街])道)"
    rf"(?:[东西南北中東](?=\d|{_MASK}|{_NUMERAL}+[段号號]|$))?(?:(?:[东西南北中東]|\d{{1,2}}|{_NUMERAL}{{1,2}})段)?"
)
_HOUSE = re.compile(
    rf"[第甲乙丙丁附特]?{_NUMBER}(?:[-之]{_NUMBER})?"
    r"(?:[弄巷衖鄰邻组組队隊社屯]|[号號](?!线|線|库|门|桌|房|室|铺|档|单元|單元|楼|樓))(?:大?院)?(?:之\d{1,3})?"
)
_BUILDING_TEXT = (
    rf"(?:第?{_LABEL}(?:[号號]?[楼樓](?<=[号號].)|栋|棟|幢|座|#楼?)"
    rf"|\d{{1,3}}-(?=\d{{1,2}}-\d{{1,4}}|{_MASK}{{2}})|\d{{1,2}}[号號](?=\d{{2,4}}|{_MASK}{{2}}))"
)
_BUILDING = re.compile(_BUILDING_TEXT)
_ESTATE = re.compile(
    rf"(?:{_HAN}|[A-Za-z·]){{1,20}}?"
    r"(?:(?:小区|小區|花园|花園|花苑|公寓|大厦|大廈|大楼|广场|中心|家园|宿舍|家属院|大院|公馆|名都|国际|新村|公司|学校|中学"
    r"|小学|大学|幼儿园|医院|酒店|宾馆|超市|市场|商场|商贸城|工业园|产业园|科技园|物流园|园区|工业区|生活区|村|庄|屯"
    r"|[城苑园庭府郡湾墅阁轩居邸里坊厂])"
    rf"(?:(?:[A-Za-z]|\d{{1,2}}|[一二三四五六七八九十东西南北]{{1,2}})[期区區])?|(?={_BUILDING_TEXT}))"
)
_UNIT = re.compile(rf"{_LABEL}(?:单元|單元|门|梯)")
_FLOOR = re.compile(rf"(?:负|地下|[B-])?(?:{_NUMBER}(?:层|層|楼|樓|F)(?:之\d{{1,3}})?)")
_ROOM = re.compile(rf"(?:[A-Za-z]?\d{{1,5}}[A-Za-z]?|{_NUMERAL}{{1,4}})(?:室|房|号|號|户|铺|档)?")


_SUFFIX = re.compile(
    r"(?:街道办事处|街道|办事处|社区居委会|[居村]委会|社[区區]|自治[州县縣旗]|苏木|.场|大道|大街|公路|胡同|.)$"
)


def _region(text: str) -> bool:
    """Whether a region may be called so: no street, house or other region in the middle of its name."""
    name = _SUFFIX.sub("", text)
    if text.endswith("旗") and not re.search(
        "[左右中前后後翼白黄蓝][翼]?$|特$|格尔$|[锦审洛汉沁腾荣曼伦鲁王嘎寺]$", name
    ):
        return False
    inside = re.sub("乡族|景德镇|[街路]口", "", name)[1:-1]
    return not re.search(r"[路街巷弄村苑寓厦栋幢号镇乡省市县区區]|花园", inside) and "小区" not in name


def _road(text: str) -> bool:
    """A road may be called after an estate or a school (花园路), but not be reached by one (某花园门口某路)."""
    name = _SUFFIX.sub("", text)[1:]
    return not re.search(
        r"小区|(?:花园|公寓|大厦|广场|社区|公司|学校|医院|超市|[苑村镇乡号栋幢楼室])..|[区县市](?![东西南北中前后府一二三四五]).",
        name,
    )


def _estate(text: str) -> bool:
    return not re.search(rf"单元|單元|[层層室戶户收]|{_NUMERAL}[楼樓]", text)


def _any(text: str) -> bool:
    return bool(text)


_STEPS: tuple[tuple[Level, re.Pattern[str], int, Callable[[str], bool]], ...] = (
    (Level.PROVINCE, _PROVINCE, 2, _any),
    (Level.CITY, _CITY, 2, _region),
    (Level.DISTRICT, _DISTRICT, 2, _region),
    (Level.TOWN, _TOWN, 1, _region),
    (Level.COMMUNITY, _COMMUNITY, 2, _region),
    (Level.ROAD, _ROAD, 2, _road),
    (Level.NUMBER, _HOUSE, 4, _any),
    (Level.ESTATE, _ESTATE, 2, _estate),
    (Level.BUILDING, _BUILDING, 1, _any),
    (Level.UNIT, _UNIT, 1, _any),
    (Level.FLOOR, _FLOOR, 1, _any),
    (Level.ROOM, _ROOM, 1, _any),
)


def split_address(text: str) -> list[Segment]:
    """The levels read from the start of ``text``, coarse to fine, without gaps but for blanks and separators.

    Ends where the grammar meets something it does not know. Full-width digits and letters read as plain ones;
    blanks, zero-width characters and the separators ``, ， 、 / | · ;`` between levels are passed over.
    """
    compact, offsets = _compact(text)
    segments: list[Segment] = []
    position, said = 0, ""
    for level, pattern, repeats, plausible in _STEPS:
        for _ in range(repeats):
            match = pattern.match(compact, position)
            if match is None or not plausible(match[0]):
                break
            if segments and segments[-1].level == level <= Level.DISTRICT and match[0] != said:
                break  # one region of each level; but the same may be said twice (北京市北京市)
            said = match[0]
            segments.append(Segment(level, offsets[match.start()], offsets[match.end() - 1] + 1))
            position = match.end()
    return segments


def kept_end(text: str, keep: Level) -> int:
    """Offset behind the finest part of ``text`` that is no finer than ``keep``; 0 where no level is recognised."""
    end = 0
    for segment in split_address(text):
        if segment.level > keep:
            break
        end = segment.end
    return end


def _compact(text: str) -> tuple[str, list[int]]:
    """``text`` without separators, folded, and the raw offset of each character that is left."""
    kept: list[str] = []
    offsets: list[int] = []
    folded = fold(text)
    for index, character in enumerate(folded):
        if is_blank(character) or character in ",，、/|;；":
            continue
        if character in "-－" and not (kept and kept[-1].isascii() and folded[index + 1 : index + 2].isascii()):
            continue
        kept.append("-" if character == "－" else character)
        offsets.append(index)
    return "".join(kept), offsets
