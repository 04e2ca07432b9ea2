"""Damaged workbooks are read or refused; nothing else happens, and what is edited is gone."""

from __future__ import annotations

import io
import random
import zipfile

from leakguard.errors import UnscannedError
from leakguard.units import TableBlock

from .test_surfaces import full
from .xlsx_support import cells_of, opened, packed, replacing, rewritten

_PIECES = (
    b"<!-- x -->",
    b"<c/>",
    b"&#0;",
    b"<![CDATA[x]]>",
    b"<?x y?>",
    b" ",
    b"<v>",
    b"</c>",
    b"9" * 20,
    b"\xe5",
    b"<",
    b'"',
)


def damaged(chance: random.Random) -> bytes:
    data = bytearray(full())
    if chance.random() < 0.4:
        for _ in range(chance.randrange(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(parts))
    content = bytearray(parts[name])  # type: ignore[arg-type]
    at = chance.randrange(len(content))
    content[at : at + chance.randrange(6)] = chance.choice(_PIECES)
    return packed({**parts, name: bytes(content)})


def test_random_damage() -> None:
    chance = random.Random(8)
    read = 0
    for _ in range(150):
        data = damaged(chance)
        try:
            before = cells_of(b for b in opened(data).blocks() if isinstance(b, TableBlock))
            copy = rewritten(opened(data), replacing(("龙", "<P>")))
            after = cells_of(b for b in opened(copy).blocks() if isinstance(b, TableBlock))
        except UnscannedError:
            continue
        read += 1
        assert {key: text and text.replace("龙", "<P>") for key, text in before.items() if key in after} == after
    assert read > 20
