"""The outbox under ``kill -9``: killed at random moments while files arrive, and at every step of a file's way.

    python benchmarks/outbox_kill.py [--kills 200] [--seed 1] [--across FOLDER] [--steps]

After every kill the folders are looked through: each original is in one place, nothing raw is below the target (the work folder
there included), each copy there scans clean and has a receipt that verifies. An uploader takes copies away now and then; no file may come
twice. At the end everything that arrived must have left, once, and be in the journal, once. ``--across`` puts the inbox and the target
into a folder in another file system than the quarantine. ``--steps`` kills before each single change to the disk instead.
Exit code 1 if anything is wrong. Processes are forked from one that has loaded everything, so a kill costs milliseconds.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from leakguard import api
from leakguard.gate.journal import Journal, verify_journal
from leakguard.outbox import Outbox, moves
from leakguard.outbox.completeness import Patience
from leakguard.outbox.entering import Book
from leakguard.outbox.folders import WORK, Folders, folders
from leakguard.outbox.names import REASON, RECEIPT
from leakguard.proof.receipt import redact_with_receipt
from leakguard.proof.verification import verify
from leakguard.scanning import Scanner

SETTLE = 0.04
SERIAL = re.compile(rb"SERIAL-([0-9]{6})")
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "明华丽静伟强芳娜敏杰"
NAMES = ("orders.csv", "chat.txt", "sub/orders.csv", "sub/deep/{name}的订单.csv", "records.jsonl")


def person(serial: int) -> tuple[str, str]:
    """An invented name and phone number that belong to one file only."""
    chooser = random.Random(serial)
    name = chooser.choice(SURNAMES) + "".join(chooser.choice(GIVEN) for _ in range(2))
    return name, f"139{serial:08d}"


def content(serial: int, kind: str) -> bytes:
    name, phone = person(serial)
    if kind.endswith(".csv"):
        rows = [f"{n},{name},{phone},SERIAL-{serial:06d}" for n in range(1 + serial % 150)]
        return "\n".join(["序号,收货人,联系手机,批次", *rows, ""]).encode()
    if kind.endswith(".jsonl"):
        line = json.dumps({"批次": f"SERIAL-{serial:06d}", "收货人": name, "手机": phone}, ensure_ascii=False)
        return f"{line}\n".encode() * (1 + serial % 40)
    return f"SERIAL-{serial:06d}\n收货人：{name}，电话：{phone}\n".encode() * (1 + serial % 40)


def deliver(inbox: Path, manifest: Path, count: int, pause: float, seed: int) -> None:
    """Let files arrive: whole by a rename, or written bit by bit; one in twelve is a picture, which is blocked."""
    chooser = random.Random(seed)
    for serial in range(count):
        kind = NAMES[serial % len(NAMES)]
        data = content(serial, kind) if serial % 12 else b"\x89PNG\r\n\x1a\n" + b"SERIAL-%06d" % serial
        path = inbox / kind.format(name=person(serial)[0])
        path.parent.mkdir(parents=True, exist_ok=True)
        while path.exists():  # whoever exports again waits until the last export is gone
            time.sleep(0.002)
        if chooser.random() < 0.7:
            part = path.with_name(f".{path.name}.tmp")
            part.write_bytes(data)
            part.rename(path)
        else:
            with path.open("wb", buffering=0) as stream:
                for chunk in (data[: len(data) // 3], data[len(data) // 3 :]):
                    stream.write(chunk)
                    time.sleep(chooser.uniform(0, 4 * SETTLE))
        with manifest.open("a") as stream:
            stream.write(f"{serial}\n")
        time.sleep(chooser.uniform(0, 2 * pause))


@dataclass
class Trial:
    """One outbox with its folders. ``wrong`` says what was found to be wrong."""

    root: Path
    places: Folders
    scanner: Scanner
    settle: float = SETTLE
    wrong: list[str] = field(default_factory=list)
    taken: Path = field(init=False)
    manifest: Path = field(init=False)

    def __post_init__(self) -> None:
        self.taken, self.manifest = self.places.target.with_name("taken"), self.root / "manifest"
        self.taken.mkdir()
        self.manifest.touch()

    def work(self, forever: bool) -> None:
        book = Book(Journal(self.root / "journal.jsonl"), self.scanner.policy)
        outbox = Outbox(self.places, self.scanner, Patience(self.settle), None, book)
        with outbox.opened():
            while forever:
                for _ in outbox.sweep():
                    pass
                time.sleep(0.005)
            for _ in range(100):
                for _ in outbox.once():
                    pass
                if not outbox.waiting:
                    break

    def arrived(self) -> set[int]:
        return {int(line) for line in self.manifest.read_text().split()}

    def originals(self) -> Counter[int]:
        """Serial number -> in how many places the original is, half copies not counted."""
        places = (self.places.inbox, self.places.quarantine)
        return Counter(
            serial
            for place in places
            for path in everything(place)
            if not is_copy(path) and not path.name.endswith((".tmp", ".part"))
            for serial in serials(path)[:1]
        )

    def copies(self) -> list[Path]:
        return [
            path
            for place in (self.places.target, self.taken)
            for path in everything(place)
            if WORK not in path.parts and not path.name.endswith(RECEIPT)
        ]

    def check(self) -> None:
        """Look for what must never be, whatever moment it is."""
        arrived, found = self.arrived(), self.originals()
        for serial in sorted(arrived - found.keys()):
            self.wrong.append(f"original {serial} is lost")
        double = [serial for serial, count in found.items() if count > 1]
        between = [serial for path in everything(self.places.claimed) for serial in serials(path)[:1]]
        self.wrong += [f"original {serial} is there twice" for serial in double if serial not in between]
        for path in everything(self.places.target):
            if raw := raw_values(path):
                self.wrong.append(f"{path.name}: {raw} raw value(s) below the target")
        seen: Counter[int] = Counter()
        for copy in self.copies():
            seen.update(serials(copy)[:1])
            self.wrong += unfit(copy, self.scanner)
        self.wrong += [f"copy {serial} was published {count} times" for serial, count in seen.items() if count > 1]

    def finished(self, count: int) -> dict[str, int]:
        """Look at the end: everything has left, once."""
        self.check()
        arrived = self.arrived()
        kept = Counter(s for p in everything(self.places.quarantine) if WORK not in p.parts for s in serials(p)[:1])
        published = Counter(serial for copy in self.copies() for serial in serials(copy)[:1])
        reasons = [path for path in everything(self.places.quarantine) if path.name.endswith(REASON)]
        report = verify_journal(self.root / "journal.jsonl")
        given_up = 0
        for reason in reasons:
            codes = {because["code"]: because["en"] for because in json.loads(reason.read_text())["reasons"]}
            if "aborted" in codes:  # its process was killed five times in a row while it made the copy: so it should be
                given_up += 1
            elif set(codes) != {"unscanned.unsupported"}:
                self.wrong.append(f"{reason.name}: {codes}")
        left = [p for p in (*everything(self.places.inbox), *everything(self.places.staged)) if p.name != "lock"]
        expected = {
            "arrived": (len(arrived), count),
            "in quarantine": (sum(kept.values()), count),
            "published or blocked": (len(published) + len(reasons), count),
            "left in the inbox or the work folders": (len(left) + len(list(self.places.jobs.iterdir())), 0),
            "journal entries": (report.entries, count),
            "journal broken": (int(not report.intact), 0),
        }
        self.wrong += [f"{what}: {is_}, not {wanted}" for what, (is_, wanted) in expected.items() if is_ != wanted]
        return {what: is_ for what, (is_, _) in expected.items()} | {
            "published": len(published),
            "blocked": len(reasons),
            "blocked: five processes died with it": given_up,
        }

    def upload(self, chooser: random.Random) -> None:
        """Take some of the copies away, with their receipts."""
        for copy in self.copies():
            if self.places.target in copy.parents and chooser.random() < 0.5:
                goal = self.taken / f"{time.time_ns()}-{copy.name}"
                copy.with_name(copy.name + RECEIPT).rename(goal.with_name(goal.name + RECEIPT))
                copy.rename(goal)


def everything(place: Path) -> Iterator[Path]:
    for folder, _, files in os.walk(place):
        yield from (Path(folder, name) for name in files)


def is_copy(path: Path) -> bool:
    """Whether a file of a job is the copy that is being made, or knowledge about the file."""
    return "out" in path.parts or path.suffix == ".json"


def serials(path: Path) -> list[int]:
    try:
        return [int(number) for number in SERIAL.findall(path.read_bytes())]
    except FileNotFoundError:
        return []


def raw_values(path: Path) -> int:
    """Names and numbers, in a file or its name, that belong to no copy."""
    data = path.read_bytes() + os.fsencode(path)
    owners = serials(path)[:1] or range(0)
    return sum(value.encode() in data for serial in owners for value in person(serial)) + len(
        re.findall(rb"1390[0-9]{7}", data)
    )


def unfit(copy: Path, scanner: Scanner) -> list[str]:
    """What speaks against a published copy."""
    receipt = copy.with_name(copy.name + RECEIPT)
    if not receipt.exists():
        return [f"{copy.name} has no receipt"]
    report = scanner.report(0)
    scanner.add(report, copy)
    wrong = [f"{copy.name} holds {report.forbidden_count} forbidden finding(s)"] if report.exit_code else []
    checked = verify(receipt, copy)
    failed = [check.id for check in checked.checks if check.answer == "fails"]
    return wrong + ([f"{copy.name}: its receipt does not verify ({', '.join(failed)})"] if failed else [])


def child(work: Callable[[], object]) -> int:
    """Run something in a forked process, which ends with it; its number."""
    number = os.fork()
    if number:
        return number
    code = 1
    try:
        work()
        code = 0
    except BaseException as error:
        import traceback

        traceback.print_exception(error)
    finally:
        sys.stdout.flush()
        os._exit(code)


def told(work: Callable[[], object]) -> object:
    """What something returns that is run in a forked process, so that no thread pool is ever started in this one."""
    read, write = os.pipe()

    def answer() -> None:
        with os.fdopen(write, "w") as stream:
            json.dump(work(), stream)

    number = child(answer)
    os.close(write)
    with os.fdopen(read) as stream:
        text = stream.read()
    os.waitpid(number, 0)
    return json.loads(text)


def checked(trial: Trial, look: Callable[[], object]) -> object:
    """Look in a forked process; what is wrong is collected here."""

    def work() -> object:
        result = look()
        return [result, trial.wrong]

    result, trial.wrong = told(work)
    return result


def at_random(trial: Trial, kills: int, seed: int, longest: float) -> dict[str, int]:
    """Kill, look, start again; then let it end."""
    chooser = random.Random(seed)
    count = 3 * kills
    sender = child(lambda: deliver(trial.places.inbox, trial.manifest, count, longest / 6, seed))
    stages: Counter[str] = Counter()
    for _ in range(kills):
        number = child(lambda: trial.work(forever=True))
        time.sleep(chooser.uniform(0, longest))
        os.kill(number, signal.SIGKILL)
        _, status = os.waitpid(number, 0)
        if not os.WIFSIGNALED(status):
            trial.wrong.append(f"the outbox ended by itself ({status})")
        stages[stage(trial.places)] += 1
        checked(trial, trial.check)
        trial.upload(chooser)
        if trial.wrong:
            os.kill(sender, signal.SIGKILL)
            break
    trial_end = child(lambda: trial.work(forever=True))
    os.waitpid(sender, 0)
    os.kill(trial_end, signal.SIGKILL)
    os.waitpid(trial_end, 0)
    os.waitpid(child(lambda: trial.work(forever=False)), 0)
    figures = checked(trial, lambda: trial.finished(count))
    return {"kills": kills, **{f"killed {name}": n for name, n in sorted(stages.items())}, **figures}


def stage(places: Folders) -> str:
    """What the last process was doing."""
    jobs = sorted(places.jobs.iterdir()) if places.jobs.is_dir() else []
    if not jobs:
        return "between files"
    job = jobs[-1]
    if (job / "outcome.json").exists():
        return "while publishing"
    return "while making a copy" if (job / "begun").exists() else "while claiming"


def at_every_step(make: Callable[[], Trial], stride: int) -> tuple[dict[str, int], list[str]]:
    """Kill before the first change to the disk, then before the second, and so on, each time on new folders."""
    wrong: list[str] = []
    for number in range(1000):
        step = 1 + number * stride
        trial = make()
        deliver(trial.places.inbox, trial.manifest, 2, 0, 0)  # one that is blocked, one that is released
        if _killed(trial, step):
            checked(trial, trial.check)
            os.waitpid(child(lambda trial=trial: trial.work(forever=False)), 0)
        checked(trial, lambda trial=trial: trial.finished(2))
        wrong += [f"step {step}: {text}" for text in trial.wrong]
        if not (trial.places.quarantine / WORK / "killed").exists():
            return {"steps tried": number}, wrong
        shutil.rmtree(trial.root)
    return {"steps tried": number}, [*wrong, "it never came to its end"]


def _killed(trial: Trial, step: int) -> bool:
    def doomed() -> None:
        die_before(step)
        trial.work(forever=False)

    _, status = os.waitpid(child(doomed), 0)
    killed = os.WIFEXITED(status) and os.WEXITSTATUS(status) == DEAD
    if killed:
        (trial.places.quarantine / WORK / "killed").touch()
    return killed


DEAD = 9
_CHANGES = (
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.truncate",
    "os.link",
    "os.symlink",
    "leakguard.rename",
)


def die_before(step: int) -> None:
    """End this process before its ``step``-th change to the disk."""
    done = 0

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal done
        writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        if event in _CHANGES or writes:
            done += 1
            if done == step:
                os._exit(DEAD)

    rename = moves._renameat2()
    if rename is not None:

        def announced(source: bytes, target: bytes) -> int:
            sys.audit("leakguard.rename")
            return rename(source, target)

        moves._renameat2 = lambda: announced
    sys.addaudithook(hook)


@contextlib.contextmanager
def trials(across: Path | None, scanner: Scanner, settle: float) -> Iterator[Callable[[], Trial]]:
    """What makes new trials."""
    with contextlib.ExitStack() as stack:
        bases = [stack.enter_context(tempfile.TemporaryDirectory(dir=folder)) for folder in (None, across)]

        def make() -> Trial:
            here, there = (Path(tempfile.mkdtemp(dir=base)) for base in bases)
            (there / "in").mkdir()
            places = folders(there / "in", there / "to", here / "quarantine")
            places.prepare()
            return Trial(here, places, scanner, settle)

        yield make


def warm(scanner: Scanner) -> None:
    """Load what the first file would load, so that a killed process dies at its work and not at its start."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("a.csv", "a.txt", "a.jsonl"):
            Path(folder, kind).write_bytes(content(0, kind))
            redact_with_receipt(scanner, scanner.open(Path(folder, kind)), Path(folder, f"out-{kind}"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=0.5, help="seconds between start and kill, at most")
    parser.add_argument("--across", type=Path, help="a folder in another file system")
    parser.add_argument("--steps", action="store_true")
    parser.add_argument("--stride", type=int, default=1, help="with --steps: every so many steps only")
    wanted = parser.parse_args()
    scanner = api.scanner(tagger="none")
    warm(scanner)
    start = time.perf_counter()
    with trials(wanted.across, scanner, 0 if wanted.steps else SETTLE) as make:
        if wanted.steps:
            figures, wrong = at_every_step(make, wanted.stride)
        else:
            trial = make()
            figures, wrong = at_random(trial, wanted.kills, wanted.seed, wanted.longest), trial.wrong
    for what, number in {**figures, "wrong": len(wrong)}.items():
        print(f"{what:42} {number:8,}")
    print(f"{'seconds':42} {time.perf_counter() - start:8,.0f}")
    for text in wrong[:20]:
        print(f"WRONG: {text}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
