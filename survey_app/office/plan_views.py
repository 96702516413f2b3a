"""The pages on which plans are read, adopted for a unit, ended, and made from a unit's own document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from forms.plans import AdoptForm, EndAdoptionForm
from survey_app import audit
from survey_app.adoption import adopt_plan, end_adoption, withdraw_adoption
from survey_app.exceptions import AdoptionRefused, CodeTaken
from survey_app.languages import choose_language
from survey_app.models import PlanAdoption
from survey_app.office import plan_pages as pages
from survey_app.office.access import check_may, visible_units
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.own_plan_views import typed_again
from survey_app.office.permissions import requires
from survey_app.periods import full_day
from survey_app.plans import PlanError, UnknownPlan, load_plan

LARGEST_FILE = 500_000


@dataclass(frozen=True, slots=True)
class Adoption:
    """What adopting would mean: looked at before it is done."""

    plan: pages.PlanPage
    unit_name: str
    days: str
    warnings: tuple[str, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    both = ["GET", "POST"]
    blueprint.add_url_rule("/plans", view_func=plans)
    blueprint.add_url_rule("/plans/adopt", view_func=plan_adopt, methods=both)
    blueprint.add_url_rule("/plans/<code>", view_func=plan_one)
    blueprint.add_url_rule("/plans/<code>/<unit>/<first>", view_func=plan_end, methods=both)
    blueprint.register_error_handler(UnknownPlan, unknown_plan)


@requires("plans")
def plans() -> ResponseReturnValue:
    """Which unit applies which plan, and which plans there are."""
    with this_store().reading() as session:
        names = _names(session)
        lines, known = pages.adoption_lines(session, names, this_day()), pages.plan_lines(session)
    return render_template("office/plans.html", lines=lines, plans=known)


@requires("plans")
def plan_one(code: str) -> ResponseReturnValue:
    """What stands in one plan."""
    with this_store().reading() as session:
        page = pages.plan_page(pages.read_plan(session, code))
    return render_template("office/plan.html", page=page)


@requires("plans")
def plan_adopt() -> ResponseReturnValue:
    """Choose a plan and a unit, look at what that means, then adopt."""
    form = AdoptForm(plan=request.args.get("plan"), unit=request.args.get("unit"))
    with this_store().reading() as session:
        form.choose_from([(line.code, line.title) for line in pages.plan_lines(session)], [*_names(session).items()])
    if not form.validate_on_submit():
        return _adopt_page(form, problem="" if not form.is_submitted() else _("Xin xem lại các ô được đánh dấu."))
    try:
        text = _text(form)
        if request.form.get("do") == "adopt":
            return _adopt(form, text)
        return _adopt_page(form, adoption=_look(form, text), text=text)
    except PlanError as refusal:
        told = "\n".join(f"– {problem}" for problem in refusal.problems)
        return _adopt_page(form, problem=_("Tệp kế hoạch chưa dùng được. Hãy sửa tệp rồi chọn lại:") + f"\n{told}")
    except CodeTaken as refusal:
        if form.model.data:
            return typed_again(text, form.model.data, unit=form.unit.data)
        return _adopt_page(form, problem=str(refusal))
    except (AdoptionRefused, UnknownPlan) as refusal:
        return _adopt_page(form, problem=str(refusal))


@requires("plans")
def plan_end(code: str, unit: str, first: str) -> ResponseReturnValue:
    """End an adoption on a day, or take one back that has not begun: the plan's code is typed to confirm."""
    problem, begins = "", _day(first)
    with this_store().reading() as session:
        check_may(session, current_user, "plans", unit, this_day())
        names = _names(session)
        lines = pages.adoption_lines(session, names, this_day())
    line = next((one for one in lines if (one.plan, one.unit, one.first) == (code, unit, begins)), None)
    if line is None:
        raise UnknownPlan(_("Không thấy lần áp dụng này; có thể vừa được đổi. Xin xem lại danh sách."))
    form = EndAdoptionForm(last=this_day())
    if form.validate_on_submit():
        try:
            _end(line, typed=form.code.data or "", last=form.last.data)
            return redirect(url_for("office.plans"))
        except AdoptionRefused as refusal:
            problem = str(refusal)
    page = render_template("office/plan_end.html", line=line, problem=problem, form=form)
    return page, 422 if form.is_submitted() else 200


def unknown_plan(error: Exception) -> ResponseReturnValue:
    """No plan has this code."""
    return render_template("office/refused.html", title=_("Không có kế hoạch này"), text=str(error)), 404


def _text(form: AdoptForm) -> str:
    """The text of a file that was sent, of the look before, or of the plan that was chosen."""
    file = request.files.get("file")
    if file is not None and file.filename:
        content = file.stream.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise AdoptionRefused(_("Tệp kế hoạch quá lớn (trên 500 kB); tệp kế hoạch là văn bản TOML, thường vài kB."))
        try:
            return str(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise AdoptionRefused(_("Tệp kế hoạch không phải UTF-8. Hãy lưu lại bằng bảng mã UTF-8.")) from None
    if form.text.data:
        return str(form.text.data)
    if not form.plan.data:
        raise AdoptionRefused(_("Xin chọn một kế hoạch, hoặc một tệp kế hoạch (.toml)."))
    with this_store().reading() as session:
        return pages.text_of(session, form.plan.data)


def _look(form: AdoptForm, text: str) -> Adoption:
    """Adopt and undo it, so that whatever would be refused is refused now."""
    with this_store().trying() as session:
        check_may(session, current_user, "plans", form.unit.data, this_day())
        plan = load_plan(text)
        warnings = pages.lower_than_above(session, plan, form.unit.data, max(plan.valid_from, this_day()))
        adoption = adopt_plan(session, text, unit=form.unit.data, first=form.first.data, last=form.last.data)
        days = _("%(first)s đến %(last)s") % {
            "first": full_day(adoption.valid_from),
            "last": full_day(adoption.valid_to or plan.valid_to),
        }
        names = _names(session)
        session.rollback()
    return Adoption(pages.plan_page(plan), names[form.unit.data], days, warnings)


def _adopt(form: AdoptForm, text: str) -> ResponseReturnValue:
    with this_store().writing.begin() as session:
        check_may(session, current_user, "plans", form.unit.data, this_day())
        adoption = adopt_plan(session, text, unit=form.unit.data, first=form.first.data, last=form.last.data)
        _log(session, "plans.adopt", adoption.plan, adoption.unit, first=adoption.valid_from, last=adoption.valid_to)
    return redirect(url_for("office.plans"))


def _end(line: pages.AdoptionLine, *, typed: str, last: date | None) -> None:
    if typed.strip() != line.plan:
        raise AdoptionRefused(
            _("Mã gõ vào là “%(came)s”, cần “%(code)s” để xác nhận.", came=typed[:60], code=line.plan)
        )
    change: Callable[[Session], PlanAdoption | None]
    if line.can_withdraw:
        change = partial(withdraw_adoption, unit=line.unit, plan=line.plan, first=line.first, today=this_day())
    elif last is None:
        raise AdoptionRefused(_("Xin ghi ngày cuối còn áp dụng."))
    else:
        change = partial(end_adoption, unit=line.unit, plan=line.plan, first=line.first, last=last, today=this_day())
    with this_store().writing.begin() as session:
        check_may(session, current_user, "plans", line.unit, this_day())
        change(session)
        _log(session, "plans.withdraw" if line.can_withdraw else "plans.end", line.plan, line.unit, last=last)


def _log(session: Session, action: str, plan: str, unit: str, **days: date | None) -> None:
    detail = {name: None if day is None else day.isoformat() for name, day in days.items()}
    audit.record(session, current_user.login, action, plan, unit=unit, detail=detail)


def _adopt_page(
    form: AdoptForm, *, adoption: Adoption | None = None, text: str = "", problem: str = ""
) -> ResponseReturnValue:
    if text:
        form.text.data = text
    own = _own_plan(form)
    page = render_template("office/plan_adopt.html", form=form, adoption=adoption, problem=problem, own=own)
    return page, 422 if problem else 200


def _own_plan(form: AdoptForm) -> pages.PlanPage | None:
    """The plan that was typed after a model and is carried along; none where its text was tampered with."""
    if not (form.model.data and form.text.data):
        return None
    try:
        return pages.plan_page(load_plan(form.text.data))
    except PlanError:
        return None


def _names(session: Session) -> dict[str, str]:
    return visible_units(session, current_user, this_day(), choose_language(), "plans")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
