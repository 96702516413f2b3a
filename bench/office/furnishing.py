"""What a demonstration lacks for every page of the office to be seen: newcomers, sheets of paper, links of letters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.database import open_store
from survey_app.demo.building import settings_of
from survey_app.demo.past import OLD_COMMUNES, TAKEN_OVER_BY
from survey_app.demo.province import PROVINCE, SHOWN_DESK
from survey_app.letters.subscribing import Wish, confirm_token, stop_token, subscribe
from survey_app.models import CorrectiveAction, Desk, PaperEntry, PlanAdoption, Subscription
from survey_app.paper.drafts import set_day
from survey_app.paper.printing import PaperOrder, print_paper
from survey_app.periods import previous, viet_nam_today, week_of
from survey_app.registry.desks import close_desk
from survey_app.second_factor import FactorKey, enrol, new_salt
from survey_app.staff import add_staff

NEW, FIRST, SECOND = "demo.moi", "demo.lan-dau", "demo.nhap-hai"
PASSWORD = "mat khau nguoi khac dat"
SHEETS = 24


def furnish(folder: Path) -> dict[str, str]:
    """Add it to the demonstration in `folder`; returns what the addresses of the pages name."""
    settings, today = settings_of(folder), viet_nam_today()
    store = open_store(settings.database_url)
    try:
        batches = [
            print_paper(store, settings, PaperOrder(desk=SHOWN_DESK, number=SHEETS, folder=folder), today=today).number
            for _batch in range(2)
        ]
        with store.writing.begin() as session:
            _come_for_the_first_time(session, FactorKey(settings.secret_key))
            _read_twice(session, batches[0])
            open_desks = sa.select(Desk.code).where(Desk.unit == TAKEN_OVER_BY).order_by(Desk.code)
            small, *_others, last = session.scalars(open_desks)
            close_desk(session, last, today - timedelta(days=1))
            adopted = session.scalars(sa.select(PlanAdoption).order_by(PlanAdoption.valid_from.desc())).first()
            open_action = sa.select(sa.func.max(CorrectiveAction.number))
            return {
                **_links(session, settings.secret_key),
                "unit": PROVINCE,
                "commune": TAKEN_OVER_BY,
                "old": OLD_COMMUNES[0][0],
                "desk": SHOWN_DESK,
                "small_desk": small,
                "closed_desk": last,
                "week": previous(week_of(today)).id,
                "open_week": week_of(today).id,
                "batch": batches[0],
                "action": str(session.scalar(open_action)),
                "plan": adopted.plan if adopted else "",
                "plan_from": adopted.valid_from.isoformat() if adopted else "",
            }
    finally:
        store.engine.dispose()


def _come_for_the_first_time(session: Session, key: FactorKey) -> None:
    add_staff(session, NEW, name="Người mới", unit=PROVINCE, password=PASSWORD, roles=("head",))
    first = add_staff(session, FIRST, name="Người lần đầu", unit=PROVINCE, password=PASSWORD, roles=("viewer",))
    first.must_change_password = True
    add_staff(session, SECOND, name="Người nhập thứ hai", unit=PROVINCE, password=PASSWORD, roles=("clerk",))
    for login in ("demo.quantri", SECOND):
        enrol(session, key, login, salt=new_salt(), step=0)


def _read_twice(session: Session, batch: str) -> None:
    """Five sheets that were read twice; the last one in two ways."""
    set_day(session, batch, viet_nam_today(), today=viet_nam_today())
    readings = [(sheet, reading) for sheet in range(1, 6) for reading in (1, 2)]
    for place, (sheet, reading) in enumerate(readings, start=1):
        answers = ("3" if (sheet, reading) == (5, 2) else "4") + "5430521"
        login = "demo.nhaplieu" if reading == 1 else SECOND
        entry = PaperEntry(
            batch=batch, sheet=sheet, reading=reading, login=login, place=place, answers=answers, minutes=20
        )
        session.add(entry)


def _links(session: Session, key: str) -> dict[str, str]:
    """The links that letters carry: to stop the head's, to confirm the analyst's address."""
    wish = Wish(PROVINCE, ("targets",), is_weekly=True, language="vi", address="phan-tich@tinh.example")
    subscribe(session, "demo", wish, who="demo")
    session.flush()
    numbers = dict(session.execute(sa.select(Subscription.login, Subscription.number)).all())
    asked = session.get_one(Subscription, numbers["demo"])
    return {
        "stop": stop_token(key, numbers["demo.lanhdao"]),
        "confirm": confirm_token(key, asked, datetime.now(UTC)),
    }
