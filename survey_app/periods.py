"""Periods: kind, first and last local day inclusive, and an id that can be written, read back and kept.

Ids: `2026-W05`, `2026-03`, `2026-Q1`, `2026-H1`, `2026`; a plan's cut-off period `<plan>:Q1`; a block of weeks
`2026-W33..2026-W45`; any span `2025-12-15..2026-11-22`; a period up to a day `<id>@2026-11-22`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from survey_app.exceptions import UnknownPeriod

Kind = Literal["week", "month", "quarter", "half", "year", "weeks", "span"]
Status = Literal["open", "preliminary", "official"]

VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")
ANSWERS_MAY_ARRIVE = timedelta(hours=72)
PLAN_DAY = 14
"""The day of the month on which plans end their periods; another day of a plan waits for the end of its stretch."""

MONTHS: dict[Kind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both inside; everything shown is summed from its day counts."""

    kind: Kind
    first: date
    last: date
    id: str
    plan: str = ""
    """Code of the plan whose cut-offs these are; empty for the calendar's own periods."""
    title: str = ""
    """The plan's title, for the label."""
    inferred: bool = False
    """The document does not name these days; they follow from its other periods ("suy ra")."""
    title_en: str = ""


class PlanPeriod(Protocol):
    """What a plan says of one of its reporting periods."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def inferred(self) -> bool: ...


class PlanWithPeriods(Protocol):
    """As much of a plan as periods need to know."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def title_en(self) -> str: ...
    @property
    def periods(self) -> Sequence[PlanPeriod]: ...


def parse_period(text: str, *, plans: Iterable[PlanWithPeriods] = ()) -> Period:
    """Read a period's id; `plans` are those whose cut-off periods may be named."""
    asked = text.strip()
    base, at, end = asked.partition("@")
    if at:
        return to_date(parse_period(base, plans=plans), _day(end, asked))
    if ".." in base:
        return _parse_span(base)
    if ":" in base:
        return _parse_plan_period(base, plans)
    return _parse_calendar(base)


def viet_nam_today(now: datetime | None = None) -> date:
    """Today's date in Viet Nam; `now` is an aware time, by default the clock's."""
    moment = datetime.now(UTC) if now is None else now
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be turned into a Viet Nam date; give an aware one")
    return moment.astimezone(VIET_NAM).date()


def is_publishable(period: Period, today: date) -> bool:
    """Whether the stretch of days that the period ends in is over: nothing that arrives now is counted in it."""
    return stretch_of(today) > stretch_of(period.last)


def is_closed(period: Period, today: date) -> bool:
    """Whether the period's last day is over in Viet Nam."""
    return period.last < today


def official_from(period: Period) -> date:
    """The first day on which no answer of the period can still arrive under its own day: Thursday for a week."""
    return period.last + ANSWERS_MAY_ARRIVE + timedelta(days=1)


def status(period: Period, today: date) -> Status:
    """`open` until the last day is over, `preliminary` until 72-hour answers are in, then `official`."""
    if not is_closed(period, today):
        return "open"
    return "official" if today >= official_from(period) else "preliminary"


def days(period: Period) -> tuple[date, ...]:
    """Every day of the period, in order."""
    length = (period.last - period.first).days + 1
    return tuple(period.first + timedelta(days=n) for n in range(length))


def week_of(day: date) -> Period:
    """The ISO week, Monday to Sunday, that holds the day."""
    year, number, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    return Period("week", monday, monday + timedelta(days=6), f"{year}-W{number:02d}")


def calendar_period(kind: Kind, day: date) -> Period:
    """The calendar's week, month, quarter, half-year or year that holds the day."""
    if kind == "week":
        return week_of(day)
    if kind not in MONTHS:
        raise ValueError(f"kind {kind!r}: expected week, month, quarter, half or year")
    length = MONTHS[kind]
    part = (day.month - 1) // length + 1
    first = date(day.year, (part - 1) * length + 1, 1)
    last = _shift_months(first, length) - timedelta(days=1)
    marks = {"month": f"-{part:02d}", "quarter": f"-Q{part}", "half": f"-H{part}", "year": ""}
    return Period(kind, first, last, f"{day.year}{marks[kind]}")


def plan_period(plan: PlanWithPeriods, key: str) -> Period:
    """A plan's reporting period by its key (`Q1`, `H1`, `year` …)."""
    for part in plan.periods:
        if part.key == key:
            name = f"{plan.code}:{key}"
            found = Period(part.kind, part.first, part.last, name, plan.code, plan.title, inferred=part.inferred)
            return replace(found, title_en=plan.title_en)
    known = ", ".join(part.key for part in plan.periods) or _("không có kỳ nào, hãy dùng kỳ theo lịch như 2026-Q1")
    raise UnknownPeriod(
        _(
            "Kế hoạch %(plan)s không có kỳ “%(key)s”. Các kỳ có trong kế hoạch: %(known)s.",
            plan=plan.code,
            key=key,
            known=known,
        )
    )


def to_date(period: Period, last: date) -> Period:
    """The period from its first day up to `last` (lũy kế); the period itself when `last` is its end or later."""
    if last >= period.last:
        return period
    if last < period.first:
        raise UnknownPeriod(
            _(
                "Kỳ %(period)s bắt đầu ngày %(first)s; ngày %(asked)s là trước đó. Hãy chọn một ngày nằm trong kỳ.",
                period=period.id,
                first=full_day(period.first),
                asked=full_day(last),
            )
        )
    return replace(period, last=last, id=f"{period.id.partition('@')[0]}@{last.isoformat()}")


def previous(period: Period) -> Period:
    """The period of the same kind just before; for a plan's period, the same months one length earlier, as a span."""
    if _is_calendar(period):
        return calendar_period(period.kind, period.first - timedelta(days=1))
    if period.kind in MONTHS and "@" not in period.id:
        return _span(_shift_months(period.first, -MONTHS[period.kind]), period.first - timedelta(days=1))
    length = period.last - period.first + timedelta(days=1)
    return _like(period, period.first - length, period.first - timedelta(days=1))


def same_last_year(period: Period) -> Period:
    """The same period a year earlier; week 53 meets week 52 where the year before has no week 53."""
    if period.kind == "week":
        year, number, _weekday = period.first.isocalendar()
        return _week(year - 1, min(number, _weeks_in(year - 1)))
    if _is_calendar(period):
        return calendar_period(period.kind, _shift_months(period.first, -12))
    if period.kind == "weeks":
        return _like(period, period.first - timedelta(weeks=52), period.last - timedelta(weeks=52))
    return _span(_shift_months(period.first, -12), _shift_months(period.last, -12))


def stretch_of(day: date) -> date:
    """The first day of the stretch that holds the day: no week, month or half of a plan's month ends inside one.

    Plans of these documents end their periods on the 14th. Whatever period holds one day of a stretch holds all of it.
    """
    starts = [week_of(day).first, day.replace(day=1)]
    if day.day > PLAN_DAY:
        starts.append(day.replace(day=PLAN_DAY + 1))
    return max(starts)


def weeks_between(first: date, last: date) -> Period:
    """The whole weeks from the first to the last."""
    return Period("weeks", first, last, f"{week_of(first).id}..{week_of(last).id}")


def weeks_back(week: Period, count: int = 12) -> tuple[Period, ...]:
    """The `count` weeks that end with this one, oldest first."""
    return tuple(week_of(week.first - timedelta(weeks=n)) for n in reversed(range(count)))


def label(period: Period, *, translate: Callable[[str], str] = str, language: str = "vi") -> str:
    """The period's name as a reader sees it; `translate` turns the Vietnamese pattern into the page's language."""
    if language == "en" and period.title_en:
        period = replace(period, title=period.title_en)
    base = period.id.partition("@")[0]
    if period.kind == "week":
        text = translate("Tuần {number}: {days}").format(number=_week_number(base), days=day_range(period))
    elif period.kind in ("weeks", "span"):
        text = _span_label(period, translate)
    else:
        text = _named_label(period, base.rpartition(":")[2], translate)
    if "@" in period.id:
        text = translate("{period}, lũy kế đến {day}").format(period=text, day=full_day(period.last))
    return text


def full_day(day: date) -> str:
    """A date as Vietnamese documents write it: 02/11/2026, 14/6/2026 (a zero before days to 9, months 1 and 2)."""
    return f"{_day_month(day)}/{day.year}"


def day_range(period: Period) -> str:
    """First and last day, the year once where it is the same."""
    if period.first.year == period.last.year:
        return f"{_day_month(period.first)}–{full_day(period.last)}"
    return f"{full_day(period.first)}–{full_day(period.last)}"


def _parse_calendar(text: str) -> Period:
    try:
        if match := re.fullmatch(r"(\d{4})-W(\d{2})", text):
            return _week(int(match[1]), int(match[2]))
        if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
            return calendar_period("month", date(int(match[1]), int(match[2]), 1))
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
            return calendar_period("quarter", date(int(match[1]), int(match[2]) * 3, 1))
        if match := re.fullmatch(r"(\d{4})-H([12])", text):
            return calendar_period("half", date(int(match[1]), int(match[2]) * 6, 1))
        if re.fullmatch(r"\d{4}", text):
            return calendar_period("year", date(int(text), 1, 1))
    except (ValueError, OverflowError) as error:
        raise _unknown(text) from error
    raise _unknown(text)


def _parse_span(text: str) -> Period:
    start, _dots, end = text.partition("..")
    if "W" in start:
        first, last = _parse_calendar(start), _parse_calendar(end)
        if (first.kind, last.kind) == ("week", "week") and first.first <= last.first:
            return weeks_between(first.first, last.last)
        raise _unknown(text)
    first_day, last_day = _day(start, text), _day(end, text)
    if last_day < first_day:
        raise UnknownPeriod(_("Khoảng “%(asked)s” kết thúc trước khi bắt đầu. Hãy đổi chỗ hai ngày.", asked=text))
    return _span(first_day, last_day)


def _parse_plan_period(text: str, plans: Iterable[PlanWithPeriods]) -> Period:
    code, _colon, key = text.partition(":")
    known = {plan.code: plan for plan in plans}
    if code not in known:
        listed = ", ".join(sorted(known)) or _("chưa có kế hoạch nào")
        raise UnknownPeriod(
            _(
                "Kỳ “%(asked)s”: không có kế hoạch “%(plan)s”. Các kế hoạch: %(listed)s.",
                asked=text,
                plan=code,
                listed=listed,
            )
        )
    return plan_period(known[code], key)


def _unknown(text: str) -> UnknownPeriod:
    return UnknownPeriod(
        _(
            "Không đọc được kỳ “%(asked)s”. Các dạng dùng được: tuần 2026-W05, tháng 2026-03, quý 2026-Q1, "
            "nửa năm 2026-H1, năm 2026, kỳ của kế hoạch <mã kế hoạch>:Q1 (Q1, Q2, Q3, Q4, H1, H2, year), "
            "lũy kế đến hết một khối bốn tuần <kỳ>@2026-02-15. Ví dụ: 2026-Q1.",
            asked=text,
        )
    )


def _day(text: str, asked: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise _unknown(asked) from error
    raise _unknown(asked)


def _week(year: int, number: int) -> Period:
    return week_of(date.fromisocalendar(year, number, 1))


def _weeks_in(year: int) -> int:
    return date(year, 12, 28).isocalendar().week


def _span(first: date, last: date) -> Period:
    return Period("span", first, last, f"{first.isoformat()}..{last.isoformat()}")


def _like(period: Period, first: date, last: date) -> Period:
    return weeks_between(first, last) if period.kind == "weeks" and "@" not in period.id else _span(first, last)


def _is_calendar(period: Period) -> bool:
    return not period.plan and "@" not in period.id and period.kind not in ("weeks", "span")


def _shift_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _week_number(week_id: str) -> int:
    return int(week_id.rpartition("W")[2])


def _day_month(day: date) -> str:
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}"


def _span_label(period: Period, translate: Callable[[str], str]) -> str:
    if period.kind == "span":
        return translate("Từ {first} đến {last}").format(first=full_day(period.first), last=full_day(period.last))
    weeks = ((period.last - period.first).days + 1) // 7
    return translate("{count} tuần: {days}").format(count=weeks, days=day_range(period))


def _named_label(period: Period, key: str, translate: Callable[[str], str]) -> str:
    # a plan's year is named after the year it ends in: 15/12/2025–14/12/2026 is 2026
    whole = replace(period, last=_shift_months(period.first, MONTHS[period.kind]) - timedelta(days=1))
    whole = whole if "@" in period.id else period
    name = _name(period, key, whole.last.year, translate)
    if not period.plan:
        return name
    pattern = translate("{name} (theo kỳ báo cáo của kế hoạch “{plan}”: {days})")
    if period.inferred:
        pattern = translate("{name} (suy ra từ kỳ báo cáo của kế hoạch “{plan}”: {days})")
    return pattern.format(name=name, plan=period.title, days=day_range(whole))


def _name(period: Period, key: str, year: int, translate: Callable[[str], str]) -> str:
    if period.kind == "month":
        return translate("Tháng {number}/{year}").format(number=period.first.month, year=year)
    if period.kind == "quarter":
        return translate("Quý {number}/{year}").format(number=key[-1], year=year)
    if period.kind == "half" and key.endswith("1"):
        return translate("6 tháng đầu năm {year}").format(year=year)
    if period.kind == "half":
        return translate("6 tháng cuối năm {year}").format(year=year)
    return translate("Năm {year}").format(year=year)
