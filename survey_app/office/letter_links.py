"""The two links that letters carry: one confirms an address, one stops the letters. Both work without signing in.

Opening a link changes nothing, since mail programs open links by themselves; its button does. The button that stops
letters also answers to a mail program's own (RFC 8058), so it asks for no token but the one in its address.
"""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from sqlalchemy.orm import Session

from survey_app.languages import LANGUAGES
from survey_app.letters.subscribing import confirm, read_confirm_token, read_stop_token, stop
from survey_app.models import Subscription
from survey_app.office.at_hand import this_moment, this_store

links_blueprint = Blueprint("letter_links", __name__, url_prefix="/office/letters")


@links_blueprint.route("/stop/<token>", methods=["GET", "POST"])
def stop_letters(token: str) -> ResponseReturnValue:
    """Ask whether to stop, and stop."""
    number = read_stop_token(current_app.extensions["sipas_settings"].secret_key, token)
    with this_store().writing.begin() if request.method == "POST" else this_store().reading() as session:
        kept = None if number is None else session.get(Subscription, number)
        if kept is not None and request.method == "POST":
            stop(session, kept, who=kept.login)
        return _page(kept, "stop", is_done=kept is not None and kept.is_stopped)


@links_blueprint.route("/confirm/<token>", methods=["GET", "POST"])
def confirm_address(token: str) -> ResponseReturnValue:
    """Ask whether the address is right, and use it from then on."""
    with this_store().writing.begin() if request.method == "POST" else this_store().reading() as session:
        kept = _to_confirm(session, token)
        if kept is not None and request.method == "POST":
            confirm(session, kept)
        return _page(kept, "confirm", is_done=kept is not None and kept.is_confirmed)


def _to_confirm(session: Session, token: str) -> Subscription | None:
    now = this_moment()
    return read_confirm_token(session, current_app.extensions["sipas_settings"].secret_key, token, now)


def _page(kept: Subscription | None, what: str, *, is_done: bool) -> ResponseReturnValue:
    language = kept.language if kept is not None and kept.language in LANGUAGES else "vi"
    with force_locale(language):
        page = render_template(
            "office/letter_link.html",
            language=language,
            what=what if kept is not None else "unknown",
            is_done=is_done,
            address="" if kept is None else _hinted(kept.address),
        )
    return page, 200 if kept is not None else 404


def _hinted(address: str) -> str:
    """ng…@tinh.gov.vn: enough for its owner, too little for whoever was handed the letter."""
    name, at, domain = address.partition("@")
    return f"{name[:2]}…{at}{domain}" if at else ""
