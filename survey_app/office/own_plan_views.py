"""The page on which a unit's own targets are typed after a model plan."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from forms.plans import AdoptForm, OwnPlanForm
from survey_app.database import Store
from survey_app.languages import choose_language
from survey_app.office import plan_pages as pages
from survey_app.office.access import visible_units
from survey_app.office.permissions import requires
from survey_app.periods import viet_nam_today
from survey_app.plans import OwnPlan, OwnTarget, Plan, PlanError, load_plan, own_plan_text


def add_routes(blueprint: Blueprint) -> None:
    """Add the page of this module."""
    blueprint.add_url_rule("/plans/own", view_func=plan_own, methods=["GET", "POST"])


@requires("plans")
def plan_own() -> ResponseReturnValue:
    """Type a unit's own targets after a model plan; leads on to adopting it."""
    model_code = request.values.get("model", "")
    with _store().reading() as session:
        model_text = pages.text_of(session, model_code)
    model = load_plan(model_text, name=model_code, kept=True)
    form = OwnPlanForm()
    if not form.is_submitted():
        _fill(form, model)
    if not form.validate_on_submit():
        return _own_page(form, model, problems=())
    try:
        text = own_plan_text(model_text, _own(form))
        plan = load_plan(text, name=form.code.data)
    except PlanError as refusal:
        return _own_page(form, model, problems=refusal.problems)
    return _lead_on(plan, text)


def _fill(form: OwnPlanForm, model: Plan) -> None:
    form.first.data, form.last.data = date(_today().year, 1, 1), date(_today().year, 12, 31)
    for target in model.targets:
        if target.applied:
            form.targets.append_entry({"key": target.key, "comparison": target.comparison})


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
    labels = {target.key: pages.target_label(target) for target in model.targets}
    page = render_template("office/plan_own.html", form=form, model=model, labels=labels, problems=problems)
    return page, 422 if form.is_submitted() else 200


def _lead_on(plan: Plan, text: str) -> ResponseReturnValue:
    """To adopting the plan that was typed, its text carried along."""
    form = AdoptForm(formdata=None, text=text, first=plan.valid_from, last=plan.valid_to)
    with _store().reading() as session:
        form.choose_from(
            [("", plan.title)], [*visible_units(session, current_user, _today(), choose_language(), "plans").items()]
        )
    return render_template("office/plan_adopt.html", form=form, adoption=None, problem="", own=pages.plan_page(plan))


def _today() -> date:
    return viet_nam_today(current_app.extensions["sipas_clock"]())


def _store() -> Store:
    store: Store = current_app.extensions["sipas_store"]
    return store
