"""What a census tells: distinct persons and what is told of them, records that belong together, examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from leakguard.findings import Finding

Having = Literal[
    "name",
    "phone",
    "address",
    "contact",
    "document",
    "account",
    "named-document",
    "online",
    "birth",
    "order",
    "order-contact",
    "minor",
    "credential",
    "property",
    "conservative-sensitive",
    "sensitive",
]
"""What may be told of a person, in clear.

``contact``: name, telephone number and address together. ``document``: an identity document. ``account``: a bank card or a
payment account. ``named-document``: either beside a name. ``online``: e-mail, WeChat, QQ or an account of a platform. ``order``: beside order content (goods, amounts, an
order number); ``order-contact``: ``contact`` beside order content. ``minor``: under 14 by the date of birth that is told.
``credential``: beside a password or the like. ``property``: property data as 法释〔2017〕10号 art. 5(1)(3) has it.
``conservative-sensitive`` and ``sensitive``: something of that class (``recognizers/legal.yaml``).
"""

HAVING: tuple[Having, ...] = get_args(Having)


@dataclass(frozen=True, slots=True)
class PersonCount:
    """How many distinct persons are told of, and of how many of them what.

    Persons are told apart by telephone number, else document, else name and address, else what else there is: repeat buyers
    count once. ``distinct`` counts those of whom something is told in clear (and not by a virtual number only); ``masked`` is the
    number of records beside them in which everything is hidden already. What a tool counts is not what a court counts.
    """

    distinct: int = 0
    masked: int = 0
    having: Mapping[Having, int] = field(default_factory=dict)
    """Only what is told of somebody; see :data:`Having`."""
    linked: bool = True
    """Whether a person in two sources counts once; without a key a list of findings does not tell."""
    minors_known: bool = True
    """Whether dates of birth could be looked at; a list of findings does not hold them."""

    def of(self, what: Having) -> int:
        """Of how many persons something is told."""
        return self.having.get(what, 0)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "distinct": self.distinct, "masked": self.masked, "having": dict(self.having), "linked": self.linked,
            "minors_known": self.minors_known,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> PersonCount:
        """What :meth:`as_dict` wrote."""
        return cls(**record)


@dataclass(frozen=True, slots=True)
class Example:
    """A finding to be shown. ``forbidden``: the policy does not let it leave; None if that is not known."""

    finding: Finding
    forbidden: bool | None


@dataclass(frozen=True, slots=True)
class LinkedGroup:
    """The findings of one record: a row, a waybill, the messages of a person. ``order``: beside order content.

    A record that holds more is told before one that holds less.
    """

    source: str
    part: str | None
    group: str
    findings: tuple[Finding, ...]
    order: bool = False
    forbidden: tuple[bool | None, ...] = ()
    """Of each of the findings whether the policy forbids it; None where that is not known."""
