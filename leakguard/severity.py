"""How grave a leak is: a level from what is told of how many persons, and every ground of it with its source.

What is known stands in ``recognizers/severity.yaml``; this module applies it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from leakguard import documents
from leakguard.census import PersonCount
from leakguard.entities import entity_class
from leakguard.legal import Confidence
from leakguard.policy import Bilingual
from leakguard.resources import bundled

_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a level: ``raises`` is by how much (the base level of the ``base`` ground, else what it adds).

    The ground ``cap`` takes off what would lead above the highest level that can be reached by adding; all ``raises`` together
    are the level.
    """

    id: str
    count: int
    raises: int
    text: Bilingual
    """A sentence with the number in it."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold of 法释〔2017〕10号 art. 5(1)(3)-(5) beside what was counted. ``counted`` persons, not items."""

    id: str
    full: int
    halved: int
    counted: int
    title: Bilingual
    clause: Bilingual
    confidence: Confidence
    note: Bilingual

    @property
    def reaches_full(self) -> bool:
        """Whether as many persons were counted as the threshold has items."""
        return self.counted >= self.full

    @property
    def reaches_halved(self) -> bool:
        """The same of half of it: for information obtained in performing duties or providing services, art. 5(1)(8)."""
        return self.counted >= self.halved


@dataclass(frozen=True, slots=True)
class Mixed:
    """Different kinds added up in proportion, art. 5(1)(6): ``share`` is 1 where they reach the full numbers together."""

    share: Fraction
    title: Bilingual
    clause: Bilingual
    confidence: Confidence
    note: Bilingual

    @property
    def reaches_full(self) -> bool:
        """Whether the proportions add up to the full numbers."""
        return self.share >= 1

    @property
    def reaches_halved(self) -> bool:
        """Whether they add up to the halved numbers."""
        return self.share >= Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Remark:
    """What a text says besides, and how sure that is."""

    id: str
    text: Bilingual
    clause: Bilingual
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that has to be done, with its time. ``applies``: by what was counted; else it is told for comparison.

    All duties are those that follow if what was found has leaked, which a tool does not know.
    """

    id: str
    applies: bool
    text: Bilingual
    within: Bilingual
    clause: Bilingual
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Severity:
    """A level S0 to S6 and its grounds, the thresholds and the duties. ``name`` says in words what the level is."""

    level: int
    name: Bilingual
    meaning: Bilingual
    """From where the level begins, in a sentence."""
    grounds: tuple[Ground, ...]
    thresholds: tuple[Threshold, ...]
    mixed: Mixed
    duties: tuple[Duty, ...]
    minors: int | None
    """Persons under 14; None if that could not be looked at."""
    minors_rule: Remark
    caveat: Bilingual
    """What has to be said beside every threshold."""
    proposal: Bilingual
    """What has to be said beside every level."""
    remarks: tuple[Remark, ...]
    """What is to be known beside the thresholds."""
    notes: tuple[Bilingual, ...] = ()
    """What limits the count."""
    partial: bool = False
    """Whether something could not be looked at, so that the level may be higher."""

    @property
    def code(self) -> str:
        """``S0`` to ``S6``."""
        return f"S{self.level}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "level": self.code,
            "partial": self.partial,
            "name": self.name._asdict(),
            "meaning": self.meaning._asdict(),
            "proposal": self.proposal._asdict(),
            "grounds": [
                {"id": each.id, "count": each.count, "raises": each.raises, "text": each.text._asdict()} for each in self.grounds
            ],
            "thresholds": [
                {
                    "id": each.id, "counted": each.counted, "full": each.full, "halved": each.halved, "reaches_full": each.reaches_full,
                    "reaches_halved": each.reaches_halved, **_sourced(each), "note": each.note._asdict(),
                }
                for each in self.thresholds
            ],
            "mixed": {
                "share": round(float(self.mixed.share), 4), "reaches_full": self.mixed.reaches_full,
                "reaches_halved": self.mixed.reaches_halved, **_sourced(self.mixed), "note": self.mixed.note._asdict(),
            },
            "caveat": self.caveat._asdict(),
            "remarks": [_remark(each) for each in self.remarks],
            "duties": [
                {
                    "id": each.id, "applies": each.applies, "text": each.text._asdict(), "within": each.within._asdict(),
                    "clause": each.clause._asdict(), "confidence": each.confidence,
                }
                for each in self.duties
            ],
            "minors": {"count": self.minors, **_remark(self.minors_rule)},
            "notes": [each._asdict() for each in self.notes],
        }  # fmt: skip


def _sourced(told: Threshold | Mixed) -> dict[str, Any]:
    return {"title": told.title._asdict(), "clause": told.clause._asdict(), "confidence": told.confidence}


def _remark(told: Remark) -> dict[str, Any]:
    return {
        "id": told.id, "text": told.text._asdict(), "clause": told.clause._asdict(), "confidence": told.confidence,
    }  # fmt: skip


def assess(
    persons: PersonCount, entities: Mapping[str, int], masked: Mapping[str, int], unread: int = 0, bare: bool = False
) -> Severity:
    """The severity of what was found: ``entities`` and ``masked`` are numbers of findings, those that are hidden already apart.

    The findings count only where no person was counted: something personal is then told all the same. ``unread`` parts
    were not scanned; ``bare``: only a list of findings is known. Either way the level is the least that it can be, and no duty is
    said not to arise.
    """
    rules = _rules()
    counts = _counts(persons, entities, masked)
    level, grounds = _level(rules, counts)
    thresholds = tuple(_threshold(each, counts) for each in rules["thresholds"])
    told = next(each for each in rules["levels"] if each["level"] == level)
    return Severity(
        level=level,
        name=_two(told["name"]),
        meaning=_two(told["meaning"]),
        grounds=tuple(grounds),
        thresholds=thresholds,
        mixed=_mixed(rules["mixed"], thresholds),
        duties=tuple(_duty(each, counts, rules["open"] if unread or bare else None) for each in rules["duties"]),
        minors=persons.of("minor") if persons.minors_known else None,
        minors_rule=_said({"id": "minors", **rules["minors"]}),
        caveat=_two(rules["caveat"]),
        proposal=_two(rules["proposal"]),
        remarks=tuple(_said(each) for each in rules["remarks"]),
        notes=tuple(
            _two(rules[name])
            for name, told in (("unread", unread), ("bare", bare), ("unlinked", not persons.linked))
            if told
        ),
        partial=bool(unread or bare),
    )


@cache
def _rules() -> Any:
    content = documents.load(bundled("recognizers").joinpath("severity.yaml"))
    assert content["schema"] == _SCHEMA  # noqa: S101 - a bundled file
    return content


def _counts(persons: PersonCount, entities: Mapping[str, int], masked: Mapping[str, int]) -> Mapping[str, int]:
    """Everything that a line of the rules may count."""
    hidden = persons.masked
    if not persons.distinct and not hidden:
        told = {name: max(entities.get(name, 0), masked.get(name, 0)) for name in {*entities, *masked}}
        hidden = sum(count for name, count in told.items() if entity_class(name) == "personal")
    having = {str(what): count for what, count in persons.having.items()}
    return having | {"persons": persons.distinct, "hidden": hidden, "anyone": persons.distinct + hidden}


def _level(rules: Any, counts: Mapping[str, int]) -> tuple[int, list[Ground]]:
    """The highest level of which a line applies, raised by what raises it."""
    base = max((each for each in rules["levels"] if _reached(each["when"], counts)), key=lambda each: each["level"])
    lines = _reached(base["when"], counts)
    text = Bilingual(
        "；".join(_with(each, counts).zh for each in lines), "; ".join(_with(each, counts).en for each in lines)
    )
    grounds = [Ground("base", counts.get(lines[0]["count"], 0), base["level"], text)]
    if not counts["persons"]:
        return base["level"], grounds
    grounds += [
        Ground(line["id"], counts[line["count"]], line["adds"], _with(line, counts))
        for line in _reached(rules["raises"]["lines"], counts)
    ]
    cap = rules["raises"]["cap"]
    level, most = sum(each.raises for each in grounds), max(cap["level"], base["level"])
    if level > most:
        grounds.append(Ground("cap", 0, most - level, _two(cap)))
    return min(level, most), grounds


def _reached(lines: Sequence[Any], counts: Mapping[str, int]) -> list[Any]:
    return [line for line in lines if counts.get(line["count"], 0) >= line["from"]]


def _threshold(line: Any, counts: Mapping[str, int]) -> Threshold:
    return Threshold(
        line["id"], line["full"], line["full"] // 2, counts.get(line["count"], 0), _two(line["title"]), _two(line["clause"]),
        line["confidence"], _two(line["note"]),
    )  # fmt: skip


def _mixed(line: Any, thresholds: Sequence[Threshold]) -> Mixed:
    """Whoever counts towards a stricter threshold does not count towards the last, which counts everybody."""
    *stricter, general = thresholds
    rest = max(0, general.counted - max(each.counted for each in stricter))
    share = sum((Fraction(each.counted, each.full) for each in stricter), Fraction(rest, general.full))
    return Mixed(share, _two(line["title"]), _two(line["clause"]), line["confidence"], _two(line["note"]))


def _duty(line: Any, counts: Mapping[str, int], undecided: Any) -> Duty:
    applies = bool(_reached([line], counts))
    return Duty(
        line["id"], applies, _two(line["text"] if applies else undecided or line["otherwise"]), _two(line["within"]), _two(line["clause"]),
        line["confidence"],
    )  # fmt: skip


def _said(line: Any) -> Remark:
    return Remark(line["id"], _two(line), _two(line["clause"]), line["confidence"])


def _with(line: Any, counts: Mapping[str, int]) -> Bilingual:
    """A line of the rules with its number."""
    count = f"{counts.get(line['count'], 0):,}"
    return Bilingual(line["zh"].format(count=count), line["en"].format(count=count))


def _two(told: Any) -> Bilingual:
    return Bilingual(told["zh"], told["en"])
