"""Sending the form: kept once, thanked once, refused with what to do, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Timer
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from survey_app import database
from survey_app.database import Store
from survey_app.models import Comment, Desk, Questionnaire, Response, RetiredToken
from tests.factories import make_desk, make_sector, make_unit

TOKEN = "0123456789"
HERE = f"/d/{TOKEN}"
NOW = datetime(2026, 11, 4, 2, 30, tzinfo=UTC)

Form = dict[str, str]


@pytest.fixture
def desk(app: Flask, store: Store) -> str:
    """A desk with two sectors, open on a Wednesday."""
    set_clock(app, NOW)
    with store.writing.begin() as session:
        sectors = (make_sector(session, "dat-dai"), make_sector(session, "ho-tich"))
        unit = make_unit(session)
        make_desk(session, unit, token=TOKEN, sectors=sectors)
        make_desk(session, unit, "quay-6", token="1111111111", sectors=sectors)
    return HERE


@pytest.fixture
def form(client: FlaskClient, desk: str) -> Form:
    """What a browser sends for a satisfied citizen who waited twenty minutes."""
    return opened(client, desk, overall="5", minutes_quick="20")


def set_clock(app: Flask, now: datetime) -> None:
    app.extensions["sipas_clock"] = lambda: now


def opened(client: FlaskClient, address: str = HERE, **answers: str) -> Form:
    return {**hidden(client.get(address).text), **answers}


def hidden(page: str) -> Form:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', page))


def rows(store: Store, model: type[Any]) -> list[Any]:
    with store.reading() as session:
        return list(session.scalars(sa.select(model)))


def only_response(store: Store) -> Response:
    (response,) = rows(store, Response)
    return response


def test_an_answer_is_kept_and_thanked_with_a_receipt(client: FlaskClient, form: Form, store: Store) -> None:
    sent = client.post(HERE, data={**form, "sector": "ho-tich", "respondent_type": "1", "purpose": "2", "access": "4"})
    assert sent.status_code == 303
    kept = only_response(store)
    assert (kept.unit, kept.desk, kept.sector, kept.day) == ("ttpvhcc", "quay-5", "ho-tich", date(2026, 11, 4))
    assert (kept.minutes, kept.minutes_way, kept.respondent_type, kept.purpose) == (20, "quick", "1", "2")
    assert (kept.tier, kept.channel, kept.labels, kept.questionnaire) == ("static", "phone", "too_fast", "desk_v1")
    assert kept.answers == "54......"
    thanks = client.get(sent.location)
    assert thanks.status_code == 200
    assert "Cảm ơn Ông/Bà. Đánh giá đã được ghi nhận." in thanks.text
    assert "-".join(re.findall("....", kept.receipt)) in thanks.text
    assert "hài lòng" not in thanks.text.lower()


def test_one_tap_is_enough(client: FlaskClient, desk: str, store: Store) -> None:
    assert client.post(HERE, data=opened(client, overall="1")).status_code == 303
    assert only_response(store).answers == "1......."


def test_the_language_is_kept_through_to_the_thanks(client: FlaskClient, desk: str) -> None:
    sent = client.post(f"{HERE}?lang=en", data=opened(client, f"{HERE}?lang=en", overall="4"))
    assert sent.location.endswith("?lang=en")
    assert '<html lang="en">' in client.get(sent.location).text


def test_every_score_gets_an_answer_of_the_same_size(client: FlaskClient, desk: str) -> None:
    pages = {len(client.post(HERE, data=opened(client, overall=str(level))).data) for level in (1, 2, 3, 4, 5)}
    assert len(pages) == 1


def test_a_comment_stands_apart_with_unit_and_week_only(client: FlaskClient, form: Form, store: Store) -> None:
    client.post(HERE, data={**form, "comment": "Cần thêm ghế ngồi"})
    (comment,) = rows(store, Comment)
    assert (comment.unit, comment.week, comment.text) == ("ttpvhcc", "2026-W45", "Cần thêm ghế ngồi")
    assert comment.id != only_response(store).id


def test_a_thanks_page_exists_only_for_a_kept_receipt(client: FlaskClient, form: Form) -> None:
    for unknown in ("0000000000000000", "0" * 15, "x", "%00" * 16, "ệ" * 16):
        assert client.get(f"/thanks/{unknown}").status_code == 404
    place = client.post(HERE, data=form).location
    receipt = place.removeprefix("/thanks/")
    assert client.get(f"/thanks/{receipt.lower()[:4]}-{receipt[4:]}").status_code == 200


def test_sent_again_is_kept_once_with_the_same_receipt(client: FlaskClient, form: Form, store: Store) -> None:
    places = {client.post(HERE, data={**form, "comment": "Tốt"}).location for _time in range(20)}
    assert len(places) == 1
    assert len(rows(store, Response)) == 1
    assert len(rows(store, Comment)) == 1


def test_other_answers_under_one_nonce_leave_the_first_and_say_so(
    client: FlaskClient, form: Form, store: Store
) -> None:
    receipt = client.post(HERE, data=form).location.removeprefix("/thanks/")
    changes: list[Form] = [{"overall": "1"}, {"minutes_quick": "25"}, {"sector": "dat-dai"}, {"comment": "Khác"}]
    for change in changes:
        second = client.post(HERE, data={**form, **change})
        assert second.status_code == 409
        assert "Bản gửi đầu tiên được giữ nguyên" in second.text
        assert "-".join(re.findall("....", receipt)) in second.text
    kept = only_response(store)
    assert (kept.answers[0], kept.minutes, kept.sector) == ("5", 20, None)
    assert rows(store, Comment) == []


def test_fifty_at_once_are_kept_once_with_one_receipt(app: Flask, form: Form, store: Store) -> None:
    together = Barrier(50)

    def send(_number: int) -> tuple[int, str]:
        browser = app.test_client()
        together.wait()
        sent = browser.post(HERE, data={**form, "comment": "Cảm ơn"})
        return sent.status_code, sent.location

    with ThreadPoolExecutor(50) as pool:
        answers = set(pool.map(send, range(50)))
    assert len(answers) == 1
    assert {status for status, _place in answers} == {303}
    assert len(rows(store, Response)) == 1
    assert len(rows(store, Comment)) == 1


def test_two_different_answers_at_once_keep_exactly_one(app: Flask, form: Form, store: Store) -> None:
    together = Barrier(10)

    def send(number: int) -> int:
        browser = app.test_client()
        together.wait()
        return browser.post(HERE, data={**form, "overall": "15"[number % 2]}).status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(send, range(10)))
    assert sorted(statuses) == [303] * 5 + [409] * 5
    assert len(rows(store, Response)) == 1


def test_a_missing_answer_is_asked_for_and_the_rest_stays(client: FlaskClient, desk: str, store: Store) -> None:
    page = client.post(HERE, data=opened(client, minutes_typed="35", comment="Hai dòng\nthứ hai", access="2"))
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert '<a href="#overall-0">Xin chọn một mức hài lòng.</a>' in page.text
    assert 'id="overall-error"' in page.text
    assert 'value="35"' in page.text
    assert "Hai dòng\nthứ hai" in page.text
    assert "<details open>" in page.text
    assert re.search(r'name="access" value="2"[^>]* checked', page.text)
    assert rows(store, Response) == []


def test_a_form_with_an_error_can_be_put_right_and_sent(client: FlaskClient, desk: str, store: Store) -> None:
    page = client.post(HERE, data=opened(client))
    assert client.post(HERE, data={**hidden(page.text), "overall": "3"}).status_code == 303
    assert only_response(store).answers[0] == "3"


IMPOSSIBLE: list[Form] = [
    {"overall": "9"},
    {"overall": "0"},
    {"overall": "5\x00"},
    {"overall": ""},
    {"minutes_typed": "-5"},
    {"minutes_typed": "5000"},
    {"minutes_typed": "mười"},
    {"minutes_quick": "7"},
    {"sector": "xay-dung"},
    {"respondent_type": "4"},
    {"access": "6"},
    {"comment": "a" * 1001},
    {"comment": "ệ" * 100_000},
]


def test_an_impossible_answer_is_refused_and_the_rest_stays(client: FlaskClient, form: Form, store: Store) -> None:
    for impossible in IMPOSSIBLE:
        page = client.post(HERE, data={**form, "purpose": "3", **impossible})
        assert page.status_code == 422, impossible
        assert "Phiếu chưa gửi được" in page.text
        assert re.search(r'name="purpose" value="3"[^>]* checked', page.text)
    assert rows(store, Response) == []
    assert client.post(HERE, data=form).status_code == 303


def test_odd_text_is_kept_whole_and_never_breaks_anything(client: FlaskClient, desk: str, store: Store) -> None:
    odd = [
        "😀👩‍👩‍👧",
        "a\x00b",
        "\u202egnud",
        "tiê\u0301ng Viê\u0323t",
        "<script>alert(1)</script>",
        "'; DROP TABLE",
        "\r\n\t\x1b[31m",
        "%s %(a)s {{7*7}}",
    ]
    for text in odd:
        assert client.post(HERE, data=opened(client, overall="4", comment=text)).status_code == 303
    kept = {comment.text for comment in rows(store, Comment)}
    assert {"😀👩‍👩‍👧", "ab", "gnud", "tiếng Việt", "<script>alert(1)</script>", "'; DROP TABLE"} <= kept


def test_odd_bytes_never_make_a_server_error(client: FlaskClient, form: Form) -> None:
    bodies = [
        b"\xff\xfe\x00",
        b"overall=5&overall=1",
        b"%ED%A0%80=%ED%A0%80",
        b"&&&===",
        b"comment=%00%FF%FE&overall=5",
        b"form-nonce=%00",
    ]
    for body in bodies:
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", ""):
            assert client.post(HERE, data=body, content_type=kind).status_code < 500
    for name in form:
        for text in ("\x00", "ệ" * 300, "\ud83d", "../..", "' OR 1=1"):
            data = {**form, name: text}
            assert post_lenient(client, data).status_code < 500


def post_lenient(client: FlaskClient, data: Form) -> TestResponse:
    body = urlencode(data, errors="surrogatepass")
    return client.post(HERE, data=body, content_type="application/x-www-form-urlencoded")


def test_markup_in_what_was_typed_comes_back_as_text(client: FlaskClient, desk: str) -> None:
    page = client.post(HERE, data=opened(client, comment="</textarea><script>x</script>")).text
    assert "<script>x" not in page
    assert "&lt;/textarea&gt;" in page


def test_a_tampered_nonce_is_refused_with_a_fresh_one_that_works(client: FlaskClient, form: Form, store: Store) -> None:
    for bad in ("", "x", "A" * 64, "\x00"):
        page = client.post(HERE, data={**form, "form-nonce": bad, "comment": "Giữ lại nhé"})
        assert page.status_code == 400
        assert "Giữ lại nhé" in page.text
    assert rows(store, Response) == []
    assert client.post(HERE, data={**form, **hidden(page.text)}).status_code == 303


def test_a_nonce_of_another_desk_is_refused(client: FlaskClient, form: Form, store: Store) -> None:
    page = client.post("/d/1111111111", data=form)
    assert page.status_code == 400
    assert "quầy khác" in page.text
    assert rows(store, Response) == []


def test_an_answer_sent_71_hours_later_counts_on_the_day_of_its_page(
    app: Flask, client: FlaskClient, form: Form, store: Store
) -> None:
    set_clock(app, NOW + timedelta(hours=71))
    client.post(HERE, data=form)
    assert (only_response(store).day, only_response(store).labels) == (date(2026, 11, 4), "")


def test_an_answer_sent_later_counts_when_received_and_is_labelled(
    app: Flask, client: FlaskClient, form: Form, store: Store
) -> None:
    set_clock(app, NOW + timedelta(days=10))
    client.post(HERE, data={**form, "comment": "Muộn"})
    assert (only_response(store).day, only_response(store).labels) == (date(2026, 11, 14), "late")
    assert rows(store, Comment)[0].week == "2026-W46"


def test_an_answer_older_than_30_days_is_refused_and_sending_again_works(
    app: Flask, client: FlaskClient, form: Form, store: Store
) -> None:
    set_clock(app, NOW + timedelta(days=31))
    page = client.post(HERE, data={**form, "comment": "Đã cũ"})
    assert page.status_code == 400
    assert "quá 30 ngày" in page.text
    assert "Đã cũ" in page.text
    assert client.post(HERE, data={**form, **hidden(page.text)}).status_code == 303
    assert (only_response(store).day, only_response(store).labels) == (date(2026, 12, 5), "too_fast out_of_hours")


def test_an_answer_whose_thanks_were_lost_is_thanked_after_30_days_too_and_kept_once(
    app: Flask, client: FlaskClient, form: Form, store: Store
) -> None:
    first = client.post(HERE, data=form)
    set_clock(app, NOW + timedelta(days=31))
    again = client.post(HERE, data=form)
    assert (again.status_code, again.location) == (303, first.location)
    other = client.post(HERE, data={**form, "overall": "1" if form["overall"] != "1" else "2"})
    assert other.status_code == 409
    assert only_response(store).day == NOW.date()


def test_an_answer_opened_before_its_desk_closed_or_its_poster_was_replaced_is_kept(
    client: FlaskClient, form: Form, store: Store
) -> None:
    with store.writing.begin() as session:
        session.execute(sa.update(Desk).where(Desk.code == "quay-5").values(token="2222222222", closed_on=NOW.date()))
        session.add(RetiredToken(token=TOKEN, desk="quay-5", retired_on=NOW.date()))
    assert client.get(HERE).status_code == 410
    assert client.post(HERE, data=form).status_code == 303
    assert only_response(store).desk == "quay-5"


def test_a_form_of_another_known_version_is_kept_under_that_version(
    client: FlaskClient, form: Form, store: Store
) -> None:
    with store.writing.begin() as session:
        session.execute(sa.update(Desk).values(questionnaire="sipas_2017"))
    assert client.post(HERE, data=form).status_code == 303
    assert only_response(store).questionnaire == "desk_v1"
    assert [row.id for row in rows(store, Questionnaire)] == ["desk_v1"]


def test_a_form_cannot_claim_a_version_its_page_was_not(client: FlaskClient, form: Form, store: Store) -> None:
    page = client.post(HERE, data={**form, "form-id": "sipas_2017"})
    assert page.status_code == 400
    assert rows(store, Response) == []


def test_a_form_of_an_unknown_version_says_so_and_keeps_what_was_typed(
    client: FlaskClient, form: Form, store: Store
) -> None:
    for version in ("desk_v99", "", "\x00", "'", "x" * 5000):
        page = client.post(HERE, data={**form, "form-id": version, "comment": "Vẫn còn"})
        assert page.status_code == 422
        assert "thuộc phiên bản cũ" in page.text
        assert "Vẫn còn" in page.text
    assert rows(store, Response) == []
    assert client.post(HERE, data={**form, **hidden(page.text)}).status_code == 303


def test_a_form_sent_from_another_site_is_refused(client: FlaskClient, form: Form, store: Store) -> None:
    assert client.post(HERE, data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert rows(store, Response) == []
    # no-referrer makes browsers send this origin from our own page
    sent = client.post(HERE, data=form, headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"})
    assert sent.status_code == 303


def test_a_body_beyond_two_megabytes_is_refused_with_what_to_do(client: FlaskClient, form: Form) -> None:
    page = client.post(HERE, data={**form, "comment": "a" * 3_000_000})
    assert page.status_code == 413
    assert "rút ngắn" in page.text


def test_nothing_of_the_request_is_kept_or_logged(
    client: FlaskClient, form: Form, store: Store, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level("DEBUG"):
        client.post(HERE, data={**form, "comment": "riêng tư"}, headers={"User-Agent": "Máy-của-tôi"})
        client.post(HERE, data={**form, "overall": "9"})
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")
    kept = repr(
        [
            {c.key: getattr(row, c.key) for c in row.__table__.c}
            for row in [*rows(store, Response), *rows(store, Comment)]
        ]
    )
    assert form["form-nonce"] not in kept
    assert "127.0.0.1" not in kept
    assert "Máy" not in kept


@pytest.fixture
def hold_write_lock(store: Store) -> Callable[[], Session]:
    """Take the write lock as another process would."""

    def hold() -> Session:
        session = store.writing()
        if store.is_sqlite:
            session.connection()
        else:
            session.execute(sa.text("LOCK TABLE response IN ACCESS EXCLUSIVE MODE"))
        return session

    return hold


def test_an_answer_waits_for_a_writer_and_is_then_kept(
    client: FlaskClient, form: Form, store: Store, hold_write_lock: Callable[[], Session]
) -> None:
    holder = hold_write_lock()
    release = Timer(0.4, holder.rollback)
    release.start()
    assert client.post(HERE, data=form).status_code == 303
    release.join()
    holder.close()
    assert len(rows(store, Response)) == 1


def test_a_database_that_stays_locked_says_so_and_keeps_the_form(
    tmp_path: Any, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from survey_app.app import create_app
    from survey_app.settings import Settings

    monkeypatch.setattr(database, "BUSY_TIMEOUT_SECONDS", 0.05)
    with sqlite_store.writing.begin() as session:
        make_desk(session, make_unit(session), token=TOKEN)
    url = sqlite_store.engine.url.render_as_string()
    app = create_app(Settings(directory=tmp_path, database_url=url, secret_key="k" * 48))
    client = app.test_client()
    form = opened(client, overall="2", comment="Xin đừng mất")
    with sqlite_store.writing() as holder:
        holder.connection()
        page = client.post(HERE, data=form)
    assert page.status_code == 503
    assert page.headers["Retry-After"]
    assert "Hệ thống đang bận" in page.text
    assert "Xin đừng mất" in page.text
    assert rows(sqlite_store, Response) == []
    assert client.post(HERE, data={**form, **hidden(page.text)}).status_code == 303
    app.extensions["sipas_store"].engine.dispose()
