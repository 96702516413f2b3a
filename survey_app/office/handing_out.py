"""Files of figures handed to a person: made, named, and noted for the log, for what is taken away is out of the kit."""

from __future__ import annotations

from flask import Response, g

from reports.content import Report
from survey_app.export import MIME_TYPES, export_file, file_name


def hand_out(report: Report, kind: str, *, part: str = "") -> Response:
    """The file as a download; `part` says in its name which part of the figures it is."""
    stem, _dot, ending = file_name(report, kind).rpartition(".")
    name = f"{stem}_{part}.{ending}" if part else f"{stem}.{ending}"
    content = export_file(report, kind)
    # written by `audit_views.log_download`, as every file that leaves is
    g.taken = {"period": report.period, "revision": report.edition.number if report.edition else None}
    g.taken_of = report.unit
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=MIME_TYPES[kind], headers=headers)
