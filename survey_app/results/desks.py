"""What desks are called in a table."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reports.findings import Name
from survey_app.models import Desk, Unit


def desk_names(session: Session, desks: Collection[str]) -> dict[str, Name]:
    """Names by code, in the order of units and codes; with the unit's where the desks are of several units."""
    columns = Desk.code, Desk.unit, Desk.name_vi, Desk.name_en, Unit.name_vi, Unit.name_en
    query = sa.select(*columns).join(Unit, Unit.code == Desk.unit).where(Desk.code.in_(list(desks)))
    rows = session.execute(query.order_by(Unit.position, Unit.code, Desk.code)).all()
    if len({unit for _code, unit, *_names in rows}) < 2:
        return {code: Name(vi, en) for code, _unit, vi, en, *_of_unit in rows}
    return {code: Name(f"{vi} · {unit_vi}", f"{en} · {unit_en}") for code, _unit, vi, en, unit_vi, unit_en in rows}
