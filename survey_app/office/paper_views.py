"""The pages on which sheets of paper are entered, by keyboard alone: number keys and Enter."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from survey_app.database import Store
from survey_app.exceptions import PaperRefused, UnknownBatch
from survey_app.languages import choose_language
from survey_app.office import paper_pages as pages
from survey_app.office.at_hand import this_store
from survey_app.office.paper_pages import Reader, SheetPage
from survey_app.office.permissions import requires
from survey_app.paper.batches import BatchState
from survey_app.periods import viet_nam_today

PLACES = {"1": "/entry/1", "2": "/entry/2", "3": "/differences", "4": "/finish"}
"""Where the keys of a batch's page lead."""


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    both = ["GET", "POST"]
    blueprint.add_url_rule("/paper", view_func=paper)
    blueprint.add_url_rule("/paper/<number>", view_func=paper_batch, methods=both)
    blueprint.add_url_rule("/paper/<number>/entry/<any('1','2'):reading>", view_func=paper_sheet, methods=both)
    blueprint.add_url_rule("/paper/<number>/differences", view_func=paper_differences, methods=both)
    blueprint.add_url_rule("/paper/<number>/finish", view_func=paper_finish, methods=both)
    blueprint.register_error_handler(UnknownBatch, unknown_batch)


@requires("paper")
def paper() -> ResponseReturnValue:
    """All batches, or on to the one whose number was typed."""
    typed = request.args.get("number", "")
    with this_store().reading() as session:
        if typed:
            return redirect(_batch(pages.find(session, _reader(), typed)))
        found = pages.batches(session, _reader())
    return render_template("office/paper.html", batches=found)


@requires("paper")
def paper_batch(number: str) -> ResponseReturnValue:
    """One batch: when its box was opened, and what to do next."""
    state, problem = _find(number), ""
    if request.method == "POST":
        try:
            pages.set_day(this_store(), _reader(), state, request.form.get("day", ""))
            return redirect(_batch(state))
        except PaperRefused as refusal:
            problem = str(refusal)
    elif "do" in request.args and not state.is_finished:
        to = PLACES.get(request.args["do"].strip())
        return redirect(url_for("office.paper") if to is None else _batch(state) + to)
    page = render_template(
        "office/paper_batch.html", state=state, problem=problem, held=pages.held_of(this_store(), state)
    )
    return page, 422 if problem else 200


@requires("paper")
def paper_sheet(number: str, reading: str) -> ResponseReturnValue:
    """Enter one sheet after the other; each Enter goes on to what is still to be typed."""
    state = _find(number)
    if state.is_finished or state.collected_on is None or request.form.get("sheet") == pages.LEAVE:
        return redirect(_batch(state))
    sent: dict[str, str] = dict(request.form)
    if sent.get("sheet") == pages.TAKE_BACK:
        return _take_back(state, int(reading))
    with this_store().reading() as session:
        page = pages.sheet_page(session, _reader(), state, int(reading), sent)
    if page.is_ready:
        return _keep(page, pages.keep_sheet, then=f"?saved={page.sheet}")
    return _sheet(page)


@requires("paper")
def paper_differences(number: str) -> ResponseReturnValue:
    """Decide one sheet after the other whose readings differ."""
    state = _find(number)
    if state.is_finished:
        return redirect(_batch(state))
    with this_store().reading() as session:
        page = pages.difference_page(session, state, dict(request.form))
    if page is None:
        return render_template("office/paper_agreed.html", state=state)
    if page.is_ready:
        return _keep(page, pages.keep_decision)
    return _sheet(page)


@requires("paper")
def paper_finish(number: str) -> ResponseReturnValue:
    """Finish a batch, once its number was typed again."""
    state, problem = _find(number), ""
    if state.is_finished:
        return redirect(_batch(state))
    if request.method == "POST":
        try:
            pages.finish_batch(this_store(), _reader(), state, request.form.get("number", ""))
            return redirect(_batch(state))
        except PaperRefused as refusal:
            problem = str(refusal)
    known = {"obstacle": pages.obstacle_of(state), "must_wait": pages.must_wait(_reader(), state)}
    page = render_template("office/paper_finish.html", state=state, problem=problem, **known)
    return page, 422 if problem else 200


def unknown_batch(error: Exception) -> ResponseReturnValue:
    """A batch of others, or none."""
    return render_template("office/refused.html", title=_("Không có tập phiếu này"), text=str(error)), 404


def _take_back(state: BatchState, reading: int) -> ResponseReturnValue:
    problem, sent = "", {}
    try:
        sent = pages.take_back(this_store(), _reader(), state, reading, request.form.get("last", ""))
    except PaperRefused as refusal:
        problem = str(refusal)
    with this_store().reading() as session:
        page = pages.sheet_page(session, _reader(), pages.find(session, _reader(), state.number), reading, sent)
    return _sheet(page, taken_back=sent.get("sheet", ""), problem=problem)


def _keep(page: SheetPage, keep: Callable[[Store, Reader, SheetPage], None], *, then: str = "") -> ResponseReturnValue:
    try:
        keep(this_store(), _reader(), page)
    except PaperRefused as refusal:
        return _sheet(page, problem=str(refusal))
    except OperationalError as fault:
        current_app.logger.error("a sheet could not be kept: %s", fault.orig)
        return _sheet(page, problem=_("Hệ thống đang bận nên chưa ghi được. Xin đợi ít giây rồi bấm Enter lại."))
    return redirect(request.path + then)


def _sheet(page: SheetPage, *, taken_back: str = "", problem: str = "") -> ResponseReturnValue:
    problems = (*page.problems, *([("sheet", problem)] if problem else []))
    saved = request.args.get("saved", "") if page.is_new else ""
    text = render_template(
        "office/paper_sheet.html", page=page, problems=problems, saved=saved[:9], taken_back=taken_back
    )
    return text, 422 if problems else 200


def _find(number: str) -> BatchState:
    with this_store().reading() as session:
        return pages.find(session, _reader(), number)


def _batch(state: BatchState) -> str:
    return url_for("office.paper_batch", number=state.number)


def _reader() -> Reader:
    clock = current_app.extensions["sipas_clock"]
    return Reader(current_user, choose_language(), viet_nam_today(clock()))
