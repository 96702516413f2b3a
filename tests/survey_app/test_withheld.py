"""The pages of a tree, put side by side, give no small group away."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from reports.findings import Findings, Withheld
from reports.protection import protect
from survey_app.database import Store
from survey_app.models import Agency, SectorAgency, UnitParent
from survey_app.periods import parse_period
from survey_app.results import compute
from tests.factories import make_desk, make_response, make_sector, make_unit

WEEK, TODAY = parse_period("2026-W45"), date(2026, 11, 20)
ANSWERS = {
    "xa-1": (4, 12, 20),
    "xa-2": (24, 15, 26),
    "xa-3": (25, 28, 21),
}
"""Answers by unit and sector: the first cell is small, and the second sector of its row would be hidden with it."""


@pytest.fixture
def session(sqlite_store: Store) -> Session:
    with sqlite_store.writing() as opened:
        make_unit(opened, "tinh", level="province")
        sectors = [make_sector(opened, code, position=place) for place, code in enumerate("abc")]
        opened.add(Agency(code="so", name_vi="Sở", name_en="Department"))
        opened.flush()
        for sector in sectors[:2]:
            opened.add(SectorAgency(sector=sector.code, agency="so", valid_from=date(2025, 7, 1)))
        for code, counts in ANSWERS.items():
            unit = make_unit(opened, code, level="commune_centre")
            opened.add(UnitParent(unit=code, parent="tinh", valid_from=date(2025, 7, 1)))
            desk = make_desk(opened, unit, f"quay-{code}", sectors=tuple(sectors))
            for sector, count in zip(sectors, counts, strict=True):
                for number in range(count):
                    make_response(
                        opened, desk, overall=5 if number % 4 else 2, sector=sector.code, minutes=5 + number % 3
                    )
        opened.flush()
        yield opened


def hidden(findings: Findings, table: str = "sectors") -> set[str]:
    """Rows without a count on the page."""
    return {row.key for row in getattr(protect(findings).findings, table) if row.n == 0}


def pages(session: Session) -> dict[str, Findings]:
    return {code: compute(session, WEEK, code, today=TODAY) for code in ("tinh", *ANSWERS)}


def test_a_small_row_of_one_unit_is_not_the_rest_of_what_the_others_show(session: Session) -> None:
    found = pages(session)
    assert not hidden(found["tinh"])
    masked = {code: hidden(found[code]) for code in ANSWERS}
    assert masked == {"xa-1": {"a", "b"}, "xa-2": {"a", "b"}, "xa-3": set()}
    # the page above shows a and b of everybody: what is left of each column are two units together, never one
    for sector in "ab":
        assert sum(sector in masked[code] for code in ANSWERS) == 2


def test_a_page_says_which_of_its_rows_others_would_give_away(session: Session) -> None:
    found = compute(session, WEEK, "xa-2", today=TODAY)
    assert {row for row in found.withheld if row.table == "sectors"} == {
        Withheld("sectors", "a"),
        Withheld("sectors", "b"),
    }
    assert compute(session, WEEK, "tinh", today=TODAY).withheld == ()


def test_waiting_is_held_back_with_the_rows_it_would_tell_of(session: Session) -> None:
    found = protect(compute(session, WEEK, "xa-2", today=TODAY)).findings
    assert [row.key for row in found.waiting if row.n == 0 and row.kind == "sector"] == ["a", "b"]


def test_every_page_of_a_tree_comes_to_the_same_answer_whoever_is_asked_first(session: Session) -> None:
    once = {code: found.withheld for code, found in pages(session).items()}
    again = {code: compute(session, WEEK, code, today=TODAY).withheld for code in reversed(ANSWERS)}
    assert {code: once[code] for code in ANSWERS} == again


def test_a_unit_alone_holds_nothing_back_for_others(session: Session) -> None:
    session.query(UnitParent).delete()
    assert compute(session, WEEK, "xa-2", today=TODAY).withheld == ()
    assert hidden(compute(session, WEEK, "xa-1", today=TODAY)) == {"a", "b"}
