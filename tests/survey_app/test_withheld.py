"""The pages of a tree, put side by side, give no small group away."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
from sqlalchemy.orm import Session

from reports import build_report
from reports.findings import Findings, Withheld
from reports.protection import protect
from survey_app.database import Store
from survey_app.models import Agency, Sector, SectorAgency, Unit, UnitParent
from survey_app.periods import Period, parse_period
from survey_app.results import compute
from survey_app.results.samples import read_sample
from tests.factories import DAY, make_desk, make_response, make_sector, make_transactions, make_unit

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


@pytest.fixture
def unheard(sqlite_store: Store) -> Session:
    """A tree with visits: a province's sector s has no figure for want of data, its sector t has five answers."""
    answers = {"xa-1": {"s": 60, "t": 5, "u": 15}, "xa-2": {"s": 60, "u": 20}, "xa-3": {"u": 12}}
    visits = {"xa-1": {"s": 100, "t": 20, "u": 3000}, "xa-2": {"s": 50, "u": 50}, "xa-3": {"s": 300, "u": 100}}
    with sqlite_store.writing() as opened:
        make_unit(opened, "tinh", level="province")
        sectors = {code: make_sector(opened, code, position=place) for place, code in enumerate("stu")}
        for code, counts in answers.items():
            unit = make_unit(opened, code, level="commune_centre")
            opened.add(UnitParent(unit=code, parent="tinh", valid_from=date(2025, 7, 1)))
            desk = make_desk(opened, unit, f"quay-{code}", sectors=tuple(sectors.values()))
            for sector, count in counts.items():
                for number in range(count):
                    make_response(opened, desk, overall=5 if number % 4 else 2, sector=sector)
            for sector, count in visits[code].items():
                make_transactions(opened, unit, sectors[sector], visits=count)
        yield opened


def test_a_sector_without_data_is_no_cover_for_a_small_one(unheard: Session) -> None:
    """The pages of the units tell what it is the sum of; taken with it from the whole, the small one would be left."""
    whole = protect(compute(unheard, WEEK, "tinh", today=TODAY))
    assert whole.reason("sectors", "s") == "no_data"
    parts = [protect(compute(unheard, WEEK, code, today=TODAY)).findings.sectors for code in ("xa-1", "xa-2")]
    assert [row.answered for rows in parts for row in rows if row.key == "s"] == [60, 60]
    assert {row.key for row in whole.findings.sectors if row.n == 0} == {"t", "u"}


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


@pytest.fixture
def small(session: Session) -> Session:
    """A fourth unit of eight answers; the smallest other one has eleven."""
    land = session.get(Sector, "a")
    assert land is not None
    for code, count in (("xa-4", 8), ("xa-5", 11)):
        unit = make_unit(session, code, level="commune_centre")
        session.add(UnitParent(unit=code, parent="tinh", valid_from=date(2025, 7, 1)))
        desk = make_desk(session, unit, f"quay-{code}", sectors=(land,))
        for number in range(count):
            make_response(session, desk, overall=5 if number % 4 else 2, sector="a", minutes=5 + number % 3)
        for number in range(20 if code == "xa-5" else 0):
            later = DAY + timedelta(days=7)
            make_response(session, desk, overall=5 if number % 4 else 2, sector="a", day=later)
    session.flush()
    return session


def look(session: Session, unit: str, period: Period = WEEK) -> Findings:
    """A unit's findings; the samples of the tree are read once a test."""
    read = session.info.setdefault("read", cache(lambda span: read_sample(session, span, "tinh")))
    return compute(session, period, unit, today=TODAY, reader=read)


def counts(findings: Findings) -> set[int]:
    """Every number of answers that the page tells of its period."""
    report = build_report(findings)
    tables = [table for table in report.tables if table.key not in ("trend", "targets")]
    cells = [cell.value for table in tables for row in table.rows for cell in row.cells]
    weeks = [point.n for point in protect(findings).findings.trend if point.period.id == findings.period.id]
    return {int(value) for value in (*cells, *weeks) if isinstance(value, int | float) and value == int(value)}


def test_what_the_page_above_hides_no_page_of_a_unit_gives_back(small: Session) -> None:
    above = protect(look(small, "tinh"))
    shown = {row.key: row.n for row in above.findings.units if row.n}
    assert set(shown) == {"xa-1", "xa-2", "xa-3"}
    assert above.rollups["units"].n == 19
    for code in ("xa-4", "xa-5"):
        found = look(small, code)
        assert not counts(found) & {8, 11}
        assert not [row for row in protect(found).findings.waiting if row.n]
    assert look(small, "xa-5").is_withheld
    for code, n in shown.items():
        assert look(small, code).total.n == n


def test_a_page_that_withholds_its_total_says_why(small: Session) -> None:
    report = build_report(look(small, "xa-5"))
    assert "của một đơn vị khác có ít phiếu" in report.sentences[0].text
    assert "11 phiếu" not in " ".join(sentence.text for sentence in report.sentences)


def test_later_weeks_do_not_tell_what_a_week_withheld(small: Session) -> None:
    after = parse_period("2026-W46")
    found = protect(look(small, "xa-5", after)).findings
    assert found.total.share is not None
    assert found.total.change is None
    assert [point.n for point in found.trend if point.period.id in (WEEK.id, after.id)] == [0, 20]


def test_a_unit_that_shows_nothing_leaves_no_part_shown(small: Session) -> None:
    make_unit(small, "thon", level="commune_centre")
    small.add(UnitParent(unit="thon", parent="xa-5", valid_from=date(2025, 7, 1)))
    small.flush()
    unit = small.get(Unit, "thon")
    assert unit is not None
    desk = make_desk(small, unit, "quay-thon")
    for number in range(12):
        make_response(small, desk, overall=5 if number % 4 else 2, sector="b", minutes=5)
    for code, count in (("xa-1", 36), ("xa-2", 65), ("xa-3", 74)):
        assert look(small, code).total.n == count
    assert look(small, "xa-5").is_withheld
    assert look(small, "thon").is_withheld
