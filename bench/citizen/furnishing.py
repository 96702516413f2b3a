"""The province that the pictures are taken in: simulated, with a replaced poster, a spent code and sheets of paper."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.database import open_store
from survey_app.demo.load import load
from survey_app.demo.province import PROVINCE, SHOWN_DESK
from survey_app.demo.simulation import last_sunday, simulate
from survey_app.installing import install
from survey_app.intake.attempt import page_of
from survey_app.intake.nonce import signer_of
from survey_app.minting import mint
from survey_app.models import Desk, PaperEntry, Ticket
from survey_app.paper.drafts import set_day
from survey_app.paper.printing import PaperOrder, print_paper
from survey_app.periods import viet_nam_today
from survey_app.registry.desks import replace_token
from survey_app.rotating import rotating_codes_of
from survey_app.staff import add_staff
from survey_app.ticket_codes import keeper_of

from .picturing import Places

LOGIN, PASSWORD = "nguoi.nhap", "mot mat khau du dai"
ANSWERS, SHEETS = 500, 12
TOO_OLD = timedelta(days=31)


def furnish(folder: Path) -> Places:
    """Make the installation in `folder` and say where everything is."""
    settings, today = install(folder).settings, viet_nam_today()
    # the mark of a trial: its note is part of every page
    (folder / "demo.json").write_text("{}", encoding="utf-8")
    store = open_store(settings.database_url)
    try:
        load(store, simulate(1, ANSWERS, last_sunday(today - timedelta(days=1))))
        batch = print_paper(store, settings, PaperOrder(desk=SHOWN_DESK, number=SHEETS, folder=folder), today=today)
        with store.writing.begin() as session:
            add_staff(
                session, LOGIN, name="Người nhập phiếu", unit=PROVINCE, password=PASSWORD, roles=("clerk", "viewer")
            )
            _read_twice(session, batch.number, today)
            return _places(session, settings.secret_key, batch.number, today)
    finally:
        store.engine.dispose()


def _places(session: Session, secret_key: str, batch: str, today: date) -> Places:
    codes = rotating_codes_of(secret_key)
    token = session.scalars(sa.select(Desk.token).where(Desk.code == SHOWN_DESK)).one()
    questionnaire = session.get_one(Desk, SHOWN_DESK).questionnaire
    other = session.scalars(sa.select(Desk.code).where(Desk.code != SHOWN_DESK).limit(1)).one()
    replaced, _new = replace_token(session, other, today)
    minted = mint(session, keeper_of(secret_key), SHOWN_DESK, 1, today=today, days=(today, today))
    session.execute(sa.update(Ticket).values(is_spent=True))
    return Places(
        form=f"/d/{token}",
        questionnaire=questionnaire,
        old_nonce=signer_of(secret_key).issue(page_of(SHOWN_DESK, questionnaire), datetime.now(UTC) - TOO_OLD),
        replaced=f"/d/{replaced}",
        spent=f"/t/{minted.tickets[0].scanned}",
        kiosk=f"/kiosk/{token}/{codes.kiosk_key(token)}",
        kiosk_code=codes.kiosk_code(token),
        screen=f"/screen/{token}/{codes.screen_key(token)}",
        assist=f"/assist/{token}/{codes.assist_key(token)}",
        batch=batch,
        login=LOGIN,
        password=PASSWORD,
    )


def _read_twice(session: Session, batch: str, today: date) -> None:
    """Three sheets read twice, the last one in two ways."""
    set_day(session, batch, today, today=today)
    readings = [(sheet, reading) for sheet in (1, 2, 3) for reading in (1, 2)]
    session.add_all(
        PaperEntry(
            batch=batch,
            sheet=sheet,
            reading=reading,
            login=LOGIN,
            place=place,
            answers=("2" if (sheet, reading) == (3, 2) else "4") + "5430521",
            minutes=20,
        )
        for place, (sheet, reading) in enumerate(readings, start=1)
    )
