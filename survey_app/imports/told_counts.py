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
from survey_app.usual_visits import LOOKED_BACK, unusual_weeks

Cell = tuple[str, str, Period]
"""Unit, sector and week."""

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
    the unit's own weeks before. Nor is it taken from anybody on the pages where the week's cell has fewer than ten
    answers: the revision and the figures before it would tell them.
    """
    corrected = _corrected(session, moves, today)
    few = _with_few(session, corrected)
    unusual = dict(_unusual(session, moves))
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


def _corrected(session: Session, moves: Mapping[Key, Move], today: date) -> set[Cell]:
    """The cells of which a count changes that stood under official figures; what is new to them is no correction."""
    cells = {(unit, sector, week_of(day)) for (unit, sector, day), move in moves.items() if _replaces(move)}
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


def _unusual(session: Session, moves: Mapping[Key, Move]) -> Iterator[tuple[Cell, tuple[int, int]]]:
    """Weeks with far more visits than the unit's own weeks before had in the sector: visits now, and the most then."""
    changed = {
        (unit, sector, week_of(day)) for (unit, sector, day), (_was, now) in moves.items() if now and now[VISITS]
    }
    sent: defaultdict[tuple[str, str], dict[date, Period]] = defaultdict(dict)
    for unit, sector, week in changed:
        sent[unit, sector][week.first] = week
    kept = _weekly(session, moves, changed) if changed else {}
    for (unit, sector), weeks in sorted(sent.items()):
        for monday, found in unusual_weeks(kept[unit, sector], weeks, left_out=weeks).items():
            yield (unit, sector, weeks[monday]), found


def _weekly(
    session: Session, moves: Mapping[Key, Move], changed: set[Cell]
) -> Mapping[tuple[str, str], Mapping[date, int]]:
    """Visits by unit and sector and Monday, as they would stand."""
    weeks = [week for _unit, _sector, week in changed]
    query = sa.select(
        TransactionCount.unit, TransactionCount.sector, TransactionCount.day, TransactionCount.visits
    ).where(
        TransactionCount.unit.in_({unit for unit, _sector, _week in changed}),
        TransactionCount.day.between(min(week.first for week in weeks) - LOOKED_BACK, max(week.last for week in weeks)),
        TransactionCount.visits.is_not(None),
    )
    found: defaultdict[tuple[str, str], defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
    for unit, sector, day, visits in session.execute(query):
        if (unit, sector, day) not in moves:
            found[unit, sector][week_of(day).first] += visits or 0
    for (unit, sector, day), (_was, now) in moves.items():
        if now is not None:
            found[unit, sector][week_of(day).first] += now[VISITS] or 0
    return found


def _few_told(cells: Iterable[Cell]) -> Iterator[str]:
    for cell in sorted(cells, key=_order):
        yield _(
            "%(cell)s: đã công bố chính thức, có chưa đến %(least)s phiếu; sửa số lượt sẽ lộ câu trả lời. "
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
    return str(_("%(week)s, đơn vị %(unit)s, lĩnh vực %(sector)s", week=title_of(week), unit=unit, sector=sector))


def _order(cell: Cell) -> tuple[str, str, date]:
    return cell[0], cell[1], cell[2].first
