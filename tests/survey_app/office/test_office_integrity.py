"""The inspector's page and files: who opens them, for which units, and that nothing there can be changed."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from tests.survey_app.office.office_world import add_person, furnish, sign_in

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


def test_a_period_that_is_not_over_has_no_page_yet(guest: FlaskClient) -> None:
    sign_in(guest, "inspector.tinh")
    assert guest.get("/office/integrity?unit=tinh&period=2026-W46").status_code == 404
