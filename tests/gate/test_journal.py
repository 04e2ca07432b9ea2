"""The journal: what was written stays as it was, or ``verify`` says which line is not."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from leakguard.detection.detector import default_detector
from leakguard.errors import UsageError
from leakguard.gate.journal import Entry, Journal, ReasonCount, journal_for, read_journal, verify_journal
from leakguard.gate.record import safe_name

from ..cli.support import NAME, PHONE, RESIDENT_ID


def entry(number: int = 0) -> Entry:
    reasons = (ReasonCount("forbidden", "PHONE_NUMBER", number),)
    return Entry("check", "share-redacted", f"orders-{number}.csv", "ab" * 32, "share", "cd" * 32, reasons, 1)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path / "verdicts.jsonl")
    for number in range(3):
        made.append(entry(number))
    made.append(entry(3), entry(4))
    return made


def test_lines(journal: Journal) -> None:
    lines = journal.path.read_bytes().splitlines()
    header, *records = map(json.loads, lines)
    assert (header["journal"], header["version"]) == ("leakguard-journal", 1)
    assert [record["n"] for record in records] == [2, 3, 4, 5, 6]
    assert [record["previous"] for record in records] == [hashlib.sha256(line).hexdigest() for line in lines[:-1]]
    assert records[1]["reasons"] == [{"code": "forbidden", "what": "PHONE_NUMBER", "count": 1}]
    assert records[1]["time"].endswith("Z")
    assert list(read_journal(journal.path)) == [header, *records]
    found = verify_journal(journal.path)
    assert (found.intact, found.lines, found.entries, found.torn) == (True, 6, 5, 0)
    assert found.head == hashlib.sha256(lines[-1]).hexdigest()
    assert found.verdicts == {"share-redacted": 5}


@pytest.mark.skipif(os.name == "nt", reason="modes")
def test_nobody_else_reads_it(journal: Journal) -> None:
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600


Lines = list[bytes]
CHANGES: dict[str, tuple[Callable[[Lines], Lines], int | None, str | None]] = {
    "nothing": (lambda x: x, None, None),
    "a changed count": (lambda x: [*x[:2], x[2].replace(b'"count":1', b'"count":0'), *x[3:]], 4, "chain"),
    "a line taken out": (lambda x: [*x[:2], *x[3:]], 3, "chain"),
    "two lines exchanged": (lambda x: [*x[:2], x[3], x[2], *x[4:]], 3, "chain"),
    "a line put in": (lambda x: [*x[:2], b'{"n":3}', *x[2:]], 3, "chain"),
    "the last line changed": (lambda x: [*x[:-1], x[-1].replace(b'"n":6', b'"n":7')], 6, "number"),
    "no JSON": (lambda x: [*x[:2], b"x", *x[3:]], 3, "json"),
    "no JSON at the end": (lambda x: [*x[:-1], b"x"], 6, "json"),
    "JSON of another kind": (lambda x: [*x[:2], b"[]", *x[3:]], 3, "json"),
    "no header": (lambda x: x[1:], 1, "header"),
    "the end cut off": (lambda x: x[:-1], None, None),
    "a note of a crash that was none": (lambda x: [*x[:2], b'{"event":"torn"}', *x[2:]], 3, "chain"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_found(journal: Journal, name: str) -> None:
    change, line, problem = CHANGES[name]
    changed = change(journal.path.read_bytes().splitlines())
    journal.path.write_bytes(b"".join(each + b"\n" for each in changed))
    found = verify_journal(journal.path)
    assert (found.broken, found.problem) == (line, problem)


def test_an_end_cut_off_is_found_by_the_head(journal: Journal) -> None:
    head = verify_journal(journal.path).head
    journal.append(entry(9))
    assert verify_journal(journal.path, head).intact
    journal.path.write_bytes(b"".join(line + b"\n" for line in journal.path.read_bytes().splitlines()[:4]))
    assert verify_journal(journal.path).intact
    assert verify_journal(journal.path, head).problem == "head"


def test_every_torn_end_heals(journal: Journal) -> None:
    """A crash can leave any part of a line behind; the next append notes it, and the chain goes on."""
    whole = journal.path.read_bytes()
    last = whole.rindex(b"\n", 0, -1) + 1
    for end in [last + 1, last + 20, len(whole) - 2, len(whole) - 1]:
        journal.path.write_bytes(whole[:end])
        assert verify_journal(journal.path).problem == "torn"
        journal.append(entry(7))
        found = verify_journal(journal.path)
        assert (found.broken, found.problem, found.torn) == (None, None, 1)
        assert list(read_journal(journal.path))[-1]["n"] == 8
        damaged = journal.path.read_bytes().replace(b'"count":2', b'"count":9')
        journal.path.write_bytes(damaged)
        assert verify_journal(journal.path).broken is not None


def test_a_fragment_that_was_changed_later(journal: Journal) -> None:
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole[:-20])
    journal.append(entry(7))
    lines = journal.path.read_bytes().splitlines()
    for index in (4, 5):  # the line before the fragment, and the fragment
        changed = [*lines[:index], lines[index][:-1] + b"?", *lines[index + 1 :]]
        journal.path.write_bytes(b"".join(line + b"\n" for line in changed))
        assert not verify_journal(journal.path).intact


def test_a_torn_header_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "j"
    for start in (b"", b"{", b'{"journal":"leakguard-journal","ver'):
        path.write_bytes(start)
        Journal(path).append(entry())
        assert verify_journal(path).intact


@pytest.mark.parametrize("content", [b"orders,1\n", b"{}\n", b'{"journal":"other"}\n'])
def test_other_files_are_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="no journal"):
        Journal(path).append(entry())
    assert path.read_bytes() == content


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no" / "such" / "folder" / "j"):
        with pytest.raises(UsageError):
            Journal(path).append(entry())
    with pytest.raises(UsageError):
        verify_journal(tmp_path / "none")


def _write(path: Path, first: int) -> None:
    for number in range(first, first + 20):
        Journal(path).append(entry(number))


def test_processes_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "j"
    context = multiprocessing.get_context("fork" if os.name != "nt" else "spawn")
    workers = [context.Process(target=_write, args=(path, first)) for first in (0, 100, 200)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = verify_journal(path)
    assert (found.intact, found.entries) == (True, 60)
    numbers = [record["reasons"][0]["count"] for record in read_journal(path) if "n" in record]
    assert sorted(numbers) == sorted(n for first in (0, 100, 200) for n in range(first, first + 20))


def test_which_journal(tmp_path: Path) -> None:
    assert journal_for(None, {}) is None
    assert journal_for(None, {"LEAKGUARD_JOURNAL": ""}) is None
    for made in (journal_for("a", {"LEAKGUARD_JOURNAL": "b"}), journal_for(None, {"LEAKGUARD_JOURNAL": "a"})):
        assert made is not None
        assert made.path == Path("a")


NAMES = [
    ("orders.csv", "orders.csv"),
    (f"收货人{NAME}_{PHONE}.csv", None),
    (f"{PHONE}.csv", None),
    (f"orders-{RESIDENT_ID}-final.xlsx", None),
    (f"{NAME}.csv", None),
    ("orders_20240318201105.csv", "orders_<NUMBER>.csv"),
]


@pytest.mark.parametrize(("name", "safe"), NAMES)
def test_names_of_sources(name: str, safe: str | None) -> None:
    """``NAME`` alone is no sentence: it is known because the file holds it."""
    told = safe_name(name, default_detector(), values=[NAME])
    assert safe is None or told == safe
    assert not any(value in told for value in (NAME, PHONE, RESIDENT_ID))
    assert told.endswith((".csv", ".xlsx"))
