"""The page on which one-time codes are minted onto paper, by an office above the desks they are handed out at."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from forms.tickets import MintForm
from survey_app import audit
from survey_app.exceptions import BadMinting, UnknownDesk
from survey_app.minting import FEW, LONGEST_HAND_OUT, USABLE_FOR
from survey_app.models import Desk
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.comment_content import paging_of
from survey_app.office.desk_choices import desks_for, listed
from survey_app.office.permissions import requires
from survey_app.office.printing_once import chosen_desk, once, print_page
from survey_app.periods import full_day
from survey_app.settings import Settings
from survey_app.ticket_printing import (
    BatchCount,
    TicketOrder,
    count_batches,
    number_of_batches,
    print_tickets,
    spent_in_steps,
)

BATCHES_ON_A_PAGE = 12


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch as it is listed."""

    desk: str
    minted_on: str
    days: str
    minted: int
    spent: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the page of this module."""
    blueprint.add_url_rule("/tickets", view_func=tickets, methods=["GET", "POST"])


@requires("tickets")
def tickets() -> ResponseReturnValue:
    """What was minted, and the form to mint more; a POST answers with the file to print, once."""
    form = MintForm()
    with this_store().reading() as session:
        desks = desks_for(session, "tickets")
        paging = paging_of(request.args.get("page", ""), number_of_batches(session, desks), BATCHES_ON_A_PAGE)
        found = count_batches(session, desks, limit=paging.size, offset=paging.offset)
        batches = [_line(batch, desks[batch.desk]) for batch in found]
    form.offer(listed(desks), today=this_day())
    return print_page(
        form,
        "office/tickets.html",
        lambda: _print(form, desks),
        (BadMinting, UnknownDesk),
        batches=batches,
        paging=paging,
        days=USABLE_FOR.days,
        longest=LONGEST_HAND_OUT.days,
        few=FEW,
        has_desks=bool(desks),
    )


def _print(form: MintForm, desks: dict[str, str]) -> Response:
    desk = chosen_desk(form, desks)
    with tempfile.TemporaryDirectory() as folder:
        order = TicketOrder(
            desk=desk,
            number=form.number.data,
            first=form.first.data,
            last=form.last.data or form.first.data,
            folder=Path(folder),
            layout=form.layout.data,
            is_trial=_settings().is_demo,
        )
        paths = print_tickets(this_store(), _settings(), order, today=this_day())
        with this_store().writing.begin() as session:
            detail = {"number": order.number, "first": order.first, "last": order.last, "layout": order.layout}
            audit.record(session, current_user.login, "tickets.mint", desk, unit=_unit(session, desk), detail=detail)
        return _file(paths)


def _file(paths: list[Path]) -> Response:
    """The file to print; several go into one archive."""
    if len(paths) == 1:
        return once(paths[0].read_bytes(), paths[0].name)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in paths:
            archive.write(path, path.name)
    return once(packed.getvalue(), f"{paths[0].stem}.zip", "application/zip")


def _unit(session: Session, desk: str) -> str:
    return session.get_one(Desk, desk).unit


def _line(batch: BatchCount, desk: str) -> BatchLine:
    days = _("phát từ %(first)s, dùng được đến %(last)s") % {
        "first": full_day(batch.valid_from),
        "last": full_day(batch.valid_to),
    }
    return BatchLine(desk, full_day(batch.minted_on), days, batch.minted, spent_in_steps(batch.spent))


def _settings() -> Settings:
    settings: Settings = current_app.extensions["sipas_settings"]
    return settings
