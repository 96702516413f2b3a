"""Side by side: the page of comparisons, its files, and a sector's or agency's series."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from survey_app.comparing.files import file_part
from survey_app.comparing.pages import Shelf
from survey_app.languages import choose_language
from survey_app.office import compare_page, series_page
from survey_app.office.asking import read_question
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.handing_out import hand_out
from survey_app.office.permissions import requires
from survey_app.office.question import Question


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/compare", view_func=compare)
    blueprint.add_url_rule("/series", view_func=series)
    blueprint.add_url_rule("/compare/file.<any(xlsx, csv):kind>", view_func=compare_file)


@requires("results")
def compare() -> ResponseReturnValue:
    """A grid or list of the fixed kinds."""
    with this_store().reading() as session:
        page = compare_page.compare_page(session, _question(session), _given(), _shelf())
    return render_template("office/compare.html", page=page)


@requires("results")
def series() -> ResponseReturnValue:
    """One sector, agency or unit over time."""
    with this_store().reading() as session:
        page = series_page.series_page(session, _question(session), _given(), _shelf())
    return render_template("office/series.html", page=page)


@requires("export")
def compare_file(kind: str) -> ResponseReturnValue:
    """The same comparison, all of it, as a file."""
    with this_store().reading() as session:
        made = compare_page.compare_report(session, _question(session), _given(), _shelf())
    if made is None:
        abort(404)
    report, asked = made
    return hand_out(report, kind, part=file_part(asked))


def _given() -> dict[str, str]:
    return {name: value for name, value in request.args.items() if name not in ("unit", "period")}


def _question(session: Session) -> Question:
    return read_question(
        session,
        current_user,
        unit=request.args.get("unit", ""),
        period=request.args.get("period", ""),
        language=choose_language(),
        today=this_day(),
    )


def _shelf() -> Shelf:
    shelf: Shelf = current_app.extensions["sipas_shelf"]
    return shelf
