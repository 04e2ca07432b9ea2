"""The promises of `find`: offsets, determinism, no crash, evidence; and a table of whole texts."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leakguard
from leakguard.detection.detector import default_detector

FRAGMENTS = [
    "收货人：", "郭晓彤", "电话", "13902746158", "139-0274-6158", "１３９０２７４６１５８", "一三九零二七四六一五八", "，", "\n", " ", "&#49;", "\\u0031",
    "%E8%B0%B7", "<b>", "</b>", "\u200b", "️⃣", "=\"", "\"", "浙江省杭州市西湖区文三路478号", "3幢602室", "440524188001010014", "微信abc_12345", "QQ",
    "28460173", "zhou@example.com", "<PERSON>", "****", "(", ")", "-", "转8013", "浙A8K27Q", "\x00", "\ud800", "😀", "|", "订单号", "元", "①③⑨",
]  # fmt: skip


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))
@settings(max_examples=300, deadline=None)
def test_offsets_cut_the_value_out_of_the_raw_text(text: str) -> None:
    found = leakguard.find(text)
    assert all(text[f.start : f.end] == f.value and f.start < f.end for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found)), "findings overlap or are out of order"


@given(st.text(max_size=300), st.sampled_from([None, "收货人", "手机", "地址", "备注", "商品ID", "支付宝账号"]))
@settings(max_examples=300, deadline=None)
def test_any_string_under_any_header(text: str, header: str | None) -> None:
    assert leakguard.find(text, header) == leakguard.find(text, header)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 20_000,
        "1 " * 20_000,
        "13@" * 8_000,
        "(" * 20_000,
        "[((（【" * 5_000,
        "省市区县" * 10_000,
        "路1号" * 10_000,
        "王" * 50_000,
        "a" * 200_000,
        "a.@" * 60_000,
        "一三八零" * 10_000,
        "&amp;" * 20_000,
        "%E8%B0" * 20_000,
        "<b>" * 30_000,
        "138****" * 10_000,
        "微信" * 20_000,
        "\u200b" * 100_000,
    ],
    ids=lambda text: f"{text[:6]!r}x{len(text)}",
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    """Twice the text may not take much more than twice as long; the factor of 6 leaves room for noise."""
    import time

    def seconds(sample: str) -> float:
        start = time.process_time()
        leakguard.find(sample)
        return time.process_time() - start

    seconds(text[:100])
    # Never the same text twice: what the tagger made of it is remembered.
    half = max(min(seconds(text[: len(text) // 2 - again]) for again in range(2)), 0.02)
    assert seconds(text) < 6 * half


def test_every_finding_says_why() -> None:
    for finding in leakguard.find("收货人：郭晓彤，电话13902746158，浙江省杭州市西湖区文三路478号3幢602室"):
        assert finding.evidence
        assert all(e.kind and e.name for e in finding.evidence)
        assert finding.value not in {e.name for e in finding.evidence}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三，86-13900000000，江苏省苏州市姑苏区某某路2号", ["PHONE_NUMBER", "ADDRESS"]),
        ("皖A7K82613956027481", ["CN_LICENSE_PLATE", "PHONE_NUMBER"]),
        ("22010419910305518X15904317264", ["CN_RESIDENT_ID", "PHONE_NUMBER"]),
        ("13905826417；13905826418；0579-85274163", ["PHONE_NUMBER"] * 3),
        ("138****7519", ["PHONE_NUMBER"]),
        ("<PERSON>，<PHONE_NUMBER>，微信<WECHAT_ID:3f2a9c01b7d4>", []),
        ("客服热线400-820-8820，投诉12315", []),
    ],
)
def test_whole_texts(text: str, expected: list[str]) -> None:
    assert [f.entity for f in leakguard.find(text) if f.entity != "PERSON"] == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("林晓琳/13902746158;陈建平/13902746159", ["林晓琳", "陈建平"]),
        ("林晓琳13902746158，陈建平", ["林晓琳", "陈建平"]),
        ("林晓琳，陈建平，黄雨桐", ["林晓琳", "陈建平", "黄雨桐"]),
        ("林晓琳\n陈建平", ["林晓琳", "陈建平"]),
        ("林晓琳 13902746158 尽快发", ["林晓琳"]),
        ("红色，大号", []),
        ("——", []),
    ],
)
def test_several_names_in_a_cell_of_names(cell: str, expected: list[str]) -> None:
    found = leakguard.find(cell, header="联系人")
    assert [f.value for f in found if f.entity == "PERSON"] == expected


def test_entities_that_are_not_personal_are_reported_on_request_only() -> None:
    from leakguard.detection.detector import Detector

    text = "客服热线400-820-8820"
    assert leakguard.find(text) == []
    asked = Detector(default_detector().catalogue, entities=["SERVICE_NUMBER"])
    assert [f.entity for f in asked.find(text)] == ["SERVICE_NUMBER"]


def test_repr_and_dict_hide_the_value() -> None:
    (finding,) = leakguard.find("电话13902746158")
    assert "13902746158" not in repr(finding)
    assert "13902746158" not in str(finding.as_dict())
    assert finding.as_dict(reveal=True)["value"] == "13902746158"


def test_fingerprints_join_spellings_and_depend_on_the_text() -> None:
    first, second = leakguard.find("电话13902746158，备用139-0274-6158")
    assert first.fingerprint == second.fingerprint
    (elsewhere,) = leakguard.find("电话13902746158")
    assert elsewhere.fingerprint != first.fingerprint


def test_random_fragments_never_lose_the_phone() -> None:
    generator = random.Random(20261122)
    for _ in range(200):
        before, after = (
            generator.choice(["收：", "，", " ", "\n", "（"]),
            generator.choice(["，", " ", "\n", "）", "。"]),
        )
        text = f"你好{before}13902746158{after}谢谢"
        assert [f.value for f in leakguard.find(text) if f.entity == "PHONE_NUMBER"] == ["13902746158"]
