"""Minting one-time codes in the browser."""

from __future__ import annotations

from html import unescape

import pypdfium2
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.database import Store
from survey_app.models import AuditEntry, Ticket, TicketBatch
from survey_app.settings import Settings
from tests.survey_app.office.office_world import furnish, sign_in, token

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
"""No SQL of its own is tested here."""


@pytest.fixture
def administrator(app: Flask, store: Store) -> FlaskClient:
    furnish(app, store)
    kept: Settings = app.extensions["sipas_settings"]
    app.extensions["sipas_settings"] = Settings(
        directory=kept.directory,
        database_url=kept.database_url,
        secret_key=kept.secret_key,
        base_url="https://danhgia.tinh.gov.vn",
    )
    return person(app, "administrator.tinh")


def person(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, login)
    return client


def mint(client: FlaskClient, **sent: str) -> TestResponse:
    form = {"desk": "quay-5", "number": "12", "first": "2026-11-10", "last": "2026-11-14", "layout": "sheet", **sent}
    return client.post("/office/tickets", data={"csrf_token": token(client.get("/office/tickets")), **form})


def test_codes_come_as_a_file_to_print_and_are_counted_and_logged(administrator: FlaskClient, store: Store) -> None:
    sent = mint(administrator)
    assert sent.mimetype == "application/pdf"
    assert len(pypdfium2.PdfDocument(sent.data)) == 2
    with store.reading() as session:
        assert session.scalar(sa.select(TicketBatch.size)) == 12
        assert session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 12
        assert session.scalars(sa.select(AuditEntry.action)).all().count("tickets.mint") == 1
    page = unescape(administrator.get("/office/tickets").text)
    assert "dưới 10" in page
    assert "In dưới 10 mã một lần" in page


def test_many_codes_come_as_one_archive(administrator: FlaskClient) -> None:
    assert mint(administrator, number="1200", layout="slip80").mimetype == "application/zip"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": "0"}, "từ 1 đến 20.000"),
        ({"number": "nhiều"}, "“nhiều” không phải số nguyên"),
        ({"first": "hôm nay"}, "không phải một ngày"),
        ({"first": "2026-11-01", "last": "2026-11-02"}, "đã hết"),
        ({"desk": "khong-co"}, "quầy"),
    ],
    ids=["none", "words", "no day", "past", "no desk"],
)
def test_what_cannot_be_minted_is_told_and_nothing_is_kept(
    administrator: FlaskClient, store: Store, typed: dict[str, str], said: str
) -> None:
    refused = mint(administrator, **typed)
    assert refused.status_code == 422
    assert said in unescape(refused.text)
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(TicketBatch)) == 0


def test_the_unit_that_is_judged_mints_none(app: Flask, administrator: FlaskClient, store: Store) -> None:
    assert person(app, "head.tinh").get("/office/tickets").status_code == 403
