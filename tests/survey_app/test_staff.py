"""Logins and passwords."""

from __future__ import annotations

import time
import unicodedata

import pytest
from sqlalchemy.orm import Session

from survey_app.database import Store
from survey_app.exceptions import StaffRefused, UnknownUnit
from survey_app.models import Staff, Unit
from survey_app.staff import (
    add_staff,
    check_password,
    disable_staff,
    enable_staff,
    password_problem,
    set_password,
)

PASSWORD = "con trâu đi trước cái cày"


@pytest.fixture
def session(store: Store):
    with store.writing() as opened:
        opened.add(Unit(code="tinh", name_vi="Tỉnh", name_en="Province", level="province"))
        add_staff(opened, "Thanh.Tra", name=" Thanh  tra tỉnh ", unit="tinh", password=PASSWORD)
        yield opened


def test_the_right_password_opens_and_nothing_else_does(session: Session) -> None:
    person = check_password(session, " thanh.tra ", PASSWORD)
    assert person is not None
    assert (person.login, person.name, person.unit) == ("thanh.tra", "Thanh tra tỉnh", "tinh")
    assert check_password(session, "thanh.tra", PASSWORD + " ") is None
    assert check_password(session, "thanh.tra", "") is None
    assert check_password(session, "khong-co", PASSWORD) is None
    assert check_password(session, "x" * 5000, "y" * 100_000) is None


def test_the_password_is_kept_only_as_an_argon2_hash(session: Session) -> None:
    staff = session.get_one(Staff, "thanh.tra")
    assert staff.password_hash.startswith("$argon2id$")
    assert len(staff.password_hash) <= 200
    assert PASSWORD not in staff.password_hash


def test_letters_typed_on_two_keyboards_are_one_password(session: Session) -> None:
    assert check_password(session, "thanh.tra", unicodedata.normalize("NFD", PASSWORD)) is not None


def test_an_unknown_login_takes_as_long_as_a_wrong_password(session: Session) -> None:
    check_password(session, "khong-co", PASSWORD)

    def least(login: str) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            check_password(session, login, "một mật khẩu sai nào đó")
            times.append(time.perf_counter() - start)
        return min(times)

    known, unknown = least("thanh.tra"), least("khong-co")
    assert 0.4 < unknown / known < 2.5


def test_a_new_password_ends_open_sessions(session: Session) -> None:
    before = session.get_one(Staff, "thanh.tra").session_key
    staff = set_password(session, "thanh.tra", "cơm tẻ là mẹ ruột ta")
    assert staff.session_key != before
    assert len(staff.session_key) == 32
    assert check_password(session, "thanh.tra", PASSWORD) is None
    assert check_password(session, "thanh.tra", "cơm tẻ là mẹ ruột ta") is not None


def test_a_disabled_person_is_out_until_enabled_again(session: Session) -> None:
    before = session.get_one(Staff, "thanh.tra").session_key
    assert disable_staff(session, "thanh.tra").session_key != before
    assert check_password(session, "thanh.tra", PASSWORD) is None
    enable_staff(session, "thanh.tra")
    assert check_password(session, "thanh.tra", PASSWORD) is not None


@pytest.mark.parametrize(
    "password",
    [
        "ngắn quá",
        "14 ky tu o day",
        "x" * 257,
        "aaaaaaaaaaaaaaaa",
        "123456789012345",
        "qwertyuiopasdfgh",
        "1q2w3e4r5t6y7u8i",
        "matkhaumatkhau!matkhau",
        "Password 1234567890",
        "Correct Horse Battery Staple",
        "nguyen.van.an-123",
        "...............",
    ],
)
def test_short_and_often_tried_passwords_are_refused(password: str) -> None:
    assert password_problem(password, "nguyen.van.an") is not None


@pytest.mark.parametrize(
    "password", [PASSWORD, "viết liền không hoa", "onlylowercaseletters", "4709 2218 5630 9", "15 ký tự vừa đủ"]
)
def test_no_kind_of_character_is_demanded(password: str) -> None:
    assert password_problem(password, "nguyen.van.an") is None


def test_wrong_logins_names_and_units_are_refused(session: Session) -> None:
    for login, name, told in (
        ("thanh.tra", "B", "Đã có tên đăng nhập"),
        ("a", "B", "2 đến 40 ký tự"),
        ("người dùng", "B", "chữ thường không dấu"),
        ("moi", "  ", "Họ tên"),
        ("moi", "x" * 121, "Họ tên"),
    ):
        with pytest.raises(StaffRefused, match=told):
            add_staff(session, login, name=name, unit="tinh", password=PASSWORD)
    with pytest.raises(UnknownUnit, match="xa-9"):
        add_staff(session, "moi", name="B", unit="xa-9", password=PASSWORD)
    with pytest.raises(StaffRefused, match="Mật khẩu có 4 ký tự"):
        add_staff(session, "moi", name="B", unit="tinh", password="ngắn")
    with pytest.raises(StaffRefused, match=r"Không có tên đăng nhập “moi”. Đang có: thanh.tra"):
        disable_staff(session, "moi")
