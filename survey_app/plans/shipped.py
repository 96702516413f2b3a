"""The plans that come with the kit, and the simulated one for any year."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

from flask_babel import gettext as _

from survey_app.exceptions import SurveyAppError
from survey_app.periods import Period, parse_period
from survey_app.plans.loader import load_plan
from survey_app.plans.plan import Plan

FOLDER = Path(__file__).parent
SIMULATED = re.compile(r"mo_phong_(\d{4})")


class UnknownPlan(SurveyAppError):
    """No plan has this code."""


def shipped_codes() -> tuple[str, ...]:
    """Codes of the plan files, in order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def shipped_plans() -> tuple[Plan, ...]:
    """Every plan file that comes with the kit; the simulated plan is made on demand."""
    return tuple(load_plan(FOLDER / f"{code}.toml") for code in shipped_codes())


def comes_with_kit(code: str) -> bool:
    """Whether a plan of this code is shipped, or simulated for its year."""
    return code in shipped_codes() or SIMULATED.fullmatch(code) is not None


def plan_text(code: str) -> str:
    """The TOML text of a shipped or simulated plan: what a unit adopts and keeps."""
    if match := SIMULATED.fullmatch(code):
        return simulated_text(int(match[1]))
    if code not in shipped_codes():
        listed = ", ".join((*shipped_codes(), "mo_phong_<năm>"))
        raise UnknownPlan(
            _(
                "Không có kế hoạch “%(code)s” đi kèm. Các kế hoạch: %(listed)s.",
                code=code,
                listed=listed,
            )
        )
    return (FOLDER / f"{code}.toml").read_text(encoding="utf-8")


@cache
def get_plan(code: str) -> Plan:
    """A shipped plan by its code, or `mo_phong_<year>`."""
    return load_plan(plan_text(code), name=code)


def simulated_year(day: date) -> int:
    """The year of the simulated plan that holds the day: its years run from 15 December to 14 December."""
    return day.year + 1 if (day.month, day.day) >= (12, 15) else day.year


def simulated_text(year: int) -> str:
    """The TOML text of the simulated province's plan for a year."""
    text = (FOLDER / "templates" / "simulated.toml").read_text(encoding="utf-8")
    return text.replace("{year}", f"{year:04d}").replace("{previous_year}", f"{year - 1:04d}")


def simulated_plan(year: int) -> Plan:
    """The simulated province's plan for a year, plainly labelled so."""
    return get_plan(f"mo_phong_{year:04d}")


def find_period(text: str, *, adopted: tuple[Plan, ...] = ()) -> Period:
    """Read a period's id; cut-offs of adopted plans go before those of the shipped ones."""
    plans = {plan.code: plan for plan in shipped_plans()}
    code = text.partition(":")[0].strip()
    if SIMULATED.fullmatch(code):
        plans[code] = get_plan(code)
    plans.update({plan.code: plan for plan in adopted})
    return parse_period(text, plans=plans.values())
