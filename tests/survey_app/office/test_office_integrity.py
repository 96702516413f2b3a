"""The inspector's page and files: who opens them, for which units, and that nothing there can be changed."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from survey_app.calendars import working_days
from survey_app.database import Store
from survey_app.models import Desk, Response, Unit
from tests.factories import make_desk, make_response
from tests.survey_app.office.office_world import OPEN_DAY, add_person, answer, furnish, sign_in, token

PAGE = "/office/integrity?unit=tinh&period=2026-W45"


@pytest.fixture
def guest(app: Flask, store: Store, client: FlaskClient) -> FlaskClient:
    """A browser before a furnished office."""
    furnish(app, store)
    return client


def test_the_inspector_reads_notices_tables_and_how_to_read_them(guest: FlaskClient) -> None:
    sign_in(guest, "inspector.tinh")
    page = guest.get(PAGE)
    assert page.status_code == 200
    for words in (
        "Độ tin cậy của số liệu",
        "Việc nên xem",
        "Độ phủ theo đơn vị",
        "Quầy im lặng",
        "không phải kết luận",
    ):
        assert words in page.text
    assert "gian lận" not in page.text.casefold()
    assert '<form class="languages" method="post"' in page.text
    assert page.text.count('method="post"') == 2  # language and sign-out: nothing else can be sent


@pytest.mark.parametrize("role", ["administrator", "head", "analyst", "clerk", "viewer"])
def test_nobody_else_opens_it(guest: FlaskClient, role: str) -> None:
    sign_in(guest, f"{role}.tinh")
    assert guest.get(PAGE).status_code == 403
    assert guest.get("/office/integrity/tinh/2026-W45.csv").status_code == 403
    assert "/office/integrity" not in guest.get("/office/results?period=2026-W45").text


def test_an_inspector_of_a_commune_sees_no_other_unit(guest: FlaskClient, store: Store) -> None:
    with store.writing.begin() as session:
        add_person(session, "tt.xa", "xa-1", ["inspector"])
    sign_in(guest, "tt.xa")
    assert guest.get("/office/integrity?period=2026-W45").status_code == 200
    refused = guest.get(PAGE)
    assert refused.status_code == 404
    assert "Không có đơn vị" in refused.text


def test_files_hold_the_tables_of_the_page(guest: FlaskClient) -> None:
    sign_in(guest, "inspector.tinh")
    text = guest.get("/office/integrity/tinh/2026-W45.csv").data.decode("utf-8-sig")
    assert "coverage;ttpvhcc;Trung tâm tỉnh A;coverage;Độ phủ;8;%" in text
    workbook = guest.get("/office/integrity/tinh/2026-W45.xlsx")
    assert workbook.data[:2] == b"PK"
    assert 'filename="sipas_tinh_2026-W45_vi_do-tin-cay.xlsx"' in workbook.headers["Content-Disposition"]


def test_it_reads_in_english(guest: FlaskClient) -> None:
    sign_in(guest, "inspector.tinh")
    page = guest.get(f"{PAGE}&lang=en")
    assert "Worth a look" in page.text
    assert "Reliability of the figures" in page.text


@pytest.mark.parametrize(("period", "why"), [("2026-W46", "chưa kết thúc"), ("2026-W40", "chưa được tính")])
def test_a_period_without_figures_says_why_and_leads_on(guest: FlaskClient, period: str, why: str) -> None:
    sign_in(guest, "inspector.tinh")
    page = guest.get(f"/office/integrity?unit=tinh&period={period}")
    assert page.status_code == 200
    assert why in page.text
    assert f"Kỳ {period}" not in page.text
    assert f"kỳ {period}" not in page.text
    assert '<select id="period"' in page.text
    assert guest.get(f"/office/integrity/tinh/{period}.csv").status_code == 404


def test_a_silent_desk_stands_there_before_its_week_is_published(guest: FlaskClient, store: Store) -> None:
    with store.writing.begin() as session:
        desk = session.scalars(sa.select(Desk)).first()
        assert desk is not None
        session.execute(sa.delete(Response))
        for day in working_days(date(2026, 10, 12), date(2026, 11, 6)):
            answer(session, desk, "dat-dai", satisfied=12, others=3, day=day)
    sign_in(guest, "inspector.tinh")
    page = guest.get("/office/integrity?unit=tinh&period=2026-W46")
    assert "Đến hết ngày làm việc vừa qua" not in page.text  # nobody else was at work: a day off?
    with store.writing.begin() as session:
        other = make_desk(session, session.get_one(Unit, "xa-1"), "quay-xa")
        make_response(session, other, day=OPEN_DAY)
    guest.application.extensions.pop("sipas_watch")
    page = guest.get("/office/integrity?unit=tinh&period=2026-W46")
    assert "1 ngày làm việc không có phiếu nào" in page.text


def test_a_silent_desk_has_a_row_for_its_head_and_a_way_to_its_poster_for_its_keeper(
    guest: FlaskClient, store: Store
) -> None:
    with store.writing.begin() as session:
        desk = session.get_one(Desk, "quay-5")
        session.execute(sa.delete(Response))
        for day in working_days(date(2026, 10, 12), date(2026, 11, 6)):
            answer(session, desk, "dat-dai", satisfied=12, others=3, day=day)
        make_response(session, make_desk(session, session.get_one(Unit, "xa-1"), "quay-xa"), day=OPEN_DAY)
    sign_in(guest, "head.tinh")
    page = guest.get("/office/silent?unit=ttpvhcc")
    assert page.status_code == 200
    assert '<li id="quay-5">' in page.text
    assert "/office/places/desks/quay-5" not in page.text
    assert "xin nhờ quản trị viên" in page.text
    assert "/office/silent?unit=ttpvhcc" in guest.get("/office/results?unit=ttpvhcc&period=2026-W45").text
    assert guest.get("/office/silent?unit=tinh-khac").status_code == 404
    guest.post("/office/logout", data={"csrf_token": token(page)})
    sign_in(guest, "administrator.tinh")
    page = guest.get("/office/silent")
    assert "/office/places/desks/quay-5" in page.text
    assert guest.get("/office/places/desks/quay-5").status_code == 200
    assert "không quầy nào im lặng" in guest.get("/office/silent?unit=xa-1").text
