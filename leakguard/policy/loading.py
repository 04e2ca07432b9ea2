"""Loading policies: bundled ones by name, files by path, and what they extend."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from leakguard.documents import Document, parse, shown, suggest, validate
from leakguard.entities import ENTITIES
from leakguard.errors import PolicyError
from leakguard.policy import rules
from leakguard.policy.model import Limits, Policy, PresidioRecognizer, Rule
from leakguard.policy.words import Bilingual
from leakguard.resources import bundled

DEFAULT_POLICY = "share"
DEFAULT_MIN_SCORE = 0.5
SCHEMA_VERSIONS = (1,)
"""Versions of the file format that can be read; a file that names none is of the first."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_DEEPEST = 8
"""Most policies in a line of parents."""


def bundled_policies() -> dict[str, str]:
    """Names of the policies that come with leakguard, and their content."""
    folder = bundled("policies")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return {name.removesuffix(".yaml"): folder.joinpath(name).read_text("utf-8") for name in names}


def schema() -> Any:
    """The JSON Schema (2020-12) of policy files."""
    return json.loads(bundled("policies").joinpath("schema.json").read_text("utf-8"))


def load_policy(name_or_path: str | Path = DEFAULT_POLICY, extra_entities: Collection[str] = ()) -> Policy:
    """Load a bundled policy by name, or else a file by path.

    ``extra_entities`` are names that the user's own recognizers add to the known ones.

    Raises:
        PolicyError: no such policy, or it or what it extends breaks the format; with file, line and cure.
    """
    return _load(name_or_path, extra_entities, ())


def read_policy(text: str, source: str, extra_entities: Collection[str] = (), trusted: bool = False) -> Policy:
    """Read a policy from its text. ``trusted`` skips the schema, never the checks of names and parameters.

    A file that it extends is looked for in the folder of ``source``.

    Raises:
        PolicyError: see :func:`load_policy`.
    """
    return _read(parse(text, source, PolicyError), extra_entities, trusted, ())


def document_of(name_or_path: str | Path) -> Document:
    """The file of a policy with the lines of its nodes. Raises as :func:`load_policy` does."""
    name = str(name_or_path)
    if _is_bundled(name_or_path):
        text = bundled("policies").joinpath(f"{name}.yaml").read_text("utf-8")
        return parse(text, f"policies/{name}.yaml", PolicyError)
    return parse(_text(name_or_path), name, PolicyError)


def _is_bundled(name_or_path: str | Path) -> bool:
    """Whether a bundled policy is meant: a path is never one, whatever its name."""
    if not isinstance(name_or_path, str) or not _NAME.fullmatch(name_or_path):
        return False
    return bundled("policies").joinpath(f"{name_or_path}.yaml").is_file()


def _load(name_or_path: str | Path, extra_entities: Collection[str], heirs: tuple[str, ...]) -> Policy:
    ours = _is_bundled(name_or_path)
    return _read(document_of(name_or_path), extra_entities, ours, (*heirs, _identity(name_or_path)))


def _identity(name_or_path: str | Path) -> str:
    """What a policy is told apart by in a line of parents."""
    return str(name_or_path) if _is_bundled(name_or_path) else str(Path(name_or_path).resolve())


def _text(path: str | Path) -> str:
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        cure = f"{suggest(str(path), bundled_policies())} Or give the path of a policy file."
        raise PolicyError(str(path), None, f"there is no such policy ({error.strerror})", cure) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PolicyError(str(path), line, "the file is not UTF-8", "Save it as UTF-8.") from error


def _read(document: Document, extra_entities: Collection[str], trusted: bool, heirs: tuple[str, ...]) -> Policy:
    document = replace(document, data=_dates_as_text(document.data))
    _check_version(document)
    if not trusted:
        validate(document, bundled("policies").joinpath("schema.json"))
    data = document.data
    parent = _parent(document, extra_entities, heirs) if "extends" in data else None
    if parent is None and "default" not in data:
        cure = "Say what is done when no rule matches, or extend a policy that does (extends: share)."
        raise document.error((), "the policy lacks default", cure)
    presidio = tuple(
        PresidioRecognizer(p["recognizer"], p["language"], tuple(p["entities"]), p.get("params", {}))
        for p in data.get("presidio", [])
    )
    presidio += tuple(each for each in (parent.presidio if parent else ()) if each not in presidio)
    known = {*ENTITIES, *extra_entities, *(name for p in presidio for name in p.entities)}
    own = list(rules.rules(document, known))
    allow = list(rules.allow(document, known))
    named = {rule["id"] for rule in data.get("rules", []) if "id" in rule}
    default = rules.rule(document, ("default",), data["default"], "default", known) if "default" in data else None
    inherited = parent or _ORPHAN
    return Policy(
        id=data["id"],
        version=data["version"],
        title=Bilingual(**data["title"]),
        description=Bilingual(**data["description"]),
        references=_joined(data.get("references", ()), inherited.references),
        min_score=float(data.get("min_score", inherited.min_score)),
        rules=tuple(_merged(own, named, parent)),
        default=default or replace(inherited.default, own=False),
        presidio=presidio,
        digest=_digest(data, parent),
        source=document.name,
        allow=(*allow, *(entry for entry in inherited.allow if entry.id not in {each.id for each in allow})),
        unknown_columns=data.get("unknown_columns", inherited.unknown_columns),
        unscanned=data.get("unscanned", inherited.unscanned),
        limits=Limits(**data["limits"]) if "limits" in data else inherited.limits,
        parents=(parent.id, *parent.parents) if parent else (),
        examples=tuple(rules.examples(document)),
    )


def _check_version(document: Document) -> None:
    version = document.data.get("schema", SCHEMA_VERSIONS[0])
    if version not in SCHEMA_VERSIONS or isinstance(version, bool):
        known = ", ".join(map(str, SCHEMA_VERSIONS))
        told = version if type(version) is int else shown(version)
        problem = f"the file is written for schema {told}, and this leakguard reads schema {known}"
        raise document.error(("schema",), problem, f"Upgrade leakguard, or write the file for schema {known}.")


def _parent(document: Document, extra_entities: Collection[str], heirs: tuple[str, ...]) -> Policy:
    name = document.data["extends"]
    beside = Path(document.name).parent / name
    if not _is_bundled(name) and not beside.is_file():
        cure = f"{suggest(name, bundled_policies())} Or give the path of a file, seen from this file's folder."
        raise document.error(("extends",), f"there is no policy {shown(name)}", cure)
    wanted: str | Path = name if _is_bundled(name) else beside
    identity = _identity(wanted)
    if identity in heirs:
        raise document.error(("extends",), "the policies extend each other in a circle", "Take one extends out.")
    if len(heirs) >= _DEEPEST:
        raise document.error(("extends",), f"more than {_DEEPEST} policies extend each other", "Write some out.")
    return _load(wanted, extra_entities, heirs)


def _merged(own: Sequence[Rule], named: Collection[str], parent: Policy | None) -> Iterator[Rule]:
    """The rules of a policy, then those of its parent; one with the id of a parent's rule stands in that one's place."""
    inherited = parent.rules if parent else ()
    replacing = {rule.id: rule for rule in own if rule.id in named and rule.id in {each.id for each in inherited}}
    yield from (rule for rule in own if rule.id not in replacing)
    taken = {rule.id for rule in own}
    for rule in inherited:
        if rule.id in replacing:
            yield replacing[rule.id]
        elif parent and rule.id in taken:
            yield replace(rule, id=f"{parent.id}/{rule.id}", own=False)
        else:
            yield replace(rule, own=False)


def _joined(own: Sequence[str], inherited: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own, *inherited)))


def _dates_as_text(data: Any) -> Any:
    """YAML reads ``2027-06-30`` as a date; policies are JSON, which has none."""
    if isinstance(data, dict):
        return {key: _dates_as_text(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_dates_as_text(value) for value in data]
    return data.isoformat() if isinstance(data, date) and not isinstance(data, datetime) else data


def _digest(data: Mapping[str, Any], parent: Policy | None) -> str:
    """Over everything that decides: examples decide nothing, and a parent counts by its own digest."""
    told = {key: value for key, value in data.items() if key not in ("examples", "extends")}
    content = {**told, "extends": parent.digest} if parent else told
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


_ORPHAN = Policy(
    id="",
    version=1,
    title=Bilingual("", ""),
    description=Bilingual("", ""),
    references=(),
    min_score=DEFAULT_MIN_SCORE,
    rules=(),
    default=Rule("default", frozenset(), frozenset(), "drop", {}, True, None, None, Bilingual("", ""), ()),
    presidio=(),
    digest="",
    source="",
)
"""What a policy without a parent inherits: the defaults of the format."""
