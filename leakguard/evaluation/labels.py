"""The types by which labels and findings are compared: ``recognizers/labels.yaml``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from leakguard import documents
from leakguard.resources import bundled

UNKNOWN = "OTHER"
"""The type of a finding whose entity no label can have."""


@dataclass(frozen=True)
class LabelTypes:
    """Every type in its order, the names that mean it, and which types are as good as which.

    ``own`` are entities that the user's recognizers add: types of their own, counted where they are labelled.
    """

    titles: Mapping[str, Mapping[str, str]]
    names: Mapping[str, str]
    seldom: frozenset[str]
    groups: tuple[frozenset[str], ...]
    own: frozenset[str] = frozenset()

    def knows(self, name: str) -> bool:
        """Whether a label may have this name."""
        return name in self.names or name in self.own

    def type_of(self, name: str) -> str:
        """The type that the name of a label or an entity stands for; ``OTHER`` if no label can have it."""
        return self.names.get(name, name if name in self.own else UNKNOWN)

    def alike(self, type_: str) -> frozenset[str]:
        """The types that are as good as ``type_``, without itself."""
        return frozenset().union(*(group for group in self.groups if type_ in group)) - {type_}

    def counted(self, labelled: Collection[str]) -> frozenset[str]:
        """The types whose hits count in a file whose labels have the types ``labelled``."""
        return frozenset(self.titles) - self.seldom | frozenset(labelled)

    def ordered(self, types: Iterable[str]) -> list[str]:
        """The given types in the order of the file, the user's own behind them by name."""
        place = {name: number for number, name in enumerate(self.titles)}
        return sorted(types, key=lambda name: (place.get(name, len(place)), name))

    def title(self, type_: str, language: str) -> str:
        """What people call a type; the user's own go by their names."""
        return self.titles[type_][language] if type_ in self.titles else ""

    def with_entities(self, entities: Iterable[str]) -> LabelTypes:
        """The same, knowing these entities too."""
        own = self.own | {name for name in entities if name not in self.names}
        return LabelTypes(self.titles, self.names, self.seldom, self.groups, own)


@cache
def label_types() -> LabelTypes:
    """The bundled types."""
    content = documents.load(bundled("recognizers").joinpath("labels.yaml"))
    types = content["types"]
    return LabelTypes(
        titles={name: {language: str(item[language]) for language in ("zh", "en")} for name, item in types.items()},
        names={name: type_ for type_, item in types.items() for name in (type_, *item["names"])},
        seldom=frozenset(name for name, item in types.items() if item.get("counted") == "labelled"),
        groups=tuple(frozenset(group) for group in content["alike"]),
    )
