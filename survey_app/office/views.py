"""The pages, pictures and files of the office, in HTTP's words."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from reports.content import Report
from survey_app.exceptions import NotPublished
from survey_app.languages import choose_language
from survey_app.office import service
from survey_app.office.asking import read_question
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.handing_out import hand_out
from survey_app.office.permissions import requires
from survey_app.office.question import Question
from survey_app.office.whole_table_view import show_part


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("", view_func=latest)
    blueprint.add_url_rule("/results", view_func=results)
    blueprint.add_url_rule("/results/detail", view_func=results_detail)
    blueprint.add_url_rule("/results/table", view_func=results_table)
    blueprint.add_url_rule("/chart/<unit>/<period>/<key>.svg", view_func=chart)
    blueprint.add_url_rule("/export/<unit>/<period>.<any(pdf, xlsx, csv, json):kind>", view_func=export)


@requires("results")
def latest() -> ResponseReturnValue:
    """Lead to the last closed week that has answers."""
    with this_store().reading() as session:
        question = _question(session, "", "")
    return redirect(url_for("office.results", unit=question.unit, period=question.period.id))


@requires("results")
def results() -> ResponseReturnValue:
    """The results of a unit and period, or when they will be there."""
    opens_all = request.args.get("open") == "all"
    with this_store().reading() as session:
        question = _question(session, request.args.get("unit", ""), request.args.get("period", ""))
        if not question.is_closed:
            return render_template("office/open.html", page=service.open_page(session, question))
        try:
            page = service.results_page(session, question, is_whole=opens_all)
        except NotPublished as error:
            waiting = service.unpublished_page(session, question, str(error))
            return render_template("office/open.html", page=waiting)
    return render_template("office/results.html", page=page, opens_all=opens_all)


@requires("results")
def results_detail() -> ResponseReturnValue:
    """What one row of the results is made of."""
    row = request.args.get("table", ""), request.args.get("row", "")
    with this_store().reading() as session:
        question = _question(session, request.args.get("unit", ""), request.args.get("period", ""))
        page = service.detail_page(session, question, row)
    if page is None:
        abort(404)
    return render_template("office/detail.html", page=page)


@requires("results")
def results_table() -> ResponseReturnValue:
    """One long table with all its rows, a part at a time."""
    return show_part(_question, service.table_page)


@requires("results")
def chart(unit: str, period: str, key: str) -> ResponseReturnValue:
    """One chart of a closed period."""
    with this_store().reading() as session:
        picture = service.picture(session, _question(session, unit, period), key)
    if picture is None:
        abort(404)
    return Response(picture, mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})


@requires("export")
def export(unit: str, period: str, kind: str) -> ResponseReturnValue:
    """The results as a PDF, a workbook or text: the same bytes as the command line writes."""
    return hand_out(_report(unit, period), kind)


def _report(unit: str, period: str) -> Report:
    with this_store().reading() as session:
        return service.read_report(session, _question(session, unit, period))


def _question(session: Session, unit: str, period: str) -> Question:
    revision = request.args.get("revision", "")
    language, today = choose_language(), this_day()
    return read_question(
        session, current_user, unit=unit, period=period, language=language, today=today, revision=revision
    )
