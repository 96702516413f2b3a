"""Sessions end on the server, say why, and give back what was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.models import AuditEntry, OfficeSession
from survey_app.roles import Held
from survey_app.staff import disable_staff, end_sessions, give_role, set_password, take_role
from tests.survey_app.office.office_world import (
    NOW,
    PASSWORD,
    add_person,
    furnish,
    send_password,
    set_clock,
    sign_in,
    token,
)

RESULTS = "/office/results?period=2026-W45"
TEXT = "Chuyển thêm một người sang quầy đất đai từ tuần sau"


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """On SQLite only: nothing here has SQL of its own."""
    return sqlite_store


@pytest.fixture
def guest(app: Flask, store: Store, client: FlaskClient) -> FlaskClient:
    """A browser before a furnished office."""
    furnish(app, store)
    return client


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Flask, guest: FlaskClient) -> None:
    sign_in(guest)
    copied = guest.get_cookie("sipas", path="/")
    assert copied is not None
    guest.post("/office/logout", data={"csrf_token": token(guest.get(RESULTS))})
    thief = app.test_client()
    thief.set_cookie("sipas", copied.value)
    assert thief.get(RESULTS).status_code == 302
    assert "đã bị kết thúc" not in guest.get("/office/login").text


def test_signing_out_of_one_browser_leaves_the_other_open(app: Flask, guest: FlaskClient) -> None:
    other = app.test_client()
    sign_in(guest)
    sign_in(other)
    guest.post("/office/logout", data={"csrf_token": token(guest.get(RESULTS))})
    assert guest.get(RESULTS).status_code == 302
    assert other.get(RESULTS).status_code == 200


def test_sessions_that_are_over_are_cleared_away(app: Flask, store: Store, guest: FlaskClient) -> None:
    sign_in(guest)
    set_clock(app, NOW + timedelta(hours=12, minutes=1))
    sign_in(app.test_client())
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(OfficeSession)) == 1


@pytest.mark.parametrize("change", ["disable", "password", "everywhere"])
def test_whoever_was_put_out_is_told_so_and_keeps_what_they_typed(
    store: Store, guest: FlaskClient, change: str
) -> None:
    sign_in(guest)
    csrf = token(guest.get(RESULTS))
    with store.writing.begin() as session:
        if change == "disable":
            disable_staff(session, "tinh.xem")
        elif change == "password":
            set_password(session, "tinh.xem", PASSWORD + " mới")
        else:
            end_sessions(session, "tinh.xem")
    sent = guest.post("/office/paper/123456", data={"csrf_token": csrf, "measure": TEXT, "password": PASSWORD * 2})
    assert sent.status_code == 401
    assert "Phiên làm việc đã bị kết thúc: mật khẩu đã đổi, tài khoản bị khóa" in sent.text
    assert TEXT in sent.text
    assert PASSWORD not in sent.text
    asked = guest.get(RESULTS, follow_redirects=True)
    assert "Phiên làm việc đã bị kết thúc" in asked.text


def test_a_session_that_rested_too_long_gives_back_what_was_typed(app: Flask, guest: FlaskClient) -> None:
    sign_in(guest)
    csrf = token(guest.get(RESULTS))
    set_clock(app, NOW + timedelta(minutes=31))
    sent = guest.post("/office/paper/123456", data={"csrf_token": csrf, "measure": f"<b>{TEXT}"})
    assert sent.status_code == 401
    assert "sau 30 phút không dùng" in sent.text
    assert f"&lt;b&gt;{TEXT}" in sent.text


@pytest.mark.parametrize("forged", ["wrong", None])
def test_a_stale_form_gives_back_what_was_typed_and_nothing_secret(guest: FlaskClient, forged: str | None) -> None:
    sign_in(guest)
    form = {
        "measure": TEXT,
        "cause": "Thiếu người",
        "password": PASSWORD,
        "code": "12 34 56",
        "agency": "so-tai-nguyen-moi-truong",
    }
    sent = guest.post("/office/paper/123456", data=form | ({"csrf_token": forged} if forged else {}))
    assert sent.status_code == 400
    assert "Trang đã mở quá lâu" in sent.text
    assert sent.text.count("<textarea") == 2
    assert TEXT in sent.text
    assert "Thiếu người" in sent.text


def test_a_role_that_was_taken_is_gone_with_the_next_request(store: Store, guest: FlaskClient) -> None:
    sign_in(guest)
    csrf = token(guest.get("/office/paper"))
    with store.writing.begin() as session:
        take_role(session, "tinh.xem", Held("tinh", "clerk"))
    sent = guest.post("/office/paper/123456", data={"csrf_token": csrf, "measure": TEXT})
    assert sent.status_code == 403
    assert "không có quyền mở trang này" in sent.text
    assert TEXT in sent.text
    assert guest.get("/office/comments").status_code == 200


def test_a_role_that_needs_a_second_factor_asks_for_it_at_once(store: Store, guest: FlaskClient) -> None:
    sign_in(guest)
    with store.writing.begin() as session:
        give_role(session, "tinh.xem", Held("tinh", "head"))
    asked = guest.get(RESULTS)
    assert asked.location.startswith("/office/login/enrol?next=/office/results")
    assert "Gắn điện thoại với tài khoản" in guest.get(asked.location).text


def test_the_last_day_is_told_once_after_signing_in(app: Flask, guest: FlaskClient) -> None:
    assert "Lần đăng nhập trước" not in sign_in(guest).text + guest.get(RESULTS).text
    set_clock(app, NOW + timedelta(days=1))
    again = app.test_client()
    sign_in(again)
    assert "Lần đăng nhập trước: 10/11/2026" in again.get(RESULTS).text
    assert "Lần đăng nhập trước" not in again.get(RESULTS).text


def test_refused_sign_ins_are_counted_and_unknown_names_not_kept(app: Flask, store: Store, guest: FlaskClient) -> None:
    for attempt in range(12):
        set_clock(app, NOW + timedelta(seconds=attempt))
        # the line is written once the answer has gone
        send_password(guest, "tinh.xem", "không phải mật khẩu này").close()
        send_password(guest, "mat-khau-go-nham-o", "không phải mật khẩu này").close()
    with store.reading() as session:
        rows = session.execute(sa.select(AuditEntry.who, AuditEntry.subject, AuditEntry.detail)).all()
    assert [row.who for row in rows].count("tinh.xem") == [row.who for row in rows].count("?") == 4
    assert '"in_this_hour": 10' in rows[-1].detail
    assert not any("mat-khau" in row.subject + row.detail for row in rows)


def test_a_person_without_any_role_is_told_whom_to_ask(store: Store, guest: FlaskClient) -> None:
    with store.writing.begin() as session:
        add_person(session, "chua.co", "tinh", [])
    sign_in(guest, "chua.co")
    answer = guest.get("/office")
    assert answer.status_code == 403
    assert "Xin hỏi người quản trị" in answer.text


def test_guesses_from_many_networks_are_looked_at_ten_times_an_hour_and_the_owner_gets_in(
    app: Flask, guest: FlaskClient
) -> None:
    owner, statuses = app.test_client(), []
    assert sign_in(owner).status_code == 302
    owner.post("/office/logout", data={"csrf_token": token(owner.get(RESULTS))})
    form = {"csrf_token": token(guest.get("/office/login")), "login": "tinh.xem", "password": "đoán mò một mật khẩu"}
    for guess in range(150):
        set_clock(app, NOW + timedelta(seconds=23 * guess))
        address = {"REMOTE_ADDR": f"198.51.{guess}.9"}
        statuses.append(guest.post("/office/login", data=form, environ_base=address).status_code)
    assert set(statuses) == {403, 429}
    assert statuses.count(403) <= 10
    assert sign_in(owner).status_code == 302
