"""Receipts: what they hold, that they can be checked, and that nothing can be changed unnoticed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

import leakguard
from leakguard import api
from leakguard.errors import UsageError
from leakguard.proof import canonical as canon
from leakguard.proof import signing
from leakguard.proof.receipt import Receipt, redact_with_receipt
from leakguard.proof.verification import verify
from leakguard.scanning import Scanner

SCHEMA = json.loads(Path(leakguard.__file__).with_name("proof").joinpath("receipt.schema.json").read_text("utf-8"))
TEXT = "收货人：欧阳文静，电话：13902746158\n地址：浙江省杭州市西湖区文三路478号3幢1205室\n"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return api.scanner(policy="share", tagger="none")


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[signing.Signer]:
    path = tmp_path_factory.mktemp("keys") / "key.pem"
    path.write_bytes(signing.new_pair()[0])
    path.chmod(0o600)
    return signing.Signer.from_file(path)


def redacted(scanner: Scanner, folder: Path, signer: signing.Signer | None = None, **how: object) -> Receipt:
    source = folder / "a.txt"
    source.write_text(TEXT, encoding="utf-8")
    opened = scanner.open(source)
    how.setdefault("now", lambda: NOW)
    _, receipt = redact_with_receipt(scanner, opened, folder / "b.txt", folder / "r.json", signer=signer, **how)  # type: ignore[arg-type]
    return receipt


def test_a_receipt_says_what_was_done(scanner: Scanner, tmp_path: Path) -> None:
    content = redacted(scanner, tmp_path).as_dict()
    jsonschema.validate(content, SCHEMA)
    assert content["time"] == "2026-01-02T03:04:05Z"
    assert content["input"]["size"] == len(TEXT.encode())
    assert content["output"]["size"] == (tmp_path / "b.txt").stat().st_size
    assert content["counts"]["changed"] == {
        "ADDRESS": {"replace": 1}, "PERSON": {"replace": 1}, "PHONE_NUMBER": {"replace": 1},
    }  # fmt: skip
    assert {name: proof["result"] for name, proof in content["proofs"].items()} == {
        "rescan": "passed", "strict": "passed", "outside": "passed",
    }  # fmt: skip
    assert content["proofs"]["strict"]["counts"]["numbers"] == 1
    assert content["proofs"]["strict"]["counts"]["names"] == 1


def test_the_same_input_gives_the_same_receipt(scanner: Scanner, signer: signing.Signer, tmp_path: Path) -> None:
    folders = [tmp_path / "1", tmp_path / "2"]
    for folder in folders:
        folder.mkdir()
        redacted(scanner, folder, signer)
    assert len({(folder / "r.json").read_bytes() for folder in folders}) == 1


def test_it_holds_no_value_and_no_name(scanner: Scanner, tmp_path: Path) -> None:
    redacted(scanner, tmp_path)
    written = (tmp_path / "r.json").read_text("utf-8")
    for value in ("欧阳", "文静", "13902746158", "文三路", "a.txt", "b.txt", str(tmp_path)):
        assert value not in written


def test_names_are_held_if_asked_for_without_values(scanner: Scanner, tmp_path: Path) -> None:
    source = tmp_path / "订单13711112222给欧阳文静.txt"
    source.write_text(TEXT, encoding="utf-8")
    _, receipt = redact_with_receipt(scanner, scanner.open(source), tmp_path / "b.txt", names=True)
    assert receipt.as_dict()["input"]["name"] == "订单<NUMBER>给<PERSON>.txt"
    assert receipt.as_dict()["output"]["name"] == "b.txt"


@pytest.mark.parametrize("signed", [False, True])
def test_it_verifies(scanner: Scanner, signer: signing.Signer, signed: bool, tmp_path: Path) -> None:
    redacted(scanner, tmp_path, signer if signed else None)
    found = verify(tmp_path / "r.json", tmp_path / "b.txt", original=tmp_path / "a.txt")
    assert found.ok
    assert found.exit_code == 0
    assert verify(tmp_path / "r.json", tmp_path / "b.txt", public_key=signer.public).ok is signed


def test_every_changed_byte_of_a_receipt_is_caught(scanner: Scanner, signer: signing.Signer, tmp_path: Path) -> None:
    redacted(scanner, tmp_path, signer)
    data, changed = (tmp_path / "r.json").read_bytes(), tmp_path / "changed.json"
    for place in range(len(data)):
        for bit in (0x01, 0x20, 0x80):
            changed.write_bytes(data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :])
            assert not verify(changed, tmp_path / "b.txt").ok, place
    for other in (data[:-1], data + b"\n", b" " + data, data.replace(b",", b", ", 1), b"", b"[]\n", b"\xff"):
        changed.write_bytes(other)
        assert not verify(changed, tmp_path / "b.txt").ok


def test_every_changed_byte_of_an_unsigned_receipt_is_caught(scanner: Scanner, tmp_path: Path) -> None:
    redacted(scanner, tmp_path)
    data, changed = (tmp_path / "r.json").read_bytes(), tmp_path / "changed.json"
    for place in range(len(data)):
        changed.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert not verify(changed, tmp_path / "b.txt").ok, place


def test_every_changed_byte_of_the_files_is_caught(scanner: Scanner, tmp_path: Path) -> None:
    redacted(scanner, tmp_path)
    for name in ("b.txt", "a.txt"):
        data, changed = (tmp_path / name).read_bytes(), tmp_path / "changed"
        files = {"b.txt": tmp_path / "b.txt", "a.txt": tmp_path / "a.txt", name: changed}
        for place in range(len(data)):
            changed.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            assert not verify(tmp_path / "r.json", files["b.txt"], original=files["a.txt"]).ok


def test_a_receipt_made_anew_by_somebody_else(scanner: Scanner, signer: signing.Signer, tmp_path: Path) -> None:
    """Without a key it passes, and the answer says that it would; with one it does not."""
    content = redacted(scanner, tmp_path, signer).as_dict()
    del content["digest"], content["signature"]
    content["counts"] = {**content["counts"], "kept": {"PERSON": 5}}
    (tmp_path / "forged.json").write_bytes(Receipt.sealed(content).as_bytes())
    unsigned = verify(tmp_path / "forged.json", tmp_path / "b.txt")
    assert unsigned.ok
    assert ("signature", "open") in [(check.id, check.answer) for check in unsigned.checks]
    assert not verify(tmp_path / "forged.json", tmp_path / "b.txt", public_key=signer.public).ok
    secret = tmp_path / "other.pem"
    secret.write_bytes(signing.new_pair()[0])
    secret.chmod(0o600)
    other = Receipt.sealed(content, signing.Signer.from_file(secret))
    (tmp_path / "forged.json").write_bytes(other.as_bytes())
    assert verify(tmp_path / "forged.json", tmp_path / "b.txt").ok
    assert not verify(tmp_path / "forged.json", tmp_path / "b.txt", public_key=signer.public).ok


def test_a_signature_is_over_the_digest_too(scanner: Scanner, signer: signing.Signer, tmp_path: Path) -> None:
    content = redacted(scanner, tmp_path, signer).as_dict()
    stolen = content.pop("signature")
    del content["digest"]
    content["time"] = "2027-01-01T00:00:00Z"
    forged = {**Receipt.sealed(content).as_dict(), "signature": stolen}
    (tmp_path / "forged.json").write_bytes(canon.canonical(forged) + b"\n")
    assert not verify(tmp_path / "forged.json", tmp_path / "b.txt").ok


def test_receipts_are_not_overwritten_and_are_no_input(scanner: Scanner, tmp_path: Path) -> None:
    redacted(scanner, tmp_path)
    for receipt, problem in ((tmp_path / "r.json", "exists already"), (tmp_path / "a.txt", "input itself")):
        with pytest.raises(UsageError, match=problem):
            redact_with_receipt(scanner, scanner.open(tmp_path / "a.txt"), tmp_path / "c.txt", receipt)
    with pytest.raises(UsageError, match="output itself"):
        redact_with_receipt(scanner, scanner.open(tmp_path / "a.txt"), tmp_path / "c.txt", tmp_path / "c.txt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "r.json"]


def test_a_redaction_that_fails_leaves_neither(
    scanner: Scanner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "no space")))
    with pytest.raises(OSError, match="no space"):
        redacted(scanner, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


CANONICAL = [
    ({"b": 1, "a": [True, None, "x"]}, b'{"a":[true,null,"x"],"b":1}'),
    (
        {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7},
        None,
    ),  # RFC 8785 section 3.2.3
    ('\u20ac$\x0f\nA\'B"\\\\"/', b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
]


@pytest.mark.parametrize(("value", "expected"), CANONICAL)
def test_canonical_form(value: object, expected: bytes | None) -> None:
    written = canon.canonical(value)
    assert json.loads(written) == value
    if expected is not None:
        assert written == expected
    else:
        assert list(json.loads(written)) == ["\r", "1", "\x80", "\xf6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize("value", [1.5, 2**53, {1: 2}, b"x", "\ud800"])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of several kinds
        canon.canonical(value)
