"""The blueprint of the office: every page but the sign-in needs a person, every POST a CSRF token."""

from __future__ import annotations

from flask import Blueprint, request
from flask.blueprints import BlueprintSetupState

from survey_app.languages import LANGUAGES, choose_language
from survey_app.office import comment_views, login, paper_views, preview_views, refusals, views
from survey_app.office.throttle import LoginThrottle
from survey_app.results import Memory

blueprint = Blueprint("office", __name__, url_prefix="/office")


def prepare(state: BlueprintSetupState) -> None:
    """Each application remembers its own findings and wrong passwords, in memory only."""
    state.app.extensions["sipas_memory"] = Memory()
    state.app.extensions["sipas_login_throttle"] = LoginThrottle()


def page_context() -> dict[str, object]:
    """What every page's frame shows."""
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    named = {"comment": "comments", "paper": "paper"}
    place = next((place for word, place in named.items() if word in (request.endpoint or "")), "results")
    return {"language": choose_language(), "languages": LANGUAGES, "here": here, "place": place}


blueprint.record(prepare)
blueprint.context_processor(page_context)
blueprint.before_request(login.check_request)
login.add_routes(blueprint)
views.add_routes(blueprint)
comment_views.add_routes(blueprint)
paper_views.add_routes(blueprint)
preview_views.add_routes(blueprint)
refusals.add_handlers(blueprint)
