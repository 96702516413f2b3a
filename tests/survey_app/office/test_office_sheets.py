"""Printing batches of paper questionnaires in the browser."""

from __future__ import annotations

import json
import re
from html import unescape

import pypdfium2
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.database import Store
from survey_app.models import AuditEntry, Desk, PaperBatch, PaperSector, Unit
from tests.factories import make_desk
from tests.survey_app.office.office_world import add_person, furnish, sign_in, token

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
"""No SQL of its own is tested here."""

PAGE = "/office/paper/print"


@pytest.fixture
def administrator(app: Flask, store: Store) -> FlaskClient:
    furnish(app, store)
    return person(app, "administrator.tinh")


def person(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, login)
    return client


def order(client: FlaskClient, **sent: str) -> TestResponse:
    form = {"desk": "quay-5", "number": "3", "language": "vi", **sent}
    return client.post(PAGE, data={"csrf_token": token(client.get(PAGE)), **form})


def printed(answer: TestResponse) -> list[str]:
    """The text of each page of the file."""
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    with pypdfium2.PdfDocument(answer.data) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def batches(store: Store) -> list[PaperBatch]:
    with store.reading() as session:
        return list(session.scalars(sa.select(PaperBatch)))


def test_a_batch_comes_as_a_file_with_its_number_and_waits_to_be_entered(
    app: Flask, administrator: FlaskClient, store: Store
) -> None:
    sent = order(administrator)
    (batch,) = batches(store)
    assert (batch.desk, batch.size, batch.language, batch.is_short, batch.asks_comment) == (
        *("quay-5", 3, "vi"),
        *(False, False),
    )
    assert f'"phieu-quay-5-{batch.number}.pdf"' in sent.headers["Content-Disposition"]
    assert sent.headers["Cache-Control"] == "no-store"
    pages = printed(sent)
    assert len(pages) == 3
    assert all(batch.number in page and "Góp ý" not in page for page in pages)
    with store.reading() as session:
        sectors = session.scalars(sa.select(PaperSector.sector).order_by(PaperSector.position)).all()
    assert sectors == ["dat-dai", "ho-tich"]
    assert batch.number in administrator.get(PAGE).text
    assert f"/office/paper/{batch.number}" in person(app, "clerk.tinh").get("/office/paper").text


def test_the_log_says_who_printed_how_many_sheets_for_which_desk(administrator: FlaskClient, store: Store) -> None:
    order(administrator, asks_comment="y")
    (batch,) = batches(store)
    with store.reading() as session:
        line = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "paper.print")).one()
    assert (line.who, line.subject, line.unit) == ("administrator.tinh", batch.number, "ttpvhcc")
    assert json.loads(line.detail) == {"desk": "quay-5", "sheets": 3, "asks_comment": True}
    log = unescape(administrator.get("/office/audit").text)
    assert "quầy: quay-5" in log
    assert "có ô góp ý: có" in log


def test_what_stands_on_the_sheets_is_chosen(administrator: FlaskClient, store: Store) -> None:
    assert not re.search(r'name="(is_short|asks_comment)"[^>]*checked', administrator.get(PAGE).text)
    pages = printed(order(administrator, language="en", is_short="y", asks_comment="y"))
    (batch,) = batches(store)
    assert (batch.language, batch.is_short, batch.asks_comment) == ("en", True, True)
    assert all(f"Batch {batch.number}" in page for page in pages)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": "0"}, "từ 1 đến 200"),
        ({"number": "201"}, "từ 1 đến 200"),
        ({"number": ""}, "Xin ghi số tờ, từ 1 đến 200"),
        ({"number": "một trăm"}, "“một trăm” không phải số nguyên"),
        ({"desk": "khong-co"}, "Không có quầy “khong-co”"),
        ({"desk": ""}, "Xin chọn quầy"),
        ({"language": "lo"}, "Xin chọn một ngôn ngữ"),
    ],
    ids=["none", "too many", "empty", "words", "no desk", "desk left out", "no language"],
)
def test_what_cannot_be_printed_is_told_and_what_was_typed_stays(
    administrator: FlaskClient, store: Store, typed: dict[str, str], said: str
) -> None:
    refused = order(administrator, **{"number": "37", **typed}, asks_comment="y")
    assert refused.status_code == 422
    text = unescape(refused.text)
    assert said in text.partition('role="alert"')[2].partition("</div>")[0]
    assert f'value="{typed.get("number", "37")}"' in text
    assert re.search(r'<input[^>]*\bchecked\b[^>]*name="asks_comment"', text)
    assert batches(store) == []


def test_a_questionnaire_without_a_comment_is_told_and_nothing_is_kept(
    administrator: FlaskClient, store: Store
) -> None:
    with store.writing.begin() as session:
        session.get_one(Desk, "quay-5").questionnaire = "sipas_2017"
    refused = order(administrator, asks_comment="y")
    assert refused.status_code == 422
    assert "không có câu góp ý" in unescape(refused.text)
    assert batches(store) == []


def test_desks_of_one_name_are_told_apart_by_their_unit(administrator: FlaskClient, store: Store) -> None:
    with store.writing.begin() as session:
        make_desk(session, session.get_one(Unit, "xa-1"), "quay-xa")
        for code in ("quay-5", "quay-xa"):
            session.get_one(Desk, code).name_vi = "Quầy tiếp nhận"
    text = unescape(administrator.get(PAGE).text)
    assert "Quầy tiếp nhận, Trung tâm tỉnh A (quay-5)" in text
    assert "Quầy tiếp nhận, Xã Một (quay-xa)" in text


@pytest.mark.parametrize("role", ["clerk", "head", "analyst", "inspector", "viewer"])
def test_who_enters_or_is_judged_prints_none(app: Flask, administrator: FlaskClient, store: Store, role: str) -> None:
    client = person(app, f"{role}.tinh")
    assert client.get(PAGE).status_code == 403
    form = {"csrf_token": token(client.get("/office/account")), "desk": "quay-5", "number": "3", "language": "vi"}
    assert client.post(PAGE, data=form).status_code == 403
    assert batches(store) == []


def test_a_unit_prints_none_for_itself(app: Flask, administrator: FlaskClient, store: Store) -> None:
    with store.writing.begin() as session:
        add_person(session, "quan.trung-tam", "ttpvhcc", ["administrator"])
    client = person(app, "quan.trung-tam")
    page = client.get(PAGE)
    assert "Không có quầy nào mà tài khoản này được in phiếu" in unescape(page.text)
    form = {"csrf_token": token(client.get("/office/account")), "desk": "quay-5", "number": "3", "language": "vi"}
    refused = client.post(PAGE, data=form)
    assert refused.status_code == 422
    assert "Không có quầy “quay-5”" in unescape(refused.text)
    assert batches(store) == []
