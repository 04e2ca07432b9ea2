"""Scanning: groups and records in tables and texts, evidence from the neighbours, and redaction of what they prove."""

from pathlib import Path

import pytest

import leakguard
from leakguard.policy import bundled_policies
from leakguard.report import Report

KEY = b"a key of the tests only"
CHAT = (
    "时间,发送者,内容\n10:00,桃子,在吗\n10:01,客服,在的\n10:02,桃子,郭晓彤\n10:03,桃子,13902746158\n10:04,客服,好的\n"
    "10:05,桃子,江苏省苏州市姑苏区平江路2号\n10:06,桃子,谢谢\n10:07,柚子,方便\n10:08,柚子,何若岚\n10:09,桃子,明白\n"
    "10:10,柚子,13902746159\n"
)
ORDERS = (
    "订单号,寄件人,寄件电话,寄件地址,收件人,收件人电话,收件地址,备注\n"
    "A1,邵文斌,13902746159,浙江省杭州市西湖区文三路2号,郭晓彤,13902746158,江苏省苏州市姑苏区平江路2号,打13902746157\n"
)
TRIPLE = (
    "收货人,手机,地址,备注\n郭晓彤[1234],13902746158-1234,江苏省苏州市姑苏区平江路2号[1234],何若岚[1234]\n"
    "郭晓丽[4321],13902746158-1234,江苏省苏州市姑苏区平江路2号[4321],\n"
)
UNKNOWN = "甲,乙,丙\n郭晓彤,13902746158,x\n红色,13902746151,x\n大号,13902746152,x\n方便,,何若岚\n"
COLOURS = "外观,手机,地址\n" + "".join(
    f"{('金沙', '云杉', '浅杏色')[n % 3]},139027461{n},江苏省苏州市姑苏区平江路{n}号\n" for n in range(50, 66)
)


def scan(path: Path, text: str, encoding: str = "utf-8") -> Report:
    path.write_bytes(text.encode(encoding))
    return leakguard.scan(path)


def cells(report: Report) -> dict[tuple[int | None, int | None], list[tuple[str, str]]]:
    found: dict[tuple[int | None, int | None], list[tuple[str, str]]] = {}
    for f in report.findings:
        found.setdefault((f.location.row, f.location.column), []).append((f.value, f.group))
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_consecutive_messages_of_a_speaker_are_one_record(encoding: str, tmp_path: Path) -> None:
    report = scan(tmp_path / "chat.csv", CHAT, encoding)
    assert cells(report) == {
        (3, 2): [("郭晓彤", "row:3")],
        (4, 2): [("13902746158", "row:3")],
        (6, 2): [("江苏省苏州市姑苏区平江路2号", "row:3")],
        (9, 2): [("何若岚", "row:9")],
        (11, 2): [("13902746159", "row:9")],
    }
    assert report.records == report.sources[0].records == report.as_dict()["summary"]["records"] == 2


def test_without_speakers_and_header(tmp_path: Path) -> None:
    rows = [row.split(",", 1)[1].split(",", 1)[1] for row in CHAT.splitlines()[1:]]
    report = scan(tmp_path / "chat.csv", "".join(f"{n},x,{row}\n" for n, row in enumerate(rows)))
    assert [f.value for f in report.findings if f.entity == "PERSON"] == ["郭晓彤", "何若岚"]
    assert report.records == 2


def test_a_row_is_a_record_and_its_sender_another(tmp_path: Path) -> None:
    report = scan(tmp_path / "orders.csv", ORDERS)
    assert {f.location.column: f.group for f in report.findings} == {
        **dict.fromkeys((1, 2, 3), "row:1:sender"),
        **dict.fromkeys((4, 5, 6, 7), "row:1"),
    }
    assert report.records == 2


def test_an_extension_links_the_cells_of_its_row(tmp_path: Path) -> None:
    report = scan(tmp_path / "orders.csv", TRIPLE)
    linked = [[f.value for f in report.findings if f.location.row == row and has(f, "linked")] for row in (1, 2)]
    suffix = "[1234]"
    assert linked == [
        ["郭晓彤", suffix, "13902746158-1234", "江苏省苏州市姑苏区平江路2号", suffix, "何若岚"],
        [],
    ]


def test_a_name_in_a_row_with_a_number(tmp_path: Path) -> None:
    report = scan(tmp_path / "orders.csv", UNKNOWN)
    assert [f.value for f in report.findings if has(f, "neighbour")] == ["郭晓彤"]


def test_words_that_come_again_and_again_are_no_names(tmp_path: Path) -> None:
    assert not [f for f in scan(tmp_path / "orders.csv", COLOURS).findings if has(f, "neighbour")]


def has(finding: leakguard.Finding, kind: str) -> bool:
    return any(e.kind == kind for e in finding.evidence)


@pytest.mark.parametrize("policy", sorted(bundled_policies()))
@pytest.mark.parametrize("text", [CHAT, ORDERS, TRIPLE, UNKNOWN, COLOURS])
def test_what_neighbours_prove_is_redacted_once_and_for_all(text: str, policy: str, tmp_path: Path) -> None:
    source, once, twice = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    source.write_text(text, encoding="utf-8")
    leakguard.redact(source, once, policy=policy, key=KEY)
    leakguard.redact(once, twice, policy=policy, key=KEY)
    assert once.read_bytes() == twice.read_bytes()
    assert leakguard.scan(once, policy=policy, key=KEY).forbidden == []


def test_block_borders_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = tmp_path / "chat.csv", tmp_path / "chat.txt"
    table = "时间,发送者,内容\n" + CHAT.split("\n", 1)[1] * 20
    lines = "买家：郭晓彤\n买家：13902746158\n\n客服：好的\n买家：何若岚\n买家：嗯\n买家：13902746159\n\n" * 20
    whole = [scan(path, text) for path, text in zip(small, (table, lines), strict=True)]
    cut = [scan_in_pieces(path, monkeypatch) for path in small]
    for before, after in zip(whole, cut, strict=True):
        assert [f.as_dict() for f in before.findings] == [f.as_dict() for f in after.findings]
        assert before.records == after.records


def scan_in_pieces(path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Scan with blocks of some forty lines."""
    from leakguard import scanning

    open_source = scanning.open_source

    def in_pieces(*args: object, **options: object) -> object:
        source = open_source(*args, **options)  # type: ignore[arg-type]
        source._block_bytes = 1500  # type: ignore[attr-defined]
        return source

    monkeypatch.setattr(scanning, "open_source", in_pieces)
    report = leakguard.scan(path)
    monkeypatch.setattr(scanning, "open_source", open_source)
    return report
