"""Reading a policy file: YAML with the line of every node, so that an error can say where.

Anchors and aliases are refused (a few of them can stand for gigabytes), and so are keys given twice (YAML lets the
last one win in silence).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from leakguard.errors import PolicyError

MAXIMUM_BYTES = 1 << 20

Path = tuple[str | int, ...]
"""Keys and 0-based indexes from the root of a document to a node."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file. ``lines`` gives the 1-based line where each node begins, keyed by its path."""

    name: str
    data: Any
    lines: Mapping[Path, int]

    def error(self, path: Sequence[str | int], problem: str, cure: str) -> PolicyError:
        """An error at the node, or at the nearest node above that exists."""
        place = tuple(path)
        while place and place not in self.lines:
            place = place[:-1]
        return PolicyError(self.name, self.lines.get(place), problem, cure)


def parse(text: str, name: str) -> Document:
    """Parse a policy.

    Raises:
        PolicyError: not YAML, not a mapping, a key given twice, an anchor, or far too long.
    """
    if len(text) > MAXIMUM_BYTES:
        raise PolicyError(name, None, "the file is longer than a million characters", "Is this a policy?")
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            lines: dict[Path, int] = {}
            if node is not None:
                _walk(node, (), lines, set(), name)
            data = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or type(error).__name__
        line = None if mark is None else mark.line + 1
        raise PolicyError(name, line, f"not valid YAML: {problem}", "Mend the indentation or the quotes.") from error
    if not isinstance(data, dict):
        raise PolicyError(name, 1, "a policy is a mapping of keys", "Start from one of the bundled policies.")
    return Document(name, data, lines)


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int], seen: set[int], name: str) -> None:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise PolicyError(name, lines[path], "anchors and aliases are not allowed", "Write the content out.")
    seen.add(id(node))
    lines.setdefault(path, line)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*path, str(key.value))
            if below in lines:
                raise PolicyError(name, key.start_mark.line + 1, f"{key.value!r} is given twice", "Keep one of them.")
            lines[below] = key.start_mark.line + 1
            _walk(value, below, lines, seen, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*path, index)] = value.start_mark.line + 1
            _walk(value, (*path, index), lines, seen, name)


def validate(document: Document, schema: Mapping[str, Any]) -> None:
    """Check a document against the JSON Schema of policies; the first error in the file is raised.

    Imports ``jsonschema``, which is why only users' files go through here; tests validate the bundled ones.

    Raises:
        PolicyError: with the line, and with what was perhaps meant.
    """
    import jsonschema

    validator = jsonschema.Draft202012Validator(schema)
    errors = [_explain(document, error) for error in validator.iter_errors(document.data)]
    if errors:
        raise min(errors, key=lambda error: error.line or 0)


def _explain(document: Document, error: Any) -> PolicyError:
    path = tuple(error.absolute_path)
    where = ".".join(str(step) for step in path) or "the policy"
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        unknown = next(key for key in error.instance if key not in known)
        return document.error((*path, str(unknown)), f"unknown key {unknown!r}", suggest(str(unknown), known))
    if error.validator == "enum":
        cure = suggest(str(error.instance), error.validator_value)
        return document.error(path, f"{where}: there is no {path[-1]} {error.instance!r}", cure)
    return document.error(path, f"{where}: {error.message}", "See policies/README.md for the format.")


def suggest(word: str, known: Iterable[str]) -> str:
    """What was perhaps meant, or what there is."""
    names = sorted(map(str, known))
    by_case = {name.casefold(): name for name in names}
    close = difflib.get_close_matches(word.casefold(), by_case, n=1)
    return f"Did you mean {by_case[close[0]]!r}?" if close else f"Use one of: {', '.join(names)}."
