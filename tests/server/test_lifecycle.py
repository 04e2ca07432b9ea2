"""Starting and ending: what is refused, how quickly it is there, and that nothing is left whatever ends it."""

from __future__ import annotations

import signal
import socket
import stat
import subprocess
import sys
import threading
import time

import pytest

from ..cli.support import CSV, ROOT, run
from .support import OCTETS, TOKEN, server, until


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_others_are_not_let_in_without_a_token(host):
    result = run("serve", "--host", host)
    assert result.exit_code == 2
    assert "--token-env" in result.stderr


WRONG = {
    "a name as the host": (["--host", "shop.example"], {}),
    "an unset token": (["--token-env", "SERVE_TOKEN"], {}),
    "a short token": (["--token-env", "SERVE_TOKEN"], {"SERVE_TOKEN": "short-secret"}),
    "a token with blanks": (["--token-env", "SERVE_TOKEN"], {"SERVE_TOKEN": "short secret short secret"}),
    "no token file": (["--token-file", "nowhere"], {}),
    "two tokens": (["--token-env", "SERVE_TOKEN", "--token-file", "f"], {"SERVE_TOKEN": TOKEN}),
    "an unknown policy": (["--policy", "nothing-like-this"], {}),
    "the same policy twice": (["--policy", "share", "--policy", str(ROOT / "policies" / "share.yaml")], {}),
    "a policy that needs a key": (["--policy", "complaint-evidence"], {}),
    "a journal nowhere": (["--journal", "no/such/folder/j.jsonl"], {}),
    "a signing key that is none": (["--signing-key", str(ROOT / "pyproject.toml")], {}),
}


@pytest.mark.parametrize(("options", "env"), WRONG.values(), ids=WRONG)
def test_wrong_options(options, env):
    result = run("serve", "--port", "0", *options, env=env)
    assert result.exit_code == 2
    assert "short" not in result.stderr
    assert "Traceback" not in result.stderr


def test_a_port_that_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--port", taken.getsockname()[1])
    assert result.exit_code == 2
    assert "--port" in result.stderr


def test_without_the_extra():
    code = (
        "import sys\nsys.modules['uvicorn'] = None\nimport importlib.util as u\nfound = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'uvicorn' else found(name, *rest)\n"
        "from leakguard.__main__ import main\nsys.exit(main(['serve', '--lang', 'en']))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 2
    assert "leakguard[server]" in result.stderr


def test_help_loads_no_server():
    code = (
        "import sys\nfrom leakguard.__main__ import main\nmain(['serve', '--help'])\n"
        "print([n for n in ('uvicorn', 'starlette', 'leakguard.detection') if n in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert result.stderr.strip() == "[]"


def test_a_worker_that_cannot_start_is_told(tmp_path, admit):
    """The server says so and goes on trying; nothing is answered as if it had been looked at."""
    with server(tmp_path, admit, "--tagger", "spacy:there-is-no-such-pipeline", ready=False) as running:
        assert until(lambda: "a worker cannot start (" in running.log, 30)
        with running.client() as client:
            assert client.get("/v1/health").json()["status"] == "starting"


@pytest.fixture
def open_server(tmp_path, admit):
    with server(tmp_path, admit, "--timeout", "30", "--grace", "1", token=None) as running:
        yield running


def hang(running):
    """A request whose work does not end, sent by a thread; returns when the work is under way."""

    def ask():
        try:
            with running.client() as client:
                answers.append(client.post("/v1/redact", content=f"PLEASE-HANG\n{CSV}".encode(), headers=OCTETS))
        except Exception as error:
            answers.append(error)

    answers: list[object] = []
    thread = threading.Thread(target=ask)
    thread.start()
    assert until(lambda: [f for f in running.folders() if (f / "half-written").exists()])
    return thread, answers


def test_without_a_token_web_pages_are_refused(open_server):
    with open_server.client() as client:
        for headers, status in [
            ({}, 200),
            ({"Origin": open_server.url}, 200),
            ({"Origin": "https://shop.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Host": "rebound.example"}, 403),
            ({"Host": "localhost:1"}, 200),
        ]:
            response = client.post("/v1/check", content=CSV.encode(), headers={**OCTETS, **headers})
            assert response.status_code == status, headers


def test_uploads_are_private_and_sigterm_ends_everything(open_server):
    thread, answers = hang(open_server)
    (folder,) = open_server.folders()
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "upload").stat().st_mode) == 0o600
    start = time.monotonic()
    assert open_server.stop(signal.SIGTERM, 20) == 0
    assert time.monotonic() - start < 5
    assert open_server.left() == []
    thread.join()
    assert answers
    assert getattr(answers[0], "status_code", 0) != 200


def test_a_server_that_was_killed_leaves_nothing_to_the_next_one(open_server, tmp_path, admit):
    thread, _ = hang(open_server)
    open_server.stop(signal.SIGKILL)
    thread.join()
    assert open_server.left() != []
    with server(tmp_path, admit, token=None) as again:
        assert len(list(again.temporary.iterdir())) == 1
        assert again.folders() == []
        assert again.stop(signal.SIGINT) == 130
        assert again.left() == []


def test_workers_end_with_the_server(open_server):
    thread, _ = hang(open_server)
    children = _children(open_server.process.pid)
    assert children
    open_server.stop(signal.SIGKILL)
    thread.join()
    assert until(lambda: not any(_alive(child) for child in children), 5)


def _children(pid):
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(line) for line in listed.split()]


def _alive(pid):
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")
