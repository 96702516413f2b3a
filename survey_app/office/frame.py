"""What the frame of every page of the office shows: languages, person, pages to go to."""

from __future__ import annotations

from datetime import date

from flask import current_app, request
from flask_login import current_user

from survey_app.languages import LANGUAGES, choose_language
from survey_app.office import signing_in
from survey_app.office.navigation import entry_in_view, groups_for
from survey_app.periods import full_day


def page_context() -> dict[str, object]:
    """What every page's frame shows."""
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    is_in = current_user.is_authenticated and signing_in.step_before(current_user) is None
    last_day = signing_in.last_day_to_tell(current_user) if is_in and request.method == "GET" else ""
    return {
        "language": choose_language(),
        "languages": LANGUAGES,
        "here": here,
        "is_demo": current_app.extensions["sipas_settings"].is_demo,
        "groups": groups_for(current_user) if is_in else (),
        "may_read": not is_in or current_user.may("results"),
        "told_day": full_day(date.fromisoformat(last_day)) if last_day else "",
        "in_view": entry_in_view(request.endpoint),
    }
