"""Requests over a real socket: verdicts, copies with receipts, and every answer as the OpenAPI document has it."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile

import jsonschema
import pytest

from leakguard.gate.journal import read_journal, verify_journal
from leakguard.policy import bundled_policies
from leakguard.proof.verification import verify

from ..cli.support import CLEAN, CSV, NAME, PHONE, ROOT, TEXT
from .support import OCTETS

SAMPLES = sorted(path for path in (ROOT / "samples").iterdir() if path.suffix in (".csv", ".txt"))


def as_documented(document, response):
    """The answer fits the document: its status, its media type, its JSON."""
    path, method = response.request.url.path, response.request.method.lower()
    described = document["paths"][path][method]["responses"][str(response.status_code)]
    if "$ref" in described:
        described = document["components"]["responses"][described["$ref"].rpartition("/")[2]]
    media = response.headers["content-type"].partition(";")[0]
    schema = described["content"][media]["schema"]
    for name, header in described.get("headers", {}).items():
        assert name in response.headers or not header["required"]
    if media.endswith("json"):
        jsonschema.Draft202012Validator({**schema, "components": document["components"]}).validate(response.json())
    return response


@pytest.fixture
def post(client, document):
    def send(path, content, headers=OCTETS, **query):
        response = client.post(path, content=content, params=query, headers=headers)
        return as_documented(document, response)

    return send


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_check(post, sample):
    content = sample.read_bytes()
    response = post("/v1/check", content, name=sample.name)
    assert response.status_code == 200
    told = response.json()
    assert told["verdict"] == ("share" if sample.name == "product-list.csv" else "share-redacted")
    assert told["input"] == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    assert bool(told["forbidden"]) == (told["verdict"] != "share")
    assert sum(reason["count"] for reason in told["reasons"]) == sum(told["forbidden"].values())


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_redact_and_verify(post, sample, tmp_path, signing_key):
    content = sample.read_bytes()
    response = post("/v1/redact", content, name=f"{NAME}{PHONE}{sample.suffix}")
    assert response.status_code == 200
    assert response.headers["content-disposition"] == f'attachment; filename="redacted{sample.suffix}"'
    copy, receipt, original = tmp_path / "copy", tmp_path / "receipt", tmp_path / "original"
    copy.write_bytes(response.content)
    receipt.write_bytes(base64.urlsafe_b64decode(response.headers["leakguard-receipt"]))
    original.write_bytes(content)
    assert json.loads(receipt.read_bytes())["digest"] == response.headers["leakguard-receipt-digest"]
    public = (signing_key / "key.pub").read_bytes()
    assert verify(receipt, copy, original=original, public_key=_public(signing_key)).ok, public
    again = post("/v1/check", response.content, name=sample.name)
    assert again.json()["verdict"] == "share"


def _public(folder):
    from leakguard.proof.signing import public_key

    return public_key(folder / "key.pub")


def test_zip_holds_the_copy_and_its_receipt(post, tmp_path):
    response = post("/v1/redact", CSV.encode(), name="a.csv", receipt="zip")
    assert response.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as pack:
        assert pack.namelist() == ["redacted.csv", "receipt.json"]
        pack.extractall(tmp_path)
    assert PHONE not in (tmp_path / "redacted.csv").read_text("utf-8")
    assert verify(tmp_path / "receipt.json", tmp_path / "redacted.csv").ok


def test_form(client, document):
    for path in ("/v1/check", "/v1/redact"):
        files = {"file": (f"{NAME}.csv", CSV.encode(), "text/csv")}
        response = as_documented(document, client.post(path, data={"other": "x"}, files=files))
        assert response.status_code == 200
    assert 'filename="redacted.csv"' in response.headers["content-disposition"]
    assert client.post("/v1/check", files={"file": ("a", CSV.encode())}).json()["read_as"]["format"] == "csv"


def test_chunked_without_a_length(client):
    pieces = [CSV.encode()[start : start + 7] for start in range(0, len(CSV.encode()), 7)]
    response = client.post("/v1/check", content=iter(pieces), headers=OCTETS)
    assert "content-length" not in response.request.headers
    assert response.json()["input"]["bytes"] == len(CSV.encode())


@pytest.mark.parametrize("policy", sorted(bundled_policies()))
def test_policies(post, policy):
    told = post("/v1/check", TEXT.encode(), policy=policy).json()
    assert told["policy"]["id"] == policy
    assert told["entities"]["PHONE_NUMBER"] == 1


def test_what_is_to_be_read_can_be_said(post):
    assert post("/v1/check", CSV.encode("gb18030"), encoding="gb18030", format="text").json()["read_as"] == {
        "format": "text",
        "encoding": "gb18030",
    }
    assert post("/v1/check", CLEAN.encode(), name="x.csv").json()["verdict"] == "share"


UNREAD = {
    "an image": (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.png"),
    "a broken workbook": (b"PK\x03\x04" + bytes(100), "a.xlsx"),
    "no text": (bytes(range(256)) * 8, "a.csv"),
}


@pytest.mark.parametrize(("content", "name"), UNREAD.values(), ids=UNREAD)
def test_what_cannot_be_read_is_not_let_out(post, content, name):
    told = post("/v1/check", content, name=name).json()
    assert (told["verdict"], told["exit_code"]) == ("do-not-share", 3)
    refused = post("/v1/redact", content, name=name)
    assert refused.status_code == 422
    assert refused.json()["judgement"]["verdict"] == "do-not-share"
    assert refused.json()["judgement"]["reasons"][0]["code"] == "unscanned"
    assert "Leakguard-Receipt" not in refused.headers


def test_health_policies_document(client, document):
    for path in ("/v1/health", "/v1/policies", "/openapi.json"):
        assert as_documented(document, client.get(path)).status_code == 200
    told = client.get("/v1/policies").json()["policies"]
    assert {policy["id"] for policy in told} == set(bundled_policies())
    assert [policy["id"] for policy in told if policy["default"]] == ["share"]


def test_headers_of_every_answer(client):
    for path in ("/v1/health", "/v1/check", "/no/such/path"):
        response = client.get(path)
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "server" not in response.headers
        assert not any(name.startswith("access-control") for name in response.headers)


def test_no_cors(client):
    asking = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    response = client.options("/v1/check", headers=asking)
    assert response.status_code == 405
    assert not any(name.startswith("access-control") for name in response.headers)


def test_journal(running, post):
    path = running.errors.with_name("journal.jsonl")
    post("/v1/check", CSV.encode(), name=f"{PHONE}.csv")
    copy = post("/v1/redact", CSV.encode())
    post("/v1/redact", UNREAD["an image"][0])
    checked, redacted, refused = list(read_journal(path))[-3:]
    assert [checked["verdict"], redacted["verdict"], refused["verdict"]] == [
        "share-redacted",
        "share-redacted",
        "do-not-share",
    ]
    assert redacted["output_sha256"] == hashlib.sha256(copy.content).hexdigest()
    assert checked["sha256"] == redacted["sha256"] == hashlib.sha256(CSV.encode()).hexdigest()
    assert refused["output_sha256"] is None
    assert verify_journal(path).intact


def test_nothing_is_left_behind(running, post):
    post("/v1/redact", CSV.encode())
    assert running.folders() == []
