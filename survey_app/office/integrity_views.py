"""The inspector's pages and files: read only, nothing here changes a figure."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from survey_app.exceptions import NotPublished, OpenPeriod
from survey_app.languages import choose_language
from survey_app.office import integrity_pages as pages
from survey_app.office.asking import read_question
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.handing_out import hand_out
from survey_app.office.permissions import requires
from survey_app.office.question import Question
from survey_app.office.silent_views import watch_of_app
from survey_app.office.whole_table_view import show_part


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/integrity", view_func=integrity)
    blueprint.add_url_rule("/integrity/table", view_func=integrity_table)
    blueprint.add_url_rule("/integrity/<unit>/<period>.<any(xlsx, csv):kind>", view_func=integrity_export)


@requires("integrity")
def integrity() -> ResponseReturnValue:
    """What is worth a look in a unit and closed period, and every figure behind it."""
    opens_all = request.args.get("open") == "all"
    with this_store().reading() as session:
        question = _question(session, request.args.get("unit", ""), request.args.get("period", ""))
        try:
            page = pages.integrity_page(session, question, watch_of_app(), is_whole=opens_all)
        except (NotPublished, OpenPeriod) as error:
            waiting = pages.waiting_page(session, question, watch_of_app(), str(error))
            return render_template("office/integrity_waiting.html", page=waiting)
    return render_template("office/integrity.html", page=page, opens_all=opens_all)


@requires("integrity")
def integrity_table() -> ResponseReturnValue:
    """One long table with all its rows, a part at a time."""
    return show_part(_question, pages.table_page)


@requires("integrity")
def integrity_export(unit: str, period: str, kind: str) -> ResponseReturnValue:
    """The same tables as a workbook or text."""
    with this_store().reading() as session:
        report = pages.read_report(session, _question(session, unit, period))
    return hand_out(report, kind, part="do-tin-cay")


def _question(session: Session, unit: str, period: str) -> Question:
    return read_question(
        session,
        current_user,
        unit=unit,
        period=period,
        language=choose_language(),
        today=this_day(),
        permission="integrity",
    )
