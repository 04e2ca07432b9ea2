"""The entities leakguard knows, and what each of them is in law.

``personal``
    personal information: relates to an identified or identifiable natural person (Personal Information Protection
    Law, PIPL, art. 4; Civil Code art. 1034 lists names, documents, addresses, telephone numbers and e-mail).
``linkable``
    says nothing about a person by itself, but leads back to one for whoever may look it up (an order, a parcel).
``not_personal``
    names an organisation or a service; found only so that it is not taken for something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

EntityClass = Literal["personal", "linkable", "not_personal"]

ENTITIES: Mapping[str, EntityClass] = {
    "PERSON": "personal",
    "PHONE_NUMBER": "personal",
    "ADDRESS": "personal",
    "CN_RESIDENT_ID": "personal",
    "CN_PASSPORT": "personal",
    "CN_TRAVEL_PERMIT": "personal",
    "CN_MILITARY_ID": "personal",
    "HK_ID": "personal",
    "MO_ID": "personal",
    "TW_ID": "personal",
    "CN_BANK_CARD": "personal",
    "EMAIL_ADDRESS": "personal",
    "WECHAT_ID": "personal",
    "QQ_NUMBER": "personal",
    "ALIPAY_ACCOUNT": "personal",
    "PLATFORM_ACCOUNT": "personal",
    "CN_LICENSE_PLATE": "personal",
    "CN_VIN": "personal",
    "DATE_OF_BIRTH": "personal",
    "IP_ADDRESS": "personal",
    "MAC_ADDRESS": "personal",
    "IMEI": "personal",
    "ORDER_ID": "linkable",
    "TRACKING_NUMBER": "linkable",
    "PAYMENT_ID": "linkable",
    "CN_USCC": "not_personal",
    "SERVICE_NUMBER": "not_personal",
}


def entity_class(name: str) -> EntityClass:
    """The class of an entity; one that is not listed (a user's own) counts as personal."""
    return ENTITIES.get(name, "personal")
