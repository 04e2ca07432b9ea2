"""Packs: what is in them, what is not, that they come out the same, and that nothing is written where something is wrong."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from leakguard.errors import UnscannedError, UsageError
from leakguard.evidence.errors import LeakError
from leakguard.evidence.model import Attachment, Case, Stated
from leakguard.evidence.verifying import verify
from leakguard.messages import Texts
from leakguard.proof import signing

from .pack_support import CHAT, OTHERS, OWN_NAME, OWN_PHONE, PNG, TABLE, built, case_in, leaks, members

SAMPLES = Path(__file__).parents[2] / "samples" / "cases"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("pack"), whole=True)[0]


def manifest(pack: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads(members(pack)["manifest.json"])
    return content


def test_what_is_in_a_pack(pack: Path) -> None:
    there = members(pack)
    assert list(there) == [
        "README.txt", "letter.md", "letter.txt", "letter.docx", "timeline.csv", "report/report.html", "report/report.json", "case.json",
        "receipts/00.json", "attachments/01-chat.txt", "receipts/01.json", "attachments/02-orders.csv", "receipts/02.json",
        "manifest.json", "seal.json",
    ]  # fmt: skip
    readme = there["README.txt"].decode()
    for words in ("证据包说明", "About this evidence pack", "openssl ts -verify", "leakguard evidence verify"):
        assert words in readme
    assert verify(pack).ok


def test_third_parties_are_in_no_byte_and_own_data_are_kept(pack: Path) -> None:
    assert leaks(pack) == []
    there = members(pack)
    for name in ("attachments/01-chat.txt", "attachments/02-orders.csv", "case.json", "letter.md"):
        assert OWN_NAME in there[name].decode(), name
        assert OWN_PHONE in there[name].decode(), name
    assert there["attachments/02-orders.csv"].decode().count("<PERSON:") == 2


def test_what_is_looked_for_would_be_seen(tmp_path: Path) -> None:
    """The test can fail: values that are named are in many places."""
    pack, _ = built(
        tmp_path,
        replace(case_in(tmp_path / "case"), named=(*OTHERS, "浙江省杭州市西湖区文三路478号3幢1205室")),
        whole=True,
    )
    assert {value for _, value in leaks(pack)} == set(OTHERS)
    assert {place.partition("!")[0] for place, _ in leaks(pack)} >= {
        "letter.md",
        "letter.docx",
        "case.json",
        "attachments/01-chat.txt",
    }


def test_one_value_has_one_code_in_the_whole_pack(pack: Path) -> None:
    there = members(pack)
    chat, table = there["attachments/01-chat.txt"].decode(), there["attachments/02-orders.csv"].decode()
    code = table.splitlines()[1].split(",")[1]
    assert code.startswith("<PERSON:")
    assert chat.startswith(f"收货人：{code}，")
    assert code in chat


def test_a_name_that_only_a_table_gives_away_is_hidden_in_the_chat(pack: Path, tmp_path: Path) -> None:
    alone, _ = built(tmp_path, case_in(tmp_path / "case", {"chat.txt": CHAT.encode()}))
    before = members(alone)["attachments/01-chat.txt"].decode()
    after = members(pack)["attachments/01-chat.txt"].decode()
    assert after.count("<PERSON") >= before.count("<PERSON")
    assert "赵敏君" not in after


def test_two_builds_give_the_same_bytes(pack: Path, tmp_path: Path) -> None:
    again, _ = built(tmp_path, whole=True)
    assert again.read_bytes() == pack.read_bytes()


def test_a_build_on_another_day_gives_the_same_bytes(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("policy.allowing", "scanning", "report"):
        monkeypatch.setattr(f"leakguard.{name}.today", lambda: date(2031, 5, 6))
    assert built(tmp_path, whole=True)[0].read_bytes() == pack.read_bytes()


@pytest.mark.parametrize("what", ["form", "attachment", "order"])
def test_the_codes_depend_on_every_original(pack: Path, tmp_path: Path, what: str) -> None:
    files = {"chat.txt": CHAT.encode(), "orders.csv": TABLE.encode()}
    if what == "attachment":
        files["chat.txt"] += b"\n"
    if what == "order":
        files = dict(reversed(files.items()))
    case = case_in(tmp_path / "case", files)
    if what == "form":
        (case.folder / "case.yaml").write_text("kind: leak-complaint\n# \n", encoding="utf-8")
    other, _ = built(tmp_path, case)
    code = next(line for line in members(pack)["case.json"].decode().split("<") if line.startswith("PHONE")).partition(
        ">"
    )[0]
    assert code not in members(other)["case.json"].decode()


def test_a_key_that_is_given(tmp_path: Path) -> None:
    keyed = [
        members(built(tmp_path / str(n), case_in(tmp_path / str(n) / "c", {"a.txt": text}), key=b"k" * 32)[0])
        for n, text in enumerate((b"", b"x"))
    ]
    assert keyed[0]["case.json"] == keyed[1]["case.json"]
    assert json.loads(keyed[0]["manifest.json"])["head"]["key"] == "given"


def test_what_cannot_be_scanned_is_left_out(tmp_path: Path) -> None:
    files = {
        "chat.txt": CHAT.encode(),
        "screen.png": PNG,
        "scan.pdf": b"%PDF-1.7\n13902746158\n",
        "own.png": PNG + b"x",
    }
    case = case_in(tmp_path / "case", files)
    own = replace(case.attachments[3], leave_out=True)
    gone = Attachment(5, case.folder / "attachments/gone.txt", "attachments/gone.txt", "chat")
    pack, result = built(tmp_path, replace(case, attachments=(*case.attachments[:3], own, gone)))
    assert result.exit_code == 3
    assert Counter(left.reason for left in result.left_out.values()) == {
        "unsupported": 2,
        "complainant": 1,
        "absent": 1,
    }
    assert [name for name in members(pack) if name.startswith("attachments/")] == ["attachments/01-chat.txt"]
    left = [entry for entry in manifest(pack)["entries"] if entry["kind"] == "left-out"]  # type: ignore[attr-defined, index]
    assert [(entry["name"], entry["number"], "original" in entry) for entry in left] == [
        ("attachments/02-screen.png", 2, True), ("attachments/03-scan.pdf", 3, True), ("attachments/04-own.png", 4, True),
        ("attachments/05-gone.txt", 5, False),
    ]  # fmt: skip
    readme = members(pack)["README.txt"].decode()
    assert "02-screen.png" in readme
    found = verify(pack)
    assert found.ok
    assert {check.id: check.values for check in found.checks}["left-out"] == {"count": "4"}
    assert leaks(pack) == []


def test_only_what_the_complainant_leaves_out_is_no_failure(tmp_path: Path) -> None:
    case = case_in(tmp_path / "case")
    left = tuple(replace(each, leave_out=True) for each in case.attachments)
    pack, result = built(tmp_path, replace(case, attachments=left))
    assert result.exit_code == 0
    assert leaks(pack) == []
    assert verify(pack).ok


def test_an_attachment_of_which_a_part_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("chat.txt", CHAT)
        archive.writestr("screen.png", PNG)
    _, result = built(tmp_path, case_in(tmp_path / "case", {"both.zip": stream.getvalue()}))
    assert [left.reason for left in result.left_out.values()] == ["partly-unscanned"]


def test_hostile_names(tmp_path: Path) -> None:
    names = (
        "13902746158.txt",
        "收货人欧阳文静.txt",
        "赵敏君.txt",
        "a\u202etxt.exe.txt",
        "a\nb.txt",
        "=cmd.txt",
        ".hidden.txt",
    )
    case = case_in(
        tmp_path / "case", {**{name: CHAT.encode() + name[:1].encode() for name in names}, "t.csv": TABLE.encode()}
    )
    pack, _ = built(tmp_path, case)
    assert verify(pack).ok
    assert leaks(pack) == []
    assert [name for name in members(pack) if name.startswith("attachments/")] == [
        *(f"attachments/0{number}-attachment.txt" for number in range(1, 6)),
        "attachments/06-=cmd.txt", "attachments/07-.hidden.txt", "attachments/08-t.csv",
    ]  # fmt: skip


def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    case = case_in(tmp_path / "case", {"a.txt": CHAT.encode()})
    odd = Path(str(case.folder / "attachments") + "/\udcc4\udce3.txt")
    try:
        case.attachments[0].path.rename(odd)
    except OSError:
        pytest.skip("no such name here")
    attachment = replace(case.attachments[0], path=odd, name="attachments/\udcc4\udce3.txt")
    pack, _ = built(tmp_path, replace(case, attachments=(attachment,)), passphrase="correct horse battery")
    assert "attachments/01-你.txt" in members(pack)


def test_the_timeline_holds_no_formula(tmp_path: Path) -> None:
    case = replace(
        case_in(tmp_path / "case"),
        timeline=(Stated(date(2026, 1, 1), "=cmd|' /C calc'!A0"), Stated(date(2026, 1, 2), "+1")),
    )
    text = members(built(tmp_path, case)[0])["timeline.csv"].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[1] for row in rows[1:]] == ["'=cmd|' /C calc'!A0", "'+1"]
    assert rows[1][0] == "2026-01-01"


def test_a_draft_says_so_everywhere(tmp_path: Path) -> None:
    pack, _ = built(tmp_path, draft=True)
    there = members(pack)
    assert json.loads(there["manifest.json"])["head"]["case"]["draft"] is True
    assert there["letter.md"].decode().startswith("# 【草稿】")
    assert "DRAFT" in there["README.txt"].decode()
    assert "draft" in [check.id for check in verify(pack).checks]


def test_a_signed_pack(tmp_path: Path) -> None:
    secret, public = signing.new_pair()
    (tmp_path / "k.pem").write_bytes(secret)
    (tmp_path / "k.pem").chmod(0o600)
    (tmp_path / "k.pub").write_bytes(public)
    signer = signing.Signer.from_file(tmp_path / "k.pem")
    pack, _ = built(tmp_path, signer=signer)
    again, _ = built(tmp_path, name="again.zip", signer=signer)
    assert again.read_bytes() == pack.read_bytes()
    assert verify(pack, public_key=signing.public_key(tmp_path / "k.pub")).ok
    other = verify(pack, public_key=bytes(32))
    assert [check.id for check in other.checks if check.answer == "fails"] == ["signer"]
    assert "signature" in json.loads(members(pack)["receipts/01.json"])


def test_the_request_for_a_time_stamp(tmp_path: Path) -> None:
    pack, result = built(tmp_path, timestamp=True)
    assert result.request == tmp_path / "pack.zip.tsq"
    assert bytes.fromhex(result.sha256) in (tmp_path / "pack.zip.tsq").read_bytes()
    assert result.size == pack.stat().st_size


def test_inputs_are_never_modified(tmp_path: Path) -> None:
    case = case_in(tmp_path / "case")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in case.folder.rglob("*") if path.is_file()}
    built(tmp_path, case)
    assert before == {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in case.folder.rglob("*") if path.is_file()
    }


def refused(folder: Path, case: Case, output: Path, match: str) -> None:
    from leakguard.evidence.pack import Wanted, build

    with pytest.raises(UsageError, match=match):
        build(case, output, Wanted(tagger="none"))


def test_where_it_cannot_be_written(tmp_path: Path) -> None:
    case = case_in(tmp_path / "case")
    (tmp_path / "there.zip").write_bytes(b"x")
    refused(tmp_path, case, tmp_path / "there.zip", "exists already")
    refused(tmp_path, case, tmp_path / "no" / "a.zip", "does not exist")
    refused(tmp_path, case, tmp_path, "no regular file")
    refused(tmp_path, case, case.attachments[0].path, "part of the case")
    assert (tmp_path / "there.zip").read_bytes() == b"x"
    assert built(tmp_path, case, "there.zip", overwrite=True)[0].read_bytes() != b"x"


@pytest.mark.parametrize(
    "step", ["attachments.redact_stream", "archive.write", "verifying.verify", "timestamp.request"]
)
def test_nothing_is_left_behind_by_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    case = case_in(tmp_path / "case")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(f"leakguard.evidence.{step}", fail)
    with pytest.raises(OSError, match="space"):
        built(tmp_path, case, timestamp=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case"]


def test_an_attachment_that_changes_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from leakguard.evidence import pack as packs

    case = case_in(tmp_path / "case")
    gather = packs.gather

    def change(*given: object) -> object:
        found = gather(*given)  # type: ignore[arg-type]
        case.attachments[0].path.write_bytes(b"other")
        return found

    monkeypatch.setattr(packs, "gather", change)
    with pytest.raises(UsageError, match="changed"):
        built(tmp_path, case)
    assert not (tmp_path / "pack.zip").exists()


def test_a_form_that_cannot_be_scanned_stops_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from leakguard.evidence import attachments

    def fail(*_: object) -> None:
        raise UnscannedError("unreadable", "x")

    case = case_in(tmp_path / "case")
    monkeypatch.setattr(attachments, "opened_form", fail)
    with pytest.raises(UnscannedError):
        built(tmp_path, case)
    assert not (tmp_path / "pack.zip").exists()


def test_a_case_without_attachments(tmp_path: Path) -> None:
    case = case_in(tmp_path / "case", {})
    shutil.rmtree(case.folder / "attachments")
    pack, result = built(tmp_path, case)
    assert result.exit_code == 0
    assert verify(pack).ok


def test_the_report_says_what_it_describes_and_what_is_forbidden(pack: Path) -> None:
    there = members(pack)
    report = json.loads(there["report/report.json"])
    forbidden = Counter(finding["forbidden"] for finding in report["findings"])
    assert forbidden[True] == report["summary"]["forbidden"] > 0
    assert "已按策略脱敏" in report["note"]["zh"]
    assert {entry["expires"] for entry in report["allowed"]} == {"2027-03-04"}
    assert not any(entry["expired"] for entry in report["allowed"])
    page = there["report/report.html"].decode()
    assert report["note"]["zh"] in page
    assert "由表格和附件的内容导出的密钥" in page
    assert "运行时给出" not in page


def test_what_became_a_code_in_the_form_is_told(tmp_path: Path) -> None:
    _, result = built(tmp_path)
    told = {(each.field, each.entity, each.preview) for each in result.replaced}
    assert {("经过", "PHONE_NUMBER", "139********"), ("2026-03-01", "PHONE_NUMBER", "139********")} <= told
    assert ("经过", "PERSON") in {each[:2] for each in told}
    assert not any(value in str(told) for value in OTHERS)
    named = replace(case_in(tmp_path / "case"), named=("赵敏君", "13902746158"))
    assert built(tmp_path, named, "named.zip")[1].replaced == []


def test_a_file_that_is_called_otherwise_in_the_pack_is_told(tmp_path: Path) -> None:
    files = {"ExportOrderList202609301422.csv": TABLE.encode(), "赵敏君13902746158.txt": CHAT.encode()}
    pack, result = built(tmp_path, case_in(tmp_path / "case", files))
    assert "attachments/01-ExportOrderList202609301422.csv" in members(pack)
    ((old, new),) = result.renamed
    assert new == "02-attachment.txt"
    assert "13902746158" not in old


def test_a_pack_with_originals_says_where_they_are(tmp_path: Path) -> None:
    case = case_in(tmp_path / "case", {"chat.txt": CHAT.encode(), "screen.png": PNG})
    pack, result = built(tmp_path, case, passphrase="correct horse battery")
    there = members(pack)
    digests = {e["number"]: e["original"]["sha256"] for e in manifest(pack)["entries"] if "original" in e}  # type: ignore[attr-defined]
    assert result.encrypted == {1: "originals/01.enc", 2: "originals/02.enc"}
    assert "originals/02.enc" in next(
        line for line in there["README.txt"].decode().splitlines() if "screen.png" in line
    )
    row = next(line for line in there["letter.txt"].decode().splitlines() if digests[2][:16] in line)
    assert "未放入" not in row


def test_what_the_form_keeps_and_an_attachment_hides_is_told_by_place(tmp_path: Path) -> None:
    """An order number in the form that passes for a card in a table: the form keeps it, so the letter would give the card away."""
    card = "6222021234567890128"
    files = {"cards.csv": f"收款人,银行卡号\n赵敏君,{card}\n".encode()}
    case = replace(case_in(tmp_path / "case", files), answers={"what": f"订单编号：{card}"}, timeline=())
    with pytest.raises(LeakError) as raised:
        built(tmp_path, case)
    for texts, words in (
        (Texts("zh"), ("经过", "cards.csv", "第 2 行", "银行卡", "named")),
        (Texts("en"), ("cards.csv", "row 2")),
    ):
        said = raised.value.said(texts)
        assert [word for word in words if word not in said] == []
        assert card not in said
    assert not (tmp_path / "pack.zip").exists()
    assert verify(built(tmp_path, replace(case, named=(card,)))[0]).ok


THIRD_PARTIES = {
    "leak-complaint": ("解承泽", "18954630955", "东亭路39号", "戚海峰", "13535530084", "邬凯", "卓一凡", "18676192224"),
    "harassment-complaint": ("怀德中路158号",),
    "appeal": ("Tang Jiayi", "tangjy_2210", "13916672045", "漕溪北路398号"),
    "internal-audit": (
        "邵清源",
        "13864102275",
        "43010419920517462X",
        "18270815533",
        "黎雨桐",
        "15179236640",
        "朝阳中路366号",
    ),
}
"""Of people who are not the complainant, and of the complainant what the form does not name."""


@pytest.mark.parametrize("kind", THIRD_PARTIES)
def test_the_samples(tmp_path: Path, kind: str) -> None:
    from leakguard.evidence.case import load_case

    case = load_case(SAMPLES / kind)
    packs = [built(tmp_path, case, f"{number}.zip", whole=True)[0] for number in range(2)]
    assert packs[0].read_bytes() == packs[1].read_bytes()
    assert verify(packs[0], originals=SAMPLES / kind / "attachments").ok
    raw = b"".join(each.path.read_bytes() for each in case.attachments).decode()
    assert all(value in raw for value in THIRD_PARTIES[kind])
    assert leaks(packs[0], THIRD_PARTIES[kind]) == []
    there = b"".join(content for name, content in members(packs[0]).items() if name.startswith("attachments/")).decode()
    kept = [value for value in case.kept if value in raw]
    assert [value for value in kept if value not in there] == []
