"""Rows for tests: each call adds one thing with sensible values and returns it; the caller commits."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from forms import encode_answers, get_questionnaire
from survey_app import grid
from survey_app.database import Store
from survey_app.models import Desk, DeskSector, Response, Sector, TransactionCount, Unit
from survey_app.publish import Done
from survey_app.publish import publish as publish_tasks
from survey_app.questionnaires import register_questionnaire
from survey_app.tokens import new_desk_token

DAY = date(2026, 11, 4)
"""A Wednesday; its week is 2026-W45."""


def make_unit(session: Session, code: str = "ttpvhcc", **values: Any) -> Unit:
    """Add a unit."""
    defaults = {
        "name_vi": f"Trung tâm Phục vụ hành chính công {code}",
        "name_en": f"Public Administrative Service Centre {code}",
        "level": "provincial_centre",
    }
    unit = Unit(code=code, **{**defaults, **values})
    session.add(unit)
    session.flush()
    return unit


def make_sector(session: Session, code: str = "dat-dai", **values: Any) -> Sector:
    """Add a sector."""
    sector = Sector(code=code, **{"name_vi": f"Lĩnh vực {code}", "name_en": f"Sector {code}", **values})
    session.add(sector)
    session.flush()
    return sector


def make_desk(
    session: Session, unit: Unit, code: str = "quay-5", *, sectors: tuple[Sector, ...] = (), **values: Any
) -> Desk:
    """Add an open desk of `unit` that serves `sectors`."""
    defaults = {
        "name_vi": "Quầy 5 – Đất đai",
        "name_en": "Desk 5 – Land",
        "token": new_desk_token(),
        "questionnaire": "desk_v1",
    }
    desk = Desk(code=code, unit=unit.code, **{**defaults, **values})
    session.add(desk)
    session.flush()
    session.add_all(
        DeskSector(desk=desk.code, sector=sector.code, position=position) for position, sector in enumerate(sectors)
    )
    session.flush()
    return desk


def make_response(
    session: Session, desk: Desk, *, overall: int | None = 5, questionnaire: str = "desk_v1", **values: Any
) -> Response:
    """Add one response at `desk` that answers only the overall item."""
    definition = get_questionnaire(questionnaire)
    register_questionnaire(session, definition)
    codes = {} if overall is None else {"overall": str(overall)}
    defaults = {
        "id": uuid4(),
        "unit": desk.unit,
        "day": DAY,
        "tier": "static",
        "channel": "phone",
        "receipt": uuid4().hex[:16].upper(),
        "answers": encode_answers(definition, codes),
    }
    response = Response(questionnaire=questionnaire, desk=desk.code, **{**defaults, **values})
    session.add(response)
    session.flush()
    return response


def make_transactions(
    session: Session, unit: Unit, sector: Sector, *, day: date = DAY, **counts: int | None
) -> TransactionCount:
    """Add one day's counts of a unit and sector; 100 visits unless told."""
    row = TransactionCount(unit=unit.code, sector=sector.code, day=day, **{"visits": 100, **counts})
    session.add(row)
    session.flush()
    return row


def publish(store: Store, today: date, *, unit: str | None = None, period: str | None = None) -> Done:
    """Publish as the timer does on `today`: everything that is over, or one unit, one period or both."""
    with store.reading() as session:
        tasks = grid.tasks(session, today)
    chosen = [task for task in tasks if unit in (None, task.unit) and period in (None, task.period.id)]
    return publish_tasks(store, chosen, today, with_charts=False)
