"""Databases by URL: what is read, that nothing is written, and that no password is ever shown."""

from __future__ import annotations

import io
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import leakguard
from leakguard.errors import UnscannedError, UsageError
from leakguard.report import Report
from leakguard.sources import inputs, open_source, walk
from leakguard.sources.database.url import database_url, is_url
from leakguard.units import TableBlock

from ..cli.support import run
from . import postgres

PHONE = "15957715969"
SECRET = "p4ss%2Fw0rd"

NAMES = [
    ("postgresql://u:p@db.example:5432/shop?sslmode=require&password=x", "postgresql://db.example:5432/shop"),
    ("postgres://db.example/shop", "postgresql://db.example/shop"),
    ("postgresql+psycopg://u@/shop?host=/run/x", "postgresql:///shop"),
    ("mysql+pymysql://u:p%40@h/d", "mysql://h/d"),
    ("mariadb://u:p:q@h/d", "mysql://h/d"),
    ("sqlite:///a/b.db", "sqlite:///a/b.db"),
    ("duckdb:////data/x.duckdb", "duckdb:////data/x.duckdb"),
]


@pytest.mark.parametrize(("url", "name"), NAMES)
def test_a_url_is_named_without_credentials(url: str, name: str) -> None:
    assert is_url(url)
    assert str(database_url(url)) == name
    assert url not in repr(database_url(url)) or url == name


@pytest.mark.parametrize("text", ["orders.csv", "/data/a.db", "C:\\x.db", "C:/x.db", "-", "a:b", "sqlite:x"])
def test_a_path_is_no_url(text: str) -> None:
    assert not is_url(text)


REFUSED = [
    "postgresql://u:sec/ret@h/d", "mysql://u:sec?ret@h/d", "postgresql://u:sec@ret@h/d", "https://u:secret@h/d", "mysql://u:secret",
    "oracle://u:secret@h/d", "postgresql://u:secret@h:port/d", "postgresql://h/d?user=u&password=sec@ret",
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
def test_a_url_that_is_refused_is_not_repeated(url: str) -> None:
    for shown in (run("scan", url), run("check", url), run("redact", url, "-o", "x.csv")):
        assert shown.exit_code == 2
        assert not [part for part in ("sec", "ret@", "u:") if part in shown.output]


def sqlite_file(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            f"CREATE TABLE orders (id INT, phone TEXT); INSERT INTO orders VALUES (1, NULL), (2, '{PHONE}');"
            "CREATE TABLE items (sku TEXT); INSERT INTO items VALUES ('A-1');"
        )
    return path


def duckdb_file(path: Path) -> Path:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"CREATE TABLE orders (id INT, phone TEXT); INSERT INTO orders VALUES (1, NULL), (2, '{PHONE}');"
            "CREATE TABLE items (sku TEXT); INSERT INTO items VALUES ('A-1');"
        )
    return path


@pytest.mark.parametrize("make", [sqlite_file, duckdb_file])
def test_files_of_databases(tmp_path: Path, make: object) -> None:
    kind = "sqlite" if make is sqlite_file else "duckdb"
    path = make(tmp_path / "shop.db")  # type: ignore[operator]
    before, beside = path.read_bytes(), sorted(tmp_path.iterdir())
    url = f"{kind}:///{path}"
    report = leakguard.scan(url)
    (finding,) = report.findings
    place = finding.location
    assert (place.source, place.part, place.row, place.column, place.header) == (url, "orders", 1, 1, "phone")
    assert [s.format for s in report.sources] == [kind]
    assert {column.part for column in report.sources[0].columns} == {"orders", "items"}
    assert leakguard.scan(url).findings == report.findings
    assert run("scan", url, "--table", "items").exit_code == 0
    assert run("check", url, "--table", "orders", "--table", "items").exit_code == 1
    for shown in (run("scan", url, "--table", "orderz"), run("redact", url, "-o", tmp_path / "out")):
        assert shown.exit_code == 2
    assert "orderz" in run("check", url, "--table", "orderz").output
    assert "export the table first" in run("redact", url, "-o", tmp_path / "out").output
    assert "export the table first" in run("redact", url, "-o", path).output
    assert "export the table first" in run("redact", url, "-o", "-").output
    assert (path.read_bytes(), sorted(tmp_path.iterdir())) == (before, beside)


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_file_that_is_no_database_is_unscanned(tmp_path: Path, kind: str) -> None:
    pytest.importorskip(kind if kind == "duckdb" else "sqlite3")
    path = tmp_path / "x.db"
    path.write_bytes(f"收货人电话 {PHONE}".encode() * 100)
    report = leakguard.scan(f"{kind}:///{path}")
    assert [part.reason for part in report.unscanned] == ["unreadable"]
    assert PHONE not in report.unscanned[0].detail
    assert run("scan", f"{kind}:///{tmp_path}/none.db").exit_code == 2


def test_nested_columns_of_duckdb_and_bytes(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect(str(tmp_path / "x.db")) as connection:
        connection.execute(
            "CREATE TABLE t AS SELECT {'phone': 15957715969} AS receiver, ['a', '15957715969'] AS phones, '\\xFF'::BLOB AS photo"
        )
        connection.execute("CREATE VIEW v AS SELECT * FROM t")
    url = f"duckdb:///{tmp_path}/x.db"
    report = leakguard.scan(url)
    assert [(f.location.part, f.location.pointer) for f in report.findings] == [
        ("t", "/receiver/phone"), ("t.phones[]", "/phones/1"),
    ]  # fmt: skip
    assert [part.part for part in report.unscanned] == ["t.photo"]


def test_a_view_of_duckdb_reads_no_other_file(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    other = tmp_path / "other.csv"
    other.write_text(f"phone\n{PHONE}\n")
    with duckdb.connect(str(tmp_path / "x.db")) as connection:
        connection.execute(f"CREATE VIEW v AS SELECT * FROM read_csv('{other}')")
    result = run("scan", f"duckdb:///{tmp_path}/x.db", "--table", "v")
    assert result.exit_code == 3
    assert PHONE not in result.output


def test_urls_and_paths_together(tmp_path: Path) -> None:
    url = f"sqlite:///{sqlite_file(tmp_path / 'shop.db')}"
    found = list(inputs([tmp_path, url, url], tables=["items"]))
    assert [str(item) for item in found] == [url, str(tmp_path / "shop.db")]
    with pytest.raises(UsageError, match="a database is no file"):
        walk([url])


def test_tables_need_a_database(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n")
    result = run("scan", tmp_path / "a.csv", "--table", "orders")
    assert result.exit_code == 2
    assert "no database" in result.output


def rows_of(source_url: str) -> Iterator[tuple[str | None, list[str | None]]]:
    for block in open_source(source_url).blocks():
        if isinstance(block, TableBlock):
            for row in range(block.rows):
                yield block.part, [column[row] for column in block.columns]


# -- PostgreSQL

ROWS = 50_000
SCHEMA = f"""
CREATE TABLE orders (
    id bigint PRIMARY KEY, receiver text, mobile varchar(20), phone bigint, detail jsonb, born date, phones text[],
    photo bytea, paid numeric(10, 2), made timestamptz, weight float8
);
INSERT INTO orders SELECT 2000000 + i, '用户' FROM generate_series(0, {ROWS - 1}) AS i;
UPDATE orders SET mobile = '{PHONE}', phone = {PHONE}, detail = '{{"tel": "{PHONE}"}}', born = '1990-01-02',
    phones = ARRAY['a', '{PHONE}'], photo = convert_to('电话 {PHONE}', 'UTF8'), paid = 12.50, made = '2024-01-02 03:04:05+00',
    weight = {PHONE} WHERE id % 1000 = 0;
CLUSTER orders USING orders_pkey;
CREATE TABLE wide AS SELECT i, repeat('长', 300) AS remark FROM generate_series(1, {ROWS}) AS i;
COMMENT ON TABLE orders IS '负责人电话 {PHONE}';
CREATE TABLE photos (raw bytea); INSERT INTO photos VALUES ('\\xffd8ff'), ('\\x61');
CREATE SCHEMA old; CREATE TABLE old.members (phone text); INSERT INTO old.members VALUES ('{PHONE}');
CREATE TABLE parts (id int, phone text) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10); INSERT INTO parts VALUES (1, '{PHONE}');
CREATE MATERIALIZED VIEW seen AS SELECT phone FROM parts;
CREATE TABLE written (t text);
CREATE FUNCTION note() RETURNS text LANGUAGE sql AS $$ INSERT INTO written VALUES ('x') RETURNING t $$;
CREATE VIEW writing AS SELECT note() AS a;
CREATE VIEW failing AS SELECT phone::int AS a FROM old.members;
CREATE TABLE odd (b date, i interval, u uuid, n inet, r int4range, x xml);
INSERT INTO odd VALUES ('infinity', '1 day', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '10.0.0.1', '[1,5)', '<a>1</a>');
"""


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    pytest.importorskip("psycopg")
    pytest.importorskip("sqlalchemy")
    reason = postgres.missing()
    if reason:
        pytest.skip(reason)
    import psycopg

    with postgres.running() as started:
        with psycopg.connect(started.url(), autocommit=True) as connection:
            connection.execute(SCHEMA)
        yield started


def asked(server: postgres.Server, query: str) -> object:
    import psycopg

    with psycopg.connect(server.url()) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def scan(url: str, *tables: str) -> tuple[int, list[dict[str, object]], str]:
    result = run("scan", url, *(word for table in tables for word in ("--table", table)), "-f", "jsonl")
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_postgresql_every_type_as_text(server: postgres.Server) -> None:
    url = server.url()
    source = open_source(database_url(url, ["orders"]))
    first = next(block for block in source.blocks() if isinstance(block, TableBlock))
    assert [column[0] for column in first.columns] == [
        "2000000", "用户", PHONE, PHONE, f'{{"tel": "{PHONE}"}}', "1990-01-02", f"{{a,{PHONE}}}", f"电话 {PHONE}",
        "12.50", first.columns[9][0], PHONE,
    ]  # fmt: skip
    assert (first.columns[9][0] or "").startswith("2024-01-0")
    odd = next(b for b in open_source(database_url(url, ["odd"])).blocks() if isinstance(b, TableBlock))
    assert [column[0] for column in odd.columns] == [
        "infinity", "1 day", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "10.0.0.1/32", "[1,5)", "<a>1</a>",
    ]  # fmt: skip


def test_postgresql_rows_are_streamed(server: postgres.Server) -> None:
    source = open_source(database_url(server.url(), ["wide"]))
    reached, said = 0, None
    for block in source.blocks():
        if isinstance(block, TableBlock):
            said = said or asked(server, "SELECT query FROM pg_stat_activity WHERE state = 'idle in transaction'")
            assert block.first_row == reached
            assert sum(len(cell or "") for cell in block.columns[1]) < 8 << 20
            reached += block.rows
    assert reached == ROWS
    assert str(said).startswith("FETCH FORWARD ")  # the rows stay on the server until they are asked for


def test_postgresql_findings_are_located(server: postgres.Server) -> None:
    code, findings, _ = scan(server.url(), "parts", "old.members", "seen")
    assert code == 1
    assert {(f["source"], f["part"], f["row"], f["column"], f["header"]) for f in findings} == {
        ("postgresql:///postgres", "parts", 0, 1, "phone"), ("postgresql:///postgres", "old.members", 0, 0, "phone"),
        ("postgresql:///postgres", "seen", 0, 0, "phone"),
    }  # fmt: skip
    assert scan(server.url(), "parts", "old.members", "seen")[1] == findings


def test_postgresql_a_large_table_is_scanned(server: postgres.Server) -> None:
    report: Report = leakguard.scan(server.url())
    (source,) = report.sources
    found = {c.header: sum(c.entities.values()) for c in source.columns if c.part == "orders"}
    assert {found[name] for name in ("mobile", "phone", "detail", "phones", "photo", "weight")} == {ROWS // 1000}
    rows = {f.location.row for f in report.findings if (f.location.part, f.location.header) == ("orders", "phone")}
    assert rows == set(range(0, ROWS, 1000))
    assert {column.part for column in source.columns} == {"orders", "wide", "photos", "parts", "seen", "odd"}
    assert [(part.source, part.part) for part in report.unscanned] == [("postgresql:///postgres", "photos.raw")]
    noted = [f.location for f in report.findings if f.location.where == "schema"]
    assert [location.part for location in noted] == ["orders"]


def test_postgresql_a_scan_cannot_write(server: postgres.Server) -> None:
    code, findings, said = scan(server.url(), "writing")
    assert (code, findings) == (3, [])
    assert "never does" in said
    assert asked(server, "SELECT count(*) FROM written") == 0


def test_postgresql_errors_hold_no_values(server: postgres.Server) -> None:
    code, _, said = scan(server.url(), "failing")
    assert code == 3
    assert PHONE not in said
    assert postgres.PASSWORD not in said


CREDENTIALS = [
    ("wr0ng-secret", {}, 3), (None, {}, 3), (None, {"PGPASSWORD": postgres.PASSWORD}, 1),
    (None, {"LEAKGUARD_DB_PASSWORD": postgres.PASSWORD}, 1), (None, {"LEAKGUARD_DB_PASSWORD": "wr0ng-secret"}, 3),
    (postgres.PASSWORD, {"LEAKGUARD_DB_PASSWORD": "wr0ng-secret"}, 1),
]  # fmt: skip


@pytest.mark.parametrize(("password", "environment", "code"), CREDENTIALS)
@pytest.mark.parametrize("form", ["terminal", "json", "jsonl"])
def test_postgresql_passwords_are_never_shown(
    server: postgres.Server, password: str | None, environment: dict[str, str], code: int, form: str
) -> None:
    clean = {"PGPASSWORD": "", "LEAKGUARD_DB_PASSWORD": "", "LEAKGUARD_DEBUG": "1"} | environment
    result = run("scan", server.url(password), "--table", "parts", "-f", form, env=clean)
    assert result.exit_code == code
    assert not [s for s in ("wr0ng", postgres.PASSWORD, postgres.USER + ":", f"{postgres.USER}@") if s in result.output]
    if code == 3:
        assert "LEAKGUARD_DB_PASSWORD" in result.output


UNREACHED = [
    (lambda s: s.url(database="none"), "no such database"), (lambda s: s.url().replace(s.folder, "/nowhere"), "cannot be reached"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "text"), UNREACHED)
def test_postgresql_what_cannot_be_reached(server: postgres.Server, url: object, text: str) -> None:
    address = url(server)  # type: ignore[operator]
    with pytest.raises(UnscannedError, match=text) as caught:
        open_source(address)
    assert postgres.PASSWORD not in str(caught.value)
    assert caught.value.__suppress_context__


def test_postgresql_is_not_redacted(server: postgres.Server, tmp_path: Path) -> None:
    source = open_source(database_url(server.url(), ["parts"]))
    with pytest.raises(UsageError, match="export the table first"):
        source.rewrite(((block, ()) for block in source.blocks()), io.BytesIO())


def test_postgresql_the_digest_follows_the_rows(server: postgres.Server) -> None:
    def digest() -> str:
        return open_source(database_url(server.url(), ["changing"])).digest

    import psycopg

    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE changing AS SELECT 1 AS a")
        before = digest()
        assert digest() == before
        connection.execute("UPDATE changing SET a = 2")
        assert digest() != before
        connection.execute("DROP TABLE changing")


# -- MySQL

_HANDSHAKE = (
    b"\x0a8.0.36\0\x01\0\0\0" + b"a" * 8 + b"\0" + (0xF7FF).to_bytes(2, "little") + b"\xff\x02\0"
    + (0x0081).to_bytes(2, "little") + b"\x15" + bytes(10) + b"b" * 12 + b"\0" + b"mysql_native_password\0"
)  # fmt: skip


def test_mysql_credentials_and_read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pymysql")
    server = pytest.importorskip("leakguard.sources.database.server")
    pytest.importorskip("sqlalchemy")
    monkeypatch.setenv("MYSQL_PWD", "from-the-environment")
    engine = server.make_engine(database_url("mysql://reader@db.example/shop"))
    assert engine.url.password == "from-the-environment"
    assert engine.url.query == {"charset": "utf8mb4"}
    assert engine.dialect.driver == "pymysql"
    assert server.make_engine(database_url("mysql://reader:own@db.example/shop")).url.password == "own"
    said: list[str] = []

    class Connection:
        def exec_driver_sql(self, statement: str) -> None:
            said.append(statement)

    server._read_only(Connection(), "mysql")
    assert said == ["SET SESSION TRANSACTION READ ONLY", "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"]


def test_mysql_a_refused_password_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that refuses everybody, in a thread, on a Unix socket."""
    import socket

    pytest.importorskip("pymysql")
    pytest.importorskip("sqlalchemy")
    monkeypatch.chdir(tmp_path)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("s")
    listener.listen(1)
    error = b"\xff" + (1045).to_bytes(2, "little") + b"#28000Access denied for user 'reader' with wr0ng-secret"

    def refuse() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(len(_HANDSHAKE).to_bytes(3, "little") + b"\0" + _HANDSHAKE)
            connection.recv(4096)
            connection.sendall(len(error).to_bytes(3, "little") + b"\2" + error)

    thread = threading.Thread(target=refuse, daemon=True)
    thread.start()
    result = run("scan", f"mysql://reader:wr0ng-secret@localhost/shop?unix_socket={tmp_path}/s")
    thread.join(5)
    listener.close()
    assert result.exit_code == 3
    assert "the server refuses the user" in result.output
    assert "wr0ng" not in result.output
