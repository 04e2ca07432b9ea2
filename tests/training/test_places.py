"""Composed addresses and places: what an address holds, which forms there are, and that one seed gives the same ones."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from leakguard.training.divisions import divisions, towns
from leakguard.training.places import Places
from leakguard.training.rooms import Rooms
from leakguard.training.words import section, sections

MANY = 6000
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def addresses() -> list[str]:
    places = Places(Random(21))
    return [places.address() for _ in range(MANY)]


def test_an_address_is_trimmed_and_without_label(addresses: list[str]) -> None:
    for address in addresses:
        assert address == address.strip()
        assert not re.match(r"(?:收货)?地址[:：]", address)
        assert not re.search(r"[，,]\s*(?:请)?放", address)
        assert len(address) > 4


FORMS = [
    ("province, city and county", r"^.{2,12}(?:省|自治区).{2,12}(?:市|州|盟|地区).{1,12}[区县市旗]", 0.15),
    ("no division", r"^(?!.*[省市县]).*", 0.12),
    ("building, unit, room", r"\d+单元\d{3,4}", 0.03),
    ("dashes", r"\d+[-—－]\d+[-—－]\d{3,4}", 0.02),
    ("hash", r"\d+[#＃]", 0.02),
    ("spelled", r"[一二三四五六七八九十]+(?:栋|幢|号楼|座)(?:[一二三四]单元)?[一二三四五六七八九]", 0.01),
    ("lane", r"\d+弄\d+号", 0.01),
    ("side lane", r"\d+弄\d+支弄", 0.0005),
    ("attached number", r"号附\d+号|附\d+号", 0.005),
    ("group of a village", r"(?:村|社区|居委会|委员会).{0,3}第?[0-9一二三四五六七八九十]+(?:组|社|队)", 0.01),
    ("station", r"驿站|丰巢|快递柜|自提", 0.02),
    ("crossing", r"交叉口|路口|交汇处|交口", 0.015),
    ("beside", r"对面|旁边|隔壁|斜对面|附近", 0.01),
    ("dormitory", r"宿舍|公寓", 0.01),
    ("ward", r"住院部|\d+床|门诊\d楼", 0.005),
    ("stall", r"档口|摊位|号铺|商铺|店面|门面", 0.01),
    ("factory", r"厂房|号仓库|月台|车间", 0.005),
    ("note in brackets", r"[（(【].+[）)】]$", 0.01),
    ("separators", r"^\S{2,8}[ /，,、|　\t-]\S", 0.05),
    ("troops", r"\d{5}部队", 0.003),
    ("post-office box", r"信箱|邮箱", 0.003),
    ("regiment", r"\d+团.*(?:连|团部|机关)", 0.003),
    ("gacha", r"嘎查|分场", 0.002),
    ("basement", r"负一|-1楼|B1|地下", 0.003),
]


@pytest.mark.parametrize(("form", "pattern", "least"), FORMS, ids=[row[0] for row in FORMS])
def test_forms_of_addresses(addresses: list[str], form: str, pattern: str, least: float) -> None:
    found = sum(1 for address in addresses if re.search(pattern, address))
    assert found / MANY >= least


def test_addresses_are_various(addresses: list[str]) -> None:
    assert len({*addresses}) == MANY
    assert len({address[:6] for address in addresses}) > 0.5 * MANY


def test_an_address_is_finer_than_a_town(addresses: list[str]) -> None:
    regions = {*towns(), *(part[0] for place in divisions() for part in place)}
    assert not regions & {*addresses}


def test_divisions_are_those_of_the_country() -> None:
    assert len(divisions()) > 2800
    assert len({place.province[0] for place in divisions()}) == 31
    place = next(place for place in divisions() if place.district[0] == "西湖区" and place.city[0] == "杭州市")
    assert (place.province, place.city, place.district) == (("浙江省", "浙江"), ("杭州市", "杭州"), ("西湖区", "西湖"))


def test_a_street_has_no_province() -> None:
    places = Places(Random(2))
    assert not any(re.match(r"(?:浙江|广东|江苏|四川)省", places.street()) for _ in range(1000))


def test_rooms_of_every_writing() -> None:
    rooms = Rooms(Random(8))
    made = " ".join(rooms.tail() for _ in range(3000))
    for pattern in (
        r"\d-\d-\d{3}",
        r"\d#\d单元",
        r"栋",
        r"幢",
        r"号楼",
        r"座",
        r"\d{3,4}室",
        r"东户",
        r"梯",
        r"B1|负一",
        r"号院\d+号楼",
    ):
        assert re.search(pattern, made), pattern


TAIWAN = r"[縣市區鄉鎮].*\d ?號"
OVERSEAS = [
    ("taiwan", TAIWAN, 0.95),
    ("taiwan", r"\d+巷", 0.3),
    ("taiwan", r"樓|\dF", 0.3),
    ("hong_kong", r"樓|/F|座|舖|室", 0.95),
    ("hong_kong", r"澳門|馬路|街.*座", 0.05),
    ("english", r"^[\x20-\x7e]+$", 1.0),
    (
        "english",
        r"(?i)\b(?:road|rd|street|st|lu|avenue|ave|boulevard|lane|garden|plaza|building|bldg|court|tower)",
        0.85,
    ),
]


@pytest.mark.parametrize(("method", "pattern", "least"), OVERSEAS)
def test_addresses_elsewhere(method: str, pattern: str, least: float) -> None:
    draw = getattr(Places(Random(6)), method)
    made = [draw() for _ in range(800)]
    assert sum(1 for text in made if re.search(pattern, text)) >= least * 800
    assert len({*made}) > 780


SIMPLIFIED = re.compile("[台湾湾号楼层园兴华东门马广]")


@pytest.mark.parametrize("method", ["taiwan", "hong_kong"])
def test_traditional_addresses_have_no_simplified_words(method: str) -> None:
    draw = getattr(Places(Random(6)), method)
    assert not any(set("湾号楼层园兴华东门马广") & set(draw()) for _ in range(800))


def words(name: str) -> Iterator[tuple[str, int]]:
    return ((part, len({*listed})) for part, listed in sections(name).items())


def test_lists_are_wide() -> None:
    sizes = {name: dict(words(name)) for name in ("roads", "estates", "hongkong", "taiwan")}
    assert sizes["roads"]["stems"] >= 400
    assert sizes["estates"]["stems"] >= 300
    assert sizes["hongkong"]["districts"] >= 100
    assert sizes["hongkong"]["streets"] >= 120
    assert sizes["taiwan"]["roads"] >= 120
    assert sum(size for part, size in sizes["taiwan"].items() if part[-1] in "市縣") >= 150
    assert len([part for part in sizes["taiwan"] if part[-1] in "市縣"]) == 22


@pytest.mark.parametrize("method", ["region", "estate", "institution"])
def test_places_are_various(method: str) -> None:
    draw = getattr(Places(Random(3)), method)
    made = [draw() for _ in range(400)]
    assert all(text and text == text.strip() for text in made)
    assert len({*made}) > 250


def test_no_word_list_has_an_empty_section() -> None:
    folder = ROOT / "recognizers" / "tagger" / "words"
    for path in sorted(folder.glob("*.txt")):
        head = path.read_text(encoding="utf-8").splitlines()[:4]
        assert head[0].startswith("# "), path.name
        assert re.search("(?i)written for leakguard|MIT", " ".join(head)), path.name
        assert path.stat().st_size < 40_000, path.name
        if path.stem != "divisions":
            assert all(sections(path.stem).values()), path.name
    assert sum(path.stat().st_size for path in folder.glob("*.txt")) < 250_000
    assert section("roads", "stems")


PROBE = """
from random import Random
from leakguard.training.people import People
from leakguard.training.places import Places
from leakguard.training.lookalikes import Lookalikes
from leakguard.training.numbers import Numbers
random = Random(99)
people, places, lookalikes, numbers = People(random), Places(random), Lookalikes(random), Numbers(random)
for _ in range(40):
    print([people.name(), people.nick(), people.public(), places.address(), places.region(), places.institution()])
    print([lookalikes.word(), lookalikes.title(), lookalikes.masked(), lookalikes.company(), numbers.phone(), numbers.card()])
"""


def test_another_process_draws_the_same() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROBE],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
