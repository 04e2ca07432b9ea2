"""The report: whatever it lists, it counts every finding."""

from collections.abc import Callable
from pathlib import Path

import pytest

import leakguard
from leakguard import report as module
from leakguard.api import scanner
from leakguard.hits import Scanned
from leakguard.report import Report, Verdict
from leakguard.sources.base import Unscanned

from .table_support import Maker, Row, blocks, scanned


def rows() -> list[Row]:
    m = Maker(41)
    made: list[Row] = [["订单号", "收货人", "手机", "收货地址", "备注"]]
    for n in range(40):
        remark = ["", f"电话{m.phone()}", "139****6158", f"{m.name()} {m.phone()} {m.address()}"][n % 4]
        made.append([m.order(), m.name(), m.phone() if n % 6 else "138****6158", m.address(), remark])
    return made


def filled(given: list[Scanned], limit: int = module.KEPT) -> Report:
    report = Report("share", "p", "c", limit=limit)
    for each in given:
        report.add(each)
    return report


def counted(report: Report) -> dict[str, object]:
    summary = report.as_dict()["summary"]
    return {name: summary[name] for name in summary if name != "listed"} | {
        "forbidden_entities": dict(sorted(report.forbidden_entities.items())),
        "masked_entities": report.masked_entities,
        "entities": dict(sorted(report.entities.items())),
        "exit": report.exit_code,
        "verdict": report.verdict,
    }


@pytest.mark.parametrize("policy", ["share", "waybill"])
@pytest.mark.parametrize("size", [1000, 13])
@pytest.mark.parametrize("arrow", [True, False])
@pytest.mark.parametrize("kept", [0, 1, 130])
def test_totals_do_not_depend_on_what_is_listed(
    kept: int, arrow: bool, size: int, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = CACHED(policy, arrow, size)
    hits = [hit for each in given for hit in each.every()]
    full = filled(given)
    assert full.findings == [hit.finding for hit in hits]
    assert full.forbidden == [hit.finding for hit in hits if hit.decision.forbidden]
    assert (len(full.more), full.forbidden_count) == (0, len(full.forbidden))
    monkeypatch.setattr(module, "EXAMPLES", 3)
    some = filled(given, kept)
    assert counted(some) == counted(full)
    assert len(some.findings) + some.more.total() == len(hits)
    assert len(some.findings) <= kept + 3 * sum(len(each.columns) for each in given)
    assert len(some.findings) >= min(kept, len(hits)) or arrow
    assert set(map(id, some.forbidden)) <= set(map(id, some.findings))
    assert some.as_dict()["summary"]["listed"] == len(some.findings) == len(some.as_dict()["findings"])
    none = filled(given, limit=0)
    assert (none.findings, none.forbidden, counted(none)) == ([], [], counted(full))


def _cached() -> Callable[[str, bool, int], list[Scanned]]:
    known: dict[tuple[str, bool, int], list[Scanned]] = {}

    def get(policy: str, arrow: bool, size: int) -> list[Scanned]:
        key = policy, arrow, size
        if key not in known:
            known[key] = scanned(blocks(rows(), arrow=arrow, size=size), policy)
        return known[key]

    return get


CACHED = _cached()


@pytest.mark.parametrize("size", [1000, 13])
def test_lists_and_arrays_give_the_same_summary(size: int) -> None:
    assert counted(filled(CACHED("share", True, size))) == counted(filled(CACHED("share", False, 1000)))


@pytest.mark.parametrize(
    ("found", "unscanned", "listing", "code", "verdict"),
    [
        (True, False, True, 1, Verdict.SHARE_REDACTED),
        (True, False, False, 1, Verdict.SHARE_REDACTED),
        (True, True, False, 1, Verdict.DO_NOT_SHARE),
        (False, True, False, 3, Verdict.DO_NOT_SHARE),
        (False, False, False, 0, Verdict.SHARE),
    ],
)
def test_what_may_happen(found: bool, unscanned: bool, listing: bool, code: int, verdict: Verdict) -> None:
    report = filled(CACHED("share", True, 1000) if found else [], module.KEPT if listing else 0)
    report.unscanned += [Unscanned("a", None, "encrypted", "")] if unscanned else []
    assert (report.exit_code, report.verdict) == (code, verdict)


def test_a_scan_of_a_file_that_lists_few(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(",".join(cell or "" for cell in row) for row in rows()) + "\n", encoding="utf-8")
    full = leakguard.scan(path)
    runner = scanner()
    some = runner.report(7)
    runner.add(some, path)
    assert counted(some) == counted(full)
    assert some.sources == full.sources
    assert len(some.findings) < len(full.findings)
