"""The pages on which a file is sent, looked at, and taken in."""

from __future__ import annotations

from datetime import date
from typing import get_args
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from survey_app import audit
from survey_app.exceptions import ImportRefused, UnknownUpload
from survey_app.imports import uploads
from survey_app.imports.samples import Known, sample_file
from survey_app.imports.told_counts import Sender
from survey_app.imports.uploads import Kind, Sent
from survey_app.models import ImportUpload
from survey_app.office import import_pages as pages
from survey_app.office.access import Reach, first_unit, units_for
from survey_app.office.at_hand import this_day, this_store
from survey_app.office.permissions import requires
from survey_app.places import ancestors

UPLOAD_ENDPOINTS = {"office.imports"}
MOST_SENT = uploads.MOST_BYTES + 64 * 1024
"""A file and the form around it; other pages of the office take far less."""


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    both = ["GET", "POST"]
    blueprint.add_url_rule("/imports", view_func=imports, methods=both)
    blueprint.add_url_rule(f"/imports/sample/<any({', '.join(get_args(Kind))}):kind>.csv", view_func=import_sample)
    blueprint.add_url_rule("/imports/<uuid:identifier>", view_func=import_look, methods=both)
    blueprint.register_error_handler(UnknownUpload, unknown_upload)


def allow_files() -> None:
    """Before the form is read: a page that takes files takes more than the others."""
    if request.endpoint in UPLOAD_ENDPOINTS:
        request.max_content_length = MOST_SENT


@requires("imports")
def imports() -> ResponseReturnValue:
    """What may be sent and what was taken in lately; a file that was sent leads to what it would change."""
    problem = ""
    if request.method == "POST":
        try:
            return redirect(url_for("office.import_look", identifier=_keep()))
        except ImportRefused as refusal:
            problem = str(refusal)
    with this_store().reading() as session:
        kinds = pages.kind_choices(at_the_top=_is_at_the_top(session))
        done = pages.done_imports(session, _units(session))
    chosen = request.form.get("kind", kinds[0].key)
    page = render_template("office/imports.html", kinds=kinds, done=done, problem=problem, chosen=chosen)
    return page, 422 if problem else 200


@requires("imports")
def import_sample(kind: str) -> ResponseReturnValue:
    """A file with the right header and rows that could be taken in as they are."""
    with this_store().reading() as session:
        known = Known(first_unit(current_user, "imports"), pages.first_sector(session), this_day())
    headers = {"Content-Disposition": f'attachment; filename="mau_{kind}.csv"'}
    return Response(sample_file(kind, uploads.columns_of(kind), known), mimetype="text/csv", headers=headers)


@requires("imports")
def import_look(identifier: UUID) -> ResponseReturnValue:
    """What one file would change; then take it in, or drop it."""
    with this_store().reading() as session:
        upload = pages.find_upload(session, identifier, current_user.login)
        sender = _sender(session)
        session.expunge(upload)
    if upload.taken_in_on is not None:
        return render_template("office/import_done.html", upload=upload, kind=pages.kind_label(upload.kind))
    if request.method == "POST":
        return _drop(identifier) if request.form.get("do") == "drop" else _take_in(upload, sender)
    return _look(upload, sender)


def unknown_upload(error: Exception) -> ResponseReturnValue:
    """A file of others, or none."""
    return render_template("office/refused.html", title=_("Không có tệp này"), text=str(error)), 404


def _keep() -> UUID:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise ImportRefused(_("Chưa có tệp nào. Xin chọn một tệp CSV hoặc XLSX rồi bấm “Xem trước”."))
    with this_store().writing.begin() as session:
        sent = Sent(
            kind=_kind(session),
            name=file.filename,
            content=_bytes(file),
            sheet=request.form.get("sheet", "").strip()[:80] or None,
            login=current_user.login,
            unit=first_unit(current_user, "imports"),
        )
        return uploads.keep_upload(session, sent, today=this_day())


def _kind(session: Session) -> Kind:
    asked = request.form.get("kind", "")
    for choice in pages.kind_choices(at_the_top=_is_at_the_top(session)):
        if choice.key == asked:
            return choice.key
    raise ImportRefused(_("Xin chọn loại số liệu trong danh sách."))


def _bytes(file: FileStorage) -> bytes:
    content: bytes = file.stream.read()
    return content


def _look(upload: ImportUpload, sender: Sender, *, has_moved: bool = False) -> ResponseReturnValue:
    look = uploads.look(this_store(), upload, sender, today=this_day())
    with this_store().reading() as session:
        page = pages.look_page(session, upload, look, has_moved=has_moved)
    status = 409 if has_moved else 422 if look.refusal else 200
    return render_template("office/import_look.html", page=page), status


def _take_in(upload: ImportUpload, sender: Sender) -> ResponseReturnValue:
    try:
        moved = uploads.take_in(
            this_store(), upload.id, sender, shown=request.form.get("shown", ""), today=this_day(), note=_note
        )
    except ImportRefused:
        return _look(upload, sender)
    if moved is not None:
        return _look(upload, sender, has_moved=True)
    return redirect(url_for("office.import_look", identifier=upload.id))


def _note(session: Session, upload: ImportUpload) -> None:
    audit.record(
        session,
        current_user.login,
        "imports.take_in",
        upload.name,
        unit=upload.unit,
        detail={"kind": upload.kind, "sha256": upload.digest, "summary": upload.summary[:2000]},
    )


def _drop(identifier: UUID) -> ResponseReturnValue:
    with this_store().writing.begin() as session:
        session.execute(sa.update(ImportUpload).where(ImportUpload.id == identifier).values(content=None))
    return redirect(url_for("office.imports"))


def _units(session: Session) -> set[str]:
    """Units a file may speak of: also those that are gone, whose late figures may still come."""
    return units_for(session, current_user, "imports", date.min, date.max)


def _sender(session: Session) -> Sender:
    above = Reach(session, current_user, "imports", is_from_above=True).on(date.min, date.max)
    return Sender(frozenset(_units(session)), frozenset(member.unit for member in above))


def _is_at_the_top(session: Session) -> bool:
    """Whether the person holds the lists of places where nobody stands above."""
    tops = current_user.units_of("places")
    return any(not ancestors(session, unit, this_day()) for unit in tops)
