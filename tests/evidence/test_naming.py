"""Names in a pack: they tell of nobody, and can be unpacked anywhere."""

from __future__ import annotations

import pytest

from leakguard import api
from leakguard.evidence.archive import is_safe
from leakguard.evidence.naming import name_in_pack, neutral, tells
from leakguard.proof.sought import Sought, keys_of
from leakguard.scanning import Scanner

HOSTILE = {
    "13902746158.txt": "01-attachment.txt",
    "收货人欧阳文静.txt": "01-attachment.txt",
    "110101199003072316_a.txt": "01-attachment.txt",
    "a\u202etxt.exe.txt": "01-attachment.txt",
    "a\nb.txt": "01-attachment.txt",
    "a<b>.txt": "01-attachment.txt",
    "=cmd.txt": "01-=cmd.txt",
    ".hidden.txt": "01-.hidden.txt",
    "微信聊天 2026-03-01.txt": "01-微信聊天 2026-03-01.txt",
    "x" * 230 + ".txt": "01-attachment.txt",
    "CON.txt": "01-CON.txt",
    "ExportOrderList202609301422.csv": "01-ExportOrderList202609301422.csv",
    "IMG_20260930_142205.txt": "01-IMG_20260930_142205.txt",
    "20260930142205.txt": "01-20260930142205.txt",
    "list202613301422.txt": "01-attachment.txt",
    "list202609302522.txt": "01-attachment.txt",
    "list2026093014225.txt": "01-attachment.txt",
}


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return api.scanner(policy="complaint-evidence", tagger="none", key=b"k" * 16)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_of_attachments(scanner: Scanner, name: str) -> None:
    member = name_in_pack(scanner, 1, f"attachments/{name}")
    assert member == f"attachments/{HOSTILE[name]}"
    assert is_safe(member)


def test_the_number_keeps_names_apart(scanner: Scanner) -> None:
    assert name_in_pack(scanner, 12, "attachments/deep/a.txt") == "attachments/12-a.txt"
    assert neutral(103, "x.CSV") == "attachments/103-attachment.csv"


def test_a_name_that_tells_what_is_hidden_inside() -> None:
    sought = Sought()
    for key in keys_of("PERSON", None, "赵敏君"):
        sought._add(key)
    assert tells(sought, "attachments/01-赵敏君.txt")
    assert not tells(sought, "attachments/01-聊天.txt")
    assert not tells(Sought(), "attachments/01-赵敏君.txt")
