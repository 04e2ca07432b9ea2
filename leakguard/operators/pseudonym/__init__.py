"""Pseudonyms that keep the form: the same value gets the same plausible and impossible substitute everywhere under one key.

A substitute depends on the key, the kind of information and the value freed from writing variants, on nothing else: not on
the file, the order or the process. So ``138-0013-8000`` and ``+86 138 0013 8000`` share their digits, and joins and counts
survive across all files that are redacted with the same key. Where a value has no form that could be kept (a damaged
number, a birthday, an order) it becomes a token. Addresses are generalised to the district.

*Impossible* means that the form alone tells a substitute from any real value (``recognizers/lexicons/pseudonyms.yaml`` says
why, with sources): nobody is called, written to or paid by accident, and a second scan, which finds a name in a column of
names, knows by :func:`is_pseudonym` and without the key that nothing is left to hide.

Each module states the size of its spaces and how many values fall together; a keyed permutation is used wherever the range
allows it, so that distinct telephone and identity numbers stay distinct.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from leakguard.operators import generalising
from leakguard.operators.labels import token
from leakguard.operators.model import Context
from leakguard.operators.pseudonym import accounts, documents, identity, names, phones
from leakguard.operators.pseudonym.keyed import Keyed, keyed

_Make = Callable[[str, Context, Keyed], str | None]
_Test = Callable[[str, str | None], bool]


def _plain(make: Callable[[str, Keyed], str | None]) -> _Make:
    return lambda value, _, key: make(value, key)


def _test(test: Callable[[str], bool]) -> _Test:
    return lambda value, _: test(value)


def _name(value: str, context: Context, key: Keyed) -> str | None:
    return names.name(value, context.canonical, key)


def _account(value: str, context: Context, key: Keyed) -> str | None:
    return accounts.account(value, context.canonical, key)


_FORMS: Mapping[str, tuple[_Make, _Test]] = {
    "PERSON": (_name, _test(names.is_name)),
    "PHONE_NUMBER": (lambda value, context, key: phones.phone(value, context.kind, key), phones.is_phone),
    "CN_RESIDENT_ID": (_plain(identity.resident_id), _test(identity.is_resident_id)),
    "CN_BANK_CARD": (_plain(documents.bank_card), _test(documents.is_bank_card)),
    "CN_PASSPORT": (_plain(documents.document), _test(documents.is_document)),
    "CN_TRAVEL_PERMIT": (_plain(documents.document), _test(documents.is_document)),
    "TW_ID": (_plain(documents.tw_id), _test(documents.is_tw_id)),
    "CN_LICENSE_PLATE": (_plain(documents.plate), _test(documents.is_plate)),
    "CN_VIN": (_plain(documents.vin), _test(documents.is_vin)),
    "IMEI": (_plain(documents.imei), _test(documents.is_imei)),
    "EMAIL_ADDRESS": (_plain(accounts.email), _test(accounts.is_email)),
    "IP_ADDRESS": (_plain(accounts.ip), _test(accounts.is_ip)),
    "QQ_NUMBER": (_plain(accounts.qq), _test(accounts.is_qq)),
    "WECHAT_ID": (_account, _test(accounts.is_account)),
    "ALIPAY_ACCOUNT": (_account, _test(accounts.is_account)),
    "PLATFORM_ACCOUNT": (_account, _test(accounts.is_account)),
}

_LOOSE = frozenset(("PERSON", "PHONE_NUMBER", "WECHAT_ID", "ALIPAY_ACCOUNT", "PLATFORM_ACCOUNT"))
"""Entities whose values can be written in any way, so that a substitute may come out in no form that could be told."""

_DISTRICT = Context("ADDRESS", params={"level": "district", "birth": "year"})


def substitute(value: str, context: Context) -> str:
    """The substitute of a value; a value that is one already stays.

    Raises:
        KeyMissingError: no key.
    """
    key, entity = context.secret("pseudonym"), context.entity
    if entity == "ADDRESS":
        return generalising.region(value, "district") or token(value, context)
    if entity not in _FORMS:
        return token(value, context)
    make, test = _FORMS[entity]
    if test(value, context.kind):
        return value
    made = make(value, context, keyed(key))
    if made is None or (entity in _LOOSE and not test(made, context.kind)):
        return token(value, context)
    return made


def is_pseudonym(value: str, entity: str, kind: str | None = None) -> bool:
    """Whether a value has the form of a substitute, which no real value has. Needs no key."""
    if entity == "ADDRESS":
        return generalising.is_generalised(value, _DISTRICT)
    return entity in _FORMS and _FORMS[entity][1](value, kind)
