"""Reform plans as data: targets, cut-offs and due dates, each with the sentence and the document it comes from."""

from __future__ import annotations

from survey_app.plans.applying import Applicable, describe, period_to_date, targets_for, year_of
from survey_app.plans.due import DueDate, due_dates
from survey_app.plans.loader import PlanError, check_plan, load_plan
from survey_app.plans.own import OwnPlan, OwnTarget, own_plan_text
from survey_app.plans.plan import (
    INDICATORS,
    Contradiction,
    Document,
    Indicator,
    Origin,
    Plan,
    Reading,
    ReportDuty,
    ReportingPeriod,
    Scope,
    Target,
)
from survey_app.plans.shipped import (
    UnknownPlan,
    comes_with_kit,
    find_period,
    get_plan,
    plan_text,
    shipped_codes,
    shipped_plans,
    simulated_plan,
    simulated_text,
    simulated_year,
)

__all__ = [
    "INDICATORS",
    "Applicable",
    "Contradiction",
    "Document",
    "DueDate",
    "Indicator",
    "Origin",
    "OwnPlan",
    "OwnTarget",
    "Plan",
    "PlanError",
    "Reading",
    "ReportDuty",
    "ReportingPeriod",
    "Scope",
    "Target",
    "UnknownPlan",
    "check_plan",
    "comes_with_kit",
    "describe",
    "due_dates",
    "find_period",
    "get_plan",
    "load_plan",
    "own_plan_text",
    "period_to_date",
    "plan_text",
    "shipped_codes",
    "shipped_plans",
    "simulated_plan",
    "simulated_text",
    "simulated_year",
    "targets_for",
    "year_of",
]
