"""Where those who review a language read its pages before any citizen does."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from survey_app.intake.desks import ServedDesk, desk_of_form
from survey_app.languages import choose_language, known_languages
from survey_app.models import Desk
from survey_app.office.access import visible_units
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.permissions import requires
from survey_app.office.preview import POLICY_OF_PREVIEW, STATES, preview


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/preview", view_func=preview_any)
    blueprint.add_url_rule("/preview/<desk>", view_func=preview_desk)


@requires("results")
def preview_any() -> ResponseReturnValue:
    """Lead to the first desk the person may see."""
    with this_store().reading() as session:
        desk = session.scalar(_visible_desks(session).order_by(Desk.code).limit(1))
    if desk is None:
        abort(404)
    return redirect(_address({"desk": desk, **request.args.to_dict()}))


def preview_link(session: Session, *, desk: str = "", questionnaire: str = "") -> str:
    """Where to look at the pages of this desk, or of the first that asks this; empty where the person may not."""
    query = _visible_desks(session).order_by(Desk.code).limit(1)
    if desk:
        query = query.where(Desk.code == desk)
    if questionnaire:
        query = query.where(Desk.questionnaire == questionnaire)
    found = session.scalar(query)
    return "" if found is None else _address({"desk": found})


@requires("results")
def preview_desk(desk: str) -> ResponseReturnValue:
    """One page of a desk in one language."""
    state, language = request.args.get("state", "form"), request.args.get("lang", "vi")
    if state not in STATES or language not in known_languages():
        abort(404)
    with this_store().reading() as session:
        served = _served(session, desk)
    bar = _bar(served, state, language)
    page = preview(state, served, language).replace("<main>", f"<main>{bar}", 1)
    return Response(page, mimetype="text/html", headers={"Content-Security-Policy": POLICY_OF_PREVIEW})


def _served(session: Session, desk: str) -> ServedDesk:
    token = session.scalar(_visible_desks(session).with_only_columns(Desk.token).where(Desk.code == desk))
    if token is None:
        abort(404)
    return desk_of_form(session, token)


def _visible_desks(session: Session) -> sa.Select[Any]:
    today = this_day()
    units = visible_units(session, current_user, today, choose_language())
    return sa.select(Desk.code).where(Desk.unit.in_(units))


def _bar(desk: ServedDesk, state: str, language: str) -> str:
    known = known_languages()
    here = {"desk": desk.code, "state": state, "lang": language}
    links = {
        "by_language": [(code, known[code], _address(here, lang=code)) for code in known],
        "by_state": [(code, STATES[code].title, _address(here, state=code)) for code in STATES],
    }
    return render_template("office/preview_bar.html", shown=known[language], state=state, **links)


def _address(here: dict[str, str], **changed: str) -> str:
    return url_for("office.preview_desk", _external=None, **{**here, **changed})
