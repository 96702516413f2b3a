"""Weeks whose imported visits leap: every answer of a unit is weighted by them, so one line could carry its figure."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reports.findings import Name
from reports.integrity.findings import JumpRow
from survey_app.cells import count_sector_visits
from survey_app.models import Sector
from survey_app.results.integrity.counts import days_of
from survey_app.results.integrity.spots import Spots
from survey_app.usual_visits import EVERY, LOOKED_BACK, unusual_cells

SIX_DAYS = timedelta(days=6)
EVERY_NAME = Name("Mọi lĩnh vực", "All sectors")


def find_jumps(session: Session, weeks: tuple[int, ...], spots: Spots) -> tuple[JumpRow, ...]:
    """The judged weeks with unusually many visits of a unit in a sector, or in all, by unit, sector and week."""
    if not weeks:
        return ()
    mondays = [days_of(week)[0] for week in weeks]
    counted = count_sector_visits(session, mondays[0] - LOOKED_BACK, mondays[-1] + SIX_DAYS, units=list(spots.units))
    visits: defaultdict[tuple[str, str], defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
    for unit, sector, day, number in counted.itertuples(index=False):
        visits[unit, sector][day - timedelta(days=day.weekday())] += int(number)
    rows = session.execute(sa.select(Sector.code, Sector.name_vi, Sector.name_en))
    names = {EVERY: EVERY_NAME, **{code: Name(vi, en) for code, vi, en in rows}}
    found = unusual_cells(visits, dict.fromkeys(visits, mondays), is_one_file=False)
    return tuple(
        JumpRow(spots.units[unit], sector, names[sector], monday, monday + SIX_DAYS, now, most)
        for (unit, sector, monday), (now, most) in sorted(found.items())
    )
