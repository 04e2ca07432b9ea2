"""The query of a request. What is not known is refused: a misspelled ``policy`` must not become the default one."""

from __future__ import annotations

from typing import NamedTuple

from starlette.requests import Request

from leakguard.server.openapi import ENCODINGS
from leakguard.server.problems import Problem
from leakguard.server.settings import NAME_LENGTH, Settings
from leakguard.sources import FORMATS

_NAMES = ("name", "policy", "format", "encoding")
_RECEIPTS = ("header", "zip")


class Asked(NamedTuple):
    """What a request asks for."""

    name: str | None
    policy: str
    format: str | None
    encoding: str | None
    zip: bool


def parameters(request: Request, settings: Settings, receipt: bool = False) -> Asked:
    """The parameters of a request.

    Raises :class:`Problem`: ``bad-parameter`` with the name of the parameter (never its value), ``coded`` for a body that is
    compressed on the way.
    """
    query = request.query_params
    known = (*_NAMES, "receipt") if receipt else _NAMES
    if any(name not in known for name in query):
        raise Problem("bad-parameter", {"known": list(known)})
    values: dict[str, str | None] = {name: _only(query.getlist(name), name) for name in known}
    if len(values["name"] or "") > NAME_LENGTH:
        raise _bad("name")
    if values["policy"] is not None and values["policy"] not in settings.policies:
        raise _bad("policy")
    if values["format"] is not None and values["format"] not in FORMATS:
        raise _bad("format")
    if values["encoding"] is not None and values["encoding"] not in ENCODINGS:
        raise _bad("encoding")
    if receipt and values["receipt"] not in (None, *_RECEIPTS):
        raise _bad("receipt")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem("coded")
    policy = settings.default_policy if values["policy"] is None else values["policy"]
    return Asked(values["name"], policy, values["format"], values["encoding"], values.get("receipt") == "zip")


def _only(values: list[str], name: str) -> str | None:
    if len(values) > 1:
        raise _bad(name)
    return values[0] if values else None


def _bad(name: str) -> Problem:
    return Problem("bad-parameter", {"parameter": name})
