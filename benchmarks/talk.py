"""Invented chats between buyers and a shop, put together from many parts, so that few messages occur twice.

    python benchmarks/talk.py [--mb 1] [--personal 0.05] [--seed 1]

prints such a chat. Most messages are small talk about goods, sizes, delivery and returns, with the numbers that stand in such
talk (prices, heights, dates, amounts); ``personal`` is the share of messages with personal data or an order number. Half of
the conversations carry a full time stamp at every message, half a date at the top and the time of day at every message.
No person, number or address comes from real data.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

from generate import Maker

_GOODS = [
    "连衣裙", "衬衫", "牛仔裤", "羽绒服", "卫衣", "半身裙", "风衣", "毛衣", "打底裤", "运动鞋", "帆布鞋", "马丁靴", "凉拖",
    "书包", "双肩包", "钱包", "帽子", "围巾", "手套", "袜子", "床单", "被套", "枕头", "四件套", "凉席", "蚊帐", "窗帘", "地毯",
    "台灯", "插线板", "充电宝", "数据线", "耳机", "音箱", "键盘", "鼠标", "手机壳", "钢化膜", "支架", "保温杯", "玻璃杯",
    "饭盒", "炒锅", "汤锅", "电饭煲", "榨汁机", "菜刀", "砧板", "筷子", "垃圾桶", "收纳箱", "衣架", "拖把", "抹布", "洗衣液",
    "牙膏", "毛巾", "面膜", "洗面奶", "口红", "防晒霜", "护手霜", "奶瓶", "纸尿裤", "积木", "拼图", "绘本", "水彩笔", "文具盒",
    "跳绳", "瑜伽垫", "哑铃", "帐篷", "鱼竿", "猫粮", "狗绳", "坚果", "蜂蜜", "红枣", "茶叶", "咖啡豆", "牛肉干", "螺蛳粉",
    "月饼", "酸奶", "橙子", "车厘子", "大米", "酱油",
]  # fmt: skip
_LOOKS = [
    "黑色", "白色", "米白", "藏青", "酒红", "雾霾蓝", "奶茶色", "浅灰", "军绿", "卡其", "粉色", "香芋紫", "加厚", "薄款",
    "长款", "短款", "宽松", "修身", "纯棉", "真丝", "亚麻", "防水", "防滑", "折叠", "便携", "静音", "大号", "中号", "小号",
    "儿童", "成人", "情侣", "家用", "商用", "无线", "快充", "不锈钢", "陶瓷", "透气", "速干", "原味", "低糖", "散装", "礼盒装",
    "新款", "经典款", "升级版", "2024款", "500ml", "1.5L", "3层",
]  # fmt: skip
_SIZES = [
    "S码", "M码", "L码", "XL", "XXL", "均码", "36码", "38.5", "42码", "165/88A", "90cm", "120*200", "1.8米", "30寸", "2斤", "500g", "6支装", "3件套", "24罐",
]  # fmt: skip
_OPENINGS = [
    "亲，", "您好，", "你好，", "请问", "老板，", "在吗，", "那个，", "哈喽，", "麻烦问下，", "客服你好，", "", "", "", "", "嗯，", "好的，", "对了，", "哦，",
]  # fmt: skip
_ENDINGS = [
    "", "", "", "呀", "呢", "吗", "哈", "～", "！", "。", "谢谢", "[微笑]", "😊", "？", "，急", "，麻烦了", "，谢谢啦", "哦亲", "哈亲", "🌹",
]  # fmt: skip
_BUYER = [
    "这款{look}{good}还有货吗", "{good}的{size}偏大还是偏小", "{look}的和图片有色差吗", "{good}买两件能便宜点不", "什么时候能发货", "今天拍{day}能到不", "发的什么快递",
    "能不能发{courier}", "我身高{height}体重{weight}斤，{good}穿什么码", "{good}质量怎么样，会不会{fault}", "收到的{good}{fault}了，怎么处理", "{good}少发了{count}个配件",
    "能退{price}块钱差价吗", "满{full}减{cut}的券怎么领", "{look}{good}和{look}{good}哪个好", "我再考虑一下", "那就拍{size}吧", "已经付款了，{day}发吗", "物流怎么{count}天没动了",
    "退货运费谁出", "运费险怎么用", "想换成{look}的{size}可以吗", "这个{good}有没有赠品", "{good}怎么清洗", "保质期到什么时候", "{good}的说明书在哪里看", "安装需要自己买螺丝吗",
    "可以开发票不，金额{price}元", "送人用的，别放小票", "包装能不能好看一点", "{day}要用，来得及吗", "上次买的{good}用了{count}个月就{fault}", "跟你们直播间的{good}是一样的吗",
    "直播间说{price}两件，怎么拍下来是{price2}", "{good}是{look}的吗，我怎么看着像{look}", "家里{count}口人用{size}够不够", "孩子{count}岁穿{size}行不行", "有没有更{adj}一点的",
    "图片上第{count}张那个{good}有链接吗", "价保几天", "{good}收到了，{praise}", "确认收货了，{praise}", "给你们五星好评了", "为什么订单还是待发货", "能拆开发吗，{good}先发",
    "麻烦备注一下要{look}的", "{good}有味道，要晾几天", "退款{count}天了还没到账", "这个材质{adj}吗", "比超市贵了{price}块啊",
]  # fmt: skip
_SHOP = [
    "亲，{good}有货的哦，{day}前付款当天发出", "{look}{size}目前库存{full}件，喜欢可以尽快下单", "建议您拍{size}，{good}版型偏{adj}", "身高{height}左右穿{size}比较合适", "默认{courier}，预计{count}天到",
    "满{full}减{cut}，拍下立减，到手{price}元", "已经是最低价了亲，{good}利润很薄的", "图片是实物拍摄，{look}可能有一点点色差", "支持7天无理由，{good}不影响二次销售就可以退", "给您补发{count}个{good}，注意查收哦",
    "可以退您{price}元，您看行吗", "这款{good}是{look}的，比较{adj}", "发票随货寄出，税点我们承担", "您好，{good}{day}统一发货", "稍等哈，我去仓库问一下{good}的情况", "亲亲，这边帮您催一下物流",
    "因为天气原因，{courier}在中转站有点慢", "抱歉让您久等了，{good}今天16:00前一定发出", "可以换的，您申请换货选{size}就行", "运费险会在{count}小时内赔付给您", "{good}清水手洗就好，不要暴晒", "保质期{count}个月，日期都是新的",
    "安装很简单的，盒子里有说明书和{count}颗螺丝", "赠品是{look}的{good}，随机发", "好的亲，已经帮您备注{look}了", "直播间价格是{price}，现在恢复{price2}了", "麻烦您给个五星好评，截图找我返{cut}元", "退款一般{count}个工作日到账，请耐心等待",
    "您拍一下{good}{fault}的照片发给我看看", "小朋友{count}岁的话拍{size}，长大一点也能用", "{good}和{good}一起拍更划算，省{cut}块", "不客气，祝您生活愉快", "嗯嗯，{good}{praise}的人很多呢", "目前没有{size}了，{look}的还剩{count}件",
]  # fmt: skip
_SLOTS: dict[str, list[str]] = {
    "good": _GOODS, "look": _LOOKS, "size": _SIZES,
    "day": ["今天", "明天", "后天", "周五", "周末", "下周一", "月底", "6.18", "大后天", "节前", "晚上8点", "下午三点", "20号", "7月2日"],
    "courier": ["顺丰", "中通", "圆通", "韵达", "邮政", "极兔", "申通", "京东快递", "德邦", "菜鸟驿站"],
    "fault": ["掉色", "起球", "开线", "漏水", "断了", "有划痕", "变形", "不亮", "卡住", "褪色", "缩水", "碎了", "发霉", "有异味", "拉链坏了", "充不进电"],
    "praise": ["很喜欢", "质量不错", "摸着很舒服", "颜色很正", "孩子爱不释手", "比想象中大", "物超所值", "包装很用心", "味道很好", "做工还行", "性价比高"],
    "adj": ["大", "小", "厚", "薄", "软", "硬", "轻", "结实", "透气", "保暖", "宽松", "显瘦", "耐用"],
}  # fmt: skip


@dataclass(frozen=True)
class Talk:
    """A chat, its number of messages, and the shares of those that are personal and of those that occur but once."""

    text: str
    messages: int
    personal: float
    distinct: float


class Talker(Maker):
    """Says things."""

    def filled(self, template: str) -> str:
        one, choice = self.random.randint, self.random.choice
        for slot, values in _SLOTS.items():
            while f"{{{slot}}}" in template:
                template = template.replace(f"{{{slot}}}", choice(values), 1)
        numbers = {
            "height": one(150, 188), "weight": one(85, 180), "price": f"{self.random.uniform(3, 399):.{choice('012')}f}", "price2": one(20, 499),
            "full": choice((99, 199, 299, 300, 500)), "cut": choice((5, 10, 20, 30, 40, 50)), "count": one(1, 12),
        }  # fmt: skip
        return template.format(**numbers)

    def small_talk(self, shop: bool) -> str:
        parts = [
            self.filled(self.random.choice(_SHOP if shop else _BUYER)) for _ in range(self.random.choice((1, 1, 1, 2)))
        ]
        return f"{self.random.choice(_OPENINGS)}{'，'.join(parts)}{self.random.choice(_ENDINGS)}"

    def private(self) -> str:
        forms: list[Callable[[], str]] = [
            lambda: f"收件人：{self.name()}，电话{self.phone()}，地址：{self.address()}",
            lambda: f"{self.name()} {self.phone()} {self.address()}",
            lambda: f"地址写错了，应该是{self.address()}，{self.filled('麻烦改一下{good}那单')}",
            lambda: f"电话换成{self.phone()}，{self.filled('{good}送到了打这个')}",
            lambda: f"收件人改成{self.name()}可以吗，{self.filled('{good}是送人的')}",
            lambda: f"加我微信{self.nick()}，发你{self.random.choice(_GOODS)}的图",
            lambda: f"支付宝{self.nick()}@126.com，名字{self.name()}，退{self.random.randint(3, 90)}元就行",
            lambda: f"订单35{self.digits(17)}的{self.random.choice(_GOODS)}什么时候发",
            lambda: f"单号SF{self.digits(13)}，{self.filled('{courier}一直没更新')}",
            lambda: f"{self.name()}先生的{self.random.choice(_GOODS)}放前台了，手机尾号{self.digits(4)}",
            lambda: f"我QQ{self.digits(9)}，{self.filled('{good}的视频传我')}",
        ]
        return self.random.choice(forms)()


def talk(size: int, personal: float = 0.05, seed: int = 20240618) -> Talk:
    """A chat of at least ``size`` bytes of UTF-8."""
    maker = Talker(seed)
    lines: list[str] = []
    said: list[str] = []
    written = told = left = 0
    full, day = False, ""
    while written < size:
        if not left:
            left, full, day = maker.random.randint(4, 40), maker.random.random() < 0.5, maker.time()[:10]
            lines.append("" if full else f"—— {day} ——")
        left -= 1
        shop = maker.random.random() < 0.5
        private = maker.random.random() < personal
        message = maker.private() if private else maker.small_talk(shop)
        told += private
        said.append(message)
        stamp = maker.time() if full else maker.time()[11:]
        lines.append(f"{stamp} {'客服小鱼' if shop else '买家'}: {message}")
        written += len(lines[-1].encode()) + 1
    return Talk("\n".join(lines) + "\n", len(said), told / len(said), len(set(said)) / len(said))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=float, default=1.0)
    parser.add_argument("--personal", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    made = talk(int(arguments.mb * 1e6), arguments.personal, arguments.seed)
    sys.stdout.write(made.text)
    print(f"{made.messages:,} messages, personal {made.personal:.1%}, distinct {made.distinct:.1%}", file=sys.stderr)


if __name__ == "__main__":
    main()
