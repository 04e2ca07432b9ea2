"""Operators: what is done to a value that must not leave as it is.

Pure functions of a value and a :class:`Context`, in one literal registry. They know nothing of detection, of policies
or of Presidio (whose word *operator* is); :mod:`leakguard.presidio.operators` wraps each of them for its engine.

No result of an operator but ``drop`` and ``token`` depends on anything but the value, its entity and the parameters.
All of them are de-identification at most (PIPL art. 73; GB/T 37964-2019: suppression for ``drop``, ``replace`` and the
masks, pseudonymisation for ``token``), never anonymisation.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leakguard import masks
from leakguard.errors import KeyMissingError, UsageError
from leakguard.maskchars import MASK_CHARACTERS

TOKEN_DIGITS = 12
"""48 bits: among a million distinct values two share a token with a probability of 0.2 %."""


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
    ``constant``: the result depends on the entity and the parameters only. ``keyed``: needs ``Context.key``. ``note`` says how strong it is.
    """

    name: str
    function: Function
    parameters: tuple[Parameter, ...]
    zh: str
    en: str
    note: str
    settles: bool = False
    keyed: bool = False
    constant: bool = False

    def __call__(self, value: str, context: Context) -> str:
        params = self.complete(context.params)
        return self.function(value, Context(context.entity, context.kind, context.canonical, params, context.key))

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


def keep(value: str, context: Context) -> str:  # noqa: ARG001
    """Leave the value as it is."""
    return value


def drop(value: str, context: Context) -> str:  # noqa: ARG001
    """Remove the value."""
    return ""


def replace(value: str, context: Context) -> str:  # noqa: ARG001
    """Put a fixed text in its place: ``<ENTITY>``, Presidio's form, which every encoding can hold."""
    text: str | None = context.params["with"]
    return f"<{context.entity}>" if text is None else text


def token(value: str, context: Context) -> str:
    """Put ``<ENTITY:hex>`` in its place: HMAC-SHA256 (RFC 2104) of entity and canonical value, 12 hexadecimal digits.

    Raises:
        KeyMissingError: no key. Without one, anybody could try out all telephone numbers.
    """
    if context.key is None:
        raise KeyMissingError(
            "the operator token needs a secret key and none is configured. "
            "Pass a key file, or set LEAKGUARD_KEY_FILE (make one with `openssl rand -hex 32 > leakguard.key`)."
        )
    message = f"{context.entity}\x1f{context.canonical or value}".encode("utf-8", "surrogatepass")
    return f"<{context.entity}:{hmac.new(context.key, message, 'sha256').hexdigest()[:TOKEN_DIGITS]}>"


def mask(value: str, context: Context) -> str:
    """See :func:`leakguard.masks.mask_ends`."""
    p = context.params
    return masks.mask_ends(value, p["keep_start"], p["keep_end"], p["hide"], p["char"])


def mask_name(value: str, context: Context) -> str:
    """See :func:`leakguard.masks.mask_name`."""
    return masks.mask_name(value, context.params["keep"], context.params["char"])


def mask_phone(value: str, context: Context) -> str:
    """See :func:`leakguard.masks.mask_phone`."""
    p = context.params
    return masks.mask_phone(value, p["keep_start"], p["keep_end"], p["hide"], p["keep_area"], p["char"])


def mask_id(value: str, context: Context) -> str:
    """See :func:`leakguard.masks.mask_id`."""
    p = context.params
    return masks.mask_id(value, p["keep_start"], p["keep_end"], p["hide"], p["char"])


def mask_email(value: str, context: Context) -> str:
    """See :func:`leakguard.masks.mask_email`."""
    return masks.mask_email(value, context.params["keep_domain"], context.params["char"])


def mask_address(value: str, context: Context) -> str:
    """See :func:`leakguard.masks.mask_address`."""
    return masks.mask_address(value, context.params["keep"], context.params["char"])


def _ends(start: int, end: int, hide: int) -> tuple[Parameter, ...]:
    return (
        Parameter("keep_start", int, start),
        Parameter("keep_end", int, end),
        Parameter("hide", int, hide, minimum=1),
        _CHAR,
    )


_CHAR = Parameter("char", str, "*", tuple(MASK_CHARACTERS))
_LEVELS = ("province", "city", "district", "town", "road", "building")

OPERATORS: Mapping[str, Operator] = {
    "keep": Operator("keep", keep, (), "保留原值", "leave as it is", "hides nothing"),
    "drop": Operator(
        "drop", drop, (), "删除", "remove", "hides everything, even that something was there", constant=True
    ),
    "replace": Operator(
        "replace",
        replace,
        (Parameter("with", str, None),),
        "替换为标签",
        "replace by a label",
        "hides everything but the kind of information",
        constant=True,
    ),
    "token": Operator(
        "token",
        token,
        (),
        "替换为稳定的密钥化假名",
        "replace by a stable keyed token",
        "pseudonym: equal values stay equal; whoever holds the key can test guesses",
        keyed=True,
    ),
    "mask": Operator(
        "mask",
        mask,
        _ends(0, 0, 2),
        "遮盖中间字符",
        "mask all but the ends",
        "reveals keep_start + keep_end characters and the length",
        settles=True,
    ),
    "mask_name": Operator(
        "mask_name",
        mask_name,
        (Parameter("keep", str, "surname", ("surname", "first", "none")), _CHAR),
        "遮盖姓名，可保留姓氏",
        "mask a name, keeping the surname at most",
        "reveals the surname and the length; rare surnames identify",
        settles=True,
    ),
    "mask_phone": Operator(
        "mask_phone",
        mask_phone,
        (*_ends(3, 4, 4)[:3], Parameter("keep_area", bool, True), _CHAR),
        "遮盖电话号码中间位，分机全部遮盖",
        "mask the middle digits of a telephone number and its whole extension",
        "3+4*+4 leaves 10,000 candidates; with the last four digits carriers open tracking queries",
        settles=True,
    ),
    "mask_id": Operator(
        "mask_id",
        mask_id,
        _ends(2, 4, 6),
        "遮盖证件号码中间位",
        "mask the middle of a document number",
        "first 6 and last 4 of a resident ID leave only the date of birth open; the default keeps 2 and 4",
        settles=True,
    ),
    "mask_card": Operator(
        "mask_card",
        mask_id,
        _ends(6, 4, 6),
        "遮盖银行卡号，保留前六位和后四位",
        "mask a card number but for the first six and the last four digits",
        "the most that PCI DSS 4.0 (3.4.1) lets be shown of a card number",
        settles=True,
    ),
    "mask_email": Operator(
        "mask_email",
        mask_email,
        (Parameter("keep_domain", bool, True), _CHAR),
        "遮盖邮箱用户名，保留首字符和域名",
        "mask an e-mail address but for its first character and its domain",
        "a private domain identifies by itself",
        settles=True,
    ),
    "mask_address": Operator(
        "mask_address",
        mask_address,
        (Parameter("keep", str, "district", _LEVELS), _CHAR),
        "遮盖指定层级以下的地址",
        "mask an address below a level",
        "reveals the address down to that level; leaves an address unchanged that goes no further",
        settles=True,
    ),
}
"""Every operator by name. ``mask_address`` alone may rightly leave a value unchanged that is not masked yet."""


def apply(name: str, value: str, context: Context) -> str:
    """Run an operator by name.

    Raises:
        UsageError: no such operator, or a parameter is wrong.
        KeyMissingError: a keyed operator, and no key.
    """
    operator = OPERATORS.get(name)
    if operator is None:
        raise UsageError(f"there is no operator {name!r}. Use one of {', '.join(OPERATORS)}.")
    problems = operator.problems({k: v for k, v in context.params.items() if v is not None})
    if problems:
        raise UsageError(f"{problems[0][1]}.")
    return operator(value, context)
