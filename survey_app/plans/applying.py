"""Which targets of a plan hold for a place, a day and a source of data, and the plan's year they are judged over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey_app.periods import Period, calendar_period, full_day, plan_period, to_date
from survey_app.plans.plan import INDICATORS, SECTOR_GROUPS, Plan, Target, plain_number

COMPARISON_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}
UNIT_SIGNS = {"percent": "%", "minutes": " phút", "reports_per_year": " báo cáo/năm"}


@dataclass(frozen=True, slots=True)
class Applicable:
    """A target that holds, and whether the data at hand measure it."""

    target: Target
    source_matches: bool
    """False: "nguồn dữ liệu này không đo chỉ tiêu"."""


def targets_for(
    plan: Plan,
    *,
    indicator: str,
    day: date,
    source: str,
    sector_group: str | None = None,
    sector: str | None = None,
    unit: str | None = None,
) -> tuple[Applicable, ...]:
    """The plan's targets for an indicator at a place on a day, the most specific scope first.

    Targets that another source measures are among them, marked, so that a page can say so.
    """
    found = [
        target
        for target in plan.targets
        if target.applied
        and target.indicator == indicator
        and target.valid_from <= day <= target.valid_to
        and _within(target.scope.sector_groups, sector_group)
        and _within(target.scope.sectors, sector)
        and _within(target.scope.units, unit)
    ]
    ordered = sorted(found, key=lambda target: (-target.scope.specificity, not target.measured_by(source)))
    return tuple(Applicable(target, target.measured_by(source)) for target in ordered)


def year_of(plan: Plan, day: date) -> Period:
    """The plan's year that holds the day: its own `year` period, else the calendar year."""
    for part in plan.periods:
        if part.key == "year" and part.first <= day <= part.last:
            return plan_period(plan, "year")
    return calendar_period("year", day)


def period_to_date(plan: Plan, day: date) -> Period:
    """The plan's year up to the day (lũy kế), over which its targets are judged."""
    return to_date(year_of(plan, day), day)


def describe(target: Target) -> str:
    """A target in one line: "Mức độ hài lòng … (đất đai, xây dựng, đầu tư): ≥ 85%"."""
    scope = [SECTOR_GROUPS[group] for group in target.scope.sector_groups]
    scope += [*target.scope.sectors, *target.scope.units]
    limited = f" ({', '.join(scope)})" if scope else ""
    sign = COMPARISON_SIGNS[target.comparison]
    text = f"{INDICATORS[target.indicator].name}{limited}: {sign} {plain_number(target.value)}{UNIT_SIGNS[target.unit]}"
    span = f"{full_day(target.valid_from)}–{full_day(target.valid_to)}"
    return f"{text}, {span}" + ("" if target.confirmed else " (chưa đối chiếu văn bản)")


def _within(allowed: tuple[str, ...], asked: str | None) -> bool:
    return not allowed or asked in allowed
