"""The register of corrective actions, in HTTP's words: the list, one action, and one page for each step."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from forms.actions import ActionForm, DropForm, FinishForm, MeasureForm, ReopenForm
from survey_app import actions
from survey_app.actions import Actor, Plan
from survey_app.exceptions import ActionRefused, EditedMeanwhile, UnknownAction
from survey_app.languages import choose_language
from survey_app.models import CorrectiveAction
from survey_app.office import action_pages as pages
from survey_app.office import service
from survey_app.office.access import check_may, reach
from survey_app.office.action_pages import Reader
from survey_app.office.asking import read_question
from survey_app.office.at_hand import this_day, this_moment, this_store
from survey_app.office.editing import check_unchanged, digest
from survey_app.office.permissions import Permission, requires
from survey_app.periods import viet_nam_today
from survey_app.snapshots import Kept

FORMS: dict[str, Callable[..., FlaskForm]] = {
    "edit": ActionForm,
    "finish": FinishForm,
    "measure": MeasureForm,
    "drop": DropForm,
    "reopen": ReopenForm,
}


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    both = ["GET", "POST"]
    blueprint.add_url_rule("/actions", view_func=actions_list, endpoint="actions")
    blueprint.add_url_rule("/actions/new", view_func=action_new, methods=both)
    blueprint.add_url_rule("/actions/<int:number>", view_func=action)
    steps = ",".join(FORMS)
    blueprint.add_url_rule(f"/actions/<int:number>/<any({steps}):step>", view_func=action_step, methods=both)
    blueprint.register_error_handler(UnknownAction, unknown_action)
    blueprint.register_error_handler(ActionRefused, refused)


@requires("results")
def actions_list() -> ResponseReturnValue:
    """The register, open ones first."""
    with this_store().reading() as session:
        asked = {name: request.args.get(name, "") for name in ("unit", "state", "page")}
        page = pages.register_page(session, _reader(), **asked)
    return render_template("office/actions.html", page=page)


@requires("results")
def action(number: int) -> ResponseReturnValue:
    """One action."""
    with this_store().reading() as session:
        page = pages.action_page(session, _reader(), _find(session, number))
    return render_template("office/action.html", page=page)


@requires("actions")
def action_new() -> ResponseReturnValue:
    """Open an action from a finding of a closed period."""
    asked = {name: request.values.get(name, "") for name in ("unit", "period", "about")}
    form, known = ActionForm(), request.form.getlist("known", type=int)
    with this_store().reading() as session:
        check_may(session, current_user, "actions", asked["unit"], this_day())
        kept = _kept(session, asked["unit"], asked["period"])
        findings = kept.findings
        finding, words = actions.find_both(findings, asked["about"])
        still_open = actions.still_open(session, findings.unit, asked["about"], finding)
        reader = _reader()
        form.offer_agencies(pages.agency_choices(session, reader.voice.name(findings.unit_name), reader.language))
        if not form.is_submitted():
            form.agency.data = pages.agency_of(session, finding.subject, this_day())
    is_sound, refusals = form.validate_on_submit(), []
    if form.is_submitted():
        refusals = actions.obstacles(due=form.due.data, today=this_day(), others=still_open, known=known)
    if is_sound and not refusals:
        try:
            return _open(kept, asked["about"], _plan(form), known=known)
        except ActionRefused as refused_with:
            refusals = [str(refused_with)]
    page = render_template(
        "office/action_new.html",
        form=form,
        refusals=refusals,
        known=known,
        asked=asked,
        finding=reader.voice.name(words),
        still_open=still_open,
        can_measure=finding.subject is not None,
        unit_name=reader.voice.name(findings.unit_name),
        period=reader.voice.name(findings.period.label),
    )
    return page, 422 if form.is_submitted() else 200


@requires("actions")
def action_step(number: int, step: str) -> ResponseReturnValue:
    """One step: the form, and what comes back from it."""
    with this_store().reading() as session:
        found = _find(session, number, permission="actions")
        page = pages.action_page(session, _reader(), found)
        form, seen = _form(session, step, found), digest(found.version)
    if step not in page.steps:
        return redirect(url_for("office.action", number=number))
    refusal, status = "", 200
    if form.is_submitted():
        refusal, status = _try_step(number, step, form)
        if status == 302:
            return redirect(url_for("office.action", number=number))
    text = render_template("office/action_step.html", page=page, step=step, form=form, refusal=refusal, seen=seen)
    return text, status


def unknown_action(error: Exception) -> ResponseReturnValue:
    """An action of others, or none."""
    return render_template("office/refused.html", title=_("Không có việc này"), text=str(error)), 404


def refused(error: Exception) -> ResponseReturnValue:
    """An action cannot be opened from what was asked for."""
    return render_template("office/refused.html", title=_("Chưa thực hiện được"), text=str(error)), 422


def _open(kept: Kept, about: str, plan: Plan, *, known: list[int]) -> ResponseReturnValue:
    with this_store().writing.begin() as session:
        opened = actions.open_action(session, kept.findings, about, plan, _actor(), edition=kept.edition, known=known)
        number = opened.number
    return redirect(url_for("office.action", number=number))


def _try_step(number: int, step: str, form: FlaskForm) -> tuple[str, int]:
    """Take the step; what was refused, and the status to answer with (302 where it was done)."""
    if not form.validate():
        return "", 422
    kept = None
    if step == "measure":
        with this_store().reading() as session:
            found = _find(session, number, permission="actions")
            kept = _kept(session, found.unit, form.period.data or "")
    try:
        with this_store().writing.begin() as session:
            found = _find(session, number, permission="actions", to_change=True)
            check_unchanged(request.form.get("seen", ""), found.version)
            _take_step(session, found, step, form, kept)
    except EditedMeanwhile as error:
        return str(error), 409
    except ActionRefused as error:
        return str(error), 422
    return "", 302


def _take_step(session: Session, found: CorrectiveAction, step: str, form: FlaskForm, kept: Kept | None) -> None:
    if step == "edit":
        actions.edit_action(session, found, _plan(form), _actor())
    elif step == "finish":
        actions.finish_action(session, found, form.done_on.data, _actor())
    elif step == "drop":
        actions.drop_action(session, found, form.reason.data, _actor())
    elif step == "reopen":
        actions.reopen_action(session, found, _actor())
    elif kept is not None:
        actions.measure_again(session, found, kept.findings, _actor(), edition=kept.edition)


def _form(session: Session, step: str, found: CorrectiveAction) -> FlaskForm:
    """The step's form, filled from the action the first time."""
    form = FORMS[step](obj=found)
    reader = _reader()
    if step == "edit":
        unit_name = reader.voice.name(actions.read_fact(session, found, reader.today).unit_name)
        form.offer_agencies(pages.agency_choices(session, unit_name, reader.language))
        form.agency.data = form.agency.data or ""
    elif step == "measure":
        form.offer_periods(pages.period_choices(found, reader.today))
    elif step == "finish" and not form.is_submitted():
        form.done_on.data = reader.today
    return form


def _plan(form: FlaskForm) -> Plan:
    return Plan(form.cause.data, form.measure.data, form.agency.data or "", form.due.data)


def _find(
    session: Session, number: int, *, permission: Permission = "results", to_change: bool = False
) -> CorrectiveAction:
    """The action, if it is of a unit of this person's; one of others gets the words of one that does not exist."""
    found = actions.find_action(session, number, to_change=to_change)
    reached = reach(session, current_user, permission, found.opened_on, this_day())
    if all(member.unit != found.unit for member in reached):
        raise actions.unknown(number)
    return found


def _kept(session: Session, unit: str, period: str) -> Kept:
    question = read_question(
        session, current_user, unit=unit, period=period, language=choose_language(), today=this_day()
    )
    return service.read_kept(session, question)


def _actor() -> Actor:
    now = this_moment()
    return Actor(current_user.login, now, viet_nam_today(now))


def _reader() -> Reader:
    return Reader(current_user, choose_language(), this_day())
