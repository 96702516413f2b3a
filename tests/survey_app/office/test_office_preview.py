"""Those who review a language read every page of it; citizens see nothing of that, and nothing can be sent."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.languages import known_languages
from survey_app.office.preview import STATES
from tests.survey_app.office.office_world import furnish, sign_in

DESK = "/office/preview/quay-5"
VIETNAMESE = re.compile(r"[ạ-ỹăđơưĂĐƠƯ]")


@pytest.fixture
def head(app: Flask, store: Store, client: FlaskClient) -> FlaskClient:
    """The reader of the province, signed in."""
    furnish(app, store)
    sign_in(client)
    return client


def of_the_page(text: str) -> str:
    """What a citizen would see: without the bar, and without names that are marked as Vietnamese."""
    body = re.sub(r"<nav.*?</nav>", "", text.partition("<body")[2], flags=re.DOTALL)
    return re.sub(r'<(span|a|button)[^>]* lang="vi"[^>]*>[^<]*</\1>', "", body)


def test_the_preview_leads_to_a_desk_of_ones_own(head: FlaskClient) -> None:
    answer = head.get("/office/preview?lang=lo")
    assert answer.status_code == 302
    assert answer.location == f"{DESK}?lang=lo"


@pytest.mark.parametrize("state", STATES)
def test_every_page_of_the_unreviewed_language_stands_in_it_alone(head: FlaskClient, state: str) -> None:
    page = head.get(f"{DESK}?lang=lo&state={state}")
    assert page.status_code == 200
    assert '<html lang="lo">' in page.text
    assert len(re.findall(r"[\u0e80-\u0eff]", of_the_page(page.text))) > 20
    assert VIETNAMESE.findall(of_the_page(page.text)) == []
    assert "chưa được duyệt" in page.text
    assert "<script" not in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "form-action 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("language", known_languages())
def test_the_bar_leads_to_every_language_and_state(head: FlaskClient, language: str) -> None:
    page = head.get(f"{DESK}?lang={language}").text
    assert all(f"lang={code}" in page for code in known_languages())
    assert all(f"state={state}" in page for state in STATES)
    assert ("chưa được duyệt" in page) == (not known_languages()[language].is_reviewed)


def test_an_unknown_language_or_state_or_a_desk_of_others_is_not_there(head: FlaskClient) -> None:
    for address in (f"{DESK}?lang=km", f"{DESK}?state=mood", "/office/preview/khong-co?lang=lo"):
        assert head.get(address).status_code == 404


def test_a_person_of_another_unit_does_not_see_the_desk(app: Flask, store: Store, client: FlaskClient) -> None:
    furnish(app, store)
    sign_in(client, "khac.xem")
    assert client.get(DESK).status_code == 404
    assert client.get("/office/preview").status_code == 404


def test_who_is_not_signed_in_is_led_back_after_signing_in(app: Flask, store: Store, client: FlaskClient) -> None:
    furnish(app, store)
    address = f"{DESK}?lang=lo"
    assert client.get(address).status_code == 302
    assert sign_in(client, to=f"{DESK}%3Flang%3Dlo").location == address


def test_the_pages_of_questionnaires_and_of_a_desk_lead_to_the_preview(app: Flask, head: FlaskClient) -> None:
    administrator = app.test_client()
    sign_in(administrator, "administrator.tinh")
    for page in ("questionnaires", "questionnaires/desk_v1", "places/desks/quay-5"):
        assert f'href="{DESK}"' in administrator.get(f"/office/{page}").text, page
    # no desk asks it, so there is nothing to look at
    assert "/office/preview" not in administrator.get("/office/questionnaires/sipas_2017").text
