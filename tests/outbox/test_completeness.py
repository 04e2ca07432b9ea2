"""When a file that arrives is complete."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from leakguard.outbox.arrivals import arrivals
from leakguard.outbox.completeness import Patience, has_partial_beside, is_being_written, is_partial

PARTIAL = [
    "a.csv.part", "a.csv.crdownload", "a.CRDOWNLOAD", "a.xlsx.tmp", "~$orders.xlsx", ".~lock.orders.ods#", ".a.csv.Xy12", ".DS_Store",
    "a.csv~", "a.filepart", "a.rar.td", "a.zip.xltd", "a.csv.swp",
]  # fmt: skip


@pytest.mark.parametrize("name", PARTIAL)
def test_names_of_what_is_not_complete(name: str) -> None:
    assert is_partial(Path("in", name))


@pytest.mark.parametrize("name", ["a.csv", "part.csv", "tmp", "订单.xlsx", "a~b.csv", "temp.txt"])
def test_names_of_what_is(name: str) -> None:
    assert not is_partial(Path("in", name))


def test_a_name_that_a_browser_reserved(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    assert not has_partial_beside(tmp_path / "a.csv")
    (tmp_path / "a.csv.part").touch()
    assert has_partial_beside(tmp_path / "a.csv")


def test_settled_when_nothing_changes_for_a_while(tmp_path: Path) -> None:
    path, now = tmp_path / "a.csv", [100.0]
    path.write_text("1", encoding="ascii")
    wall = path.stat().st_ctime_ns / 1e9
    patience = Patience(2, clock=lambda: now[0], wall=lambda: wall)
    assert not patience.is_settled(path)
    now[0] += 1.9
    assert not patience.is_settled(path)
    path.write_text("12", encoding="ascii")
    now[0] += 0.2
    assert not patience.is_settled(path)  # it changed; the wait begins anew
    now[0] += 2
    assert patience.is_settled(path)


def test_settled_at_once_if_it_is_old(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1", encoding="ascii")
    later = path.stat().st_ctime_ns / 1e9 + 2
    assert Patience(2, wall=lambda: later).is_settled(path)


def test_a_time_set_back_makes_no_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1", encoding="ascii")
    os.utime(path, (0, 0))
    assert not Patience(2).is_settled(path)


@pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")
def test_a_writer_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        assert is_being_written(path)
        stream.write(b"1")
    assert not is_being_written(path)
    with path.open("rb"):
        assert not is_being_written(path)
    assert not is_being_written(tmp_path / "none")


def test_what_is_listed(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "deep/er/c.csv", "x.part", ".leakguard/jobs/d.csv", "half.csv", "half.csv.part"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "outside").symlink_to("/etc", target_is_directory=True)
    os.mkfifo(tmp_path / "pipe")
    found = [(str(path.relative_to(tmp_path)), is_link) for path, is_link in arrivals(tmp_path)]
    assert found == [("a.csv", False), ("b.csv", False), ("deep/er/c.csv", False), ("outside", True)]
