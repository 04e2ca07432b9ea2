"""A large invented export of twenty columns, the same for the same seed: most values differ from row to row, as in life.

    python benchmarks/export.py FILE [--rows 1000000] [--encoding utf-8|gb18030] [--quoted 0.3]

Order number, nick, receiver, telephone, waybill, times and street addresses are nearly all distinct; 55 % of the remarks are empty,
30 % say nothing personal and 15 % hold a name, a telephone number, an address or an account.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from generate import _ESTATES, _GIVEN, _GOODS, _PLACES, _PREFIXES, _ROADS, _SURNAMES, _WORDS

HEADER = [
    "订单编号", "买家昵称", "收货人", "联系手机", "省", "市", "区县", "详细地址", "商品标题", "商品规格", "数量", "单价", "实付金额", "运费",
    "下单时间", "付款时间", "发货时间", "物流公司", "运单号", "买家留言",
]  # fmt: skip

_REGIONS = [("江苏省", "苏州市", "姑苏区"), ("浙江省", "杭州市", "余杭区"), ("广东省", "深圳市", "宝安区"), ("四川省", "成都市", "武侯区"),
            ("湖北省", "武汉市", "洪山区"), ("北京市", "北京市", "朝阳区"), ("上海市", "上海市", "浦东新区"), ("福建省", "厦门市", "思明区")]  # fmt: skip
_COURIERS = [("顺丰速运", "SF"), ("圆通速递", "YT"), ("中通快递", "78"), ("极兔速递", "JT")]
_SAID = [
    "尽快发货，谢谢", "放门卫室就行", "不要打电话", "送礼用的，别放小票", "周末再送", "颜色要深一点的", "发顺丰可以补差价", "上次少发了一件",
    "包装好一点，怕摔", "要最新日期的", "和上一单一起发", "能不能多送一个", "请发{n}号颜色", "共{n}件，分开包装", "身高{n}的穿什么码",
]  # fmt: skip
_PERSONAL = [
    "请打{phone}联系", "换个电话{phone}", "收件人改成{name}，电话{phone}", "麻烦改地址：{address}，谢谢", "寄给{name} {phone} {address}", "微信{nick}，加我",
    "收货人{name}", "家里没人的话联系{name}{phone}", "地址写错了，应该是{address}", "QQ{qq}找我", "{phone}这个号打不通就发短信", "帮我转交{name}，{address}",
]  # fmt: skip
_BLOCK = 50_000


class Export:
    """Rows in blocks of columns."""

    def __init__(self, seed: int = 20261122) -> None:
        self._draw = np.random.default_rng(seed)

    def columns(self, rows: int) -> list[Sequence[str]]:
        """The next ``rows`` rows, column by column."""
        draw, pick = self._draw, self._pick
        regions = [_REGIONS[i] for i in draw.integers(0, len(_REGIONS), rows)]
        couriers = [_COURIERS[i] for i in draw.integers(0, len(_COURIERS), rows)]
        counts, prices = draw.integers(1, 6, rows), draw.uniform(5, 400, rows)
        ordered, paid, sent = (
            np.datetime64("2026-06-01T00:00:00") + draw.integers(0, 7_776_000, rows) for _ in range(3)
        )
        names, phones, streets, nicks = self._names(rows), self._phones(rows), self._streets(rows), self._nicks(rows)
        return [
            [f"35{n:017d}" for n in draw.integers(0, 10**17, rows)], nicks, names, phones,
            [r[0] for r in regions], [r[1] for r in regions], [r[2] for r in regions], streets,
            pick(self._titles, rows), pick(["白色", "雾霾蓝", "黑色 XL", "均码", "2盒装"], rows), [str(n) for n in counts],
            [f"{p:.2f}" for p in prices], [f"{p * n:.2f}" for p, n in zip(prices, counts, strict=True)], pick(["0.00", "6.00", "10.00"], rows),
            *([str(t).replace("T", " ") for t in times] for times in (ordered, paid, sent)),
            [c[0] for c in couriers], [f"{c[1]}{n:013d}" for c, n in zip(couriers, draw.integers(0, 10**13, rows), strict=True)],
            self._remarks(rows),
        ]  # fmt: skip

    @property
    def _titles(self) -> list[str]:
        return [f"{a}{b}{c}" for a in _WORDS for b in _WORDS if a != b for c in _GOODS]

    def _pick(self, values: Sequence[str], rows: int) -> list[str]:
        return [values[i] for i in self._draw.integers(0, len(values), rows)]

    def _names(self, rows: int) -> list[str]:
        second = self._pick(["", *_GIVEN], rows)
        return [
            "".join(parts) for parts in zip(self._pick(_SURNAMES, rows), self._pick(_GIVEN, rows), second, strict=True)
        ]

    def _phones(self, rows: int) -> list[str]:
        return [
            f"{p}{n:08d}" for p, n in zip(self._pick(_PREFIXES, rows), self._draw.integers(0, 10**8, rows), strict=True)
        ]

    def _streets(self, rows: int) -> list[str]:
        number = (
            self._draw.integers(1, 900, rows),
            self._draw.integers(1, 40, rows),
            self._draw.integers(1, 5, rows),
            self._draw.integers(1, 33, rows),
        )
        places = zip(self._pick(_ROADS, rows), number[0], self._pick(_ESTATES, rows), *number[1:], strict=True)
        return [f"{road}路{a}号{estate}{b}幢{c}单元{d}0{c}" for road, a, estate, b, c, d in places]

    def _nicks(self, rows: int) -> list[str]:
        letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
        drawn = letters[self._draw.integers(0, 26, (rows, 6))]
        return [f"{''.join(word)}_{n}" for word, n in zip(drawn, self._draw.integers(100, 10_000, rows), strict=True)]

    def _remarks(self, rows: int) -> list[str]:
        kinds = self._draw.random(rows)
        remarks = [""] * rows
        said = np.flatnonzero((kinds >= 0.55) & (kinds < 0.85))
        for row, text, n in zip(
            said, self._pick(_SAID, len(said)), self._draw.integers(1, 200, len(said)), strict=True
        ):
            remarks[row] = text.replace("{n}", str(n))
        told = np.flatnonzero(kinds >= 0.85)
        count = len(told)
        values = zip(
            self._phones(count),
            self._names(count),
            self._pick(_PLACES, count),
            self._streets(count),
            self._nicks(count),
            strict=True,
        )
        for row, text, (phone, name, place, street, nick) in zip(
            told, self._pick(_PERSONAL, count), values, strict=True
        ):
            remarks[row] = text.format(phone=phone, name=name, address=place + street, nick=nick, qq=phone[2:])
        return remarks


def write(path: Path, rows: int, encoding: str = "utf-8", quoted: float = 0.0, seed: int = 20261122) -> None:
    """A CSV with CRLF line ends; of ``quoted`` of the records all fields stand in quotes, and titles hold a comma."""
    export, order = Export(seed), np.random.default_rng(seed + 1)
    with path.open("w", encoding=encoding, newline="") as stream:
        stream.write(",".join(HEADER) + "\r\n")
        for start in range(0, rows, _BLOCK):
            count = min(_BLOCK, rows - start)
            columns = export.columns(count)
            marked = order.random(count) < quoted
            lines = []
            for fields, quote in zip(zip(*columns, strict=True), marked.tolist(), strict=True):
                if quote:
                    fields = (*fields[:8], fields[8] + ",正品", *fields[9:])
                    lines.append('"' + '","'.join(fields) + '"\r\n')
                else:
                    lines.append(",".join(fields) + "\r\n")
            stream.write("".join(lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--encoding", default="utf-8")
    parser.add_argument("--quoted", type=float, default=0.0)
    options = parser.parse_args()
    write(options.file, options.rows, options.encoding, options.quoted)


if __name__ == "__main__":
    main()
