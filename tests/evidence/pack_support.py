"""Small cases for packs, and what stands in every byte of one. All persons and numbers are invented."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta, timezone
from functools import cache
from pathlib import Path
from unittest import mock

from leakguard.detection.catalogue import load_catalogue
from leakguard.evidence.kinds import Field, Passage, Section, Template, load_kind
from leakguard.evidence.model import ATTACHMENTS, FORM, Attachment, Case, Stated
from leakguard.evidence.pack import Built, Wanted, build
from leakguard.policy import Bilingual

OWN_NAME, OWN_PHONE = "林晓彤", "13912345678"
OTHERS = (
    "13902746158",
    "欧阳文静",
    "浙江省杭州市西湖区文三路478号",
    "wenjing.ouyang@example.com",
    "110101199003072316",
    "赵敏君",
)
"""Values of third parties; the last one is found in the table only, and stands in the chat and in the form, too."""

CHAT = (
    f"收货人：欧阳文静，电话：13902746158\n地址：浙江省杭州市西湖区文三路478号3幢1205室\n"
    f"客服：您好，{OWN_NAME}女士，您的电话是{OWN_PHONE}吗\n身份证号110101199003072316\n转给赵敏君处理了\n"
)
TABLE = (
    "订单编号,收货人,联系手机,邮箱\n20240001,欧阳文静,13902746158,wenjing.ouyang@example.com\n"
    f"20240002,赵敏君,13702746159,\n20240003,{OWN_NAME},{OWN_PHONE},\n"
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


_BLOCKS = ({"answers": ["shop", "what"]}, {"timeline": True}, {"attachments": True}, {"found": "kinds"})


def _field(name: str, zh: str, need: str = "required") -> Field:
    empty = Bilingual("", "")
    return Field(name, Bilingual(zh, name), empty, empty, "longtext", need)  # type: ignore[arg-type]


KIND = replace(
    load_kind("leak-complaint"),
    sections=(Section(Bilingual("事实", "facts"), (_field("shop", "店铺名称"), _field("what", "经过"))),),
    facts=(),
    attachments=(),
    templates=(Template("letter", Bilingual("投诉信", "letter"), (Passage(None, _BLOCKS),)),),
)


def case_in(folder: Path, files: dict[str, bytes] | None = None, **more: object) -> Case:
    """A case with a chat and a table, or other files."""
    (folder / ATTACHMENTS).mkdir(parents=True, exist_ok=True)
    (folder / FORM).write_text("kind: leak-complaint\n", encoding="utf-8")
    files = {"chat.txt": CHAT.encode(), "orders.csv": TABLE.encode()} if files is None else files
    attachments = []
    for number, (name, content) in enumerate(files.items(), 1):
        path = folder / ATTACHMENTS / name
        path.write_bytes(content)
        attachments.append(Attachment(number, path, f"{ATTACHMENTS}/{name}", "chat", note="赵敏君发来的"))
    content: dict[str, object] = {
        "folder": folder,
        "kind": KIND,
        "language": "zh",
        "date": date(2026, 3, 4),
        "zone": timezone(timedelta(hours=8)),
        "answers": {
            "shop": "星河优品旗舰店",
            "what": f"我是{OWN_NAME}，电话{OWN_PHONE}。群里有人发出赵敏君和13902746158的资料。",
        },
        "facts": {},
        "own": (OWN_NAME, OWN_PHONE),
        "named": (),
        "timeline": (Stated(date(2026, 3, 1), "收到13902746158打来的电话"),),
        "attachments": tuple(attachments),
        "policy": "complaint-evidence",
        "digest": "0" * 64,
        **more,
    }
    return Case(**content)  # type: ignore[arg-type]


def built(
    folder: Path, case: Case | None = None, name: str = "pack.zip", whole: bool = False, **how: object
) -> tuple[Path, Built]:
    """A pack, made without a tagger, and unless it is to be ``whole`` without page and DOCX: they take a second."""
    how.setdefault("tagger", "none")
    case, wanted = case or case_in(folder / "case"), Wanted(**how)  # type: ignore[arg-type]
    with mock.patch("leakguard.detection.catalogue.load_catalogue", _catalogue):
        return folder / name, _built(case, folder / name, wanted, whole)


_catalogue = cache(load_catalogue)


def _built(case: Case, path: Path, wanted: Wanted, whole: bool) -> Built:
    if whole:
        return build(case, path, wanted)
    with (
        mock.patch("leakguard.reports.htmlreport.render", return_value=b"<html>"),
        mock.patch("leakguard.evidence.word.docx", lambda letter: letter.title.encode()),
    ):
        return build(case, path, wanted)


def members(pack: Path) -> dict[str, bytes]:
    """Name and content, read by somebody else's code."""
    with zipfile.ZipFile(pack) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def every_text(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes of a member, and of all that is packed in it."""
    yield name, content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from every_text(f"{name}!{inner}", archive.read(inner))


def leaks(pack: Path, values: tuple[str, ...] = OTHERS) -> list[tuple[str, str]]:
    """Where in a pack any of the values stands, in UTF-8, UTF-16, GB 18030 or as JSON escapes."""
    found = []
    for member, content in members(pack).items():
        for place, data in [(member, member.encode()), *every_text(member, content)]:
            for value in values:
                spelled = (
                    value.encode(),
                    value.encode("gb18030"),
                    value.encode("utf-16-le"),
                    json.dumps(value).strip('"').encode(),
                )
                if any(spelling in data for spelling in spelled):
                    found.append((place, value))
    return found
