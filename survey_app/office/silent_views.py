"""The page of desks that are silent now: what letters and pages about one lead to, for all who read results."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.languages import choose_language
from survey_app.office.access import check_may, first_unit
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.permissions import requires
from survey_app.office.silent_pages import silent_page
from survey_app.results.integrity import Watch


def add_routes(blueprint: Blueprint) -> None:
    """Add the page of this module."""
    blueprint.add_url_rule("/silent", view_func=silent)


@requires("results")
def silent() -> ResponseReturnValue:
    """The desks of a unit and those below it that are silent until yesterday."""
    store = this_store()
    today = this_day()
    unit = request.args.get("unit", "") or first_unit(current_user)
    with store.reading() as session:
        check_may(session, current_user, "results", unit, today)
        page = silent_page(session, current_user, unit, (choose_language(), today), watch_of_app())
    return render_template("office/silent.html", page=page)


def watch_of_app() -> Watch:
    """What was counted a few minutes ago, of this application."""
    watch: Watch = current_app.extensions.setdefault("sipas_watch", Watch())
    return watch
