"""The service fuzzed from its own OpenAPI document, with Schemathesis as a program of its own that can reach nothing else:
boundary cases of every parameter, data that fits and data that does not, methods and media types that there are not.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from .support import NO_NETWORK, TOKEN, until

pytest.importorskip("schemathesis", reason="schemathesis is not installed")

EXAMPLES = int(os.environ.get("LEAKGUARD_FUZZ_EXAMPLES", "5"))
"""Per operation and phase; a long run sets the variable."""

CONFIG = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", 422]
"""

HOOKS = """
import schemathesis

@schemathesis.hook
def filter_body(context, body):
    # A boolean in a form is the bytes `true`: a file like any other, nothing that could be refused.
    return not isinstance(body, dict) or isinstance(body.get("file", ""), (str, bytes))
"""

SITE = """
import os, runpy
allowed = {{"socket.connect ('127.0.0.1', {port})", "socket.getaddrinfo '127.0.0.1'"}}
def refuse(tried):
    if tried not in allowed:
        os.write(2, f"network attempt: {{tried}}\\n".encode())
        os._exit(97)
runpy.run_path({no_network!r}, run_name="no_network")["watch"](refuse)
"""


def test_every_operation(running, client, tmp_path):
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    (tmp_path / "sitecustomize.py").write_text(
        SITE.format(port=running.port, no_network=str(NO_NETWORK / "sitecustomize.py"))
    )
    (tmp_path / "fuzzing_hooks.py").write_text(HOOKS)
    before = len(running.log)
    options = ["--max-examples", EXAMPLES, "--generation-deterministic", "--no-color", "--continue-on-failure"]
    command = [
        sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run",
        f"{running.url}/openapi.json", "-H", f"Authorization: Bearer {TOKEN}", *map(str, options),
    ]  # fmt: skip
    env = {**os.environ, "PYTHONPATH": str(tmp_path), "SCHEMATHESIS_HOOKS": "fuzzing_hooks"}
    result = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=20 + 20 * EXAMPLES)
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-1000:]
    lines = running.log[before:].splitlines()
    assert len(lines) > 100, "next to nothing was asked"
    assert not [line for line in lines if line.split()[3] in ("0", "500", "504")]
    assert {line.split()[3] for line in lines} >= {"200", "400", "401", "405", "415"}
    assert until(lambda: running.folders() == [])
    assert client.get("/v1/health").json()["status"] == "ok"
