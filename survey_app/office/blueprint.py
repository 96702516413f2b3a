"""The blueprint of the office: every page needs what it declares (`permissions.requires`), every POST a CSRF token."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, current_app, request
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from survey_app.comparing.pages import Shelf
from survey_app.languages import LANGUAGES, choose_language
from survey_app.office import (
    account_views,
    action_views,
    audit_views,
    calendar_views,
    comment_views,
    compare_views,
    import_views,
    integrity_views,
    letter_views,
    login,
    own_plan_views,
    paper_views,
    people_views,
    plan_views,
    preview_views,
    questionnaire_views,
    refusals,
    sheet_views,
    signing_in,
    silent_views,
    steps,
    ticket_views,
    unit_views,
    views,
)
from survey_app.office.asked_language import check_language
from survey_app.office.navigation import entry_in_view, groups_for
from survey_app.office.places import views as place_views
from survey_app.office.refused_counts import RefusedCounts
from survey_app.office.throttle import LoginThrottle
from survey_app.periods import full_day

blueprint = Blueprint("office", __name__, url_prefix="/office")


def prepare(state: BlueprintSetupState) -> None:
    """Each application remembers what it read of published pages, and wrong passwords, in memory only."""
    state.app.extensions["sipas_shelf"] = Shelf()
    state.app.extensions["sipas_login_throttle"] = LoginThrottle()
    state.app.extensions["sipas_refused_counts"] = RefusedCounts()


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
        "told_day": full_day(date.fromisoformat(last_day)) if last_day else "",
        "in_view": entry_in_view(request.endpoint),
    }


blueprint.record(prepare)
blueprint.context_processor(page_context)
blueprint.before_request(import_views.allow_files)
blueprint.before_request(login.check_request)
blueprint.before_request(check_language)
blueprint.after_request(audit_views.log_download)
login.add_routes(blueprint)
steps.add_routes(blueprint)
account_views.add_routes(blueprint)
people_views.add_routes(blueprint)
audit_views.add_routes(blueprint)
views.add_routes(blueprint)
action_views.add_routes(blueprint)
comment_views.add_routes(blueprint)
compare_views.add_routes(blueprint)
letter_views.add_routes(blueprint)
paper_views.add_routes(blueprint)
sheet_views.add_routes(blueprint)
preview_views.add_routes(blueprint)
place_views.add_routes(blueprint)
import_views.add_routes(blueprint)
integrity_views.add_routes(blueprint)
silent_views.add_routes(blueprint)
plan_views.add_routes(blueprint)
own_plan_views.add_routes(blueprint)
ticket_views.add_routes(blueprint)
unit_views.add_routes(blueprint)
calendar_views.add_routes(blueprint)
questionnaire_views.add_routes(blueprint)
refusals.add_handlers(blueprint)
