"""Invented orders of any size, the same for the same seed; chats are in ``talk.py``. No person, number or address comes from real data."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

HEADER = [
    "订单编号", "买家会员名", "买家支付宝账号", "买家实际支付金额", "订单状态", "买家留言", "收货人姓名", "收货地址", "联系手机", "联系电话",
    "订单创建时间", "订单付款时间", "宝贝标题", "宝贝总数量", "物流单号", "物流公司", "卖家备注", "颜色分类", "店铺名称", "退款金额",
]  # fmt: skip

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红鑫晨宇航欣怡佳慧子涵梓萱浩然雨桐思远晓棠知夏清扬若愚青岚映雪星河"
_PLACES = [
    "江苏省苏州市姑苏区", "江苏省常州市钟楼区", "浙江省杭州市余杭区", "广东省深圳市宝安区", "广东省佛山市禅城区", "四川省成都市武侯区",
    "湖北省武汉市洪山区", "湖南省长沙市岳麓区", "山东省青岛市市南区", "河南省郑州市金水区", "福建省厦门市思明区", "陕西省西安市雁塔区",
    "北京市朝阳区", "上海市浦东新区", "重庆市渝北区", "天津市南开区", "辽宁省沈阳市和平区", "安徽省合肥市蜀山区",
]  # fmt: skip
_ROADS = [
    "中山",
    "解放",
    "人民",
    "建设",
    "和平",
    "长江",
    "黄河",
    "怀德",
    "青龙",
    "岭南",
    "湖滨",
    "科技",
    "学院",
    "新华",
    "文化",
    "滨河",
]
_ESTATES = ["翠竹新村", "怡康花园", "梧桐苑", "翡翠城", "阳光家园", "锦绣江南", "金色海岸", "世纪华庭"]
_GOODS = ["收纳箱", "运动鞋", "保温杯", "充电宝", "连衣裙", "儿童书包", "不粘锅", "床上四件套", "凉茶整箱", "坚果礼盒"]
_WORDS = [
    "夏季新款",
    "大容量",
    "透气",
    "加厚",
    "家用",
    "便携",
    "网红同款",
    "包邮",
    "2024款",
    "500ml",
    "310ml*24罐",
    "A4",
]
_COURIERS = [("SF", "顺丰速运"), ("YT", "圆通速递"), ("78", "中通快递"), ("JT", "极兔速递")]
_PREFIXES = ["130", "133", "135", "138", "139", "150", "151", "158", "159", "176", "177", "186", "188", "189", "199"]


class Maker:
    """Draws invented things from a seeded generator."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def name(self) -> str:
        return self.random.choice(_SURNAMES) + "".join(self.random.choices(_GIVEN, k=self.random.choice((1, 2, 2))))

    def digits(self, count: int) -> str:
        return "".join(self.random.choices("0123456789", k=count))

    def phone(self) -> str:
        return self.random.choice(_PREFIXES) + self.digits(8)

    def address(self) -> str:
        one = self.random.randint
        road = f"{self.random.choice(_PLACES)}{self.random.choice(_ROADS)}路{one(1, 900)}号"
        return f"{road}{self.random.choice(_ESTATES)}{one(1, 40)}幢{one(1, 4)}单元{one(1, 32)}0{one(1, 4)}"

    def title(self) -> str:
        return "".join(self.random.sample(_WORDS, 3)) + self.random.choice(_GOODS)

    def remark(self) -> str:
        """Two of three remarks are empty, and one of three of the rest holds something personal."""
        drawn = self.random.random()
        if drawn < 0.65:
            return ""
        if drawn < 0.88:
            return self.random.choice(
                ["尽快发货", "放门卫", "不要打电话", "送礼用的，别放小票", "周末再送", self.title()]
            )
        return self.random.choice(
            [
                f"打这个电话{self.phone()}",
                f"收件人改成{self.name()}",
                f"改地址：{self.address()}",
                f"加微信{self.nick()}",
                f"QQ{self.digits(9)}",
            ]
        )

    def nick(self) -> str:
        return "".join(self.random.choices("abcdefghijklmnopqrstuvwxyz", k=6)) + "_" + self.digits(4)

    def time(self) -> str:
        one = self.random.randint
        return f"2024-06-{one(1, 30):02} {one(0, 23):02}:{one(0, 59):02}:{one(0, 59):02}"

    def order(self) -> list[str]:
        code, courier = self.random.choice(_COURIERS)
        paid, created, draw = f"{self.random.uniform(5, 400):.2f}", self.time(), self.random.random()
        return [
            "35" + self.digits(17), self.nick(), self.phone() if draw < 0.5 else f"{self.nick()}@163.com", paid, "交易成功", self.remark(),
            self.name(), self.address(), self.phone(), f"0519-8{self.digits(7)}" if draw < 0.1 else "", created, created, self.title(),
            str(self.random.randint(1, 5)), code + self.digits(13), courier, self.remark(), self.random.choice(["白色", "雾霾蓝", "M", "均码"]),
            "拾光里日用百货店", "0.00",
        ]  # fmt: skip


def orders(rows: int, seed: int = 20240618) -> Iterator[list[str]]:
    """The header and ``rows`` orders of twenty fields."""
    maker = Maker(seed)
    yield HEADER
    for _ in range(rows):
        yield maker.order()


def write_orders(path: Path, rows: int) -> None:
    """A UTF-8 CSV with CRLF line ends."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(orders(rows))
