"""Manifest and seal: the chain, the signature, and what is none."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from leakguard.evidence import manifest as manifests
from leakguard.proof import signing
from leakguard.proof.canonical import canonical

HEAD = {
    "tool": {"name": "leakguard", "version": "1"}, "policy": {"id": "p", "sha256": "0"}, "catalogue": {"sha256": "0"},
    "case": {"kind": "k", "date": "2026-01-02", "language": "zh"},
}  # fmt: skip
ENTRIES = [
    {"path": "a", "kind": "readme", "size": 1, "sha256": "00"},
    {"path": "b", "kind": "document", "size": 2, "sha256": "01"},
    {"kind": "left-out", "number": 1, "name": "c", "reason": "unsupported", "original": {"sha256": "02", "size": 3}},
]


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> signing.Signer:
    path = tmp_path_factory.mktemp("keys") / "key.pem"
    path.write_bytes(signing.new_pair()[0])
    path.chmod(0o600)
    return signing.Signer.from_file(path)


def sealed(signer: signing.Signer | None = None) -> tuple[bytes, dict[str, Any], dict[str, Any]]:
    data, seal = manifests.sealed(HEAD, ENTRIES, signer)
    manifest, content = manifests.parsed(data), manifests.parsed(seal)
    assert manifest is not None
    assert content is not None
    return data, manifest, content


def test_the_chain_is_what_the_documentation_says() -> None:
    _, manifest, seal = sealed()
    link = hashlib.sha256(b"leakguard-evidence-pack/1\n" + canonical({**HEAD, "signer": None})).digest()
    for entry, written in zip(ENTRIES, manifest["entries"], strict=True):
        link = hashlib.sha256(link + canonical(entry)).digest()
        assert written == {**entry, "chain": link.hex()}
    assert seal["chain"] == link.hex()
    assert manifests.has_shape(manifest)
    assert manifests.broken_link(manifest) is None


@pytest.mark.parametrize(
    ("place", "change", "first"),
    [
        (0, {"size": 9}, 1), (1, {"sha256": "ff"}, 2), (2, {"reason": "complainant"}, 3), (2, {"more": 1}, 3), (1, {"chain": "00"}, 2),
        (1, {"chain": None}, 2),
    ],
)  # fmt: skip
def test_a_changed_entry_breaks_the_chain_where_it_stands(place: int, change: dict[str, Any], first: int) -> None:
    _, manifest, _ = sealed()
    manifest["entries"][place].update(change)
    assert manifests.broken_link(manifest) == first


def test_entries_that_are_moved_or_taken_away_break_the_chain() -> None:
    data, manifest, seal = sealed()
    entries = manifest["entries"]
    for changed in (
        entries[1:],
        [entries[1], entries[0], entries[2]],
        [entries[0], entries[2]],
        [*entries, entries[-1]],
    ):
        assert manifests.broken_link({**manifest, "entries": changed}) is not None
    shorter = {**manifest, "entries": entries[:-1]}
    assert manifests.broken_link(shorter) is None, "a chain does not tell where it ends: the seal does"
    assert not manifests.is_seal_of(seal, data, shorter)
    assert manifests.broken_link({**manifest, "head": {**manifest["head"], "kept": 1}}) == 1


def test_a_signature_holds_for_one_manifest_and_one_key(signer: signing.Signer) -> None:
    data, manifest, seal = sealed(signer)
    assert manifests.is_seal_of(seal, data, manifest)
    assert manifests.signer_of(seal, manifest) == signer.public
    for change in (
        {"chain": "00"},
        {"more": 1},
        {"signature": {**seal["signature"], "value": signing.to_text(bytes(64))}},
    ):
        assert manifests.signer_of({**seal, **change}, manifest) is None
    for signature in ("x", [], {}, {**seal["signature"], "algorithm": "none"}, {**seal["signature"], "more": 1}):
        assert manifests.signer_of({**seal, "signature": signature}, manifest) is None


def test_a_signature_cannot_be_taken_off(signer: signing.Signer) -> None:
    data, manifest, seal = sealed(signer)
    bare = {key: value for key, value in seal.items() if key != "signature"}
    assert not manifests.is_seal_of(bare, data, manifest)
    other, plain, unsigned = sealed()
    assert not manifests.is_seal_of({**unsigned, "signature": seal["signature"]}, other, plain)


def test_the_signature_of_a_receipt_is_none_of_a_pack(signer: signing.Signer) -> None:
    _, manifest, seal = sealed(signer)
    message = canonical({key: value for key, value in seal.items() if key != "signature"})
    assert signer.sign(message, manifests.CONTEXT) == signing.from_text(seal["signature"]["value"])
    forged = {**seal["signature"], "value": signing.to_text(signer.sign(message))}
    assert manifests.signer_of({**seal, "signature": forged}, manifest) is None
    assert not signing.is_signed_by(signer.public, signing.from_text(seal["signature"]["value"]), message)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]\n",
        b"{}",
        b'{"a": 1}\n',
        b'{"a":1.5}\n',
        b"\xff\n",
        b"[" * 100_000,
        b'{"b":1,"a":1}\n',
        b'{"a":1,"a":1}\n',
    ],
)
def test_what_is_not_canonical_was_not_written_here(data: bytes) -> None:
    assert manifests.parsed(data) is None
    assert manifests.parsed(b"{}\n") == {}


BROKEN: list[dict[str, Any]] = [
    {"schema": "x"}, {"head": []}, {"head": {}}, {"entries": {}}, {"entries": [1]}, {"entries": [{}]}, {"more": 1},
    {"entries": [{"kind": "readme", "path": 1, "size": 1, "sha256": "0"}]},
    {"entries": [{"kind": "readme", "path": "a", "size": "1", "sha256": "0"}]},
    {"entries": [{"kind": "readme", "path": "a", "size": True, "sha256": "0"}]},
    {"entries": [{"kind": "left-out", "name": "a"}]},
    {"entries": [{"kind": "attachment", "path": "a", "size": 1, "sha256": "0", "original": {"sha256": "0", "size": 1}}]},
    {"head": {**HEAD, "tool": "leakguard"}},
    {"head": {**HEAD, "case": {"kind": 1}}},
]  # fmt: skip


@pytest.mark.parametrize("change", BROKEN)
def test_what_has_not_the_shape_of_a_manifest(change: dict[str, Any]) -> None:
    _, manifest, _ = sealed()
    assert not manifests.has_shape({**manifest, **change})
    assert not manifests.has_shape(None)


def test_where_nothing_is_in_it(tmp_path: Path) -> None:
    data, seal = manifests.sealed(HEAD, [], None)
    manifest, content = manifests.parsed(data), manifests.parsed(seal)
    assert manifest is not None
    assert content is not None
    assert manifests.is_seal_of(content, data, manifest)
