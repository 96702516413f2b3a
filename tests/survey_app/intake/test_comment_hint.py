"""A comment with personal data: said once before it is kept, never in the way twice, kept as typed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.models import Comment, Response
from tests.factories import make_desk, make_sector, make_unit

HERE = "/d/0123456789"
NOW = datetime(2026, 11, 4, 2, 30, tzinfo=UTC)
TOLD = "Gọi tôi 0912 345 678, xe 38A-123.45"


@pytest.fixture
def form(app: Flask, client: FlaskClient, store: Store) -> dict[str, str]:
    """An opened form with an answer and a comment that holds a phone number and a plate."""
    app.extensions["sipas_clock"] = lambda: NOW
    with store.writing.begin() as session:
        make_desk(session, make_unit(session), token=HERE[-10:], sectors=(make_sector(session),))
    return {**hidden(client.get(HERE).text), "overall": "2", "comment": TOLD}


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', page))


def comments(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(sa.select(Comment.text)))


def responses(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(sa.select(Response.answers)))


def test_the_hint_is_shown_once_and_the_same_form_sent_again_is_kept_as_typed(
    client: FlaskClient, form: dict[str, str], store: Store
) -> None:
    page = client.post(HERE, data=form)
    assert page.status_code == 422
    assert "Góp ý có vẻ có số điện thoại, biển số xe." in page.text
    assert 'aria-describedby="comment-help comment-hint"' in page.text
    assert TOLD in page.text
    assert re.search(r'name="overall" value="2"[^>]* checked', page.text)
    assert comments(store) == responses(store) == []
    assert hidden(page.text)["form-nonce"] == form["form-nonce"]
    assert client.post(HERE, data={**form, **hidden(page.text)}).status_code == 303
    assert comments(store) == [TOLD]


def test_an_edited_comment_is_kept_even_if_it_still_holds_a_number(
    client: FlaskClient, form: dict[str, str], store: Store
) -> None:
    page = client.post(HERE, data=form)
    assert client.post(HERE, data={**form, **hidden(page.text), "comment": "0987654321"}).status_code == 303
    assert comments(store) == ["0987654321"]


def test_it_never_stands_in_the_way_twice_whatever_else_is_put_right_in_between(
    client: FlaskClient, form: dict[str, str], store: Store
) -> None:
    page = client.post(HERE, data=form)
    page = client.post(HERE, data={**form, **hidden(page.text), "comment": TOLD + "a" * 1000})
    assert "Xin rút ngắn" in page.text
    assert client.post(HERE, data={**form, **hidden(page.text)}).status_code == 303
    assert comments(store) == [TOLD]


def test_other_errors_are_told_first(client: FlaskClient, form: dict[str, str]) -> None:
    page = client.post(HERE, data={**form, "overall": ""})
    assert "Xin chọn một mức hài lòng." in page.text
    assert "Góp ý có vẻ có" not in page.text


def test_sent_twice_with_the_hint_between_it_is_one_row(
    client: FlaskClient, form: dict[str, str], store: Store
) -> None:
    marked = {**form, **hidden(client.post(HERE, data=form).text)}
    assert len({client.post(HERE, data=marked).location for _time in range(3)}) == 1
    assert len(responses(store)) == len(comments(store)) == 1


def test_what_a_script_sends_is_kept_at_once_where_it_hinted_itself(
    client: FlaskClient, form: dict[str, str], store: Store
) -> None:
    by_script = {"Sec-Fetch-Mode": "cors"}
    assert client.post(HERE, data=form, headers=by_script).status_code == 422
    assert comments(store) == []
    assert client.post(HERE, data={**form, "form-hint": "1"}, headers=by_script).status_code == 303
    assert comments(store) == [TOLD]


def test_a_form_sent_by_the_browser_itself_is_hinted(client: FlaskClient, form: dict[str, str]) -> None:
    page = client.post(HERE, data=form, headers={"Sec-Fetch-Mode": "navigate"}, follow_redirects=True)
    assert "Góp ý có vẻ có số điện thoại" in page.text


def test_the_hint_is_the_same_for_every_level(client: FlaskClient, form: dict[str, str]) -> None:
    pages = {client.post(HERE, data={**form, "overall": str(level)}).text for level in range(1, 6)}
    assert len({re.sub(" checked", "", page) for page in pages}) == 1


def test_a_harmless_comment_is_kept_at_once(client: FlaskClient, form: dict[str, str], store: Store) -> None:
    assert client.post(HERE, data={**form, "comment": "Lệ phí 1.500.000 đồng, 61/2018/NĐ-CP"}).status_code == 303
    assert len(comments(store)) == 1


def test_the_hint_is_told_in_english(client: FlaskClient, form: dict[str, str]) -> None:
    page = client.post(f"{HERE}?lang=en", data=form)
    assert "Your comment seems to hold: phone number, number plate." in page.text
