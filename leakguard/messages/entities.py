"""The names of entities."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
ENTITY_TITLES: Mapping[str, tuple[str, str]] = {
    "PERSON": ("姓名", "name"),
    "PHONE_NUMBER": ("电话号码", "phone number"),
    "ADDRESS": ("地址", "address"),
    "CN_RESIDENT_ID": ("居民身份证号", "resident ID"),
    "CN_PASSPORT": ("护照号", "passport"),
    "CN_TRAVEL_PERMIT": ("通行证号", "travel permit"),
    "CN_MILITARY_ID": ("军官证号", "military ID"),
    "HK_ID": ("香港身份证号", "Hong Kong ID"),
    "MO_ID": ("澳门身份证号", "Macao ID"),
    "TW_ID": ("台湾身份证号", "Taiwan ID"),
    "CN_BANK_CARD": ("银行卡号", "bank card"),
    "EMAIL_ADDRESS": ("电子邮箱", "e-mail address"),
    "WECHAT_ID": ("微信号", "WeChat ID"),
    "QQ_NUMBER": ("QQ 号", "QQ number"),
    "ALIPAY_ACCOUNT": ("支付宝账号", "Alipay account"),
    "PLATFORM_ACCOUNT": ("平台账号", "platform account"),
    "CN_LICENSE_PLATE": ("车牌号", "licence plate"),
    "CN_VIN": ("车架号", "vehicle ID number"),
    "DATE_OF_BIRTH": ("出生日期", "date of birth"),
    "IP_ADDRESS": ("IP 地址", "IP address"),
    "MAC_ADDRESS": ("MAC 地址", "MAC address"),
    "IMEI": ("手机串号", "IMEI"),
    "ORDER_ID": ("订单号", "order number"),
    "TRACKING_NUMBER": ("运单号", "tracking number"),
    "PAYMENT_ID": ("支付流水号", "payment number"),
    "CN_USCC": ("统一社会信用代码", "social credit code"),
    "SERVICE_NUMBER": ("公共服务号码", "service number"),
}
# fmt: on
