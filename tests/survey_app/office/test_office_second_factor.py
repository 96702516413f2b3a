"""The second factor from enrolment to a lost phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.models import RecoveryCode, Staff
from survey_app.second_factor import next_code, reset, use_code
from survey_app.staff import set_password
from tests.survey_app.office.office_world import (
    FACTOR_KEY,
    NOW,
    PASSWORD,
    furnish,
    phone_code,
    send_code,
    send_password,
    set_clock,
    sign_in,
    token,
)

RESULTS = "/office/results?period=2026-W45"
HEAD = "head.tinh"


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """On SQLite only: nothing here has SQL of its own."""
    return sqlite_store


@pytest.fixture
def guest(app: Flask, store: Store, client: FlaskClient) -> FlaskClient:
    """A browser before a furnished office."""
    furnish(app, store)
    return client


@pytest.fixture
def newcomer(store: Store, guest: FlaskClient) -> FlaskClient:
    """The head before a phone was ever bound."""
    with store.writing.begin() as session:
        reset(session, HEAD)
    assert send_password(guest, HEAD).location == "/office"
    return guest


@pytest.mark.parametrize("login", ["head.tinh", "inspector.tinh", "administrator.tinh"])
def test_the_password_alone_opens_nothing(guest: FlaskClient, login: str) -> None:
    send_password(guest, login)
    for address in (RESULTS, "/office/comments", "/office/export/tinh/2026-W45.csv", "/office"):
        assert guest.get(address).location.startswith("/office/login/code")
    page = guest.get("/office/login/code")
    assert "Mã sáu số trên điện thoại" in page.text
    assert "Bản mô phỏng" not in page.text
    sent = guest.post("/office/paper/123456", data={"csrf_token": token(page), "day": "1"})
    assert sent.location.startswith("/office/login/code")


@pytest.mark.parametrize("login", ["analyst.tinh", "clerk.tinh", "viewer.tinh"])
def test_the_others_are_not_asked(guest: FlaskClient, login: str) -> None:
    send_password(guest, login)
    assert guest.get(RESULTS).status_code == 200


def test_the_right_code_leads_to_the_page_that_was_asked(guest: FlaskClient) -> None:
    send_password(guest, HEAD, to=RESULTS)
    assert send_code(guest, phone_code(guest, HEAD), to=RESULTS).location == RESULTS
    assert guest.get(RESULTS).status_code == 200


def test_a_phone_is_bound_once_a_code_came_back_and_ten_codes_are_shown_once(
    store: Store, newcomer: FlaskClient
) -> None:
    page = newcomer.get(newcomer.get(RESULTS).location)
    assert 'src="data:image/svg+xml;base64,' in page.text
    secret = "".join(re.findall(r"<code>([A-Z2-7 ]+)</code>", page.text)[0].split())
    assert newcomer.get("/office/login/enrol").text.count(secret[:4])
    wrong = newcomer.post("/office/login/enrol", data={"csrf_token": token(page), "code": "000000"})
    assert wrong.status_code == 422
    code = pyotp.TOTP(secret).at(NOW)
    done = newcomer.post("/office/login/enrol", data={"csrf_token": token(page), "code": code})
    codes = re.findall(r"<code>([0-9A-Z-]{14})</code>", done.text)
    assert len(set(codes)) == 10
    assert newcomer.get(RESULTS).status_code == 200
    assert newcomer.get("/office/login/enrol").location == "/office"
    with store.reading() as session:
        kept = session.get_one(Staff, HEAD)
        assert secret not in (kept.totp_salt or "")
        assert codes[0].replace("-", "") not in "".join(session.scalars(sa.select(RecoveryCode.mac)))
    # the code that bound the phone is spent
    again = newcomer.application.test_client()
    send_password(again, HEAD)
    assert "vừa được dùng" in send_code(again, code).text


def test_a_code_passes_once_and_a_later_one_passes(app: Flask, guest: FlaskClient) -> None:
    code = phone_code(guest, HEAD)
    send_password(guest, HEAD)
    assert send_code(guest, code).status_code == 302
    second = app.test_client()
    send_password(second, HEAD)
    answer = send_code(second, code)
    assert (answer.status_code, "vừa được dùng" in answer.text) == (403, True)
    set_clock(app, NOW + timedelta(seconds=30))
    assert send_code(second, phone_code(second, HEAD)).status_code == 302


def test_guessed_codes_wait_as_guessed_passwords_do(app: Flask, guest: FlaskClient) -> None:
    send_password(guest, HEAD)
    assert [send_code(guest, "000000").status_code for _guess in range(4)] == [403, 403, 403, 429]
    looked_at = 3
    for guess in range(1, 200):
        set_clock(app, NOW + timedelta(seconds=18 * guess))
        looked_at += send_code(guest, f"{guess:06}").status_code == 403
    assert looked_at <= 10


def test_whoever_guesses_codes_elsewhere_does_not_keep_the_owner_out(app: Flask, guest: FlaskClient) -> None:
    sign_in(guest, HEAD)  # from now on this browser is known
    guest.post("/office/logout", data={"csrf_token": token(guest.get("/office/account"))})
    stranger = app.test_client()
    stranger.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    # a stranger who learnt the password keeps the shared lane full for an hour
    send_password(stranger, HEAD)
    looked_at = 0
    for guess in range(200):
        set_clock(app, NOW + timedelta(seconds=17 * guess))
        looked_at += send_code(stranger, f"{guess:06}").status_code == 403
    assert looked_at <= 7
    set_clock(app, NOW + timedelta(seconds=17 * 200))
    send_password(guest, HEAD)
    assert send_code(guest, "000000").status_code == 403  # a slip of the owner's own
    assert send_code(guest, phone_code(guest, HEAD)).status_code == 302
    assert guest.get(RESULTS).status_code == 200
    # codes asked for on the person's own page are tried in the owner's lane too
    wrong = {"csrf_token": token(guest.get("/office/account")), "code": "000000"}
    assert guest.post("/office/account/new-codes", data=wrong).status_code == 422


def test_a_new_number_stands_in_the_cookie_after_each_step(store: Store, guest: FlaskClient) -> None:
    numbers = []
    send_password(guest, HEAD)
    for _step in range(2):
        with guest.session_transaction("/office/") as kept:
            numbers.append(kept["number"])
        if len(numbers) == 1:
            send_code(guest, phone_code(guest, HEAD))
    assert numbers[0] != numbers[1]
    with guest.session_transaction("/office/") as kept:
        kept["number"] = numbers[0]
    assert guest.get(RESULTS).status_code == 302


def test_a_stolen_password_makes_no_browser_known(guest: FlaskClient) -> None:
    send_password(guest, HEAD)
    assert guest.get_cookie("sipas-known", path="/office/login") is None
    send_code(guest, phone_code(guest, HEAD))
    known = guest.get_cookie("sipas-known", path="/office/login")
    assert known is not None
    assert HEAD not in known.value


def test_a_temporary_password_is_changed_before_anything_opens(store: Store, guest: FlaskClient) -> None:
    with store.writing.begin() as session:
        set_password(session, "viewer.tinh", "mật khẩu đặt hộ lần đầu", is_temporary=True)
    send_password(guest, "viewer.tinh", "mật khẩu đặt hộ lần đầu")
    page = guest.get(guest.get(RESULTS).location)
    assert "Đặt mật khẩu của riêng mình" in page.text

    def send(new: str, again: str) -> object:
        form = {"csrf_token": token(page), "new_password": new, "again": again}
        return guest.post("/office/login/password", data=form)

    for new, again, told in (
        ("ngắn", "ngắn", "cần ít nhất 15"),
        (PASSWORD, PASSWORD + "x", "Hai lần gõ không giống nhau"),
        ("mật khẩu đặt hộ lần đầu", "mật khẩu đặt hộ lần đầu", "phải khác mật khẩu đang dùng"),
    ):
        answer = send(new, again)
        assert (answer.status_code, told in answer.text) == (422, True)
    assert send(PASSWORD, PASSWORD).status_code == 302
    assert guest.get(RESULTS).status_code == 200
    assert sign_in(guest.application.test_client(), "viewer.tinh").status_code == 302


def test_a_simulated_installation_shows_what_the_phone_would(store: Store, guest: FlaskClient) -> None:
    with store.writing.begin() as session:
        use_code(session, FACTOR_KEY, HEAD, next_code(session, FACTOR_KEY, HEAD, NOW), now=NOW)
        used, shown = session.get_one(Staff, HEAD).totp_step, next_code(session, FACTOR_KEY, HEAD, NOW)
        assert used is not None
        assert use_code(session, FACTOR_KEY, HEAD, shown, now=NOW) == "totp"
