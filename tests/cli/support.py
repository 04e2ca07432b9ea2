"""Running the command line inside the process, with streams of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from leakguard.cli import build, wanted_language
from leakguard.messages import language

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"

PHONE = "13902746158"
NAME = "欧阳文静"
ADDRESS = "浙江省杭州市西湖区文三路478号华星时代广场3幢1205室"
EMAIL = "wenjing.ouyang@example.com"
RESIDENT_ID = "110101199003072316"
CARD = "6222021234567890128"
VALUES = (PHONE, NAME, ADDRESS, EMAIL)

CSV = f"订单编号,收货人,联系手机,收货地址,邮箱\n20240001,{NAME},{PHONE},{ADDRESS},{EMAIL}\n"
TEXT = f"收货人：{NAME}，电话：{PHONE}\n地址：{ADDRESS}\n邮箱 {EMAIL}\n"
CLEAN = "货号,数量\nA-1,3\nB-2,4\n"


def run(*arguments: object, stdin: bytes | str | None = None, env: Mapping[str, str] | None = None) -> Result:
    """Run ``leakguard`` with ``arguments``; without ``--lang`` the environment decides, which says English here."""
    words = [str(argument) for argument in arguments]
    settings = {
        "LC_ALL": "C",
        "COLUMNS": "100",
        "LEAKGUARD_KEY": "",
        "LEAKGUARD_KEY_FILE": "",
        "LEAKGUARD_DEBUG": "",
        **(env or {}),
    }
    cli = build(language(wanted_language(words), {**os.environ, **settings}))
    return _runner().invoke(cli, words, input=stdin, env=settings, catch_exceptions=False)


def _runner() -> CliRunner:
    try:
        return CliRunner(mix_stderr=False)  # type: ignore[call-arg] - click 8.1
    except TypeError:
        return CliRunner()
