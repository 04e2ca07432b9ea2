"""Checks as tables: the value, then what its check says. All values are invented or published samples of the standards."""

import datetime as dt
import inspect
from string import ascii_uppercase

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leakguard.checks import CHECKS, Outcome, arithmetic, companies, dates, documents, tables

PASS, PLAUSIBLE, WEAK, FAIL = Outcome.PASS, Outcome.PLAUSIBLE, Outcome.WEAK, Outcome.FAIL

CASES = {
    "mobile-prefix": {
        PASS: "13800138000 8613800138000 +8613800138000 008613800138000 013800138000 14512345678 14712345678 14912345678"
        " 15312345678 16212345678 16512345678 16612345678 16712345678 17012345678 17112345678 17212345678 17312345678"
        " 17512345678 17612345678 17712345678 17812345678 18412345678 19012345678 19112345678 19212345678 19312345678"
        " 19512345678 19612345678 19712345678 19812345678 19912345678 13491234567 17401234567 17491234567",
        WEAK: "14612345678 14812345678 16101234567 17412123456",
        FAIL: "14012345678 14412345678 15412345678 16012345678 16312345678 16412345678 16812345678 16912345678 17421234567"
        " 17912345678 19412345678 12012345678 1380013800 138001380001 23800138000 １３８００１３８０００",
    },
    "landline-area": {
        PASS: "01061234567 02161234567 075582345678 031182345678 03352234567 04342234567 07542234567 075482234567 +861061234567",
        PLAUSIBLE: "01091234567 08522234567 07332345678 055192345678",
        WEAK: "03112234567 035022345678 07002345678 08002345678",
        FAIL: "01001234567 01011234567 0102345 13800138000 010234567890 0",
    },
    "hk-phone": {
        PASS: "85291234567 +85221234567 0085291234567",
        PLAUSIBLE: "91234567 21234567 61234567 20261301",
        WEAK: "20260101 20240618",
        FAIL: "11234567 01234567 9123456 912345678",
    },
    "mo-phone": {
        PASS: "85366123456 +85328123456",
        PLAUSIBLE: "66123456 28123456 88123456",
        FAIL: "91234567 80123456 6612345",
    },
    "tw-phone": {
        PASS: "0912345678 886912345678 +886912345678 +8860912345678 886227208889",
        PLAUSIBLE: "0227208889 0423456789 037123456 082312345",
        FAIL: "0800123456 0809123456 912345678 227208889 0991234567 02012345",
    },
    "resident-id": {
        PASS: "11010519491231002X 11010519491231002x 440524188001010014 360426199101010071 810000198801010012"
        " 820000199005050028 830000199212120035 911840199005060012",
        PLAUSIBLE: "110105491231002 911560199001010017 110103890101998",
        WEAK: "110105194912310021 110105194912310000 156400197001010019",
        FAIL: "11010519490231002X 11010520991231002X 110105184912310023 000000194912310023 1564001970010100100 110105490231002"
        " 999999194912310021 11010519491231002 69010519491231002X 156400700101001 110105１94912310021",
    },
    "foreigner-card-old": {
        PLAUSIBLE: "USA110185050612 DEU310190123101",
        WEAK: "USA990185050612 USA110185990612",
        FAIL: "XXX110185050612 USA11018505061 usa110185050612",
    },
    "passport-cn": {
        PLAUSIBLE: "E12345678 EA1234567 G12345678 PE1234567 SE1234567 DE1234567 P.1234567 K12345678 KJ1234567 MA1234567 H12345678",
        WEAK: "141234567 151234567",
        FAIL: "EI1234567 EO1234567 E1234567 161234567 G123456789 X12345678",
    },
    "hkid": {
        PASS: "A1234563 G123456A AB9876543 A123456(3) A123456（3）",
        FAIL: "A1234564 G1234561 A123456 ABC9876543 a1234563",
    },
    "twid": {
        PASS: "A123456789 A800000014 F131104093 AC01234567 AD01234569",
        FAIL: "A123456788 A323456789 A12345678 AI23456789 a123456789",
    },
    "macau-id": {PLAUSIBLE: "12345678 51234567 1234567(8) 1/234567/8", FAIL: "22345678 1234567 123456789"},
    "luhn": {PASS: "79927398713 6217000000000000004", FAIL: "79927398710 0000000000 5 7992739871A"},
    "bank-card": {
        PASS: "6217000000000000004 6225881234567898 6299990000000009 6299990000000000004",
        PLAUSIBLE: "4111111111111111 5555555555554444 378282246310005 3530111333300000 6011111111111117",
        WEAK: "6217000000000000005 6225881234567891",
        FAIL: "4111111111111112 1234567890123452 622588123456 0000000000000000 6912345678901234564 620000000000000",
    },
    "imei": {
        PASS: "356938035643809 860000000000009",
        PLAUSIBLE: "490154203237518",
        WEAK: "600000000000004",
        FAIL: "490154203237519 000000000000000 35693803564380 3569380356438091",
    },
    "vin": {
        PASS: "1M8GDM9AXKP042788",
        WEAK: "LSVAA4182E2123456 1M8GDM9A1KP042788",
        FAIL: "1M8GDM9AIKP042788 11111111111111111 1M8GDM9AXKP04278 0M8GDM9AXKP042788 1M8GDM9A1KP0427AB",
    },
    "uscc": {
        PASS: "91110000600037341L 91330100MA2ABCD13J",
        FAIL: "91110000600037342L 91110000600037341I 9111000060003734 91110000600037341l",
    },
    "org-code": {PASS: "600037341", FAIL: "600037342 000000000 60003734 60003734Y"},
    "ipv4": {
        PASS: "8.8.8.8 114.114.114.114",
        PLAUSIBLE: "192.168.1.10 10.0.0.1 127.0.0.1 100.64.0.1 169.254.1.1 192.0.2.5",
        FAIL: "0.0.0.0 0.1.2.3 255.255.255.0 255.255.255.255 224.0.0.1 256.1.1.1 1.2.3 1.2.3.4.5 01.2.3.4",
    },
    "ipv6": {
        PASS: "2400:3200::1 2400:3200:BAF8::1 ::FFFF:8.8.8.8",
        PLAUSIBLE: "::1 FE80::1 FE80::1%eth0 FD00::1 2001:DB8::1 ::FFFF:10.0.0.1",
        FAIL: ":: FF02::1 12:30 12:30:45 2400::3200::1 GGGG::1 ::FFFF:0.0.0.0",
    },
    "mac-address": {
        PASS: "00:1B:44:11:3A:B7 00-1b-44-11-3a-b7 001B.4411.3AB7",
        PLAUSIBLE: "001B44113AB7 02:1B:44:11:3A:B7",
        WEAK: "001144113007 01:00:5E:00:00:FB",
        FAIL: "00:00:00:00:00:00 FF:FF:FF:FF:FF:FF 00:1B:44:11:3A 00:1B-44:11:3A:B7 000000000000",
    },
    "plate": {
        PASS: "京A12345 粤B·D1234 沪AD12345 粤BF12345 京AA12345 粤BD12345 粤B12345D 苏E12345F 京A1234学 沪A1234警 粤Z1234港 粤ZF123澳 川A1234挂",
        PLAUSIBLE: "京AABC12 使123456 123456使 WJ京12345 WJ1234X 京A12345临 粤B12345A",
        WEAK: "京ABCDEF AB12345",
        FAIL: "京I12345 京O12345 京A1234 京A1234O 京1A2345 中A12345 粤A1234港 A123456 京AI12345",
    },
    "email": {
        PASS: "ZHANG.SAN@QQ.COM li_si+tb@163.com wang@mail.example.com.cn 13800138000@139.com a@b.cc",
        PLAUSIBLE: "a@b.museum a@b.xn--fiqs8s a@host.example",
        FAIL: "a@b a..b@qq.com .a@qq.com a.@qq.com a@-qq.com a@qq-.com icon@2x.png a@qq..com @qq.com a@b@ a@qq.c1 张@qq.com "
        + "x" * 65
        + "@qq.com a@"
        + "b" * 64
        + ".com",
    },
    "s10": {PASS: "RR473124829FI", WEAK: "RR473124829XX", FAIL: "RR473124828FI R473124829FI RR47312482FI"},
    "tracking-number": {
        PASS: "SF1234567890123 YT1234567890123 73123456789012 78123456789012 771234567890123 431234567890123 JT1234567890123"
        " JDVA12345678901 DPK123456789012 9612345678901 RR473124829FI TW123456789012A SF1234567890123-1 JDVA12345678901-1-3-",
        PLAUSIBLE: "351234567890123 1012345678901 1234567890123 123456789012 LP12345678901234 621123456789012 A123456789",
        WEAK: "RR473124828FI 12345678901234 JT123456789012 FW1234567890123 12345678 2234567890123 TT1234567890123",
        FAIL: "1234567 SF12345 张三 12345678901 1234567890123456",
    },
    "order-id": {
        PASS: "240618-123456789012345 240618123456789012345 6912345678901234567 P123456789012345678"
        " E20240618123456123456789 3712345678901234567 240618AB12CD34",
        PLAUSIBLE: "123456789012345678 1234567890123456 123456789012 249918123456789012345",
        FAIL: "240618 12345678901 P12345 249918-123456789012345 E20249918123456123456789",
    },
    "payment-id": {
        PASS: "2024061822001412341234567890 4200001234202406181234567890 1234567890202406181234567890",
        PLAUSIBLE: "4200001234209906181234567890",
        FAIL: "2024991822001412341234567890 12345678 5200001234202406181234567890",
    },
    "wechat-id": {
        PASS: "wxid_abc123def456 WXID_ABC123DEF45678",
        PLAUSIBLE: "zhangsan2024 LI-SI_88 ABCDEF",
        FAIL: "1abcdef abc abcdefghijklmnopqrstu wechat 微信号abc 张三",
    },
    "qq": {
        PLAUSIBLE: "10001 123456789 2345678901",
        WEAK: "13800138000 19900506 20240618",
        FAIL: "1234 012345 123456789012 12a45",
    },
    "alipay-userid": {PASS: "2088123456789012", FAIL: "2089123456789012 208812345678901"},
    "date-of-birth": {
        PLAUSIBLE: "1990-05-06 1990.5.6 1990/05/06 19900506 1990年5月6日 1990年05月06号 05/06/1990 25/06/1990 民國79年5月6日"
        " 民国79年5月6日 中華民國79年5月6日 民國79/5/6 1900-01-01 2000-02-29",
        WEAK: "90.05.06 90-5-6 900506 90年5月6日 26.01.01 27.01.01",
        FAIL: "1990-02-30 1899-12-31 2026-12-01 1990-05.06 1990-13-01 19900230 民國200年5月6日 900230 2023-02-29 hello 199005",
    },
}


@pytest.fixture(autouse=True, scope="module")
def _today():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "today", lambda: dt.date(2026, 11, 22))
        yield


def test_every_check_has_cases():
    assert set(CASES) == set(CHECKS)


@pytest.mark.parametrize(
    ("name", "value", "outcome"),
    [
        (name, value, outcome)
        for name, table in CASES.items()
        for outcome, values in table.items()
        for value in values.split()
    ],
)
def test_cases(name, value, outcome):
    assert CHECKS[name](value) is outcome


def test_the_answer_depends_on_today(monkeypatch):
    monkeypatch.setattr(dates, "today", lambda: dt.date(1949, 12, 30))
    assert CHECKS["resident-id"]("11010519491231002X") is FAIL
    assert CHECKS["date-of-birth"]("1949-12-31") is FAIL
    monkeypatch.setattr(dates, "today", lambda: dt.date(1949, 12, 31))
    assert CHECKS["resident-id"]("11010519491231002X") is PASS
    assert CHECKS["date-of-birth"]("1949-12-31") is PLAUSIBLE


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_every_check_explains_itself(name):
    assert len(inspect.getdoc(CHECKS[name]) or "") > 60


# Tables


def test_areas_know_abolished_and_young_codes():
    assert {"110101", "110103", "110104", "429001", "659012", "810000", "820000", "830000"} <= tables.resident_areas()
    assert "999999" not in tables.resident_areas()
    assert tables.provinces() >= {"11", "65", "71", "81", "82", "83"}


def test_every_mobile_prefix_has_an_outcome():
    numbers = [prefix.ljust(11, "0") for prefix in tables.mobile_prefixes()]
    assert {CHECKS["mobile-prefix"](number) for number in numbers} == {PASS, WEAK, FAIL}


def test_no_bank_prefix_is_short_enough_to_match_everything():
    assert all(len(prefix) >= 4 for prefix in tables.bank_bins())
    assert all(13 <= length <= 19 for lengths in tables.bank_bins().values() for length in lengths)


# Properties

digits = st.text("0123456789", min_size=1, max_size=1)


def fixed(size):
    return st.text("0123456789", min_size=size, max_size=size)


@st.composite
def resident_ids(draw):
    area = draw(st.sampled_from(sorted(tables.resident_areas())))
    birth = draw(st.dates(dt.date(1900, 1, 1), dt.date(2026, 11, 22))).strftime("%Y%m%d")
    body = area + birth + draw(fixed(3))
    return body + arithmetic.mod_11_2(body)


@st.composite
def hkids(draw):
    body = draw(st.text(ascii_uppercase, min_size=1, max_size=2)) + draw(fixed(6))
    return next(body + check for check in "0123456789A" if documents.hkid(body + check) is PASS)


@st.composite
def twids(draw):
    body = draw(st.sampled_from(ascii_uppercase)) + draw(st.sampled_from("1289ABCD")) + draw(fixed(7))
    return next(body + check for check in "0123456789" if documents.twid(body + check) is PASS)


@st.composite
def usccs(draw):
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "9" + draw(st.sampled_from("123")) + draw(fixed(6)) + draw(st.text(alphabet, min_size=8, max_size=8))
    body += next(check for check in "0123456789X" if companies._org_checked(body[8:] + check))
    return next(body + check for check in alphabet if companies.uscc(body + check) is PASS)


@st.composite
def luhns(draw):
    body = draw(fixed(14)).replace("0", "1", 1)
    return next(body + check for check in "0123456789" if arithmetic.luhn(body + check))


TWID_CERTAIN = (2, 6, 8, 9)
"""Places whose weight (7, 3, 1, 1) has no factor of 10: MOD 10 misses some slips in the others."""

VALID = {"resident-id": resident_ids(), "hkid": hkids(), "twid": twids(), "uscc": usccs(), "luhn": luhns()}


@pytest.mark.parametrize("name", sorted(VALID))
def test_constructed_numbers_pass(name):
    @settings(max_examples=200, deadline=None)
    @given(VALID[name])
    def passes(value):
        assert CHECKS[name](value) is PASS

    passes()


@pytest.mark.parametrize("name", sorted(VALID))
def test_one_wrong_digit_never_passes(name):
    @settings(max_examples=200, deadline=None)
    @given(VALID[name], st.data())
    def weakens(value, data):
        places = TWID_CERTAIN if name == "twid" else [at for at, char in enumerate(value) if char.isdigit()]
        place = data.draw(st.sampled_from(places))
        wrong = data.draw(st.sampled_from("0123456789".replace(value[place], "")))
        assert CHECKS[name](value[:place] + wrong + value[place + 1 :]) in (WEAK, FAIL)

    weakens()


@settings(max_examples=500, deadline=None)
@given(
    st.text()
    | st.text("0123456789XAWE京使WJ.:-/@年月日民國（）()１", max_size=30)
    | st.from_regex(r"\A[A-Z]{0,3}[0-9]{4,28}[A-ZX]?\Z")
)
@example("")
@example("\x00")
@example("\ud800")
@example("²²²²²²²²²²²")
@example("٠" * 18)
@example("1" * 100_000)
@example("a@" + "b." * 50_000)
@example("F" * 10 + ":" * 50_000)
def test_no_check_raises(value):
    for check in CHECKS.values():
        assert isinstance(check(value), Outcome)
