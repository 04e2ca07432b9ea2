"""The OpenAPI 3.1 document of a server: kept by hand, filled in with its policies and limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leakguard import __version__
from leakguard.entities import ENTITIES
from leakguard.report import Verdict
from leakguard.server.problems import MEDIA_TYPE, STATUS, TYPE
from leakguard.server.settings import NAME_LENGTH, Settings
from leakguard.server.upload import FIELD, FORM, OCTETS

ENCODINGS = ("utf-8", "gb18030", "gbk", "gb2312", "big5", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be")
"""What ``encoding`` takes: a fixed list, so that the document says all there is."""

_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_BILINGUAL = {
    "type": "object",
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
    "required": ["zh", "en"],
}
_COUNTS = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}


def document(settings: Settings, formats: Sequence[str]) -> dict[str, Any]:
    """The document. ``formats`` are the names that ``format`` takes."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "leakguard",
            "version": __version__,
            "summary": "Finds and redacts Chinese personal information in files before they are shared.",
            "description": f"An upload has at most {settings.max_bytes} bytes and is worked on for at most {settings.timeout:g} seconds. "
            "No answer and no error ever holds a value out of the file; only the redacted copy holds what is left of it.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"bearer": []}] if settings.token else [],
        "paths": {
            "/v1/health": {"get": _health()},
            "/v1/policies": {"get": _policies()},
            "/openapi.json": {"get": _itself()},
            "/v1/check": {"post": _check(settings, formats)},
            "/v1/redact": {"post": _redact(settings, formats)},
        },
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
            "responses": {code: _problem(code) for code in STATUS},
        },
    }


def _health() -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {"status": {"enum": ["ok", "starting"]}, "version": {"type": "string"}},
        "required": ["status", "version"],
    }
    return {
        "operationId": "health",
        "summary": "Whether the server is there, and has loaded its models.",
        "security": [],
        "responses": {"200": _json("It is.", schema), **_errors("foreign-page", "headers")},
    }


def _policies() -> dict[str, Any]:
    item = {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "title": _BILINGUAL,
            "sha256": _DIGEST,
            "default": {"type": "boolean"},
        },
        "required": ["id", "title", "sha256", "default"],
    }
    schema = {
        "type": "object",
        "properties": {"policies": {"type": "array", "minItems": 1, "items": item}},
        "required": ["policies"],
    }
    return {
        "operationId": "policies",
        "summary": "The policies that may be asked for.",
        "responses": {"200": _json("All of them.", schema), **_errors("unauthorised", "foreign-page", "headers")},
    }


def _itself() -> dict[str, Any]:
    return {
        "operationId": "openapi",
        "summary": "This document.",
        "responses": {
            "200": _json("This document.", {"type": "object"}),
            **_errors("unauthorised", "foreign-page", "headers"),
        },
    }


_UPLOAD_ERRORS = (
    "bad-parameter", "unauthorised", "foreign-page", "slow", "too-large", "media-type", "headers", "failed", "busy", "timeout",
)  # fmt: skip


def _check(settings: Settings, formats: Sequence[str]) -> dict[str, Any]:
    return {
        "operationId": "check",
        "summary": "May this file be shared: as it is, redacted, or not at all?",
        "description": "200 says that there is a verdict, not what it is: read `verdict`.",
        "parameters": _parameters(settings, formats),
        "requestBody": _request(),
        "responses": {
            "200": _json("The verdict.", {"$ref": "#/components/schemas/Judgement"}),
            **_errors(*_UPLOAD_ERRORS),
        },
    }


def _redact(settings: Settings, formats: Sequence[str]) -> dict[str, Any]:
    receipt = {
        "name": "receipt",
        "in": "query",
        "description": "`header`: the copy, its receipt in a header. `zip`: a ZIP archive of the copy and `receipt.json`.",
        "schema": {"type": "string", "enum": ["header", "zip"], "default": "header"},
    }
    digest = {"schema": _DIGEST, "required": True}
    headers = {
        "Leakguard-Verdict": {"schema": {"enum": ["share", "share-redacted"]}, "required": True,
                              "description": "The verdict on what was sent."},
        "Leakguard-Receipt": {"schema": {"type": "string"}, "required": False,
                              "description": "The receipt: JSON as base64url; left out if it is longer than 6000 characters."},
        "Leakguard-Receipt-Digest": {**digest, "description": "The member `digest` of the receipt."},
        "Content-Disposition": {"schema": {"type": "string"}, "required": True,
                                "description": "A name that holds nothing of the name that was sent."},
    }  # fmt: skip
    binary = {"schema": {"type": "string", "format": "binary"}}
    done = {
        "description": "The redacted copy. It was scanned again and nothing that the policy forbids is left.",
        "headers": headers,
        "content": {OCTETS: binary, "application/zip": binary},
    }
    refused = {
        "description": "There is no copy: the file must not be shared, not even redacted (it could not be read to its end, is "
        "blocked by a limit of the policy, or the proof failed).",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Refusal"}}},
    }
    return {
        "operationId": "redact",
        "summary": "A redacted copy with its receipt.",
        "parameters": [*_parameters(settings, formats), receipt],
        "requestBody": _request(),
        "responses": {"200": done, **_errors(*_UPLOAD_ERRORS), "422": refused},
    }


def _parameters(settings: Settings, formats: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "name": "name",
            "in": "query",
            "description": "Name of the file; only its suffix is used, to tell the format. A form's own file name serves as well.",
            "schema": {"type": "string", "maxLength": NAME_LENGTH},
        },
        {
            "name": "policy",
            "in": "query",
            "description": "What decides.",
            "schema": {"type": "string", "enum": list(settings.policies), "default": settings.default_policy},
        },
        {
            "name": "format",
            "in": "query",
            "description": "How the file is to be read; by default its content and suffix decide.",
            "schema": {"type": "string", "enum": list(formats)},
        },
        {
            "name": "encoding",
            "in": "query",
            "description": "Encoding of a text file; by default the content decides.",
            "schema": {"type": "string", "enum": list(ENCODINGS)},
        },
    ]


def _request() -> dict[str, Any]:
    file = {"type": "string", "format": "binary", "minLength": 1}
    form = {
        "type": "object",
        "properties": {FIELD: {"type": "string", "contentMediaType": OCTETS, "minLength": 1}},
        "required": [FIELD],
    }
    return {
        "required": True,
        "description": "The file.",
        "content": {OCTETS: {"schema": file}, FORM: {"schema": form, "encoding": {FIELD: {"contentType": OCTETS}}}},
    }


def _schemas() -> dict[str, Any]:
    judgement = {
        "type": "object",
        "properties": {
            "schema": {"const": 1},
            "tool": {"type": "object"},
            "verdict": {"enum": [verdict.value for verdict in Verdict]},
            "exit_code": {"enum": [0, 1, 3], "description": "What `leakguard check` would return."},
            "reasons": {"type": "array", "items": {"$ref": "#/components/schemas/Reason"}},
            "entities": {
                **_COUNTS,
                "description": f"Findings per entity ({', '.join(ENTITIES)}, and those of own recognizers).",
            },
            "forbidden": {**_COUNTS, "description": "Those of them that the policy does not let leave."},
            "allowed": {
                **_COUNTS,
                "description": "Findings that an entry under `allow` of the policy lets pass, by its id.",
            },
            "records": {"type": "integer", "minimum": 0, "description": "Records that hold something personal."},
            "unscanned": {**_COUNTS, "description": "Parts that could not be read, by the reason."},
            "read_as": {
                "type": ["object", "null"],
                "properties": {"format": {"type": "string"}, "encoding": {"type": "string"}},
            },
            "changed": {
                "type": "object",
                "description": "Redacted spans per entity and operator.",
                "additionalProperties": _COUNTS,
            },
            "input": {
                "type": "object",
                "properties": {"sha256": _DIGEST, "bytes": {"type": "integer", "minimum": 1}},
                "required": ["sha256", "bytes"],
            },
            "policy": {
                "type": "object",
                "properties": {"id": {"type": "string"}, "sha256": _DIGEST},
                "required": ["id", "sha256"],
            },
            "catalogue": {"type": "object", "properties": {"sha256": _DIGEST}, "required": ["sha256"]},
        },
        "required": [
            "schema",
            "verdict",
            "exit_code",
            "reasons",
            "entities",
            "forbidden",
            "records",
            "unscanned",
            "input",
            "policy",
        ],
    }
    reason = {
        "type": "object",
        "properties": {
            "code": {"type": "string"}, "what": {"type": ["string", "null"]}, "zh": {"type": "string"}, "en": {"type": "string"}, "cure": _BILINGUAL,
            "count": {"type": "integer", "minimum": 0},
        },
        "required": ["code", "zh", "en", "cure", "count"],
    }  # fmt: skip
    problem = {
        "type": "object",
        "description": "RFC 9457. It never repeats anything of the request.",
        "properties": {
            "type": {"enum": [TYPE + code for code in STATUS]},
            "title": {"type": "string"},
            "title_zh": {"type": "string"},
            "status": {"type": "integer"},
        },
        "required": ["type", "title", "title_zh", "status"],
    }
    refusal = {
        "allOf": [
            {"$ref": "#/components/schemas/Problem"},
            {
                "type": "object",
                "properties": {"judgement": {"$ref": "#/components/schemas/Judgement"}},
                "required": ["judgement"],
            },
        ]
    }
    return {"Judgement": judgement, "Reason": reason, "Problem": problem, "Refusal": refusal}


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _errors(*codes: str) -> dict[str, Any]:
    """Status -> response; codes of the same status share one."""
    return {str(STATUS[code]): {"$ref": f"#/components/responses/{code}"} for code in codes}


def _problem(code: str) -> dict[str, Any]:
    from leakguard.messages import Texts

    answer: dict[str, Any] = {
        "description": Texts("en")(f"http.{code}"),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if STATUS[code] == 503:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "required": True}}
    if code == "unauthorised":
        answer["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}}
    return answer
