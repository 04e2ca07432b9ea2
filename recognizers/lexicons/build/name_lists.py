"""Make ``name_like_words.txt`` and ``public_persons.txt``: what looks like a private person's name and is none.

    python name_lists.py common_words_jieba.tsv historical_persons.txt thuocl_food.txt thuocl_medical.txt ...

The first file is jieba's dictionary (MIT) as ``word, freq, tag``; the second THUOCL's historical persons (MIT) as
``name, document frequency``, and so are the lists of foods, medicines and the like (MIT). All lists are cut to what could be taken for a name: two to four characters that begin
with a surname.
"""

from __future__ import annotations

import csv
import sys
from functools import cache
from pathlib import Path

LEXICONS = Path(__file__).parents[1]
MIN_WORD_FREQUENCY = 5
MIN_PERSON_FREQUENCY = 600
MIN_THING_FREQUENCY = 20
BY_HAND = (
    "高兴 明白 高考 高铁 高清 高端 黄桃 白桃 毛桃 油桃 杨梅 李子 梅子 石榴 胡萝卜 白萝卜 黄瓜 黄豆 黄鱼 白菜 花生 花椒 马铃薯 马蹄 金桔 金橘 柏树 "
    "松子 柳树 杨树 梅花 桂花 桂圆 荷花 茶花 白玉兰 龙眼 龙虾 龙井 白茶 黄芪 石斛 白芷 白术 白芍 甘草 麦冬 杜仲 黄连 黄柏 安静 温暖 江山 夏天 "
    "白雪 康乃馨 向日葵 白兔 熊猫 米白 米黄 杏色 奶白 黑金 金色 银色 白金 铂金 黄金 康复 安康 平安 郑重 林立 应季 经典 时尚 常温 段落 石膏"
)
"""Words of this trade that the sources take for names or do not know."""
COMMON_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石"
"""A name of two characters with one of these is shared by many private persons: 王磊, 周杰. It proves nothing."""


@cache
def surnames() -> tuple[set[str], set[str]]:
    """Single and compound surnames."""
    lines = (LEXICONS / "surnames.txt").read_text("utf-8").splitlines()
    strong, weak, labelled, compound = (line for line in lines if line and not line.startswith("#"))
    return {*strong, *weak, *labelled}, set(compound.split())


def name_like(word: str, longest: int) -> bool:
    """Whether a word begins like a name and is as long as one."""
    single, compound = surnames()
    return 2 <= len(word) <= longest and (word[0] in single or word[:2] in compound)


def write(name: str, comment: str, words: list[str]) -> None:
    """One word a line, sorted, under a comment."""
    (LEXICONS / name).write_text(comment + "\n".join(sorted(set(words))) + "\n", encoding="utf-8")


def main(common: str, historical: str, *things: str) -> None:
    """Read the sources and write both lists."""
    with open(common, encoding="utf-8", newline="") as lines:  # noqa: PTH123
        rows = list(csv.DictReader(lines, delimiter="\t"))
    words = [
        row["word"]
        for row in rows
        if int(row["freq"]) >= MIN_WORD_FREQUENCY and not row["tag"].startswith("nr") and name_like(row["word"], 3)
    ]
    for source in things:
        for line in Path(source).read_text("utf-8").splitlines():
            word, _, frequency = line.partition("\t")
            known = frequency.strip().isdecimal() and int(frequency) >= MIN_THING_FREQUENCY
            if known and name_like(word.strip(), 4):
                words.append(word.strip())
    words += BY_HAND.split()
    write(
        "name_like_words.txt", "# Ordinary words that look like names. Sources: jieba dict.txt, THUOCL (MIT).\n", words
    )
    usual = set(
        "".join(line for line in (LEXICONS / "given_name_chars.txt").read_text("utf-8").splitlines() if line[0] != "#")
    )
    persons = []
    for line in Path(historical).read_text("utf-8").splitlines():
        name, _, frequency = line.partition("\t")
        shared = len(name) == 2 and name[0] in COMMON_SURNAMES and name[1] in usual
        if int(frequency or 0) >= MIN_PERSON_FREQUENCY and name_like(name.strip(), 4) and not shared:
            persons.append(name.strip())
    write("public_persons.txt", "# Historical and public persons. Source: THUOCL (MIT).\n", persons)


if __name__ == "__main__":
    main(*sys.argv[1:])
