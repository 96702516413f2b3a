"""What a merger would do, in sentences: which units end, what becomes of their desks, from which day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.models import Desk, Unit
from survey_app.office.places.keeper import Keeper
from survey_app.registry.states import Change
from survey_app.registry.stretches import plain_day


def merger_words(session: Session, keeper: Keeper, done: Sequence[Change]) -> tuple[str, ...]:
    """A sentence for each unit and desk that changes."""
    return (*_units(session, keeper, done), *_desks(session, keeper, done))


def _units(session: Session, keeper: Keeper, done: Sequence[Change]) -> Iterator[str]:
    for change in done:
        after = change.after or {}
        if change.kind != "unit" or "successors" not in after:
            continue
        new, first = after["successors"][-1]
        words = {
            "old": keeper.name(session.get_one(Unit, change.code)),
            "new": keeper.name(session.get_one(Unit, new)),
            "first": plain_day(date.fromisoformat(first)),
        }
        if "parents" in after:
            last = plain_day(date.fromisoformat(after["parents"][-1][2]))
            text = _("“%(old)s” kết thúc vào hết ngày %(last)s; từ %(first)s được “%(new)s” kế thừa.")
            yield text % {**words, "last": last}
        else:
            yield _("“%(old)s” (không còn thuộc cấp trên nào) được “%(new)s” kế thừa từ %(first)s.") % words


def _desks(session: Session, keeper: Keeper, done: Sequence[Change]) -> Iterator[str]:
    for change in done:
        after = change.after or {}
        if change.kind != "desk":
            continue
        desk = keeper.name(session.get_one(Desk, change.code))
        name = f"{desk} ({change.code})"
        if "unit" in after:
            unit = keeper.name(session.get_one(Unit, after["unit"]))
            text = _("Quầy “%(desk)s” chuyển sang “%(unit)s” ngay; poster đang treo vẫn dùng được.")
            yield text % {"desk": name, "unit": unit}
        else:
            text = _("Quầy “%(desk)s” ngừng nhận đánh giá từ ngày %(day)s; poster từ ngày đó không dùng được nữa.")
            yield text % {"desk": name, "day": plain_day(date.fromisoformat(after["closed_on"]))}
