"""``--jobs``: the same reports, findings and copies by any number of processes; interrupts and dying workers leave nothing behind."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from leakguard import api
from leakguard.errors import LeakguardError, UnscannedError
from leakguard.parallel.pool import Pool
from leakguard.parallel.scanning import Scanning
from leakguard.parallel.stretches import Stretchwise, result
from leakguard.parallel.worker import Failed
from leakguard.redaction import Alone, redact_file
from leakguard.reports.jsonformat import report_json
from leakguard.reports.stream import findings_writer
from leakguard.scanning import Scanner
from leakguard.sources import CsvSource, inputs, open_source
from leakguard.sources.csv import source as csv
from leakguard.sources.csv.parts import part_of, stretches

from .cli.support import ROOT, SAMPLES, run

MAKE = partial(api.scanner, tagger="none")
METHOD = "fork" if sys.platform == "linux" else "spawn"
SURNAMES, GIVEN, ROADS = "赵钱孙李周吴郑王冯陈", "文静思远若岚晓彤子轩", ("平江", "文三", "人民", "解放")


def table(rows: int, seed: int = 7) -> str:
    """Orders with quoted line ends, personal data in remarks, and rows that are short of fields."""
    draw = random.Random(seed)
    lines = ["订单编号,收货人,联系手机,收货地址,买家留言,金额\n"]
    for number in range(rows):
        name = draw.choice(SURNAMES) + "".join(draw.sample(GIVEN, 2))
        phone = f"1390{draw.randrange(10**7):07d}"
        said = draw.choice(
            [
                "",
                "尽快发货",
                f"请打1380{draw.randrange(10**7):07d}联系",
                f'"放门口,\n别""敲""门 {name}"',
                f"寄给{name} {phone}",
            ]
        )
        address = f"江苏省苏州市姑苏区{draw.choice(ROADS)}路{draw.randrange(1, 900)}号{draw.randrange(1, 40)}幢{number % 30}室"
        lines.append(f"2026{number:08d},{name},{phone},{address},{said},{draw.randrange(1, 500)}.00\n")
        if number % 97 == 0:
            lines.append("\n合计,,3\n")
    return "".join(lines)


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return MAKE()


@pytest.fixture
def divided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of a thirty kilobytes are large ones."""
    monkeypatch.setattr(csv, "LARGE", 8 << 10)
    monkeypatch.setattr(csv, "DIVIDED", 16 << 10)
    monkeypatch.setattr(csv, "LARGE_BLOCK_BYTES", 4 << 10)


@pytest.fixture
def orders(tmp_path: Path, divided: None) -> Path:
    path = tmp_path / "orders.csv"
    path.write_bytes(table(400).encode("gb18030"))
    assert path.stat().st_size > csv.DIVIDED
    return path


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    shutil.copytree(SAMPLES, folder)
    (folder / "deep").mkdir()
    (folder / "deep" / "more.csv").write_text(table(30), encoding="utf-8")
    (folder / "log.jsonl").write_text('{"phone": "13902746158"}\n{"note": "收货人：欧阳文静"}\n', encoding="utf-8")
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    return folder


def test_stretches_are_what_blocks_are(orders: Path) -> None:
    source = open_source(orders)
    assert isinstance(source, CsvSource)
    found = list(stretches(source))
    assert len(found) > 3
    assert [found[0].start, found[-1].stop] == [0, orders.stat().st_size]
    assert all(one.stop == next_one.start for one, next_one in pairwise(found))
    parts = [block for stretch in found for block in part_of(source, stretch).blocks()]
    whole = list(source.blocks())
    assert [(b.first_row, b.rows) for b in parts] == [(b.first_row, b.rows) for b in whole]
    assert b"".join(source.splice(block, ()) for block in parts) == orders.read_bytes()


def scanned(scanner: Scanner, path: Path, form: str, jobs: int, limit: int = 100_000) -> tuple[bytes, bytes]:
    """The report, and the file of findings."""
    items, report, written = list(inputs([path])), scanner.report(limit), bytearray()
    writer = findings_writer(Path(f"x.{form}"), written.extend)
    if jobs == 1:
        for item in items:
            scanner.add(report, item, writer.add)
    else:
        with Pool(scanner, MAKE, jobs, method=METHOD) as pool:
            for _ in Scanning(pool, scanner).add(report, items, writer):
                pass
    writer.close()
    return report_json(report), bytes(written)


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
@pytest.mark.parametrize("what", ["exports", "orders"])
def test_the_same_findings(what: str, form: str, scanner: Scanner, request: pytest.FixtureRequest) -> None:
    path = request.getfixturevalue(what)
    one, two = (scanned(scanner, path, form, jobs) for jobs in (1, 2))
    assert one == two
    assert min(map(len, one)) > 1000


@pytest.mark.parametrize("limit", [0, 100, 500])
def test_the_same_listing_where_not_all_fit(limit: int, scanner: Scanner, orders: Path) -> None:
    one, two = (scanned(scanner, orders, "jsonl", jobs, limit) for jobs in (1, 2))
    assert one == two
    told = json.loads(one[0])["summary"]
    assert limit // 2 <= told["listed"] < told["findings"]


@pytest.mark.parametrize("form", ["terminal", "json"])
def test_the_same_on_the_command_line(form: str, exports: Path) -> None:
    one, two = (run("scan", exports, "-f", form, "--jobs", jobs, "--tagger", "none") for jobs in (1, 0))
    assert (one.exit_code, one.stdout, one.stderr) == (two.exit_code, two.stdout, two.stderr)
    assert one.exit_code == 1


@pytest.mark.parametrize("policy", ["share", "complaint-evidence", "analytics"])
def test_the_same_copy(policy: str, orders: Path, tmp_path: Path) -> None:
    scanner, copies, found, said = MAKE(policy=policy, key=b"0123456789abcdef"), [], [], []
    for jobs in (1, 2):
        target, written = tmp_path / f"copy-{jobs}.csv", bytearray()
        writer = findings_writer(Path("x.jsonl"), written.extend)
        with Pool(scanner, MAKE, 2, method=METHOD) as pool:
            work = Alone(writer.add) if jobs == 1 else Stretchwise(pool, writer)
            done = redact_file(scanner, scanner.open(orders), target, work=work)
        copies.append(target.read_bytes())
        found.append(written)
        said.append((done.changed, done.kept, report_json(done.report)))
    assert copies[0] == copies[1] != orders.read_bytes()
    assert found[0] == found[1]
    assert said[0] == said[1]
    assert not list(tmp_path.glob(".*"))


def test_the_same_folder(exports: Path, tmp_path: Path) -> None:
    said = []
    for jobs in (1, 2):
        done = run("redact", exports, "-o", tmp_path / "out", "--jobs", jobs, "--tagger", "none")
        assert done.exit_code == 3
        (tmp_path / "out").rename(tmp_path / f"out-{jobs}")
        said.append((done.stdout, done.stderr))
    assert said[0] == said[1]
    one, two = ({p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()}
                for root in (tmp_path / "out-1", tmp_path / "out-2"))  # fmt: skip
    assert one == two
    assert len(one) > 5


def test_check_stops_and_says_the_same(exports: Path) -> None:
    assert [run("check", exports, "--jobs", jobs, "--tagger", "none").exit_code for jobs in (1, 2)] == [1, 1]
    clean = [run("check", exports / "broken.xlsx", exports / "product-list.csv", "--jobs", n).exit_code for n in (1, 2)]
    assert clean == [3, 3]


def test_residue_is_refused(orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leakguard.hits.Hit.edit", lambda self, key: None)
    monkeypatch.setattr("leakguard.hits.ColumnHits.edit", lambda self, key: None)
    monkeypatch.setattr("leakguard.parallel.pool._method", lambda: METHOD)
    done = run("redact", orders, "-o", tmp_path / "out.csv", "--jobs", 2, "--tagger", "none")
    assert done.exit_code == 1
    assert "still holds" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [orders.name]


@dataclass(frozen=True)
class Act:
    """A task for the tests."""

    what: str

    def run(self, scanner: Scanner) -> str:
        if self.what == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.what == "crash":
            raise KeyError("13902746158")
        if self.what == "memory":
            raise MemoryError
        if self.what == "refuse":
            raise UnscannedError("too-large", "a detail")
        time.sleep(60 if self.what == "wait" else 0.01)
        return f"{self.what} {scanner.policy.id}"


@pytest.fixture(params=["fork", "spawn"])
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    if request.param == "fork" and sys.platform != "linux":
        pytest.skip("processes are copied on Linux only")
    with Pool(MAKE(), MAKE, 2, method=request.param) as pool:
        yield pool


def test_a_dead_worker_fails_its_task_only(pool: Pool) -> None:
    words = ["a", "die", "b", "memory", "c", "crash", "d", "refuse", "e"]
    outcomes = [outcome for _, outcome in pool.run([Act(word) for word in words])]
    assert [result(outcomes[index]) for index in (0, 2, 4, 6, 8)] == [f"{word} share" for word in "abcde"]
    for index, message in ((1, "aborted: .*signal 9"), (3, "aborted: .*memory"), (7, "too-large: a detail")):
        with pytest.raises(UnscannedError, match=message):
            result(outcomes[index])
    with pytest.raises(
        LeakguardError,
        match=r"^internal error KeyError at parallel.worker.py:[0-9]+\. There is no verdict: do not share$",
    ):
        result(outcomes[5])


def test_what_is_given_up_is_ended(pool: Pool) -> None:
    before = pool.processes
    with closing(pool.run([Act("a"), Act("wait"), Act("b")])) as tasks:
        next(tasks)
    assert set(pool.processes) < set(before)
    assert [result(outcome) for _, outcome in pool.run([Act("z"), Act("y")])] == ["z share", "y share"]


@pytest.mark.skipif(sys.platform != "linux", reason="what is changed here is changed in copies only")
def test_a_dead_worker_is_unscanned(orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr("leakguard.parallel.tasks.edited_blocks", die)
    monkeypatch.setattr("leakguard.parallel.pool._method", lambda: METHOD)
    done = run("redact", orders, "-o", tmp_path / "out.csv", "--jobs", 2, "--tagger", "none")
    assert done.exit_code == 3
    assert "signal 9" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [orders.name]


@pytest.mark.parametrize("words", [["scan", "{}", "-f", "jsonl", "-o", "found.jsonl"], ["redact", "{}", "-o", "out"]])
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt_leaves_nothing(words: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(6):
        (folder / f"orders-{number}.csv").write_text(table(3_000, number), encoding="utf-8")
    command = [sys.executable, "-m", "leakguard", *(word.format(folder) for word in words), "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C", "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
                          start_new_session=True,
                          preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)) as process:  # fmt: skip
        while not list(tmp_path.rglob(".leakguard-*/*")) and process.poll() is None:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=90)
    assert process.returncode == 130
    assert said.decode() == "Interrupted; there is no verdict.\n"
    left = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*") if not path.is_relative_to(folder)}
    assert left <= {"out"}
    assert not list(tmp_path.rglob(".*"))
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_errors_travel_without_what_they_say() -> None:
    with pytest.raises(LeakguardError, match="text"):
        Failed("LeakguardError", ("text",)).throw()
