"""What a citizen's phone asks for, and what it is told."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from secrets import token_urlsafe

import sqlalchemy as sa
from flask import Blueprint, Response, abort, current_app, redirect, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as AnyResponse

from survey_app.database import Store
from survey_app.exceptions import AnswerRefused, DeskClosed, ExpiredTicket, MistypedTicket, SpentTicket, UnknownTicket
from survey_app.intake.arrivals import Arrivals
from survey_app.intake.attempt import Attempt, Tier, page_of, read_attempt
from survey_app.intake.cache import CutPage, form_page, thanks_page
from survey_app.intake.desks import open_desk
from survey_app.intake.drafts import Draft
from survey_app.intake.hinting import hint_once
from survey_app.intake.nonce import NonceSigner, signer_of
from survey_app.intake.pages import (
    NOT_FROZEN,
    Sending,
    address,
    render_form,
    render_page,
    respond,
    respond_bytes,
    takes_gzip,
)
from survey_app.intake.returning import asked_draft, drafts, is_sent_by_itself, key_of_returned, waiting
from survey_app.intake.service import Submission, is_kept, record_response
from survey_app.intake.tickets import find_ticket, open_ticket
from survey_app.intake.usual import busiest_day
from survey_app.languages import choose_language
from survey_app.models import Unit
from survey_app.periods import viet_nam_today
from survey_app.rotating import RotatingCodes, rotating_codes_of
from survey_app.ticket_codes import TicketKeeper, keeper_of, read_ticket_code
from survey_app.tokens import ALPHABET, RECEIPT_LENGTH, in_groups, read_token

blueprint = Blueprint("intake", __name__)
RETRY_AFTER_SECONDS = 10
_BLANK_CODE = {"typed": "", "problem": "", "mark": ""}


@blueprint.get("/d/<token>")
def ask(token: str) -> AnyResponse:
    """The form of a desk, by its poster or by the code on its screen."""
    now = _now()
    draft = asked_draft(now)
    if draft is not None and draft.page:
        return waiting(draft)
    desk_token, _dot, code = token.partition(".")
    is_current = bool(code) and _rotating().is_current(read_token(desk_token), code, now)
    # an old code on a photograph is no proof, but the poster's page is open to everybody: the form says that it is that
    is_outdated = bool(code) and not is_current and draft is None
    with _store().looking_up() as reading:
        desk = open_desk(reading, desk_token, viet_nam_today(now))
        page = form_page(reading, desk, choose_language(), is_outdated=is_outdated)
    tier: Tier = "rotating" if is_current else "static"
    return _form(page, page_of(desk.code, desk.questionnaire, tier), now, draft)


@blueprint.get("/t/<code>")
def ask_with_ticket(code: str) -> AnyResponse:
    """The form for the holder of a one-time code."""
    now = _now()
    draft = asked_draft(now)
    if draft is not None and draft.page:
        return waiting(draft)
    with _store().looking_up() as reading:
        ticket = find_ticket(reading, _keeper(), code)
        open_ticket(ticket, viet_nam_today(now))
        desk = open_desk(reading, ticket.token, viet_nam_today(now))
        page = form_page(reading, desk, choose_language())
    return _form(page, page_of(desk.code, desk.questionnaire, "ticket", ticket.mac), now)


@blueprint.get("/D/<token>")
@blueprint.get("/D/<token>/")
@blueprint.get("/d/<token>/")
def ask_otherwise_spelled(token: str) -> AnyResponse:
    """The address in capitals, or with a slash behind it: lead to the one that is meant."""
    return _to(address("intake.ask", choose_language(), token=token))


@blueprint.get("/T/<code>")
@blueprint.get("/T/<code>/")
@blueprint.get("/t/<code>/")
def ticket_otherwise_spelled(code: str) -> AnyResponse:
    """The same with a code."""
    return _to(address("intake.ask_with_ticket", choose_language(), code=code))


@blueprint.get("/T")
@blueprint.get("/T/")
@blueprint.get("/t/")
def ticket_code_otherwise_spelled() -> AnyResponse:
    """The same where a code is typed."""
    return _to(address("intake.ticket_code", choose_language()))


@blueprint.post("/d/<token>")
def answer(token: str) -> AnyResponse:
    """Keep a form sent from a desk's page and thank, or show it again with what to do."""
    _refuse_other_sites()
    with _store().looking_up() as reading:
        attempt = read_attempt(reading, token.partition(".")[0], request.form, language=choose_language())
    return _take(attempt)


@blueprint.post("/t/<code>")
def answer_with_ticket(code: str) -> AnyResponse:
    """Keep a form sent with a one-time code, and spend the code with it."""
    _refuse_other_sites()
    with _store().looking_up() as reading:
        ticket = find_ticket(reading, _keeper(), code)
        attempt = read_attempt(reading, ticket.token, request.form, language=choose_language(), ticket=ticket)
    return _take(attempt)


@blueprint.route("/t", methods=["GET", "POST"])
def ticket_code() -> AnyResponse:
    """Where a code is typed; once its form was opened, Back shows the field blank again."""
    if request.method == "GET":
        draft = asked_draft(_now())
        return waiting(draft) if draft and draft.page else _page("intake/code.html", NOT_FROZEN, **_BLANK_CODE)
    typed = request.form.get("code", "")
    drafts().empty(request.form.get("form-mark", ""))
    try:
        with _store().looking_up() as reading:
            find_ticket(reading, _keeper(), typed)
    except (MistypedTicket, UnknownTicket) as refusal:
        return _typed_again(typed, str(refusal))
    if _is_switch():
        return _typed_again(typed)
    return _to(address("intake.ask_with_ticket", choose_language(), code=read_ticket_code(typed)))


def _typed_again(typed: str, problem: str = "") -> AnyResponse:
    mark, language = token_urlsafe(), choose_language()
    page = render_page("intake/code.html", language, typed=typed, problem=problem, mark=mark)
    key = key_of_returned(page, mark, _now())
    status = 422 if problem else NOT_FROZEN
    return respond(page, status) if key is None else _to(address("intake.ticket_code", language, again=key))


def _is_switch() -> bool:
    """Whether a page that came back is asked for in another language, with all that stands on it, and not sent."""
    return "switch" in request.args


def _take(attempt: Attempt) -> AnyResponse:
    if "clear" in request.form:
        # nothing is judged yet: each answer that may be left out gets a way to do so
        return _again(attempt, status=NOT_FROZEN, is_clearing=True)
    try:
        submission = attempt.submission(_signer(), _now(), partial(is_kept, _store()))
    except AnswerRefused as refusal:
        return _again_with_fresh_nonce(attempt, str(refusal))
    if attempt.questionnaire is None:
        return _again_with_fresh_nonce(attempt, _unknown_version(), status=422)
    if submission is None:
        return _again(attempt)
    if _is_switch():
        # a hint is said again in the other language
        attempt.form.is_hinted = False
    if hint_once(attempt.form, submission.answers.comment):
        return _again(attempt)
    if _is_switch():
        return _again(attempt, status=NOT_FROZEN)
    return _keep(attempt, submission.labelled(_labels(submission)))


def _labels(submission: Submission) -> tuple[str, ...]:
    def busiest() -> int | None:
        with _store().looking_up() as reading:
            return busiest_day(reading, submission.desk, viet_nam_today(submission.arrival.now))

    return _arrivals().labels(submission.arrival, busiest)


def _form(page: CutPage, bound_to: str, now: datetime, draft: Draft | None = None) -> Response:
    nonce = _signer().issue(bound_to, now) if draft is None else draft.nonce
    # the browser may keep the blank page: Back then finds the same nonce, and what is sent again is kept once
    return respond_bytes(page.packed(nonce) if takes_gzip() else page.plain(nonce), cache="private, no-cache")


def _refuse_other_sites() -> None:
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)


@blueprint.get("/thanks/<receipt>")
def thanks(receipt: str) -> Response:
    """Thank for an answer that is in the database; nothing of what it says is shown."""
    read = read_token(receipt)
    if len(read) != RECEIPT_LENGTH or not set(read) <= set(ALPHABET):
        abort(404)
    if not is_kept(_store(), read):
        abort(404)
    page, shown = thanks_page(choose_language()), in_groups(read)
    return respond_bytes(page.packed(shown) if takes_gzip() else page.plain(shown), kind="kept")


@blueprint.get("/about")
def about() -> Response:
    """What is done with the answers."""
    return _page("intake/about.html")


@blueprint.get("/")
def home() -> Response:
    """What this is, for whoever types only the domain."""
    return _page("intake/home.html")


@blueprint.get("/healthz")
def healthz() -> Response:
    """Say "ok" after a read from the database."""
    with _store().looking_up() as reading:
        reading.execute(sa.select(Unit.code).limit(1)).first()
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


def _keep(attempt: Attempt, submission: Submission) -> AnyResponse:
    try:
        outcome = record_response(_store(), submission)
    except OperationalError as fault:
        # the driver's own words ("disk is full") hold no values; the whole error would hold the answers
        current_app.logger.error("an answer could not be kept: %s", fault.orig)
        response = _again(
            attempt, _("Hệ thống đang bận nên chưa ghi được. Xin đợi ít giây rồi bấm gửi lại."), status=503
        )
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    except SpentTicket as spent:
        return _without_ticket(attempt, spent)
    drafts().empty(attempt.nonce)
    language = choose_language()
    if outcome == "other":
        again = address("intake.ask", language, token=attempt.desk.token)
        page = render_page("intake/already.html", language, receipt=in_groups(submission.receipt), again=again)
        place = _place_of_returned(attempt, page, attempt.nonce) if is_sent_by_itself() else None
        return _to(place) if place else respond(page, 409)
    return _to(address("intake.thanks", language, receipt=submission.receipt))


def _to(place: str) -> AnyResponse:
    response = redirect(place, 303)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _again(
    attempt: Attempt,
    problem: str = "",
    *,
    nonce: str = "",
    status: int = 422,
    sending: Sending = "again",
    is_clearing: bool = False,
) -> AnyResponse:
    form, desk, shown = attempt.form, attempt.desk, nonce or attempt.nonce
    page = render_form(
        form, desk, nonce=shown, problem=problem, sending=sending, is_returned=True, is_clearing=is_clearing
    )
    place = _place_of_returned(attempt, page, shown)
    if place and is_sent_by_itself():
        return _to(place)
    response = respond(page, status, kind="form")
    if place:
        # a script puts the page in the form's place: a reload then finds it here
        response.headers["Content-Location"] = place
    return response


def _place_of_returned(attempt: Attempt, page: str, nonce: str) -> str | None:
    """The address under which the page now waits; None where there is no room."""
    key = drafts().keep(nonce, page, _now())
    endpoint = "intake.ask" if attempt.ticket is None else "intake.ask_with_ticket"
    return key and address(endpoint, choose_language(), **(request.view_args or {}), again=key)


def _again_with_fresh_nonce(attempt: Attempt, problem: str, *, status: int = 400) -> AnyResponse:
    now = _now()
    attempt.form.validate()
    try:
        with _store().looking_up() as reading:
            desk = open_desk(reading, attempt.desk.token, viet_nam_today(now))
        if attempt.ticket is not None:
            # a fresh nonce is as good as opening the page: what may not be opened today gets none
            open_ticket(attempt.ticket, viet_nam_today(now))
    except DeskClosed as closed:
        # closed meanwhile: it takes no new page, but what was typed stays before its writer's eyes
        return _again(attempt, str(closed), status=410)
    except (ExpiredTicket, SpentTicket) as refusal:
        return _without_ticket(attempt, refusal)
    tier: Tier = "static" if attempt.ticket is None else "ticket"
    bound_to = page_of(desk.code, attempt.form.questionnaire.id, tier, attempt.ticket.mac if attempt.ticket else "")
    nonce = _signer().issue(bound_to, now)
    return _again(attempt, problem, nonce=nonce, status=status)


def _without_ticket(attempt: Attempt, refusal: ExpiredTicket | SpentTicket) -> AnyResponse:
    """Say why the code is of no use and show the desk's open form with what was typed; its writer sends it or not."""
    now, status = _now(), 409 if isinstance(refusal, SpentTicket) else 410
    try:
        with _store().looking_up() as reading:
            open_desk(reading, attempt.desk.token, viet_nam_today(now))
    except DeskClosed as closed:
        return _again(attempt, f"{refusal} {closed}", status=status, sending="never")
    nonce = attempt.nonce_without_ticket(_signer(), now)
    return _again(attempt, _told_of(refusal), nonce=nonce, status=status, sending="without_code")


def _told_of(refusal: ExpiredTicket | SpentTicket) -> str:
    if isinstance(refusal, ExpiredTicket):
        return str(refusal)
    sent_already = _("Nếu chính Ông/Bà đã gửi bằng mã này thì không cần gửi nữa.")
    return f"{refusal} {sent_already}"


def _unknown_version() -> str:
    return str(
        _(
            "Phiếu này thuộc phiên bản cũ nên chưa ghi được. "
            "Đây là phiếu hiện nay với những gì Ông/Bà đã ghi. Xin xem lại rồi bấm gửi."
        )
    )


def _page(template: str, status: int = 200, **values: str) -> Response:
    return respond(render_page(template, choose_language(), **values), status)


def _store() -> Store:
    store: Store = current_app.extensions["sipas_store"]
    return store


def _signer() -> NonceSigner:
    return signer_of(current_app.extensions["sipas_settings"].secret_key)


def _keeper() -> TicketKeeper:
    return keeper_of(current_app.extensions["sipas_settings"].secret_key)


def _rotating() -> RotatingCodes:
    return rotating_codes_of(current_app.extensions["sipas_settings"].secret_key)


def _arrivals() -> Arrivals:
    arrivals: Arrivals = current_app.extensions.setdefault("sipas_arrivals", Arrivals())
    return arrivals


def _now() -> datetime:
    now: datetime = current_app.extensions["sipas_clock"]()
    return now
