from __future__ import annotations

import re

import pytest

import leakguard
from leakguard.operators import Context, apply
from leakguard.operators.labels import display_width, fit

KEY = b"k" * 32


@pytest.mark.parametrize(
    ("entity", "value", "label"),
    [
        ("PHONE_NUMBER", "13902746158", "<PHONE_NUM>"),
        ("PHONE_NUMBER", "+86 139 0274 6158", "<PHONE_NUMBER>   "),
        ("PERSON", "陶甘", "<PE>"),
        ("PERSON", "欧阳甘露", "<PERSON>"),
        ("PERSON", "T", " "),
        ("ADDRESS", "江苏省苏州市", "<ADDRESS>   "),
    ],
)
def test_labels_of_the_width_of_the_value(entity, value, label):
    assert apply("replace", value, Context(entity, params={"width": True})) == label
    assert display_width(label) == display_width(value)


def test_texts_of_the_width_of_the_value():
    params = {"with": "已删除", "width": True}
    assert apply("replace", "13902746158", Context("PHONE_NUMBER", params=params)) == "已删除     "
    assert apply("replace", "陶Ａ1", Context("PERSON", params=params)) == "已删 "
    assert fit("已删", 3) == "已 "


@pytest.mark.parametrize("value", ["13902746158", "+86 139 0274 6158 转 80123", "陶甘", "T"])
def test_tokens_of_the_width_of_the_value(value):
    context = Context("PHONE_NUMBER", params={"width": True}, key=KEY)
    short = apply("token", value, context)
    assert display_width(short) == display_width(value)
    assert short == apply("token", value, context)
    assert not re.search(r"\d{5}", short)
    assert leakguard.find(short, header="手机") == []


@pytest.mark.parametrize("header", [None, "手机", "收货人", "买家昵称", "微信号", "身份证号", "收货地址"])
def test_cut_marks_are_not_found_again_and_hide_nothing(header):
    for entity in ("PERSON", "PHONE_NUMBER", "PLATFORM_ACCOUNT", "CN_RESIDENT_ID"):
        for width in range(1, 24):
            for operator in ("replace", "token"):
                short = apply(operator, "1" * width, Context(entity, params={"width": True}, key=KEY))
                assert leakguard.find(short, header=header) == []
    assert leakguard.find("<13902746158>", header="手机") != []
    assert leakguard.find("<~13902746158>", header="手机") != []
    assert leakguard.find("<P>电话13902746158</P>") != []


@pytest.mark.parametrize(("text", "cells"), [("abc", 3), ("陶甘", 4), ("Ａ", 2), ("e\u0301", 1), ("\u200b", 0)])
def test_display_width(text, cells):
    assert display_width(text) == cells
