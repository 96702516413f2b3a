"""What would belong to no total any more if a unit's history changed: asked of every change, whatever makes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import PlaceRefused
from survey_app.models import Desk, Response, TransactionCount, Unit, UnitParent
from survey_app.periods import viet_nam_today
from survey_app.places import memberships, require_unit, spans_below
from survey_app.registry.stretches import ONE_DAY, Stretch, plain_day

DATED = (Response, TransactionCount)


@dataclass(frozen=True, slots=True)
class Days:
    """Days from `first` to `last`, both inside; `date.max` means for good."""

    first: date
    last: date

    def __str__(self) -> str:
        if self.last == date.max:
            return str(_("Từ %(first)s trở đi", first=plain_day(self.first)))
        return str(_("Từ %(first)s đến %(last)s", first=plain_day(self.first), last=plain_day(self.last)))


def refuse_losses(session: Session, unit: str, before: Sequence[Stretch], after: Sequence[Stretch]) -> None:
    """Refuse a new history that leaves out days on which something happened or still will."""
    losses = [
        ("last" if any(_ends_before(stretch, days) for stretch in after) else "first", text)
        for days in lost_days(before, after)
        for text in _told(session, unit, days)
    ]
    if losses:
        raise PlaceRefused(*losses)


def losses_of(session: Session, unit: str, before: Sequence[Stretch], after: Sequence[Stretch]) -> list[str]:
    """The same as sentences, for a file of many units."""
    return [text for days in lost_days(before, after) for text in _told(session, unit, days)]


def lost_days(before: Sequence[Stretch], after: Sequence[Stretch]) -> list[Days]:
    """The days that belonged to some parent and would to none; a unit above all others has none to lose."""
    left = [Days(stretch.first, stretch.last or date.max) for stretch in before]
    for stretch in after:
        left = [part for days in left for part in _without(days, stretch)]
    joined: list[Days] = []
    for days in sorted(left, key=lambda each: each.first):
        if joined and joined[-1].last < date.max and days.first <= joined[-1].last + ONE_DAY:
            joined[-1] = Days(joined[-1].first, max(joined[-1].last, days.last))
        else:
            joined.append(days)
    return joined


def _without(days: Days, stretch: Stretch) -> Iterator[Days]:
    last = stretch.last or date.max
    if last < days.first or days.last < stretch.first:
        yield days
        return
    if days.first < stretch.first:
        yield Days(days.first, stretch.first - ONE_DAY)
    if last < days.last:
        yield Days(last + ONE_DAY, days.last)


def _ends_before(stretch: Stretch, days: Days) -> bool:
    return stretch.last is not None and stretch.last < days.first


def _told(session: Session, unit: str, days: Days) -> Iterator[str]:
    name = require_unit(session, unit).name_vi
    # nothing says when a desk or a unit below was set up, so of days that are past only what happened counts
    if days.last >= viet_nam_today():
        yield from _units_left(session, unit, name, days)
        yield from _desks_left(session, unit, name, days)
    yield from _data_left(session, unit, name, days)


def _units_left(session: Session, unit: str, name: str, days: Days) -> Iterator[str]:
    below = session.scalars(
        sa.select(Unit.name_vi)
        .join(UnitParent, UnitParent.unit == Unit.code)
        .where(
            UnitParent.parent == unit,
            UnitParent.valid_from <= days.last,
            sa.or_(UnitParent.valid_to.is_(None), UnitParent.valid_to >= days.first),
        )
        .order_by(Unit.position)
    ).all()
    if below:
        yield _(
            "%(days)s “%(unit)s” sẽ không thuộc cấp trên nào, mà còn %(count)s đơn vị trực thuộc: %(names)s. "
            "Hãy chuyển sang cấp trên khác trước.",
            days=days,
            unit=name,
            count=len(below),
            names=_first_few(below),
        )


def _desks_left(session: Session, unit: str, name: str, days: Days) -> Iterator[str]:
    still_open = session.scalars(
        sa.select(Desk.name_vi)
        .where(Desk.unit == unit, sa.or_(Desk.closed_on.is_(None), Desk.closed_on > days.first))
        .order_by(Desk.code)
    ).all()
    if still_open:
        yield _(
            "%(days)s “%(unit)s” sẽ không thuộc cấp trên nào, mà còn %(count)s quầy nhận đánh giá: %(names)s. "
            "Hãy đóng hoặc chuyển quầy trước.",
            days=days,
            unit=name,
            count=len(still_open),
            names=_first_few(still_open),
        )


def _data_left(session: Session, unit: str, name: str, days: Days) -> Iterator[str]:
    found = _days_with_data(session, unit, days)
    if found:
        # days are counted, never answers: of one unit's few days they would tell who answered
        yield _(
            "%(days)s “%(unit)s” sẽ không thuộc cấp trên nào, mà %(count)s ngày trong đó có phiếu hoặc lượt giao dịch "
            "(%(first)s – %(last)s); số liệu những ngày ấy sẽ ra khỏi mọi tổng. Hãy chọn ngày khác, để ngày nào có số "
            "liệu cũng thuộc một cấp trên.",
            days=days,
            unit=name,
            count=len(found),
            first=plain_day(min(found)),
            last=plain_day(max(found)),
        )


def _days_with_data(session: Session, unit: str, days: Days) -> set[date]:
    """Days with answers or visits of the unit and of those below it, which would be left out with it."""
    spans = spans_below(session, [unit], days.first, days.last)
    found: set[date] = set()
    for member in memberships(spans, unit, days.first, days.last):
        for table in DATED:
            inside = table.day.between(member.valid_from, member.valid_to)
            found |= set(session.scalars(sa.select(table.day).where(table.unit == member.unit, inside).distinct()))
    return found


def _first_few(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:3])
    return shown if len(names) <= 3 else shown + ", …"
