"""The page of the log, and what is logged of every file that leaves the office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from forms.audit import LogDaysForm
from reports.content import Table
from reports.csv_files import to_csv_table
from reports.log import log_xlsx
from survey_app import audit
from survey_app.export import MIME_TYPES
from survey_app.languages import choose_language
from survey_app.office.at_hand import this_day, this_moment, this_store
from survey_app.office.audit_pages import Wanted, audit_page, audit_table, read_wanted
from survey_app.office.permissions import requires

WRITERS: dict[str, Callable[[Table, date, str], bytes]] = {
    "xlsx": lambda table, day, _language: log_xlsx(table, as_of=day),
    "csv": lambda table, _day, language: to_csv_table(table, language=language),
}

EMPTY = {"office.import_sample"}
"""Files that hold nothing yet."""


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/audit", view_func=audit_log)
    blueprint.add_url_rule("/audit.<any(xlsx, csv):kind>", view_func=audit_file)


@requires("audit")
def audit_log() -> ResponseReturnValue:
    """The log, a page at a time."""
    days = LogDaysForm(request.args)
    is_sound = days.validate()
    with this_store().reading() as session:
        page = audit_page(
            session,
            current_user,
            _wanted(days),
            page=request.args.get("page", ""),
            today=this_day(),
            language=choose_language(),
        )
    return render_template("office/audit.html", page=page, days=days), 200 if is_sound else 422


@requires("audit")
def audit_file(kind: str) -> ResponseReturnValue:
    """The lines that were found, as a file."""
    days = LogDaysForm(request.args)
    if not days.validate():
        abort(400)
    with this_store().reading() as session:
        table = audit_table(session, current_user, _wanted(days), today=this_day(), language=choose_language())
    name = f"sipas_nhat-ky_{this_day().isoformat()}.{kind}"
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(WRITERS[kind](table, this_day(), choose_language()), mimetype=MIME_TYPES[kind], headers=headers)


def log_download(response: Response) -> Response:
    """After every request: a file that leaves is logged, in one place for all pages; what cannot be logged stays."""
    is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
    if response.status_code != 200 or not is_file or request.endpoint in EMPTY:
        return response
    name = response.headers["Content-Disposition"].partition('filename="')[2].rstrip('"')
    unit = str(g.get("taken_of") or (request.view_args or {}).get("unit") or request.args.get("unit", ""))[:40]
    detail = g.get("taken", {}) | {
        "page": (request.endpoint or "").removeprefix("office."),
        "asked": request.query_string.decode()[:500],
    }
    with this_store().writing.begin() as session:
        audit.record(session, current_user.login, "export.file", name, unit=unit, detail=detail, at=this_moment())
    return response


def _wanted(days: LogDaysForm) -> Wanted:
    return read_wanted(request.args.get("who", ""), request.args.get("area", ""), days.first.data, days.last.data)
