"""One row over time: a unit, or one of its sectors or agencies, period by period, through mergers and splits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.compared import Figure
from reports.content import Cell
from survey_app.comparing.building import TABLES, WHOLE
from survey_app.comparing.pages import Pages
from survey_app.period_names import title_of
from survey_app.periods import Kind, Period, full_day, previous
from survey_app.places import unit_names
from survey_app.series import Series, SeriesBreak, series_of

LENGTHS: dict[Kind, int] = {"week": 12, "month": 12, "quarter": 8, "half": 6, "year": 3}
Part = Literal["", "sector", "agency"]


@dataclass(frozen=True, slots=True)
class Point:
    """The figure of one period; of an older unit where the present one carries it on."""

    key: str
    period: Period
    label: str
    figure: Figure
    unit: str
    old_name: str = ""
    """The older unit's name; empty for the unit itself."""
    breaks: tuple[str, ...] = ()
    """What changed between the point before and this one: the line is broken here."""


@dataclass(frozen=True, slots=True)
class Track:
    """What a series is about."""

    unit: str
    part: Part = ""
    key: str = ""

    @property
    def table(self) -> str:
        """The table its row stands in."""
        return TABLES[self.part] if self.part else WHOLE


def points_of(session: Session, pages: Pages, track: Track) -> tuple[Point, ...]:
    """The last periods of the kind asked for, oldest first, each taken from the page published for it."""
    series = series_of(session, track.unit)
    names = unit_names(session, pages.question.language)
    members, periods = [member.unit for member in series.members], _periods(pages.question.period)
    pages.also(members)
    pages.expect(members, periods)
    found: list[Point] = []
    for period in periods:
        points = [
            _point(pages, track, period, unit, names.get(unit, unit)) for unit in _carriers(series, period, track.unit)
        ]
        told = tuple(_told(each, names) for each in series.breaks if _falls(each, period))
        if points and told:
            points[0] = replace(points[0], breaks=told)
        found += points
    first = next((at for at, point in enumerate(found) if not _is_silent(point) or point.breaks), 0)
    return tuple(found[first:])


def _is_silent(point: Point) -> bool:
    """Nothing published, or nobody asked: such periods before the first figure say nothing."""
    return point.figure.share.mark == "no_data"


def _periods(last: Period) -> tuple[Period, ...]:
    """The periods up to the one asked for; a plan's periods and cumulative ones stand alone."""
    if last.plan or "@" in last.id or last.kind not in LENGTHS:
        return (last,)
    found = [last]
    while len(found) < LENGTHS[last.kind]:
        found.insert(0, previous(found[0]))
    return tuple(found)


def _carriers(series: Series, period: Period, unit: str) -> tuple[str, ...]:
    """Whose pages tell of the period: the unit's own once it carries the series, else those it carries on."""
    olds = tuple(each for each in series.units_on(period.last) if each != unit)
    # in the period of the break both tell: the old ones of the days before, the unit of those from then on
    told = tuple(each for each in series.units_between(period.first, period.last) if each != unit)
    merged = {old for each in series.breaks for old in each.olds if each.new == unit and each.day > period.last}
    # a unit that took others in had answers of its own before
    own = (unit,) if not olds or any(each.kind == "merger" and unit not in merged for each in series.breaks) else ()
    return (*own, *told)


def _point(pages: Pages, track: Track, period: Period, unit: str, name: str) -> Point:
    page = pages.page(unit, period)
    figure = Figure(Cell(_("chưa công bố"), None, "no_data")) if page is None else page.figure(track.table, track.key)
    old_name = "" if unit == track.unit else name
    return Point(f"{period.id}|{unit}", period, title_of(period), figure, unit, old_name)


def _falls(each: SeriesBreak, period: Period) -> bool:
    return period.first <= each.day <= period.last


def _told(each: SeriesBreak, names: dict[str, str]) -> str:
    olds = ", ".join(names.get(code, code) for code in each.olds)
    words = {
        "merger": _("Từ %(day)s, đơn vị này tiếp nhận: %(olds)s. Số liệu trước ngày ấy là của từng đơn vị cũ."),
        "split": _("Từ %(day)s, đơn vị này tách ra từ: %(olds)s. Số liệu trước ngày ấy là của cả đơn vị cũ."),
        "succession": _("Từ %(day)s, đơn vị này kế tục: %(olds)s."),
    }
    text: str = words[each.kind] % {"day": full_day(each.day), "olds": olds}
    return text
