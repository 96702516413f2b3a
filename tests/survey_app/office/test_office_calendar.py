"""Days off and make-up days in the browser, and what they change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.database import Store
from survey_app.imports import Table, import_transactions
from survey_app.intake.arrivals import OUT_OF_HOURS, Arrival, Arrivals
from survey_app.models import AuditEntry, TransactionCount
from survey_app.own_days import calendar_of
from tests.survey_app.office.office_world import furnish, sign_in, token

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
"""No SQL of its own is tested here."""
MONDAY = date(2026, 10, 12)
SATURDAY = date(2026, 10, 17)


@pytest.fixture
def administrator(app: Flask, store: Store) -> FlaskClient:
    furnish(app, store)
    return person(app, "administrator.tinh")


def person(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, login)
    return client


def add(client: FlaskClient, day: date | str, kind: str, **typed: str) -> TestResponse:
    form = {"day": str(day), "kind": kind, "title": "Hoán đổi ngày làm việc", "source": "Thông báo 12/TB", **typed}
    return client.post("/office/calendar", data={"csrf_token": token(client.get("/office/calendar")), **form})


def test_a_swap_moves_the_days_a_month_is_spread_over(administrator: FlaskClient, store: Store) -> None:
    assert add(administrator, MONDAY, "off").status_code == 302
    assert add(administrator, SATURDAY, "working").status_code == 302
    table = Table.from_rows("t", ("unit", "sector", "month", "visits"), [("xa-1", "ho-tich", "2026-10", 220)])
    with store.writing.begin() as session:
        import_transactions(session, table, granularity="month", today=date(2026, 11, 12))
        days = set(session.scalars(sa.select(TransactionCount.day).where(TransactionCount.unit == "xa-1")))
        actions = session.scalars(sa.select(AuditEntry.action)).all()
    assert SATURDAY in days
    assert MONDAY not in days
    assert len(days) == 22
    assert actions.count("calendar.keep") == 2


def test_an_answer_on_an_added_day_off_is_out_of_hours(administrator: FlaskClient, store: Store) -> None:
    add(administrator, MONDAY, "off")
    morning = datetime(2026, 10, 12, 3, tzinfo=UTC)
    with store.reading() as session:
        calendar = calendar_of(session)
    arrival = Arrival("quay-5", "0" * 16, morning, morning.replace(minute=2), is_trapped=False, calendar=calendar)
    assert OUT_OF_HOURS in Arrivals().labels(arrival)


def test_a_day_taken_back_is_as_it_was(administrator: FlaskClient, store: Store) -> None:
    add(administrator, MONDAY, "off")
    page = administrator.get("/office/calendar?year=2026")
    dropped = administrator.post("/office/calendar", data={"csrf_token": token(page), "drop": str(MONDAY)})
    assert dropped.status_code == 302
    with store.reading() as session:
        assert calendar_of(session).is_working_day(MONDAY)
    again = administrator.post("/office/calendar", data={"csrf_token": token(page), "drop": str(MONDAY)})
    assert "có thể vừa được bỏ" in unescape(again.text)


@pytest.mark.parametrize(
    ("day", "kind", "typed", "said"),
    [
        (SATURDAY, "off", {}, "vốn là ngày nghỉ"),
        (MONDAY, "working", {}, "vốn là ngày làm việc"),
        ("31/02/2026", "off", {}, "không có trong lịch"),
        (MONDAY, "off", {"source": ""}, "Xin ghi văn bản"),
    ],
    ids=["off anyway", "worked anyway", "no day", "no source"],
)
def test_a_day_that_cannot_be_meant_is_told(
    administrator: FlaskClient, day: date | str, kind: str, typed: dict[str, str], said: str
) -> None:
    refused = add(administrator, day, kind, **typed)
    assert refused.status_code == 422
    assert said in unescape(refused.text)


def test_questionnaires_are_listed_and_read(administrator: FlaskClient) -> None:
    assert "desk_v1" in administrator.get("/office/questionnaires").text
    page = unescape(administrator.get("/office/questionnaires/desk_v1").text)
    assert "Rất hài lòng" in page
    assert administrator.get("/office/questionnaires/khong_co").status_code == 404
