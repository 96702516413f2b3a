"""Files of figures handed to a person: made, named, and noted in the log, for what is taken away is out of the kit."""

from __future__ import annotations

from flask import Response, current_app
from flask_login import current_user

from reports.content import Report
from survey_app import audit
from survey_app.database import Store
from survey_app.export import MIME_TYPES, export_file, file_name


def hand_out(report: Report, kind: str, *, part: str = "") -> Response:
    """The file as a download; `part` says in its name which part of the figures it is."""
    stem, _dot, ending = file_name(report, kind).rpartition(".")
    name = f"{stem}_{part}.{ending}" if part else f"{stem}.{ending}"
    content = export_file(report, kind)
    store: Store = current_app.extensions["sipas_store"]
    with store.writing.begin() as session:
        detail = {"period": report.period, "revision": report.edition.number if report.edition else None}
        audit.record(session, current_user.login, "results.export", name, unit=report.unit, detail=detail)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=MIME_TYPES[kind], headers=headers)
