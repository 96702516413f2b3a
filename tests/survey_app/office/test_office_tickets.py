"""Minting one-time codes in the browser."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pypdfium2
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.database import Store
from survey_app.minting import USABLE_FOR
from survey_app.models import AuditEntry, Ticket, TicketBatch
from survey_app.office.ticket_views import BATCHES_ON_A_PAGE
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


def test_batches_are_listed_a_page_at_a_time_newest_first(administrator: FlaskClient, store: Store) -> None:
    assert "Trang 1 / " not in administrator.get("/office/tickets").text
    with store.writing.begin() as session:
        session.add_all(
            TicketBatch(
                id=uuid4(), desk="quay-5", minted_on=day, valid_from=day, valid_to=day + USABLE_FOR, size=500, spent=0
            )
            for day in (date(2026, 9, 1) + timedelta(days=number) for number in range(BATCHES_ON_A_PAGE + 2))
        )
    first, second = (administrator.get(f"/office/tickets{asked}").text for asked in ("", "?page=2"))
    assert [page.count('<th scope="row"') for page in (first, second)] == [BATCHES_ON_A_PAGE, 2]
    # on a phone the heads are out of sight: each figure bears its word
    assert first.count('data-head="Đã dùng"') == BATCHES_ON_A_PAGE
    assert "Trang 1 / 2" in first
    assert 'href="/office/tickets?page=2"' in first
    assert "phát từ 14/9/2026" in first
    assert "phát từ 01/9/2026" not in first
    assert second.index("phát từ 02/9/2026") < second.index("phát từ 01/9/2026")


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
