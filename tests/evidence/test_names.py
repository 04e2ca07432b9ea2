"""Reports in packs: nothing that sheets, members of archives, columns or keys are called tells of anybody."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl

from .pack_support import CHAT, PNG, TABLE, built, case_in, leaks, members


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as zipped:
        zipped.writestr("欧阳文静 13902746158.txt", CHAT)
        zipped.writestr("收货人欧阳文静13902746158.png", PNG)
    return stream.getvalue()


def workbook() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "欧阳文静13902746158"  # type: ignore[union-attr]
    for row in (["收货人", "电话13902746158", "赵敏君"], ["欧阳文静", "13902746158", "x"]):
        book.active.append(row)  # type: ignore[union-attr]
    book.create_sheet("赵敏君").append(["收货人"])
    book.save(stream)
    return stream.getvalue()


KEYS = {"13902746158": {"收货人": "欧阳文静", "手机": "13902746158"}, "赵敏君": {"手机": "13702746159"}}


def test_names_inside_attachments_are_hidden_in_the_report(tmp_path: Path) -> None:
    files = {
        "a.zip": archive(),
        "b.xlsx": workbook(),
        "c.json": json.dumps(KEYS, ensure_ascii=False).encode(),
        "d.csv": TABLE.encode(),
    }
    pack, _ = built(tmp_path, case_in(tmp_path / "case", files), whole=True)
    assert leaks(pack) == []
    report = json.loads(members(pack)["report/report.json"])
    parts = {finding["part"] for finding in report["findings"]}
    assert {"<PERSON> <PHONE_NUMBER>.txt", "<PERSON><PHONE_NUMBER>"} <= parts
    assert report["unscanned"][0]["part"] == "收货人<PERSON><PHONE_NUMBER>.png"
