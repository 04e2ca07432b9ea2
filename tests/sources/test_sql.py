from __future__ import annotations

import hashlib
import io
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.errors import UsageError
from leakguard.sources import open_source
from leakguard.sources.encoding import Encoding
from leakguard.sources.origin import origin_of_stream
from leakguard.sources.sql import reader as sql_reader
from leakguard.sources.sql.source import SqlSource, SqlTable, SqlText
from leakguard.sources.sql.values import Dialect
from leakguard.units import Block, CellEdit, Edit, TableBlock, TextEdit

from .support import UTF8

MYSQL, STANDARD = Dialect(backslash=True), Dialect(backslash=False)
Rows = list[dict[str | int, str | None]]


def sql_source(data: bytes | str, dialect: Dialect = MYSQL, encoding: Encoding = UTF8, **options: Any) -> SqlSource:
    stored = data.encode() if isinstance(data, str) else data
    origin = origin_of_stream(io.BytesIO(stored), "t.sql")
    return SqlSource(origin, encoding, hashlib.sha256(stored).hexdigest(), dialect, **options)


def tables(source: SqlSource) -> dict[str | None, Rows]:
    """Table -> its rows, each the cells that have a text or are NULL in the file, by header or number of the column."""
    found: dict[str | None, Rows] = {}
    for block in source.blocks():
        if isinstance(block, SqlTable):
            for row in range(block.rows):
                cells = enumerate(zip(block.headers or (), block.columns, block.starts, strict=True))
                found.setdefault(block.part, []).append({h or n: c[row] for n, (h, c, s) in cells if s[row] >= 0})
    return found


def values(data: str, dialect: Dialect = MYSQL) -> list[list[str | None]]:
    return [list(row.values()) for rows in tables(sql_source(data, dialect)).values() for row in rows]


def texts(source: SqlSource) -> str:
    return "|".join(block.text for block in source.blocks() if isinstance(block, SqlText))


def written(source: SqlSource, edit: dict[str, str] | None = None) -> bytes:
    """A copy in which these values of cells, or stretches of text, are replaced."""
    output = io.BytesIO()
    source.rewrite(((block, list(edits(block, edit or {}))) for block in source.blocks()), output)
    return output.getvalue()


def edits(block: Block, replacements: dict[str, str]) -> list[Edit]:
    if isinstance(block, TableBlock):
        cells = [(r, c, cell or "") for c, column in enumerate(block.columns) for r, cell in enumerate(column)]
        return [
            CellEdit(r, c, *match.span(), replacements[old])
            for r, c, cell in cells
            for old in replacements
            for match in re.finditer(re.escape(old), cell)
        ]
    assert isinstance(block, SqlText)
    matches = [(m.span(), old) for old in replacements for m in re.finditer(re.escape(old), block.text)]
    return [TextEdit(*span, replacements[old]) for span, old in matches]


@pytest.mark.parametrize(
    ("stored", "dialect", "expected"),
    [
        ("'张三'", MYSQL, "张三"),
        ("N'张三'", STANDARD, "张三"),
        ("''", MYSQL, ""),
        (r"'O\'Neil'", MYSQL, "O'Neil"),
        ("'O''Neil'", MYSQL, "O'Neil"),
        ("'O''Neil'", STANDARD, "O'Neil"),
        (r"'C:\'", STANDARD, "C:\\"),
        (r"'a\\b\nc\%d\Ze\"f'", MYSQL, 'a\\b\nc\\%d\x1ae"f'),
        ('"say ""hi"" it\'s"', MYSQL, 'say "hi" it\'s'),
        (r"E'a\'b\n\u5f20\x41\101'", STANDARD, "a'b\n张AA"),
        ("_utf8mb4'张三'", MYSQL, "张三"),
        ("_binary 'abc'", MYSQL, "abc"),
        ("'a,b);(c'", MYSQL, "a,b);(c"),
        ("13800138000", MYSQL, "13800138000"),
        ("-1.50", MYSQL, "-1.50"),
        ("1.3e10", MYSQL, "1.3e10"),
        ("NULL", MYSQL, None),
        ("default", MYSQL, None),
        ("CURRENT_TIMESTAMP", MYSQL, None),
        ("0xE5BCA0E4B889", MYSQL, "张三"),
        ("X'e5bca0e4b889'", MYSQL, "张三"),
        (r"'\xe5bca0e4b889'", STANDARD, "张三"),
        ("0x" + "张三的手机".encode("gb18030").hex(), MYSQL, "张三的手机"),
        ("0x00ff", MYSQL, "0x00ff"),
        ("to_date('1990-05-09','yyyy-mm-dd')", STANDARD, "1990-05-09"),
        ("TO_DATE('1990-05-09 10:00:00', 'SYYYY-MM-DD HH24:MI:SS')", STANDARD, "1990-05-09 10:00:00"),
        ("CAST(N'1990-05-09' AS Date)", STANDARD, "1990-05-09"),
        ("DATE '1990-05-09'", STANDARD, "1990-05-09"),
        ("'1990-05-09'::date", STANDARD, "1990-05-09"),
        ("concat('张', '三')", MYSQL, "concat('张', '三')"),
        ("'a'||chr(10)||'b'", STANDARD, "'a'||chr(10)||'b'"),
        ("f(g(h('x'), ')'))", MYSQL, "f(g(h('x'), ')'))"),
        ("'x' y 'z'", MYSQL, "'x' y 'z'"),
    ],
)
def test_value(stored: str, dialect: Dialect, expected: str | None) -> None:
    data = f"INSERT INTO t (a, b) VALUES ( {stored} ,1), (2,{stored});\n"
    source = sql_source(data, dialect)
    assert tables(source) == {"t": [{"a": expected, "b": "1"}, {"a": "2", "b": expected}]}
    assert written(source).decode() == data


@pytest.mark.parametrize(
    ("head", "part", "headers"),
    [
        ("INSERT INTO t (a, b) VALUES ", "t", ["a", "b"]),
        ("insert into `shop`.`t_order` (`收货人`,`手机 号`) values", "shop.t_order", ["收货人", "手机 号"]),
        ("REPLACE INTO t(a,b) VALUES\n", "t", ["a", "b"]),
        ("INSERT IGNORE INTO t VALUES ", "t", [None, None]),
        ("INSERT [dbo].[t] ([a], [b]) VALUES ", "dbo.t", ["a", "b"]),
        ('INSERT INTO "public"."t" ("a", "B") OVERRIDING SYSTEM VALUE VALUES ', "public.t", ["a", "B"]),
        ("INSERT OR REPLACE INTO t VALUES", "t", [None, None]),
        ("CREATE TABLE t (a int, b text);\nINSERT INTO t VALUES ", "t", ["a", "b"]),
        ("CREATE TABLE t (a int);\nINSERT INTO t VALUES ", "t", ["a", None]),
        (
            "CREATE TABLE IF NOT EXISTS `t` (\n -- 注释\n `a` decimal(10,2) DEFAULT '0,1' COMMENT '收件人：姓名',\n"
            " `b` text COMMENT '手机(必填)',\n PRIMARY KEY (`a`), KEY `k` (`b`)\n) ENGINE=InnoDB COMMENT='订单';\n"
            "INSERT INTO `t` VALUES ",
            "t",
            ["收件人(a)", "手机(b)"],
        ),
        (
            "CREATE TABLE public.t (k text, b text);\nCOMMENT ON COLUMN public.t.b IS '手机';\nINSERT INTO t VALUES ",
            "public.t",
            ["k", "手机(b)"],
        ),
    ],
)
def test_tables_and_headers(head: str, part: str, headers: list[str | None]) -> None:
    data = f"{head}('x','13800138000');\n"
    (block,) = [block for block in sql_source(data).blocks() if isinstance(block, SqlTable)]
    assert (block.part, block.headers) == (part, headers)
    assert [list(column) for column in block.columns] == [["x"], ["13800138000"]]
    assert written(sql_source(data)).decode() == data


def test_statements_with_other_columns_are_one_table() -> None:
    data = (
        "INSERT INTO t (a, b) VALUES (1, 2);\nINSERT INTO T (c, a) VALUES (3, 4);\n"
        "UPDATE t SET b = 'x', d='y' WHERE a = 5;\n"
        "INSERT INTO t (a) VALUES (6) ON DUPLICATE KEY UPDATE b = VALUES(b), c = '七';\n"
        "INSERT INTO t SET a=8, b='9';\n"
    )
    rows = tables(sql_source(data))["t"]
    listed = [{"a": "1", "b": "2"}, {"c": "3", "a": "4"}, {"a": "6"}]
    assigned = [{"b": "x", "d": "y", "a": "5"}, {"b": None, "c": "七"}, {"a": "8", "b": "9"}]
    assert rows == listed + assigned


def test_copy() -> None:
    data = (
        "COPY public.t (a, b, c) FROM stdin;\n张三\t\\N\ta\\tb\\\\c\\nd\n\t x \t\\\\xe5bca0e4b889\n\\.\n"
        "\n-- 完\nCOPY t FROM stdin;\n\\.\nCOPY u FROM stdin WITH (FORMAT csv);\n13800138000,1\n\\.\n"
    )
    source = sql_source(data, STANDARD)
    assert tables(source) == {
        "public.t": [{"a": "张三", "b": None, "c": "a\tb\\c\nd"}, {"a": "", "b": " x ", "c": "张三"}]
    }
    assert "13800138000" in texts(source)
    edited = written(source, {"张三": "a\t\\\n", "b\\c": "*"}).decode()
    assert edited == data.replace("张三", "a\\t\\\\\\n").replace("b\\\\c", "*").replace("e5bca0e4b889", "61095c0a")
    assert tables(sql_source(edited, STANDARD))["public.t"][0] == {"a": "a\t\\\n", "b": None, "c": "a\t*\nd"}


@pytest.mark.parametrize(
    "data",
    [
        "INSERT INTO t VALUES ('13800138000",
        "INSERT INTO t VALUES ('13800138000'",
        "INSERT INTO t VALUES (1,'13800138000';\n",
        "INSERT INTO t VALUES (q'[13800138000's]', 1);\n",
        "INSERT INTO t SELECT 1, '13800138000' FROM u;\n",
        "CALL p('13800138000');\n",
        "-- 13800138000\n",
        "/* INSERT INTO t VALUES\n 13800138000 */",
        "INSERT INTO t VALUES (1), /* 13800138000 */ (2);\n",
        "INSERT INTO t VALUES (1)\n-- 13800138000\n, (2);\n",
        "CREATE TABLE t (a text DEFAULT '13800138000');\nINSERT INTO t VALUES (1);",
        "INSERT INTO `13800138000` VALUES (1);\n",
        "UPDATE t SET a13800138000 = 1, `b13800138000` = 2;\n",
        "UPDATE t SET a = 1, a13800138000 = 2;\n",
        "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = a + 13800138000;\n",
        "DELIMITER ;;\nCREATE PROCEDURE p() BEGIN\n SELECT '13800138000'; END;;\n",
        "收货人 13800138000",
        "INSERT INTO t VALUES (1);13800138000",
        "COPY t FROM stdin;\n1\n\\.\n13800138000\n",
    ],
)
def test_what_is_no_row_is_text(data: str) -> None:
    source = sql_source(data)
    assert texts(source).count("13800138000") == data.count("13800138000")
    assert written(source).decode() == data
    assert written(source, {"13800138000": "<X>"}).decode() == data.replace("13800138000", "<X>")


def test_a_broken_row_leaves_those_before_it() -> None:
    source = sql_source("INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c")
    assert values("INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c") == [["1", "a"], ["2", "b"]]
    assert texts(source).endswith("3,'c")


def test_rows_that_differ_in_width() -> None:
    assert values("INSERT INTO t VALUES (1),(2,3),(4);") == [["1"], ["2", "3"], ["4"]]


@pytest.mark.parametrize(
    ("stored", "dialect", "old", "new", "expected"),
    [
        ("'a 张三 b'", MYSQL, "张三", "<X>", "'a <X> b'"),
        ("'张三'", MYSQL, "张三", "it's \\", r"'it''s \\'"),
        ("'张三'", STANDARD, "张三", "it's \\", "'it''s \\'"),
        ('"张三"', MYSQL, "张三", "it's \"", '"it\'s """'),
        (r"'O\'Neil 张三'", MYSQL, "张三", "*", r"'O\'Neil *'"),
        (r"'O\'Neil 张三'", MYSQL, "O'Neil", "*", "'* 张三'"),
        (r"E'\n张三'", STANDARD, "张三", "\\", r"E'\n\\'"),
        ("13800138000", MYSQL, "13800138000", "<X>", "'<X>'"),
        ("0xE5BCA0E4B889", MYSQL, "三", "<", "0xE5BCA03C"),
        ("X'e5bca0'", MYSQL, "张", "<", "X'3c'"),
        ("to_date('1990-05-09','yyyy-mm-dd')", STANDARD, "1990-05-09", "1990", "to_date('1990','yyyy-mm-dd')"),
        ("concat('a', '张三')", MYSQL, "张三", "'", "concat('a', '''')"),
        ("concat('张', '三')", MYSQL, "张', '三", "X", "'concat(''X'')'"),
        ("2024-01-01", MYSQL, "2024-01-01", "X", "'X'"),
    ],
)
def test_edit(stored: str, dialect: Dialect, old: str, new: str, expected: str) -> None:
    data = "INSERT INTO t VALUES (1, {0} ,'x');\n"
    if stored[0] not in "ct2":
        data += "UPDATE t SET a = {0} WHERE id = 1;\n"
    source = sql_source(data.format(stored), dialect)
    assert written(source, {old: new}).decode() == data.format(expected)


def test_a_gap_seen_before_is_handed_out_once_and_edited_everywhere() -> None:
    data = "".join(f"INSERT INTO [张三] ([a]) VALUES ({n});\n" for n in range(50))
    source = sql_source(data, STANDARD)
    assert texts(source).count("张三") == 2  # the first head, and the first that has a row before it
    assert written(source, {"张三": "X"}).decode() == data.replace("张三", "X")
    commented = "".join(f"INSERT INTO t VALUES ({n}); -- 张三\n" for n in range(50))
    assert texts(sql_source(commented)).count("张三") == 50


@pytest.mark.parametrize(
    ("data", "dialect"),
    [
        ("-- x\nINSERT INTO t VALUES ('a','O\\'Neil'),\n (2,'张三');", MYSQL),
        ("INSERT INTO t VALUES ('one\ntwo O\\'Neil',N'three');UPDATE t SET a='张三' WHERE b='x';\nthree", MYSQL),
        ("COPY t FROM stdin;\nO'Neil\tone\\tx\n张三\t\\N\n\\.\n", STANDARD),
    ],
)
@pytest.mark.parametrize("size", [1 << 20, 7])
def test_place(data: str, dialect: Dialect, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_reader, "_HEAD", 60)
    seen = set()
    for block in sql_source(data, dialect, block_bytes=size).blocks():
        cells = block.columns if isinstance(block, SqlTable) else ()
        for column, row, word in ((c, r, w) for c, v in enumerate(cells) for r in range(len(v)) for w in STORED):
            at = (block.columns[column][row] or "").find(word)  # type: ignore[union-attr]
            if at >= 0:
                place, start, end = block.place(row, column, at, at + len(word))  # type: ignore[union-attr]
                assert (place.row, place.column, place.where) == (None, None, "cell")
                assert place.line is not None
                lines = data.split("\n")[place.line :]
                assert "\n".join(lines)[start:end] in STORED[word]
                assert start <= len(lines[0])
                seen.add(word)
    assert seen == {word for word in STORED if any(stored in data for stored in STORED[word])}


STORED = {
    "O'Neil": ("O\\'Neil", "O'Neil"),
    "张三": ("张三",),
    "one": ("one",),
    "three": ("three",),
    "one\n": ("one\n",),
}


@pytest.mark.parametrize("encoding", [Encoding("gb18030", "given"), Encoding("utf-16-le", "given", b"\xff\xfe"), UTF8])
def test_encodings(encoding: Encoding) -> None:
    text = "-- 订单\r\nINSERT INTO t VALUES ('张三','縣\\\\'),\r\n('李四',NULL);\r\n"
    data = encoding.bom + text.encode(encoding.codec)
    source = sql_source(data, MYSQL, encoding)
    assert tables(source)["t"] == [{0: "张三", 1: "縣\\"}, {0: "李四", 1: None}]
    assert written(source) == data
    assert written(source, {"张三": "某"}) == encoding.bom + text.replace("张三", "某").encode(encoding.codec)
    if encoding.name == "gb18030":
        with pytest.raises(UsageError, match="cp1252"):
            written(sql_source(b"INSERT INTO t VALUES ('a');", MYSQL, Encoding("cp1252", "given")), {"a": "张"})


def test_wrong_edits_are_refused() -> None:
    source = sql_source("-- x\nINSERT INTO t VALUES ('abc', NULL);")
    text, table, _ = list(source.blocks())
    wrong: list[tuple[Block, Edit]] = [
        (table, TextEdit(0, 1, "")),
        (text, CellEdit(0, 0, 0, 1, "")),
        (table, CellEdit(0, 0, 0, 4, "")),
        (table, CellEdit(0, 1, 0, 0, "x")),
        (table, CellEdit(1, 0, 0, 1, "")),
        (text, TextEdit(0, 999, "")),
        (TableBlock([["a"]]), CellEdit(0, 0, 0, 1, "")),
    ]
    for block, edit in wrong:
        with pytest.raises(ValueError, match=r"edit|takes|source"):
            source.rewrite([(block, [edit])], io.BytesIO())


def test_long_binary_values_are_listed_as_unread() -> None:
    source = sql_source(f"INSERT INTO `photo` VALUES (1,0x{'ff00' * 100});INSERT INTO hash VALUES (0x{'ff' * 32});")
    assert tables(source)["photo"] == [{0: "1", 1: None}]
    assert [(unread.part, unread.reason) for unread in source.unread()] == [("photo", "binary")]
    for data in (f"CALL p(0x{'ff00' * 100});", f"INSERT INTO t VALUES (X'{'ff00' * 100}"):
        source = sql_source(data)
        assert "ff00" in texts(source)
        assert [(unread.part, unread.reason) for unread in source.unread()] == [(None, "binary")]


def test_a_row_without_end_is_read_as_text() -> None:
    data = "INSERT INTO t VALUES (1,'a'),(2,'" + "13800138000 " * 9000 + "\n');\nINSERT INTO t VALUES (3,'b');\n"
    source = sql_source(data, max_row=50_000, block_bytes=10_000)
    assert [row[1] for row in tables(source)["t"]] == ["a", "b"]
    assert texts(source).count("13800138000") == 9000
    assert written(source).decode() == data


def test_one_line_of_many_rows_is_handed_out_in_pieces() -> None:
    data = "INSERT INTO t (a, b) VALUES " + ",".join(f"({n},'张{n}')" for n in range(20_000)) + ";\n"
    source = sql_source(data, block_bytes=30_000)
    blocks = [block for block in source.blocks() if isinstance(block, SqlTable)]
    assert len(blocks) > 5
    assert [block.first_row for block in blocks] == [sum(b.rows for b in blocks[:n]) for n in range(len(blocks))]
    assert tables(source)["t"] == [{"a": str(n), "b": f"张{n}"} for n in range(20_000)]
    assert written(source, {"张9999": "X"}).decode() == data.replace("张9999", "X")


@pytest.mark.parametrize(
    ("text", "backslash"),
    [
        ("-- MySQL dump 10.13\nINSERT INTO `t` VALUES (1);", True),
        ("-- PostgreSQL database dump\nSET standard_conforming_strings = on;\nINSERT INTO t VALUES (1);", False),
        ("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t (a);\nINSERT INTO t VALUES(1);", False),
        ("USE [shop]\nGO\nINSERT [dbo].[t] ([a]) VALUES (N'x')\nGO\n", False),
        ("SET NAMES utf8mb4;\nSET sql_mode='NO_BACKSLASH_ESCAPES';\nINSERT INTO t VALUES (1);", False),
        ("INSERT INTO t VALUES ('O\\'Neil', 1);", True),
        ("INSERT INTO t VALUES ('C:\\dir\\', 1), ('D:\\', 'x');", False),
        (
            "/*\n Navicat Premium Data Transfer\n Source Server Type    : PostgreSQL\n*/\nINSERT INTO t VALUES (1);",
            False,
        ),
        ("/*\n Source Server Type    : MySQL\n*/\nINSERT INTO t VALUES (to_date('x'));", True),
        ("INSERT INTO t (a) VALUES (to_date('1990-01-01', 'yyyy-mm-dd'));", False),
    ],
)
def test_a_dump_without_a_suffix_is_known_and_its_dialect_found(tmp_path: Path, text: str, backslash: bool) -> None:
    for codec in ("utf-8", "utf-16", "gbk"):
        path = tmp_path / "dump"
        path.write_bytes((text + "-- 收货人\n" * 9).encode(codec))
        source = open_source(path)
        assert isinstance(source, SqlSource)
        assert source.dialect.backslash is backslash


@pytest.mark.parametrize("text", ["INSERT 张三 INTO the list\n", "-- note\n张三 13800138000\n", "create a table\n", ""])
def test_other_text_is_no_dump(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes"
    path.write_text(text, encoding="utf-8")
    assert open_source(path).format == "text"


CELL = st.one_of(
    st.none(),
    st.text(st.sampled_from("ab张三1 ,;()'\"\\\n\r\t-0x%_N"), max_size=12),
    st.sampled_from(["13800138000", "\\N", "\\.", "O'Neil", "');--", "INSERT INTO t VALUES (1);"]),
)
ROWS = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6)


def mysql_literal(value: str | None) -> str:
    if value is None:
        return "NULL"
    for raw, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\r", "\\r"), ('"', '\\"')):
        value = value.replace(raw, escaped)
    return f"'{value}'"


def mysql_dump(rows: list[list[str | None]]) -> str:
    return (
        "INSERT INTO `t` (`a`,`b`,`c`) VALUES "
        + ",".join(f"({','.join(map(mysql_literal, row))})" for row in rows)
        + ";\n"
    )


def copy_dump(rows: list[list[str | None]]) -> str:
    def cell(value: str | None) -> str:
        if value is None:
            return "\\N"
        for raw, escaped in (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
            value = value.replace(raw, escaped)
        return value

    return "COPY t (a, b, c) FROM stdin;\n" + "".join("\t".join(map(cell, row)) + "\n" for row in rows) + "\\.\n"


@settings(max_examples=150, deadline=None, derandomize=True)
@given(ROWS, st.integers(1, 60))
def test_rows_dumped_by_mysql_and_by_copy_come_back(rows: list[list[str | None]], size: int) -> None:
    expected = {"t": [dict(zip("abc", row, strict=True)) for row in rows]}
    for data, dialect in ((mysql_dump(rows), MYSQL), (copy_dump(rows), STANDARD)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sql_reader, "_HEAD", 60)
            source = sql_source(data, dialect, block_bytes=size)
            assert tables(source) == expected
            assert written(source).decode() == data


def executed(script: str) -> list[tuple[str | None, ...]]:
    with sqlite3.connect(":memory:") as database:
        database.executescript(script)
        return list(database.execute("SELECT a, b, c FROM t ORDER BY rowid"))


@settings(max_examples=120, deadline=None, derandomize=True)
@given(ROWS, st.data())
def test_a_dump_of_sqlite_and_its_edited_copy_can_be_executed(
    rows: list[list[str | None]], data: st.DataObject
) -> None:
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE t (a text, b text, c text)")
        database.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
        dump = "\n".join(database.iterdump())
    source = sql_source(dump, STANDARD)
    assert [list(row.values()) for row in tables(source)["t"]] == rows
    expected = [list(row) for row in rows]
    pairs: list[tuple[Block, list[Edit]]] = []
    for block in source.blocks():
        changes: list[Edit] = []
        for row, column in [(r, c) for r in range(block.rows) for c in range(3)] if isinstance(block, SqlTable) else ():
            cell = rows[row][column]
            if cell is not None and data.draw(st.booleans()):
                start = data.draw(st.integers(0, len(cell)))
                end = data.draw(st.integers(start, len(cell)))
                new = data.draw(st.text(st.sampled_from("<X>'\\\",()"), max_size=4))
                changes.append(CellEdit(row, column, start, end, new))
                expected[row][column] = cell[:start] + new + cell[end:]
        pairs.append((block, changes))
    output = io.BytesIO()
    source.rewrite(pairs, output)
    assert executed(output.getvalue().decode()) == [tuple(row) for row in expected]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(
        st.sampled_from([
            "INSERT INTO t VALUES (", "INSERT INTO t (a,b) VALUES\n(", "UPDATE t SET a=", "COPY t FROM stdin;\n", "\\.\n", "'", "''",
            "\\'", "13800138000", "张三", ",", ")", "),(", ");\n", "\n", " ", ";", "-- ", "/*", "*/", "NULL", "0xff", "E'", "N'", '"',
            "CREATE TABLE t (a int, b text COMMENT 'x');\n", " WHERE b=", "\t", "\\", "f(", "ON DUPLICATE KEY UPDATE a=",
        ]),
        max_size=25,
    ),
    st.integers(1, 40),
    st.booleans(),
)  # fmt: skip
def test_nothing_is_left_out_or_handed_out_twice(pieces: list[str], size: int, backslash: bool) -> None:
    data = "".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sql_reader, "_HEAD", 50)
        source = sql_source(data, Dialect(backslash), block_bytes=size, max_row=200)
        assert written(source).decode() == data
        blocks = list(source.blocks())
        found = sum(block.text.count("13800138000") for block in blocks if isinstance(block, SqlText))
        cells = [cell for block in blocks if isinstance(block, SqlTable) for column in block.columns for cell in column]
        found += sum((cell or "").count("13800138000") for cell in cells)
        assert found == data.count("13800138000")
        edited = written(source, {"13800138000": "<X>"}).decode()
        assert "13800138000" not in edited
