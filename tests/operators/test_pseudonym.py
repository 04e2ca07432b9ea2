"""Pseudonyms: what they look like, that they are nobody's, that equal values stay equal and distinct ones distinct."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import leakguard
from leakguard.checks import Outcome, identity, phones
from leakguard.checks.tables import bank_bins, mobile_prefixes, resident_areas
from leakguard.detection.lexicons import surnames
from leakguard.errors import KeyMissingError
from leakguard.operators import OPERATORS, Context, apply
from leakguard.operators.pseudonym import is_pseudonym
from leakguard.operators.pseudonym.keyed import Permutation
from leakguard.operators.pseudonym.knowledge import areas, forms, free_areas, free_provinces, names, provinces

KEY = b"k" * 32


def pseudonym(value: str, entity: str, kind: str | None = None, canonical: str = "", key: bytes = KEY) -> str:
    return apply("pseudonym", value, Context(entity, kind, canonical, key=key))


FORMS = [
    ("PHONE_NUMBER", "mobile", "13902746158", r"2\d{10}"),
    ("PHONE_NUMBER", "mobile", "139-0274-6158", r"2\d\d-\d{4}-\d{4}"),
    ("PHONE_NUMBER", "mobile", "139 0274 6158", r"2\d\d \d{4} \d{4}"),
    ("PHONE_NUMBER", "mobile", "+86 139 0274 6158", r"\+86 2\d\d \d{4} \d{4}"),
    ("PHONE_NUMBER", "mobile", "8613902746158", r"862\d{10}"),
    ("PHONE_NUMBER", "mobile", "0086-13902746158", r"0086-2\d{10}"),
    ("PHONE_NUMBER", "mobile", "013902746158", r"02\d{10}"),
    ("PHONE_NUMBER", "mobile", "1 3 9 0 2 7 4 6 1 5 8", r"2( \d){10}"),
    ("PHONE_NUMBER", "mobile", "１３９０２７４６１５８", r"２[０-９]{10}"),
    ("PHONE_NUMBER", "mobile", "一三九零二七四六一五八", r"二[〇一二三四五六七八九]{10}"),
    ("PHONE_NUMBER", "virtual", "18402746158-7804", r"2\d{10}-[a-j]{4}"),
    ("PHONE_NUMBER", "virtual", "18402746158转7804", r"2\d{10}转[a-j]{4}"),
    ("PHONE_NUMBER", "virtual", "[7804]", r"\[[a-j]{4}\]"),
    ("PHONE_NUMBER", "landline", "0571-88886666", r"0\d{3}-\d{8}"),
    ("PHONE_NUMBER", "landline", "(0571)88886666转801", r"\(0\d{3}\)\d{8}转\d{3}"),
    ("PHONE_NUMBER", "landline", "+86 571 88886666", r"\+86 \d{3} \d{8}"),
    ("PHONE_NUMBER", "landline", "010-61234567", r"0(1[1-9]|26)-\d{8}"),
    ("PHONE_NUMBER", "landline", "61234567", r"0\d{7}"),
    ("PHONE_NUMBER", "hk", "+852-9123-4567", r"\+852-0\d{3}-\d{4}"),
    ("PHONE_NUMBER", "tw", "0912-345-678", r"01\d\d-\d{3}-\d{3}"),
    ("PHONE_NUMBER", "tw", "+886 912 345 678", r"\+886 1\d\d \d{3} \d{3}"),
    ("PERSON", None, "陶甘", r"[一-鿿]{2}"),
    ("PERSON", None, "陶 甘", r"[一-鿿] [一-鿿]"),
    ("PERSON", None, "欧阳甘露", r"[一-鿿]{4}"),
    ("PERSON", "partial", "陶先生", r"[一-鿿]先生"),
    ("PERSON", None, "阿卜杜拉·买买提", r"[一-鿿]{4}·[一-鿿]{3}"),
    ("PERSON", None, "Tao Ganlu", r"[QX][a-z]{2} [A-Z][a-z]{4}"),
    ("PERSON", None, "TAO GANLU", r"[QX][A-Z]{2} [A-Z]{5}"),
    ("PERSON", None, "tao ganlu", r"[qx][a-z]{2} [a-z]{5}"),
    ("CN_RESIDENT_ID", None, "330726199305183047", r"\d{6}1993\d{7}[\dX]"),
    ("CN_RESIDENT_ID", None, "330726 19930518 3047", r"\d{6} 1993\d{4} \d{3}[\dX]"),
    ("CN_RESIDENT_ID", None, "330726930518304", r"\d{6}93\d{7}"),
    ("CN_RESIDENT_ID", None, "911560198703162109", r"9\d{5}1987\d{7}[\dX]"),
    ("CN_BANK_CARD", "card", "6217 0018 3000 6274 156", r"000\d \d{4} \d{4} \d{4} \d{3}"),
    ("EMAIL_ADDRESS", None, "qiaomu@foxmail.com", r"[a-z2-7]{10}@p\.example\.com"),
    ("EMAIL_ADDRESS", None, "qiao.mu.1991.hz@foxmail.com", r"[a-z2-7]{15}@p\.example\.com"),
    ("ADDRESS", None, "江苏省苏州市姑苏区平江路2号501室", "江苏省苏州市姑苏区"),
    ("WECHAT_ID", None, "qiaomu_1991", r"qvz[a-z0-9]{3}_[a-z0-9]{4}"),
    ("QQ_NUMBER", None, "284601735", r"0\d{8}"),
    ("QQ_NUMBER", None, "2846017350", r"00\d{8}"),
    ("PLATFORM_ACCOUNT", None, "乔木小铺", r"[一-鿿]{4}"),
    ("PLATFORM_ACCOUNT", None, "2208123456", r"00\d{8}"),
    ("ALIPAY_ACCOUNT", None, "13902746158", r"2\d{10}"),
    ("CN_LICENSE_PLATE", None, "浙A·8K271", r"[京-鿿一-鿿]I·[A-HJ-NP-Z0-9]{5}"),
    ("CN_PASSPORT", None, "EJ4820361", r"O[A-HJ-NP-Z]\d{7}"),
    ("CN_TRAVEL_PERMIT", None, "C12345678", r"O\d{8}"),
    ("TW_ID", None, "A123456789", r"[A-Z]0\d{8}"),
    ("CN_VIN", None, "LSVAU2A37N2183294", r"Q[A-HJ-NP-Z0-9]{16}"),
    ("IMEI", None, "490154203237518", r"00\d{13}"),
    ("IP_ADDRESS", None, "36.112.3.7", r"2[45]\d(\.\d{1,3}){3}"),
    ("IP_ADDRESS", None, "2408:8256::8888", r"2001:db8:[0-9a-f:]+"),
    ("ORDER_ID", None, "E2026010112345", r"<ORDER_ID:[0-9a-f]{12}>"),
    ("CN_RESIDENT_ID", None, "3.30726E+17", r"<CN_RESIDENT_ID:[0-9a-f]{12}>"),
    ("PHONE_NUMBER", "mobile", "139****6158", r"<PHONE_NUMBER:[0-9a-f]{12}>"),
    ("ADDRESS", None, "某某小区3栋", r"<ADDRESS:[0-9a-f]{12}>"),
    ("DATE_OF_BIRTH", None, "1993-05-18", r"<DATE_OF_BIRTH:[0-9a-f]{12}>"),
]  # fmt: skip


@pytest.mark.parametrize(("entity", "kind", "value", "form"), FORMS)
def test_the_form_is_kept_and_tells_that_it_is_a_substitute(entity, kind, value, form):
    new = pseudonym(value, entity, kind)
    assert re.fullmatch(form, new)
    assert new != value
    assert not is_pseudonym(value, entity, kind)
    if not new.startswith("<"):
        assert len(new) == len(value) or entity in ("ADDRESS", "EMAIL_ADDRESS", "IP_ADDRESS")
        assert is_pseudonym(new, entity, kind)
        assert is_pseudonym(new, entity)
        assert pseudonym(new, entity, kind) == new
    assert pseudonym(value, entity, kind) == new
    if entity != "ADDRESS":
        assert pseudonym(value, entity, kind, key=b"o" * 32) != new


SPELLINGS = [
    ("PHONE_NUMBER", "mobile", ["13902746158", "139-0274-6158", "+86 139 0274 6158", "0086-13902746158", "１３９０２７４６１５８",
                                "1 3 9 0 2 7 4 6 1 5 8"]),
    ("PHONE_NUMBER", "landline", ["0571-88886666", "(0571)8888 6666", "+86 571 88886666", "057188886666"]),
    ("CN_RESIDENT_ID", None, ["33072619930518304X", "330726 19930518 304x"]),
    ("CN_BANK_CARD", None, ["6217001830006274156", "6217 0018 3000 6274 156"]),
]  # fmt: skip


@pytest.mark.parametrize(("entity", "kind", "spellings"), SPELLINGS)
def test_spellings_share_their_digits(entity, kind, spellings):
    plain = {"０": "0"}
    digits = set()
    for spelling in spellings:
        new = "".join(plain.get(c, c) for c in pseudonym(spelling, entity, kind))
        new = "".join(str(int(c)) if c.isdecimal() else c.upper() for c in new if c.isalnum())
        digits.add(new[-18:] if entity == "CN_RESIDENT_ID" else new[-11:] if kind == "mobile" else new[-19:])
    if kind == "landline":
        digits = {text[-11:] for text in digits}
    assert len(digits) == 1


def test_names_in_a_column_and_in_a_remark():
    assert pseudonym("陶甘", "PERSON") == pseudonym("陶甘", "PERSON", canonical="陶甘")
    assert pseudonym("陶 甘", "PERSON", canonical="陶甘").replace(" ", "") == pseudonym("陶甘", "PERSON")
    assert pseudonym("TAO GANLU", "PERSON", canonical="Tao Ganlu").title() == pseudonym("Tao Ganlu", "PERSON")


def test_the_three_cells_of_a_virtual_number_keep_the_same_extension():
    number = pseudonym("18402746158-7804", "PHONE_NUMBER", "virtual", "18402746158-7804")
    tag = pseudonym("[7804]", "PHONE_NUMBER", "virtual", "[7804]")
    assert number.split("-")[1] == tag.strip("[]")


def test_a_key_is_needed():
    with pytest.raises(KeyMissingError, match="pseudonym"):
        OPERATORS["pseudonym"]("陶甘", Context("PERSON"))


mobiles = st.builds(
    "".join, st.tuples(st.just("1"), st.sampled_from("3456789"), st.from_regex(r"[0-9]{9}", fullmatch=True))
)
landlines = st.builds(
    lambda area, local: f"{area}-{local}", st.sampled_from(areas(4)), st.from_regex(r"[2-8][0-9]{7}", fullmatch=True)
)
ids = st.builds(
    lambda area, year, rest: f"{area}{year}{rest}X",
    st.sampled_from(sorted(c for c in resident_areas() if c < "9")), st.integers(1930, 2020),
    st.from_regex(r"(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True),
)  # fmt: skip


@given(mobiles, mobiles)
def test_distinct_mobile_numbers_stay_distinct_and_nobody_is_called(one, other):
    first, second = pseudonym(one, "PHONE_NUMBER", "mobile"), pseudonym(other, "PHONE_NUMBER", "mobile")
    assert (first == second) == (one == other)
    assert phones.mobile_prefix(first) is Outcome.FAIL
    assert not is_pseudonym(one, "PHONE_NUMBER")
    assert not is_pseudonym(f"+86 {one[:3]} {one[3:7]} {one[7:]}", "PHONE_NUMBER")


@given(landlines, landlines)
def test_distinct_landlines_stay_distinct(one, other):
    first, second = pseudonym(one, "PHONE_NUMBER", "landline"), pseudonym(other, "PHONE_NUMBER", "landline")
    assert (first == second) == (one == other)
    assert phones.landline_area(first.replace("-", "")) is not Outcome.PASS
    for text in (one, f"({one[:4]}){one[5:]}", f"+86 {one[1:]}", f"{one}-801", f"{one[:4]}{one[5:]}"):
        assert not is_pseudonym(text, "PHONE_NUMBER")


@given(ids, ids)
def test_distinct_identity_numbers_stay_distinct(one, other):
    first, second = pseudonym(one, "CN_RESIDENT_ID"), pseudonym(other, "CN_RESIDENT_ID")
    assert (first == second) == (one == other)
    assert first[6:10] == one[6:10]
    assert identity.resident_id(first) is Outcome.FAIL
    assert first[:2] not in provinces()
    assert not is_pseudonym(one, "CN_RESIDENT_ID")


@given(
    st.text(st.sampled_from("".join(sorted(surnames().strong))), min_size=1, max_size=1),
    st.text(st.sampled_from(names().given), min_size=1, max_size=3),
)
def test_no_real_name_looks_like_a_substitute(surname, rest):
    name = surname + rest
    new = pseudonym(name, "PERSON")
    assert len(new) == len(name)
    assert new != name
    assert new[0] not in surnames().strong | surnames().weak | surnames().labelled
    assert not is_pseudonym(name, "PERSON")
    assert is_pseudonym(new, "PERSON")
    assert new.encode("gb2312").decode("gb2312") == new.encode("big5").decode("big5")


@given(st.text(min_size=1, max_size=24), st.sampled_from(sorted({entity for entity, *_ in FORMS})))
def test_whatever_stands_there_is_replaced_and_the_result_stays(value, entity):
    new = pseudonym(value, entity)
    assert new != value or is_pseudonym(value, entity)
    if not new.startswith("<"):
        assert pseudonym(new, entity) == new


@given(st.text(st.sampled_from("0123456789-+ ()转*[]１一三"), min_size=5, max_size=24))
def test_a_number_keeps_what_is_no_digit(value):
    new = pseudonym(value, "PHONE_NUMBER")
    if not new.startswith("<"):
        assert len(new) == len(value)
        assert [c for c in new if c in "-+ ()转*[]"] == [c for c in value if c in "-+ ()转*[]"]


@pytest.mark.parametrize("size", [1, 2, 7, 100, 999])
def test_a_permutation_is_one(size):
    permutation = Permutation(b"key", size)
    assert sorted(map(permutation, range(size))) == list(range(size))


def test_spaces_are_as_large_as_stated():
    assert len(names().first) == 119
    assert len(names().given) == 640
    assert len(set(names().first)) == 119
    assert not set(names().first) & set(names().given)
    assert len(free_provinces()) >= len(provinces())
    for length in (3, 4):
        assert len(free_areas(length)) >= len(areas(length))
        assert not set(free_areas(length)) & set(areas(length))


def test_what_is_said_to_be_free_is_not_given_out():
    known = forms()
    assert known["mobile"]["lead"] == "2"
    assert not any(prefix.startswith("2") for prefix in mobile_prefixes())
    assert not any(number.startswith(known["bank_card"]["lead"]) for number in bank_bins())
    for list_of in (surnames().strong, surnames().weak, surnames().labelled):
        assert not list_of & set(names().first)
        assert not list_of & set(names().given)


@pytest.mark.parametrize(
    ("entity", "value", "real"),
    [
        ("PERSON", "陶甘", False), ("PERSON", "Victor Hugo", False), ("PERSON", "Xander Quinn", False), ("PERSON", "Qasim", False),
        ("PHONE_NUMBER", "021-61234567-801", False), ("PHONE_NUMBER", "+86 21 6123 4567-8", False),
        ("PHONE_NUMBER", "+86 21 6123 4567 801", False), ("PHONE_NUMBER", "26123456", False), ("PHONE_NUMBER", "+852 2612 3456", False),
        ("PHONE_NUMBER", "02-2345-6789", False), ("PHONE_NUMBER", "(021)61234567", False), ("PHONE_NUMBER", "010 6123 4567", False),
        ("PHONE_NUMBER", "16412345678", False), ("PHONE_NUMBER", "+86-10-61234567", False),
        ("CN_BANK_CARD", "0200004519000100173", False), ("CN_PASSPORT", "E12345678", False), ("QQ_NUMBER", "10001", False),
        ("EMAIL_ADDRESS", "someone@sample.com", False), ("EMAIL_ADDRESS", "wenjing.ouyang@example.com", False),
        ("EMAIL_ADDRESS", "wenjing.ouyang@p.example.com", False), ("IP_ADDRESS", "223.5.5.5", False), ("WECHAT_ID", "qv_1991", False),
        ("ADDRESS", "江苏省苏州市姑苏区平江路", False), ("ADDRESS", "江苏省苏州市姑苏区", True),
    ],
)  # fmt: skip
def test_real_values_that_come_near(entity, value, real):
    assert is_pseudonym(value, entity) is real


def substitutes():
    for entity, kind, value, _ in FORMS:
        new = pseudonym(value, entity, kind)
        if not new.startswith("<"):
            yield entity, new


@pytest.mark.parametrize(("entity", "new"), list(substitutes()))
def test_what_the_detector_still_finds_in_a_sentence_is_a_substitute(entity, new):
    for found in leakguard.find(f"客户资料：{new}，请核对"):
        assert is_pseudonym(found.value, found.entity, found.kind) or found.entity != entity or found.score < 0.5, found
