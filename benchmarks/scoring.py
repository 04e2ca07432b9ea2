"""The rules by which labelled texts are scored.

A *label* is a span that somebody marked, a *hit* a span that a tool found. Both carry a type of :data:`TYPES`.

- Right (strict): a hit with the very start, end and type of a required label. Types that nobody can tell apart by looking count
  as one (:data:`ALIKE`), and so do the types in a label's ``alt``.
- An optional label is neither missed nor wrong: a hit that touches optional labels only is left out of the count.
- Every other hit is wrong, unless its type is one that the data does not label (:data:`UNLABELLED`).
- Leak recall: the share of required labels whose every character some hit covers, of whatever type: what redaction would
  have hidden. It is the figure that matters when a file leaves the house.
- False alarms: hits that touch no label at all, per 10,000 characters of text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

TYPES = {
    "PHONE": ("PHONE_NUMBER", "SERVICE_NUMBER"),
    "ID_CARD": ("CN_RESIDENT_ID", "HK_ID", "MO_ID", "TW_ID"),
    "PASSPORT": ("CN_PASSPORT",),
    "PERMIT": ("CN_TRAVEL_PERMIT",),
    "MILITARY_ID": ("CN_MILITARY_ID",),
    "BANK_CARD": ("CN_BANK_CARD", "CREDIT_CARD"),
    "EMAIL": ("EMAIL_ADDRESS",),
    "WECHAT": ("WECHAT_ID",),
    "QQ": ("QQ_NUMBER",),
    "ALIPAY": ("ALIPAY_ACCOUNT",),
    "ACCOUNT": ("PLATFORM_ACCOUNT",),
    "PLATE": ("CN_LICENSE_PLATE",),
    "VIN": ("CN_VIN",),
    "IP": ("IP_ADDRESS",),
    "MAC": ("MAC_ADDRESS",),
    "DOB": ("DATE_OF_BIRTH",),
    "WAYBILL": ("TRACKING_NUMBER",),
    "USCC": ("CN_USCC",),
    "PERSON": (),
    "ADDRESS": ("LOCATION",),
    "IMEI": (),
    "ORDER_ID": (),
    "PAYMENT_ID": (),
    "URL": (),
    "OTHER": (),
}
"""Every type, and the names by which tools and data call it."""

UNLABELLED = frozenset({"URL", "OTHER", "PAYMENT_ID"})
ALIKE = (
    frozenset({"PHONE", "WECHAT", "QQ", "ALIPAY"}),
    frozenset({"EMAIL", "ALIPAY"}),
    frozenset({"ID_CARD", "PERMIT"}),
)

_TYPE_OF = {name: kind for kind, names in TYPES.items() for name in (kind, *names)}


def type_of(name: str) -> str:
    """The type that an entity name stands for; ``OTHER`` for names that no data labels."""
    return _TYPE_OF.get(name, "OTHER")


@dataclass(frozen=True)
class Hit:
    """``[start, end)`` in code points."""

    start: int
    end: int
    type: str


@dataclass(frozen=True)
class Label(Hit):
    optional: bool = False
    alike: frozenset[str] = frozenset()

    def equals(self, hit: Hit) -> bool:
        return (hit.start, hit.end) == (self.start, self.end) and (hit.type == self.type or hit.type in self.alike)


@dataclass(frozen=True)
class Text:
    text: str
    labels: tuple[Label, ...]


@dataclass
class Counts:
    """Sums over texts. ``hits`` are the right and the wrong ones; ``alarms`` those of the wrong that touch no label."""

    right: int = 0
    wrong: int = 0
    required: int = 0
    found: int = 0
    hidden: int = 0
    alarms: int = 0

    @property
    def precision(self) -> float | None:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        return self.found / self.required if self.required else None

    @property
    def f1(self) -> float | None:
        if self.recall is None:
            return None
        p, r = self.precision or 0.0, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    @property
    def leak_recall(self) -> float | None:
        return self.hidden / self.required if self.required else None

    def __iadd__(self, other: Counts) -> Counts:
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


@dataclass
class Score:
    """Counts per type, and the characters read."""

    characters: int = 0
    types: dict[str, Counts] = field(default_factory=dict)

    def of(self, kind: str) -> Counts:
        return self.types.setdefault(kind, Counts())

    @property
    def total(self) -> Counts:
        counts = Counts()
        for each in self.types.values():
            counts += each
        return counts

    def alarms_per_10k(self) -> float:
        return self.total.alarms * 10_000 / self.characters if self.characters else 0.0

    def add(self, text: Text, hits: Iterable[Hit]) -> None:
        """Score one text."""
        self.characters += len(text.text)
        found = sorted(set(hits), key=lambda h: (h.start, h.end, h.type))
        covered = {position for hit in found for position in range(hit.start, hit.end)}
        required = [label for label in text.labels if not label.optional]
        missing = set(required)
        for hit in found:
            match = next((label for label in required if label.equals(hit)), None)
            if match is not None:
                # A second hit that says the same in another way is neither right nor wrong.
                self.of(match.type).right += match in missing
                missing.discard(match)
            elif hit.type not in UNLABELLED:
                touched = [label for label in text.labels if hit.start < label.end and label.start < hit.end]
                if not touched or any(not label.optional for label in touched):
                    self.of(hit.type).wrong += 1
                    self.of(hit.type).alarms += not touched
        for label in required:
            counts = self.of(label.type)
            counts.required += 1
            counts.found += label not in missing
            counts.hidden += covered.issuperset(range(label.start, label.end))


def read(path: Path) -> Iterator[Text]:
    """The texts of one ``.jsonl`` file; a label that cannot be is an error."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            item = json.loads(line)
            try:
                yield Text(item["text"], tuple(_label(span, item["text"]) for span in item["spans"]))
            except (KeyError, ValueError) as error:
                raise SystemExit(f"{path}:{number}: {error}") from error


def _label(span: dict[str, object], text: str) -> Label:
    start, end, name = span["start"], span["end"], span["type"]
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        raise ValueError(f"span {start}..{end} lies outside a text of {len(text)} characters")
    if not isinstance(name, str) or name not in _TYPE_OF:
        raise ValueError(f"type {name!r} is unknown")
    kind = type_of(name)
    given = span.get("alt") or []
    alike = {type_of(str(other)) for other in given} if isinstance(given, list) else set()
    for group in ALIKE:
        if kind in group:
            alike |= group
    return Label(start, end, kind, bool(span.get("optional")), frozenset(alike - {kind}))
