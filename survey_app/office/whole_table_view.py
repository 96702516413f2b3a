"""The page of one long table, a part at a time, whichever page of figures the table belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app.office.at_hand import this_store
from survey_app.office.long_tables import TablePage, asked_part
from survey_app.office.question import Question


class MakePart(Protocol):
    """What makes the page of a part; None where there is no such table."""

    def __call__(
        self, session: Session, question: Question, key: str, *, words: str, page: int
    ) -> TablePage | None: ...


def show_part(ask: Callable[[Session, str, str], Question], make: MakePart) -> ResponseReturnValue:
    """The part of the table that the address asks for."""
    key, words, number = asked_part(request.args)
    with this_store().reading() as session:
        question = ask(session, request.args.get("unit", ""), request.args.get("period", ""))
        page = make(session, question, key, words=words, page=number)
    if page is None:
        abort(404)
    return render_template("office/whole_table.html", page=page)
