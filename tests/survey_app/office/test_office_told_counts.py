"""Counts under published figures: the unit that is judged by them neither rewrites them nor blows them up."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.database import Store
from survey_app.models import Desk, Sector, TransactionCount, Unit
from tests.factories import make_sector, make_transactions
from tests.survey_app.office.office_world import (
    OPEN_DAY,
    WEEK_DAY,
    add_person,
    answer,
    furnish,
    set_clock,
    sign_in,
    token,
)

HEAD = "unit,sector,day,visits\n"
THURSDAY = datetime(2026, 11, 12, 2, 0, tzinfo=UTC)
"""The first day on which week 45 is official."""


@pytest.fixture
def office(app: Flask, store: Store) -> Flask:
    furnish(app, store)
    with store.writing.begin() as session:
        add_person(session, "clerk.trungtam", "ttpvhcc", ("clerk",))
    return app


def send(app: Flask, login: str, text: str, *, head: str = HEAD) -> tuple[FlaskClient, TestResponse, str]:
    """The page that says what a file would change."""
    client = app.test_client()
    sign_in(client, login)
    form = {
        "csrf_token": token(client.get("/office/imports")),
        "kind": "visits_by_day",
        "file": (BytesIO((head + text).encode()), "luot.csv"),
    }
    address = client.post("/office/imports", data=form).location
    return client, client.get(address), address


def take_in(app: Flask, login: str, text: str) -> TestResponse:
    client, page, address = send(app, login, text)
    assert page.status_code == 200, page.text
    shown = re.findall(r'name="shown" value="([^"]*)"', page.text)[0]
    return client.post(address, data={"csrf_token": token(page), "shown": shown, "do": "take_in"})


def visits(store: Store, sector: str = "dat-dai", day: date = WEEK_DAY) -> int | None:
    with store.reading() as session:
        return session.scalar(
            sa.select(TransactionCount.visits).where(
                TransactionCount.unit == "ttpvhcc", TransactionCount.sector == sector, TransactionCount.day == day
            )
        )


def test_the_unit_itself_does_not_correct_what_official_figures_rest_on(office: Flask, store: Store) -> None:
    set_clock(office, THURSDAY)
    _client, page, _address = send(office, "clerk.trungtam", "ttpvhcc,dat-dai,2026-11-04,390\n")
    assert page.status_code == 422
    assert "ttpvhcc, lĩnh vực dat-dai: đã công bố chính thức; việc sửa do cơ quan cấp trên nhập." in page.text
    assert visits(store) == 400


def test_while_figures_are_preliminary_it_corrects_its_own(office: Flask, store: Store) -> None:
    assert take_in(office, "clerk.trungtam", "ttpvhcc,dat-dai,2026-11-04,390\n").status_code == 302
    assert visits(store) == 390


def test_the_office_above_corrects_them(office: Flask, store: Store) -> None:
    set_clock(office, THURSDAY)
    assert take_in(office, "clerk.tinh", "ttpvhcc,dat-dai,2026-11-04,390\n").status_code == 302
    assert visits(store) == 390


def test_what_was_not_counted_yet_is_still_taken_from_the_unit(office: Flask, store: Store) -> None:
    set_clock(office, THURSDAY)
    assert take_in(office, "clerk.trungtam", "ttpvhcc,dat-dai,2026-11-05,40\n").status_code == 302
    assert visits(store, day=date(2026, 11, 5)) == 40


def test_a_count_that_stays_as_it_was_is_no_correction(office: Flask, store: Store) -> None:
    set_clock(office, THURSDAY)
    text = "ttpvhcc,dat-dai,2026-11-04,400\nttpvhcc,dat-dai,2026-11-05,40\n"
    assert take_in(office, "clerk.trungtam", text).status_code == 302
    assert visits(store, day=date(2026, 11, 5)) == 40


@pytest.mark.parametrize(("answers", "status"), [(9, 422), (10, 200)])
def test_nobody_corrects_on_a_page_what_would_tell_of_fewer_than_ten(
    office: Flask, store: Store, answers: int, status: int
) -> None:
    with store.writing.begin() as session:
        centre, few = session.get_one(Unit, "ttpvhcc"), make_sector(session, "bao-tro", position=3)
        desk = session.scalars(sa.select(Desk)).one()
        answer(session, desk, "bao-tro", satisfied=answers - 1, others=1)
        make_transactions(session, centre, few, day=WEEK_DAY, visits=20)
    set_clock(office, THURSDAY)
    _client, page, _address = send(office, "clerk.tinh", "ttpvhcc,bao-tro,2026-11-04,25\n")
    assert page.status_code == status
    assert ("lộ câu trả lời" in page.text) == (status == 422)


@pytest.mark.parametrize("login", ["clerk.trungtam", "clerk.tinh"])
def test_nor_does_anybody_add_a_day_to_such_a_week(office: Flask, store: Store, login: str) -> None:
    with store.writing.begin() as session:
        centre, few = session.get_one(Unit, "ttpvhcc"), make_sector(session, "bao-tro", position=3)
        desk = session.scalars(sa.select(Desk)).one()
        answer(session, desk, "bao-tro", satisfied=8, others=1)
        make_transactions(session, centre, few, day=WEEK_DAY, visits=20)
    set_clock(office, THURSDAY)
    _client, page, _address = send(office, login, "ttpvhcc,bao-tro,2026-11-05,25\n")
    assert page.status_code == 422
    assert "lộ câu trả lời" in page.text


def test_dossiers_of_such_a_week_still_come_late(office: Flask, store: Store) -> None:
    with store.writing.begin() as session:
        centre, few = session.get_one(Unit, "ttpvhcc"), make_sector(session, "bao-tro", position=3)
        answer(session, session.scalars(sa.select(Desk)).one(), "bao-tro", satisfied=8, others=1)
        make_transactions(session, centre, few, day=WEEK_DAY, visits=20)
    set_clock(office, THURSDAY)
    head = "unit,sector,day,visits,received\n"
    _client, page, _address = send(office, "clerk.trungtam", "ttpvhcc,bao-tro,2026-11-04,20,15\n", head=head)
    assert page.status_code == 200


@pytest.fixture
def usual(office: Flask, store: Store) -> Flask:
    """Four weeks before the open one, with 20 to 24 visits of civil status each; the most makes the limit 102."""
    with store.writing.begin() as session:
        centre, civil = session.get_one(Unit, "ttpvhcc"), session.get_one(Sector, "ho-tich")
        for number, count in enumerate((20, 24, 22, 21), start=2):
            make_transactions(session, centre, civil, day=OPEN_DAY - timedelta(weeks=number), visits=count)
        session.execute(
            sa.update(TransactionCount)
            .where(TransactionCount.sector == "ho-tich", TransactionCount.day == WEEK_DAY)
            .values(visits=23)
        )
    return office


def test_a_week_far_above_all_before_is_not_taken_from_the_unit(usual: Flask, store: Store) -> None:
    _client, page, _address = send(usual, "clerk.trungtam", "ttpvhcc,ho-tich,2026-11-09,103\n")
    assert page.status_code == 422
    assert "103 lượt, trong khi các tuần trước nhiều nhất 24 lượt. Hãy xem lại số này." in page.text
    assert take_in(usual, "clerk.trungtam", "ttpvhcc,ho-tich,2026-11-09,102\n").status_code == 302
    assert visits(store, "ho-tich", OPEN_DAY) == 102


def test_days_of_a_week_are_looked_at_together(usual: Flask) -> None:
    assert take_in(usual, "clerk.trungtam", "ttpvhcc,ho-tich,2026-11-09,60\n").status_code == 302
    _client, page, _address = send(usual, "clerk.trungtam", "ttpvhcc,ho-tich,2026-11-10,60\n")
    assert page.status_code == 422
    assert "120 lượt" in page.text


def test_the_office_above_is_told_and_may_take_it_in(usual: Flask, store: Store) -> None:
    _client, page, _address = send(usual, "clerk.tinh", "ttpvhcc,ho-tich,2026-11-09,1000\n")
    assert "1.000 lượt, trong khi các tuần trước nhiều nhất 24 lượt" in page.text
    assert take_in(usual, "clerk.tinh", "ttpvhcc,ho-tich,2026-11-09,1000\n").status_code == 302
    assert visits(store, "ho-tich", OPEN_DAY) == 1000


def test_a_sector_without_weeks_before_is_taken_as_it_comes(usual: Flask, store: Store) -> None:
    assert take_in(usual, "clerk.trungtam", "ttpvhcc,dat-dai,2026-11-09,900\n").status_code == 302
    assert visits(store, day=OPEN_DAY) == 900


def test_but_not_where_it_alone_would_carry_the_unit(usual: Flask, store: Store) -> None:
    """Its busiest week of all sectors has 423 visits."""
    _client, page, _address = send(usual, "clerk.trungtam", "ttpvhcc,dat-dai,2026-11-09,1300\n")
    assert page.status_code == 422
    assert "mọi lĩnh vực: 1.300 lượt, trong khi các tuần trước nhiều nhất 423 lượt" in page.text
    assert visits(store, day=OPEN_DAY) is None


def test_days_added_to_official_weeks_do_not_raise_what_is_usual(usual: Flask, store: Store) -> None:
    """A Saturday of week 45, which has 23 visits already, makes it no busier than 24 and thirty more."""
    set_clock(usual, THURSDAY)
    _client, page, _address = send(usual, "clerk.trungtam", "ttpvhcc,ho-tich,2026-11-07,32\n")
    assert page.status_code == 422
    assert "55 lượt, trong khi các tuần trước nhiều nhất 24 lượt" in page.text
    assert take_in(usual, "clerk.trungtam", "ttpvhcc,ho-tich,2026-11-07,31\n").status_code == 302
    assert visits(store, "ho-tich", date(2026, 11, 7)) == 31
