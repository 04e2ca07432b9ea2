"""The types of labels: every entity has one, names are unique, groups hold."""

from __future__ import annotations

import pytest

from leakguard.entities import ENTITIES
from leakguard.evaluation.labels import label_types

TYPES = label_types()


def test_every_entity_is_a_name_of_some_type() -> None:
    assert [entity for entity in ENTITIES if not TYPES.knows(entity)] == []


def test_no_name_means_two_types() -> None:
    from leakguard import documents
    from leakguard.resources import bundled

    content = documents.load(bundled("recognizers").joinpath("labels.yaml"))["types"]
    names = [name for type_, item in content.items() for name in (type_, *item["names"])]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("PHONE_NUMBER", "PHONE"),
        ("PHONE", "PHONE"),
        ("HK_ID", "ID_CARD"),
        ("TRACKING_NUMBER", "WAYBILL"),
        ("X", "OTHER"),
    ],
)
def test_type_of(name: str, type_: str) -> None:
    assert TYPES.type_of(name) == type_


def test_alike() -> None:
    assert TYPES.alike("ALIPAY") == {"PHONE", "WECHAT", "QQ", "EMAIL"}
    assert TYPES.alike("EMAIL") == {"ALIPAY"}
    assert TYPES.alike("PERMIT") == {"ID_CARD"}
    assert TYPES.alike("PERSON") == frozenset()


def test_what_few_people_label_counts_where_somebody_did() -> None:
    assert "VIN" not in TYPES.counted(())
    assert "VIN" in TYPES.counted(["VIN"])
    assert "PHONE" in TYPES.counted(())


def test_own_entities_are_types_of_their_own() -> None:
    own = TYPES.with_entities(["SHOP_MEMBER", "PHONE_NUMBER"])
    assert not TYPES.knows("SHOP_MEMBER")
    assert own.knows("SHOP_MEMBER")
    assert own.type_of("SHOP_MEMBER") == "SHOP_MEMBER"
    assert own.own == {"SHOP_MEMBER"}
    assert own.ordered(["SHOP_MEMBER", "PHONE", "PERSON"]) == ["PERSON", "PHONE", "SHOP_MEMBER"]


def test_the_catalogue_takes_it_for_no_recognizer() -> None:
    from leakguard.detection.selftest import files

    assert not [path for path in files() if path.name in ("labels.yaml", "columns.yaml")]
