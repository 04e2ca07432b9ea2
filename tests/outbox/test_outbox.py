"""The outbox in this process: what goes where, what is blocked, what is taken up after an interruption."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leakguard import api
from leakguard.errors import UsageError
from leakguard.gate.journal import Journal, read_journal, verify_journal
from leakguard.outbox import Done, Outbox, moves, producing
from leakguard.outbox.completeness import Patience
from leakguard.outbox.entering import Book
from leakguard.outbox.folders import WORK, Folders, folders
from leakguard.outbox.jobs import stored_jobs
from leakguard.proof.verification import verify
from leakguard.scanning import Scanner

NAME, PHONE = "欧阳文静", "13902746158"
CSV = f"订单编号,收货人,联系手机\n20240001,{NAME},{PHONE}\n"
CLEAN = "货号,数量\nA-1,3\n"
PICTURE = b"\x89PNG\r\n\x1a\n0000"


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return api.scanner(tagger="none")


@pytest.fixture
def places(tmp_path: Path) -> Folders:
    (tmp_path / "in").mkdir()
    return folders(tmp_path / "in", tmp_path / "to", tmp_path / "kept")


@pytest.fixture
def across(tmp_path: Path) -> Iterator[Folders]:
    """An inbox and a target in another file system than the quarantine."""
    there = Path("/dev/shm/leakguard-test-" + tmp_path.name)
    if not there.parent.is_dir() or there.parent.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system here")
    shutil.rmtree(there, ignore_errors=True)
    (there / "in").mkdir(parents=True)
    yield folders(there / "in", there / "to", tmp_path / "kept")
    shutil.rmtree(there)


def put(places: Folders, name: str, content: str | bytes = CSV) -> Path:
    path = places.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def once(places: Folders, scanner: Scanner, journal: Path | None = None, settle: float = 0) -> list[Done]:
    """The files that came to their end; there must be no trouble."""
    enter = Book(Journal(journal), scanner.policy) if journal else None
    outbox = Outbox(places, scanner, Patience(settle), enter=enter)
    with outbox.opened():
        events = list(outbox.once())
    assert [event for event in events if not isinstance(event, Done)] == []
    return [event for event in events if isinstance(event, Done)]


def listed(folder: Path) -> list[str]:
    """The files of a folder, work folders left out."""
    paths = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file())
    return [str(path) for path in paths if WORK not in path.parts]


def nothing_left(places: Folders) -> bool:
    work = (places.jobs, places.claimed, places.staged)
    return listed(places.inbox) == [] and not any(list(folder.iterdir()) for folder in work)


@pytest.mark.parametrize("where", ["places", "across"])
def test_released(where: str, scanner: Scanner, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    places: Folders = request.getfixturevalue(where)
    put(places, "sub/orders.csv")
    put(places, "clean.csv", CLEAN)
    done = once(places, scanner, tmp_path / "journal")
    assert [(event.outcome.published, event.outcome.spans) for event in done] == [
        ("clean.csv", 0),
        ("sub/orders.csv", 2),
    ]
    assert listed(places.target) == [
        "clean.csv",
        "clean.csv.receipt.json",
        "sub/orders.csv",
        "sub/orders.csv.receipt.json",
    ]
    assert listed(places.quarantine) == ["clean.csv", "sub/orders.csv"]
    assert (places.quarantine / "sub/orders.csv").read_text("utf-8") == CSV
    copy = places.target / "sub/orders.csv"
    assert not {NAME, PHONE} & set(copy.read_text("utf-8").replace("\n", ",").split(","))
    assert verify(copy.with_name("orders.csv.receipt.json"), copy, original=places.quarantine / "sub/orders.csv").ok
    assert nothing_left(places)
    assert verify_journal(tmp_path / "journal").verdicts == {"share": 1, "share-redacted": 1}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("photo.png", PICTURE, "unscanned.unsupported"),
        ("broken.xlsx", b"PK\x03\x04" + bytes(60), "unscanned."),
    ],
)
def test_blocked(places: Folders, scanner: Scanner, name: str, content: bytes, code: str) -> None:
    put(places, f"sub/{name}", content)
    (done,) = once(places, scanner)
    assert (done.outcome.released, done.outcome.exit_code) == (False, 3)
    assert listed(places.target) == []
    assert listed(places.quarantine) == [f"sub/{name}", f"sub/{name}.blocked.json"]
    reason = json.loads((places.quarantine / f"sub/{name}.blocked.json").read_text("utf-8"))
    assert reason["reasons"][0]["code"].startswith(code)
    assert reason["reasons"][0]["zh"] != reason["reasons"][0]["en"]
    assert str(places.quarantine) not in json.dumps(reason)
    assert nothing_left(places)


@pytest.mark.parametrize("to", ["/etc/hostname", "orders.csv", "/nowhere", "."])
def test_links_are_not_followed(places: Folders, scanner: Scanner, to: str) -> None:
    (places.inbox / "link.csv").symlink_to(to)
    (done,) = once(places, scanner)
    assert [reason.code for reason in done.outcome.reasons] == ["link"]
    assert listed(places.target) == []
    assert listed(places.quarantine) == ["link.csv", "link.csv.blocked.json"]
    assert (places.quarantine / "link.csv").readlink() == Path(to)


def test_a_policy_may_block(places: Folders, scanner: Scanner) -> None:
    policy = replace(scanner.policy, limits=replace(scanner.policy.limits, persons=1))
    put(places, "orders.csv", CSV + "20240002,王小明,13902746159\n20240003,李丽华,13902746160\n")
    (done,) = once(places, replace(scanner, policy=policy))
    assert [reason.code for reason in done.outcome.reasons] == ["persons"]
    assert done.outcome.exit_code == 1
    text = (places.quarantine / "orders.csv.blocked.json").read_text("utf-8")
    assert not [value for value in (NAME, PHONE, "王小明") if value in text]


def test_a_failed_proof_blocks(places: Folders, scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leakguard.hits.Hit.edit", lambda *_: None)
    monkeypatch.setattr("leakguard.hits.ColumnHits.edit", lambda *_: None)
    put(places, "orders.csv")
    (done,) = once(places, scanner)
    assert [reason.code for reason in done.outcome.reasons] == ["residue"]
    assert listed(places.target) == []


def test_a_crash_blocks_one_file_only(places: Folders, scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(self: Scanner, path: Path, stdin: object = None) -> None:
        raise RuntimeError(PHONE)

    put(places, "orders.csv")
    with monkeypatch.context() as patched:
        patched.setattr(Scanner, "open", crash)
        (done,) = once(places, scanner)
    assert [reason.code for reason in done.outcome.reasons] == ["crash"]
    assert PHONE not in (places.quarantine / "orders.csv.blocked.json").read_text("utf-8")


def test_the_same_name_again_gets_a_number(places: Folders, scanner: Scanner) -> None:
    for content in (CSV, CLEAN, PICTURE, CSV):
        put(places, "sub/orders.csv", content)
        once(places, scanner)
    assert listed(places.quarantine) == [
        "sub/orders (2).csv", "sub/orders (3).csv", "sub/orders (3).csv.blocked.json", "sub/orders (4).csv", "sub/orders.csv",
    ]  # fmt: skip
    assert [name for name in listed(places.target) if not name.endswith(".json")] == [
        "sub/orders (2).csv", "sub/orders (4).csv", "sub/orders.csv",
    ]  # fmt: skip


def test_a_copy_that_was_uploaded_is_not_made_again(places: Folders, scanner: Scanner) -> None:
    put(places, "orders.csv")
    once(places, scanner)
    for path in listed(places.target):
        (places.target / path).unlink()
    assert once(places, scanner) == []
    assert listed(places.target) == []


def test_a_file_in_the_way_of_a_folder(places: Folders, scanner: Scanner) -> None:
    put(places, "sub", CLEAN)
    once(places, scanner)
    put(places, "sub/orders.csv")
    once(places, scanner)
    assert listed(places.quarantine) == ["sub", "sub (2)/orders.csv"]


def test_a_name_taken_in_the_last_moment(places: Folders, scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else puts a file into the target between the choice of a name and the rename."""
    put(places, "orders.csv")
    produce = producing.produce

    def meanwhile(*arguments: object) -> object:
        outcome = produce(*arguments)  # type: ignore[arg-type]
        if outcome.published == "orders.csv":
            (places.target / "orders.csv").write_text("mine", encoding="utf-8")
        return outcome

    monkeypatch.setattr("leakguard.outbox.outbox.produce", meanwhile)
    (done,) = once(places, scanner, settle=0.01)
    assert done.outcome.published == "orders (2).csv"
    assert (places.target / "orders.csv").read_text("utf-8") == "mine"
    assert listed(places.target) == ["orders (2).csv", "orders (2).csv.receipt.json", "orders.csv"]


def test_names_with_personal_values(places: Folders, scanner: Scanner) -> None:
    put(places, f"{NAME}的订单.csv")
    put(places, f"收货人{PHONE}.png", PICTURE)
    once(places, scanner)
    assert listed(places.target) == ["[PERSON]的订单.csv", "[PERSON]的订单.csv.receipt.json"]
    assert listed(places.quarantine) == sorted(
        [f"{NAME}的订单.csv", f"收货人{PHONE}.png", "收货人[PHONE_NUMBER].png.blocked.json"]
    )


def test_a_file_that_is_open_for_writing_waits(places: Folders, scanner: Scanner) -> None:
    if sys.platform != "linux":
        pytest.skip("leases are Linux's")
    with (places.inbox / "orders.csv").open("wb") as stream:
        stream.write(CSV.encode()[:20])
        stream.flush()
        assert once(places, scanner) == []
        stream.write(CSV.encode()[20:])
    (done,) = once(places, scanner)
    assert done.outcome.spans == 2


def test_a_file_that_changes_while_it_is_read(
    places: Folders, scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(places, "orders.csv")
    redact, times = producing.redact_with_receipt, []

    def meanwhile(scanner: Scanner, source: object, *arguments: object, **options: object) -> object:
        made = redact(scanner, source, *arguments, **options)  # type: ignore[arg-type]
        if not times:
            with Path(source.name).open("a", encoding="utf-8") as stream:  # type: ignore[attr-defined]
                stream.write(f"20240002,{NAME},{PHONE}\n")
        times.append(1)
        return made

    monkeypatch.setattr(producing, "redact_with_receipt", meanwhile)
    (done,) = once(places, scanner, settle=0.01)
    assert (len(times), done.outcome.spans) == (2, 4)


class TestRecovery:
    def interrupt(self, places: Folders, scanner: Scanner, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
        """Run until a step, and no further."""

        def stop(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(where, stop)
            with pytest.raises(KeyboardInterrupt):
                once(places, scanner)

    @pytest.mark.parametrize("where", ["outbox.produce", "outbox.finish", "steps._publish", "steps._keep"])
    def test_goes_on(self, places: Folders, scanner: Scanner, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
        put(places, "orders.csv")
        self.interrupt(places, scanner, monkeypatch, f"leakguard.outbox.{where}")
        assert len(stored_jobs(places.jobs)) == 1
        once(places, scanner, settle=0.01)
        assert listed(places.target) == ["orders.csv", "orders.csv.receipt.json"]
        assert listed(places.quarantine) == ["orders.csv"]
        assert nothing_left(places)

    def test_other_rules_make_another_copy(
        self, places: Folders, scanner: Scanner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(places, "orders.csv")
        self.interrupt(places, scanner, monkeypatch, "leakguard.outbox.steps._publish")
        stricter = api.scanner(policy="waybill", tagger="none")
        (done,) = once(places, stricter, settle=0.01)
        receipt = json.loads((places.target / "orders.csv.receipt.json").read_text("utf-8"))
        assert (receipt["policy"]["id"], done.outcome.released) == ("waybill", True)

    def test_a_damaged_copy_is_made_again(
        self, places: Folders, scanner: Scanner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(places, "orders.csv")
        self.interrupt(places, scanner, monkeypatch, "leakguard.outbox.steps._publish")
        (job,) = stored_jobs(places.jobs)
        assert job.copy
        job.copy.write_bytes(b"")
        once(places, scanner, settle=0.01)
        assert "PHONE_NUMBER" in (places.target / "orders.csv").read_text("utf-8")

    def test_one_entry_in_the_journal(
        self, places: Folders, scanner: Scanner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        put(places, "orders.csv")
        with monkeypatch.context() as patched:
            patched.setattr("leakguard.outbox.steps._publish", stop)
            with pytest.raises(KeyboardInterrupt):
                once(places, scanner, tmp_path / "journal")
        once(places, scanner, tmp_path / "journal", settle=0.01)
        entries = [record for record in read_journal(tmp_path / "journal") if record.get("event") == "verdict"]
        assert [(entry["verdict"], entry["source"]) for entry in entries] == [("share-redacted", "orders.csv")]

    def test_what_kills_the_process_is_given_up(
        self, places: Folders, scanner: Scanner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(places, "orders.csv")
        self.interrupt(places, scanner, monkeypatch, "leakguard.outbox.outbox.produce")
        (job,) = stored_jobs(places.jobs)
        (job.folder / "begun").write_bytes(b"." * producing.MAX_DEATHS)
        (done,) = once(places, scanner, settle=0.01)
        assert [reason.code for reason in done.outcome.reasons] == ["aborted"]

    def test_jobs_of_other_folders_are_not_touched(
        self, places: Folders, scanner: Scanner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        put(places, "orders.csv")
        self.interrupt(places, scanner, monkeypatch, "leakguard.outbox.outbox.produce")
        (tmp_path / "other").mkdir()
        with pytest.raises(UsageError, match="another outbox has begun"):
            once(folders(tmp_path / "other", places.target, places.quarantine), scanner)

    def test_what_was_claimed_for_a_quarantine_that_is_gone(self, across: Folders, scanner: Scanner) -> None:
        across.prepare()
        (across.claimed / "20260101T000000.000000000-00000000").write_text(CSV, encoding="utf-8")
        (done,) = once(across, scanner)
        assert done.outcome.released
        assert (across.quarantine / done.outcome.kept).read_text("utf-8") == CSV


class TestFolders:
    @pytest.mark.parametrize(
        ("target", "quarantine"), [("in", "kept"), ("in/to", "kept"), ("to", "to/kept"), ("to", "in/kept"), ("to", "."), ("a/b", "kept")]
    )  # fmt: skip
    def test_refused(self, tmp_path: Path, target: str, quarantine: str) -> None:
        (tmp_path / "in").mkdir()
        with pytest.raises(UsageError):
            folders(tmp_path / "in", tmp_path / target, tmp_path / quarantine)
        assert [path.name for path in tmp_path.rglob("*")] == ["in"]

    def test_a_second_outbox_is_refused(self, places: Folders, scanner: Scanner, tmp_path: Path) -> None:
        first = Outbox(places, scanner, Patience(0))
        with first.opened():
            for other in (places, folders(places.inbox, tmp_path / "to2", tmp_path / "kept2")):
                with pytest.raises(UsageError, match="another outbox"):
                    once(other, scanner)
        assert once(places, scanner) == []

    def test_originals_are_not_for_others(self, places: Folders, scanner: Scanner) -> None:
        once(places, scanner)
        for folder in (places.quarantine, places.target / WORK, places.inbox / WORK):
            assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("system", ["with the call", "without"])
def test_rename_never_replaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    if system == "without":
        monkeypatch.setattr(moves, "_renameat2", lambda: None)
    (tmp_path / "a").write_text("a", encoding="ascii")
    (tmp_path / "b").write_text("b", encoding="ascii")
    with pytest.raises(FileExistsError):
        moves.rename_new(tmp_path / "a", tmp_path / "b")
    moves.rename_new(tmp_path / "a", tmp_path / "c")
    with pytest.raises(FileNotFoundError):
        moves.rename_new(tmp_path / "a", tmp_path / "d")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "c"]
