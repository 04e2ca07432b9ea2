"""Errors as ``application/problem+json`` (RFC 9457). They never repeat anything of the request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from leakguard.messages import Texts

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:leakguard:problem:"

STATUS: Mapping[str, int] = {
    "bad-request": 400,
    "bad-form": 400,
    "bad-parameter": 400,
    "empty": 400,
    "unauthorised": 401,
    "foreign-page": 403,
    "not-found": 404,
    "method": 405,
    "slow": 408,
    "too-large": 413,
    "media-type": 415,
    "coded": 415,
    "do-not-share": 422,
    "headers": 431,
    "failed": 500,
    "busy": 503,
    "timeout": 504,
}
"""Code of a problem -> HTTP status. The texts are in :mod:`leakguard.messages` under ``http.``."""

RETRY_AFTER = 2
"""Seconds after which a client that was refused may try again."""


class Problem(Exception):  # noqa: N818 - it is what the answer is called
    """Ends a request. ``members`` are added to the JSON object; ``place`` is for the log only."""

    def __init__(self, code: str, members: Mapping[str, Any] | None = None, place: str | None = None) -> None:
        super().__init__(code)
        self.code, self.members, self.place = code, members or {}, place

    @property
    def status(self) -> int:
        """The HTTP status."""
        return STATUS[self.code]


def body(problem: Problem) -> dict[str, Any]:
    """The problem as a JSON object; ``title`` is English, ``title_zh`` Chinese."""
    return {
        "type": TYPE + problem.code,
        "title": Texts("en")(f"http.{problem.code}"),
        "title_zh": Texts("zh")(f"http.{problem.code}"),
        "status": problem.status,
        **problem.members,
    }


def response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The answer."""
    extra = dict(headers or {})
    if problem.code == "unauthorised":
        extra["WWW-Authenticate"] = 'Bearer realm="leakguard"'
    if problem.status == 503:
        extra["Retry-After"] = str(RETRY_AFTER)
    content = json.dumps(body(problem), ensure_ascii=False).encode()
    return Response(content, problem.status, extra, MEDIA_TYPE)
