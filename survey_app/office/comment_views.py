"""The comment pages of the office, in HTTP's words."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from reports.comments import CommentSheet, comments_csv, comments_xlsx
from survey_app import audit
from survey_app.comment_batches import release_comments
from survey_app.export import MIME_TYPES
from survey_app.languages import choose_language
from survey_app.office.at_hand import this_day, this_moment, this_store
from survey_app.office.comment_content import BatchEntry, Reader
from survey_app.office.comment_files import comment_sheet, comments_file_name
from survey_app.office.comments import batch_page, comments_page, whole_batch
from survey_app.office.permissions import requires

WRITERS: dict[str, Callable[[CommentSheet], bytes]] = {"xlsx": comments_xlsx, "csv": comments_csv}


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/comments", view_func=comments)
    blueprint.add_url_rule("/comments/<uuid:batch>", view_func=comment_batch)
    blueprint.add_url_rule("/comments/<uuid:batch>.<any(xlsx, csv):kind>", view_func=comments_file)


@requires("comments")
def comments() -> ResponseReturnValue:
    """The batches a person may read, or what a search found in them."""
    reader, asked = _reader(is_unmasked=False), request.args
    release_comments(this_store(), reader.today)
    with this_store().reading() as session:
        page = comments_page(
            session, reader, unit=asked.get("unit", ""), query=asked.get("q", ""), page=asked.get("page", "")
        )
    return render_template("office/comments.html", page=page)


@requires("comments")
def comment_batch(batch: UUID) -> ResponseReturnValue:
    """The comments of one batch."""
    reader = _reader(is_unmasked=current_user.can_read_unmasked and request.args.get("show") == "unmasked")
    with this_store().reading() as session:
        page = batch_page(session, reader, batch, page=request.args.get("page", ""))
    if page is None:
        abort(404)
    if reader.is_unmasked:
        # before anything is shown: what cannot be logged is not shown
        _log_unmasked(page.batch)
    return render_template("office/comment_batch.html", page=page, reader=reader)


@requires("comments")
def comments_file(batch: UUID, kind: str) -> ResponseReturnValue:
    """A batch as a file, masked for everyone."""
    reader = _reader(is_unmasked=False)
    with this_store().reading() as session:
        found = whole_batch(session, reader, batch)
    if found is None:
        abort(404)
    content = comment_sheet(*found, reader, is_demo=_is_demo())
    name = comments_file_name(found[0], kind, reader.language)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(WRITERS[kind](content), mimetype=MIME_TYPES[kind], headers=headers)


def _log_unmasked(batch: BatchEntry) -> None:
    with this_store().writing.begin() as session:
        moment = this_moment()
        weeks = f"{batch.unit_name}, {batch.weeks}"
        audit.record(session, current_user.login, "comments.unmasked", weeks, unit=batch.unit, at=moment)


def _reader(*, is_unmasked: bool) -> Reader:
    today = this_day()
    return Reader(current_user, today, choose_language(), is_unmasked)


def _is_demo() -> bool:
    return bool(current_app.extensions["sipas_settings"].is_demo)
