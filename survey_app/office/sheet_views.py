"""The page on which paper questionnaires are printed, by an office above the desks they are handed out at."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue
from flask_login import current_user

from forms.sheets import MOST_SHEETS, SheetForm
from survey_app import audit
from survey_app.exceptions import ChangedQuestionnaire, DeskClosed, PaperRefused, UnknownDesk
from survey_app.office.access import units_for
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.desk_choices import desks_for, listed
from survey_app.office.permissions import requires
from survey_app.office.printing_once import chosen_desk, once, print_page
from survey_app.paper.batches import list_batches
from survey_app.paper.printing import PaperOrder, print_paper


def add_routes(blueprint: Blueprint) -> None:
    """Add the page of this module."""
    blueprint.add_url_rule("/paper/print", view_func=sheets, methods=["GET", "POST"])


@requires("sheets")
def sheets() -> ResponseReturnValue:
    """What was printed, and the form to print more; a POST answers with the file, once."""
    form = SheetForm()
    with this_store().reading() as session:
        desks = desks_for(session, "sheets")
        batches = list_batches(session, units=units_for(session, current_user, "sheets", this_day(), this_day()))
    form.offer_desks(listed(desks))
    return print_page(
        form,
        "office/sheets.html",
        lambda: _print(form, desks),
        (PaperRefused, DeskClosed, UnknownDesk, ChangedQuestionnaire),
        batches=batches,
        has_desks=bool(desks),
        most=MOST_SHEETS,
    )


def _print(form: SheetForm, desks: dict[str, str]) -> Response:
    desk = chosen_desk(form, desks)
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
    return once(content, batch.path.name)
