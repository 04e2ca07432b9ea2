"""The literal registry of operators."""

from __future__ import annotations

from collections.abc import Mapping

from leakguard.errors import UsageError
from leakguard.maskchars import MASK_CHARACTERS
from leakguard.operators import labels, masking
from leakguard.operators.lazy import encrypt, generalise, is_generalised, is_pseudonym, pseudonym
from leakguard.operators.model import Context, Operator, Parameter

_CHAR = Parameter("char", str, "*", tuple(MASK_CHARACTERS))
_WIDTH = Parameter("width", bool, None)
_LEVELS = ("province", "city", "district", "town", "road", "building")


def _ends(start: int, end: int, hide: int) -> tuple[Parameter, ...]:
    return (
        Parameter("keep_start", int, start),
        Parameter("keep_end", int, end),
        Parameter("hide", int, hide, minimum=1),
        _CHAR,
    )


OPERATORS: Mapping[str, Operator] = {
    "keep": Operator("keep", labels.keep, (), "保留原值", "leave as it is", "hides nothing", "什么也不隐藏"),
    "drop": Operator(
        "drop",
        labels.drop,
        (),
        "删除",
        "remove",
        "hides everything, even that something was there",
        "全部隐藏，连原来有值也看不出",
        constant=True,
    ),
    "replace": Operator(
        "replace",
        labels.replace,
        (Parameter("with", str, None), _WIDTH),
        "替换为标签",
        "replace by a label",
        "hides everything but the kind of information; with width, its length too stays",
        "只看得出是哪种信息；带 width 时还看得出长度",
        constant=True,
        final=labels.is_label,
        final_by="with",
    ),
    "token": Operator(
        "token",
        labels.token,
        (_WIDTH,),
        "替换为稳定的密钥化假名",
        "replace by a stable keyed token",
        "pseudonym: equal values stay equal; whoever holds the key can test guesses",
        "假名：相同的值仍相同；持密钥者可以试出原值",
        keyed=True,
    ),
    "pseudonym": Operator(
        "pseudonym",
        pseudonym,
        (),
        "替换为同形的虚构值，同一值始终相同",
        "replace by an impossible value of the same form",
        "pseudonym: equal values stay equal, length and form too, of a resident ID the year of birth, "
        "of an address the district; whoever holds the key can test guesses",
        "假名：相同的值仍相同，长度和形式保留，身份证号保留出生年，地址保留到区县；持密钥者可以试出原值",
        keyed=True,
        final=is_pseudonym,
    ),
    "generalise": Operator(
        "generalise",
        generalise,
        (
            Parameter("level", str, "district", ("province", "city", "district")),
            Parameter("birth", str, "year", ("year", "decade")),
        ),
        "概化：地址到区县，生日到年，证件号到地市和年份，IP 到网段",
        "make coarser: region, year, network",
        "reveals the region, the year or the network; few people may share them",
        "露出地区、年份或网段；同一组里的人可能很少",
        final=is_generalised,
    ),
    "encrypt": Operator(
        "encrypt",
        encrypt,
        (),
        "加密，持密钥者可用 restore 还原",
        "encrypt; leakguard restore undoes it with the key",
        "AES-256-GCM: whoever holds the key reads everything; without it only the length shows",
        "AES-256-GCM：持密钥者可读出全部；没有密钥只看得出长度",
        keyed=True,
    ),
    "mask": Operator(
        "mask",
        masking.mask,
        _ends(0, 0, 2),
        "遮盖中间字符",
        "mask all but the ends",
        "reveals keep_start + keep_end characters and the length",
        "露出前 keep_start 位、后 keep_end 位和长度",
        settles=True,
    ),
    "mask_name": Operator(
        "mask_name",
        masking.mask_name,
        (Parameter("keep", str, "surname", ("surname", "first", "none")), _CHAR),
        "遮盖姓名，可保留姓氏",
        "mask a name, keeping the surname at most",
        "reveals the surname and the length; rare surnames identify",
        "露出姓氏和长度；罕见姓氏足以认出本人",
        settles=True,
    ),
    "mask_phone": Operator(
        "mask_phone",
        masking.mask_phone,
        (*_ends(3, 4, 4)[:3], Parameter("keep_area", bool, True), _CHAR),
        "遮盖电话号码中间位，分机全部遮盖",
        "mask the middle digits of a telephone number and its whole extension",
        "3+4*+4 leaves 10,000 candidates; with the last four digits carriers open tracking queries",
        "3+4*+4 只剩一万种可能；后四位可用来查快递",
        settles=True,
    ),
    "mask_id": Operator(
        "mask_id",
        masking.mask_id,
        _ends(2, 4, 6),
        "遮盖证件号码中间位",
        "mask the middle of a document number",
        "first 6 and last 4 of a resident ID leave only the date of birth open; the default keeps 2 and 4",
        "身份证号露出前 6 后 4 时只剩出生日期未知；默认露出前 2 后 4",
        settles=True,
    ),
    "mask_card": Operator(
        "mask_card",
        masking.mask_id,
        _ends(6, 4, 6),
        "遮盖银行卡号，保留前六位和后四位",
        "mask a card number but for the first six and the last four digits",
        "the most that PCI DSS 4.0 (3.4.1) lets be shown of a card number",
        "PCI DSS 4.0（3.4.1）允许显示的上限",
        settles=True,
    ),
    "mask_email": Operator(
        "mask_email",
        masking.mask_email,
        (Parameter("keep_domain", bool, True), _CHAR),
        "遮盖邮箱用户名，保留首字符和域名",
        "mask an e-mail address but for its first character and its domain",
        "a private domain identifies by itself",
        "自有域名本身就能认出本人",
        settles=True,
    ),
    "mask_address": Operator(
        "mask_address",
        masking.mask_address,
        (Parameter("keep", str, "district", _LEVELS), _CHAR),
        "遮盖指定层级以下的地址",
        "mask an address below a level",
        "reveals the address down to that level; leaves an address unchanged that goes no further",
        "露出到该层级为止；本来就只到该层级的地址不变",
        settles=True,
    ),
}
"""Every operator by name. ``mask_address`` and ``generalise`` may rightly leave a value unchanged that is not masked yet."""


def apply(name: str, value: str, context: Context) -> str:
    """Run an operator by name.

    Raises:
        UsageError: no such operator, or a parameter is wrong.
        KeyMissingError: a keyed operator, and no key.
    """
    operator = OPERATORS.get(name)
    if operator is None:
        raise UsageError(f"there is no operator {name!r}. Use one of {', '.join(OPERATORS)}.")
    problems = operator.problems({k: v for k, v in context.params.items() if v is not None})
    if problems:
        raise UsageError(f"{problems[0][1]}.")
    return operator(value, context)
