"""Encrypted originals: the same bytes every time, nothing that can be changed or moved, and no way in without the passphrase."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
from pathlib import Path

import pytest

from leakguard.errors import UsageError
from leakguard.evidence import originals
from leakguard.evidence.originals import DamagedError, Original, Vault, opened
from leakguard.proof.canonical import canonical

PASSPHRASE = "correct horse battery"
CONTENTS = (b"first" * 300_000, b"second")


def files(folder: Path) -> list[Original]:
    made = []
    for number, content in enumerate(CONTENTS, 1):
        path = folder / f"{number}.txt"
        path.write_bytes(content)
        made.append(Original(number, path, f"聊天{number}.txt", hashlib.sha256(content).hexdigest()))
    return made


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return Vault.of(PASSPHRASE, files(tmp_path_factory.mktemp("a")))


@pytest.fixture(scope="module")
def encrypted(vault: Vault, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("b")
    for original in files(folder):
        vault.encrypt(original, folder / f"{original.number}.enc")
    return [(folder / f"{number}.enc").read_bytes() for number in (1, 2)]


def decrypted(vault: Vault, number: int, *chunks: bytes) -> tuple[str, bytes]:
    output = io.BytesIO()
    name, digest = vault.decrypt(number, iter(chunks), output)
    assert digest == hashlib.sha256(output.getvalue()).hexdigest()
    return name, output.getvalue()


def test_round_trip(vault: Vault, encrypted: list[bytes]) -> None:
    again = opened(PASSPHRASE, vault.key_file())
    for number, (content, data) in enumerate(zip(CONTENTS, encrypted, strict=True), 1):
        for cuts in ((), (1,), (12, 13), (5, 40), (len(data) - 15,)):
            edges = [0, *cuts, len(data)]
            chunks = [data[a:b] for a, b in itertools.pairwise(edges)]
            assert decrypted(again, number, *chunks) == (f"聊天{number}.txt", content)


def test_the_same_input_gives_the_same_bytes(vault: Vault, encrypted: list[bytes], tmp_path: Path) -> None:
    made = files(tmp_path)
    again = Vault.of(PASSPHRASE, made)
    assert again.key_file() == vault.key_file()
    for original, data in zip(made, encrypted, strict=True):
        again.encrypt(original, tmp_path / "enc")
        assert (tmp_path / "enc").read_bytes() == data


def test_a_nonce_serves_one_content_only(vault: Vault, tmp_path: Path) -> None:
    nonces = set()
    for number, name, content in ((1, "a", b"x"), (2, "a", b"x"), (1, "b", b"x"), (1, "a", b"y")):
        (tmp_path / "f").write_bytes(content)
        vault.encrypt(Original(number, tmp_path / "f", name, hashlib.sha256(content).hexdigest()), tmp_path / "enc")
        nonces.add((tmp_path / "enc").read_bytes()[:12])
    assert len(nonces) == 4


def test_nothing_shows(vault: Vault, encrypted: list[bytes]) -> None:
    assert b"second" not in encrypted[1]
    assert "聊天".encode() not in encrypted[1]
    assert repr(vault) == f"Vault(salt={vault.salt!r}, count=2)"


def test_every_change_is_caught(vault: Vault, encrypted: list[bytes]) -> None:
    data = encrypted[1]
    for place in range(len(data)):
        with pytest.raises(DamagedError):
            decrypted(vault, 2, data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    for changed in (b"", data[:11], data[:12], data[:20], data[:-1], data + b"\0", b"\0" + data):
        with pytest.raises(DamagedError):
            decrypted(vault, 2, changed)
    for number in (1, 3):
        with pytest.raises(DamagedError):
            decrypted(vault, number, data)


def test_another_passphrase(vault: Vault) -> None:
    with pytest.raises(UsageError, match="not the one"):
        opened("correct horse batterz", vault.key_file())


@pytest.mark.parametrize("passphrase", ["", "short", "elevenchars", "密码密码密码密码密码一"])
def test_a_short_passphrase_is_refused(passphrase: str) -> None:
    with pytest.raises(UsageError, match="12 characters"):
        Vault.of(passphrase, [])


def test_a_passphrase_is_the_same_however_it_is_typed(vault: Vault) -> None:
    assert opened("ｃorrect horse battery", vault.key_file()) == vault


@pytest.mark.parametrize(
    "change", [{"schema": "x"}, {"kdf": {"name": "scrypt", "n": 1 << 30, "r": 8, "p": 1}}, {"salt": 1}, {"count": "2"}]
)
def test_parameters_of_others_are_refused_before_any_work(vault: Vault, change: dict[str, object]) -> None:
    content = {**json.loads(vault.key_file()), **change}
    with pytest.raises(UsageError, match="version"):
        opened(PASSPHRASE, canonical(content) + b"\n")
    with pytest.raises(UsageError, match="version"):
        opened(PASSPHRASE, b"\xff")


def test_an_original_that_changes_is_noticed(vault: Vault, tmp_path: Path) -> None:
    original = files(tmp_path)[1]
    original.path.write_bytes(b"other")
    with pytest.raises(UsageError, match="changed"):
        vault.encrypt(original, tmp_path / "enc")


def test_names_of_members() -> None:
    assert originals.member_name(3) == "originals/03.enc"
