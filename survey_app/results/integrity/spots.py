"""Units and desks by their codes, as the findings name them. A desk may have moved since its answers came."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reports.findings import Name
from reports.integrity.findings import Spot
from survey_app.models import Desk, Unit


@dataclass(frozen=True, slots=True)
class Spots:
    """Units in the order of the list, and the desks of all time."""

    units: dict[str, Spot]
    desks: dict[str, Name]

    def desk(self, unit: str, desk: str) -> Spot:
        """A desk as part of the unit that its answers were given at."""
        return Spot(unit, self.units[unit].unit_name, desk, self.desks[desk])


def read_spots(session: Session, units: set[str]) -> Spots:
    """Read the units, and every desk: mergers move desks from one unit to another."""
    listed = session.scalars(sa.select(Unit).where(Unit.code.in_(units)).order_by(Unit.position, Unit.code))
    names = session.execute(sa.select(Desk.code, Desk.name_vi, Desk.name_en))
    return Spots(
        {unit.code: Spot(unit.code, Name(unit.name_vi, unit.name_en)) for unit in listed},
        {code: Name(vi, en) for code, vi, en in names},
    )
