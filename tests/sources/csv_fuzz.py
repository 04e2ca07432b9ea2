"""Random delimited texts that try to go wrong, and a reader for them that shares no code with the package.

The functions take a seeded generator, so that a longer run is the same test with another seed.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence

import numpy as np

from leakguard.columnar import ArrowColumn
from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.csv.bounds import find_ends
from leakguard.sources.csv.source import CsvSource
from leakguard.sources.encoding import Encoding
from leakguard.units import Block, CellEdit, ColumnEdit, Edit, TableBlock

from .support import copied, csv_source

PIECES = [
    '"', '"', '""', '"""', ",", ",", "\n", "\n", "\r\n", "\r", "a", "bc", "=", '="', '="1"', '"a"', '"x,y"', '"a\nb"',
    '"a""b"', '"=""1"""', 'b"c', '"ab"c', ",,", "\n\n", "\t", ";", "|", " ", "\x00", "\ufeff", "\u2028", ',"ab",',
    "张", "订单", "é", "😀", "ab\r",
    # The second bytes of these are 40 to 7E: @ [ \ ] ^ _ ` { | } ~ and letters, in GBK, Big5 or both.
    "丂", "乗", "乚", "乛", "乣", "亅", "镕", "輄", "一", "功", "許", "蓋", "育", "么", "丰",
]  # fmt: skip
ENCODINGS = ["utf-8", "gb18030", "cp950", "big5hkscs"]
REPLACEMENTS = ["", "*", "**", "****", ",", '"', '"x', "\n", "\r", '="a,b"', "、", "|", ";", "<NAME>", "<NAME>", "x,y"]


def nasty(chance: random.Random, most: int = 40) -> str:
    return "".join(chance.choices(PIECES, k=chance.randint(1, most)))


def by_hand(text: str, delimiter: str, limit: int = 1 << 20) -> tuple[list[list[str]], list[int], int]:
    """The records, character by character, and where each field ends: at its delimiter, its LF or the end.

    Also the number of fields in the records before the first quote that nothing closes.
    """
    rows: list[list[str]] = []
    ends: list[int] = []
    before_open = -1
    row: list[str] = []
    size, start = len(text), 0
    while start < size or row:
        at, value = start, ""
        if text[start : start + 1] == '"':
            close = _closing(text, start, over_lines=True)
            if close is not None and close + 1 - start <= limit:
                at, value = close + 1, text[start + 1 : close].replace('""', '"')
            elif before_open < 0:
                before_open = len(ends) - len(row)
        elif text[start : start + 2] == '="':
            close = _closing(text, start + 1, over_lines=False)
            if close is not None:
                at, value = close + 1, text[start : close + 1]
        while at < size and text[at] not in (delimiter, "\n") and text[at : at + 2] != "\r\n":
            value += text[at]
            at += 1
        row.append(value)
        if text[at : at + 1] == delimiter:
            ends.append(at)
            start = at + 1
            continue
        rows.append([] if len(row) == 1 and at == start else row)
        row = []
        at += text[at : at + 1] == "\r"
        ends.append(at)
        start = at + 1
    return rows, ends, len(ends) if before_open < 0 else before_open


def _closing(text: str, opening: int, over_lines: bool) -> int | None:
    at = opening + 1
    while at < len(text):
        if text[at] == '"':
            if text[at + 1 : at + 2] != '"':
                return at
            at += 1
        elif text[at] == "\n" and not over_lines:
            return None
        at += 1
    return None


def records(blocks: Sequence[Block]) -> list[list[str]]:
    """The records of all blocks, whose numbers must run on."""
    rows: list[list[str]] = []
    for block in blocks:
        assert isinstance(block, TableBlock)
        assert block.first_row == len(rows)
        columns = [list(column) for column in block.columns]
        assert all(len(column) == block.rows for column in columns)
        for row in range(block.rows):
            cells = [column[row] for column in columns]
            held = [cell for cell in cells if cell is not None]
            assert cells[: len(held)] == held
            rows.append(held)
    return rows


def check_ends(chance: random.Random) -> None:
    """The ends found at once are those of the state machine, as far as they go, and they go as far as they may."""
    text = nasty(chance).encode("ascii", "ignore").decode()
    delimiter = chance.choice(",,,;|\t")
    limit = chance.choice([3, 6, 20, 1 << 20, 1 << 20, 1 << 20])
    _, expected, sure = by_hand(text + "\n", delimiter, limit)
    found = find_ends(text.encode() + b"\n", ord(delimiter), limit)
    assert found.at.tolist() == expected[: found.at.size], (text, delimiter, limit)
    assert found.at.size == sure or (limit < 1 << 20 and found.at.size < sure), (text, delimiter, limit)


def check_against_csv_reader(chance: random.Random) -> None:
    """Where its rules are the same, the ``csv`` module reads the same."""
    text = nasty(chance).replace("\r\n", "\n").replace("\r", "").replace("\x00", "")
    _, ends, sure = by_hand(text, ",")
    if sure == len(ends) and '="' not in text:
        source = _large(chance, text.encode(), Encoding("utf-8", "given"), ",", 1 << 20)
        assert records(list(source.blocks())) == list(csv.reader(io.StringIO(text, newline=""))), text


def check_records(chance: random.Random) -> None:
    """Large blocks give the records that small ones give, and that are read by hand."""
    encoding, delimiter = Encoding(chance.choice(ENCODINGS), "given"), chance.choice(",,,;|\t")
    limit = chance.choice([3, 6, 20, 1 << 20, 1 << 20, 1 << 20])
    data = nasty(chance).encode(encoding.codec, "ignore")
    if chance.random() < 0.1:
        data = _damaged(chance, data)
    small = csv_source(data, encoding, delimiter=delimiter, quote_limit=limit)
    large = _large(chance, data, encoding, delimiter, limit)
    try:
        expected = records(list(small.blocks()))
    except UnscannedError:
        return
    case = (data, encoding.name, delimiter, limit)
    try:
        blocks = list(large.blocks())
    except UnscannedError as error:
        # Damage is a larger share of a smaller block.
        assert error.reason == "undecodable", case  # noqa: PT017 - both ends are allowed
        return
    assert records(blocks) == expected, case
    assert copied(large) == data, case
    text = data.decode(encoding.codec, "surrogateescape")
    if text.encode(encoding.codec, "surrogateescape") == data:
        assert by_hand(text, delimiter, limit)[0] == expected, case


def check_edits(chance: random.Random) -> None:
    """Edits give the same bytes through large blocks and through small ones."""
    encoding, delimiter = Encoding(chance.choice(ENCODINGS), "given"), chance.choice(",,,;|\t")
    limit = chance.choice([20, 1 << 20, 1 << 20, 1 << 20])
    data = nasty(chance).encode(encoding.codec, "ignore")
    if not data:
        return
    small = csv_source(data, encoding, delimiter=delimiter, quote_limit=limit)
    large = _large(chance, data, encoding, delimiter, limit)
    (block,) = small.blocks()
    assert isinstance(block, TableBlock)
    edits = _edits(chance, records([block]))
    pieces = [(piece, _those_of(piece, edits)) for piece in large.blocks() if isinstance(piece, TableBlock)]
    expected = _outcome(lambda: small.splice(block, edits))
    written = _outcome(lambda: b"".join(large.splice(piece, own) for piece, own in pieces))
    if isinstance(expected, str) and isinstance(written, str):
        return
    if getattr(block, "open_quote", False) and "UsageError" in (expected, written):
        return  # whether a quote is left open is asked block by block
    assert written == expected, (data, encoding.name, delimiter, limit, edits)


def _large(chance: random.Random, data: bytes, encoding: Encoding, delimiter: str, limit: int) -> CsvSource:
    size = chance.choice([1, 7, 20, 1000, 1000, 1000, 1000])
    options = {"delimiter": delimiter, "quote_limit": limit, "block_bytes": size, "size": len(data), "large": 0}
    return csv_source(data, encoding, **options)


def _damaged(chance: random.Random, data: bytes) -> bytes:
    """One or two bytes that belong to no character, or a character cut."""
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice([b"\xff", b"\x80", b"\xe5\xbc", b"\xa2\xcc", b"\xf9\xf9"]) + data[at:]


def _edits(chance: random.Random, rows: list[list[str]]) -> list[Edit]:
    """Edits of whole columns and of single cells; a few of them overlap or run out of their cells."""
    edits: list[Edit] = []
    overlapping = chance.random() < 0.05
    taken = set()
    for column in range(max(map(len, rows), default=0)):
        if chance.random() < 0.4:
            chosen = [r for r, row in enumerate(rows) if len(row) > column and chance.random() < 0.7]
            kept = [_kept(chance, rows[r][column]) for r in chosen]
            texts = [chance.choice(REPLACEMENTS) for _ in chosen]
            taken |= {(r, column) for r in chosen}
            heads, tails = [k[0] for k in kept], [k[1] for k in kept]
            edits.append(
                _column_edit(column, chosen, heads, tails, chance.choice([texts, chance.choice(REPLACEMENTS)]))
            )
    for r, row in enumerate(rows):
        for column, value in enumerate(row):
            if ((r, column) in taken and not overlapping) or chance.random() < 0.7:
                continue
            for _ in range(chance.choice([1, 1, 2])):
                start = chance.randint(0, len(value))
                edits.append(CellEdit(r, column, start, chance.randint(start, len(value)), chance.choice(REPLACEMENTS)))
    return edits


def _kept(chance: random.Random, value: str) -> tuple[int, int]:
    head, tail = chance.choice([0, 0, 1, 2, 3]), chance.choice([0, 0, 1, 2])
    return (head, tail) if head + tail <= len(value) or chance.random() < 0.02 else (0, 0)


def _column_edit(
    column: int, rows: list[int], heads: list[int], tails: list[int], texts: str | list[str]
) -> ColumnEdit:
    numbers = (np.array(part, np.int64) for part in (rows, heads, tails))
    return ColumnEdit(column, *numbers, texts, within=True)


def _those_of(block: TableBlock, edits: list[Edit]) -> list[Edit]:
    """The edits of one block, in its own numbers."""
    first, last = block.first_row, block.first_row + block.rows
    own: list[Edit] = []
    for edit in edits:
        if isinstance(edit, CellEdit):
            if first <= edit.row < last:
                own.append(edit._replace(row=edit.row - first))
        elif isinstance(edit, ColumnEdit):
            inside = (edit.rows >= first) & (edit.rows < last)
            texts = edit.replacements
            if not isinstance(texts, str):
                texts = [text for text, here in zip(texts, inside, strict=True) if here]
            if inside.any():
                part = ColumnEdit(
                    edit.column, edit.rows[inside] - first, edit.head[inside], edit.tail[inside], texts, edit.within
                )
                own.append(part)
    return own


def _outcome(write) -> bytes | str:  # type: ignore[no-untyped-def]
    try:
        return bytes(write())
    except (ValueError, UsageError) as error:
        return type(error).__name__


def is_arrow(block: Block) -> bool:
    return isinstance(block, TableBlock) and all(isinstance(column, ArrowColumn) for column in block.columns)
