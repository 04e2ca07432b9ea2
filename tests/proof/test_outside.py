"""Outside the changed spans the copy is the original, and a copy that is not is found out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from leakguard import api
from leakguard.errors import ResidueError
from leakguard.proof.walking import Pairs, in_csv, in_json, in_markup, in_sql, replaced
from leakguard.redaction import Redaction, redact_file
from leakguard.scanning import Scanner

PHONE, NAME = "13902746158", "欧阳文静"


def walk(old: str, new: str, *pairs: tuple[str, str], spell: object = None, **how: object) -> int:
    held = Pairs("utf-8", **({"spell": spell} if spell else {}), **how)  # type: ignore[arg-type]
    for value, replacement in pairs:
        held.add(value, replacement)
    return replaced(old.encode(), new.encode(), held, b'"' if spell is in_csv else b"")[1]


A = ("13902746158", "139****6158")
SAME = [
    ("", "", ()),
    ("x13902746158y", "x139****6158y", (A,)),
    ("1390274615813902746158", "139****6158139****6158", (A,)),
    ("张伟,李四", ",", (("张伟", ""), ("李四", ""))),
    ("aaa", "a", (("aa", ""),)),
    ("张伟明,张伟", "<A>,<B>", (("张伟明", "<A>"), ("张伟", "<B>"))),
    ("ab", "abb", (("b", "bb"),)),
]
OTHER = [
    ("x13902746158y", "x139****6158z", (A,)),
    ("x13902746158y", "139****6158y", (A,)),
    ("x13902746158", "x139****6158\n", (A,)),
    ("13902746158,5", "139****6158,6", (A,)),
    ("ab", "ba", (A,)),
    ("a\r\n", "a\n", (A,)),
]


@pytest.mark.parametrize(("old", "new", "pairs"), SAME)
def test_the_same_but_for_values(old: str, new: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert walk(old, new, *pairs) == -1


@pytest.mark.parametrize(("old", "new", "pairs"), OTHER)
def test_not_the_same(old: str, new: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert walk(old, new, *pairs) >= 0


SPELLINGS = [
    (in_csv, '"a ""b""",1', '"<X>",1', ('a "b"', "<X>")),
    (in_csv, "ab,1", '"x,y",1', ("ab", "x,y")),
    (in_json, '{"a":"\\u5f20\\u4f1f"}', '{"a":"<X>"}', ("张伟", "<X>")),
    (in_json, '{"a":13902746158}', '{"a":"<X>"}', (PHONE, "<X>")),
    (in_sql, "('O''Brien Smith')", "('<X>')", ("O'Brien Smith", "<X>")),
    (in_markup, "<b>张伟</b>", "<b>&lt;X&gt;</b>", ("张伟", "<X>")),
]


@pytest.mark.parametrize(("spell", "old", "new", "pair"), SPELLINGS)
def test_spellings_of_formats(spell: object, old: str, new: str, pair: tuple[str, str]) -> None:
    assert walk(old, new, pair, spell=spell) == -1


def test_a_value_of_unknown_spelling() -> None:
    assert walk("<b>&#24352;&#20255;</b>后", "<b>&lt;X&gt;</b>后", ("张伟", "<X>"), spell=in_markup, loose=True) == -1
    assert walk("<b>&#24352;&#20255;</b>后", "<b>&lt;X&gt;</b>前", ("张伟", "<X>"), spell=in_markup, loose=True) >= 0


def test_keys_of_json_that_are_numbered() -> None:
    """Two keys that would come out the same: the writer numbers the second."""
    pairs = (("张伟", "<X>"), ("李小红", "<X>"))
    old, new = '{"张伟": 1, "李小红": 2}', '{"<X>": 1, "<X>_2": 2}'
    assert walk(old, new, *pairs, spell=in_json, loose=True) == -1
    assert walk(old, new.replace("_2", "_b"), *pairs, spell=in_json, loose=True) >= 0
    assert walk(old, new.replace("_2", "_2_3"), *pairs, spell=in_json, loose=True) >= 0


# -- whole files


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return api.scanner(policy="share", tagger="none")


def result(redaction: Redaction) -> str:
    return next(proof.result for proof in redaction.proofs if proof.name == "outside")


FILES = {
    "a.txt": f"电话：{PHONE}\r\n收货人：{NAME}\n",
    "a.csv": f'订单,收货人,手机\n1,"{NAME}",{PHONE}\n',
    "a.json": f'[{{"receiver": "{NAME}", "mobile": "{PHONE}"}}, {{"receiver": "\\u738b\\u5efa\\u56fd", "mobile": 13711112222}}]',
    "a.sql": f"INSERT INTO t (receiver_name, mobile) VALUES ('{NAME}', '{PHONE}');\n",
    "a.html": f"<table><tr><th>收货人</th><th>手机</th></tr><tr><td>{NAME}</td><td>{PHONE}</td></tr></table>",
}


@pytest.mark.parametrize("name", FILES)
def test_formats_that_are_written_in_place(scanner: Scanner, name: str, tmp_path: Path) -> None:
    source = tmp_path / name
    source.write_bytes(FILES[name].encode())
    redaction = redact_file(scanner, scanner.open(source), tmp_path / f"out-{name}")
    assert redaction.spans >= 2
    assert result(redaction) == "passed"


@pytest.mark.parametrize("name", FILES)
def test_a_writer_that_touches_more_is_found_out(
    scanner: Scanner, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / name
    source.write_bytes(FILES[name].encode())
    opened = scanner.open(source)
    if hasattr(opened, "splice"):
        splice: Callable[..., bytes] = type(opened).splice
        monkeypatch.setattr(type(opened), "splice", lambda self, b, e: splice(self, b, e) + (b" " if e else b""))
    else:
        rewrite: Callable[..., None] = type(opened).rewrite

        def longer(self: object, edited: object, output: io.BytesIO) -> None:
            rewrite(self, edited, output)
            output.write(b" ")

        monkeypatch.setattr(type(opened), "rewrite", longer)
    with pytest.raises(ResidueError, match="differs from the original outside"):
        redact_file(scanner, opened, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_large_tables(scanner: Scanner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from leakguard.sources.csv import arrow_splice
    from leakguard.sources.csv import source as csv

    monkeypatch.setattr(csv, "LARGE", 1000)
    source = tmp_path / "a.csv"
    rows = "".join(f'{n},"王建国",1390274{n:04d},"a ""b"" {n}"\r\n' for n in range(200))
    source.write_bytes(("订单,收货人,手机,备注\r\n" + rows).encode())
    redaction = redact_file(scanner, scanner.open(source), tmp_path / "b.csv")
    assert redaction.spans == 400
    assert result(redaction) == "passed"
    run = arrow_splice._Splice.run
    monkeypatch.setattr(arrow_splice._Splice, "run", lambda self: bytes(run(self)).replace(b"\r\n", b"\n ", 1))
    with pytest.raises(ResidueError, match="near byte"):
        redact_file(scanner, scanner.open(source), tmp_path / "c.csv")


def workbook() -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (("收货人", "手机"), (NAME, PHONE), ("王建国", "13711112222")):
        book.active.append(row)
    book.create_sheet("空")
    plain = io.BytesIO()
    book.save(plain)
    return plain.getvalue()


def test_workbooks(scanner: Scanner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from leakguard.sources.xlsx.source import XlsxSource

    source = tmp_path / "a.xlsx"
    source.write_bytes(workbook())
    assert result(redact_file(scanner, scanner.open(source), tmp_path / "b.xlsx")) == "passed"
    rewrite = XlsxSource.rewrite

    def spoil(member: str, before: bytes, after: bytes) -> Callable[..., None]:
        def spoilt(self: XlsxSource, edited: object, output: io.BytesIO) -> None:
            whole = io.BytesIO()
            rewrite(self, edited, whole)  # type: ignore[arg-type]
            with zipfile.ZipFile(whole) as old, zipfile.ZipFile(output, "w") as new:
                for name in old.namelist():
                    data = old.read(name)
                    assert name != member or before in data
                    new.writestr(name, data.replace(before, after) if name == member else data)

        return spoilt

    for change in (
        ("xl/worksheets/sheet1.xml", b'r="B2"', b'r="C2"'),
        ("xl/styles.xml", b"Calibri", b"Courier"),
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b"</sheetData><x/>"),
    ):
        monkeypatch.setattr(XlsxSource, "rewrite", spoil(*change))
        with pytest.raises(ResidueError, match="in member"):
            redact_file(scanner, scanner.open(source), tmp_path / "c.xlsx")


def test_another_format_is_not_compared(scanner: Scanner, tmp_path: Path) -> None:
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for number, row in enumerate((("收货人", "手机"), (NAME, PHONE))):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.save(str(tmp_path / "a.xls"))
    redaction = redact_file(scanner, scanner.open(tmp_path / "a.xls"), tmp_path / "b.xlsx")
    assert result(redaction) == "not-compared"
