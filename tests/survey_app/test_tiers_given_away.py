"""What came in by one way must not be found by subtraction: across the rows of a page, across the pages of a tree."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from reports import build_report
from reports.content import Report
from reports.protection import protect
from survey_app.database import Store
from survey_app.models import Desk, UnitParent
from survey_app.periods import parse_period
from survey_app.results import compute
from tests.factories import make_desk, make_response, make_sector, make_unit

WEEK = parse_period("2026-W45")
TODAY = date(2026, 11, 20)


def add(session: Session, desk: Desk, tier: str, satisfied: int, others: int, sector: str = "a") -> None:
    for number in range(satisfied + others):
        overall = 4 + number % 2 if number < satisfied else 2
        make_response(session, desk, overall=overall, sector=sector, tier=tier)


def report(store: Store, unit: str) -> Report:
    with store.reading() as session:
        return build_report(compute(session, WEEK, unit, today=TODAY))


@pytest.mark.parametrize(("printed", "tier"), [(3, "pooled"), (12, "ticket")])
def test_a_sector_rests_on_tickets_only_where_the_table_by_tier_gives_no_other_sector_away(
    store: Store, printed: int, tier: str
) -> None:
    with store.writing.begin() as session:
        unit = make_unit(session, "tt")
        desk = make_desk(session, unit, sectors=(make_sector(session, "a"), make_sector(session, "b")))
        for sector in "ab":
            add(session, desk, "ticket", 90, 30, sector)
        add(session, desk, "static", 8, 4, "a")
        add(session, desk, "static", printed - 2, 2, "b")
    with store.reading() as session:
        found = compute(session, WEEK, "tt", today=TODAY)
    # the table by tier tells of all printed codes; less those of a, it would tell of b's three
    assert [row.key for row in protect(found).findings.tiers if row.share is not None] == ["ticket", "static"]
    assert {row.tier for row in (found.total, *found.sectors)} == {tier}


def test_the_tiers_of_a_province_less_those_of_its_units_give_no_few_away(store: Store) -> None:
    with store.writing.begin() as session:
        make_unit(session, "tinh", level="province")
        sector = make_sector(session, "a")
        for code, static, rotating in (("x1", 60, 40), ("x2", 50, 4), ("x3", 30, 30)):
            unit = make_unit(session, code, level="commune_centre")
            session.add(UnitParent(unit=code, parent="tinh", valid_from=date(2025, 7, 1)))
            desk = make_desk(session, unit, f"q-{code}", sectors=(sector,))
            add(session, desk, "static", static - 10, 10)
            add(session, desk, "rotating", rotating - 2, 2)
    shown = {unit: _shown(report(store, unit)) for unit in ("tinh", "x1", "x2", "x3")}
    assert shown["x2"] == set()
    assert shown["tinh"] == {"static", "rotating"}
    # x2's four are not what the province has beyond the two others
    for tier in ("static", "rotating"):
        assert not all(tier in shown[unit] for unit in ("x1", "x3"))


@pytest.mark.parametrize(("printed", "is_told"), [(10, False), (29, False), (30, True)])
def test_levels_are_told_by_ticket_only_where_the_others_are_none_or_thirty(
    store: Store, printed: int, is_told: bool
) -> None:
    with store.writing.begin() as session:
        desk = make_desk(session, make_unit(session, "tt"), sectors=(make_sector(session, "a"),))
        add(session, desk, "ticket", 90, 30)
        add(session, desk, "static", printed - 2, 2)
    with store.reading() as session:
        total = protect(compute(session, WEEK, "tt", today=TODAY)).findings.total
    assert total.tier == "ticket"
    assert (total.levels is not None) is is_told


def _shown(told: Report) -> set[str]:
    tiers = told.table("tiers")
    return {row.key for row in tiers.rows if row.key != "total" and tiers.cell(row.key, "share").value is not None}
