"""The week of a merger: communes A and B end on a Monday, the new one carries them on from Tuesday."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.models import Response, Sector, Unit, UnitParent
from survey_app.periods import parse_period
from survey_app.places import last_day_in
from survey_app.registry.successors import Merger, merge_units
from survey_app.results import load
from survey_app.results.compute import root_of
from survey_app.snapshots import find_snapshot
from tests.factories import make_desk, make_transactions, make_unit, publish
from tests.survey_app.office.office_world import NOW, WEEK_DAY, answer, furnish, set_clock, sign_in, write_world
from tests.written_once import written_once

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)
WEEK, BEFORE = parse_period("2026-W45"), date(2026, 10, 28)


@pytest.fixture
def broken(app: Flask, store: Store) -> Store:
    """The week is published, then a merger on its Tuesday is written, then it is published again."""
    set_clock(app, NOW)
    written_once(store, "broken week", write_broken)
    return store


def write_broken(store: Store) -> None:
    write_world(store)
    with store.writing.begin() as session:
        land = session.get_one(Sector, "dat-dai")
        for code, satisfied, day in (("xa-a", 20, MONDAY), ("xa-b", 30, MONDAY), ("xa-moi", 25, WEEK_DAY)):
            unit = make_unit(session, code, name_vi=f"Xã {code}", level="commune_centre")
            session.add(UnitParent(unit=code, parent="tinh", valid_from=date(2025, 7, 1)))
            desk = make_desk(session, unit, f"quay-{code}", sectors=(land,))
            for each in (day, BEFORE):
                answer(session, desk, "dat-dai", satisfied=satisfied, others=10, day=each)
                make_transactions(session, unit, land, day=each, visits=100)
    for period in ("2026-W44", "2026-W45"):
        publish(store, NOW.date(), period=period)
    with store.writing.begin() as session:
        merge_units(session, Merger(("xa-a", "xa-b"), "xa-moi", TUESDAY), NOW.date())
    publish(store, NOW.date(), period="2026-W45")


def test_a_unit_stays_in_its_tree_and_under_its_plans_until_its_last_day(broken: Store) -> None:
    with broken.reading() as session:
        assert last_day_in(session, "xa-a", WEEK.first, WEEK.last) == MONDAY
        assert last_day_in(session, "xa-moi", WEEK.first, WEEK.last) == WEEK.last
        assert last_day_in(session, "tinh", WEEK.first, WEEK.last) == WEEK.last
        assert root_of(session, "xa-a", WEEK) == "tinh"
        rows = {row.key: row for row in load(session, WEEK, "tinh", today=NOW.date()).units}
        for code in ("xa-a", "xa-b", "xa-moi"):
            found = load(session, WEEK, code, today=NOW.date())
            assert found.plan_period is not None
            assert found.targets
            assert (found.total.n, found.total.share) == (rows[code].n, rows[code].share)


def test_the_pages_of_the_week_open_for_the_head_and_for_the_old_unit(broken: Store, app: Flask) -> None:
    for login in ("tinh.xem", "head.tinh"):
        client = app.test_client()
        sign_in(client, login)
        above = client.get("/office/results?unit=tinh&period=2026-W45")
        assert above.status_code == 200
        for code in ("xa-a", "xa-b", "xa-moi"):
            for period in ("2026-W44", "2026-W45"):
                page = client.get(f"/office/results?unit={code}&period={period}")
                assert (code, period, page.status_code) == (code, period, 200)
            assert f"unit={code}&amp;period=2026-W45" in above.text
    stranger = app.test_client()
    sign_in(stranger, "khac.xem")
    assert stranger.get("/office/results?unit=xa-a&period=2026-W45").status_code == 404


def test_the_series_shows_the_old_units_part_of_the_week_in_rows_of_their_own(broken: Store, app: Flask) -> None:
    client: FlaskClient = app.test_client()
    sign_in(client)
    page = client.get("/office/series?unit=xa-moi&period=2026-W45")
    assert page.status_code == 200
    body = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
    assert "tiếp nhận: Xã xa-a, Xã xa-b" in body
    after = body.split("tiếp nhận: Xã xa-a, Xã xa-b", 1)[1]
    assert "Xã xa-a" in after
    assert "Xã xa-b" in after


def test_a_unit_that_leaves_the_tree_is_the_reason_not_late_answers(store: Store, app: Flask) -> None:
    furnish(app, store)
    with store.writing.begin() as session:
        desk = make_desk(
            session, session.get_one(Unit, "xa-1"), "quay-1", sectors=(session.get_one(Sector, "dat-dai"),)
        )
        answer(session, desk, "dat-dai", satisfied=20, others=5)
    publish(store, NOW.date(), period="2026-W45")
    with store.writing.begin() as session:
        session.execute(sa.delete(UnitParent).where(UnitParent.unit == "xa-1"))
    publish(store, NOW.date(), period="2026-W45")
    with store.reading() as session:
        kept = find_snapshot(session, "tinh", "2026-W45")
        assert kept is not None
        assert (kept.revision, kept.reason) == (3, "units")


def test_fewer_answers_are_never_told_as_more(store: Store, app: Flask) -> None:
    furnish(app, store)
    with store.writing.begin() as session:
        query = sa.select(Response).where(Response.unit == "ttpvhcc", Response.day == WEEK_DAY).limit(12)
        for each in session.scalars(query):
            session.delete(each)
    publish(store, NOW.date(), period="2026-W45")
    with store.reading() as session:
        kept = find_snapshot(session, "tinh", "2026-W45")
        assert kept is not None
        assert (kept.revision, kept.reason) == (2, "recounted")


def test_a_period_after_the_end_names_the_last_day_and_leads_on_where_the_reader_may_go(
    broken: Store, app: Flask
) -> None:
    set_clock(app, NOW + timedelta(days=14))
    client, stranger = app.test_client(), app.test_client()
    sign_in(client)
    sign_in(stranger, "khac.xem")
    asked = "/office/results?unit=xa-a&period=2026-W46"
    page = client.get(asked)
    assert page.status_code == 404
    assert "Xã xa-a kết thúc hoạt động sau ngày 02/11/2026" in page.text
    assert "“xa-a”" not in page.text
    links = [html.unescape(link) for link in re.findall(r'<li><a href="(/office/results[^"]+)">', page.text)]
    assert links == ["/office/results?unit=xa-moi&period=2026-W46", "/office/results?unit=xa-a&period=2026-W45"]
    own = client.get(links[1])
    assert own.status_code == 200
    assert "Đơn vị này kết thúc hoạt động sau ngày 02/11/2026" in own.text
    assert 'href="/office/results?unit=xa-moi"' in own.text
    assert "Đơn vị này kết thúc" not in client.get("/office/results?unit=xa-moi&period=2026-W45").text
    refused = stranger.get(asked)
    assert refused.status_code == 404
    assert "kết thúc" not in refused.text
    assert "xa-moi" not in refused.text
