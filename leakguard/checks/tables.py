"""The tables behind the checks, read once from ``recognizers/lexicons`` when first needed."""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from leakguard.resources import bundled


class LandlineArea(NamedTuple):
    """How many digits a local number may have under an area code, and whether the code is still in use."""

    lengths: frozenset[int]
    in_use: bool


class NumberShape(NamedTuple):
    """One shape of a waybill, order or payment number; group 1, if any, is a date."""

    kind: str
    grade: str
    pattern: re.Pattern[str]


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = bundled("recognizers").joinpath("lexicons", name).read_text("utf-8")
    return csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


@cache
def resident_areas() -> frozenset[str]:
    """Six-digit division codes (GB/T 2260) valid in any year, abolished ones included."""
    packed = bundled("recognizers").joinpath("lexicons", "resident_id_areas.txt.gz").read_bytes()
    codes: list[str] = []
    for line in gzip.decompress(packed).decode("ascii").splitlines():
        if not line.startswith("#"):
            four, rest = line.split(":")
            codes += [four + rest[i : i + 2] for i in range(0, len(rest), 2)]
    return frozenset(codes)


@cache
def provinces() -> frozenset[str]:
    """First two digits of the codes in :func:`resident_areas`."""
    return frozenset(code[:2] for code in resident_areas())


@cache
def landline_areas() -> Mapping[str, LandlineArea]:
    """Area code with its trunk 0 -> what may follow it."""
    return {
        row["code"]: LandlineArea(frozenset(map(int, row["local_digits"].split("-"))), row["status"] == "in-use")
        for row in _rows("landline_areas.csv")
    }


@cache
def mobile_prefixes() -> Mapping[str, str]:
    """Prefix of three to five digits -> kind."""
    return {row["prefix"]: row["kind"] for row in _rows("mobile_prefixes.csv")}


@cache
def bank_bins() -> Mapping[str, frozenset[int]]:
    """Bank identification number -> lengths of the card numbers issued under it."""
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for row in _rows("bank_bins.csv"):
        lengths[row["bin"]].add(int(row["length"]))
    return {number: frozenset(found) for number, found in lengths.items()}


@cache
def countries(column: str) -> frozenset[str]:
    """All codes of one column of ISO 3166-1: ``alpha2``, ``alpha3`` or ``numeric``."""
    return frozenset(row[column] for row in _rows("countries.csv"))


@cache
def waybill_shapes() -> Mapping[str, re.Pattern[str]]:
    """Grade (``current``, ``loose``, ``legacy``) -> one pattern for all couriers' waybill numbers of that grade."""
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows("couriers.csv"):
        parts[row["grade"]].append(row["pattern"])
    return {grade: re.compile("|".join(patterns), re.ASCII) for grade, patterns in parts.items()}


@cache
def number_shapes(kind: str) -> tuple[NumberShape, ...]:
    """Shapes of ``order`` or ``payment`` numbers, distinct ones first."""
    shapes = [
        NumberShape(row["kind"], row["grade"], re.compile(row["pattern"], re.ASCII))
        for row in _rows("order_numbers.csv")
        if row["kind"] == kind
    ]
    return tuple(sorted(shapes, key=lambda shape: shape.grade))
