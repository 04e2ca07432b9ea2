"""A PostgreSQL server of the tests' own: in a temporary folder, on a Unix socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

USER = "reader"
PASSWORD = "s3cret-7f2a"


class Server(NamedTuple):
    """Where it listens."""

    folder: str

    def url(self, password: str | None = PASSWORD, database: str = "postgres", user: str = USER) -> str:
        credentials = user if password is None else f"{user}:{password}"
        return f"postgresql://{credentials}@/{database}?host={self.folder}"


def missing() -> str | None:
    """Why no server can be started here."""
    if not (binary("initdb") and binary("postgres")):
        return "there are no PostgreSQL binaries"
    if os.name != "posix":
        return "needs Unix sockets"
    return None if os.geteuid() or account() else "runs as root, and there is no other account"


def binary(name: str) -> str | None:
    found = shutil.which(name)
    if found:
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(versions[-1]) if versions else None


def account() -> pwd.struct_passwd | None:
    """Whom the server runs as, where the tests run as root: it refuses to be root."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


@contextmanager
def running() -> Iterator[Server]:
    folder = tempfile.mkdtemp(prefix="lg-", dir="/tmp")
    other = account() if os.geteuid() == 0 else None
    rights = {} if other is None else {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}
    data, secret, log = Path(folder, "data"), Path(folder, "password"), Path(folder, "log")
    secret.write_text(PASSWORD)
    if other is not None:
        for path in (folder, secret):
            os.chown(path, other.pw_uid, other.pw_gid)
    Path(folder).chmod(0o755)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": folder}
    server = None
    try:
        subprocess.run(
            [str(binary("initdb")), "-D", data, "-U", USER, "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "--no-sync"],
            check=True, capture_output=True, env=environment, cwd=folder, **rights,  # type: ignore[call-overload]
        )  # fmt: skip
        options = ("listen_addresses=", "fsync=off", "shared_buffers=16MB", "max_connections=10", "autovacuum=off")
        with log.open("wb") as output:
            server = subprocess.Popen(
                [str(binary("postgres")), "-D", data, "-k", folder, *(word for o in options for word in ("-c", o))],
                stdout=output, stderr=output, env=environment, cwd=folder, **rights,  # type: ignore[call-overload]
            )  # fmt: skip
        _wait(server, folder, log)
        yield Server(folder)
    finally:
        if server is not None:
            server.terminate()
            server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: subprocess.Popen[bytes], folder: str, log: Path) -> None:
    import time

    import psycopg

    for _ in range(200):
        try:
            psycopg.connect(host=folder, user=USER, password=PASSWORD, dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                raise RuntimeError(log.read_text()) from None
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")
