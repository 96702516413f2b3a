"""The page on which helpers write down what people answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.intake.pages import NOT_FROZEN, TRAP
from survey_app.models import Comment, Response
from survey_app.rotating import rotating_codes_of
from tests.factories import make_desk, make_unit

TOKEN, OTHER = "0123456789", "1111111111"
NOW = datetime(2026, 11, 4, 2, 30, tzinfo=UTC)


def set_clock(app: Flask, now: datetime) -> None:
    app.extensions["sipas_clock"] = lambda: now


@pytest.fixture
def helpers(app: Flask, store: Store) -> str:
    """The address of the helpers' page of a desk."""
    set_clock(app, NOW)
    with store.writing.begin() as session:
        unit = make_unit(session)
        make_desk(session, unit, token=TOKEN)
        make_desk(session, unit, "quay-6", token=OTHER)
    return f"/assist/{TOKEN}/{key_of(app, TOKEN)}"


def key_of(app: Flask, token: str) -> str:
    return rotating_codes_of(app.extensions["sipas_settings"].secret_key).assist_key(token)


def hidden(client: FlaskClient, address: str) -> dict[str, str]:
    answer = client.get(address)
    assert answer.status_code in (200, NOT_FROZEN), answer.text
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', answer.text))


def kept(store: Store) -> list[tuple[str, str, str]]:
    with store.reading() as session:
        rows = session.execute(sa.select(Response.tier, Response.channel, Response.answers)).all()
    return sorted((tier, channel, answers[0]) for tier, channel, answers in rows)


def test_what_helpers_send_is_kept_as_assisted(app: Flask, client: FlaskClient, store: Store, helpers: str) -> None:
    form = hidden(client, helpers)
    set_clock(app, NOW + timedelta(minutes=1))
    sent = client.post(helpers, data={**form, "overall": "2", "comment": "Chờ lâu quá"})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{helpers}?sent=1")
    assert kept(store) == [("static", "assisted", "2")]
    with store.reading() as session:
        assert session.scalars(sa.select(Comment.text)).all() == ["Chờ lâu quá"]


def test_the_next_person_finds_nothing_of_the_last(client: FlaskClient, store: Store, helpers: str) -> None:
    form = hidden(client, helpers)
    client.post(helpers, data={**form, "overall": "2", "comment": "Chờ lâu quá"})
    following = client.get(f"{helpers}?sent=1")
    assert "Mời người tiếp theo" in following.text
    assert " checked" not in following.text
    assert "Chờ lâu quá" not in following.text
    assert following.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in following.headers
    client.post(helpers, data={**hidden(client, f"{helpers}?sent=1"), "overall": "5"})
    assert kept(store) == [("static", "assisted", "2"), ("static", "assisted", "5")]


def test_a_form_sent_twice_is_kept_once(client: FlaskClient, store: Store, helpers: str) -> None:
    form = {**hidden(client, helpers), "overall": "4"}
    assert [client.post(helpers, data=form).status_code for _time in range(3)] == [303, 303, 303]
    assert kept(store) == [("static", "assisted", "4")]
    other = client.post(helpers, data={**form, "overall": "1"})
    assert other.status_code == 409
    assert "bản đầu được giữ" in other.text
    assert kept(store) == [("static", "assisted", "4")]


def test_no_form_claims_another_channel(app: Flask, client: FlaskClient, store: Store, helpers: str) -> None:
    poster = f"/d/{TOKEN}"
    from_poster, from_helper = hidden(client, poster), hidden(client, helpers)
    for address, form in ((helpers, from_poster), (poster, from_helper)):
        refused = client.post(address, data={**form, "overall": "5"})
        assert refused.status_code == 400
        assert 'value="5" checked' in re.sub(r' id="[^"]*"', "", refused.text)
    neighbour = f"/assist/{OTHER}/{key_of(app, OTHER)}"
    assert client.post(neighbour, data={**from_helper, "overall": "5"}).status_code == 400
    assert kept(store) == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_the_desks_own_key_there_is_no_page(app: Flask, client: FlaskClient, helpers: str, method: str) -> None:
    screen_key = rotating_codes_of(app.extensions["sipas_settings"].secret_key).screen_key(TOKEN)
    for key in ("0" * 24, key_of(app, OTHER), screen_key, "%00", "é"):
        assert getattr(client, method)(f"/assist/{TOKEN}/{key}").status_code == 404


def test_the_key_may_be_typed_as_it_is_read(app: Flask, client: FlaskClient, helpers: str) -> None:
    assert client.get(helpers.lower()).status_code == NOT_FROZEN


def test_personal_data_in_a_comment_is_hinted_at_once(client: FlaskClient, store: Store, helpers: str) -> None:
    form = {**hidden(client, helpers), "overall": "4", "comment": "Xin gọi 0912345678"}
    hinted = client.post(helpers, data=form)
    assert hinted.status_code == 422
    assert "Xin gọi 0912345678" in hinted.text
    assert kept(store) == []
    marked = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', hinted.text))
    assert client.post(helpers, data={**form, **marked}).status_code == 303
    assert kept(store) == [("static", "assisted", "4")]


def test_a_missing_answer_is_asked_for_and_nothing_is_lost(client: FlaskClient, store: Store, helpers: str) -> None:
    again = client.post(helpers, data={**hidden(client, helpers), "purpose": "2", "comment": "Xin thêm ghế"})
    assert again.status_code == 422
    assert "Xin chọn một mức hài lòng." in again.text
    assert "Xin thêm ghế" in again.text
    assert kept(store) == []


def test_two_different_numbers_of_minutes_are_asked_about(client: FlaskClient, store: Store, helpers: str) -> None:
    form = {**hidden(client, helpers), "overall": "2", "minutes_typed": "12", "comment": "Xin thêm ghế"}
    again = client.post(helpers, data={**form, "minutes_quick": "45"})
    assert again.status_code == 422
    assert "Xin chỉ giữ một số." in again.text
    assert "Xin thêm ghế" in again.text
    assert again.text.count(" checked") == 1
    assert client.post(helpers, data=form).location == f"{helpers}?sent=1"
    assert kept(store) == [("static", "assisted", "2")]


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Mode": "navigate"}, {}], ids=["sent by itself", "old browser"])
def test_another_language_keeps_what_was_written_down(
    client: FlaskClient, store: Store, helpers: str, headers: dict[str, str]
) -> None:
    form = {**hidden(client, helpers), "overall": "2", "minutes_typed": "999", "comment": "Xin thêm ghế"}
    assert f'formaction="{helpers}?switch=1&amp;lang=en"' in client.get(helpers).text
    page = client.post(f"{helpers}?switch=1&lang=en", data=form, headers=headers, follow_redirects=True)
    assert page.status_code == NOT_FROZEN
    assert '<html lang="en">' in page.text
    assert "Xin thêm ghế" in page.text
    assert 'value="999"' in page.text
    assert page.text.count(" checked") == 1
    # nothing is judged before it is sent
    assert 'class="error"' not in page.text
    assert kept(store) == []
    assert (
        dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', page.text))["form-nonce"] == form["form-nonce"]
    )


def test_a_refused_form_has_an_address_of_its_own_until_it_is_sent(
    client: FlaskClient, store: Store, helpers: str
) -> None:
    by_itself = {"Sec-Fetch-Mode": "navigate"}
    form = {**hidden(client, helpers), "overall": "2", "comment": "Chờ lâu quá"}
    refused = client.post(helpers, data={**form, "minutes_typed": "999"}, headers=by_itself)
    assert refused.status_code == 303
    again = client.get(refused.location)
    assert "Phiếu chưa gửi được" in again.text
    assert "Chờ lâu quá" in again.text
    assert "script-src" not in again.headers["Content-Security-Policy"]
    sent = client.post(helpers, data={**form, "minutes_typed": "12"}, headers=by_itself)
    assert sent.location == f"{helpers}?sent=1"
    back = client.get(refused.location)
    assert "Chờ lâu quá" not in back.text
    assert " checked" not in back.text
    assert 'value="999"' not in back.text
    # the next person's form is another one, though Back led to it
    assert hidden(client, refused.location)["form-nonce"] != form["form-nonce"]
    assert kept(store) == [("static", "assisted", "2")]


def test_an_old_page_is_shown_again_with_what_was_typed(app: Flask, client: FlaskClient, helpers: str) -> None:
    form = hidden(client, helpers)
    set_clock(app, NOW + timedelta(days=31))
    old = client.post(helpers, data={**form, "overall": "3"})
    assert old.status_code == 400
    assert "quá 30 ngày" in old.text
    fresh = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', old.text))
    assert client.post(helpers, data={**fresh, "overall": "3"}).status_code == 303


def test_a_version_nobody_knows_is_shown_as_the_present_one(client: FlaskClient, store: Store, helpers: str) -> None:
    form = {**hidden(client, helpers), "form-id": "desk_v0", "overall": "3"}
    assert client.post(helpers, data=form).status_code == 422
    assert kept(store) == []


def test_the_trap_labels_and_other_sites_are_refused(client: FlaskClient, store: Store, helpers: str) -> None:
    form = {**hidden(client, helpers), "overall": "5", TRAP: "http://a.example"}
    assert client.post(helpers, data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    client.post(helpers, data=form)
    with store.reading() as session:
        assert "honeypot" in session.scalars(sa.select(Response.labels)).one()


def test_the_page_carries_no_script_and_the_language_stays(client: FlaskClient, helpers: str) -> None:
    english = client.get(f"{helpers}?lang=en")
    assert "<script" not in english.text
    assert "script-src" not in english.headers["Content-Security-Policy"]
    assert f'action="{helpers}?lang=en"' in english.text
    assert "Read the questions" in english.text
