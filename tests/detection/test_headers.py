"""Headers as tables: the meaning, then the headers that must have it. They come from public exports, templates and APIs."""

import pytest

from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.headers import HeaderBook

HEADERS = {
    "PERSON": [
        "收货人", "收货人姓名", " 收件人 ", "*收件人姓名", "【收货人】", "收货人(必填)", "收件人名字（中文）", "收件者姓名", "買家姓名",
        "聯絡人姓名", "客户姓名", "姓 名", "姓　　名", "1、您的姓名：", "收货人/提货人", "订购人身份证姓名/ID Name", "实名姓名", "Receiver",
        "receiver_name", "receiverName", "RECEIVER_NAME", "consignee-name", "real_name", "cnee_name", "shouhuoren", "sjr", "khxm", "xm",
    ],
    "PHONE_NUMBER": [
        "手机", "联系电话 ", " 用户购买手机号", "收件人手机号（11位数）", "收货人手机号/提货人手机号", "手机号码2", "电话/手机", "手机或电话",
        "联系电话(手机)", "手 机 号", "2.手机号码", "Q3 联系电话", "请输入您的联系方式", "老板联系方式", "客户手机①", "收件者電話", "行動電話",
        "電話（日）", "收件人固话", "配送员手机号", "备用电话", "Sender Tel", "Receiver Phone Number", "receiver_mobile", "receiverMobile",
        "order.receiver.mobile", "data_receiver_phone", "contact_no", "tel.", "H/P", "sjhm", "lxdh", "shouhuorendianhua",
    ],
    "ADDRESS": [
        "收货地址 ", "收货人详细地址", "详细收货地址/提货地址", "修改后的收货地址", "收件人地址（无需包括省份和城市）", "家庭住址", "送貨地址",
        "通訊地址", "地址2", "Sender Address", "shipping_address", "receiverAddress", "addr", "shdz", "xiangxidizhi",
    ],
    "EMAIL_ADDRESS": [
        "邮箱", "买家邮箱", "电子邮件", "email地址", "QQ邮箱", "電子信箱", "訂購人Email", "E-mail Address", "buyer_email", "youxiang",
    ],
    "WECHAT_ID": ["微信", "客户微信", "微信号码", "账号(微信)", "VX", "微信號", "wechat_id", "wxOpenid", "unionId", "weixinhao"],
    "QQ_NUMBER": ["QQ", "QQ号", "买家QQ", "扣扣", "qq_number", "qqhao"],
    "ALIPAY_ACCOUNT": [
        "买家支付宝账号", "支付宝账户", "支付宝帐号", "账号（支付宝）", "返现支付宝", "对方账户", "buyer_alipay_no", "zfb", "zhifubao",
    ],
    "PLATFORM_ACCOUNT": [
        "买家会员名", "下单帐号", "买家旺旺", "用户昵称", "抖音号", "达人昵称", "客户编号", "UID", "ID(旺旺)", "買家帳號", "會員帳號", "暱稱",
        "buyer_nick", "buyerNick", "user_id", "LINE ID", "Line帳號", "nicheng", "huiyuanming",
    ],
    "ORDER_ID": ["订单编号", "主订单编号", "子订单号", "海淘清关订单号", "訂單編號", "預購單號", "order_id", "orderNo", "tid_str", "ddh"],
    "PAYMENT_ID": ["支付单号", "支付宝交易号", "支付渠道订单号", "微信支付单号", "out_trade_no", "transactionId", "liushuihao"],
    "TRACKING_NUMBER": [
        "物流单号 ", "快递单号", "单号", "退货物流单号", "物流公司运单号", "包裹查詢號碼", "託運單號", "tracking_number", "mail_no", "kddh",
    ],
    "CN_USCC": ["发票：纳税人识别号", "税号", "统一社会信用代码", "統一編號", "tax_id", "shuihao"],
    "CN_LICENSE_PLATE": ["车牌", "车牌号码", "車牌號碼", "license_plate", "chepaihao"],
    "CN_VIN": ["车架号(VIN)", "车辆识别代号", "車身號碼", "vin"],
    "IP_ADDRESS": ["IP", "下单IP", "登录IP地址", "lastLoginIp", "client_ip"],
    "IMEI": ["IMEI", "发货IMEI码1", "物流IMEI码2", "imei"],
    "MAC_ADDRESS": ["MAC地址", "mac"],
}  # fmt: skip

REGIONS = ["省", "省份", "收货地址-省", "收货人城市", "市", "区/县", "縣市", "行政區", "街道/镇", "receiver_state", "city", "qu"]  # fmt: skip

FREE_TEXT = [
    "备注", "买家留言", "商家备注", "订单备注(客服)", "包裹备注信息", "用户售后说明", "客服聊天记录", "跟进情况", "消费者资料", "收件信息",
    "買家備註", "小卡內容", "buyer_message", "seller_memo", "remark", "Notes", "maijialiuyan", "bz",
]  # fmt: skip

OTHER = [
    "商品ID", "宝贝标题 ", "商家编码-商品维度", "订单创建时间", "订单付款时间 ", "买家实付金额", "商品总价(元)", "快递公司", "物流状态",
    "是否手机订单", "is_phone_verified", "手机型号", "收货地址修改时间", "客户等级", "用户来源", "会员卡号", "条形码", "店铺名称", "商品名字",
    "开户行", "支付方式", "邮编", "郵遞區號", "性别", "验证码", "qty", "created_at",
]  # fmt: skip

UNKNOWN = ["", "   ", "排队号码", "盘点单号", "手机壳", "new_customer", "goods_name", "快递费", "x" * 60]

ROLES = {
    "receiver": ["收货人手机", "收件人地址", "receiver_name", "consigneePhone"],
    "buyer": ["买家姓名", "客户手机号", "下单人电话", "member_phone"],
    "sender": ["寄件人电话", "发件人姓名", "商家退货联系人电话", "sender_mobile"],
    "staff": ["配送员手机号", "主播姓名", "卖家备注"],
}


@pytest.fixture(scope="module")
def book():
    return HeaderBook(load_catalogue())


def _flat(table):
    return [(meaning, header) for meaning, headers in table.items() for header in headers]


@pytest.mark.parametrize(("entity", "header"), _flat(HEADERS))
def test_entity(book, entity, header):
    assert book.meaning(header).entity == entity


@pytest.mark.parametrize("header", REGIONS)
def test_region(book, header):
    meaning = book.meaning(header)
    assert (meaning.entity, meaning.kind) == ("ADDRESS", "region")


@pytest.mark.parametrize("header", FREE_TEXT)
def test_free_text(book, header):
    meaning = book.meaning(header)
    assert meaning.free_text
    assert meaning.entity is None


@pytest.mark.parametrize("header", OTHER)
def test_other(book, header):
    meaning = book.meaning(header)
    assert meaning.other
    assert meaning.entity is None


@pytest.mark.parametrize("header", UNKNOWN)
def test_unknown(book, header):
    assert not book.meaning(header).known


@pytest.mark.parametrize(("role", "header"), _flat(ROLES))
def test_role(book, role, header):
    assert book.meaning(header).role == role


def test_no_header_means_nothing(book):
    assert not book.meaning(None).known


def test_meaning_keeps_the_header_as_written(book):
    assert book.meaning(" 收货人手机 ").header == "收货人手机"


def test_a_bundled_word_has_one_meaning(book):
    """A header listed by two recognizers of different entities would mean whatever is loaded first."""
    owners = {}
    for recognizer in load_catalogue():
        for word in recognizer.headers:
            owners.setdefault(book._plain(word), set()).add(recognizer.entity)
    assert {word: sorted(entities) for word, entities in owners.items() if len(entities) > 1} == {}
