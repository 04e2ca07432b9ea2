"""``leakguard redact``: files, streams, folders, refusals."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from .support import CLEAN, CSV, NAME, PHONE, TEXT, VALUES, run


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(CSV, encoding="gb18030")
    return path


def holds_none(data: bytes, encoding: str = "utf-8") -> bool:
    return not any(value in data.decode(encoding) for value in VALUES)


def test_file_to_file(orders: Path, tmp_path: Path) -> None:
    before = orders.read_bytes()
    result = run("redact", orders, "-o", tmp_path / "out.csv")
    assert result.exit_code == 0
    assert orders.read_bytes() == before
    assert holds_none((tmp_path / "out.csv").read_bytes(), "gb18030")
    assert b"<PHONE_NUMBER>" in (tmp_path / "out.csv").read_bytes()
    for told in ("phone number", "replace by a label 1", "Proof passed", f"Output: {tmp_path / 'out.csv'}"):
        assert told in result.stdout


def test_stream_to_stream() -> None:
    result = run("redact", "-", "-o", "-", stdin=TEXT.encode())
    assert result.exit_code == 0
    assert holds_none(result.stdout_bytes)
    assert "<PHONE_NUMBER>" in result.stdout
    assert "Proof" not in result.stdout
    assert "Proof passed" in result.stderr


def test_quiet_says_nothing(orders: Path, tmp_path: Path) -> None:
    result = run("redact", orders, "-o", tmp_path / "out.csv", "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_clean_file_is_copied_unchanged(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CLEAN, encoding="utf-8")
    result = run("redact", tmp_path / "a.csv", "-o", tmp_path / "b.csv")
    assert (result.exit_code, (tmp_path / "b.csv").read_text("utf-8")) == (0, CLEAN)
    assert "nothing found" in result.stdout


def test_existing_output_needs_overwrite(orders: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("mine", encoding="utf-8")
    assert run("redact", orders, "-o", target).exit_code == 2
    assert target.read_text("utf-8") == "mine"
    assert run("redact", orders, "-o", target, "--overwrite").exit_code == 0
    assert holds_none(target.read_bytes(), "gb18030")


@pytest.mark.parametrize("extra", [[], ["--overwrite"]])
def test_the_original_is_never_the_output(orders: Path, extra: list[str]) -> None:
    before = orders.read_bytes()
    assert run("redact", orders, "-o", orders, *extra).exit_code == 2
    assert orders.read_bytes() == before


def test_unscanned_is_3_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    result = run("redact", tmp_path / "book.xlsx", "-o", tmp_path / "out.xlsx")
    assert result.exit_code == 3
    assert "cure:" in result.stderr
    assert not (tmp_path / "out.xlsx").exists()


def test_residue_is_1_and_writes_nothing(orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leakguard.scanning.Hit.edit", lambda self, key: None)
    result = run("redact", orders, "-o", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert "still holds" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [orders.name]


def test_residue_keeps_the_stream_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leakguard.scanning.Hit.edit", lambda self, key: None)
    result = run("redact", "-", "-o", "-", stdin=TEXT.encode())
    assert (result.exit_code, result.stdout) == (1, "")


def test_a_crash_in_the_middle_leaves_nothing(orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError(PHONE)

    monkeypatch.setattr("leakguard.redaction.prove", crash)
    assert run("redact", orders, "-o", tmp_path / "out.csv").exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == [orders.name]


def test_keyed_policy(orders: Path, tmp_path: Path) -> None:
    refused = run("redact", orders, "-o", tmp_path / "out.csv", "--policy", "complaint-evidence")
    assert refused.exit_code == 2
    assert "key" in refused.stderr
    key = tmp_path / "the.key"
    key.write_text("0123456789abcdef0123456789abcdef\n", encoding="ascii")
    assert (
        run("redact", orders, "-o", tmp_path / "out.csv", "--policy", "complaint-evidence", "--key-file", key).exit_code
        == 0
    )
    assert b"<PHONE_NUMBER:" in (tmp_path / "out.csv").read_bytes()


class TestFolder:
    @pytest.fixture
    def exports(self, tmp_path: Path) -> Path:
        folder = tmp_path / "in"
        (folder / "deep").mkdir(parents=True)
        (folder / "orders.csv").write_text(CSV, encoding="utf-8")
        (folder / "deep" / "chat.txt").write_text(TEXT, encoding="utf-8")
        (folder / "clean.csv").write_text(CLEAN, encoding="utf-8")
        return folder

    def test_is_mirrored(self, exports: Path, tmp_path: Path) -> None:
        before = {path: path.read_bytes() for path in exports.rglob("*") if path.is_file()}
        result = run("redact", exports, "-o", tmp_path / "out")
        assert result.exit_code == 0
        copies = sorted(path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*") if path.is_file())
        assert copies == sorted(path.relative_to(exports) for path in before)
        assert all(holds_none((tmp_path / "out" / copy).read_bytes()) for copy in copies)
        assert {path: path.read_bytes() for path in before} == before
        assert "the 3 copies hold nothing" in result.stdout

    def test_unscanned_files_are_listed_and_not_copied(self, exports: Path, tmp_path: Path) -> None:
        (exports / "book.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
        result = run("redact", exports, "-o", tmp_path / "out")
        assert result.exit_code == 3
        assert "book.xlsx" in result.stderr
        assert not (tmp_path / "out" / "book.xlsx").exists()
        assert (tmp_path / "out" / "orders.csv").exists()

    def test_parts_that_are_not_read_are_listed_and_count(self, exports: Path, tmp_path: Path) -> None:
        with zipfile.ZipFile(exports / "all.zip", "w") as archive:
            archive.writestr("orders.csv", CSV)
            archive.writestr("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
        result = run("redact", exports, "-o", tmp_path / "out")
        assert result.exit_code == 3
        assert "Copied without being looked at" in result.stderr
        assert "photo.png" in result.stderr

    def test_residue_wins_over_unscanned(self, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (exports / "book.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
        monkeypatch.setattr("leakguard.scanning.Hit.edit", lambda self, key: None)
        result = run("redact", exports, "-o", tmp_path / "out")
        assert result.exit_code == 1
        assert "book.xlsx" in result.stderr
        assert "Proof failed" in result.stderr
        assert [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()] == ["clean.csv"]

    @pytest.mark.parametrize("target", [".", "in", "in/out", "-"])
    def test_folders_within_each_other_are_refused(self, exports: Path, tmp_path: Path, target: str) -> None:
        before = sorted(exports.rglob("*"))
        where = "-" if target == "-" else tmp_path / target
        assert run("redact", exports, "-o", where, "--overwrite").exit_code == 2
        assert sorted(exports.rglob("*")) == before

    def test_full_target_needs_overwrite(self, exports: Path, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "orders.csv").write_text("mine", encoding="utf-8")
        assert run("redact", exports, "-o", tmp_path / "out").exit_code == 2
        assert (tmp_path / "out" / "orders.csv").read_text("utf-8") == "mine"
        assert run("redact", exports, "-o", tmp_path / "out", "--overwrite").exit_code == 0
        assert NAME not in (tmp_path / "out" / "orders.csv").read_text("utf-8")

    def test_missing_key_stops_before_anything_is_written(self, exports: Path, tmp_path: Path) -> None:
        assert run("redact", exports, "-o", tmp_path / "out", "--policy", "complaint-evidence").exit_code == 2
        assert not (tmp_path / "out").exists()

    def test_empty_folder(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        assert run("redact", tmp_path / "empty", "-o", tmp_path / "out").exit_code == 2


def test_the_same_value_that_a_policy_keeps_elsewhere_is_said(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(f"手机,备注,收货电话\n{PHONE},退到支付宝{PHONE},{PHONE}\n", encoding="utf-8")
    said = run("redact", path, "-o", tmp_path / "out.csv", "--policy", "courier").stdout
    assert "where the policy keeps the same value" in said.replace("\n", " ")
    assert PHONE in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_a_copy_that_must_not_leave_is_said_to_be_one(orders: Path, tmp_path: Path) -> None:
    result = run("redact", orders, "-o", tmp_path / "out.csv", "--policy", "audit")
    assert result.exit_code == 1
    assert "Do not share this copy" in result.stderr
    assert (tmp_path / "out.csv").read_bytes() == orders.read_bytes()
