"""Questionnaires in the browser: listed, read, and an installation's own brought, asked and kept."""

from __future__ import annotations

import re
from html import unescape
from importlib import resources
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.database import Store
from survey_app.models import Desk, Response
from tests.survey_app.office.office_world import furnish, sign_in, token

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
"""No SQL of its own is tested here."""
SHIPPED = (resources.files("forms") / "definitions" / "desk_v1.toml").read_text(encoding="utf-8")
OWN = (
    SHIPPED.replace('id = "desk_v1"', 'id = "desk_v7"', 1)
    .replace("version = 1", "version = 7", 1)
    .replace("hôm nay không?", "lần này không?")
)


@pytest.fixture
def administrator(app: Flask, store: Store) -> FlaskClient:
    furnish(app, store)
    return person(app, "administrator.tinh")


def person(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, login)
    return client


def bring(client: FlaskClient, text: str | bytes) -> TestResponse:
    content = text.encode() if isinstance(text, str) else text
    form = {"csrf_token": token(client.get("/office/questionnaires/new")), "file": (BytesIO(content), "phieu.toml")}
    return client.post("/office/questionnaires/new", data=form)


def add(client: FlaskClient, text: str) -> TestResponse:
    looked = bring(client, text)
    assert looked.status_code == 200, unescape(looked.text)
    carried = unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", looked.text, flags=re.DOTALL)[0])
    form = {"csrf_token": token(looked), "text": carried, "do": "add"}
    return client.post("/office/questionnaires/new", data=form)


def test_an_own_version_is_looked_at_added_asked_and_answered(
    app: Flask, administrator: FlaskClient, store: Store
) -> None:
    assert add(administrator, OWN).status_code == 302
    assert "desk_v7" in administrator.get("/office/questionnaires").text
    with store.writing.begin() as session:
        desk = session.scalars(sa.select(Desk)).one()
        desk.questionnaire = "desk_v7"
        address = f"/d/{desk.token}"
    citizen = app.test_client()
    page = citizen.get(address)
    assert "lần này không?" in unescape(page.text)
    hidden = dict(re.findall(r'name="(form-[a-z]+)"[^>]*value="([^"]*)"', page.text))
    assert citizen.post(address, data={**hidden, "overall": "4"}).status_code == 303
    with store.reading() as session:
        assert "desk_v7" in session.scalars(sa.select(Response.questionnaire)).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SHIPPED, "Đã có phiếu mang mã “desk_v1”"),
        ("[[items", "TOML"),
        (OWN.replace('id = "desk_v7"', 'id = "khac_v7"', 1), "bắt đầu bằng “code”"),
        ("", "Phiếu hỏi"),
    ],
    ids=["shipped", "no TOML", "an id that does not tell the code", "empty"],
)
def test_a_file_that_cannot_be_used_is_told(administrator: FlaskClient, text: str, said: str) -> None:
    refused = bring(administrator, text)
    assert refused.status_code == 422
    assert said in unescape(refused.text)


def test_an_own_version_cannot_be_changed(administrator: FlaskClient) -> None:
    add(administrator, OWN)
    refused = bring(administrator, OWN.replace("lần này", "lần vừa rồi"))
    assert refused.status_code == 422
    assert "hãy đặt id và version mới" in unescape(refused.text)


def test_below_the_top_nobody_brings_one(app: Flask, administrator: FlaskClient) -> None:
    assert person(app, "clerk.tinh").get("/office/questionnaires/new").status_code == 403
