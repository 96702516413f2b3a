"""Periods: weeks, calendar and plan cut-offs, what is closed, what was before, and how they are named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from survey_app import periods
from survey_app.exceptions import UnknownPeriod
from survey_app.periods import Kind, Period, parse_period
from survey_app.week_blocks import block_ending


@dataclass(frozen=True)
class Part:
    key: str
    kind: Kind
    first: date
    last: date
    inferred: bool = False


@dataclass(frozen=True)
class CutOffs:
    code: str = "hai_duong_2022"
    title: str = "Kế hoạch CCHC năm 2022"
    title_en: str = "Reform plan 2022"
    periods: tuple[Part, ...] = (
        Part("Q1", "quarter", date(2021, 12, 15), date(2022, 3, 14)),
        Part("H1", "half", date(2021, 12, 15), date(2022, 6, 14)),
        Part("Q2", "quarter", date(2022, 3, 15), date(2022, 6, 14), inferred=True),
        Part("year", "year", date(2021, 12, 15), date(2022, 12, 14)),
    )


PLAN = CutOffs()


def plan_part(key: str) -> Period:
    return periods.plan_period(PLAN, key)


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("2026-W05", "week", date(2026, 1, 26), date(2026, 2, 1)),
        ("2026-W01", "week", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-W53", "week", date(2026, 12, 28), date(2027, 1, 3)),
        ("2026-03", "month", date(2026, 3, 1), date(2026, 3, 31)),
        ("2028-02", "month", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-Q1", "quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-H1", "half", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-H2", "half", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026", "year", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-W33..2026-W45", "weeks", date(2026, 8, 10), date(2026, 11, 8)),
        ("2025-12-15..2026-11-22", "span", date(2025, 12, 15), date(2026, 11, 22)),
        ("2026-Q1@2026-02-10", "quarter", date(2026, 1, 1), date(2026, 2, 10)),
    ],
)
def test_a_period_is_read_and_its_id_reads_back_the_same(text: str, kind: str, first: date, last: date) -> None:
    period = parse_period(text)
    assert (period.kind, period.first, period.last, period.id) == (kind, first, last, text)
    assert parse_period(period.id) == period


def test_plan_cut_offs_are_read_by_the_plan_s_code() -> None:
    period = parse_period("hai_duong_2022:Q1", plans=[PLAN])
    assert (period.first, period.last) == (date(2021, 12, 15), date(2022, 3, 14))
    assert period.id == "hai_duong_2022:Q1"
    assert period.plan == "hai_duong_2022"
    assert not period.inferred
    assert parse_period("hai_duong_2022:Q2", plans=[PLAN]).inferred


def test_answers_fall_into_the_cut_off_periods_of_the_worked_example() -> None:
    answers = [
        date(2021, 12, 14),
        date(2021, 12, 15),
        date(2022, 3, 14),
        date(2022, 3, 15),
        date(2022, 12, 14),
        date(2022, 12, 15),
    ]

    def places(key: str) -> list[int]:
        period = plan_part(key)
        return [number for number, day in enumerate(answers, 1) if period.first <= day <= period.last]

    assert places("Q1") == [2, 3]
    assert places("year") == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tuần này",
        "2026-W54",
        "2025-W53",
        "2026-W00",
        "9999-W52",
        "2026-13",
        "2026-Q5",
        "2026-H3",
        "26",
        "2026-W05..2026-03",
        "2026-W06..2026-W05",
        "2026-02-30..2026-03-01",
        "2026@2026-02-31",
        "2026@",
    ],
)
def test_an_unknown_period_says_what_came_and_what_there_is(text: str) -> None:
    with pytest.raises(UnknownPeriod) as refused:
        parse_period(text)
    message = str(refused.value)
    assert f"“{text}”" in message
    assert "2026-W05" in message
    assert "Ví dụ: 2026-Q1" in message


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UnknownPeriod, match="kết thúc trước khi bắt đầu"):
        parse_period("2026-03-01..2026-02-01")


def test_an_unknown_plan_or_part_lists_those_that_exist() -> None:
    with pytest.raises(UnknownPeriod, match="không có kế hoạch “x”. Các kế hoạch: hai_duong_2022"):
        parse_period("x:Q1", plans=[PLAN])
    with pytest.raises(UnknownPeriod, match="chưa có kế hoạch nào"):
        parse_period("x:Q1")
    with pytest.raises(UnknownPeriod, match="không có kỳ “M9”. Các kỳ có trong kế hoạch: Q1, H1, Q2, year"):
        parse_period("hai_duong_2022:M9", plans=[PLAN])
    with pytest.raises(UnknownPeriod, match="hãy dùng kỳ theo lịch"):
        parse_period("p:Q1", plans=[CutOffs(code="p", periods=())])


def test_today_is_the_date_in_viet_nam() -> None:
    assert periods.viet_nam_today(datetime(2026, 3, 1, 16, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert periods.viet_nam_today(datetime(2026, 3, 1, 17, 0, tzinfo=UTC)) == date(2026, 3, 2)
    assert abs((periods.viet_nam_today() - datetime.now(UTC).date()).days) <= 1
    with pytest.raises(ValueError, match="without a zone"):
        periods.viet_nam_today(datetime(2026, 3, 1))  # noqa: DTZ001 the refused case


def test_a_week_is_open_on_sunday_preliminary_on_monday_and_official_on_thursday() -> None:
    week = parse_period("2026-W45")
    found = [periods.status(week, date(2026, 11, day)) for day in (8, 9, 11, 12)]
    assert found == ["open", "preliminary", "preliminary", "official"]
    assert not periods.is_closed(week, date(2026, 11, 8))
    assert periods.is_closed(week, date(2026, 11, 9))


def test_other_periods_are_official_when_the_last_day_s_answers_are_in() -> None:
    quarter = parse_period("2026-Q1")
    found = [periods.status(quarter, day) for day in (date(2026, 3, 31), date(2026, 4, 3), date(2026, 4, 4))]
    assert found == ["open", "preliminary", "official"]


@pytest.mark.parametrize(
    ("text", "before", "year_before"),
    [
        ("2026-W01", "2025-W52", "2025-W01"),
        ("2027-W01", "2026-W53", "2026-W01"),
        ("2026-W53", "2026-W52", "2025-W52"),
        ("2026-01", "2025-12", "2025-01"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2026-H1", "2025-H2", "2025-H1"),
        ("2026", "2025", "2025"),
        ("2026-W33..2026-W45", "2026-W20..2026-W32", "2025-W33..2025-W45"),
        ("2026-03-01..2026-03-10", "2026-02-19..2026-02-28", "2025-03-01..2025-03-10"),
        ("2026-Q1@2026-01-10", "2025-12-22..2025-12-31", "2025-01-01..2025-01-10"),
    ],
)
def test_the_period_before_and_the_same_last_year(text: str, before: str, year_before: str) -> None:
    period = parse_period(text)
    assert periods.previous(period).id == before
    assert periods.same_last_year(period).id == year_before


def test_before_a_plan_s_quarter_come_the_three_months_up_to_its_first_day() -> None:
    assert periods.previous(plan_part("Q1")).id == "2021-09-15..2021-12-14"
    assert periods.same_last_year(plan_part("Q1")).id == "2020-12-15..2021-03-14"
    assert periods.previous(plan_part("year")).id == "2020-12-15..2021-12-14"


def test_twelve_weeks_back_end_with_the_week_itself() -> None:
    weeks = periods.weeks_back(parse_period("2027-W02"), 12)
    assert [week.id for week in weeks][:2] == ["2026-W44", "2026-W45"]
    assert [week.id for week in weeks][-3:] == ["2026-W53", "2027-W01", "2027-W02"]
    assert len(weeks) == 12


@pytest.mark.parametrize("length", [4, 13, 26])
def test_blocks_of_weeks_lie_on_a_fixed_grid_and_never_overlap(length: int) -> None:
    weeks = periods.weeks_back(parse_period("2026-W53"), 110)
    blocks = {block_ending(week, length) for week in weeks}
    ordered = sorted(blocks, key=lambda block: block.first)
    assert all(len(periods.days(block)) == 7 * length for block in ordered)
    assert all((right.first - left.last).days == 1 for left, right in zip(ordered, ordered[1:], strict=False))
    for week in weeks:
        block = block_ending(week, length)
        assert block.last <= week.last
        assert (week.last - block.last).days < 7 * length


def test_a_block_ends_with_the_week_when_the_grid_does() -> None:
    block = block_ending(parse_period("2021-W04"), 4)
    assert (block.kind, block.id) == ("weeks", "2021-W01..2021-W04")
    assert block_ending(parse_period("2021-W07"), 4) == block


def test_a_block_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="4, 13 or 26"):
        block_ending(parse_period("2026-W05"), 5)


def test_a_period_to_date_stops_at_the_day_and_keeps_its_plan() -> None:
    part = periods.to_date(plan_part("year"), date(2022, 5, 31))
    assert (part.id, part.last, part.plan) == ("hai_duong_2022:year@2022-05-31", date(2022, 5, 31), "hai_duong_2022")
    assert parse_period(part.id, plans=[PLAN]) == part
    assert periods.to_date(part, date(2022, 5, 1)).id == "hai_duong_2022:year@2022-05-01"
    assert periods.to_date(plan_part("year"), date(2022, 12, 31)) == plan_part("year")
    with pytest.raises(UnknownPeriod, match="15/12/2021"):
        periods.to_date(plan_part("year"), date(2021, 12, 14))


def test_a_calendar_period_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="expected week, month"):
        periods.calendar_period("span", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2026-W45", "Tuần 45: 02/11–08/11/2026"),
        ("2026-W53", "Tuần 53: 28/12/2026–03/01/2027"),
        ("2026-03", "Tháng 3/2026"),
        ("2026-Q1", "Quý 1/2026"),
        ("2026-H1", "6 tháng đầu năm 2026"),
        ("2026-H2", "6 tháng cuối năm 2026"),
        ("2026", "Năm 2026"),
        ("2026-W33..2026-W45", "13 tuần: 10/8–08/11/2026"),
        ("2026-01-01..2026-02-15", "Từ 01/01/2026 đến 15/02/2026"),
        ("2026@2026-11-22", "Năm 2026, lũy kế đến 22/11/2026"),
        ("2026-01-01..2026-02-15@2026-02-01", "Từ 01/01/2026 đến 01/02/2026, lũy kế đến 01/02/2026"),
        (
            "hai_duong_2022:H1",
            "6 tháng đầu năm 2022 (theo kỳ báo cáo của kế hoạch “Kế hoạch CCHC năm 2022”: 15/12/2021–14/6/2022)",
        ),
        (
            "hai_duong_2022:Q2",
            "Quý 2/2022 (suy ra từ kỳ báo cáo của kế hoạch “Kế hoạch CCHC năm 2022”: 15/3–14/6/2022)",
        ),
        (
            "hai_duong_2022:year@2021-12-31",
            "Năm 2022 (theo kỳ báo cáo của kế hoạch “Kế hoạch CCHC năm 2022”: 15/12/2021–14/12/2022), "
            "lũy kế đến 31/12/2021",
        ),
    ],
)
def test_periods_are_named_in_vietnamese(text: str, name: str) -> None:
    assert periods.label(parse_period(text, plans=[PLAN])) == name


def test_a_label_can_be_told_in_another_language() -> None:
    english = {"Tuần {number}: {days}": "Week {number}: {days}"}
    assert periods.label(parse_period("2026-W45"), translate=lambda text: english[text]) == "Week 45: 02/11–08/11/2026"


def test_a_plan_s_period_bears_the_plan_s_title_in_the_reader_s_language() -> None:
    assert "“Kế hoạch CCHC năm 2022”" in periods.label(plan_part("Q1"))
    assert "“Reform plan 2022”" in periods.label(plan_part("Q1"), language="en")
    assert "“Kế hoạch CCHC năm 2022”" in periods.label(replace(plan_part("Q1"), title_en=""), language="en")
