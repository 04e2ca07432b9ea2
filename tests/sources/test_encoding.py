from __future__ import annotations

import pytest

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.encoding import Encoding, detect, given

SIMPLIFIED = [
    "收货人姓名", "订单编号", "收件人", "联系电话", "收货地址", "买家留言", "手机号码", "身份证号", "快递单号", "备注",
    "张伟强", "王秀英", "李娜", "刘德华", "欧阳娜娜", "诸葛建国", "陈志远", "赵敏,孙丽", "黄晓明", "郭德纲",
    "浙江省杭州市", "北京市朝阳区", "广东省深圳市南山区", "上海市浦东新区世纪大道100号", "江苏省苏州市姑苏区某路2号",
    "文一西路969号", "3号楼2单元501室", "四川省成都市武侯区", "新疆乌鲁木齐市", "湖北省武汉市洪山区珞喻路",
    "请尽快发货", "已付款，待发货", "七天无理由退货", "放门口就行", "周末送货,谢谢", "不要打电话", "亲，改一下地址",
    "收货人:张三", "姓名,电话,地址", "张三,13800138000", "快递员", "旗舰店", "连衣裙 白色 L码", "微信号wx12345", "会员名",
]  # fmt: skip
TRADITIONAL = [
    "訂單編號", "收件者姓名", "收貨人姓名", "收件人", "收件地址", "聯絡電話", "買家備註", "手機號碼", "身分證字號", "備註",
    "陳怡君", "林志豪", "黃淑芬", "張雅婷", "李宗翰", "王建民", "吳美玲", "劉德華", "歐陽菲菲", "郭台銘",
    "臺北市信義區", "台北市大安區和平東路", "新北市板橋區文化路一段100號", "高雄市前鎮區", "臺中市西屯區臺灣大道",
    "香港九龍旺角彌敦道", "桃園市中壢區", "二樓之3", "屏東縣恆春鎮", "新竹市東區光復路",
    "請盡快出貨", "已付款，待出貨", "七天鑑賞期", "謝謝老闆", "麻煩放管理室", "超商取貨", "蝦皮專線和包裹查詢碼",
    "姓名,電話,地址", "收件人:陳先生", "陳小明,0912345678", "統一編號", "發票抬頭", "取件門市", "郵遞區號", "退貨/退款狀態",
]  # fmt: skip
HEADERS = [
    ("订单编号,买家会员名,买家支付宝账号,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间\r\n", "gb18030"),
    ('"商品","订单号","订单状态","商家实收金额(元)","收货人","手机","省","市","区","街道"\r\n', "gb18030"),
    ("訂單號碼,下單日期,收件人,收件人電話,收件人手機,收件地址,商品,金額,虛擬帳號,統一編號,發票抬頭,備註\r\n", "cp950"),
    ("訂單編號,訂單狀態,買家帳號,訂單成立日期,商品總價,收件地址,收件者電話,收件者姓名,寄送方式,買家備註\r\n", "cp950"),
]


@pytest.mark.parametrize("text", SIMPLIFIED)
def test_short_simplified_text_in_gbk(text: str) -> None:
    assert detect(text.encode("gbk"), whole=True).name == "gb18030"


@pytest.mark.parametrize("text", TRADITIONAL)
def test_short_traditional_text_in_big5(text: str) -> None:
    found = detect(text.encode("cp950"), whole=True)
    assert found == Encoding("cp950", "Big5 scores above GB18030")


def test_there_are_enough_samples() -> None:
    for samples, codec in ((SIMPLIFIED, "gbk"), (TRADITIONAL, "cp950")):
        assert sum(4 <= len(sample.encode(codec)) <= 40 for sample in samples) >= 40


@pytest.mark.parametrize(("text", "codec"), HEADERS)
def test_header_lines(text: str, codec: str) -> None:
    assert detect(text.encode(codec), whole=True).name == codec
    assert detect(text.encode("utf-8"), whole=True).name == "utf-8"


def test_traditional_text_in_gbk_is_not_taken_for_big5() -> None:
    for text in ("訂單編號,收件者姓名,收件地址", "廣東省廣州市天河區體育西路"):
        assert detect(text.encode("gbk"), whole=True).name == "gb18030"


def test_hong_kong_characters_need_the_extension() -> None:
    assert detect("香港新界沙田禾輋邨,唔該放喺門口啲嘢".encode("big5hkscs"), whole=True).name == "big5hkscs"


@pytest.mark.parametrize("text", [SIMPLIFIED[21], TRADITIONAL[20]])
def test_a_sample_may_end_inside_a_character(text: str) -> None:
    for codec, name in (("utf-8", "utf-8"), ("gbk", "gb18030")):
        sample = text.encode(codec)[:-1]
        assert detect(sample, whole=False).name == name


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "utf-8", "pure ASCII"),
        (b"abc\x00def 13702648195", "utf-8", "pure ASCII"),
        ("电话\x00 13702648195".encode(), "utf-8", "valid UTF-8"),
        (b"\xef\xbb\xbfa", "utf-8-sig", "byte order mark"),
        ("\ufeff姓名".encode("utf-16-le"), "utf-16-le", "byte order mark"),
        ("\ufeff姓名".encode("utf-16-be"), "utf-16-be", "byte order mark"),
        ("姓名,电话\r\n张三,13800138000".encode("utf-16-le"), "utf-16-le", "UTF-16 without a byte order mark"),
        ("姓名,电话\r\n张三,13800138000".encode("utf-16-be"), "utf-16-be", "UTF-16 without a byte order mark"),
        ("name,tel\r\nx,13800138000".encode("utf-16-be"), "utf-16-be", "UTF-16 without a byte order mark"),
        ("收货人张三的电话是".encode() + b"\xff" + b"x" * 200, "utf-8", "UTF-8 with a few damaged bytes"),
    ],
)
def test_order_of_the_rules(data: bytes, name: str, reason: str) -> None:
    found = detect(data, whole=True)
    assert (found.name, found.reason) == (name, reason)


@pytest.mark.parametrize(
    ("data", "reason", "detail"),
    [
        (
            b"PK\x03\x04\x14\x00\x00\x00" + b"\x00" * 22 + b"[Content_Types].xml" + b"xl/workbook.xml",
            "unsupported",
            "an XLSX workbook",
        ),
        (b"PK\x03\x04\x14\x00\x00\x00" + b"\x00" * 22 + b"word/document.xml", "unsupported", "a DOCX document"),
        (b"PK\x03\x04\x14\x00\x01\x00" + b"\x00" * 22 + b"orders.csv", "encrypted", "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "unsupported", "XLS"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        (b"%PDF-1.7\n", "unsupported", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\x00", "unsupported", "a PNG image"),
        (b"\x1f\x8b\x08\x00", "unsupported", "a gzip archive"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "unsupported", "UTF-32"),
        (b"abc\x00\x00\x00\x00\x00\x00\x00\x00\x00" * 20, "binary", "NUL"),
        (bytes(range(256)) * 8, "binary", "control"),
        ("こんにちは世界です。名前は田中です".encode("shift_jis"), "undecodable", "encoding option"),
        ("Müller, Straße 7, Köln; äöüß é è à ñ ç Ö Ü".encode("latin-1"), "undecodable", "encoding option"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, reason: str, detail: str) -> None:
    with pytest.raises(UnscannedError) as caught:
        detect(data, whole=True)
    assert caught.value.reason == reason
    assert detail in caught.value.detail


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("GBK", b"", "gb18030"),
        ("gb2312", b"", "gb18030"),
        ("cp936", b"", "gb18030"),
        ("Big5", b"", "cp950"),
        ("UTF8", b"\xef\xbb\xbfa", "utf-8-sig"),
        ("utf-8-sig", b"a", "utf-8"),
        ("utf-16", b"\xfe\xff", "utf-16-be"),
        ("utf-16", b"a\x00", "utf-16-le"),
        ("latin-1", b"\xef\xbb\xbfa", "iso8859-1"),
        ("shift_jis", b"", "shift_jis"),
    ],
)
def test_given_names(name: str, head: bytes, expected: str) -> None:
    found = given(name, head)
    assert (found.name, found.reason) == (expected, "given")


@pytest.mark.parametrize(
    "name", ["", "nope", "hz", "utf-7", "utf-32", "cp037", "rot13", "base64", "idna", "unicode_escape"]
)
def test_names_that_cannot_be_used(name: str) -> None:
    with pytest.raises(UsageError, match="Use one of"):
        given(name, b"")
