"""Which units stand side by side in the funnel of a page."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reports.findings import Name, Row
from survey_app.results.funnel import make_funnel
from survey_app.results.scope import Part

sys.path.insert(0, str(Path(__file__).parent.parent / "reports"))
from findings_factory import make_row, make_total  # noqa: E402


def units(by_ticket: int, of: int) -> list[Row]:
    tiers = ["ticket"] * by_ticket + ["pooled"] * (of - by_ticket)
    return [
        make_row(f"xa-{number}", f"Xã {number}", 100, 80 + number, kind="unit", tier=tier, no_data_share=0.0)
        for number, tier in enumerate(tiers)
    ]


def shown(rows: list[Row], of_total: str) -> set[str]:
    parts = [Part(row.key, Name("", ""), (), "commune") for row in rows]
    funnel = make_funnel(make_total(tier=of_total), rows, parts, ())
    return set() if funnel is None else {unit.key for unit in funnel.units}


@pytest.mark.parametrize(("of_total", "found"), [("pooled", {2, 3, 4, 5, 6, 7}), ("ticket", set())])
def test_ticket_answers_alone_are_not_held_against_all_answers(of_total: str, found: set[int]) -> None:
    assert shown(units(2, of=8), of_total) == {f"xa-{number}" for number in found}


def test_where_the_whole_rests_on_tickets_its_units_with_tickets_stand_side_by_side() -> None:
    assert shown(units(5, of=8), "ticket") == {f"xa-{number}" for number in range(5)}
