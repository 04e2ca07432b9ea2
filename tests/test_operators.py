from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.address_levels import Level, kept_end, split_address
from leakguard.errors import KeyMissingError, UsageError
from leakguard.maskchars import MASK_CHARACTERS, cells, hidden_characters
from leakguard.operators import OPERATORS, Context, apply

KEY = b"k" * 16


def run(name: str, value: str, entity: str = "X", **params: object) -> str:
    return apply(name, value, Context(entity, params=params))


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("张三", "张*"),
        ("张 三", "张 *"),
        ("张", "*"),
        ("欧阳锋", "欧阳*"),
        ("歐陽鋒", "歐陽*"),
        ("欧阳", "欧*"),
        ("欧阳[1234]", "欧*[****]"),
        ("王先生", "王**"),
        ("张三[1234]", "张*[****]"),
        ("张[1234]", "*[****]"),
        ("张yan", "张***"),
        ("佐藤健一", "佐***"),
        ("阿卜杜拉·买买提", "阿***·***"),
        ("阿卜杜拉•买买提", "阿***•***"),
        ("凯文·杜兰特", "凯*·***"),
        ("\U00020bb7田", "\U00020bb7*"),
        ("Mary Jane", "M*** J***"),
        ("ＭＡＲＹ", "Ｍ***"),
        ("John Q Public", "J*** * P*****"),
        ("Wang Hsiao-ming", "W*** H****-****"),
        ("Li Lei 李雷", "L* L** **"),
        ("J Smith", "* S****"),
        ("* S****", "* S****"),
        ("张\u200b三", "张\u200b*"),
        ("张**", "张**"),
        ("张●", "张●"),
        ("*三", "**"),
        ("13800138000", "***********"),
    ],
)
def test_names(value, masked):
    assert run("mask_name", value) == masked


@pytest.mark.parametrize(
    ("value", "keep", "masked"),
    [("欧阳锋", "first", "欧**"), ("欧阳锋", "none", "***"), ("Mary Jane", "first", "M*** ****")],
)
def test_how_much_of_a_name(value, keep, masked):
    assert run("mask_name", value, keep=keep) == masked


@pytest.mark.parametrize(
    ("value", "internal", "waybill"),
    [
        ("13800138000", "138****8000", "138******00"),
        ("138-0013-8000", "138-****-8000", "138-****-**00"),
        ("+86 138 0013 8000", "+86 138 **** 8000", "+86 138 **** **00"),
        ("8613800138000", "86138****8000", "86138******00"),
        ("86-13900000000", "86-139****0000", "86-139******00"),
        ("013900000000", "0139****0000", "0139******00"),
        ("１３８００１３８０００", "１３８****８０００", "１３８******００"),
        ("١٣٨٠٠١٣٨٠٠٠", "١٣٨****٨٠٠٠", "١٣٨******٠٠"),
        ("一三八〇〇一三八〇〇〇", "一三八****八〇〇〇", "一三八******〇〇"),
        ("1\u200b38\u200b00138000", "1\u200b38\u200b****8000", "1\u200b38\u200b******00"),
        ("18400000000-7804", "184****0000-****", "184******00-****"),
        ("18400000000转7804", "184****0000转****", "184******00转****"),
        ("18400000000,7804", "184****0000,****", "184******00,****"),
        ("13800138000[1234]", "138****8000[****]", "138******00[****]"),
        ("021-61234567转801", "021-****4567转***", "021-******67转***"),
        ("0755-82345678-801", "0755-****5678-***", "0755-******78-***"),
        ("(0755)82345678", "(0755)****5678", "(0755)******78"),
        ("01061234567", "010****4567", "010******67"),
        ("0915-6123456", "0915-****456", "0915-******6"),
        ("+852-9123-4567", "+852-91**-**67", "+852-9***-***7"),
        ("02-2345-6789", "02-****-6789", "02-****-**89"),
        ("138****8000", "138****8000", "138******00"),
        ("1******8000", "1******8000", "1********00"),
        ("12345", "1****", "*****"),
    ],
)
def test_phones(value, internal, waybill):
    assert run("mask_phone", value) == internal
    assert run("mask_phone", value, keep_start=3, keep_end=2, hide=6) == waybill


def test_a_landline_without_its_area_code():
    assert run("mask_phone", "0755-82345678", keep_area=False) == "075*-****5678"


@pytest.mark.parametrize(
    ("name", "value", "masked"),
    [
        ("mask_id", "11010519491231002X", "11************002X"),
        ("mask_id", "110105 19491231 002X", "11**** ******** 002X"),
        ("mask_id", "110105491231002", "11*********1002"),
        ("mask_id", "A123456(3)", "A******(3)"),
        ("mask_id", "E12345678", "E1******8"),
        ("mask_id", "军字第1234567号", "军字第******7号"),
        ("mask_id", "1234", "****"),
        ("mask_card", "6222021234567890123", "622202*********0123"),
        ("mask_card", "6222 0212 3456 7890", "6222 02** **** 7890"),
        ("mask_email", "zhang.san@qq.com", "z********@qq.com"),
        ("mask_email", "13800138000@163.com", "138****8000@163.com"),
        ("mask_email", "a@b.cn", "*@b.cn"),
        ("mask_email", "zs＠qq.com", "z*＠qq.com"),
        ("mask_email", "13800138000", "138****8000"),
        ("mask", "tb 12-3", "** ****"),
        ("keep", "x", "x"),
        ("drop", "x", ""),
        ("replace", "x", "<X>"),
    ],
)
def test_other_operators(name, value, masked):
    assert run(name, value) == masked


def test_parameters():
    assert run("replace", "x", **{"with": ""}) == ""
    assert run("mask", "小仙女好", keep_start=1, keep_end=1, char="●") == "小●●好"
    assert run("mask", "小好", keep_start=1, keep_end=1) == "**"
    assert run("mask_email", "zs@qq.com", keep_domain=False) == "z*@**.***"


@pytest.mark.parametrize(
    ("name", "params", "says"),
    [
        ("mask_fone", {}, "there is no operator"),
        ("mask", {"keep": 1}, "no parameter 'keep'"),
        ("mask", {"keep_start": True}, "must be an integer"),
        ("mask", {"keep_start": -1}, "at least 0"),
        ("mask", {"hide": 0}, "at least 1"),
        ("mask", {"char": "8"}, "one of"),
        ("mask_address", {"keep": "room"}, "one of"),
    ],
)
def test_wrong_uses(name, params, says):
    with pytest.raises(UsageError, match=says):
        run(name, "value", **params)


def test_tokens_are_stable_and_keyed():
    first = apply("token", "138-0013-8000", Context("PHONE_NUMBER", canonical="13800138000", key=KEY))
    again = apply("token", "１３８００１３８０００", Context("PHONE_NUMBER", canonical="13800138000", key=KEY))
    other = apply("token", "13800138000", Context("PHONE_NUMBER", key=b"o" * 16))
    assert first == again != other
    assert first.startswith("<PHONE_NUMBER:")
    assert len(first) == len("<PHONE_NUMBER:3f2a9c01b7d4>")
    assert first.isascii()
    assert apply("token", "13800138000", Context("QQ_NUMBER", key=KEY))[-13:] != first[-13:]


def test_a_token_needs_a_key():
    with pytest.raises(KeyMissingError, match="LEAKGUARD_KEY_FILE"):
        run("token", "x")


def test_secrets_stay_out_of_repr():
    shown = repr(Context("X", canonical="13800138000", key=KEY))
    assert "13800138000" not in shown
    assert "kkkk" not in shown


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("138****8000", 4), ("１＊＊", 2), ("张某某", 2), ("138xxxx8000", 4), ("XX", 2), ("x1X", 0), ("#1", 0), ("###", 3),
        ("●■□•×", 5), ("张三", 0),
    ],
)  # fmt: skip
def test_hidden_characters(value, count):
    assert hidden_characters(value) == count


# Each address with " / " between what stays for `building` and the rest, and the ends of coarser levels as prefixes.
ADDRESSES = [
    ("江苏省苏州市姑苏区平江街道人民路2号阳光花园3栋", "2单元501室", "江苏省苏州市姑苏区平江街道人民路", "江苏省苏州市姑苏区"),
    ("江苏省 苏州市 姑苏区 某路2号", "", "江苏省 苏州市 姑苏区 某路", "江苏省 苏州市 姑苏区"),
    ("江苏省，苏州市，姑苏区，某路2号", "", "江苏省，苏州市，姑苏区，某路", "江苏省，苏州市，姑苏区"),
    ("江\u200b苏省苏州市姑苏区某路2号", "301室", "江\u200b苏省苏州市姑苏区某路", "江\u200b苏省苏州市姑苏区"),
    ("北京市北京市朝阳区建国路88号院5号楼", "3单元1201", "北京市北京市朝阳区建国路", "北京市北京市朝阳区"),
    ("上海市浦东新区张江镇祖冲之路1234弄5号", "301室", "上海市浦东新区张江镇祖冲之路", "上海市浦东新区"),
    ("臺北市中正區忠孝東路一段10巷2弄3號", "4樓之1", "臺北市中正區忠孝東路一段", "臺北市中正區"),
    ("广东深圳市南山区粤海街道科技园3-", "2-1201", "广东深圳市南山区粤海街道", "广东深圳市南山区"),
    ("内蒙古自治区呼和浩特市玉泉区昭君路12#", "1单元501", "内蒙古自治区呼和浩特市玉泉区昭君路", "内蒙古自治区呼和浩特市玉泉区"),
    ("江苏省苏州市张家港市杨舍镇东莱村12组5号", "", "江苏省苏州市张家港市杨舍镇东莱村", "江苏省苏州市张家港市"),
    ("江苏姑苏区人民路１２号３栋", "５０１", "江苏姑苏区人民路", "江苏姑苏区"),
    ("香港九龙观塘区某街1号某大厦A座", "12楼B室", "香港九龙观塘区某街", "香港九龙观塘区"),
    ("湖北省荆州市沙市区北京路1号", "501", "湖北省荆州市沙市区北京路", "湖北省荆州市沙市区"),
    ("山东省青岛市市南区香港中路10号", "", "山东省青岛市市南区香港中路", "山东省青岛市市南区"),
    ("南京市鼓楼区新街口街道中山路1号德基广场A座", "1801", "南京市鼓楼区新街口街道中山路", "南京市鼓楼区"),
    ("姑苏区人民路2号万科金域3栋", "2单元501", "姑苏区人民路", "姑苏区"),
    ("某某小区3栋", "501", "", ""),
    ("北京东路2号", "", "北京东路", ""),
    ("", "No. 88 Jianguo Rd, Beijing", "", ""),
    ("", "张三13800138000", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("building", "rest", "road", "district"), ADDRESSES)
def test_addresses(building, rest, road, district):
    value = building + rest
    assert value[: kept_end(value, Level.BUILDING)] == building
    assert value[: kept_end(value, Level.ROAD)] == road
    assert value[: kept_end(value, Level.DISTRICT)] == district
    masked = run("mask_address", value, keep="building")
    assert masked == building + "".join(c if c.isspace() else "*" for c in rest)


def test_coarse_levels():
    value = "云南省大理白族自治州大理市下关镇人民路2号"
    assert run("mask_address", value, keep="province") == "云南省" + "*" * (len(value) - 3)
    assert value[: kept_end(value, Level.CITY)] == "云南省大理白族自治州"
    assert value[: kept_end(value, Level.TOWN)] == "云南省大理白族自治州大理市下关镇"


def test_the_levels_by_name():
    value = "江苏省苏州市姑苏区平江街道钟楼社区人民路2号阳光花园3栋2单元5楼501室"
    names = [segment.level.name for segment in split_address(value)]
    assert names == [level.name for level in Level]


def test_a_street_or_a_house_is_not_read_as_a_region():
    for value in ("阳光小区3栋501", "人民路超市对面", "阳光花园门口人民路3号"):
        assert kept_end(value, Level.TOWN) == 0


PARTS = [
    ["", "江苏省", "北京市", "广东", "内蒙古自治区"],
    ["", "苏州市", "深圳市"],
    ["", "姑苏区", "昆山市", "阳光县"],
    ["", "平江街道", "杨舍镇", "三合乡"],
    ["", "东莱村", "钟楼社区"],
    ["", "人民路", "中山东路", "经十路", "忠孝東路一段", "皇后大道東"],
    ["", "2号", "88号院", "1234弄5号", "12组5号", "甲3号"],
    ["", "阳光花园", "万科金域", "科技园二期", "某大厦"],
    ["", "3栋", "5号楼", "A座", "12#", "3-"],
]
FINE = ["", "2单元", "2单元501室", "2-1201", "1801", "4樓之1", "B室", "501号", "张三收", "三楼东户"]


@given(st.tuples(*map(st.sampled_from, PARTS)), st.sampled_from(FINE), st.sampled_from(["", " ", "，"]),
       st.sampled_from(["province", "city", "district", "town", "road", "building"]))  # fmt: skip
def test_any_address(parts, fine, gap, keep):
    value = gap.join(part for part in (*parts, fine) if part)
    masked = run("mask_address", value, keep=keep)
    assert len(masked) == len(value)
    assert run("mask_address", masked, keep=keep) == masked
    if fine in ("2单元501室", "4樓之1", "三楼东户", "张三收"):
        assert set(masked[len(value) - len(fine) :]) == {"*"}
    if keep in ("province", "city", "district", "town"):
        assert not set(masked) & set("0123456789栋号楼座园")
    if keep == "road":
        assert not set(masked) & set("0123456789栋号座")


ALPHABET = st.sampled_from(
    "张三欧阳阿·•*＊×●某0123４５٣八〇①xXaBcＭéИ -—()（）[]转#,，+/@.＠_号字\u200b\ufe0f\u20e3\u0301😀"
)
VALUES = (
    st.text(ALPHABET, max_size=24)
    | st.text(max_size=24)
    | st.from_regex(r"(\+86 ?)?1[3-9][0-9 -]{9,14}", fullmatch=True)
)
MASKS = st.sampled_from(["mask", "mask_name", "mask_phone", "mask_id", "mask_card", "mask_email", "mask_address"])


@given(MASKS, VALUES)
def test_masks_keep_the_length_and_masking_twice_changes_nothing(name, value):
    masked = run(name, value)
    assert len(masked) == len(value)
    assert run(name, masked) == masked
    for before, after in zip(value, masked, strict=True):
        assert after in (before, "*")


@given(st.sampled_from(["mask", "mask_name", "mask_phone", "mask_id", "mask_card"]), VALUES)
def test_a_mask_leaves_nothing_unchanged_that_has_something_to_hide(name, value):
    if run(name, value) == value:
        assert not cells(value) or set(value) & set(MASK_CHARACTERS)


def visible(value: str) -> int:
    return sum(value[start] not in MASK_CHARACTERS for start, _ in cells(value))


@given(VALUES, st.integers(0, 8), st.integers(0, 8), st.integers(1, 12))
def test_masks_reveal_no_more_than_declared(value, start, end, hide):
    ends = {"keep_start": start, "keep_end": end, "hide": hide}
    assert visible(run("mask", value, **ends)) <= start + end
    form_words = sum(c in "字第号號" for c in value)
    assert visible(run("mask_id", value, **ends)) <= start + end + form_words
    masked = run("mask_phone", value, **ends)
    country_area_marker = 5 + 4 + 4  # 00 86 and a trunk 0, an area code, a word such as 转分机 or ext
    assert visible(masked) <= max(start, 0) + end + country_area_marker


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.integers(0, 11), st.integers(0, 11), st.integers(1, 11))
def test_a_mobile_number_reveals_exactly_what_is_declared(value, start, end, hide):
    shown = visible(run("mask_phone", value, keep_start=start, keep_end=end, hide=hide))
    assert shown == min(start + end, 11 - hide)


@given(VALUES)
def test_a_name_reveals_two_characters_or_initials(value):
    shown = visible(run("mask_name", value))
    assert shown <= max(2, len(cells(value)) // 2)
    assert visible(run("mask_name", value, keep="first")) <= 1
    assert visible(run("mask_name", value, keep="none")) == 0


def test_the_registry_names_its_operators():
    assert all(name == operator.name for name, operator in OPERATORS.items())
    assert [name for name, operator in OPERATORS.items() if operator.keyed] == ["token", "pseudonym", "encrypt"]
    assert [name for name, operator in OPERATORS.items() if operator.final] == ["replace", "pseudonym", "generalise"]
    assert {name for name, operator in OPERATORS.items() if operator.settles} == {
        name for name in OPERATORS if name.startswith("mask")
    }
