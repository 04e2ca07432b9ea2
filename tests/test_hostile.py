"""Hostile and broken files of every format: no crash, no verdict of clean over what was not read, nothing left behind.

Small versions of bombs; what counts is how they are refused, and that sizes are not believed.
"""

from __future__ import annotations

import io
import random
import re
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as parquet
import pytest

from leakguard import api
from leakguard.errors import LeakguardError
from leakguard.redaction import redact_file
from leakguard.report import Report
from leakguard.scanning import Scanner

PHONE = "13902746158"
NUMBERS = [f"139027461{n}" for n in range(10, 40)]
NAMES = ("收货人", "收货人手机", "备注")
ROWS = [("郭晓彤", number, "尽快发货") for number in NUMBERS]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
CELL = f'<c r="A1" t="inlineStr"><is><t>{PHONE}</t></is></c>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "13902746158">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return api.scanner(tagger="none")


def scanned(scanner: Scanner, path: Path) -> Report:
    report = scanner.report()
    scanner.add(report, path)
    return report


def judged(scanner: Scanner, path: Path, suffix: str | None = None) -> tuple[int, list[str]]:
    """Phone numbers found and reasons of what was not scanned, after redacting the file too.

    Whatever is in the file, it is unchanged, nothing stands beside it, and a copy that claims to be complete holds none
    of the numbers.
    """
    before = path.read_bytes()
    report = scanned(scanner, path)
    found = sum(summary.entities.get("PHONE_NUMBER", 0) for summary in report.sources)
    output = path.with_name("copy" + (suffix or path.suffix))
    try:
        unread = redact_file(scanner, scanner.open(path), output).report.unscanned
    except LeakguardError:
        assert not output.exists()
    else:
        assert unread or not numbers_in(output.read_bytes())
        output.unlink()
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    return found, [item.reason for item in report.unscanned]


def numbers_in(data: bytes) -> set[bytes]:
    """The numbers in a file, in the members of an archive too."""
    pieces = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            pieces += [archive.read(info) for info in archive.infolist()]
    return {number for piece in pieces for number in re.findall(rb"(?<![0-9])139027461[0-9]{2}(?![0-9])", piece)}


def sheet(rows: str, before: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def members(**changed: str | None) -> dict[str, str]:
    """The members of a small workbook; ``changed`` has other contents, None for a member that is missing."""
    every: dict[str, str | None] = {
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        BOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        BOOK_RELATIONS: f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        STRINGS: f'<sst xmlns="{MAIN}"><si><t>手机</t></si><si><t>{PHONE}</t></si></sst>',
        SHEET: sheet(f'<row r="1">{CELL}</row>'),
        **changed,
    }
    return {name: content for name, content in every.items() if content is not None}


def workbook(parts: dict[str, str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def laughing(member: str) -> dict[str, str]:
    parts = members()
    root = re.search(r"<[a-zA-Z]", parts[member])
    assert root is not None
    at = root.start()
    return parts | {member: parts[member][:at] + LAUGHS + parts[member][at:].replace("</", "&i;</", 1)}


def rows(text: str) -> dict[str, str]:
    inline = text.replace("PHONE", f"<is><t>{PHONE}</t></is></c>").replace("<c ", '<c t="inlineStr" ')
    return members(**{SHEET: sheet(inline), STRINGS: None, BOOK_RELATIONS: members()[BOOK_RELATIONS]})


# Parts of a workbook -> whether the number must be found; else the workbook must be unscanned.
WORKBOOKS: dict[str, tuple[Callable[[], dict[str, str]], bool]] = {
    "sound": (members, True),
    "laughs in a sheet": (lambda: laughing(SHEET), False),
    "laughs in the strings": (lambda: laughing(STRINGS), False),
    "laughs in the workbook": (lambda: laughing(BOOK), False),
    "laughs in relations": (lambda: laughing(BOOK_RELATIONS), False),
    "an external entity": (
        lambda: members(**{SHEET: sheet("<row><c><v>&e;</v></c></row>", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hosts">]>')}),
        False,
    ),
    "numeric references": (lambda: rows('<row r="1"><c r="A1"><is><t>&#49;&#x33;902746158</t></is></c></row>'), True),
    "rows out of order": (lambda: rows('<row r="5"><c r="C5">PHONE</row><row r="2"><c r="B2">PHONE</row>'), True),
    "two cells at one place": (lambda: rows('<row r="2"><c r="B2">PHONE<c r="B2">PHONE</row>'), False),
    "beyond the last column": (lambda: rows('<row r="99999999"><c r="ZZZZZZ99999999">PHONE</row>'), False),
    "row zero": (lambda: rows('<row r="0"><c r="A0">PHONE</row>'), False),
    "no row number": (lambda: rows('<row r="x"><c r="??">PHONE</row>'), False),
    "a row number of 5000 digits": (lambda: rows(f'<row r="{"9" * 5000}"><c r="A{"9" * 5000}">PHONE</row>'), False),
    "a formula group that is no number": (lambda: rows('<row r="1"><c r="A1"><f t="shared" si="x">1</f>PHONE</row>'), False),
    "no references": (lambda: rows("<row><c >PHONE</row>"), True),
    "cut sheet": (lambda: members(**{SHEET: sheet(f'<row r="1">{CELL}</row>')[:-30]}), False),
    "empty sheet part": (lambda: members(**{SHEET: ""}), False),
    "no sheet part": (lambda: members(**{SHEET: None}), False),
    "no relations": (lambda: members(**{BOOK_RELATIONS: None}), False),
    "cut strings": (lambda: members(**{STRINGS: members()[STRINGS][:-20]}), False),
    "elements nested deep": (lambda: members(**{BOOK: members()[BOOK] + "<a>" * 100_000}), False),
    "a member outside": (lambda: members() | {"../../evil.txt": PHONE}, True),
}  # fmt: skip


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks(name: str, scanner: Scanner, tmp_path: Path) -> None:
    make, expected = WORKBOOKS[name]
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(make()))
    found, unread = judged(scanner, path)
    assert bool(found) == expected
    assert found or unread


@pytest.mark.parametrize("number", ["99", "-1", "x", "", "1.0", "9" * 5000, "１"])
def test_shared_string_numbers(number: str, scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(members(**{SHEET: sheet(f'<row r="1"><c r="A1" t="s"><v>{number}</v></c></row>')})))
    assert judged(scanner, path)[0], "the string is in the workbook, whether a cell shows it or not"


def checksum_wrong(data: bytes) -> bytes:
    changed, at = bytearray(data), data.rindex(SHEET.encode()) - 30
    changed[at] ^= 1
    return bytes(changed)


def sizes_lie(data: bytes) -> bytes:
    """The directory says that the sheet inflates to 3 GB."""
    changed, at = bytearray(data), data.rindex(SHEET.encode()) - 22
    struct.pack_into("<I", changed, at, 3 << 30)
    return bytes(changed)


def twice(data: bytes) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, sheet(""))
    return stream.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        checksum_wrong, sizes_lie, twice, lambda data: data[: len(data) // 2], lambda data: data[:-1],
        lambda data: data + b"x" * 70_000, lambda data: b"MZ\0\0" * 9 + data, lambda data: data[:30],
    ],
)  # fmt: skip
def test_damaged_packages(change: Callable[[bytes], bytes], scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(change(workbook(members())))
    assert judged(scanner, path)[1]


def test_a_member_packed_like_a_bomb(scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(members(**{SHEET: sheet(" " * (70 << 20) + f'<row r="1">{CELL}</row>')})))
    assert judged(scanner, path) == (0, ["too-large"])


def nested_zip(depth: int) -> bytes:
    data, name = f"手机\n{PHONE}\n".encode(), "a.csv"
    for _ in range(depth):
        data, name = workbook({name: data}), "in.zip"  # type: ignore[dict-item]
    return data


@pytest.mark.parametrize(("depth", "expected"), [(1, True), (3, True), (20, False)])
def test_archives_in_archives(depth: int, expected: bool, scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(nested_zip(depth))
    found, unread = judged(scanner, path)
    assert (bool(found), bool(unread)) == (expected, not expected)


def test_members_cannot_leave_the_archive(scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / "in" / "a.zip"
    path.parent.mkdir()
    path.write_bytes(workbook({"../evil.csv": f"手机\n{PHONE}", str(tmp_path / "evil.csv"): f"手机\n{PHONE}"}))
    assert judged(scanner, path) == (2, [])
    assert [item.name for item in tmp_path.iterdir()] == ["in"]


# Where a number can hide in markup that nobody closes as they should.
MARKUP = (
    "<p {}>x</p>", "<p>x</p {}>", "<td:联系{}</td>", "<p class={}>x</p>", '<p title="{}">x</p>', "<p>x<!-- {} -->", "<p>x<!-- {}",
    "<style>{}</style>", "<script>{}", "<{}", "<p>x</{}>", "<table><tr><td x:str='{}'>x</table>", "<table><tr><td width={}>x</table>",
)  # fmt: skip


@pytest.mark.parametrize("markup", MARKUP)
def test_numbers_in_markup(markup: str, scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body>" + markup.format(PHONE), "utf-8")
    assert judged(scanner, path) == (1, [])


def excel_xml(row: str) -> str:
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns:ss="urn:schemas-microsoft-com:office:'
        f'spreadsheet"><Worksheet ss:Name="S"><Table>{row}</Table></Worksheet></Workbook>'
    )


@pytest.mark.parametrize(
    "row",
    [
        "<Row {}><Cell><Data>x</Data></Cell></Row>", "<Row><Cell><Data>x</Data></Cell></Row {}>",
        '<Row><Cell ss:StyleID="{}"><Data>x</Data></Cell></Row>', '<Row><Cell><Data ss:Type="{}">x</Data></Cell></Row>',
        "<Row><Cell:联系{}<Data>x</Data></Cell></Row>",
    ],
)  # fmt: skip
def test_numbers_in_the_markup_of_excel_xml(row: str, scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(excel_xml(row.format(PHONE)), "utf-8")
    assert judged(scanner, path) == (1, [])


def sqlite_file(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE chat (id INTEGER PRIMARY KEY, txt TEXT)")
    connection.executemany("INSERT INTO chat (txt) VALUES (?)", [(f"我的手机是{number}",) for number in NUMBERS])
    connection.execute("CREATE INDEX by_text ON chat (txt)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("occurrence", [0, 1])
def test_an_index_that_tells_what_its_table_does_not(occurrence: int, scanner: Scanner, tmp_path: Path) -> None:
    """Where a row is damaged, its index may still hold the number; VACUUM would copy it."""
    path = tmp_path / "a.sqlite"
    sqlite_file(path)
    data = bytearray(path.read_bytes())
    entry = f"我的手机是{NUMBERS[20]}".encode()
    places = [found.start() for found in re.finditer(re.escape(entry), bytes(data))]
    assert len(places) == 2, "in the table and in the index"
    data[places[occurrence] + len(entry) - 2] ^= 0x20  # no digit any more
    path.write_bytes(data)
    assert judged(scanner, path)[0] >= len(NUMBERS) - 1


def made(path: Path) -> None:
    """A file of the format that its name says."""
    table = pa.table({name: [row[index] for row in ROWS] for index, name in enumerate(NAMES)})
    if path.suffix == ".parquet":
        parquet.write_table(table, path)
    elif path.suffix == ".feather":
        feather.write_feather(table, path)
    elif path.suffix == ".sqlite":
        sqlite_file(path)
    elif path.suffix == ".xlsx":
        cells = "".join(f'<row r="{n}">{CELL.replace("A1", f"A{n}")}</row>' for n in range(1, 30))
        path.write_bytes(workbook(members(**{SHEET: sheet(cells)})))
    elif path.suffix == ".zip":
        path.write_bytes(workbook({"a.csv": "\n".join(map(",".join, [NAMES, *ROWS]))}))
    else:
        xlwt = pytest.importorskip("xlwt")
        book = xlwt.Workbook(encoding="utf-8")
        page = book.add_sheet("S")
        for row, cells in enumerate([NAMES, *ROWS]):
            for column, cell in enumerate(cells):
                page.write(row, column, cell)
        book.save(str(path))


def mutants(data: bytes, seed: str) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(seed)
    for _ in range(4):
        yield "cut", data[: chance.randrange(1, len(data))]
    for _ in range(8):
        changed = bytearray(data)
        for _ in range(chance.choice((1, 2, 8))):
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        yield "flip", bytes(changed)


@pytest.mark.parametrize("suffix", [".parquet", ".feather", ".sqlite", ".xlsx", ".zip", ".xls"])
def test_damaged_files(suffix: str, scanner: Scanner, tmp_path: Path) -> None:
    """A cut binary file is never clean; a flipped bit is found out, or does not hide the rest."""
    path = tmp_path / f"a{suffix}"
    made(path)
    assert judged(scanner, path, ".xlsx" if suffix == ".xls" else None)[0] >= 29
    for kind, data in mutants(path.read_bytes(), suffix):
        path.write_bytes(data)
        found, unread = judged(scanner, path, ".xlsx" if suffix == ".xls" else None)
        assert unread or (kind == "flip" and found > 20)


@pytest.mark.parametrize("content", [".parquet", ".feather", ".sqlite", ".xlsx", ".zip", ".xls"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json", ".xls", ""])
def test_wrong_suffixes(content: str, suffix: str, scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / f"made{content}"
    made(path)
    path = path.rename(tmp_path / f"a{suffix}")
    report = scanned(scanner, path)
    assert report.unscanned or sum(summary.entities.get("PHONE_NUMBER", 0) for summary in report.sources) >= 29


@pytest.mark.parametrize("data", [b"", b"P", b"PK\x03\x04", b"\0" * 5000, b"PAR1", b"SQLite format 3\0", b"ARROW1\0\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])  # fmt: skip
@pytest.mark.parametrize(
    "suffix", ["", ".csv", ".xlsx", ".xls", ".ods", ".zip", ".parquet", ".sqlite", ".json", ".html"]
)
def test_next_to_nothing(data: bytes, suffix: str, scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    report = scanned(scanner, path)
    assert report.unscanned or len(data) < 2


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".json", "[" * 10_000 + f'"{PHONE}"'),
        (".json", '{"a":' * 10_000 + f'"{PHONE}"'),
        (".json", f'{{"手机": "{PHONE}", "a": "' + "x" * 20_000),
        (".jsonl", f'{{"手机": "{PHONE}"}}\n{{"手机": '),
        (".csv", f'手机,备注\n{PHONE},"' + "x,y\n" * 2_000),
        (".csv", f"手机,备注\r{PHONE},x\r"),
        (".csv", f"手机,备注\n{PHONE}"),
        (".csv", f"手机,备注\n1,2\n手机\t备注\n{PHONE}\tx\n"),
        (".sql", f"INSERT INTO t VALUES ('{PHONE}','" + "x\n" * 2_000),
        (".sql", "INSERT INTO t VALUES " + "(" * 10_000 + f"'{PHONE}'"),
        (".html", "<table><tr><td>" * 1_000 + PHONE),
        (".html", PHONE + "<" * 10_000),
        (".html", "<p " + 'a="b" ' * 5_000 + f">{PHONE}"),
    ],
)
def test_texts_without_an_end(suffix: str, text: str, scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text(text, "utf-8", newline="")
    found, unread = judged(scanner, path)
    assert found or unread
