"""Signing in and out: what is let through, what is refused, and when a session ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.app import create_app
from survey_app.database import Store
from survey_app.office.throttle import LoginThrottle, network_of
from survey_app.settings import Settings
from survey_app.staff import disable_staff, set_password
from tests.survey_app.office.office_world import NOW, PASSWORD, furnish, set_clock, sign_in, token

RESULTS = "/office/results?period=2026-W45"


@pytest.fixture
def guest(app: Flask, store: Store, client: FlaskClient) -> FlaskClient:
    """A browser before a furnished office."""
    furnish(app, store)
    return client


def test_a_page_asked_before_signing_in_is_shown_after_it(guest: FlaskClient) -> None:
    answer = guest.get(RESULTS)
    assert (answer.status_code, answer.location) == (302, "/office/login?next=/office/results?period%3D2026-W45")
    answer = sign_in(guest, to="/office/results?period%3D2026-W45")
    assert (answer.status_code, answer.location) == (302, RESULTS)
    assert guest.get(RESULTS).status_code == 200


@pytest.mark.parametrize("case", ["TINH.XEM", "  tinh.xem "])
def test_a_login_is_read_without_case_or_space(guest: FlaskClient, case: str) -> None:
    assert sign_in(guest, case).location == "/office"


@pytest.mark.parametrize(
    "target",
    ["https://example.org/", "//example.org", "/office/../d/x", "/officeX", "/office/results?a=\\b", "/d/x"]
    + ["/office//example.org", "/office/%2e%2e/d/x", "/office/paper/..", "/office/nowhere", "/office/logout"]
    + ["/office/login?next=/office", "/office/results%0a", "javascript:alert(1)", "/office/%255c", "/office\\x"],
)
def test_a_sign_in_leads_to_no_other_place(guest: FlaskClient, target: str) -> None:
    assert sign_in(guest, to=target).location == "/office"


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(guest: FlaskClient) -> None:
    wrong = sign_in(guest, password="không phải mật khẩu này")
    unknown = sign_in(guest, "khong.co", "không phải mật khẩu này")
    assert wrong.status_code == unknown.status_code == 403
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in wrong.text
    assert wrong.text.count("mật khẩu không đúng") == unknown.text.count("mật khẩu không đúng")
    assert guest.get("/office").location == "/office/login?next=/office"


def test_an_empty_form_says_what_to_enter(guest: FlaskClient) -> None:
    answer = sign_in(guest, "", "")
    assert answer.status_code == 400
    assert "Xin nhập tên đăng nhập." in answer.text
    assert "Xin nhập mật khẩu." in answer.text
    assert 'aria-describedby="password-error"' in answer.text


def test_the_fourth_wrong_password_has_to_wait_and_the_right_one_too(app: Flask, guest: FlaskClient) -> None:
    for _ in range(3):
        assert sign_in(guest, password="không phải mật khẩu này").status_code == 403
    answer = sign_in(guest)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "Xin chờ 30 giây" in answer.text
    assert sign_in(guest, "xa.xem").status_code == 302
    set_clock(app, NOW + timedelta(seconds=31))
    assert sign_in(app.test_client()).status_code == 302


def test_a_thousand_guesses_in_an_hour_are_looked_at_ten_times_at_most() -> None:
    throttle = LoginThrottle()
    times = [NOW + timedelta(seconds=3.6 * guess) for guess in range(1000)]
    looked_at = sum(throttle.seconds_to_wait("tinh.xem", "203.0.113.7", now) == 0 for now in times)
    assert looked_at <= 10
    # the owner elsewhere, and the owner at their own browser
    assert throttle.seconds_to_wait("tinh.xem", "198.51.100.1", times[-1]) == 0
    assert throttle.seconds_to_wait("tinh.xem", "203.0.113.7", times[-1], is_known=True) == 0


def test_a_known_browser_has_ten_looks_an_hour_with_all_others_together() -> None:
    throttle, looks = LoginThrottle(), 0
    for guess in range(1000):
        now = NOW + timedelta(seconds=3.5 * guess)
        for is_known in (True, False):
            looks += throttle.seconds_to_wait("tinh.xem", f"198.51.{guess % 250}.1", now, is_known=is_known) == 0
    assert looks == 10


def test_networks_are_a_24_and_a_48() -> None:
    assert network_of("203.0.113.77") == "203.0.113.0/24"
    assert network_of("2001:db8:1:2::3") == "2001:db8:1::/48"
    assert network_of("") == ""


def test_a_right_password_forgets_the_wrong_ones(guest: FlaskClient) -> None:
    for _ in range(2):
        sign_in(guest, password="không phải mật khẩu này")
    assert sign_in(guest).status_code == 302
    assert guest.post("/office/logout", data={"csrf_token": token(guest.get(RESULTS))}).status_code == 302
    assert [sign_in(guest, password="không phải mật khẩu này").status_code for _ in range(3)] == [403, 403, 403]


def test_a_session_ends_after_half_an_hour_of_rest(app: Flask, guest: FlaskClient) -> None:
    sign_in(guest)
    for minutes in (29, 58):
        set_clock(app, NOW + timedelta(minutes=minutes))
        assert guest.get(RESULTS).status_code == 200
    set_clock(app, NOW + timedelta(minutes=89))
    assert guest.get(RESULTS).status_code == 302
    assert "Phiên làm việc đã kết thúc" in guest.get("/office/login").text


def test_a_session_ends_after_twelve_hours_of_work(app: Flask, guest: FlaskClient) -> None:
    sign_in(guest)
    for quarter in range(1, 48):
        set_clock(app, NOW + timedelta(minutes=15 * quarter))
        assert guest.get("/office").location.startswith("/office/results")
    set_clock(app, NOW + timedelta(hours=12, seconds=1))
    assert guest.get("/office").location.startswith("/office/login")


def test_a_new_password_ends_open_sessions(store: Store, guest: FlaskClient) -> None:
    sign_in(guest)
    with store.writing.begin() as session:
        set_password(session, "tinh.xem", PASSWORD + " mới")
    assert guest.get(RESULTS).status_code == 302


def test_a_disabled_person_is_out_at_once_and_stays_out(store: Store, guest: FlaskClient) -> None:
    sign_in(guest)
    with store.writing.begin() as session:
        disable_staff(session, "tinh.xem")
    assert guest.get(RESULTS).status_code == 302
    assert sign_in(guest).status_code == 403


def test_signing_out_ends_the_session_and_keeps_the_language(guest: FlaskClient) -> None:
    sign_in(guest)
    page = guest.get("/office/results?period=2026-W46")
    guest.post("/office/language", data={"csrf_token": token(page), "language": "en"})
    guest.post("/office/logout", data={"csrf_token": token(page)})
    assert guest.get("/office").location.startswith("/office/login")
    assert '<html lang="en">' in guest.get("/office/login").text


def test_signing_in_starts_a_new_session(guest: FlaskClient) -> None:
    guest.get("/office/login")
    with guest.session_transaction("/office/") as before:
        before["left_behind"] = "x"
        old_token = before["csrf_token"]
    sign_in(guest)
    with guest.session_transaction("/office/") as after:
        assert "left_behind" not in after
        assert after.get("csrf_token") != old_token


@pytest.mark.parametrize("address", ["/office/login", "/office/logout", "/office/language"])
@pytest.mark.parametrize("forged", ["", "abc", "IjEyMyI.abc.def"])
def test_a_post_without_its_token_does_nothing(guest: FlaskClient, address: str, forged: str) -> None:
    if address != "/office/login":
        sign_in(guest)
    form = {"csrf_token": forged, "login": "tinh.xem", "password": PASSWORD, "language": "en"}
    answer = guest.post(address, data=form)
    assert answer.status_code == 400
    assert "Trang đã mở quá lâu" in answer.text
    assert guest.get("/office").location.startswith("/office/login") == (address == "/office/login")
    assert '<html lang="vi">' in answer.text


def test_signing_out_by_a_link_is_not_possible(guest: FlaskClient) -> None:
    sign_in(guest)
    assert guest.get("/office/logout").status_code == 405
    assert guest.get(RESULTS).status_code == 200


def test_the_cookie_and_the_headers_are_strict(app: Flask, store: Store, guest: FlaskClient) -> None:
    settings = Settings(
        directory=app.extensions["sipas_settings"].directory,
        database_url=store.engine.url.render_as_string(hide_password=False),
        secret_key="k" * 48,
        base_url="https://danhgia.example",
    )
    secure = create_app(settings)
    answer = secure.test_client().get("/office/login", base_url="https://danhgia.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-sipas=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    secure.extensions["sipas_store"].engine.dispose()


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [("/office/nothing", 404, "Không có trang này"), ("/office/letters/ask", 405, "Trang này không nhận yêu cầu đó")],
)
def test_an_address_without_a_page_leads_back_into_the_office(
    guest: FlaskClient, address: str, status: int, words: str
) -> None:
    outside = guest.get(address)
    sign_in(guest)
    inside = guest.get(address)
    for page in (outside, inside):
        assert page.status_code == status
        assert words in page.text
        assert '<a href="/office">' in page.text
        assert "Đánh giá tại quầy" not in page.text
    assert "Đăng xuất" in inside.text
    assert "Đăng xuất" not in outside.text
    assert '<html lang="en">' in guest.get(f"{address}?lang=en").text
    assert "Đánh giá tại quầy" in guest.get("/officers").text
