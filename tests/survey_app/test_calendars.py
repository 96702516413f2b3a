"""Working days: weekends, fixed and moving holidays, make-up days, offices open on Saturday."""

from __future__ import annotations

from datetime import date

import pytest

from survey_app import calendars
from survey_app.calendars import load_calendar


def test_the_saturday_19_march_2022_falls_back_to_friday() -> None:
    assert calendars.last_working_day(date(2022, 3, 19)) == date(2022, 3, 18)
    assert calendars.last_working_day(date(2022, 3, 18)) == date(2022, 3, 18)


def test_weekends_are_off_and_ordinary_weekdays_are_worked() -> None:
    assert calendars.working_days(date(2026, 11, 2), date(2026, 11, 8)) == tuple(date(2026, 11, d) for d in range(2, 7))


@pytest.mark.parametrize("year", range(2021, 2028))
def test_the_fixed_holidays_are_off_and_certain_every_year(year: int) -> None:
    for month, day in [(1, 1), (4, 30), (5, 1), (9, 2)]:
        off = date(year, month, day)
        assert not calendars.is_working_day(off)
        assert load_calendar().holidays[off].confirmed


@pytest.mark.parametrize("day", [date(2021, 2, 12), date(2024, 2, 10), date(2025, 1, 29), date(2027, 2, 6)])
def test_lunar_new_year_is_off_and_marked_where_no_notice_was_read(day: date) -> None:
    note = load_calendar().holidays[day]
    assert "Tết Nguyên đán" in note.name
    assert not note.confirmed
    assert not calendars.is_working_day(day)


def test_days_read_in_a_notice_are_confirmed_with_their_source() -> None:
    note = load_calendar().holidays[date(2023, 1, 26)]
    assert note.confirmed
    assert "8056/VPCP-KGVX" in note.source


@pytest.mark.parametrize("day", [date(2021, 5, 3), date(2022, 5, 3), date(2023, 1, 2), date(2026, 4, 27)])
def test_a_holiday_on_a_weekend_is_made_up_for_on_the_next_working_day(day: date) -> None:
    assert day.weekday() < 5
    assert not calendars.is_working_day(day)


def test_a_make_up_saturday_is_worked() -> None:
    assert date(2024, 5, 4).weekday() == 5
    assert calendars.is_working_day(date(2024, 5, 4))
    assert not calendars.is_working_day(date(2024, 4, 29))


def test_an_office_open_on_saturday_is_data() -> None:
    office = load_calendar("sang_thu_bay")
    assert office.is_working_day(date(2026, 11, 7))
    assert not office.is_working_day(date(2026, 11, 8))
    assert office.last_working_day(date(2022, 3, 19)) == date(2022, 3, 19)


def test_an_unknown_office_week_lists_those_there_are() -> None:
    with pytest.raises(KeyError, match="hanh_chinh, sang_thu_bay"):
        load_calendar("ca_dem")


def test_outside_the_years_of_the_data_only_weekends_are_known() -> None:
    calendar = load_calendar()
    assert calendar.covers(date(2027, 12, 31))
    assert not calendar.covers(date(2028, 1, 1))
    assert calendar.is_working_day(date(2029, 1, 1))


def test_every_day_off_names_its_source() -> None:
    calendar = load_calendar()
    notes = [*calendar.holidays.values(), *calendar.make_up.values()]
    assert all(note.name and note.source for note in notes)
    assert all(calendar.covers(day) for day in (*calendar.holidays, *calendar.make_up))
