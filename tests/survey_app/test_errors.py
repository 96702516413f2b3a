"""Every error is a page in two languages that says what to do, and none shows or logs what was sent."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError, OperationalError

from survey_app import exceptions
from survey_app.database import Store
from survey_app.errors import HTTP, OURS
from tests.factories import make_desk, make_unit


def test_an_address_that_is_nothing_says_so(client: FlaskClient) -> None:
    page = client.get("/khong-co")
    assert page.status_code == 404
    assert "Không có trang này" in page.text
    assert '<html lang="en">' in client.get("/khong-co?lang=en").text
    assert "Set-Cookie" not in page.headers


def test_a_wrong_method_says_so_and_what_is_allowed(client: FlaskClient) -> None:
    page = client.put("/d/0123456789")
    assert page.status_code == 405
    assert "POST" in page.headers["Allow"]


ERRORS: list[tuple[Exception, int, str]] = [
    (exceptions.UnknownDesk("x"), 404, "Không có quầy nào"),
    (exceptions.ReplacedPoster("x"), 410, "thay bằng mã mới"),
    (exceptions.DeskClosed("x"), 410, "không còn nhận"),
    (exceptions.UnknownPeriod("Kỳ “2026-W99” không có."), 404, "Kỳ “2026-W99” không có."),
    (exceptions.OpenPeriod("x"), 404, "chưa kết thúc"),
    (exceptions.UnknownUnit("x"), 404, "Không có đơn vị này"),
    (exceptions.ChangedQuestionnaire("x"), 503, "tạm thời chưa dùng được"),
    (OperationalError("SELECT", {"a": "bí mật"}, Exception("locked")), 503, "đang bận"),
    (IntegrityError("INSERT", {"a": "bí mật"}, Exception("unique")), 500, "gặp lỗi"),
    (RuntimeError("bí mật"), 500, "gặp lỗi"),
]


def test_each_error_has_its_status_and_words_and_hides_its_values(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    raised: list[Exception] = []

    @app.get("/loi")
    def fail() -> str:
        raise raised[-1]

    for error, status, words in ERRORS:
        caplog.clear()
        raised.append(error)
        page = app.test_client().get("/loi")
        assert page.status_code == status
        assert words in page.text
        assert "bí mật" not in page.text + caplog.text
        assert "Traceback" not in page.text
        assert (type(error).__name__ in caplog.text) == (status >= 500)


def test_every_title_and_advice_is_a_sentence_of_its_own(app: Flask) -> None:
    with app.test_request_context("/"):
        pages = [*OURS.values(), *HTTP.values()]
        assert all(str(page.advice).endswith(".") and not str(page.title).endswith(".") for page in pages)


def test_the_first_page_says_what_this_is_and_leads_staff_to_the_results(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "quét mã QR" in page
    assert 'href="/office/"' in page
    assert client.get("/about").status_code == 200


def test_health_is_told_after_a_read(client: FlaskClient, store: Store) -> None:
    with store.writing.begin() as session:
        make_desk(session, make_unit(session))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
