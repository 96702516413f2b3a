"""A tree of four units for the matrix of rights: each with one of everything that a page of the office can name.

tinh                    parent
├── cum                 own: where each of the six people holds their one role
│   └── xa-duoi         below
└── cum-ben             sibling
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy.orm import Session

from survey_app.actions import Actor, Plan, open_action
from survey_app.adoption import adopt_plan
from survey_app.database import Store
from survey_app.models import (
    Agency,
    Comment,
    CommentBatch,
    ImportUpload,
    PaperBatch,
    Procedure,
    Sector,
    SectorAgency,
    Staff,
    Unit,
    UnitParent,
    UnitSuccessor,
)
from survey_app.periods import week_of
from survey_app.plans import plan_text
from survey_app.results import load
from survey_app.roles import ROLES
from survey_app.staff import add_staff
from tests.factories import make_desk, make_response, make_sector, make_transactions, make_unit, publish
from tests.survey_app.office.office_world import NOW, PASSWORD, WEEK_DAY, add_person, set_clock

UNITS = {"own": "cum", "below": "xa-duoi", "sibling": "cum-ben", "parent": "tinh"}
WEEK = "2026-W45"
TODAY, SINCE = date(2026, 11, 10), date(2025, 7, 1)
ACTOR = Actor("tinh.xem", NOW, TODAY)
PLAN = Plan("Một quầy nhận mọi hồ sơ", "Mở thêm quầy", "", date(2026, 12, 1))


@dataclass(frozen=True, slots=True)
class Named:
    """What addresses name, for one unit."""

    unit: str
    desk: str
    batch: UUID
    paper: str
    action: int
    login: str
    upload: UUID


def furnish_matrix(app: Flask, store: Store) -> dict[str, Named]:
    """Write the tree; return what stands at each unit."""
    set_clock(app, NOW)
    with store.writing.begin() as session:
        for unit in UNITS.values():
            make_unit(session, unit, level="commune_centre")
        for unit, parent in (("cum", "tinh"), ("cum-ben", "tinh"), ("xa-duoi", "cum")):
            session.add(UnitParent(unit=unit, parent=parent, valid_from=SINCE))
        for unit in UNITS.values():
            make_unit(session, f"ke-{unit}")
            session.add(UnitParent(unit=f"ke-{unit}", parent=unit, valid_from=SINCE))
            session.add(UnitSuccessor(old=f"ke-{unit}", new=unit, valid_from=SINCE))
        land = make_sector(session, "dat-dai")
        session.add(Agency(code="so", name_vi="Sở", name_en="Department"))
        session.flush()
        session.add(SectorAgency(sector="dat-dai", agency="so", valid_from=SINCE))
        session.add(
            Procedure(code="thu-tuc", name_vi="Thủ tục", name_en="Procedure", sector="dat-dai", valid_from=SINCE)
        )
        first = add_staff(session, "tinh.xem", name="Người xem", unit="tinh", password=PASSWORD)
        for role in ROLES:
            add_person(session, role, "cum", [role], password_hash=first.password_hash)
        add_person(session, "all", "tinh", list(ROLES), password_hash=first.password_hash)
        named = {
            place: _furnish_unit(session, number, unit, land) for number, (place, unit) in enumerate(UNITS.items())
        }
    publish(store, NOW.date(), period=WEEK)
    for number, unit in enumerate(UNITS.values(), start=1):
        with store.reading() as session:
            findings = load(session, week_of(WEEK_DAY), unit, today=TODAY)
        with store.writing.begin() as session:
            assert open_action(session, findings, "sectors:dat-dai", PLAN, ACTOR).number == number
    return named


def _furnish_unit(session: Session, number: int, unit: str, land: Sector) -> Named:
    code, batch, upload = f"quay-{unit}", uuid4(), uuid4()
    row = session.get_one(Unit, unit)
    desk = make_desk(session, row, code, sectors=(land,))
    for level in [5] * 30 + [2] * 10:
        make_response(session, desk, overall=level, sector="dat-dai", day=WEEK_DAY)
    make_transactions(session, row, land, day=WEEK_DAY)
    week = "2026-W40"
    session.add(CommentBatch(id=batch, unit=unit, first_week=week, last_week=week, released_for="2026-W42", size=10))
    session.flush()
    session.add_all(
        Comment(id=uuid4(), unit=unit, week=week, text=f"Ghế {each}", batch=batch, folded=f"ghe {each}")
        for each in range(10)
    )
    paper = f"10000{number}"
    session.add(
        PaperBatch(
            number=paper,
            desk=code,
            questionnaire="desk_v1",
            language="vi",
            is_short=True,
            size=3,
            printed_on=TODAY,
            collected_on=TODAY,
        )
    )
    adopt_plan(session, plan_text("mo_phong_2026"), unit=unit, first=date(2026, 1, 1))
    login = f"nguoi-{number}"
    session.add(Staff(login=login, name="Người", unit=unit, password_hash="", session_key=login))
    session.add(
        ImportUpload(
            id=upload,
            kind="visits_by_day",
            name="luot.csv",
            digest="0" * 64,
            content=b"unit,sector,date,visits\n",
            login="clerk" if unit == "cum" else "all",
            unit=unit,
            uploaded_on=TODAY,
        )
    )
    return Named(unit, code, batch, paper, number + 1, login, upload)
