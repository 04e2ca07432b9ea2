"""A server in a process of its own, reached over a real socket."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
NO_NETWORK = TESTS / "no_network"
TOKEN = "test-token-0123456789"
OCTETS = {"Content-Type": "application/octet-stream"}

HOOKS = '''
"""In every process of the server: no network. In workers: what a file says shall happen, happens."""
import os, runpy, sys, time
runpy.run_path({no_network!r}, run_name="sitecustomize")
if "leakguard.server.worker" in sys.orig_argv:
    import leakguard.server.work as work

    def hooked(function):
        def run(scanner, path, *rest):
            text = path.read_bytes().decode("utf-8", "replace")
            if "PLEASE-CRASH" in text:
                print(text)
                sys.stderr.write(text)
                try:
                    {{}}[text]
                except KeyError as error:
                    raise RuntimeError(text) from error
            if "PLEASE-DIE" in text:
                os.kill(os.getpid(), 9)
            if "PLEASE-HANG" in text:
                path.with_name("half-written").write_text(text)
                while True:
                    time.sleep(60)
            return function(scanner, path, *rest)
        return run

    work.checked, work.redacted = hooked(work.checked), hooked(work.redacted)
'''


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    temporary: Path
    errors: Path
    token: str | None = TOKEN

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, **extra: object) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False, **extra)  # type: ignore[arg-type]

    @property
    def log(self) -> str:
        return self.errors.read_text("utf-8")

    def folders(self) -> list[Path]:
        """Folders of requests in progress."""
        return list(self.temporary.glob("leakguard-serve-*/request-*"))

    def left(self) -> list[Path]:
        """Everything in the temporary folder."""
        return list(self.temporary.rglob("*"))

    def stop(self, number: int = signal.SIGTERM, seconds: float = 15) -> int:
        self.process.send_signal(number)
        return self.process.wait(seconds)


def until(condition, seconds: float = 10.0) -> bool:
    """Whether something becomes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())


@contextlib.contextmanager
def server(folder: Path, admit, *options: object, token: str | None = TOKEN, ready: bool = True) -> Iterator[Server]:
    """``leakguard serve --port 0`` with its own temporary folder; ready unless that is not wanted, and ended on the way out."""
    temporary, errors = folder / "temporary", folder / "errors.txt"
    temporary.mkdir(exist_ok=True)
    (folder / "site").mkdir(exist_ok=True)
    (folder / "site" / "sitecustomize.py").write_text(HOOKS.format(no_network=str(NO_NETWORK / "sitecustomize.py")))
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LEAKGUARD")}
    environ |= {
        "PYTHONPATH": os.pathsep.join([str(folder / "site"), str(ROOT)]),
        "TMPDIR": str(temporary),
        "LC_ALL": "C.UTF-8",
    }
    if token:
        environ["SERVE_TOKEN"] = token
        options = (*options, "--token-env", "SERVE_TOKEN")
    command = [sys.executable, "-m", "leakguard", "serve", "--port", "0", *map(str, options)]
    with errors.open("ab") as stream:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stream, env=environ, cwd=folder)
    assert process.stdout is not None
    with process.stdout:
        line = process.stdout.readline().decode()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        assert found, (line, errors.read_text("utf-8"))
        running = Server(process, int(found[1]), temporary, errors, token)
        try:
            with admit(running.port), running.client() as client:
                assert not ready or until(lambda: client.get("/v1/health").json()["status"] == "ok", 60)
                yield running
        finally:
            process.kill()
            process.wait()
