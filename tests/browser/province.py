"""A small simulated province, with the desks, weeks and units that the pages' states need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from forms import get_questionnaire
from survey_app.actions import Actor, Plan, open_action
from survey_app.database import Store, open_store
from survey_app.demo.load import load
from survey_app.demo.province import CENTRE, PROVINCE, SHOWN_DESK
from survey_app.demo.simulation import last_sunday, simulate
from survey_app.installing import install
from survey_app.letters.composing import compose_all
from survey_app.letters.subscribing import Wish, stop_token, subscribe
from survey_app.minting import mint
from survey_app.models import Comment, Desk, PaperBatch, PaperEntry, Sector, Ticket, Unit, UnitParent
from survey_app.periods import parse_period, viet_nam_today, week_of
from survey_app.questionnaires import register_questionnaire
from survey_app.registry.desks import replace_token
from survey_app.results import load as read_findings
from survey_app.roles import ROLES
from survey_app.rotating import rotating_codes_of
from survey_app.second_factor import FactorKey, enrol, new_salt
from survey_app.staff import add_staff
from survey_app.ticket_codes import keeper_of
from tests.factories import make_desk, make_response, make_transactions, make_unit, publish

OTHER, NEWCOMER = "nguoi.nhap", "nguoi.moi"
LOGIN, PASSWORD = "nguoi.xem", "mot mat khau du dai"
RESPONSES = 3_000
PERSONAL_COMMENT = "Gọi tôi 0912 345 678 về hồ sơ chậm"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Paths of the pages that need something of the database, and the names of its weeks."""

    desk: str
    long_desk: str
    replaced: str
    closed: str
    week: str
    open_week: str
    empty_week: str
    kiosk: str
    kiosk_code: str
    screen: str
    assist: str
    batch: str
    """Sheets of paper, two of whose readings differ."""
    finished_batch: str
    spent: str
    """A one-time code that was used."""
    expired: str
    stop: str
    """What stops the reader's letters."""
    small_unit: str = "xa_moi"


def build_province(directory: Path) -> Addresses:
    """Make the installation in `directory` and say where its pages are."""
    installed = install(directory)
    # the mark of a trial: its note is part of every citizen's page
    (directory / "demo.json").write_text("{}", encoding="utf-8")
    store = open_store(installed.settings.database_url)
    try:
        sunday = last_sunday(viet_nam_today() - timedelta(days=1))
        load(store, simulate(1, RESPONSES, sunday))
        addresses = _add_states(store, sunday, installed.settings.secret_key)
        for unit in (PROVINCE, CENTRE, addresses.small_unit):
            publish(store, viet_nam_today(), unit=unit, period=addresses.week)
        _add_action_and_letter(store, addresses.week)
        return addresses
    finally:
        store.engine.dispose()


def _add_states(store: Store, sunday: date, secret_key: str) -> Addresses:
    with store.writing.begin() as session:
        add_staff(
            session, LOGIN, name="Người xem", unit=PROVINCE, password=PASSWORD, roles=tuple(ROLES)
        ).can_read_unmasked = True
        enrol(session, FactorKey(secret_key), LOGIN, salt=new_salt(), step=0)
        add_staff(session, OTHER, name="Người nhập", unit=PROVINCE, password=PASSWORD, roles=("clerk", "viewer"))
        add_staff(session, NEWCOMER, name="Người mới", unit=PROVINCE, password=PASSWORD, roles=("head",))
        _add_comments(session, sunday)
        long_desk, closed = _add_small_unit(session, sunday)
        old, new = replace_token(session, SHOWN_DESK, viet_nam_today())
        codes = rotating_codes_of(secret_key)
        spent, expired = _add_tickets(session, secret_key)
        return Addresses(
            desk=f"/d/{new}",
            long_desk=f"/d/{long_desk.token}",
            replaced=f"/d/{old}",
            closed=f"/d/{closed.token}",
            week=week_of(sunday).id,
            open_week=week_of(viet_nam_today()).id,
            empty_week=week_of(sunday - timedelta(weeks=30)).id,
            kiosk=f"/kiosk/{new}/{codes.kiosk_key(new)}",
            kiosk_code=codes.kiosk_code(new),
            screen=f"/screen/{new}/{codes.screen_key(new)}",
            assist=f"/assist/{new}/{codes.assist_key(new)}",
            batch=_add_batch(session, "413370"),
            spent=f"/t/{spent}",
            expired=f"/t/{expired}",
            stop=f"/office/letters/stop/{stop_token(secret_key, 1)}",
            finished_batch=_add_batch(session, "204681", finished_on=viet_nam_today(), kept=38),
        )


def _add_tickets(session: Session, secret_key: str) -> tuple[str, str]:
    """The codes of a spent ticket and of one that has expired."""
    today, keeper = viet_nam_today(), keeper_of(secret_key)
    long_ago = today - timedelta(days=40)
    spent, expired = (
        mint(session, keeper, SHOWN_DESK, 1, today=day, days=(day, day)).tickets[0] for day in (today, long_ago)
    )
    session.execute(sa.update(Ticket).where(Ticket.mac == keeper.mac(spent.scanned)).values(is_spent=True))
    return spent.scanned, expired.scanned


def _add_action_and_letter(store: Store, week: str) -> None:
    """An overdue action, and a letter that tells of it and of the week."""
    now, today = datetime.now(UTC), viet_nam_today()
    with store.writing.begin() as session:
        findings = read_findings(session, parse_period(week), PROVINCE, today=today)
        due = Plan("Một quầy nhận mọi hồ sơ", "Mở thêm một quầy vào buổi sáng", "", today)
        opened = open_action(session, findings, "sentences:overall", due, Actor(LOGIN, now, today))
        opened.due = today - timedelta(days=3)
        wish = Wish(PROVINCE, ("targets", "signals", "desks", "actions"), is_weekly=True, language="vi")
        subscribe(session, LOGIN, wish, who=LOGIN)
    compose_all(store, now, "localhost")


def _add_batch(session: Session, number: str, **finished: Any) -> str:
    """Forty sheets whose box was opened today; three were read twice, the last one in two ways."""
    today = viet_nam_today()
    questionnaire = get_questionnaire("desk_v1")
    register_questionnaire(session, questionnaire)
    session.add(
        PaperBatch(
            number=number,
            desk=SHOWN_DESK,
            questionnaire=questionnaire.id,
            language="vi",
            is_short=False,
            size=40,
            printed_on=today,
            collected_on=today,
            **finished,
        )
    )
    session.flush()
    if not finished:
        sheets = [(sheet, reading) for sheet in (1, 2, 3) for reading in (1, 2)]
        session.add_all(
            PaperEntry(
                batch=number,
                sheet=sheet,
                reading=reading,
                login=LOGIN,
                place=place,
                answers=("2" if (sheet, reading) == (3, 2) else "4") + "5430521",
                minutes=20,
            )
            for place, (sheet, reading) in enumerate(sheets, start=1)
        )
    return number


def _add_comments(session: Session, sunday: date) -> None:
    """A batch of two pages in a week that may be read, with a phone number in one comment and Arabic in another."""
    texts = (PERSONAL_COMMENT, "مرحبا, cảm ơn", *(f"Ghế hàng {number} bị hỏng" for number in range(22)))
    week = week_of(sunday - timedelta(weeks=2)).id
    session.add_all(Comment(id=uuid4(), unit=PROVINCE, week=week, text=text) for text in texts)


def _add_small_unit(session: Session, sunday: date) -> tuple[Desk, Desk]:
    """A unit with three answers; a desk that serves every sector by the long questionnaire, and a closed one."""
    sectors = tuple(session.scalars(sa.select(Sector).order_by(Sector.position)))
    unit = make_unit(session, "xa_moi", level="commune_centre")
    session.add(UnitParent(unit=unit.code, parent=PROVINCE, valid_from=date(2025, 7, 1)))
    long_desk = make_desk(session, unit, "quay-dai", sectors=sectors, questionnaire="sipas_2017")
    closed = make_desk(session, unit, "quay-dong", sectors=sectors[:1], closed_on=sunday)
    _let_people_come_in_vain(session, unit, sectors[0])
    for _answer in range(3):
        make_response(session, closed, day=sunday - timedelta(days=3), sector=sectors[0].code)
    return long_desk, closed


def _let_people_come_in_vain(session: Session, unit: Unit, sector: Sector) -> None:
    """Visits of the last six weeks to a unit whose open desk has no answer: it is listed as silent."""
    for ago in range(1, 44):
        make_transactions(session, unit, sector, day=viet_nam_today() - timedelta(days=ago), visits=60)
