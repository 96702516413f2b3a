"""What each role opens, and at which units."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.exceptions import UnknownUnit
from survey_app.models import Staff
from survey_app.office.access import check_may, units_for, visible_units
from survey_app.office.people import person_of
from survey_app.office.permissions import requires
from survey_app.roles import PERMISSIONS, ROLES
from tests.survey_app.office.office_world import add_person, furnish, sign_in

TODAY = date(2026, 11, 10)


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """On SQLite only: nothing here has SQL of its own."""
    return sqlite_store


@pytest.fixture
def guest(app: Flask, store: Store, client: FlaskClient) -> FlaskClient:
    """A browser before a furnished office."""
    furnish(app, store)
    return client


def test_every_permission_is_held_by_some_role() -> None:
    assert set().union(*(role.permissions for role in ROLES.values())) == set(PERMISSIONS)


def test_without_a_role_no_link_leads_back_to_the_refusal(store: Store, guest: FlaskClient) -> None:
    with store.writing.begin() as session:
        add_person(session, "khong.vai", "tinh", ())
    sign_in(guest, "khong.vai")
    refused = guest.get("/office", follow_redirects=True)
    assert refused.status_code == 403
    assert set(re.findall(r'<a [^>]*href="(/office[^"]*)"', refused.text)) == {"/office/account"}
    assert guest.get("/office/account").status_code == 200


def test_a_permission_that_is_none_cannot_be_required() -> None:
    with pytest.raises(ValueError, match="'delete' is no permission"):
        requires("delete")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        ("viewer", "/office/results?period=2026-W45", 200),
        ("viewer", "/office/export/tinh/2026-W45.csv", 403),
        ("viewer", "/office/comments", 403),
        ("clerk", "/office/paper", 200),
        ("clerk", "/office/comments", 403),
        ("analyst", "/office/export/tinh/2026-W45.csv", 200),
        ("analyst", "/office/paper", 403),
        ("administrator", "/office/comments", 403),
    ],
)
def test_a_role_opens_its_pages_and_no_other(guest: FlaskClient, role: str, address: str, status: int) -> None:
    sign_in(guest, f"{role}.tinh")
    answer = guest.get(address)
    assert answer.status_code == status
    assert ("Tài khoản này không có quyền mở trang này" in answer.text) == (status == 403)


def test_only_what_may_be_opened_is_led_to(guest: FlaskClient) -> None:
    sign_in(guest, "viewer.tinh")
    page = guest.get("/office/results?period=2026-W45")
    assert "/office/comments" not in page.text
    assert "/office/paper" not in page.text


def test_a_page_that_forgot_to_say_what_it_needs_is_closed(app: Flask, guest: FlaskClient) -> None:
    app.view_functions["office.comments"] = lambda: "open"
    sign_in(guest)
    assert guest.get("/office/comments").status_code == 403


def test_tickets_are_for_the_units_below_alone_unless_there_is_none_above(store: Store, guest: FlaskClient) -> None:
    with store.writing.begin() as session:
        add_person(session, "quan.xa", "xa-1", ["administrator"])
    with store.reading() as session:
        province, commune = (
            person_of(session, session.get_one(Staff, login)) for login in ("administrator.tinh", "quan.xa")
        )
        assert units_for(session, province, "tickets", TODAY, TODAY) == {"tinh", "ttpvhcc", "xa-1"}
        assert units_for(session, commune, "tickets", TODAY, TODAY) == set()
        assert units_for(session, commune, "places", TODAY, TODAY) == {"xa-1"}


def test_a_unit_of_others_is_refused_in_the_words_of_an_unknown_one(store: Store, guest: FlaskClient) -> None:
    with store.reading() as session:
        person = person_of(session, session.get_one(Staff, "head.tinh"))
        check_may(session, person, "actions", "xa-1", TODAY)
        told = []
        for unit in ("tinh-khac", "khong-co"):
            with pytest.raises(UnknownUnit) as refusal:
                check_may(session, person, "actions", unit, TODAY)
            told.append(str(refusal.value).replace(unit, ""))
        assert told[0] == told[1]
        with pytest.raises(UnknownUnit):
            check_may(session, person, "people", "tinh", TODAY)


def test_roles_at_two_units_add_up_and_the_home_unit_comes_first(store: Store, guest: FlaskClient) -> None:
    with store.writing.begin() as session:
        add_person(session, "hai.noi", "xa-1", ["viewer"])
        from survey_app.roles import Held
        from survey_app.staff import give_role

        give_role(session, "hai.noi", Held("tinh-khac", "analyst"))
    with store.reading() as session:
        person = person_of(session, session.get_one(Staff, "hai.noi"))
        assert list(visible_units(session, person, TODAY, "vi")) == ["xa-1", "tinh-khac"]
        assert list(visible_units(session, person, TODAY, "vi", "export")) == ["tinh-khac"]
