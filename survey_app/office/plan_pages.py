"""Plans as pages show them: which unit applies which, what stands in one, what adopting one would mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.adoption import adopted_plans, adoptions, kept_text
from survey_app.models import AdoptedPlan
from survey_app.periods import day_range, full_day, label, plan_period
from survey_app.plans import Plan, ReportingPeriod, Target, describe, load_plan, plan_text, shipped_plans


@dataclass(frozen=True, slots=True)
class AdoptionLine:
    """A unit applies a plan over some days."""

    unit: str
    unit_name: str
    plan: str
    title: str
    days: str
    state: str
    first: date
    can_end: bool
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan that can be adopted."""

    code: str
    title: str
    days: str
    targets: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class TargetPart:
    """A target with the words it comes from."""

    text: str
    sentence: str
    origin: str
    note: str
    is_applied: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What stands in one plan."""

    code: str
    title: str
    document: str
    days: str
    note: str
    targets: tuple[TargetPart, ...]
    periods: tuple[tuple[str, str, bool], ...]
    """Name, days, and whether the days were inferred."""
    contradictions: tuple[tuple[str, str], ...]


def adoption_lines(session: Session, names: dict[str, str], today: date) -> tuple[AdoptionLine, ...]:
    """The adoptions of these units: what holds now first, then what comes, then what is over."""
    lines = [
        AdoptionLine(
            unit=each.unit,
            unit_name=names[each.unit],
            plan=each.plan,
            title=read_plan(session, each.plan).title,
            days=_days(each.valid_from, each.valid_to),
            state=_state(each.valid_from, each.valid_to, today),
            first=each.valid_from,
            can_end=each.valid_from <= today and (each.valid_to is None or each.valid_to >= today),
            can_withdraw=each.valid_from > today,
        )
        for each in adoptions(session)
        if each.unit in names
    ]
    return tuple(sorted(lines, key=lambda line: (not line.can_end, not line.can_withdraw)))


def plan_lines(session: Session) -> tuple[PlanLine, ...]:
    """The plans that come with the kit and those units made or brought."""
    shipped = {plan.code: plan for plan in shipped_plans()}
    own = [
        code for code in session.scalars(sa.select(AdoptedPlan.code).order_by(AdoptedPlan.code)) if code not in shipped
    ]
    found = [*(read_plan(session, code) for code in own), *shipped.values()]
    return tuple(
        PlanLine(plan.code, plan.title, _days(plan.valid_from, plan.valid_to), len(plan.targets), plan.code in own)
        for plan in found
    )


def text_of(session: Session, code: str) -> str:
    """The text of a plan as it was adopted, else as it comes with the kit."""
    return kept_text(session, code) or plan_text(code)


def read_plan(session: Session, code: str) -> Plan:
    """A plan by its code."""
    return load_plan(text_of(session, code), name=code, kept=True)


def plan_page(plan: Plan) -> PlanPage:
    """The page of one plan."""
    document = plan.document
    named = ", ".join(
        filter(None, (document.number_text(), full_day(document.date) if document.date else document.date_note))
    )
    return PlanPage(
        code=plan.code,
        title=plan.title,
        document=f"{document.name} ({named}), {document.issuer}",
        days=_days(plan.valid_from, plan.valid_to),
        note=plan.note,
        targets=tuple(_part(target) for target in plan.targets),
        periods=tuple(_period(plan, part) for part in plan.periods),
        contradictions=tuple((each.about, each.reason) for each in plan.contradictions),
    )


def lower_than_above(session: Session, plan: Plan, unit: str, day: date) -> tuple[str, ...]:
    """Targets of the plan that ask less than one which already holds for the unit: both will be judged."""
    found = []
    for other in adopted_plans(session, unit, day):
        for theirs in other.targets:
            for mine in plan.targets:
                if _asks_less(mine, theirs) and other.code != plan.code:
                    found.append(
                        _("%(mine)s thấp hơn %(theirs)s của %(plan)s; cả hai đều được đối chiếu.")
                        % {"mine": describe(mine), "theirs": describe(theirs), "plan": other.title}
                    )
    return tuple(found)


def target_label(target: Target) -> str:
    """What a target is about, without its value."""
    return describe(target).partition(": ")[0]


def _asks_less(mine: Target, theirs: Target) -> bool:
    if not (mine.applied and theirs.applied and mine.indicator == theirs.indicator and mine.scope == theirs.scope):
        return False
    is_floor = theirs.comparison in (">=", ">")
    return mine.value < theirs.value if is_floor else mine.value > theirs.value


def _part(target: Target) -> TargetPart:
    return TargetPart(describe(target), target.origin.sentence, _cited(target), target.note, target.applied)


def _cited(target: Target) -> str:
    """Where the sentence stands, in words: the file that the kit's own plans were read from has only lines."""
    origin = target.origin
    if origin.seed:
        return str(_("%(document)s, dòng %(line)s", document=origin.document, line=origin.line))
    return origin.reference[:1].upper() + origin.reference[1:]


def _period(plan: Plan, part: ReportingPeriod) -> tuple[str, str, bool]:
    period = plan_period(plan, part.key)
    # the plan stands above the list and the days beside the name: the bare name is enough
    return label(replace(period, plan=""), translate=_), day_range(period), part.inferred


def _days(first: date, last: date | None) -> str:
    if last is None:
        return str(_("từ %(first)s", first=full_day(first)))
    return str(_("%(first)s đến %(last)s", first=full_day(first), last=full_day(last)))


def _state(first: date, last: date | None, today: date) -> str:
    if first > today:
        return str(_("sắp áp dụng"))
    return str(_("đã hết") if last is not None and last < today else _("đang áp dụng"))
