"""YAML files that people write (recognizers, policies), read with the line of every node, so that errors can say where.

Anchors and aliases are refused (a few of them can stand for gigabytes), and so are keys given twice (YAML lets the
last one win in silence). Error messages repeat nothing from a file but plain words: a value could be personal.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from leakguard.errors import FileFormatError

MAXIMUM_LENGTH = 1 << 20

Readable = Traversable | Path
Place = tuple[str | int, ...]
"""Keys and 0-based indexes from the root of a document to a node."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PlainLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN_WORD = re.compile(r"[A-Za-z][A-Za-z_ -]{0,39}")


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file. ``lines`` gives the 1-based line where each node begins, keyed by its place."""

    name: str
    data: Any
    lines: Mapping[Place, int]
    error_type: type[FileFormatError]

    def error(self, place: Sequence[str | int], problem: str, cure: str) -> FileFormatError:
        """An error at the node, or at the nearest node above that exists."""
        nearest = tuple(place)
        while nearest and nearest not in self.lines:
            nearest = nearest[:-1]
        return self.error_type(self.name, self.lines.get(nearest), problem, cure)


def load(path: Readable) -> Any:
    """The content of a bundled file, fast: the tests have checked it, so no line is recorded."""
    return yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader, the C one where built


def read(
    path: Readable, error_type: type[FileFormatError], plain: bool = False, limit: int = MAXIMUM_LENGTH
) -> Document:
    """A file of the user's, parsed with its lines; ``plain`` and ``limit`` as in :func:`parse`. Raises ``error_type``."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise error_type(
            str(path), None, f"cannot be read ({problem.strerror})", "Check the path.", "unreadable"
        ) from None
    try:
        return parse(content.decode("utf-8-sig"), str(path), error_type, plain, limit)
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise error_type(str(path), line, "the file is not UTF-8", "Save it as UTF-8.", "encoding") from None


def parse(
    text: str, name: str, error_type: type[FileFormatError], plain: bool = False, limit: int = MAXIMUM_LENGTH
) -> Document:
    """Parse a mapping. Raises ``error_type``: not YAML, not a mapping, a key given twice, an anchor, or more than
    ``limit`` characters.

    ``plain``: every scalar is the text that stands there. YAML makes 83 of a post code 0123 and 860 of the time 14:20.
    """
    if len(text) > limit:
        raise error_type(name, None, f"the file is longer than {limit:,} characters", "Is it the right file?", "length")
    document = Document(name, None, {}, error_type)
    try:
        loader = (_PlainLoader if plain else _Loader)(text)
        try:
            node = loader.get_single_node()
            lines: dict[Place, int] = {}
            if node is not None:
                _walk(node, (), lines, set(), document)
            data = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        line = None if mark is None else mark.line + 1
        cure = "Mend quotes, colons or indentation on that line."
        raise error_type(name, line, f"not valid YAML ({type(problem).__name__})", cure, "yaml") from None
    if not isinstance(data, dict):
        raise error_type(name, 1, "is not a mapping of fields", "Start from one of the bundled files.", "no-fields")
    return Document(name, data, lines, error_type)


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int], seen: set[int], document: Document) -> None:
    if id(node) in seen:
        raise document.error_type(
            document.name, lines.get(place), "anchors and aliases are not allowed", "Write the content out.", "anchor"
        )
    seen.add(id(node))
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*place, str(key.value))
            if below in lines:
                raise document.error_type(
                    document.name,
                    key.start_mark.line + 1,
                    f"{shown(key.value)} is given twice",
                    "Keep one of them.",
                    "given-twice",
                )
            lines[below] = key.start_mark.line + 1
            _walk(value, below, lines, seen, document)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*place, index)] = value.start_mark.line + 1
            _walk(value, (*place, index), lines, seen, document)


def validate(document: Document, schema: Readable) -> None:
    """Check a document against a JSON Schema; raise its first violation in the file.

    Imports ``jsonschema``, which is why only users' files go through here; tests validate the bundled ones.
    """
    import jsonschema

    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    errors = [_explain(document, violation) for violation in validator.iter_errors(document.data)]
    if errors:
        raise min(errors, key=lambda error: error.line or 0)


def _explain(document: Document, violation: Any) -> FileFormatError:
    place = tuple(violation.absolute_path)
    where = ".".join(map(str, place)) or "the file"
    rule, expected = violation.validator, violation.validator_value
    if rule == "additionalProperties":
        known = violation.schema["properties"]
        unknown = next(str(key) for key in violation.instance if key not in known)
        return document.error((*place, unknown), f"unknown field {shown(unknown)}", suggest(unknown, known))
    if rule == "required":
        missing = ", ".join(key for key in expected if key not in violation.instance)
        return document.error(
            place, f"{where} lacks {missing}", "Add it; the README beside the bundled files tells how."
        )
    if rule == "enum":
        return document.error(
            place, f"{where} cannot be {shown(violation.instance)}", suggest(str(violation.instance), expected)
        )
    problem = f"{where} breaks the rule '{rule}: {expected}'" if rule != "oneOf" else f"{where} has the wrong form"
    return document.error(place, problem, "Mend it; the README beside the bundled files describes the format.")


def shown(word: object) -> str:
    """A word of a file as an error message may repeat it: only a plain one, since a value could be personal."""
    return repr(word) if isinstance(word, str) and _PLAIN_WORD.fullmatch(word) else "(not shown)"


def suggest(word: str, known: Iterable[str]) -> str:
    """What was perhaps meant, or what there is."""
    names = sorted(map(str, known))
    meant = closest(word, names)
    return f"Did you mean {meant!r}?" if meant else f"Use one of: {', '.join(names)}."


def closest(word: str, known: Iterable[str]) -> str | None:
    """What was perhaps meant."""
    by_case = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), by_case, n=1)
    return by_case[close[0]] if close else None


def strings(content: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The list of strings under ``key``, empty when absent."""
    return tuple(str(item) for item in content.get(key) or ())
