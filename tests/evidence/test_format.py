"""``docs/evidence-format.md``: what it tells others to do works."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from leakguard.proof import signing

from .pack_support import built

TEXT = (Path(__file__).parents[2] / "docs" / "evidence-format.md").read_text("utf-8")
SCRIPT = re.findall(r"```python\n(.*?)```", TEXT, re.S)[0]
VERIFY = re.findall(r"```sh\n(openssl pkeyutl .*?)\n", TEXT, re.S)[0]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("format")
    secret, public = signing.new_pair()
    (folder / "k.pem").write_bytes(secret)
    (folder / "k.pem").chmod(0o600)
    (folder / "shop.pem.pub").write_bytes(public)
    pack, _ = built(folder, signer=signing.Signer.from_file(folder / "k.pem"))
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(folder / "pack")
    shutil.copy(folder / "shop.pem.pub", folder / "pack")
    return folder / "pack"


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", SCRIPT], cwd=folder, capture_output=True, text=True, check=False)


def test_others_can_check_a_pack(unpacked: Path) -> None:
    assert check(unpacked).stdout == "intact\n"


@pytest.mark.parametrize("name", ["letter.md", "attachments/01-chat.txt", "manifest.json", "seal.json"])
def test_others_notice_a_change(unpacked: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(unpacked, folder)
    content = (folder / name).read_text("utf-8")
    changed = content.replace("0", "1", 1) if name.endswith(".json") else content + "x"
    (folder / name).write_text(changed, encoding="utf-8")
    assert check(folder).returncode != 0


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no OpenSSL to check the signature")
def test_openssl_checks_the_signature(unpacked: Path) -> None:
    check(unpacked)
    done = subprocess.run(VERIFY.split(), cwd=unpacked, capture_output=True, text=True, check=False)
    if "rawin" in done.stderr:
        pytest.skip("an OpenSSL before 3")
    assert "Success" in done.stdout
    (unpacked.parent / "signed.bin").write_bytes(b"other")
    assert subprocess.run(VERIFY.split(), cwd=unpacked, capture_output=True, check=False).returncode != 0
