"""Working days: offices' weekdays, public holidays and make-up days, all of them data with a source and a mark."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

DATA = Path(__file__).with_name("calendars.toml")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ORDINARY_OFFICE = "hanh_chinh"


@dataclass(frozen=True, slots=True)
class DayNote:
    """Why a day is off, or worked on although it is a weekly day off."""

    name: str
    source: str
    confirmed: bool
    """False where the day follows from the lunar calendar or a rule and no notice was read."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """An office's working weekdays with the holidays and make-up days of the years known."""

    office: str
    first: date
    last: date
    weekdays: frozenset[int]
    holidays: MappingProxyType[date, DayNote]
    make_up: MappingProxyType[date, DayNote]
    opens: time
    closes: time

    def with_days(self, *, holidays: Mapping[date, DayNote], make_up: Mapping[date, DayNote]) -> WorkingCalendar:
        """The same with other days off and make-up days beside it; they go before those it has."""
        off = {day: note for day, note in self.holidays.items() if day not in make_up}
        on = {day: note for day, note in self.make_up.items() if day not in holidays}
        return replace(
            self, holidays=MappingProxyType({**off, **holidays}), make_up=MappingProxyType({**on, **make_up})
        )

    def covers(self, day: date) -> bool:
        """Whether holidays of that day's year are in the data; outside, only the weekly days off are known."""
        return self.first <= day <= self.last

    def is_working_day(self, day: date) -> bool:
        """Whether the office works that day; a holiday whose date is unconfirmed counts as a day off."""
        if day in self.holidays:
            return False
        return day in self.make_up or day.weekday() in self.weekdays

    def is_office_hour(self, moment: datetime) -> bool:
        """Whether somebody may be served then; `moment` is the office's own time."""
        return self.is_working_day(moment.date()) and self.opens <= moment.time() <= self.closes

    def last_working_day(self, on_or_before: date) -> date:
        """The day itself when the office works then, else the nearest working day before it."""
        day = on_or_before
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def working_days(self, first: date, last: date) -> tuple[date, ...]:
        """The working days from `first` to `last`, both inside."""
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(day for day in span if self.is_working_day(day))


@cache
def load_calendar(office: str = ORDINARY_OFFICE, *, path: Path = DATA) -> WorkingCalendar:
    """The calendar of an office's week (`hanh_chinh`, `sang_thu_bay` …) from the data file."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    offices = {entry["code"]: entry for entry in data["office"]}
    if office not in offices:
        raise KeyError(f"lịch làm việc “{office}” không có trong {path.name}; có: {', '.join(offices)}")
    holidays: dict[date, DayNote] = {}
    for entry in data["holiday"]:
        holidays.update(dict.fromkeys(_holiday_days(entry, data), _note(entry, data)))
    return WorkingCalendar(
        office=office,
        first=data["first"],
        last=data["last"],
        weekdays=frozenset(WEEKDAYS.index(name) for name in offices[office]["weekdays"]),
        holidays=MappingProxyType(holidays),
        make_up=MappingProxyType({entry["day"]: _note(entry, data) for entry in data["make_up"]}),
        opens=offices[office]["opens"],
        closes=offices[office]["closes"],
    )


def is_working_day(day: date) -> bool:
    """Whether an office with the ordinary week works that day."""
    return load_calendar().is_working_day(day)


def is_office_hour(moment: datetime) -> bool:
    """Whether an office with the ordinary week may be serving somebody at `moment`, in its own time."""
    return load_calendar().is_office_hour(moment)


def last_working_day(on_or_before: date) -> date:
    """The last working day of the ordinary week on the day or before."""
    return load_calendar().last_working_day(on_or_before)


def working_days(first: date, last: date) -> tuple[date, ...]:
    """The working days of the ordinary week from `first` to `last`."""
    return load_calendar().working_days(first, last)


def _holiday_days(entry: dict[str, Any], data: dict[str, Any]) -> list[date]:
    if "every" in entry:
        month, day = (int(part) for part in entry["every"].split("-"))
        return [date(year, month, day) for year in range(data["first"].year, data["last"].year + 1)]
    length = (entry.get("last", entry["first"]) - entry["first"]).days + 1
    return [entry["first"] + timedelta(days=n) for n in range(length)]


def _note(entry: dict[str, Any], data: dict[str, Any]) -> DayNote:
    return DayNote(entry["name"], data["sources"][entry["source"]], entry["confirmed"])
