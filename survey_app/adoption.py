"""Which units apply which plans, and when. An adopted plan is kept whole: editing its file later changes nothing."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.exceptions import AdoptionRefused, CodeTaken
from survey_app.languages import choose_language
from survey_app.models import AdoptedPlan, PlanAdoption
from survey_app.periods import full_day
from survey_app.places import ancestors, last_day_in, require_unit, unit_names
from survey_app.plans import Plan, comes_with_kit, load_plan, plan_text

OTHER_DAYS = "sipas plan adopt … --from NGÀY --to NGÀY"


def adopt_plan(
    session: Session, text: str, *, unit: str, first: date | None = None, last: date | None = None
) -> PlanAdoption:
    """Let a unit and those below it apply a plan, by default for as long as the plan is valid."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    plan = load_plan(text)
    require_unit(session, unit)
    adoption = PlanAdoption(
        unit=unit,
        plan=plan.code,
        valid_from=plan.valid_from if first is None else first,
        valid_to=plan.valid_to if last is None else last,
    )
    _refuse_impossible_days(plan, adoption)
    _refuse_overlap(session, adoption)
    _keep(session, plan, text)
    session.add(adoption)
    session.flush()
    return adoption


def end_adoption(session: Session, unit: str, plan: str, first: date, *, last: date, today: date) -> PlanAdoption:
    """Let an adoption end on `last`: today or later, since what was judged by it stays judged by it."""
    adoption = _find(session, unit, plan, first)
    if last < max(first, today):
        raise AdoptionRefused(
            _(
                "Ngày cuối %(last)s đã qua; kết quả đã công bố theo kế hoạch này không đổi. Xin chọn từ %(earliest)s.",
                last=full_day(last),
                earliest=full_day(max(first, today)),
            )
        )
    adoption.valid_to = last
    session.flush()
    return adoption


def withdraw_adoption(session: Session, unit: str, plan: str, first: date, *, today: date) -> None:
    """Take an adoption back that has not begun; one that has can only be ended."""
    adoption = _find(session, unit, plan, first)
    if adoption.valid_from <= today:
        raise AdoptionRefused(
            _(
                "Kế hoạch “%(plan)s” đã áp dụng ở %(unit)s từ %(first)s nên không bỏ được, chỉ kết thúc được.",
                plan=_plan_name(session, plan),
                unit=_unit_name(session, unit),
                first=full_day(first),
            )
        )
    session.delete(adoption)
    session.flush()


def adopted_plans(session: Session, unit: str, day: date) -> list[Plan]:
    """The plans that hold for the unit on the day: its own first, the newest before older ones, then those above it."""
    above = [unit, *ancestors(session, unit, day)]
    query = (
        sa.select(PlanAdoption.unit, PlanAdoption.plan, AdoptedPlan.definition)
        .join(AdoptedPlan, AdoptedPlan.code == PlanAdoption.plan)
        .where(PlanAdoption.unit.in_(above), _holds(day))
        .order_by(PlanAdoption.valid_from.desc(), PlanAdoption.plan)
    )
    rows = sorted(session.execute(query), key=lambda row: above.index(row.unit))
    plans = {row.plan: row.definition for row in rows}
    return [_loaded(definition) for definition in plans.values()]


def plans_to_ask(session: Session, unit: str, today: date) -> list[Plan]:
    """The plans by whose periods the unit is asked for: today's, of a unit that is over those of its last day."""
    return adopted_plans(session, unit, last_day_in(session, unit, date.min, today))


def adoptions(session: Session) -> list[PlanAdoption]:
    """Every adoption there is, by unit and first day."""
    query = sa.select(PlanAdoption).order_by(PlanAdoption.unit, PlanAdoption.valid_from, PlanAdoption.plan)
    return list(session.scalars(query))


def all_adopted_plans(session: Session) -> list[Plan]:
    """Every plan that some unit applies or applied."""
    return [_loaded(definition) for definition in session.scalars(sa.select(AdoptedPlan.definition))]


def kept_text(session: Session, code: str) -> str | None:
    """The text of a plan as it was adopted."""
    return session.scalar(sa.select(AdoptedPlan.definition).where(AdoptedPlan.code == code))


def is_taken(session: Session, code: str, text: str) -> bool:
    """Whether another plan, adopted or one that comes with the kit, is known by this code."""
    known = kept_text(session, code) or (plan_text(code) if comes_with_kit(code) else None)
    return known is not None and digest_of(known) != digest_of(text)


def digest_of(text: str) -> str:
    """The digest of a plan's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _find(session: Session, unit: str, plan: str, first: date) -> PlanAdoption:
    adoption = session.get(PlanAdoption, (unit, plan, first), with_for_update=True)
    if adoption is None:
        raise AdoptionRefused(
            _(
                "Không thấy %(unit)s áp dụng kế hoạch “%(plan)s” từ %(first)s; có thể vừa được đổi. "
                "Xin xem lại danh sách.",
                unit=_unit_name(session, unit),
                plan=_plan_name(session, plan),
                first=full_day(first),
            )
        )
    return adoption


def _holds(day: date) -> sa.ColumnElement[bool]:
    ends = sa.or_(PlanAdoption.valid_to.is_(None), PlanAdoption.valid_to >= day)
    return sa.and_(PlanAdoption.valid_from <= day, ends)


def _refuse_impossible_days(plan: Plan, adoption: PlanAdoption) -> None:
    last = adoption.valid_to or date.max
    if adoption.valid_from > last:
        raise AdoptionRefused(
            _(
                "Ngày kết thúc %(last)s trước ngày bắt đầu %(first)s. Hãy xem lại hai ngày.",
                first=full_day(adoption.valid_from),
                last=full_day(last),
            ),
            command=OTHER_DAYS,
        )
    if adoption.valid_from > plan.valid_to or last < plan.valid_from:
        raise AdoptionRefused(
            _(
                "Kế hoạch “%(title)s” có hiệu lực từ %(valid_from)s đến %(valid_to)s, ngoài khoảng áp dụng được "
                "yêu cầu. Hãy xem lại hai ngày.",
                title=_title(plan),
                valid_from=full_day(plan.valid_from),
                valid_to=full_day(plan.valid_to),
            ),
            command=OTHER_DAYS,
        )


def _refuse_overlap(session: Session, adoption: PlanAdoption) -> None:
    query = sa.select(PlanAdoption).where(
        PlanAdoption.unit == adoption.unit,
        PlanAdoption.plan == adoption.plan,
        PlanAdoption.valid_from <= (adoption.valid_to or date.max),
        sa.or_(PlanAdoption.valid_to.is_(None), PlanAdoption.valid_to >= adoption.valid_from),
    )
    earlier = session.scalars(query.limit(1)).first()
    if earlier is not None:
        until = _("không có ngày kết thúc") if earlier.valid_to is None else full_day(earlier.valid_to)
        raise AdoptionRefused(
            _(
                "%(unit)s đã áp dụng “%(title)s” (%(plan)s) từ %(first)s đến %(last)s. Hãy chọn khoảng ngày khác.",
                unit=_unit_name(session, earlier.unit),
                title=_plan_name(session, earlier.plan),
                plan=earlier.plan,
                first=full_day(earlier.valid_from),
                last=until,
            ),
            command=OTHER_DAYS,
        )


def _keep(session: Session, plan: Plan, text: str) -> None:
    kept = session.get(AdoptedPlan, plan.code)
    if kept is None:
        session.add(AdoptedPlan(code=plan.code, digest=digest_of(text), definition=text))
        session.flush()
    elif kept.digest != digest_of(text):
        raise CodeTaken(
            _(
                "Đã lưu một kế hoạch mã %(code)s với nội dung khác (mã kiểm tra %(kept)s…, tệp này %(came)s…). "
                "Hãy đặt code mới cho nội dung mới, để kết quả đã công bố không đổi.",
                code=plan.code,
                kept=kept.digest[:8],
                came=digest_of(text)[:8],
            )
        )


def _unit_name(session: Session, code: str) -> str:
    return unit_names(session, choose_language()).get(code, code)


def _plan_name(session: Session, code: str) -> str:
    """The title of a plan that was adopted; of any other its code."""
    kept = session.get(AdoptedPlan, code)
    return code if kept is None else _title(_loaded(kept.definition))


def _title(plan: Plan) -> str:
    return plan.title if choose_language() == "vi" else plan.title_en or plan.title


@cache
def _loaded(definition: str) -> Plan:
    return load_plan(definition, kept=True)
