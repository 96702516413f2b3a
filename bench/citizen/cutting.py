"""Connections that break off, under pages that are hours or days old, and the answer sent again afterwards."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from survey_app.database import Store
from survey_app.models import Response
from survey_app.periods import viet_nam_today

from .phone import Phone, request
from .town import HERE, answers

HOUR = 3600
KEEPS_ITS_DAY, TAKEN = 72, 29 * 24
SURE = timedelta(seconds=90)
"""Pages are loaded before the cuts: ages are kept so far below 72 hours."""
CUTS = ("before a byte", "in the head", "in the body", "after the body", "before the reply was read")
COMMENTS = ("", "Xin thêm ghế ngồi", "Cảm ơn cán bộ ở quầy 😀", "Chờ lâu\nquá")


@dataclass(slots=True)
class OldPage:
    """A form that was opened some time ago and is filled in now."""

    age: float
    """Hours."""
    days: set[date]
    """The day it was opened on; two where midnight passed meanwhile."""
    form: dict[str, str]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """What became of all of them."""

    number: int
    late: int
    kept_at_the_cut: int
    """Kept already though the phone never heard of it."""
    lost: int
    doubled: int
    wrong_day: int
    altered: int
    """Kept with other answers than were sent."""

    @property
    def is_fine(self) -> bool:
        """Whether each stands once, as it was sent, under the right day."""
        return not (self.lost or self.doubled or self.wrong_day or self.altered)


def cut_off(
    phone: Phone, store: Store, set_clock: Callable[[float], None], *, number: int, late: int, seed: int = 1
) -> Cut:
    """Open pages of all ages, lose the connection of each, then send each again."""
    draw = random.Random(seed)
    sure = SURE.total_seconds() / HOUR
    ages = [draw.uniform(0, KEEPS_ITS_DAY - 1 - sure) for _page in range(number - 1)] + [KEEPS_ITS_DAY - 1 - sure]
    ages += [draw.uniform(KEEPS_ITS_DAY, TAKEN) for _page in range(late)]
    pages = [_open(phone, set_clock, age, draw) for age in ages]
    set_clock(0)
    draw.shuffle(pages)
    for turn, page in enumerate(pages):
        _lose(phone, request("POST", HERE, urlencode(page.form)), CUTS[turn % len(CUTS)], draw)
    kept_at_the_cut = len(answers(store))
    today = {viet_nam_today()}
    for page in pages:
        page.place = phone.send(HERE, page.form).location
    today.add(viet_nam_today())
    return _judge(pages, answers(store), today, late, kept_at_the_cut)


def _open(phone: Phone, set_clock: Callable[[float], None], age: float, draw: random.Random) -> OldPage:
    set_clock(-age * HOUR)
    days = {_day(age)}
    form = phone.open(HERE)
    days.add(_day(age))
    form |= {"overall": str(draw.randint(1, 5)), "minutes_typed": str(draw.randint(0, 480))}
    return OldPage(age, days, form | {"comment": draw.choice(COMMENTS)})


def _day(age: float) -> date:
    return viet_nam_today(datetime.now(UTC) - timedelta(hours=age))


def _lose(phone: Phone, whole: bytes, cut: str, draw: random.Random) -> None:
    head = whole.index(b"\r\n\r\n") + 4
    ends = {"before a byte": 0, "in the head": draw.randrange(1, head), "in the body": draw.randrange(head, len(whole))}
    phone.cut(whole[: ends.get(cut, len(whole))], awaits=cut == CUTS[-1])
    # a reset may overtake what was sent: some of these are given time to be read
    time.sleep(0.002)


def _judge(pages: list[OldPage], rows: list[Response], today: set[date], late: int, kept: int) -> Cut:
    by_receipt: dict[str, list[Response]] = {}
    for row in rows:
        by_receipt.setdefault(row.receipt, []).append(row)
    found = [(page, by_receipt.get(page.place.removeprefix("/thanks/"), [])) for page in pages]
    stand = [(page, rows[0]) for page, rows in found if rows]
    return Cut(
        number=len(pages),
        late=late,
        kept_at_the_cut=kept,
        lost=len(found) - len(stand),
        doubled=len(rows) - len(stand),
        wrong_day=sum(not _is_dated(page, row, today) for page, row in stand),
        altered=sum((page.form["overall"], page.form["minutes_typed"]) != _said(row) for page, row in stand),
    )


def _is_dated(page: OldPage, row: Response, today: set[date]) -> bool:
    is_late = page.age >= KEEPS_ITS_DAY
    return ("late" in row.labels.split()) == is_late and row.day in (today if is_late else page.days)


def _said(row: Response) -> tuple[str, str]:
    return row.answers[0], str(row.minutes)
