"""Findings of the inspector's page, computed once for a whole tree and remembered; a unit sees its part."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reports.findings import Name
from reports.integrity.findings import IntegrityFindings
from survey_app.models import Unit
from survey_app.periods import Period
from survey_app.places import descendants
from survey_app.results.compute import refuse_open, root_of
from survey_app.results.integrity.compute import compute_integrity
from survey_app.results.memory import Memory, state_of


def load_integrity(session: Session, period: Period, unit: str, *, today: date, memory: Memory) -> IntegrityFindings:
    """What the inspector is told of a unit and those below it in a closed period."""
    refuse_open(period, today)
    root = root_of(session, unit, period)
    key = ("integrity", period.id, root, today, state_of(session, period))
    found = memory.findings.get(key, lambda: compute_integrity(session, period, root, today=today))
    if unit == root:
        return found
    units = frozenset(member.unit for member in descendants(session, unit, period.first, period.last))
    names = session.execute(sa.select(Unit.name_vi, Unit.name_en).where(Unit.code == unit)).one()
    return found.below(unit, Name(*names), units)
