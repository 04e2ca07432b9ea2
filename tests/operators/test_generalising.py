from __future__ import annotations

import pytest

import leakguard
from leakguard.operators import OPERATORS, Context, apply

CASES = [
    ("ADDRESS", "江苏省苏州市姑苏区平江路2号501室", {}, "江苏省苏州市姑苏区"),
    ("ADDRESS", "江苏省苏州市姑苏区平江路2号501室", {"level": "city"}, "江苏省苏州市"),
    ("ADDRESS", "江苏省 苏州市 姑苏区 平江路2号", {"level": "province"}, "江苏省"),
    ("ADDRESS", "江苏省，苏州市，姑苏区，平江路2号", {}, "江苏省，苏州市，姑苏区"),
    ("ADDRESS", "江苏省苏州市姑苏区", {}, "江苏省苏州市姑苏区"),
    ("ADDRESS", "某某小区3栋", {}, "<ADDRESS>"),
    ("DATE_OF_BIRTH", "1993-05-18", {}, "1993"),
    ("DATE_OF_BIRTH", "1993年5月18日", {}, "1993"),
    ("DATE_OF_BIRTH", "19930518", {}, "1993"),
    ("DATE_OF_BIRTH", "１９９３/５/１８", {"birth": "decade"}, "1990s"),
    ("DATE_OF_BIRTH", "93-5-18", {}, "<DATE_OF_BIRTH>"),
    ("DATE_OF_BIRTH", "1993", {}, "1993"),
    ("CN_RESIDENT_ID", "330726199305183047", {}, "3307** 1993"),
    ("CN_RESIDENT_ID", "330726 19930518 304X", {"level": "province", "birth": "decade"}, "33**** 1990s"),
    ("CN_RESIDENT_ID", "330726930518304", {}, "3307** 1993"),
    ("CN_RESIDENT_ID", "3.30726E+17", {}, "<CN_RESIDENT_ID>"),
    ("CN_RESIDENT_ID", "3307**********3047", {}, "<CN_RESIDENT_ID>"),
    ("IP_ADDRESS", "36.112.3.7", {}, "36.112.3.0/24"),
    ("IP_ADDRESS", "2408:8256:3:1::8888", {}, "2408:8256:3::/48"),
    ("CN_LICENSE_PLATE", "浙A·8K271", {}, "浙"),
    ("PHONE_NUMBER", "0571-88886666", {}, "0571"),
    ("PHONE_NUMBER", "13902746158", {}, "<PHONE_NUMBER>"),
    ("PERSON", "陶甘", {}, "<PERSON>"),
    ("EMAIL_ADDRESS", "qiaomu@foxmail.com", {}, "<EMAIL_ADDRESS>"),
]


@pytest.mark.parametrize(("entity", "value", "params", "coarser"), CASES)
def test_what_is_left(entity, value, params, coarser):
    assert apply("generalise", value, Context(entity, params=params)) == coarser


@pytest.mark.parametrize(("entity", "value", "params", "coarser"), CASES)
def test_what_is_left_stays_and_is_known_by_its_form(entity, value, params, coarser):
    operator = OPERATORS["generalise"]
    context = Context(entity, params=operator.complete(params))
    assert operator.leaves(value, context) is (value == coarser)
    if not coarser.startswith("<"):
        assert operator.leaves(coarser, context)
        assert operator(coarser, context) == coarser
    for found in leakguard.find(coarser, header={"CN_RESIDENT_ID": "身份证号", "IP_ADDRESS": "ip", "CN_LICENSE_PLATE": "车牌号",
                                                 "DATE_OF_BIRTH": "出生日期", "ADDRESS": "收货地址"}.get(entity, "电话")):  # fmt: skip
        assert operator.leaves(found.value, Context(found.entity, params=context.params))


def test_a_finer_form_is_not_left():
    operator = OPERATORS["generalise"]
    assert not operator.leaves("1993", Context("DATE_OF_BIRTH", params={"level": "district", "birth": "decade"}))
    assert not operator.leaves("江苏省苏州市姑苏区", Context("ADDRESS", params={"level": "city", "birth": "year"}))
