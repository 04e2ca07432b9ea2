"""SQLite files: what is read, what is told of the rest, and copies that keep nothing of what was redacted."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from leakguard import api
from leakguard.errors import ResidueError, UnscannedError, UsageError
from leakguard.redaction import Redaction, redact_file
from leakguard.sources import open_source
from leakguard.sources.sqlite.source import REMAINS, SqliteSource
from leakguard.units import CellEdit, Edit, NoteBlock, TableBlock

PHONE = "15957715969"
OTHER = "15957715970"


def database(path: Path, *statements: str | tuple[str, tuple[object, ...]]) -> Path:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        for statement in statements:
            connection.execute(*((statement,) if isinstance(statement, str) else statement))
    return path


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes if query.startswith("/*raw*/") else str
        return connection.execute(query).fetchall()


def tables(path: Path) -> dict[str | None, list[list[str | None]]]:
    found: dict[str | None, list[list[str | None]]] = {}
    for block in open_source(path).blocks():
        if isinstance(block, TableBlock):
            found.setdefault(block.part, []).extend([c[r] for c in block.columns] for r in range(block.rows))
    return found


def copy(path: Path, edit: Callable[[TableBlock], list[Edit]] = lambda _: []) -> bytes:
    source, output = open_source(path), io.BytesIO()
    source.rewrite(((b, edit(b) if isinstance(b, TableBlock) else []) for b in source.blocks()), output)
    return output.getvalue()


def redact(path: Path, target: Path, policy: str = "share") -> Redaction:
    scanner = api.scanner(policy=policy, key=b"k" * 32)
    redaction = redact_file(scanner, scanner.open(path), target)
    again = scanner.report()
    scanner.add(again, target)
    assert again.exit_code == 0
    return redaction


def test_every_kind_of_value(tmp_path: Path) -> None:
    gbk = "张三 ".encode("gbk") + PHONE.encode()
    path = database(
        tmp_path / "t.db", "CREATE TABLE t (v)",
        *(("INSERT INTO t VALUES (?)", (value,)) for value in (
            None, "甲", 15957715969, 15957715969.0, 1.5, 1e300, b"\xe7\x94\xb2", "电话甲".encode("utf-16-le"), b"\x00\xff\x01", "",
        )),
        ("INSERT INTO t VALUES (CAST(? AS TEXT))", (gbk,)),
    )  # fmt: skip
    source = open_source(path)
    (block,) = [b for b in source.blocks() if isinstance(b, TableBlock)]
    assert list(block.columns[0]) == [
        None, "甲", PHONE, PHONE, "1.5", "1e+300", "甲", "电话甲", None, "", f"张三 {PHONE}",
    ]  # fmt: skip
    assert block.headers == ["v"]
    assert [(part.part, part.reason) for part in source.unread()] == [("t.v", "binary")]


def test_an_edited_value_keeps_its_kind(tmp_path: Path) -> None:
    gbk = "张三 ".encode("gbk") + PHONE.encode()
    path = database(
        tmp_path / "t.db", "CREATE TABLE t (v)",
        ("INSERT INTO t VALUES (?), (?), (?)", (15957715969, PHONE.encode(), PHONE.encode("utf-16-le"))),
        ("INSERT INTO t VALUES (CAST(? AS TEXT))", (gbk,)),
    )  # fmt: skip
    target = tmp_path / "copy"
    target.write_bytes(
        copy(
            path,
            lambda b: [CellEdit(r, 0, len(c or "") - 11, len(c or ""), "号码") for r, c in enumerate(b.columns[0])],
        )
    )
    assert rows(target, "/*raw*/ SELECT typeof(v), v FROM t") == [
        (b"text", "号码".encode()), (b"blob", "号码".encode()), (b"blob", "号码".encode("utf-16-le")), (b"text", "张三 号码".encode("gbk")),
    ]  # fmt: skip


TABLES = [
    ("CREATE TABLE t (a INTEGER PRIMARY KEY, p TEXT)", [(3, "x"), (1, PHONE)]),
    ("CREATE TABLE t (a TEXT, p TEXT, PRIMARY KEY (p, a)) WITHOUT ROWID", [("b", PHONE), ("a", "x")]),
    ("CREATE TABLE t (rowid TEXT, p TEXT)", [("r", PHONE)]),
    ('CREATE TABLE t ("a ""b" INT, p TEXT COLLATE NOCASE)', [(1, PHONE)]),
    ("CREATE TABLE t (a INT, p TEXT) STRICT", [(1, PHONE)]),
    ("CREATE TABLE t (a INT, p TEXT CHECK (length(p) > 0))", [(1, PHONE)]),
    ("CREATE VIRTUAL TABLE t USING fts5 (a, p)", [("w", PHONE)]),
    ("CREATE VIRTUAL TABLE t USING fts4 (a, p)", [("w", PHONE)]),
]


@pytest.mark.parametrize(("create", "values"), TABLES, ids=[create[7:40] for create, _ in TABLES])
def test_tables_of_every_kind_are_read_and_edited(
    tmp_path: Path, create: str, values: list[tuple[object, object]]
) -> None:
    path = database(tmp_path / "t.db", create, *(("INSERT INTO t VALUES (?, ?)", value) for value in values))
    assert list(tables(path)) == ["t"]
    assert sorted(row[1] or "" for row in tables(path)["t"]) == sorted(str(p) for _, p in values)
    target = tmp_path / "copy"
    redact(path, target)
    expected = [(a, "<PHONE_NUMBER>" if p == PHONE else p) for a, p in values]
    assert sorted(rows(target, "SELECT * FROM t"), key=str) == sorted(expected, key=str)
    assert PHONE.encode() not in target.read_bytes()
    assert rows(target, "PRAGMA integrity_check") == [("ok",)]


def test_a_full_text_index_forgets_the_old_terms(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.db", "CREATE TABLE o (id INTEGER PRIMARY KEY, p TEXT)", ("INSERT INTO o VALUES (1, ?)", (PHONE,)),
        "CREATE VIRTUAL TABLE f USING fts5 (p, content='o', content_rowid='id')", "INSERT INTO f (f) VALUES ('rebuild')",
    )  # fmt: skip
    assert list(tables(path)) == ["o"]
    target = tmp_path / "copy"
    redact(path, target)
    assert rows(target, f"SELECT rowid FROM f WHERE f MATCH '{PHONE}'") == []
    assert rows(target, "SELECT rowid FROM f WHERE f MATCH 'number'") in ([(1,)], [])
    assert PHONE.encode() not in target.read_bytes()


def test_what_cannot_be_read_is_listed(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.db", "CREATE VIRTUAL TABLE f USING fts5 (p, content='')", "INSERT INTO f VALUES ('a')"
    )
    source = open_source(path)
    list(source.blocks())
    assert [part.part for part in source.unread()] == ["f"]


def test_generated_columns_are_read_and_follow(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.db", "CREATE TABLE t (p TEXT, v TEXT AS (p || '!') VIRTUAL, s TEXT AS ('电话' || p) STORED)",
        ("INSERT INTO t VALUES (?)", (PHONE,)),
    )  # fmt: skip
    assert tables(path)["t"] == [[PHONE, f"{PHONE}!", f"电话{PHONE}"]]
    target = tmp_path / "copy"
    redact(path, target)
    assert rows(target, "SELECT p, v, s FROM t") == [("<PHONE_NUMBER>", "<PHONE_NUMBER>!", "电话<PHONE_NUMBER>")]


def test_a_generated_value_alone_is_a_residue(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.db", "CREATE TABLE t (p INT, v TEXT AS ('159' || p))", "INSERT INTO t VALUES (57715969)"
    )
    with pytest.raises(ResidueError):
        redact(path, tmp_path / "copy")


def test_nothing_of_a_redacted_value_is_left_in_the_bytes(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.db", "CREATE TABLE t (phone TEXT, n INT)", "CREATE INDEX i ON t (phone)",
        *(("INSERT INTO t VALUES (?, ?)", (PHONE, number)) for number in range(200)),
        *(("INSERT INTO t VALUES (?, 0)", (f"1595771{number:04}",)) for number in range(1000)),
        "DELETE FROM t WHERE n = 0", "DELETE FROM t WHERE n > 150", "ANALYZE",
    )  # fmt: skip
    assert b"15957710002" in path.read_bytes()
    source = open_source(path)
    list(source.blocks())
    assert isinstance(source, SqliteSource)
    assert source.notices == (REMAINS,)
    assert [part.part for part in source.unread()] == ["free pages"]
    target = tmp_path / "copy"
    redaction = redact(path, target)
    assert redaction.changed["PHONE_NUMBER"]["replace"] >= 150 + 1000  # rows, and what is left of deleted ones
    assert b"1595771" not in target.read_bytes()
    assert rows(target, "SELECT DISTINCT phone FROM t INDEXED BY i") == [("<PHONE_NUMBER>",)]


def test_a_copy_without_edits_is_the_input_unless_deleted_rows_are_left(tmp_path: Path) -> None:
    path = database(tmp_path / "t.db", "CREATE TABLE t (a)", ("INSERT INTO t VALUES (?)", (PHONE * 40,)))
    assert copy(path) == path.read_bytes()
    database(path, "DELETE FROM t")
    assert PHONE.encode() in path.read_bytes()
    copied = copy(path)
    assert copied.startswith(b"SQLite format 3\0")
    assert PHONE.encode() not in copied


def test_triggers_do_not_run_and_are_still_there(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.db", "CREATE TABLE t (phone TEXT)", "CREATE TABLE log (old TEXT)", ("INSERT INTO t VALUES (?)", (PHONE,)),
        "CREATE TRIGGER keep AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (old.phone); END",
        f"CREATE VIEW mine AS SELECT * FROM t WHERE phone = '{PHONE}'",
        f"CREATE TRIGGER tell AFTER DELETE ON t BEGIN INSERT INTO log VALUES ('{OTHER}'); END",
        f"CREATE TABLE d (p TEXT DEFAULT '{PHONE}' /* 电话{OTHER} */)",
    )  # fmt: skip
    target = tmp_path / "copy"
    redaction = redact(path, target)
    assert {f.location.where for f in redaction.report.findings} == {"cell", "schema"}
    assert rows(target, "SELECT count(*) FROM log") == [(0,)]
    assert sorted(rows(target, "SELECT name FROM sqlite_master WHERE type = 'trigger'")) == [("keep",), ("tell",)]
    assert rows(target, "SELECT phone FROM mine") == [("<PHONE_NUMBER>",)]
    assert not {PHONE, OTHER} & {value for value in (PHONE, OTHER) if value.encode() in target.read_bytes()}
    database(target, "INSERT INTO d DEFAULT VALUES", "DELETE FROM t")
    assert rows(target, "SELECT * FROM d") == [("<PHONE_NUMBER>",)]
    assert rows(target, "SELECT * FROM log") == [("<PHONE_NUMBER>",)]


UNIQUE = ["CREATE TABLE 订单 (手机 TEXT UNIQUE)", "CREATE TABLE 订单 (手机 TEXT PRIMARY KEY) WITHOUT ROWID"]


@pytest.mark.parametrize("create", UNIQUE)
def test_equal_replacements_in_a_unique_column_are_refused_with_a_cure(tmp_path: Path, create: str) -> None:
    path = database(tmp_path / "t.db", create, ("INSERT INTO 订单 VALUES (?), (?)", (PHONE, OTHER)))
    with pytest.raises(UsageError, match=r"订单.手机 must be unique.*analytics") as caught:
        redact(path, tmp_path / "copy")
    assert PHONE not in str(caught.value)
    assert not (tmp_path / "copy").exists()
    redact(path, tmp_path / "copy", "complaint-evidence")
    assert len(set(rows(tmp_path / "copy", "SELECT * FROM 订单"))) == 2


REFUSING = [
    ("CREATE TABLE t (phone INT) STRICT", "t.phone"),
    ("CREATE TABLE t (phone INTEGER PRIMARY KEY)", "t.phone"),
    ("CREATE TABLE t (phone TEXT CHECK (length(phone) = 11))", "t.phone"),
]


@pytest.mark.parametrize(("create", "named"), REFUSING)
def test_a_column_that_cannot_take_the_replacement_is_named(tmp_path: Path, create: str, named: str) -> None:
    path = database(tmp_path / "t.db", create, ("INSERT INTO t VALUES (?)", (int(PHONE),)))
    with pytest.raises(UsageError, match=named) as caught:
        redact(path, tmp_path / "copy")
    assert PHONE not in str(caught.value)


def test_the_name_of_a_table_is_refused_with_a_cure(tmp_path: Path) -> None:
    path = database(tmp_path / "t.db", f'CREATE TABLE "电话{PHONE}" (a)')
    with pytest.raises(UsageError, match=r"Rename it first|cannot be completed"):
        redact(path, tmp_path / "copy")


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_encodings_and_journal_modes(tmp_path: Path, encoding: str, journal: str) -> None:
    path = database(
        tmp_path / "t.db", f"PRAGMA encoding = '{encoding}'", f"PRAGMA journal_mode = {journal}", "CREATE TABLE t (v)",
        ("INSERT INTO t VALUES (?)", (f"电话 {PHONE}",)),
    )  # fmt: skip
    before = sorted(tmp_path.iterdir())
    assert tables(path)["t"] == [[f"电话 {PHONE}"]]
    assert sorted(tmp_path.iterdir()) == before
    target = tmp_path / "copy"
    redact(path, target)
    assert rows(target, "PRAGMA journal_mode") == [(journal.lower(),)]
    assert rows(target, "PRAGMA encoding") == [(encoding,)]
    codec = "utf-8" if encoding == "UTF-8" else "utf-16-le" if encoding == "UTF-16le" else "utf-16-be"
    assert PHONE.encode(codec) in path.read_bytes()
    assert PHONE.encode(codec) not in target.read_bytes()


def test_changes_beside_the_file_are_never_missed(tmp_path: Path) -> None:
    path = database(tmp_path / "t.db", "PRAGMA journal_mode = WAL", "CREATE TABLE t (v)")
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("INSERT INTO t VALUES (?)", (PHONE,))
        with pytest.raises(UnscannedError, match=r"t\.db-wal") as caught:
            list(open_source(path).blocks())
    assert caught.value.reason == "unfinished"
    assert tables(path)["t"] == [[PHONE]]


@pytest.mark.parametrize(("head", "hot"), [(bytes.fromhex("d9d505f920a163d7"), True), (bytes(28), False), (b"", False)])
def test_a_journal_beside_the_file_is_never_missed(tmp_path: Path, head: bytes, hot: bool) -> None:
    path = database(tmp_path / "t.db", "CREATE TABLE t (v)")
    (tmp_path / "t.db-journal").write_bytes(head)
    if not hot:
        assert tables(path) == {}
        return
    with pytest.raises(UnscannedError, match=r"t\.db-journal"):
        list(open_source(path).blocks())


@pytest.mark.parametrize(("cut", "reason"), [(5000, "unfinished"), (50, "unfinished")])
def test_a_cut_file_is_unscanned(tmp_path: Path, cut: int, reason: str) -> None:
    path = database(tmp_path / "t.db", "CREATE TABLE t (v)", ("INSERT INTO t VALUES (?)", (PHONE * 2000,)))
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(UnscannedError) as caught:
        list(open_source(path).blocks())
    assert caught.value.reason == reason


def test_a_damaged_file_is_unscanned_and_nothing_worse(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.db", "PRAGMA page_size = 512", "CREATE TABLE t (v, w)", "CREATE INDEX i ON t (w)",
        *(("INSERT INTO t VALUES (?, ?)", (PHONE, number)) for number in range(60)),
    )  # fmt: skip
    data, damaged = path.read_bytes(), 0
    for position in range(16, len(data), 37):
        path.write_bytes(data[:position] + bytes([data[position] ^ 0x55]) + data[position + 1 :])
        try:
            list(open_source(path).blocks())
        except UnscannedError as error:
            damaged += 1
            assert error.reason in ("unreadable", "unfinished", "too-large")  # noqa: PT017 - most changes do no harm
            assert PHONE not in error.detail  # noqa: PT017
    assert damaged


def test_blocks_are_bounded_and_numbered(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.db", "CREATE TABLE t (v)",
        "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 40000) SELECT i FROM n",
        "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 30) "
        "SELECT printf('%.*c', 1000000, 'x') FROM n",
    )  # fmt: skip
    reached = 0
    for block in open_source(path).blocks():
        if isinstance(block, TableBlock):
            assert block.first_row == reached
            assert block.rows <= 20_000
            reached += block.rows
    assert reached == 40_030


def test_notes_hold_the_schema(tmp_path: Path) -> None:
    path = database(tmp_path / "t.db", "CREATE TABLE t (a)", "CREATE VIEW v AS SELECT 'x'")
    notes = [note.text for block in open_source(path).blocks() if isinstance(block, NoteBlock) for note in block.notes]
    assert notes == ["CREATE TABLE t (a)", "CREATE VIEW v AS SELECT 'x'"]


@pytest.mark.parametrize("edit", [CellEdit(9, 0, 0, 1, ""), CellEdit(0, 7, 0, 1, ""), CellEdit(0, 0, 0, 9, "")])
def test_a_wrong_edit_is_refused(tmp_path: Path, edit: Edit) -> None:
    path = database(tmp_path / "t.db", "CREATE TABLE t (a)", "INSERT INTO t VALUES ('x')")
    with pytest.raises(ValueError, match=r"edit|column|row"):
        copy(path, lambda _: [edit])
