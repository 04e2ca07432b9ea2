"""Templates: texts written by hand with slots for persons, places and numbers (``recognizers/tagger/templates``).

A slot is ``{name}``; ``{name#1}`` stands for the same value wherever it stands in the template. Braces around anything
else are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from random import Random

from leakguard.resources import bundled
from leakguard.training.lookalikes import Lookalikes
from leakguard.training.numbers import Numbers
from leakguard.training.people import People
from leakguard.training.places import Places
from leakguard.training.texts import IGNORED, LabelledText, Writer
from leakguard.training.traditional import to_traditional

_SLOT = re.compile(r"\{([a-z_]+)(#\d)?\}")
_SEPARATORS = ("、", "、", "，", " ", ",", "\n", "/", "和", "；", "  ")

_BRACKETS = ("（{}）", "({})", "【{}】", "（{}", " （{}）")
_NOTES = (
    "放门口", "放门口就行", "周末送", "工作日送", "到了打电话", "提前联系", "别放驿站", "家里有人", "没人放物业", "请送上楼", "不要放柜子",
    "电话打不通发短信", "轻拿轻放", "新地址", "老家", "公司", "家", "默认", "收货地址", "已核对", "下午五点后", "勿按门铃", "急",
)  # fmt: skip
"""What people write in brackets behind an address."""

LISTS = {"names": ("name",), "words": ("word", "word", "goods"), "brands": ("brandname", "brandname", "brand")}
"""Slots that are filled with several values of a slot."""

LABELS = {
    "name": "PERSON", "latin": "PERSON", "nick": IGNORED,
    "addr": "ADDRESS", "street": "ADDRESS", "addr_tw": "ADDRESS", "addr_hk": "ADDRESS", "addr_en": "ADDRESS",
    "region": "PLACE", "estate": IGNORED, "poi": IGNORED,
    "shop": "ORGANISATION", "company": "ORGANISATION", "school": "ORGANISATION", "hospital": "ORGANISATION",
    "public": "PUBLIC", "brandname": "PUBLIC", "masked": IGNORED,
}  # fmt: skip
"""The label of what fills a slot; slots that are not named here are filled with unlabelled text."""


@cache
def templates() -> dict[str, tuple[str, ...]]:
    """The templates of every kind, which is the name of the file."""
    folder = bundled("recognizers").joinpath("tagger", "templates")
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".txt")), key=lambda entry: entry.name)
    return {entry.name.removesuffix(".txt"): tuple(_lines(entry.read_text(encoding="utf-8"))) for entry in files}


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.strip() and not line.startswith("## "):
            yield line.replace("\\n", "\n").replace("\\t", "\t")


def slots(template: str) -> list[str]:
    """The names of the slots of a template, known or not."""
    return [match[1] for match in _SLOT.finditer(template)]


class Filler:
    """Fills templates with composed values, all from one source of randomness.

    ``notes`` is the share of addresses behind which a note in brackets stands.
    """

    def __init__(self, random: Random, notes: float = 0.0) -> None:
        self._random = random
        self._notes = notes
        people, places, lookalikes, numbers = People(random), Places(random), Lookalikes(random), Numbers(random)
        self.name = people.name
        self._values = {
            "name": people.name, "latin": people.latin, "nick": people.nick, "surname": people.surname,
            "public": people.public, "brandname": people.brandname,
            "addr": places.address, "street": places.street, "region": places.region, "estate": places.estate,
            "poi": places.institution, "addr_tw": places.taiwan, "addr_hk": places.hong_kong, "addr_en": places.english,
            "shop": lookalikes.shop, "company": lookalikes.company, "school": lookalikes.school,
            "hospital": lookalikes.hospital, "brand": lookalikes.brand, "goods": lookalikes.goods,
            "title": lookalikes.title, "word": lookalikes.word, "masked": lookalikes.masked, "job": lookalikes.job,
            "kin": lookalikes.kin, "title_of": lookalikes.title_of, "courier": lookalikes.courier,
            "bank": lookalikes.bank,
            "phone": numbers.phone, "tel": numbers.tel, "idno": numbers.idno, "order": numbers.order,
            "waybill": numbers.waybill, "card": numbers.card, "wechat": numbers.wechat, "qq": numbers.qq,
            "email": numbers.email, "zip": numbers.zip, "plate": numbers.plate, "ip": numbers.ip, "url": numbers.url,
            "date": numbers.date, "time": numbers.time, "n": numbers.n, "money": numbers.money,
        }  # fmt: skip

    @property
    def slots(self) -> frozenset[str]:
        """The names of all slots."""
        return frozenset({*self._values, *LISTS})

    def fill(self, template: str, *, traditional: bool = False) -> LabelledText:
        """The template with every slot filled; ``traditional`` writes names in Traditional characters."""
        writer, at = Writer(), 0
        kept: dict[str, str] = {}
        for match in _SLOT.finditer(template):
            name, again = match[1], match[2]
            if name not in self.slots:
                continue
            writer.add(template[at : match.start()])
            at = match.end()
            if name in LISTS:
                self._fill_list(writer, LISTS[name], traditional)
                continue
            value = kept.get(match[0]) if again else None
            if value is None:
                value = self._value(name, traditional)
                kept[match[0]] = value
            writer.add(value, LABELS.get(name))
            if LABELS.get(name) == "ADDRESS" and self._random.random() < self._notes:
                writer.add(self._random.choice(_BRACKETS).format(self._random.choice(_NOTES)))
        writer.add(template[at:])
        return writer.text()

    def _fill_list(self, writer: Writer, kinds: Sequence[str], traditional: bool) -> None:
        separator = self._random.choice(_SEPARATORS)
        for number in range(self._random.randint(2, 6)):
            writer.add(separator if number else "")
            kind = self._random.choice(kinds)
            writer.add(self._value(kind, traditional), LABELS.get(kind))

    def _value(self, name: str, traditional: bool) -> str:
        value = self._values[name]()
        return to_traditional(value) if traditional and name in ("name", "nick", "public", "region") else value
