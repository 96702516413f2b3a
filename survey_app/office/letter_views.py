"""Letters as pages, in HTTP's words: what was told, what is asked for, and for whom else."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from forms.letters import SubscriptionForm
from reports.alerts import KINDS
from survey_app.exceptions import LetterRefused, UnknownUnit
from survey_app.languages import choose_language
from survey_app.letters.asking import ask_to_confirm, waiting_request
from survey_app.letters.sending import send_waiting
from survey_app.letters.subscribing import Wish, find_subscription, kinds_of, stop, subscribe
from survey_app.models import Subscription
from survey_app.office import letter_pages as pages
from survey_app.office.access import check_may
from survey_app.office.action_pages import Reader
from survey_app.office.at_hand import this_day, this_moment, this_store
from survey_app.office.people import Person
from survey_app.office.permissions import requires
from survey_app.settings import Settings

AT_ONCE_SECONDS = 5.0
"""How long a page waits for the mail server before it leaves the letter to the timer's job."""


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    both = ["GET", "POST"]
    blueprint.add_url_rule("/letters", view_func=letters, methods=both)
    blueprint.add_url_rule("/letters/<uuid:number>", view_func=letter)
    blueprint.add_url_rule("/letters/ask", view_func=letter_ask, methods=["POST"])
    blueprint.add_url_rule("/letters/leave", view_func=letter_leave, methods=["POST"])
    blueprint.add_url_rule("/letters/for/<login>", view_func=letter_for, methods=both)


@requires("sign-in")
def letters() -> ResponseReturnValue:
    """The person's letters, and what they ask for."""
    return _settings_page(current_user, is_own=True)


@requires("letters")
def letter_for(login: str) -> ResponseReturnValue:
    """What another person asks for."""
    with this_store().reading() as session:
        person = pages.looked_after(session, _reader(), login)
    if person is None:
        abort(404)
    return _settings_page(person, is_own=False)


@requires("sign-in")
def letter(number: UUID) -> ResponseReturnValue:
    """One letter as a page."""
    with this_store().reading() as session:
        found = pages.read_letter(session, _reader(), number)
    if found is None:
        abort(404)
    return render_template("office/letter.html", entry=found[0], content=found[1])


@requires("sign-in")
def letter_ask() -> ResponseReturnValue:
    """Send the letter that confirms the address once more."""
    refusal = _ask(current_user.login)
    return redirect(url_for("office.letters")) if not refusal else _settings_page(current_user, True, refusal)


@requires("sign-in")
def letter_leave() -> ResponseReturnValue:
    """Take no more letters."""
    with this_store().writing.begin() as session:
        kept = find_subscription(session, current_user.login)
        if kept is not None:
            stop(session, kept, who=current_user.login)
    return redirect(url_for("office.letters"))


def _settings_page(person: Person, is_own: bool, refusal: str = "") -> ResponseReturnValue:
    form = SubscriptionForm()
    with this_store().reading() as session:
        kept = find_subscription(session, person.login)
        form.offer_units(pages.unit_choices(session, _reader(), person))
        if not form.is_submitted() or request.endpoint == "office.letter_ask":
            _fill(form, kept, person)
        page = pages.letters_page(session, _reader(), is_mail_set=_settings().mail is not None)
        address = None if kept is None else pages.address_of(session, _reader(), kept, this_moment())
    is_sent = form.is_submitted() and request.endpoint != "office.letter_ask"
    if is_sent and form.validate():
        refusal = _save(form, person)
        if not refusal:
            own = url_for("office.letters", done="wishes")
            return redirect(own if is_own else url_for("office.letter_for", login=person.login, done="wishes"))
    text = render_template(
        "office/letters.html",
        page=page,
        form=form,
        refusal=refusal,
        person=person,
        is_own=is_own,
        address=address,
        is_done=request.args.get("done") == "wishes" and not form.is_submitted(),
    )
    return text, 422 if refusal or form.errors else 200


def _save(form: SubscriptionForm, person: Person) -> str:
    """Keep what was asked for; why not, where it was refused."""
    wish = Wish(
        unit=form.unit.data or "",
        kinds=tuple(form.kinds.data or ()),
        is_weekly=bool(form.weekly.data),
        language=form.language.data,
        address=form.address.data or "",
    )
    try:
        with this_store().writing.begin() as session:
            check_may(session, person, "results", wish.unit, _reader().today)
            kept = subscribe(session, person.login, wish, who=current_user.login)
            is_asked = waiting_request(session, kept) is not None
            is_to_confirm = bool(kept.address) and not (kept.is_confirmed or kept.problem or is_asked)
    except (LetterRefused, UnknownUnit) as error:
        return str(error)
    return _ask(person.login) if is_to_confirm and _settings().mail is not None else ""


def _ask(login: str) -> str:
    """Write the letter that confirms an address, and try to send it at once."""
    now = this_moment()
    try:
        with this_store().writing.begin() as session:
            kept = find_subscription(session, login)
            if kept is None or not kept.address or kept.is_confirmed:
                return ""
            number = ask_to_confirm(session, kept, _settings(), now).id
    except LetterRefused as error:
        return str(error)
    send_waiting(this_store(), _settings(), now, only=number, timeout=AT_ONCE_SECONDS)
    return ""


def _fill(form: SubscriptionForm, kept: Subscription | None, person: Person) -> None:
    """What is asked for already, or what is asked for most."""
    if kept is None:
        form.unit.data, form.language.data = person.unit, choose_language()
        form.kinds.data = list(KINDS)
        form.weekly.data, form.address.data = False, ""
        return
    form.unit.data, form.language.data, form.address.data = kept.unit, kept.language, kept.address
    form.kinds.data, form.weekly.data = list(kinds_of(kept)), kept.is_weekly


def _reader() -> Reader:
    return Reader(current_user, choose_language(), this_day())


def _settings() -> Settings:
    settings: Settings = current_app.extensions["sipas_settings"]
    return settings
