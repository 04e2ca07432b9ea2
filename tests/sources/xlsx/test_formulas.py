from __future__ import annotations

import pytest

from leakguard.sources.xlsx.formulas import EVERYTHING, literals, reaches, renamed


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('A1&"张三"&"a""b"', ["张三", 'a""b']),
        ("A1+13800138000", ["13800138000"]),
        ("A1+123", []),
        ("SUM(A1000000:B1000000)", []),
        ("'13800138000'!A1", []),
        ('""', []),
    ],
)
def test_constants_of_formulas(formula: str, expected: list[str]) -> None:
    assert [formula[start:end] for start, end, _ in literals(formula)] == expected


@pytest.mark.parametrize(
    ("formula", "sheet", "rows", "columns"),
    [
        ("B3", None, (0, False, 0, False), (0, False, 0, False)),
        ("$A$1", None, (0, True, 0, True), (0, True, 0, True)),
        ("A1:$C5", None, (-2, False, 2, False), (-1, False, 2, True)),
        ("SUM(D:D)", None, (0, True, 1 << 20, True), (2, False, 2, False)),
        ("SUM(2:2)", None, (-1, False, -1, False), (0, True, 1 << 14, True)),
        ("'It''s'!B3", "it's", (0, False, 0, False), (0, False, 0, False)),
        ("订单!B3", "订单", (0, False, 0, False), (0, False, 0, False)),
    ],
)
def test_what_a_formula_in_b3_refers_to(formula: str, sheet: str | None, rows: object, columns: object) -> None:
    (reach,) = reaches(formula, 2, 1)
    assert (reach.sheet, reach.rows, reach.columns) == (sheet, rows, columns)


@pytest.mark.parametrize("formula", ["LOG10(1)", '"A1"', "TRUE", "Who2024x"])
def test_what_only_looks_like_a_reference(formula: str) -> None:
    assert reaches(formula, 0, 0) == ()


@pytest.mark.parametrize("formula", ["INDIRECT(A1)", "OFFSET(A1,1,1)", "T[[#This Row],[a]]", "SUM(A:B!C1)"])
def test_what_may_refer_to_anything(formula: str) -> None:
    assert EVERYTHING in reaches(formula, 0, 0)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("张三!A1+'张三'!B2", "'<P>'!A1+'<P>'!B2"),
        ("老张三!A1", "老张三!A1"),
        ('"张三!A1"', '"张三!A1"'),
        ("Kunde+Kunden+x.Kunde+Kunde(1)", "_P_+Kunden+x.Kunde+Kunde(1)"),
    ],
)
def test_renaming(formula: str, expected: str) -> None:
    assert renamed(formula, {"张三": "<P>"}, {"Kunde": "_P_"}) == expected
