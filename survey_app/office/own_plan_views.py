"""The page on which a unit's own targets are typed after a model plan."""

from __future__ import annotations

from datetime import date
from functools import partial

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from forms.plans import AdoptForm, OwnPlanForm
from survey_app.adoption import is_taken
from survey_app.languages import choose_language
from survey_app.office import plan_pages as pages
from survey_app.office.access import visible_units
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.permissions import requires
from survey_app.plans import OwnPlan, OwnTarget, Plan, PlanError, Target, load_plan, own_plan_text
from survey_app.plans.checks import says
from survey_app.plans.own import typed_fields
from survey_app.plans.plan import LIMITS, plain_number


def add_routes(blueprint: Blueprint) -> None:
    """Add the page of this module."""
    blueprint.add_url_rule("/plans/own", view_func=plan_own, methods=["GET", "POST"])


@requires("plans")
def plan_own() -> ResponseReturnValue:
    """Type a unit's own targets after a model plan; leads on to adopting it."""
    model_code = request.values.get("model", "")
    if not model_code:
        return _choose_model()
    with this_store().reading() as session:
        model_text = pages.text_of(session, model_code)
        units = visible_units(session, current_user, this_day(), choose_language(), "plans")
    model = load_plan(model_text, name=model_code, kept=True)
    form = OwnPlanForm(unit=request.args.get("unit"))
    form.choose_from([*units.items()])
    if not form.is_submitted():
        _fill(form, model)
    _name_targets(form, model)
    if not form.validate_on_submit():
        return _own_page(form, model, problems=())
    try:
        text = own_plan_text(model_text, _own(form))
        plan = load_plan(text, name=form.code.data)
    except PlanError as refusal:
        return _own_page(form, model, problems=refusal.problems)
    with this_store().reading() as session:
        if is_taken(session, plan.code, text):
            return _taken_page(form, model)
    return _lead_on(plan, text, form=form, model=model_code, units=units)


def typed_again(text: str, model_code: str, *, unit: str) -> ResponseReturnValue:
    """The form as it was typed, its code marked: somebody took the code after the form had passed."""
    with this_store().reading() as session:
        model = load_plan(pages.text_of(session, model_code), name=model_code, kept=True)
        units = visible_units(session, current_user, this_day(), choose_language(), "plans")
    form = OwnPlanForm(formdata=None, unit=unit, **typed_fields(load_plan(text), model))
    form.choose_from([*units.items()])
    _name_targets(form, model)
    return _taken_page(form, model)


def _choose_model() -> ResponseReturnValue:
    """The plans to take as a model, for who came without one."""
    with this_store().reading() as session:
        known = pages.plan_lines(session)
    return render_template("office/plan_model.html", plans=known, unit=request.args.get("unit"))


def _fill(form: OwnPlanForm, model: Plan) -> None:
    form.first.data, form.last.data = date(this_day().year, 1, 1), date(this_day().year, 12, 31)
    for target in model.targets:
        if target.applied:
            form.targets.append_entry({"key": target.key, "comparison": target.comparison})


def _name_targets(form: OwnPlanForm, model: Plan) -> None:
    """Tell each part of the form which target it is, and what its value may be."""
    targets = {target.key: target for target in model.targets}
    for part in form.targets:
        target = targets.get(part.form.key.data)
        if target is None:
            abort(400)
        part.form.called, part.form.problem = pages.target_label(target), partial(_problem, target)


def _problem(target: Target, value: float, sentence: str) -> str:
    """Why this value cannot be the target's, or that the sentence does not say it."""
    low, high = LIMITS[target.unit]
    came = plain_number(value)
    if not low <= value <= high:
        limits = {"came": came, "low": plain_number(low), "high": plain_number(high)}
        if target.unit == "minutes":
            return str(_("Mức %(came)s phút nằm ngoài khoảng; cần một số từ %(low)s đến %(high)s phút.") % limits)
        return str(_("Mức %(came)s nằm ngoài khoảng; cần một số từ %(low)s đến %(high)s.") % limits)
    if not says(sentence, value):
        return str(_("Câu đã chép không nêu số %(came)s. Xin ghi đúng số trong câu, hoặc chép lại câu.", came=came))
    return ""


def _own(form: OwnPlanForm) -> OwnPlan:
    targets = tuple(
        OwnTarget(
            part.form.key.data,
            part.form.comparison.data,
            part.form.number,
            part.form.sentence.data.strip(),
            part.form.place.data.strip(),
        )
        for part in form.targets
        if part.form.number is not None
    )
    return OwnPlan(
        code=form.code.data,
        title=form.title.data.strip(),
        title_en=(form.title_en.data or "").strip(),
        document=form.document.data.strip(),
        issuer=form.issuer.data.strip(),
        number=(form.number.data or "").strip(),
        signed_on=form.signed_on.data,
        valid_from=form.first.data,
        valid_to=form.last.data,
        targets=targets,
    )


def _own_page(form: OwnPlanForm, model: Plan, *, problems: tuple[str, ...]) -> ResponseReturnValue:
    page = render_template("office/plan_own.html", form=form, model=model, problems=problems)
    return page, 422 if form.is_submitted() else 200


def _taken_page(form: OwnPlanForm, model: Plan) -> ResponseReturnValue:
    form.code.errors = (_("Mã này đã có kế hoạch khác dùng. Xin đặt mã khác; mọi ô khác vẫn giữ nguyên."),)
    return _own_page(form, model, problems=())


def _lead_on(plan: Plan, text: str, *, form: OwnPlanForm, model: str, units: dict[str, str]) -> ResponseReturnValue:
    """To adopting the plan that was typed, its text carried along."""
    days = {"first": plan.valid_from, "last": plan.valid_to}
    adopting = AdoptForm(formdata=None, unit=form.unit.data, text=text, model=model, **days)
    adopting.choose_from([("", plan.title)], [*units.items()])
    page = pages.plan_page(plan)
    return render_template("office/plan_adopt.html", form=adopting, adoption=None, problem="", own=page)
