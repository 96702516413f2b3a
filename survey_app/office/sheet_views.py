"""The page on which paper questionnaires are printed, by an office above the desks they are handed out at."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from forms.sheets import MOST_SHEETS, SheetForm
from survey_app import audit
from survey_app.exceptions import ChangedQuestionnaire, DeskClosed, PaperRefused, UnknownDesk
from survey_app.office.access import units_for
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.desk_choices import desks_for, listed
from survey_app.office.permissions import requires
from survey_app.paper.batches import list_batches
from survey_app.paper.printing import PaperOrder, print_paper


def add_routes(blueprint: Blueprint) -> None:
    """Add the page of this module."""
    blueprint.add_url_rule("/paper/print", view_func=sheets, methods=["GET", "POST"])


@requires("sheets")
def sheets() -> ResponseReturnValue:
    """What was printed, and the form to print more; a POST answers with the file, once."""
    form, problem = SheetForm(), ""
    with this_store().reading() as session:
        desks = desks_for(session, "sheets")
        batches = list_batches(session, units=units_for(session, current_user, "sheets", this_day(), this_day()))
    form.offer_desks(listed(desks))
    if form.validate_on_submit():
        try:
            return _print(form, desks)
        except (PaperRefused, DeskClosed, UnknownDesk, ChangedQuestionnaire) as refusal:
            problem = str(refusal)
    page = render_template(
        "office/sheets.html",
        form=form,
        problem=problem,
        batches=batches,
        desks=desks,
        most=MOST_SHEETS,
    )
    return page, 422 if form.is_submitted() else 200


def _print(form: SheetForm, desks: dict[str, str]) -> Response:
    desk = str(form.desk.data).strip()
    if desk not in desks:
        raise PaperRefused(_("Không có quầy “%(desk)s” trong số các quầy Ông/Bà được in phiếu.", desk=desk[:60]))
    with tempfile.TemporaryDirectory() as folder:
        order = PaperOrder(
            desk=desk,
            number=form.number.data,
            folder=Path(folder),
            language=form.language.data,
            is_short=form.is_short.data,
            asks_comment=form.asks_comment.data,
        )
        batch = print_paper(this_store(), current_app.extensions["sipas_settings"], order, today=this_day())
        content = batch.path.read_bytes()
    with this_store().writing.begin() as session:
        audit.record(session, current_user.login, "paper.print", batch.number, unit=batch.unit, detail=order.detail)
    headers = {"Content-Disposition": f'attachment; filename="{batch.path.name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)
