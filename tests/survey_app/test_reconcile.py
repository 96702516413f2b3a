"""Answers by ticket never exceed tickets, tickets never exceed visits; where they do, the report says what to do."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from reports import build_report
from reports.findings import Findings, ReconcileRow
from survey_app.database import Store
from survey_app.models import Desk, Sector, TicketBatch, Unit
from survey_app.periods import parse_period
from survey_app.results import compute
from tests.factories import make_desk, make_response, make_sector, make_transactions, make_unit

MONDAY = date(2026, 11, 2)
TODAY = date(2026, 11, 19)
Place = tuple[Unit, Sector, Desk]


@pytest.fixture
def session(store: Store):  # type: ignore[no-untyped-def]
    with store.writing.begin() as opened:
        yield opened


@pytest.fixture
def place(session: Session) -> Place:
    unit, sector = make_unit(session), make_sector(session)
    return unit, sector, make_desk(session, unit, sectors=(sector,))


def hand_out(session: Session, desk: Desk, size: int, first: date, last: date | None = None) -> None:
    session.add(
        TicketBatch(
            id=uuid4(),
            desk=desk.code,
            minted_on=first,
            valid_from=first,
            valid_to=(last or first) + timedelta(days=7),
            size=size,
        )
    )
    session.flush()


def answers(session: Session, desk: Desk, number: int, day: date) -> None:
    for _place in range(number):
        make_response(session, desk, day=day, tier="ticket")


def found(session: Session, period: str = "2026-W45") -> Findings:
    return compute(session, parse_period(period), "ttpvhcc", today=TODAY)


def by_key(findings: Findings) -> dict[str, ReconcileRow]:
    return {f"{row.kind}:{row.key}": row for row in findings.reconciliation}


def flags(findings: Findings) -> set[str]:
    return {flag.code for flag in findings.flags} & {"answers_over_tickets", "tickets_over_visits"}


def test_totals_that_fit_are_shown_and_flag_nothing(session: Session, place: Place) -> None:
    unit, sector, desk = place
    for day in range(5):
        hand_out(session, desk, 30, MONDAY + timedelta(days=day))
        make_transactions(session, unit, sector, day=MONDAY + timedelta(days=day), visits=30)
    answers(session, desk, 60, MONDAY + timedelta(days=3))
    findings = found(session)
    rows = by_key(findings)
    assert set(rows) == {"desk:quay-5", "month:ttpvhcc:2026-11"}
    assert (rows["desk:quay-5"].minted, rows["desk:quay-5"].answers) == (150, 60)
    month = rows["month:ttpvhcc:2026-11"]
    assert (month.minted, month.visits, month.is_over) == (150, 150, False)
    assert flags(findings) == set()


def test_one_answer_more_than_tickets_on_one_day_is_flagged_though_more_were_minted_later(
    session: Session, place: Place
) -> None:
    _unit, _sector, desk = place
    hand_out(session, desk, 10, MONDAY)
    hand_out(session, desk, 50, MONDAY + timedelta(days=3))
    answers(session, desk, 10, MONDAY)
    assert flags(found(session)) == set()
    answers(session, desk, 1, MONDAY + timedelta(days=2))
    findings = found(session)
    assert (flags(findings), by_key(findings)["desk:quay-5"].is_over) == ({"answers_over_tickets"}, True)


def test_answers_by_ticket_where_none_was_minted_are_flagged(session: Session, place: Place) -> None:
    answers(session, place[2], 1, MONDAY)
    assert flags(found(session)) == {"answers_over_tickets"}


def test_one_ticket_more_than_the_visits_of_its_day_is_flagged_where_days_are_counted(
    session: Session, place: Place
) -> None:
    unit, sector, desk = place
    for day, visits in enumerate((40, 20)):
        hand_out(session, desk, 21, MONDAY + timedelta(days=day))
        make_transactions(session, unit, sector, day=MONDAY + timedelta(days=day), visits=visits)
    findings = found(session)
    rows = by_key(findings)
    assert rows["month:ttpvhcc:2026-11"].is_over is False
    assert rows["day:ttpvhcc:2026-11-03"].is_over is True
    assert "day:ttpvhcc:2026-11-02" not in rows
    assert flags(findings) == {"tickets_over_visits"}


def test_visits_counted_by_month_are_compared_by_month_alone(session: Session, place: Place) -> None:
    unit, sector, desk = place
    for day, visits in enumerate((40, 20)):
        hand_out(session, desk, 21, MONDAY + timedelta(days=day))
        make_transactions(session, unit, sector, day=MONDAY + timedelta(days=day), visits=visits, granularity="month")
    assert flags(found(session)) == set()
    hand_out(session, desk, 19, MONDAY)
    assert flags(found(session)) == {"tickets_over_visits"}


def test_tickets_for_a_week_are_spread_over_its_working_days_and_compared_as_far_as_visits_are_known(
    session: Session, place: Place
) -> None:
    unit, sector, desk = place
    hand_out(session, desk, 100, MONDAY, MONDAY + timedelta(days=6))
    make_transactions(session, unit, sector, day=MONDAY, visits=20)
    findings = found(session)
    row = by_key(findings)["month:ttpvhcc:2026-11"]
    assert (row.minted, row.visits, row.last, row.is_over) == (20, 20, MONDAY, False)


def test_without_visits_nothing_is_compared_and_it_says_so(session: Session, place: Place) -> None:
    hand_out(session, place[2], 30, MONDAY)
    findings = found(session)
    table = build_report(findings).table("reconciliation")
    assert flags(findings) == set()
    assert table.cell("month:ttpvhcc:2026-11", "visits").text == "chưa nhập"
    assert table.cell("month:ttpvhcc:2026-11", "result").text == "chưa so được"


def test_a_report_shows_answers_in_steps_of_ten_and_what_to_do(session: Session, place: Place) -> None:
    unit, sector, desk = place
    other = make_desk(session, unit, "quay-6", sectors=(sector,))
    hand_out(session, desk, 30, MONDAY)
    hand_out(session, other, 12, MONDAY)
    answers(session, desk, 37, MONDAY)
    answers(session, other, 9, MONDAY)
    report = build_report(found(session))
    table = report.table("reconciliation")
    assert [table.cell(f"desk:quay-{number}", "answers").text for number in (5, 6)] == ["từ 30", "dưới 10"]
    assert table.cell("desk:quay-6", "answers").value is None
    assert table.cell("desk:quay-5", "result").mark == "not_met"
    assert "báo cơ quan cấp trên" in table.cell("desk:quay-5", "to_do").text
    assert any("nhiều hơn số mã đã in" in note for note in report.notes)


def test_last_years_tickets_count_this_year_while_they_may_be_spent(session: Session, place: Place) -> None:
    _unit, _sector, desk = place
    hand_out(session, desk, 10, date(2025, 12, 29))
    hand_out(session, desk, 10, date(2025, 10, 1))
    answers(session, desk, 10, date(2026, 1, 5))
    findings = found(session, "2026-W02")
    row = by_key(findings)["desk:quay-5"]
    assert (row.minted, row.answers, row.is_over) == (10, 10, False)
