"""Where a row's headline rests on its ticket answers alone, every output says so and counts those."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from reports.action_figures import Subject, Voice, figure_text
from reports.action_findings import find_finding
from reports.findings import Findings, Row

sys.path.insert(0, str(Path(__file__).parent))
from findings_factory import (  # noqa: E402
    AT_LEAST_75,
    make_estimate,
    make_findings,
    make_row,
    make_sectors,
    make_total,
)


def land_by_ticket() -> Row:
    """212 answered, 128 of them by ticket."""
    row = next(row for row in make_sectors() if row.key == "dat_dai")
    return replace(row, tier="ticket", share=make_estimate(0.805, 128, low=0.73, high=0.87), change=None)


def findings_by_ticket(**changes: object) -> Findings:
    """A week whose whole and whose land sector rest on tickets."""
    total = make_total(tier="ticket", share=make_estimate(0.8211, 901, low=0.79, high=0.85), change=None)
    sectors = tuple(land_by_ticket() if row.key == "dat_dai" else row for row in make_sectors())
    return make_findings(**{"total": total, "sectors": sectors, **changes})


@pytest.mark.parametrize("table", ["sectors", "units", "agencies", "tiers"])
def test_an_action_on_the_whole_of_any_table_measures_the_whole(table: str) -> None:
    finding = find_finding(make_findings(), f"{table}:total")
    assert finding is not None
    assert finding.subject == Subject("share")
    assert finding.figure is not None
    assert (finding.figure.n, finding.figure.target) == (1260, AT_LEAST_75)
    assert finding.text.startswith("Toàn đơn vị: 84,7% hài lòng (82,3–86,9; 1.260 phiếu)")


def test_an_action_on_a_way_of_asking_has_nothing_to_measure_again() -> None:
    finding = find_finding(make_findings(), "tiers:static")
    assert finding is not None
    assert (finding.subject, finding.figure) == (None, None)


def test_an_action_on_a_hidden_whole_keeps_no_figure() -> None:
    few = make_row("total", "Toàn tỉnh", 6, 5, kind="total")
    found = find_finding(make_findings(total=few), "sectors:total")
    assert found is not None
    assert (found.subject, found.figure) == (Subject("share"), None)


@pytest.mark.parametrize(("about", "n"), [("sectors:dat_dai", 128), ("sectors:total", 901), ("sentences:overall", 901)])
def test_the_figure_of_an_action_counts_the_ticket_answers_it_rests_on(about: str, n: int) -> None:
    finding = find_finding(findings_by_ticket(), about)
    assert finding is not None
    assert finding.figure is not None
    assert (finding.figure.n, finding.figure.tier) == (n, "ticket")
    assert figure_text(Voice("vi", str), finding.figure).endswith(f"; {n} phiếu theo mã)")
