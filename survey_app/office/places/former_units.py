"""Where desks stood before a merger or a move brought them to a unit: two may bear one name, as the log tells."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.models import AuditEntry

MOVES = ("places.merge", "places.desk_move")


def former_units(session: Session, unit: str) -> dict[str, str]:
    """By desk, the unit it was last moved from into this one."""
    moves = sa.select(AuditEntry.detail).where(AuditEntry.unit == unit, AuditEntry.action.in_(MOVES))
    found: dict[str, str] = {}
    for detail in session.scalars(moves.order_by(AuditEntry.id)):
        for change in json.loads(detail)["changes"]:
            before, after = change["before"] or {}, change["after"] or {}
            if change["kind"] == "desk" and after.get("unit") == unit and "unit" in before:
                found[change["code"]] = before["unit"]
    return found
