"""A page to find a unit by its name, for those who reach more of them than a list can hold."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.languages import choose_language
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.permissions import requires
from survey_app.office.unit_choices import find_units

LONGEST = 60


def add_routes(blueprint: Blueprint) -> None:
    """Add the page of this module."""
    blueprint.add_url_rule("/results/units", view_func=results_units)


@requires("results")
def results_units() -> ResponseReturnValue:
    """The units within reach, found by name without diacritics, fifty a page."""
    words, page = request.args.get("q", "").strip()[:LONGEST], request.args.get("page", "")
    number = int(page) if page.isdecimal() and 0 < len(page) < 6 else 1
    store = this_store()
    today = this_day()
    with store.reading() as session:
        part = find_units(session, current_user, (words, max(number, 1)), today=today, language=choose_language())
    return render_template("office/units.html", part=part, words=words)
