"""The open desks that a person may print something for."""

from __future__ import annotations

import sqlalchemy as sa
from flask_login import current_user
from sqlalchemy.orm import Session

from survey_app.languages import choose_language
from survey_app.models import Desk, Unit
from survey_app.office.access import units_for
from survey_app.office.at_hand import this_day
from survey_app.roles import Permission

MOST_LISTED = 200
"""A choice of more desks than this is no help: the code is typed instead."""


def desks_for(session: Session, permission: Permission) -> dict[str, str]:
    """Open desks of the units that the permission reaches, by code; their names say the unit too."""
    units = units_for(session, current_user, permission, this_day(), this_day())
    names = (Desk.name_en, Unit.name_en) if choose_language() == "en" else (Desk.name_vi, Unit.name_vi)
    query = sa.select(Desk.code, *names).join(Unit, Unit.code == Desk.unit)
    query = query.where(Desk.unit.in_(units), Desk.closed_on.is_(None)).order_by(Unit.position, Unit.code, Desk.code)
    # many units call their desk the same
    return {code: f"{desk}, {unit} ({code})" for code, desk, unit in session.execute(query)}


def listed(desks: dict[str, str]) -> dict[str, str]:
    """The desks to choose from; none where there are too many."""
    return desks if len(desks) <= MOST_LISTED else {}
