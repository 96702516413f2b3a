"""The blueprint of the office: every page needs what it declares (`permissions.requires`), every POST a CSRF token."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from survey_app.comparing.pages import Shelf
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
    silent_views,
    steps,
    ticket_views,
    unit_views,
    views,
)
from survey_app.office.asked_language import check_language
from survey_app.office.frame import page_context
from survey_app.office.places import views as place_views
from survey_app.office.refused_counts import RefusedCounts
from survey_app.office.throttle import LoginThrottle

blueprint = Blueprint("office", __name__, url_prefix="/office")


def prepare(state: BlueprintSetupState) -> None:
    """Each application remembers what it read of published pages, and wrong passwords, in memory only."""
    state.app.extensions["sipas_shelf"] = Shelf()
    state.app.extensions["sipas_login_throttle"] = LoginThrottle()
    state.app.extensions["sipas_refused_counts"] = RefusedCounts()


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
