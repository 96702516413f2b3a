"""Counts that published figures rest on: whoever is judged by them neither rewrites them afterwards nor blows them up.

Every answer is weighted by the visits it stands for, so one line of a file could carry a unit to any figure. And two
figures of the same few answers under different weights would tell those answers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import ImportRefused
from survey_app.holding import ENOUGH
from survey_app.imports.counts import COUNTED, Key, Move
from survey_app.models import Publication, Response, TransactionCount
from survey_app.period_names import title_of
from survey_app.periods import Period, official_from, week_of
from survey_app.usual_visits import EVERY, LOOKED_BACK, Weeks, unusual_cells, unusual_weeks

Cell = tuple[str, str, Period]
"""Unit, sector and week."""
Weekly = Mapping[tuple[str, str], Weeks]
"""Visits by unit and sector, and by Monday."""

VISITS = COUNTED.index("visits")


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose counts a person may send, and for which of these units they stand above what is judged."""

    units: frozenset[str]
    above: frozenset[str]


def check_counts(
    session: Session, name: str, moves: Mapping[Key, Move], sender: Sender, today: date
) -> tuple[str, ...]:
    """Refuse a file that changes what it may not; else say what looks unusual in it.

    A count is not taken from the unit it judges where it replaces one that official figures rest on, or is far above
    the unit's own weeks before; a day added to an official week may not carry it above the busiest of them. Nor is it
    taken from anybody on the pages where the week's cell has fewer than ten answers: the revision and the figures
    before it would tell them.
    """
    told = _told(session, {_cell(key) for key in moves}, today)
    corrected = {cell for cell in (_cell(key) for key, move in moves.items() if _replaces(move)) if cell in told}
    kept, coming = _weekly(session, moves)
    added = {cell for cell in _added(moves) & told if _visits(kept, cell)} - corrected
    few = _with_few(session, corrected | added)
    unusual = _unusual(coming, _counted(moves), added)
    problems = [*_few_told(few), *_corrections_told(corrected - few, sender), *_unusual_told(unusual, sender)]
    if problems:
        raise ImportRefused(
            _(
                "Tệp %(name)s đổi những số mà đơn vị được đánh giá không tự đổi được. Chưa có gì được ghi. "
                "Hãy bỏ các dòng dưới đây rồi gửi lại; số nào đúng thì nhờ cơ quan cấp trên nhập.",
                name=name,
            ),
            problems=tuple(problems),
        )
    return tuple(_said(cell, found) for cell, found in unusual.items())


def _cell(key: Key) -> Cell:
    unit, sector, day = key
    return unit, sector, week_of(day)


def _told(session: Session, cells: set[Cell], today: date) -> set[Cell]:
    """Those of weeks with official figures."""
    final = {cell for cell in cells if today >= official_from(cell[2])}
    if not final:
        return set()
    query = sa.select(Publication.unit, Publication.period).where(
        Publication.unit.in_({unit for unit, _sector, _week in final}),
        Publication.period.in_({week.id for _unit, _sector, week in final}),
    )
    published = {(unit, period) for unit, period in session.execute(query)}
    return {cell for cell in final if (cell[0], cell[2].id) in published}


def _replaces(move: Move) -> bool:
    """Whether a count changes that stood; what is new is no correction."""
    before, after = move
    if before is None:
        return False
    now = after or (None,) * len(before)
    return any(was is not None and was != becomes for was, becomes in zip(before, now, strict=True))


def _with_few(session: Session, cells: set[Cell]) -> set[Cell]:
    """Those with some answers, but fewer than may be told of."""
    if not cells:
        return set()
    weeks = [week for _unit, _sector, week in cells]
    query = sa.select(Response.unit, Response.sector, Response.day, sa.func.count()).where(
        Response.unit.in_({unit for unit, _sector, _week in cells}),
        Response.day.between(min(week.first for week in weeks), max(week.last for week in weeks)),
    )
    answers: Counter[tuple[str, str | None, str]] = Counter()
    for unit, sector, day, number in session.execute(query.group_by(Response.unit, Response.sector, Response.day)):
        answers[unit, sector, week_of(day).id] += number
    return {cell for cell in cells if 0 < answers[cell[0], cell[1], cell[2].id] < ENOUGH}


def _counted(moves: Mapping[Key, Move]) -> set[Cell]:
    """The cells for which the file brings visits."""
    return {_cell(key) for key, (_was, now) in moves.items() if now and now[VISITS]}


def _added(moves: Mapping[Key, Move]) -> set[Cell]:
    """Those in which a day gets visits that had none."""
    return {_cell(key) for key, (was, now) in moves.items() if now and now[VISITS] and not (was and was[VISITS])}


def _visits(weekly: Weekly, cell: Cell) -> int:
    unit, sector, week = cell
    return weekly.get((unit, sector), {}).get(week.first, 0)


def _unusual(coming: Weekly, counted: set[Cell], added: set[Cell]) -> dict[Cell, tuple[int, int]]:
    """Weeks with far more visits than the unit's own weeks before: visits now, and the most then."""
    weeks = {week.first: week for _unit, _sector, week in counted}
    asked: defaultdict[tuple[str, str], set[date]] = defaultdict(set)
    for unit, sector, week in counted:
        asked[unit, sector].add(week.first)
    found = unusual_cells(coming, asked, is_one_file=True)
    for unit, sector, week in added:
        own = coming.get((unit, sector), {})
        told = unusual_weeks(own, {week.first}, left_out=asked[unit, sector], times=1)
        found |= {(unit, sector, monday): counts for monday, counts in told.items()}
    return {(unit, sector, weeks[monday]): counts for (unit, sector, monday), counts in sorted(found.items())}


def _weekly(session: Session, moves: Mapping[Key, Move]) -> tuple[Weekly, Weekly]:
    """Visits by unit and sector and Monday of the units the file speaks of: as they stand, and as they would."""
    kept: defaultdict[tuple[str, str], Counter[date]] = defaultdict(Counter)
    coming: defaultdict[tuple[str, str], Counter[date]] = defaultdict(Counter)
    if not moves:
        return kept, coming
    weeks = [week_of(day) for _unit, _sector, day in moves]
    query = sa.select(
        TransactionCount.unit, TransactionCount.sector, TransactionCount.day, TransactionCount.visits
    ).where(
        TransactionCount.unit.in_({unit for unit, _sector, _day in moves}),
        TransactionCount.day.between(min(week.first for week in weeks) - LOOKED_BACK, max(week.last for week in weeks)),
        TransactionCount.visits.is_not(None),
    )
    for unit, sector, day, visits in session.execute(query):
        kept[unit, sector][week_of(day).first] += visits or 0
        if (unit, sector, day) not in moves:
            coming[unit, sector][week_of(day).first] += visits or 0
    for (unit, sector, day), (_was, now) in moves.items():
        if now is not None:
            coming[unit, sector][week_of(day).first] += now[VISITS] or 0
    return kept, coming


def _few_told(cells: Iterable[Cell]) -> Iterator[str]:
    for cell in sorted(cells, key=_order):
        yield _(
            "%(cell)s: đã công bố chính thức, có chưa đến %(least)s phiếu; đổi số lượt sẽ lộ câu trả lời. "
            "Nếu không thể để nguyên, xin nhờ người quản trị máy chủ.",
            cell=_named(cell),
            least=ENOUGH,
        )


def _corrections_told(cells: Iterable[Cell], sender: Sender) -> Iterator[str]:
    for cell in sorted(cells, key=_order):
        if cell[0] not in sender.above:
            yield _("%(cell)s: đã công bố chính thức; việc sửa do cơ quan cấp trên nhập.", cell=_named(cell))


def _unusual_told(unusual: Mapping[Cell, tuple[int, int]], sender: Sender) -> Iterator[str]:
    for cell, found in unusual.items():
        if cell[0] not in sender.above:
            yield _said(cell, found)


def _said(cell: Cell, found: tuple[int, int]) -> str:
    now, most = (f"{visits:,}".replace(",", ".") for visits in found)
    return str(
        _(
            "%(cell)s: %(now)s lượt, trong khi các tuần trước nhiều nhất %(most)s lượt. Hãy xem lại số này.",
            cell=_named(cell),
            now=now,
            most=most,
        )
    )


def _named(cell: Cell) -> str:
    unit, sector, week = cell
    if sector == EVERY:
        return str(_("%(week)s, đơn vị %(unit)s, mọi lĩnh vực", week=title_of(week), unit=unit))
    return str(_("%(week)s, đơn vị %(unit)s, lĩnh vực %(sector)s", week=title_of(week), unit=unit, sector=sector))


def _order(cell: Cell) -> tuple[str, str, date]:
    return cell[0], cell[1], cell[2].first
