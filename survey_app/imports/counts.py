"""Compare imported counts with those kept and replace what differs, many rows at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.imports.months import last_day
from survey_app.imports.report import CALLED, ImportReport, Total
from survey_app.models import TransactionCount

COUNTED = (
    "visits",
    "received",
    "resolved_early",
    "resolved_on_time",
    "resolved_late",
    "overdue_pending",
    "apologies",
)
STOCK = "overdue_pending"
Key = tuple[str, str, date]
Counts = tuple[int | None, ...]
"""One figure for each of `COUNTED`, None where it is not counted."""
Move = tuple[Counts | None, Counts | None]
"""A day's counts before and after; None where there is no row."""
TABLE = TransactionCount.__table__


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row as it stands in the table."""

    granularity: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is kept and what comes for everything the file names, by what one line of the file stands for."""

    before: Mapping[Key, Mapping[Key, KeptRow]]
    after: Mapping[Key, Mapping[Key, KeptRow]]
    superseded: Mapping[Key, KeptRow]
    """Days a month was spread over, which counts by day now make wrong."""
    standing: frozenset[str]
    """Columns the file does not have, of which figures stand as they were."""

    def moves(self) -> dict[Key, Move]:
        """The counts before and after of each day of which anything changes."""
        before = {**self.superseded, **{key: row for rows in self.before.values() for key, row in rows.items()}}
        after = {key: row for rows in self.after.values() for key, row in rows.items()}
        both = ((key, before.get(key), after.get(key)) for key in before.keys() | after.keys())
        return {key: (_counts(was), _counts(now)) for key, was, now in both if was != now}

    def changed(self) -> list[Key]:
        """Lines whose figures are not those kept."""
        return [line for line, rows in self.after.items() if self.before.get(line, {}) != rows]


def write_counts(
    session: Session,
    counts: Mapping[Key, Counts],
    *,
    granularity: str,
    name: str,
    columns: Collection[str] = COUNTED,
    warnings: Sequence[str] = (),
    check: Callable[[Mapping[Key, Move]], tuple[str, ...]] = lambda moves: (),
) -> ImportReport:
    """Replace exactly the days (or months) that `counts` names and say what changed.

    `columns` are those the file has; of the others, what was counted in the same way stands. `check` sees each day's
    counts before and after; it refuses the file, or says what looks unusual.
    """
    _lock(session)
    replacement = _compare(_kept(session, counts), counts, granularity, columns)
    unusual = check(replacement.moves())
    changed = replacement.changed()
    old = [key for line in changed for key in replacement.before.get(line, {})]
    _delete(session, [*old, *replacement.superseded])
    _insert(session, (item for line in changed for item in replacement.after[line].items()))
    added = [line for line in changed if not replacement.before.get(line)]
    return ImportReport(
        name,
        added=len(added),
        replaced=len(changed) - len(added),
        unchanged=len(replacement.after) - len(changed),
        totals=_totals(replacement),
        notes=_stands(replacement),
        warnings=(*_mixed(replacement), *warnings, *unusual),
    )


def _counts(row: KeptRow | None) -> Counts | None:
    return None if row is None else row.counts


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def _lock(session: Session) -> None:
    """SQLite holds the write lock since BEGIN; on PostgreSQL two imports at once would count each other's rows."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("LOCK TABLE transaction_count IN SHARE ROW EXCLUSIVE MODE"))


def _kept(session: Session, counts: Mapping[Key, Counts]) -> dict[Key, KeptRow]:
    units = {unit for unit, _sector, _day in counts}
    days = {day for _unit, _sector, day in counts}
    if not days:
        return {}
    columns = [TABLE.c.unit, TABLE.c.sector, TABLE.c.day, TABLE.c.granularity, *(TABLE.c[each] for each in COUNTED)]
    query = sa.select(*columns).where(
        TABLE.c.unit.in_(units), TABLE.c.day.between(month_of(min(days)), last_day(month_of(max(days))))
    )
    return {(row[0], row[1], row[2]): KeptRow(row[3], tuple(row[4:])) for row in session.execute(query)}


def _compare(
    kept: Mapping[Key, KeptRow], counts: Mapping[Key, Counts], granularity: str, columns: Collection[str]
) -> Replacement:
    def line(key: Key) -> Key:
        return (key[0], key[1], month_of(key[2])) if granularity == "month" else key

    before: dict[Key, dict[Key, KeptRow]] = defaultdict(dict)
    after: dict[Key, dict[Key, KeptRow]] = defaultdict(dict)
    for key, values in counts.items():
        after[line(key)][key] = KeptRow(granularity, values)
    months = {(unit, sector, month_of(day)) for unit, sector, day in counts} if granularity == "day" else set()
    superseded: dict[Key, KeptRow] = {}
    standing: set[str] = set()
    for key, row in kept.items():
        if line(key) in after:
            before[line(key)][key] = row
            stands = _standing(row, granularity, columns)
            if stands:
                standing |= stands.keys()
                after[line(key)][key] = _beside(after[line(key)].get(key), stands, granularity)
        elif row.granularity == "month" and (key[0], key[1], month_of(key[2])) in months:
            superseded[key] = row
    return Replacement(before, after, superseded, frozenset(standing))


def _standing(row: KeptRow, granularity: str, columns: Collection[str]) -> dict[str, int]:
    """What the file says nothing of; days shared out of a month and days counted never stand in one row."""
    if row.granularity != granularity:
        return {}
    named = zip(COUNTED, row.counts, strict=True)
    return {column: count for column, count in named if column not in columns and count is not None}


def _beside(new: KeptRow | None, stands: Mapping[str, int], granularity: str) -> KeptRow:
    counts = new.counts if new else (None,) * len(COUNTED)
    return KeptRow(granularity, tuple(stands.get(column, count) for column, count in zip(COUNTED, counts, strict=True)))


def _delete(session: Session, keys: Sequence[Key]) -> None:
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    for unit, sector, day in keys:
        days[unit, sector].append(day)
    for (unit, sector), those in days.items():
        session.execute(
            sa.delete(TransactionCount)
            .where(TABLE.c.unit == unit, TABLE.c.sector == sector, TABLE.c.day.in_(those))
            .execution_options(synchronize_session=False)
        )


def _insert(session: Session, rows: Iterable[tuple[Key, KeptRow]]) -> None:
    values: list[dict[str, Any]] = [
        {
            "unit": unit,
            "sector": sector,
            "day": day,
            "granularity": row.granularity,
            **dict(zip(COUNTED, row.counts, strict=True)),
        }
        for (unit, sector, day), row in rows
    ]
    if values:
        session.connection().execute(sa.insert(TransactionCount), values)


def _totals(replacement: Replacement) -> tuple[Total, ...]:
    old = [row for rows in replacement.before.values() for row in rows.values()]
    before = _sums([*old, *replacement.superseded.values()])
    after = _sums([row for rows in replacement.after.values() for row in rows.values()])
    return tuple(
        Total(column, was, now)
        for column, was, now in zip(COUNTED, before, after, strict=True)
        if column != STOCK and (was, now) != (None, None)
    )


def _sums(rows: Sequence[KeptRow]) -> list[int | None]:
    columns = zip(*(row.counts for row in rows), strict=True) if rows else [()] * len(COUNTED)
    known = [[value for value in column if value is not None] for column in columns]
    return [sum(values) if values else None for values in known]


def _stands(replacement: Replacement) -> tuple[str, ...]:
    if not replacement.standing:
        return ()
    names = ", ".join(str(CALLED[column]) for column in COUNTED if column in replacement.standing)
    return (_("Tệp không có cột của: %(names)s. Những số đang có ấy được giữ nguyên.", names=names),)


def _mixed(replacement: Replacement) -> Iterator[str]:
    """Tell where counts by day and counts by month met in one month: one of them had to go."""
    months = {(unit, sector, month_of(day)) for unit, sector, day in replacement.superseded}
    if months:
        yield _(
            "%(count)s đơn vị × lĩnh vực × tháng đang có số tháng chia ra ngày; phần chia đó đã bỏ vì nay có số "
            "theo ngày. Hãy nhập đủ các ngày của những tháng ấy.",
            count=len(months),
        )
    by_day = [
        line
        for line, rows in replacement.before.items()
        if any(row.granularity == "day" for row in rows.values())
        and any(row.granularity == "month" for row in replacement.after[line].values())
    ]
    if by_day:
        yield _(
            "%(count)s đơn vị × lĩnh vực × tháng đang có số theo ngày, nay thay bằng số tháng chia đều ra "
            "ngày làm việc.",
            count=len(by_day),
        )
