"""Names of what goes on: nothing personal, not too long, never taken."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from leakguard import api
from leakguard.outbox.names import fitted, free_number, free_parent, numbered, readable, safe_path
from leakguard.scanning import Scanner

PERSONAL = [
    ("张伟的订单.csv", "[PERSON]的订单.csv"),
    ("客户-王小明.xlsx", "客户-[PERSON].xlsx"),
    ("order_13902746158.csv", "order_[PHONE_NUMBER].csv"),
    ("110101199003072316.txt", "[CN_RESIDENT_ID].txt"),
    ("客户-王小明/订单.csv", "客户-[PERSON]/订单.csv"),
    ("wenjing.ouyang@example.com", "[EMAIL_ADDRESS]"),
]


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return api.scanner(tagger="none")


@pytest.mark.parametrize(("name", "safe"), PERSONAL)
def test_personal_values_are_replaced(scanner: Scanner, name: str, safe: str) -> None:
    assert str(safe_path(scanner, Path(name), "file")) == safe


@pytest.mark.parametrize("name", ["orders.csv", "订单_20240618.xlsx", "sub/导出 (2).csv", "发货单.json"])
def test_other_names_stay(scanner: Scanner, name: str) -> None:
    assert str(safe_path(scanner, Path(name), "file")) == name


def test_names_in_gbk_are_read(scanner: Scanner) -> None:
    name = os.fsdecode("王小明的订单.csv".encode("gbk"))
    assert readable(name) == "王小明的订单.csv"
    assert "王小明" not in str(safe_path(scanner, Path(name), "file"))


def test_long_names_are_cut(scanner: Scanner) -> None:
    assert len(os.fsencode(str(safe_path(scanner, Path("单" * 83 + ".csv"), "file")))) < 240
    assert fitted("单" * 83 + ".csv", 100).endswith("单.csv")


def test_numbers() -> None:
    assert [str(path) for path in itertools.islice(numbered(Path("a/orders.csv")), 3)] == [
        "a/orders.csv",
        "a/orders (2).csv",
        "a/orders (3).csv",
    ]
    assert free_number(lambda number: number > 3) == 4
    assert all(len(os.fsencode(path.name)) <= 255 for path in itertools.islice(numbered(Path("单" * 85)), 20))


def test_a_folder_whose_name_a_file_has(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    (tmp_path / "b").mkdir()
    assert free_parent(tmp_path, Path("a/c")) == Path("a (2)/c")
    assert free_parent(tmp_path, Path("b/c")) == Path("b/c")
    assert free_parent(tmp_path, Path()) == Path()


def test_a_name_that_cannot_be_read_says_nothing(scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("leakguard.detection.detector.Detector.find", crash)
    assert safe_path(scanner, Path("王小明.csv"), "file") == Path("file")
