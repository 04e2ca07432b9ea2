"""Checksums and validity checks, named by string in ``recognizers/*.yaml``.

A check takes a folded value and returns an :class:`Outcome`. It knows nothing of context, headers or scores. Tables come from
``recognizers/lexicons`` and are read when a check first needs them.
"""

from __future__ import annotations

from collections.abc import Mapping

from leakguard.checks import accounts, cards, companies, dates, documents, identity, network, parcels, phones, vehicles
from leakguard.checks.outcome import Check, Outcome

__all__ = ["CHECKS", "Check", "Outcome"]

CHECKS: Mapping[str, Check] = {
    "alipay-userid": accounts.alipay_userid,
    "bank-card": cards.bank_card,
    "date-of-birth": dates.date_of_birth,
    "email": accounts.email,
    "foreigner-card-old": identity.foreigner_card_old,
    "hk-phone": phones.hk_phone,
    "hkid": documents.hkid,
    "imei": cards.imei,
    "ipv4": network.ipv4,
    "ipv6": network.ipv6,
    "landline-area": phones.landline_area,
    "luhn": cards.luhn_digits,
    "mac-address": network.mac_address,
    "macau-id": documents.macau_id,
    "mo-phone": phones.mo_phone,
    "mobile-prefix": phones.mobile_prefix,
    "order-id": parcels.order_id,
    "org-code": companies.org_code,
    "passport-cn": documents.passport_cn,
    "payment-id": parcels.payment_id,
    "plate": vehicles.plate,
    "qq": accounts.qq,
    "resident-id": identity.resident_id,
    "s10": parcels.s10,
    "tracking-number": parcels.tracking_number,
    "tw-phone": phones.tw_phone,
    "twid": documents.twid,
    "uscc": companies.uscc,
    "vin": vehicles.vin,
    "wechat-id": accounts.wechat_id,
}
