"""What desks are called in a table."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reports.findings import Name
from survey_app.models import Desk, Unit


def desk_names(session: Session, desks: Collection[str], *, of: str | None) -> dict[str, Name]:
    """Names by code, in the order of units and codes; with the unit's, but for desks of the unit all is about."""
    columns = Desk.code, Desk.unit, Desk.name_vi, Desk.name_en, Unit.name_vi, Unit.name_en
    query = sa.select(*columns).join(Unit, Unit.code == Desk.unit).where(Desk.code.in_(list(desks)))
    return {
        code: Name(vi, en) if unit == of else Name(f"{vi} · {unit_vi}", f"{en} · {unit_en}")
        for code, unit, vi, en, unit_vi, unit_en in session.execute(query.order_by(Unit.position, Unit.code, Desk.code))
    }
