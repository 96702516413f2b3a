"""A small province for the tests of the office: two centres below it, a neighbour, and a week worked by hand.

Week 2026-W45 at the centre: land 15 of 20 satisfied, 400 visits; civil status 18 of 20, 100 visits.
Weighted 0,8 × 75 % + 0,2 × 90 % = 78,0 %; plain 33/40 = 82,5 %.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, date, datetime
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from survey_app.adoption import adopt_plan
from survey_app.database import Store
from survey_app.models import Desk, Staff, UnitParent
from survey_app.plans import plan_text
from survey_app.roles import ROLES, Held, RoleName
from survey_app.second_factor import FactorKey, enrol, next_code
from survey_app.staff import add_staff, give_role
from tests.factories import make_desk, make_response, make_sector, make_transactions, make_unit, publish
from tests.written_once import written_once

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
"""A Tuesday: week 45 is closed and preliminary, week 46 is open."""
WEEK_DAY, OPEN_DAY = date(2026, 11, 4), date(2026, 11, 9)
FACTOR_KEY = FactorKey("k" * 48)
"""Made from the secret key of `conftest.app`."""
PASSWORD = "thước kẻ dài và mây trắng"


def furnish(app: Flask, store: Store) -> None:
    """Stop the clock and write the province."""
    set_clock(app, NOW)
    written_once(store, "office world", write_world)


def write_world(store: Store) -> None:
    """The province itself."""
    with store.writing.begin() as session:
        make_unit(session, "tinh", name_vi="Tỉnh A", name_en="Province A", level="province")
        centre = make_unit(session, "ttpvhcc", name_vi="Trung tâm tỉnh A", name_en="Provincial centre A")
        make_unit(session, "xa-1", name_vi="Xã Một", name_en="Commune One", level="commune_centre")
        make_unit(session, "tinh-khac", name_vi="Tỉnh B", name_en="Province B", level="province")
        for unit in ("ttpvhcc", "xa-1"):
            session.add(UnitParent(unit=unit, parent="tinh", valid_from=date(2025, 7, 1)))
        land, civil = make_sector(session, "dat-dai", position=1), make_sector(session, "ho-tich", position=2)
        desk = make_desk(session, centre, sectors=(land, civil))
        answer(session, desk, "dat-dai", satisfied=15, others=5)
        answer(session, desk, "ho-tich", satisfied=18, others=2)
        make_transactions(session, centre, land, day=WEEK_DAY, visits=400)
        make_transactions(session, centre, civil, day=WEEK_DAY, visits=100)
        answer(session, desk, "dat-dai", satisfied=13, others=0, day=OPEN_DAY)
        adopt_plan(session, plan_text("mo_phong_2026"), unit="tinh")
        person = add_staff(
            session, "tinh.xem", name="Người xem cấp tỉnh", unit="tinh", password=PASSWORD, roles=("analyst", "clerk")
        )
        for login, unit in (("xa.xem", "xa-1"), ("khac.xem", "tinh-khac")):
            add_person(session, login, unit, ("analyst", "clerk"), password_hash=person.password_hash)
        for role in ROLES:
            add_person(session, f"{role}.tinh", "tinh", (role,), password_hash=person.password_hash)
    publish(store, NOW.date(), period="2026-W45")


def add_person(
    session: Session, login: str, unit: str, roles: Collection[RoleName], *, password_hash: str = ""
) -> Staff:
    """Add a person with roles at a unit; hashing is slow on purpose, so a hash made once can be given."""
    kept = password_hash or session.get_one(Staff, "tinh.xem").password_hash
    person = Staff(login=login, name=f"Người xem {unit}", unit=unit, password_hash=kept, session_key=uuid4().hex)
    session.add(person)
    session.flush()
    for role in roles:
        give_role(session, login, Held(unit, role))
    if any(ROLES[role].needs_second_factor for role in roles):
        enrol(session, FACTOR_KEY, login, salt=uuid4().hex, step=0)
    return person


def answer(session: Session, desk: Desk, sector: str, *, satisfied: int, others: int, day: date = WEEK_DAY) -> None:
    """Add answers "hài lòng" and, for the others, "bình thường"."""
    for level in [4] * satisfied + [3] * others:
        make_response(session, desk, overall=level, sector=sector, day=day)


def set_clock(app: Flask, now: datetime) -> None:
    """Stop the application's clock."""
    app.extensions["sipas_clock"] = lambda: now


def token(page: TestResponse) -> str:
    """The CSRF token of a page."""
    return str(re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0])


def sign_in(client: FlaskClient, login: str = "tinh.xem", password: str = PASSWORD, *, to: str = "") -> TestResponse:
    """Fill in the sign-in form and send it; where a code is asked for, enrol or send the phone's."""
    answer = send_password(client, login, password, to=to)
    if answer.status_code == 302 and needs_code(client, login):
        client.get(answer.location)
        return send_code(client, phone_code(client, login), to=to)
    return answer


def send_password(client: FlaskClient, login: str, password: str = PASSWORD, *, to: str = "") -> TestResponse:
    """Send login and password alone."""
    address = f"/office/login?next={to}" if to else "/office/login"
    form = {"csrf_token": token(client.get(address)), "login": login, "password": password}
    return client.post(address, data=form)


def send_code(client: FlaskClient, code: str, *, to: str = "") -> TestResponse:
    """Send a code of the phone or of the drawer."""
    address = f"/office/login/code?next={to}" if to else "/office/login/code"
    return client.post(address, data={"csrf_token": token(client.get(address)), "code": code})


def needs_code(client: FlaskClient, login: str) -> bool:
    """Whether this person has a second factor."""
    with client.application.extensions["sipas_store"].reading() as session:
        staff = session.get(Staff, login)
        return staff is not None and staff.totp_salt is not None


def phone_code(client: FlaskClient, login: str) -> str:
    """What the person's phone shows now, or next if that was used."""
    app = client.application
    with app.extensions["sipas_store"].reading() as session:
        return next_code(session, FACTOR_KEY, login, app.extensions["sipas_clock"]())
