"""What an operator is: its context, its parameters, and the record that describes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leakguard.errors import KeyMissingError


@dataclass(frozen=True, slots=True)
class Context:
    """What an operator may know besides the value.

    ``canonical`` is the value freed from writing variants (empty: the value itself). ``key`` is secret and left out
    of ``repr``, and so is ``canonical``.
    """

    entity: str
    kind: str | None = None
    canonical: str = field(default="", repr=False)
    params: Mapping[str, Any] = field(default_factory=dict)
    key: bytes | None = field(default=None, repr=False)

    def secret(self, operator: str) -> bytes:
        """The key.

        Raises:
            KeyMissingError: there is none. Without one, anybody could try out all telephone numbers.
        """
        if self.key is None:
            raise KeyMissingError(
                f"the operator {operator} needs a secret key and none is configured. "
                "Pass a key file, or set LEAKGUARD_KEY_FILE (make one with `openssl rand -hex 32 > leakguard.key`)."
            )
        return self.key


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operator. ``None`` as default means: derived from the context."""

    name: str
    type: type[int] | type[str] | type[bool]
    default: int | str | bool | None
    choices: tuple[str, ...] = ()
    minimum: int = 0

    def problem(self, value: object) -> str | None:
        """What is wrong with ``value``, or nothing."""
        if type(value) is not self.type:
            return f"must be {'an integer' if self.type is int else 'true or false' if self.type is bool else 'a text'}"
        if self.choices and value not in self.choices:
            return f"must be one of {' '.join(self.choices)}"
        if isinstance(value, int) and value < self.minimum:
            return f"must be at least {self.minimum}"
        return None


Function = Callable[[str, Context], str]


@dataclass(frozen=True, slots=True)
class Operator:
    """A named transformation. Call it with a value and a context; missing parameters take their defaults.

    ``settles``: a value that the operator would leave unchanged has nothing left to hide, so it is in its final form.
    ``final`` says the same of operators whose results look like values (pseudonyms, generalised values): it tells by
    the form alone, without a key, that a value is one of them; ``final_by`` names the parameter without which none is.
    ``constant``: the result depends on the entity and the parameters only (and with ``width`` on the value's).
    ``keyed``: needs ``Context.key``. ``note`` and ``note_zh`` say how strong it is.
    """

    name: str
    function: Function
    parameters: tuple[Parameter, ...]
    zh: str
    en: str
    note: str
    note_zh: str
    settles: bool = False
    keyed: bool = False
    constant: bool = False
    final: Callable[[str, Context], bool] | None = None
    final_by: str | None = None

    def __call__(self, value: str, context: Context) -> str:
        params = self.complete(context.params)
        return self.function(value, Context(context.entity, context.kind, context.canonical, params, context.key))

    def tells_by_form(self, params: Mapping[str, Any]) -> bool:
        """Whether results of this operator with these parameters can be told by their form."""
        return self.final is not None and (self.final_by is None or params.get(self.final_by) is not None)

    def leaves(self, value: str, context: Context) -> bool:
        """Whether ``value`` is in the operator's final form, so that nothing is left to be done. Needs no key.

        The parameters of ``context`` must be complete.
        """
        if self.final is not None:
            return self.final(value, context)
        return self.settles and self.function(value, context) == value

    def problems(self, params: Mapping[str, object]) -> list[tuple[str, str]]:
        """What is wrong with ``params``: pairs of a parameter's name and a sentence about it."""
        known = {parameter.name: parameter for parameter in self.parameters}
        found = []
        for name, value in params.items():
            parameter = known.get(name)
            if parameter is None:
                takes = ", ".join(known) or "none"
                found.append((name, f"operator {self.name} has no parameter {name!r} (it takes {takes})"))
            elif problem := parameter.problem(value):
                found.append((name, f"parameter {name!r} of operator {self.name} {problem}"))
        return found

    def complete(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """``params`` with the defaults filled in."""
        return {p.name: params.get(p.name, p.default) for p in self.parameters}
