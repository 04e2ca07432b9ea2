"""Hits: whatever a policy asks for, the edits of whole columns leave the cells as those of the single hits do."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from leakguard.hits import Scanned
from leakguard.operators import OPERATORS
from leakguard.policy import Policy, load_policy
from leakguard.units import CellEdit, ColumnEdit, Edit, TableBlock

from .table_support import KEY, Maker, Row, blocks, column, scanned


def table() -> list[Row]:
    m = Maker(31)
    rows: list[Row] = [
        ["订单号", "收货人", "手机", "收货地址", "备注", "身份证号", "邮箱", "QQ", "微信号", "昵称", "快递单号"]
    ]
    names, phones = [m.name() for _ in range(9)], [m.phone() for _ in range(9)]
    for n in range(18):
        remark = ["", f"收件人改成{m.name()}，电话{m.phone()}", f"改地址：{m.address()}", f"QQ{m.qq()}", "138****6158"][
            n % 5
        ]
        phone = ['="{}"', "'{}", "{}\t", "{}"][n % 4].format(phones[n % 9])
        rows.append([
            m.order(), names[n % 9], phone, m.address(), remark, m.resident(), m.email(), m.qq(), m.nick(), m.nick(), m.waybill(),
        ])  # fmt: skip
    return rows


def policy(operator: str, **params: object) -> Policy:
    """The policy ``share`` with one rule for everything."""
    share = load_policy("share")
    decided = {**OPERATORS[operator].complete(params)}
    rule = replace(
        share.default, id="all", entities=frozenset(), kinds=frozenset(), operator=operator, params=decided, forbidden=operator != "keep"
    )  # fmt: skip
    return replace(share, rules=(), default=rule)


def apply(block: TableBlock, edits: Iterable[Edit | None]) -> list[list[str | None]]:
    """The cells after the edits."""
    cells = [list(each) for each in block.columns]
    single: list[CellEdit] = []
    for edit in edits:
        if isinstance(edit, ColumnEdit):
            assert (np.diff(edit.rows) > 0).all()
            single += edit.each(block.columns[edit.column])
        elif edit is not None:
            assert isinstance(edit, CellEdit)
            single.append(edit)
    for row, index, start, end, replacement in sorted(single, key=lambda edit: -edit.start):
        cell = cells[index][row]
        assert cell is not None
        cells[index][row] = cell[:start] + replacement + cell[end:]
    spans = sorted((e.column, e.row, e.start, e.end) for e in single)
    assert all(a[:2] != b[:2] or a[3] <= b[2] for a, b in pairwise(spans)), "edits overlap"
    return cells


def redacted(given: Sequence[Scanned]) -> list[list[list[str | None]]]:
    return [
        apply(each.block, [item.edit(KEY) for item in (*each.hits, *each.columns)])  # type: ignore[arg-type]
        for each in given
    ]


POLICIES = {
    **{
        name: load_policy(name)
        for name in (
            "share",
            "platform",
            "waybill",
            "analytics",
            "courier",
            "customer-service",
            "complaint-evidence",
            "audit",
        )
    },
    **{name: policy(name) for name in OPERATORS if name not in ("mask_id", "mask_card", "encrypt")},
    "building": policy("mask_address", keep="building"),
    "road": policy("mask_address", keep="road"),
    "with": policy("replace", **{"with": "■■"}),
    "ends": policy("mask", keep_start=2, keep_end=2),
}


@pytest.mark.parametrize("name", POLICIES)
def test_edits_of_columns_are_those_of_lists(name: str) -> None:
    rows, rules = table(), POLICIES[name]
    whole, lists = scanned(blocks(rows, arrow=True), rules), scanned(blocks(rows, arrow=False), rules)
    assert sum(len(each.columns) for each in whole) > 7
    assert redacted(whole) == redacted(lists)
    decided = [
        [(hit.finding.value, hit.decision) for block in each for hit in block.every()] for each in (whole, lists)
    ]
    assert decided[0] == decided[1]
    assert list(map(len, whole)) == list(map(len, lists)) == [len(decided[0])]


@pytest.mark.parametrize("name", ["keep", "drop", "replace", "mask", "mask_name", "mask_phone"])
def test_an_edit_of_a_column_is_the_edits_of_its_hits(name: str) -> None:
    (block,) = scanned(blocks(table(), arrow=True), POLICIES[name])
    for told in block.columns:
        edit, single = told.edit(KEY), [hit.edit(KEY) for hit in told.each()]
        assert isinstance(block.block, TableBlock)
        assert list(edit.each(block.block.columns[told.column]) if edit else []) == [each for each in single if each]
        assert {hit.spot.column for hit in told.each()} == {told.column}


def test_hits_of_a_column_by_index() -> None:
    (block,) = scanned(blocks(table(), arrow=True))
    told = next(each for each in block.columns if each.entity == "PHONE_NUMBER" and each.told.head.any())
    every = list(told.each())
    assert list(told.each(range(2, 5))) == every[2:5]
    assert list(told.each([4, 1])) == [every[4], every[1]]
    assert list(told.each(range(0))) == []
    assert len(told) == len(every)
    for hit in every:
        cell = block.block.columns[told.column][hit.spot.row]  # type: ignore[union-attr, index]
        assert cell[hit.spot.start : hit.spot.end] == hit.finding.value  # type: ignore[index]
        assert hit.finding.fingerprint
        assert hit.finding.group == f"row:{hit.spot.row}"


def test_every_hit_stands_in_the_order_of_the_block() -> None:
    (block,) = scanned(blocks(table(), arrow=True))
    spots = [(hit.spot.row, hit.spot.column, hit.spot.start) for hit in block.every()]
    assert spots == sorted(spots)
    assert len(spots) == len(set(spots)) == len(block)


@pytest.mark.parametrize("name", ["waybill", "platform"])
@pytest.mark.parametrize("first", ["江苏省苏州市姑苏区平江路2号", "江苏省苏州市姑苏区平江路2号3幢2单元501室"])
def test_addresses_that_may_stay_do_not_speak_for_others(name: str, first: str) -> None:
    """What a policy would leave of an address depends on how far it goes: the first of a column must not decide for all."""
    ends = ["", "3幢", "3幢2单元501室", "3幢2单元501", "翠竹新村3幢2单元", "5楼", "102室"]
    rows = [["收货人", "收货地址"], ["甘露", first]]
    rows += [["甘露", f"江苏省苏州市姑苏区平江路{n}号{ends[n % 7]}"] for n in range(1, 40)]
    whole, lists = scanned(blocks(rows, arrow=True), name), scanned(blocks(rows, arrow=False), name)
    assert redacted(whole) == redacted(lists)
    assert [[h.decision for h in each.every()] for each in whole] == [
        [h.decision for h in each.every()] for each in lists
    ]
    assert any("*" in str(cell) for cell in redacted(whole)[0][1])


def test_cells_that_were_read_and_cells_that_were_told() -> None:
    cells = ["手机", "13902746158", "139-0274-6158"]
    (block,) = scanned([TableBlock([column(cells)])])
    assert [type(each.edit(None)) for each in (*block.hits, *block.columns)] == [CellEdit, ColumnEdit]
    assert apply(block.block, [each.edit(None) for each in (*block.hits, *block.columns)]) == [  # type: ignore[arg-type]
        ["手机", "<PHONE_NUMBER>", "<PHONE_NUMBER>"]
    ]
