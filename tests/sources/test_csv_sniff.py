from __future__ import annotations

import pytest

from leakguard.sources.csv.sniff import looks_tabular, sniff_delimiter

DELIMITERS = [
    ("commas", "a,b,c\n1,2,3\n", ","),
    ("one column", "姓名\n张三\n", ","),
    ("empty", "", ","),
    ("tabs, commas in addresses", "姓名\t地址\t电话\n张三\t浙江,杭州,余杭\t1\n李四\t上海,浦东\t2\n", "\t"),
    ("tabs, one comma in each address, no header", "张三\t浙江,杭州\t1\n李四\t上海,浦东\t2\n", "\t"),
    ("semicolons with decimal commas", "名;价;量\na;1,5;2,5\nb;2,5;3,5\n", ";"),
    ("bars", "a|b,c|d\ne|f|g\n", "|"),
    ("quoted addresses with commas", '姓名;地址\n张三;"浙江,杭州,余杭"\n李四;"上海,浦东,张江"\n', ";"),
    ("every cell padded with a tab", "a\t,b\t,c\t\n1\t,2\t,3\t\n", ","),
    ("every quoted cell padded with a tab", '"a\t","b\t","c\t"\n"1\t","2\t","3\t"\n', ","),
    ("quoted fields and tabs", '"a"\t"b, c"\t"d"\n"e"\t"f"\t"g, h"\n', "\t"),
    ("title line above the header", "订单导出 2024年5月\na,b,c\n1,2,3\n4,5,6\n", ","),
    ("what spreadsheets write", "sep=;\na;b\n", ";"),
    ("ragged commas", "a,b,c\n1,2\n1,2,3,4\n1,2,3\n", ","),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in DELIMITERS], ids=[c[0] for c in DELIMITERS])
def test_delimiter(text: str, expected: str) -> None:
    assert sniff_delimiter(text) == expected


TABLES = [
    ("a,b,c\n1,2,3\n", ","),
    ("a\tb\tc\r\n1\t2\t3\r\n", "\t"),
    ('姓名,电话,地址\n张三,138,"浙江,杭州"\n', ","),
    ("张三,13800138000,浙江省杭州市\n", None),
    ("a,b\n1,2\n", None),
    ("a,b,c\n1,2\n", None),
    ("好的, 没问题, 谢谢\n那个, 地址, 发我\n", None),
    ('{"a":1,"b":2,"c":3}\n{"a":4,"b":5,"c":6}\n', None),
    ("INSERT INTO t VALUES (1,2,3);\nINSERT INTO t VALUES (4,5,6);\n", None),
    ("| a | b | c |\n| - | - | - |\n", None),
    ("收货人 张三\n电话 138\n", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_looks_tabular(text: str, expected: str | None) -> None:
    assert looks_tabular(text) == expected
