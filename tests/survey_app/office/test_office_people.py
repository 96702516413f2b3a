"""Keeping people in the browser: whom an administrator may add and change, and what is refused in which words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.database import Store
from survey_app.exceptions import EditedMeanwhile, StaffRefused
from survey_app.models import AuditEntry, Staff
from survey_app.office import people_changes
from survey_app.office.people import person_of
from survey_app.office.people_list import Editor, person_entry
from survey_app.roles import Held
from survey_app.staff import disable_staff, give_role, roles_of
from tests.survey_app.office.office_world import (
    PASSWORD,
    add_person,
    furnish,
    phone_code,
    send_password,
    sign_in,
    token,
)

AT = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """On SQLite only; changes on PostgreSQL are tried in `test_people_changes`."""
    return sqlite_store


@pytest.fixture
def keeper(app: Flask, store: Store, client: FlaskClient) -> FlaskClient:
    """The administrator of the province; a commune has one of its own."""
    furnish(app, store)
    with store.writing.begin() as session:
        add_person(session, "quan.xa", "xa-1", ["administrator"])
    sign_in(client, "administrator.tinh")
    return client


def seen(client: FlaskClient, login: str) -> dict[str, str]:
    """The hidden fields of a person's page."""
    page = client.get(f"/office/people/{login}")
    found = re.findall(r'name="seen" value="([0-9a-f]+)"', page.text)
    return {"csrf_token": token(page), "seen": found[0] if found else ""}


def act(client: FlaskClient, login: str, what: str, **sent: str) -> TestResponse:
    return client.post(f"/office/people/{login}/{what}", data={**seen(client, login), **sent})


def editor_of(store: Store, login: str) -> Editor:
    with store.reading() as session:
        return Editor(person_of(session, session.get_one(Staff, login)), date(2026, 11, 10), "vi")


def test_a_person_is_added_with_a_password_shown_once_and_changed_at_the_first_sign_in(
    app: Flask, store: Store, keeper: FlaskClient
) -> None:
    form = {"csrf_token": token(keeper.get("/office/people/add")), "name": "Lan", "login": "Lan.Moi"}
    made = keeper.post("/office/people/add", data={**form, "role": "viewer", "unit": "xa-1"})
    password = re.findall(r'<code class="code">([0-9a-z-]{19})</code>', made.text)[0]
    newcomer = app.test_client()
    send_password(newcomer, "lan.moi", password)
    assert newcomer.get("/office").location.startswith("/office/login/password")
    with store.reading() as session:
        assert roles_of(session, "lan.moi") == [Held("xa-1", "viewer")]
        lines = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "people.add")).all()
        assert [(line.who, line.subject, line.unit) for line in lines] == [("administrator.tinh", "lan.moi", "xa-1")]
        assert password not in "".join(line.detail for line in lines)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name": "Lan", "login": "lan", "role": "", "unit": "tinh"}, "Xin chọn một vai trò."),
        ({"name": "Lan", "login": "lan", "role": "viewer", "unit": "tinh-khac"}, "Không có đơn vị “tinh-khac”"),
        ({"name": "Lan", "login": "lan", "role": "viewer", "unit": "khong-co"}, "Không có đơn vị “khong-co”"),
        ({"name": " ", "login": "lan", "role": "viewer", "unit": "tinh"}, "Họ tên dài 0 ký tự"),
        ({"name": "Lan", "login": "tinh.xem", "role": "viewer", "unit": "tinh"}, "Đã có tên đăng nhập"),
        ({"name": "Lan", "login": "làn", "role": "viewer", "unit": "tinh"}, "chữ thường không dấu"),
    ],
)
def test_what_cannot_be_added_is_told_and_what_was_typed_stays(
    keeper: FlaskClient, sent: dict[str, str], told: str
) -> None:
    answer = keeper.post("/office/people/add", data={"csrf_token": token(keeper.get("/office/people/add")), **sent})
    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{sent["login"]}"' in answer.text


def test_everything_that_is_wrong_with_a_new_person_is_told_at_once(keeper: FlaskClient) -> None:
    sent = {"name": " ", "login": "làn", "role": "", "unit": "tinh"}
    answer = keeper.post("/office/people/add", data={"csrf_token": token(keeper.get("/office/people/add")), **sent})
    box = answer.text.partition('class="problems"')[2].partition("</div>")[0]
    assert re.findall('href="#([a-z]+)"', box) == ["name", "login", "role"]
    for told in ("Họ tên dài 0 ký tự", "chữ thường không dấu", "Xin chọn một vai trò."):
        assert told in box
    assert answer.text.count('aria-invalid="true"') == 2


def test_roles_are_given_and_taken(store: Store, keeper: FlaskClient) -> None:
    assert act(keeper, "xa.xem", "give-role", role="head", unit="xa-1").status_code == 302
    assert act(keeper, "xa.xem", "take-role", role="clerk", unit="xa-1").status_code == 302
    with store.reading() as session:
        assert roles_of(session, "xa.xem") == [Held("xa-1", "head"), Held("xa-1", "analyst")]
    assert "Người đứng đầu" in keeper.get("/office/people/xa.xem?done=give-role").text


@pytest.mark.parametrize("what", ["disable", "password", "second-factor"])
def test_what_cannot_be_undone_lightly_is_confirmed_by_the_login(store: Store, keeper: FlaskClient, what: str) -> None:
    answer = act(keeper, "xa.xem", what, named="xa.xe")
    assert (answer.status_code, "Đã gõ “xa.xe”" in answer.text) == (422, True)
    assert act(keeper, "xa.xem", what, named=" xa.xem ").status_code in (200, 302)
    with store.reading() as session:
        line = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert (line.action, line.subject) == (f"people.{what}", "xa.xem")


def test_an_editor_who_saw_something_older_is_told_and_nothing_is_done(store: Store, keeper: FlaskClient) -> None:
    before = seen(keeper, "xa.xem")
    with store.writing.begin() as session:
        give_role(session, "xa.xem", Held("xa-1", "viewer"))
    answer = keeper.post("/office/people/xa.xem/rename", data={**before, "name": "Tên khác"})
    assert (answer.status_code, "người khác đã thay đổi tài khoản xa.xem" in answer.text) == (409, True)
    with store.reading() as session:
        assert session.get_one(Staff, "xa.xem").name != "Tên khác"


def test_people_of_other_units_are_as_unknown_as_nobody(keeper: FlaskClient) -> None:
    told = [keeper.get(f"/office/people/{login}") for login in ("khac.xem", "khong.co")]
    assert [answer.status_code for answer in told] == [404, 404]
    assert told[0].text.replace("khac.xem", "") == told[1].text.replace("khong.co", "")
    assert "khac.xem" not in keeper.get("/office/people").text


def test_nobody_changes_themselves_nor_whoever_holds_a_role_out_of_reach(store: Store, keeper: FlaskClient) -> None:
    assert "Không ai tự đổi vai trò" in act(keeper, "administrator.tinh", "take-role", role="administrator").text
    with store.writing.begin() as session:
        add_person(session, "len.tinh", "xa-1", ["clerk"])
        give_role(session, "len.tinh", Held("tinh", "head"))
    commune = editor_of(store, "quan.xa")
    with store.reading() as session:
        assert "ngoài phạm vi" in person_entry(session, commune, "len.tinh").obstacle
        assert person_entry(session, editor_of(store, "administrator.tinh"), "len.tinh").obstacle == ""


@pytest.mark.parametrize(
    ("role", "unit", "told"),
    [
        ("head", "tinh", "Không có đơn vị “tinh”"),
        ("administrator", "tinh", "Không có đơn vị “tinh”"),
        ("inspector", "xa-1", "do cấp trên giao"),
    ],
)
def test_an_administrator_gives_no_role_above_and_appoints_no_inspector(
    store: Store, keeper: FlaskClient, role: str, unit: str, told: str
) -> None:
    commune = editor_of(store, "quan.xa")
    with store.writing() as session:
        sent = {"seen": person_entry(session, commune, "xa.xem").seen, "role": role, "unit": unit}
        with pytest.raises(StaffRefused, match=told):
            people_changes.change_person(session, commune, "xa.xem", "give-role", sent, at=AT)


def test_the_last_administrator_stays(store: Store, keeper: FlaskClient) -> None:
    province, commune = editor_of(store, "administrator.tinh"), editor_of(store, "quan.xa")
    with store.writing() as session:
        # as if the other had been taken away in the same moment
        disable_staff(session, "administrator.tinh")
        sent = {"seen": person_entry(session, province, "quan.xa").seen, "named": "quan.xa"}
        with pytest.raises(StaffRefused, match="quản trị viên cuối cùng"):
            people_changes.change_person(session, province, "quan.xa", "disable", sent, at=AT)
        with pytest.raises(EditedMeanwhile):
            people_changes.change_person(session, province, "xa.xem", "enable", {"seen": "x"}, at=AT)
    assert commune.person.may("people")


def test_people_are_found_without_diacritics_and_none_found_is_said(keeper: FlaskClient) -> None:
    assert "xa.xem" in keeper.get("/office/people?q=xa mot").text
    assert "Không có ai khớp với “zzz”" in keeper.get("/office/people?q=zzz").text


def test_ones_own_password_is_changed_with_the_old_one_and_other_machines_are_signed_out(
    app: Flask, keeper: FlaskClient
) -> None:
    mine, other = app.test_client(), app.test_client()
    for browser in (mine, other):
        sign_in(browser, "viewer.tinh")
    form = {"csrf_token": token(mine.get("/office/account")), "new_password": "một câu hoàn toàn mới"}
    wrong = mine.post("/office/account/password", data={**form, "again": "một câu hoàn toàn mới", "password": "sai"})
    assert (wrong.status_code, "Mật khẩu đang dùng không đúng" in wrong.text) == (422, True)
    form |= {"again": "một câu hoàn toàn mới", "password": PASSWORD}
    assert mine.post("/office/account/password", data=form).location == "/office/account?done=password"
    assert mine.get("/office/account").status_code == 200
    assert other.get("/office/account").status_code == 302


def test_signing_out_everywhere_leaves_this_browser(app: Flask, keeper: FlaskClient) -> None:
    other = app.test_client()
    sign_in(other, "viewer.tinh")
    mine = app.test_client()
    sign_in(mine, "viewer.tinh")
    page = mine.get("/office/account")
    assert "Có 2 phiên chưa đăng xuất" in page.text
    mine.post("/office/account/sessions", data={"csrf_token": token(page)})
    assert mine.get("/office/account").status_code == 200
    assert other.get("/office/account").status_code == 302


def test_another_phone_needs_a_code_and_is_bound_at_once(keeper: FlaskClient) -> None:
    form = {"csrf_token": token(keeper.get("/office/account"))}
    wrong = keeper.post("/office/account/drop-phone", data={**form, "code": "000000"})
    assert (wrong.status_code, "Mã không đúng" in wrong.text) == (422, True)
    codes = keeper.post("/office/account/new-codes", data={**form, "code": phone_code(keeper, "administrator.tinh")})
    drawer = re.findall(r"<code>([0-9A-Z-]{14})</code>", codes.text)
    assert len(drawer) == 10
    done = keeper.post("/office/account/drop-phone", data={**form, "code": drawer[0]})
    assert done.location.startswith("/office/login/enrol")
    assert keeper.get("/office/people").location.startswith("/office/login/enrol")
