"""YAML files that people write, read with the line of every node, so that an error can say where it is."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from leakguard.errors import FileFormatError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Readable = Traversable | Path


def load(path: Readable, error: type[FileFormatError]) -> Any:
    """The parsed content of a YAML file (UTF-8)."""
    try:
        return yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader, the C one where built
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else None
        what = getattr(problem, "problem", None) or "not readable as YAML"
        raise error(str(path), line, f"invalid YAML ({what})", "Check quotes, colons and indentation on that line.") from None
    except OSError as problem:
        raise error(str(path), None, f"cannot be read ({problem.strerror})", "Check the path and its permissions.") from None


def line_of(path: Readable, keys: Iterable[str | int]) -> int | None:
    """The 1-based line on which the node at ``keys`` stands (or the nearest node above it that exists)."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    line = None
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == key), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line + 1
        else:
            break
    return line if line is not None else (node.start_mark.line + 1 if node is not None else None)


def validate(path: Readable, content: Any, schema: Readable, error: type[FileFormatError]) -> None:
    """Check ``content`` against a JSON Schema; raise ``error`` with file, line and cure for the first violation."""
    import jsonschema

    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    violation = jsonschema.exceptions.best_match(validator.iter_errors(content))
    if violation is not None:
        raise error(str(path), line_of(path, violation.absolute_path), *_explain(violation))


def _explain(violation: Any) -> tuple[str, str]:
    """Problem and cure of a schema violation, without repeating values (they could be personal)."""
    place = "/".join(str(key) for key in violation.absolute_path) or "the file"
    if violation.validator == "required":
        missing = [key for key in violation.validator_value if key not in violation.instance]
        return f"{place} lacks {', '.join(missing)}", "Add it; README.md in the bundled folder shows the form."
    if violation.validator == "additionalProperties":
        known = list(violation.schema.get("properties", {}))
        extra = [key for key in violation.instance if key not in known]
        return f"{place} has unknown field {', '.join(map(str, extra))}", suggest(str(extra[0]), known)
    if violation.validator == "enum":
        return f"{place} is not a known value", suggest(str(violation.instance), map(str, violation.validator_value))
    if violation.validator == "type":
        return f"{place} must be of type {violation.validator_value}", "Mend the value."
    return f"{place} breaks the rule '{violation.validator}: {violation.validator_value}'", "Mend the value."


def suggest(word: str, known: Iterable[str]) -> str:
    """A cure for a word that is not known."""
    choices = sorted(known)
    close = difflib.get_close_matches(word, choices, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(choices)}."


def strings(content: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The list of strings under ``key``, empty when absent."""
    return tuple(str(item) for item in content.get(key) or ())
