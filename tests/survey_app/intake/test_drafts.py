"""A form sent back to a browser without script: at an address of its own, in memory only, until its form is kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.database import Store
from survey_app.intake.drafts import KEPT_FOR, LONGEST, MOST, SETTLED_AFTER, Drafts
from survey_app.intake.pages import NOT_FROZEN
from survey_app.minting import mint
from survey_app.models import Response
from survey_app.ticket_codes import keeper_of
from tests.factories import make_desk, make_sector, make_unit

HERE = "/d/0123456789"
NOW = datetime(2026, 11, 4, 2, 30, tzinfo=UTC)
TOLD = "Gọi tôi 0912 345 678"
BY_ITSELF = {"Sec-Fetch-Mode": "navigate"}

Form = dict[str, str]


@pytest.fixture
def form(app: Flask, client: FlaskClient, store: Store) -> Form:
    """An opened form with an answer and a comment that holds a phone number."""
    app.extensions["sipas_clock"] = lambda: NOW
    with store.writing.begin() as session:
        make_desk(session, make_unit(session), token=HERE[-10:], sectors=(make_sector(session),))
    return {**hidden(client.get(HERE).text), "overall": "2", "comment": TOLD}


def hidden(page: str) -> Form:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', page))


def send(client: FlaskClient, form: Form) -> TestResponse:
    return client.post(f"{HERE}?sent=1", data=form, headers=BY_ITSELF)


def number_of_answers(store: Store) -> int:
    with store.reading() as session:
        return len(session.scalars(sa.select(Response.receipt)).all())


def test_a_form_with_a_hint_gets_an_address_that_shows_what_was_typed(client: FlaskClient, form: Form) -> None:
    answer = send(client, form)
    assert answer.status_code == 303
    for _reload in range(2):
        page = client.get(answer.location)
        assert page.status_code == NOT_FROZEN
        assert page.headers["Cache-Control"] == "no-store"
        assert TOLD in page.text
        assert re.search(r'name="overall" value="2"[^>]* checked', page.text)
        assert hidden(page.text)["form-nonce"] == form["form-nonce"]


@pytest.mark.parametrize("part", ["0912", "G%E1%BB%8Di", "overall"])
def test_nothing_typed_and_no_nonce_stands_in_the_address(client: FlaskClient, form: Form, part: str) -> None:
    location = send(client, form).location
    assert part not in location
    assert form["form-nonce"] not in location


def test_nothing_of_it_is_in_the_database(client: FlaskClient, form: Form, store: Store) -> None:
    send(client, form)
    assert number_of_answers(store) == 0
    with store.reading() as session:
        tables = sa.inspect(store.engine).get_table_names()
        rows = [str(row) for table in tables for row in session.execute(sa.text(f'SELECT * FROM "{table}"'))]
    assert rows
    assert not any("0912 345 678" in row for row in rows)


def test_once_it_is_kept_the_address_is_that_of_a_blank_form_that_sends_the_same_again(
    client: FlaskClient, form: Form, store: Store
) -> None:
    address = send(client, form).location
    thanks = send(client, {**form, **hidden(client.get(address).text)}).location
    page = client.get(address).text
    assert TOLD not in page
    assert " checked" not in page
    assert hidden(page)["form-nonce"] == form["form-nonce"]
    assert send(client, {**hidden(page), "overall": "2"}).location == thanks
    assert number_of_answers(store) == 1


def test_a_form_with_errors_and_one_with_an_unreadable_nonce_get_an_address_too(
    client: FlaskClient, form: Form
) -> None:
    with_errors = client.get(send(client, {**form, "overall": ""}).location)
    assert "Xin chọn một mức hài lòng." in with_errors.text
    assert TOLD in with_errors.text
    unreadable = client.get(send(client, {**form, "form-nonce": "x"}).location)
    assert "không còn nguyên vẹn" in unreadable.text
    assert TOLD in unreadable.text


def test_an_address_forgets_after_half_an_hour(app: Flask, client: FlaskClient, form: Form) -> None:
    address = send(client, form).location
    app.extensions["sipas_clock"] = lambda: NOW + KEPT_FOR + timedelta(seconds=1)
    page = client.get(address)
    assert page.status_code == 200
    assert TOLD not in page.text
    assert hidden(page.text)["form-nonce"] != form["form-nonce"]


def test_a_key_that_nobody_was_told_shows_a_blank_form(client: FlaskClient, form: Form) -> None:
    send(client, form)
    for key in ("", "0" * 32, form["form-nonce"], "\x00ữ"):
        assert TOLD not in client.get(HERE, query_string={"again": key}).text


def test_what_a_script_sends_is_answered_at_once(client: FlaskClient, form: Form) -> None:
    answer = client.post(HERE, data={**form, "overall": ""}, headers={"Sec-Fetch-Mode": "cors"})
    assert answer.status_code == 422
    assert TOLD in answer.text


def switch(client: FlaskClient, address: str, form: Form, language: str = "en") -> TestResponse:
    """Press the button of another language on a page that came back."""
    page = client.get(address).text
    (to,) = re.findall(f'<button form="answer" formaction="([^"]*lang={language}[^"]*)"', page)
    sent = {**hidden(page), **form}
    return client.post(f"{address.partition('?')[0]}{to.replace('&amp;', '&')}", data=sent, headers=BY_ITSELF)


def test_another_language_keeps_what_was_changed_on_a_form_that_came_back_and_says_again_what_is_wrong(
    client: FlaskClient, form: Form, store: Store
) -> None:
    address = send(client, {**form, "overall": ""}).location
    changed = {"minutes_typed": "17", "comment": "Chờ lâu"}
    answer = switch(client, address, changed)
    assert answer.status_code == 303
    assert re.fullmatch(r"/d/\w+\?again=[0-9a-f]{32}&lang=en|/d/\w+\?lang=en&again=[0-9a-f]{32}", answer.location)
    page = client.get(answer.location).text
    assert '<html lang="en">' in page
    assert "Please choose" in page
    assert "Chờ lâu" in page
    assert 'value="17"' in page
    assert "Set-Cookie" not in answer.headers
    back = client.get(switch(client, answer.location, {**changed, "overall": "4"}, "vi").location).text
    assert '<html lang="vi">' in back
    assert "Phiếu chưa gửi được" not in back
    assert re.search(r'name="overall" value="4"[^>]* checked', back)
    assert "Chờ lâu" in back
    assert number_of_answers(store) == 0
    assert "/thanks/" in send(client, {**hidden(back), **changed, "overall": "4"}).location


def test_another_language_says_the_hint_again_and_sends_nothing(client: FlaskClient, form: Form, store: Store) -> None:
    address = send(client, form).location
    page = client.get(switch(client, address, {"overall": "2", "comment": TOLD}).location).text
    assert "Your comment seems to hold" in page
    assert TOLD in page
    assert number_of_answers(store) == 0
    client.post(f"{HERE}?lang=en&sent=1", data={**hidden(page), "overall": "2", "comment": TOLD}, headers=BY_ITSELF)
    assert number_of_answers(store) == 1


def test_another_language_keeps_a_form_whose_code_is_of_no_use_one_answer(
    app: Flask, client: FlaskClient, form: Form, store: Store
) -> None:
    keeper, today = keeper_of(app.extensions["sipas_settings"].secret_key), NOW.date()
    with store.writing.begin() as session:
        batch = mint(session, keeper, "quay-5", 1, today=today, days=(today, today))
    code = batch.tickets[0].scanned
    first, second = (hidden(client.get(f"/t/{code}").text) for _view in range(2))
    client.post(f"/t/{code}", data={**first, "overall": "5"})
    address = client.post(f"/t/{code}", data={**second, "overall": "2"}, headers=BY_ITSELF).location
    shown = client.get(address).text
    page = client.get(switch(client, address, {"overall": "2"}).location).text
    assert "Send without a code" in page
    assert hidden(page)["form-nonce"] == hidden(shown)["form-nonce"]
    assert re.search(r'name="overall" value="2"[^>]* checked', page)
    for each in (shown, page, shown):
        client.post(HERE, data={**hidden(each), "overall": "2"})
    assert number_of_answers(store) == 2


def test_another_language_keeps_a_code_that_was_mistyped(client: FlaskClient, form: Form) -> None:
    address = client.post("/t", data={"code": "ABCD-EFGH"}, headers=BY_ITSELF).location
    page = client.get(switch(client, address, {"code": "ABCD-EFG"}).location).text
    assert '<html lang="en">' in page
    assert 'value="ABCD-EFG"' in page


def test_a_full_memory_lets_go_of_settled_pages_only() -> None:
    drafts = Drafts()
    keys = [drafts.keep(f"nonce {number}", "page", NOW) for number in range(MOST)]
    assert all(keys)
    assert drafts.keep("one more", "page", NOW + SETTLED_AFTER / 2) is None
    later = NOW + SETTLED_AFTER
    assert drafts.keep("one more", "page", later)
    assert drafts.find(str(keys[0]), later) is None
    assert drafts.find(str(keys[1]), later)


def test_a_page_too_long_for_the_memory_is_sent_at_once() -> None:
    assert Drafts().keep("nonce", "ữ" * LONGEST, NOW) is None
    assert Drafts().keep("nonce", "\ud800", NOW)
