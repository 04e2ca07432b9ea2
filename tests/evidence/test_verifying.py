"""Checking packs: whatever is changed, added, removed, renamed or swapped is caught, and nothing a stranger sends does any harm."""

from __future__ import annotations

import io
import itertools
import json
import random
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leakguard.errors import UsageError
from leakguard.evidence import archive as archives
from leakguard.evidence import manifest as manifests
from leakguard.evidence.archive import Member
from leakguard.evidence.opening import open_originals
from leakguard.evidence.verifying import Verification, verify
from leakguard.proof import signing
from leakguard.proof.canonical import canonical

from .pack_support import CHAT, PNG, TABLE, built, case_in, members

PASSPHRASE = "correct horse battery"
Contents = dict[str, bytes]


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> signing.Signer:
    path = tmp_path_factory.mktemp("keys") / "key.pem"
    path.write_bytes(signing.new_pair()[0])
    path.chmod(0o600)
    return signing.Signer.from_file(path)


@pytest.fixture(scope="module", params=["unsigned", "signed"])
def pack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, signer: signing.Signer) -> Path:
    return built(tmp_path_factory.mktemp("pack"), signer=signer if request.param == "signed" else None)[0]


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locked")
    files = {"chat.txt": CHAT.encode(), "orders.csv": TABLE.encode(), "screen.png": PNG, "mine.txt": b"x"}
    case = case_in(folder / "case", files)
    attachments = (*case.attachments[:3], replace(case.attachments[3], leave_out=True))
    return built(folder, replace(case, attachments=attachments), passphrase=PASSPHRASE)[0]


def repacked(contents: Contents) -> bytes:
    """The ZIP file that leakguard would write for these members."""
    stream = io.BytesIO()
    archives.write(stream, [Member.of(name, content) for name, content in contents.items()])
    return stream.getvalue()


def checked(folder: Path, data: bytes, **how: Any) -> Verification:
    path = folder / "changed.zip"
    path.write_bytes(data)
    return verify(path, **how)


def failed(folder: Path, data: bytes) -> list[str]:
    """The checks that fail; ``none`` if it is not even a pack."""
    try:
        return [check.id for check in checked(folder, data).checks if check.answer == "fails"]
    except UsageError:
        return ["none"]


def test_the_same_members_give_the_same_file(pack: Path, tmp_path: Path) -> None:
    assert repacked(members(pack)) == pack.read_bytes()
    assert failed(tmp_path, pack.read_bytes()) == []


def test_every_member_that_is_removed_is_caught(pack: Path, tmp_path: Path) -> None:
    contents = members(pack)
    for name in contents:
        assert failed(tmp_path, repacked({n: c for n, c in contents.items() if n != name})), name


def test_every_member_that_is_renamed_is_caught(pack: Path, tmp_path: Path) -> None:
    contents = members(pack)
    for name in contents:
        for other in (f"{name}x", name.upper(), f"other/{name}"):
            assert failed(tmp_path, repacked({other if n == name else n: c for n, c in contents.items()})), name


def test_every_content_that_is_changed_is_caught(pack: Path, tmp_path: Path) -> None:
    """With checksums of ZIP that fit: only the digests of the manifest are left to notice it."""
    contents = members(pack)
    for name, content in contents.items():
        for changed in (content[:-1], content + b"\n", b"", bytes([content[0] ^ 1]) + content[1:]):
            assert failed(tmp_path, repacked({**contents, name: changed})), name


def test_every_two_members_that_are_swapped_are_caught(pack: Path, tmp_path: Path) -> None:
    contents = members(pack)
    for one, two in itertools.combinations(contents, 2):
        swapped = {**contents, one: contents[two], two: contents[one]}
        assert failed(tmp_path, repacked(swapped)), (one, two)
    names = list(contents)
    for index in range(len(names) - 1):
        order = [*names[:index], names[index + 1], names[index], *names[index + 2 :]]
        assert failed(tmp_path, repacked({name: contents[name] for name in order})), order


def test_every_member_that_is_added_is_caught(pack: Path, tmp_path: Path) -> None:
    contents = members(pack)
    for index in range(len(contents) + 1):
        items = list(contents.items())
        items.insert(index, ("attachments/99-more.txt", b"more"))
        assert failed(tmp_path, repacked(dict(items))), index


def test_a_member_added_behind_the_back_of_the_directory(pack: Path, tmp_path: Path) -> None:
    data = pack.read_bytes()
    local = repacked({"x": b"hidden"})[:37]
    for place in (0, 40, len(data) - 22, len(data)):
        assert failed(tmp_path, data[:place] + local + data[place:])
    with zipfile.ZipFile(tmp_path / "appended.zip", "w") as archive:
        archive.writestr("a", b"")
    assert failed(tmp_path, data + (tmp_path / "appended.zip").read_bytes())
    shutil.copy(pack, tmp_path / "more.zip")
    with zipfile.ZipFile(tmp_path / "more.zip", "a") as archive:
        archive.writestr("more.txt", b"more")
    assert failed(tmp_path, (tmp_path / "more.zip").read_bytes())
    with zipfile.ZipFile(tmp_path / "more.zip", "a") as archive:
        archive.comment = b"comment"
    assert failed(tmp_path, (tmp_path / "more.zip").read_bytes())


def places(data: bytes, count: int) -> Iterator[tuple[int, int]]:
    """Where to flip which bits: everywhere in the seal, the end of the manifest and the directory, and at random elsewhere."""
    chance = random.Random(6)
    start = data.rindex(b"PK\x03\x04") - 64
    yield from ((place, 1 << chance.randrange(8)) for place in range(start, len(data)))
    yield from ((chance.randrange(len(data)), chance.randrange(1, 256)) for _ in range(count))


def test_flipped_bytes_are_caught(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leakguard.evidence.verifying.diagnosed", lambda _: [])  # it only explains
    data = pack.read_bytes()
    for place, bits in places(data, 300):
        changed = data[:place] + bytes([data[place] ^ bits]) + data[place + 1 :]
        assert failed(tmp_path, changed), (place, bits)


def test_cut_and_lengthened_files_are_caught(pack: Path, tmp_path: Path) -> None:
    data, chance = pack.read_bytes(), random.Random(7)
    for place in (0, 1, 21, 22, 23, len(data) - 1, *(chance.randrange(len(data)) for _ in range(60))):
        assert failed(tmp_path, data[:place])
        assert failed(tmp_path, data[:place] + b"\0" + data[place:])
        assert failed(tmp_path, data[:place] + data[place + 1 :])


def test_a_damaged_pack_says_where(pack: Path, tmp_path: Path) -> None:
    data = bytearray(pack.read_bytes())
    data[50] ^= 1
    found = checked(tmp_path, bytes(data))
    assert found.exit_code == 1
    assert found.checks[0].values == {"place": "content", "member": "1", "name": "README.txt"}


def zipped(contents: Contents, method: int = zipfile.ZIP_STORED) -> bytes:
    """The ZIP file that another program would write for these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("pack_again", [repacked, zipped])
def test_changed_members_are_told_by_name(pack: Path, tmp_path: Path, pack_again: Callable[[Contents], bytes]) -> None:
    contents = members(pack)
    receipt = "receipts/01.json"
    for changed, expected in (
        ({**contents, "letter.md": b"x"}, ("altered", "letter.md")),
        ({name: content for name, content in contents.items() if name != receipt}, ("missing", receipt)),
        ({"more.txt": b"x", **contents}, ("extra", "more.txt")),
        ({name: content for name, content in contents.items() if name != "seal.json"}, ("missing", "seal.json")),
    ):
        found = [c for c in checked(tmp_path, pack_again(changed)).checks if c.answer == "fails"]
        assert expected in [(check.id, check.values.get("names")) for check in found]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_pack_that_another_program_packed_again(pack: Path, tmp_path: Path, method: int) -> None:
    found = checked(tmp_path, zipped(members(pack), method))
    assert found.exit_code == 1
    assert [check.id for check in found.checks] == ["archive", "repacked"]


def test_a_byte_of_a_header(pack: Path, tmp_path: Path) -> None:
    data = bytearray(pack.read_bytes())
    data[6] ^= 1
    found = checked(tmp_path, bytes(data))
    assert [check.id for check in found.checks] == ["archive", "headers"]
    assert found.checks[0].values["name"] == "README.txt"


def test_what_is_diagnosed_is_never_more_than_the_manifest_says(pack: Path, tmp_path: Path) -> None:
    """A member that unpacks to far more than it should is not read to its end."""
    bomb = zipped({**members(pack), "letter.md": bytes(50 << 20)}, zipfile.ZIP_DEFLATED)
    found = checked(tmp_path, bomb)
    assert ("altered", {"names": "letter.md"}) in [(check.id, check.values) for check in found.checks]


@pytest.mark.parametrize("content", [b"", b"PK", b"no pack at all", b"PK\x05\x06" + bytes(18), b"\0" * 100_000])
def test_what_is_no_pack(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UsageError, match="no evidence pack"):
        checked(tmp_path, content)


def test_a_zip_of_something_else_is_no_pack(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("photo.txt", b"x")
    with pytest.raises(UsageError, match="no evidence pack"):
        checked(tmp_path, stream.getvalue())
    with pytest.raises(UsageError, match="cannot be read"):
        verify(tmp_path / "nothing.zip")


# -- packs that agree with themselves, made by somebody who wants something else


def resealed(contents: Contents, change: Callable[[dict[str, Any]], None] | None = None) -> Contents:
    """The members with a manifest and a seal that fit them again, unsigned."""
    manifest = json.loads(contents["manifest.json"])
    entries = [{key: value for key, value in entry.items() if key != "chain"} for entry in manifest["entries"]]
    for entry in entries:
        if entry.get("path") in contents:
            member = Member.of("x", contents[entry["path"]])
            entry.update(size=member.size, sha256=member.sha256)
    content = {"head": manifest["head"], "entries": entries}
    if change:
        change(content)
    data, seal = manifests.sealed(content["head"], content["entries"], None)
    return {
        **{n: c for n, c in contents.items() if n not in ("manifest.json", "seal.json")},
        "manifest.json": data,
        "seal.json": seal,
    }


def test_another_pack_can_be_made_where_none_is_signed(pack: Path, tmp_path: Path, signer: signing.Signer) -> None:
    """What a seal without a signature cannot prove, and what a known key can. A signature that was taken off is missed by the receipts."""
    contents = members(pack)
    signed = "signature" in json.loads(contents["seal.json"])
    forged = repacked(resealed({**contents, "README.txt": b"forged"}))
    assert checked(tmp_path, forged).ok is not signed
    found = checked(tmp_path, forged, public_key=signer.public)
    assert [check.id for check in found.checks if check.answer == "fails"][:1] == ["signature-missing"]


Change = Callable[[dict[str, Any]], object]
STRANGE: list[Change] = [
    lambda content: content["entries"].clear(),
    lambda content: content["entries"][-1].update(original=None),
    lambda content: [entry.update(receipt=[]) for entry in content["entries"] if "receipt" in entry],
    lambda content: [
        entry.update(receipt={"path": ["x"], "digest": "y"}) for entry in content["entries"] if "receipt" in entry
    ],
    lambda content: [entry.update(kind="document") for entry in content["entries"] if entry["kind"] == "attachment"],
    lambda content: [entry.update(kind="form") for entry in content["entries"] if entry["kind"] == "document"],
    lambda content: content["head"].update(case=[]),
]


@pytest.mark.parametrize("change", STRANGE, ids=range(len(STRANGE)))
def test_a_strange_manifest_is_refused_and_breaks_nothing(pack: Path, tmp_path: Path, change: Change) -> None:
    forged = repacked(resealed(members(pack), change))
    assert not checked(tmp_path, forged).ok


def test_a_copy_that_is_changed_must_have_another_receipt(pack: Path, tmp_path: Path) -> None:
    forged = resealed({**members(pack), "attachments/01-chat.txt": b"forged"})
    assert failed(tmp_path, repacked(forged)) == ["receipts"]
    contents = members(pack)
    swapped = {
        **contents,
        "receipts/01.json": contents["receipts/02.json"],
        "receipts/02.json": contents["receipts/01.json"],
    }
    assert failed(tmp_path, repacked(resealed(swapped))) == ["receipts"]


def _without_receipt(content: dict[str, Any]) -> None:
    for entry in content["entries"]:
        entry.pop("receipt", None)


def _other_original(content: dict[str, Any]) -> None:
    next(entry for entry in content["entries"] if entry["kind"] == "attachment")["original"]["sha256"] = "0" * 64


def _receipt_elsewhere(content: dict[str, Any]) -> None:
    next(entry for entry in content["entries"] if entry["kind"] == "attachment")["receipt"]["path"] = "../../etc/passwd"


@pytest.mark.parametrize("change", [_without_receipt, _other_original, _receipt_elsewhere])
def test_receipts_belong_to_copies_and_originals(
    pack: Path, tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    assert failed(tmp_path, repacked(resealed(members(pack), change))) == ["receipts"]


NAMES = ("../evil.txt", "/etc/passwd", "a/../../b", "C:\\x", "a\\b", "a\0b", "\u202egpj.exe")


@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_elsewhere_are_refused(
    pack: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename(content: dict[str, Any]) -> None:
        content["entries"][0]["path"] = name

    contents = resealed(members(pack), rename)
    with monkeypatch.context() as patch:
        patch.setattr(archives, "is_safe", lambda _: True)
        data = repacked({name if n == "README.txt" else n: c for n, c in contents.items()})
    before = sorted(tmp_path.iterdir())
    found = checked(tmp_path, data)
    assert found.checks[0].values["place"] == "name"
    assert sorted(tmp_path.iterdir()) == [*before, tmp_path / "changed.zip"]


def test_sizes_that_lie_are_refused(pack: Path, tmp_path: Path) -> None:
    """No member can be longer than the file: nothing is packed, so nothing can be a bomb."""
    data = pack.read_bytes()
    directory = data.index(b"PK\x01\x02")
    for offset, code in ((18, "<II"), (22, "<I")):
        for size in (0, 0xFFFFFFFF, len(data)):
            values = (size, size) if code == "<II" else (size,)
            changed = bytearray(data)
            struct.pack_into(code, changed, offset, *values)
            struct.pack_into(code, changed, directory + offset + 2, *values)
            assert failed(tmp_path, bytes(changed))


@pytest.mark.parametrize(
    "content", [b"[]\n", b"{}\n", b"{" * 50_000, b"\xff", canonical({"schema": manifests.SCHEMA}) + b"\n"]
)
@pytest.mark.parametrize("member", ["manifest.json", "seal.json"])
def test_hostile_manifests_and_seals(pack: Path, tmp_path: Path, member: str, content: bytes) -> None:
    assert failed(tmp_path, repacked({**members(pack), member: content}))


# -- originals


def test_the_originals_are_those_of_the_manifest(locked: Path, tmp_path: Path) -> None:
    originals = locked.parent / "case" / "attachments"
    assert verify(locked, originals=originals).ok
    assert {c.id: c.answer for c in verify(locked).checks}["originals"] == "open"
    shutil.copytree(originals, tmp_path / "copy")
    (tmp_path / "copy" / "orders.csv").rename(tmp_path / "copy" / "renamed")
    assert verify(locked, originals=tmp_path / "copy").ok
    (tmp_path / "copy" / "renamed").write_bytes(b"other")
    found = verify(locked, originals=tmp_path / "copy")
    assert found.checks[-1].values == {"names": "attachments/02-orders.csv"}
    assert found.exit_code == 1
    with pytest.raises(UsageError, match="no folder"):
        verify(locked, originals=tmp_path / "nowhere")


def test_encrypted_originals_come_out_as_they_were(locked: Path, tmp_path: Path) -> None:
    assert open_originals(locked, tmp_path / "out", PASSPHRASE) == 3
    there = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert there == {"01-chat.txt": CHAT.encode(), "02-orders.csv": TABLE.encode(), "03-screen.png": PNG}
    assert "originals/04.enc" not in members(locked), "what the complainant leaves out is not in it at all"


def test_originals_stay_where_something_is_wrong(locked: Path, pack: Path, tmp_path: Path) -> None:
    for given, passphrase, match in (
        (locked, "another passphrase", "not the one"),
        (locked, "short", "12"),
        (pack, PASSPHRASE, "without"),
    ):
        with pytest.raises(UsageError, match=match):
            open_originals(given, tmp_path / "out", passphrase)
    contents = members(locked)
    damaged = contents["originals/02.enc"][:-1] + b"\0"
    swapped = {"originals/01.enc": contents["originals/02.enc"], "originals/02.enc": contents["originals/01.enc"]}
    fewer = {name: content for name, content in contents.items() if name != "originals/03.enc"}
    for changed in ({**contents, "originals/02.enc": damaged}, {**contents, **swapped}, fewer):
        (tmp_path / "x.zip").write_bytes(repacked(changed))
        with pytest.raises(UsageError, match=r"damaged|all of its"):
            open_originals(tmp_path / "x.zip", tmp_path / "out", PASSPHRASE)
    (tmp_path / "there").mkdir()
    with pytest.raises(UsageError, match="exists"):
        open_originals(locked, tmp_path / "there", PASSPHRASE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there", "x.zip"]


@pytest.mark.parametrize("name", ["../../evil.sh", "/etc/cron.d/x", "a\0b", "..", "", "x" * 300, "a\u202eb.txt"])
def test_names_of_originals_cannot_lead_elsewhere(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leakguard.evidence.pack.readable", lambda _: name)
    monkeypatch.setattr("hashlib.scrypt", lambda secret, **_: (secret * 8)[:64])
    pack, _ = built(tmp_path, case_in(tmp_path / "case", {"a.txt": b"x"}), passphrase=PASSPHRASE)
    open_originals(pack, tmp_path / "out", PASSPHRASE)
    (only,) = (tmp_path / "out").iterdir()
    assert only.name.startswith("01-original")
    assert only.read_bytes() == b"x"
