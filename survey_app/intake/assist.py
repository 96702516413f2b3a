"""The page on which helpers outside the desk write down what people answer; its answers say so by their channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, abort, current_app, redirect, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as AnyResponse

from forms import AnswerForm, build_form
from survey_app.database import Store
from survey_app.exceptions import AnswerRefused
from survey_app.intake.arrivals import Arrivals
from survey_app.intake.attempt import Attempt, page_of, read_attempt
from survey_app.intake.desks import ServedDesk, open_desk
from survey_app.intake.hinting import hint_once
from survey_app.intake.nonce import NonceSigner, signer_of
from survey_app.intake.pages import MOUTHS, NOT_FROZEN, STYLE, TOLD, TRAP, address, factor_headings, hashed, respond
from survey_app.intake.returning import asked_draft, drafts, key_of_returned, waiting
from survey_app.intake.service import Submission, is_kept, record_response
from survey_app.languages import choose_language
from survey_app.periods import viet_nam_today
from survey_app.questionnaires import check_unchanged
from survey_app.rotating import rotating_codes_of
from survey_app.tokens import read_token

blueprint = Blueprint("assist", __name__)

_LOOK = STYLE + TOLD
POLICY = (
    f"default-src 'none'; style-src {hashed(_LOOK)}; img-src data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""No script: nothing is kept on a device that passes from one person to the next."""


@blueprint.get("/assist/<token>/<key>")
def ask(token: str, key: str) -> AnyResponse:
    """A blank form for the next person."""
    _refuse_wrong_key(token, key)
    draft = asked_draft(_now())
    if draft is not None and draft.page:
        return _with_policy(waiting(draft))
    with _store().looking_up() as reading:
        desk = open_desk(reading, token, viet_nam_today(_now()))
        questionnaire = desk.asked
        check_unchanged(reading, questionnaire)
    form = build_form(questionnaire, choose_language(), sectors=desk.sector_choices(choose_language()))
    page = _render(form, desk, nonce=_fresh_nonce(desk, form), is_sent="sent" in request.args)
    return _with_policy(respond(page, NOT_FROZEN))


@blueprint.post("/assist/<token>/<key>")
def answer(token: str, key: str) -> AnyResponse:
    """Keep what was answered and show a blank form for the next person."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)
    _refuse_wrong_key(token, key)
    with _store().looking_up() as reading:
        attempt = read_attempt(reading, token, request.form, language=choose_language())
    if "switch" in request.args:
        # another language: nothing is judged yet, and nothing that was written down is lost
        return _again(attempt.form, attempt.desk, NOT_FROZEN, nonce=attempt.nonce)
    return _take(replace(attempt, channel="assisted"))


def _take(attempt: Attempt) -> AnyResponse:
    form, desk = attempt.form, attempt.desk
    try:
        submission = attempt.submission(_signer(), _now(), partial(is_kept, _store()))
    except AnswerRefused as refusal:
        form.validate()
        return _again(form, desk, 400, nonce=_fresh_nonce(desk, form), problem=str(refusal))
    if attempt.questionnaire is None:
        return _again(form, desk, 422, nonce=_fresh_nonce(desk, form), problem=_("Phiếu đã đổi. Xin xem lại rồi gửi."))
    if submission is None:
        return _again(form, desk, 422, nonce=attempt.nonce)
    if hint_once(form, submission.answers.comment):
        return _again(form, desk, 422, nonce=attempt.nonce)
    arrivals: Arrivals = current_app.extensions.setdefault("sipas_arrivals", Arrivals())
    return _keep(attempt, submission.labelled(arrivals.labels(submission.arrival)))


def _keep(attempt: Attempt, submission: Submission) -> AnyResponse:
    form, desk = attempt.form, attempt.desk
    try:
        outcome = record_response(_store(), submission)
    except OperationalError as fault:
        # the driver's own words hold no values; the whole error would hold the answers
        current_app.logger.error("an assisted answer could not be kept: %s", fault.orig)
        problem = _("Hệ thống đang bận nên chưa ghi được. Xin đợi ít giây rồi bấm gửi lại.")
        return _again(form, desk, 503, nonce=attempt.nonce, problem=problem)
    drafts().empty(attempt.nonce)
    if outcome == "other":
        problem = _("Phiếu này đã được gửi trước đó với câu trả lời khác; bản đầu được giữ. Gửi lại là thêm một phiếu.")
        return _again(form, desk, 409, nonce=_fresh_nonce(desk, form), problem=problem)
    # the next person need not speak the language of the last
    return _to(_own_address("vi", sent="1"))


def _to(place: str) -> AnyResponse:
    response = redirect(place, 303)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _again(form: AnswerForm, desk: ServedDesk, status: int, *, nonce: str, problem: str = "") -> AnyResponse:
    """The form as it was sent, under an address of its own: reloading it sends nothing again."""
    page = _render(form, desk, nonce=nonce, problem=problem)
    key = key_of_returned(page, nonce, _now())
    return _with_policy(respond(page, status)) if key is None else _to(_own_address(again=key))


def _render(form: AnswerForm, desk: ServedDesk, *, nonce: str, problem: str = "", is_sent: bool = False) -> str:
    """The helpers' page; not the citizen's frame, whose script keeps what was not sent."""
    return current_app.jinja_env.get_template("intake/assist.html").render(
        form=form,
        desk=desk,
        language=form.language,
        nonce=nonce,
        problem=problem,
        is_sent=is_sent,
        headings=factor_headings(form),
        faces=MOUTHS,
        action=_own_address(),
        other=_own_address("en" if form.language == "vi" else "vi", switch="1"),
        about=address("intake.about", form.language),
        trap=TRAP,
        style=_LOOK,
        is_demo=current_app.extensions["sipas_settings"].is_demo,
    )


def _with_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _own_address(language: str = "", **values: str) -> str:
    return address("assist.ask", language or choose_language(), **(request.view_args or {}), **values)


def _refuse_wrong_key(token: str, key: str) -> None:
    settings = current_app.extensions["sipas_settings"]
    if not rotating_codes_of(settings.secret_key).opens_assist(read_token(token), key):
        abort(404)


def _fresh_nonce(desk: ServedDesk, form: AnswerForm) -> str:
    return _signer().issue(page_of(desk.code, form.questionnaire.id, channel="assisted"), _now())


def _signer() -> NonceSigner:
    return signer_of(current_app.extensions["sipas_settings"].secret_key)


def _store() -> Store:
    store: Store = current_app.extensions["sipas_store"]
    return store


def _now() -> datetime:
    now: datetime = current_app.extensions["sipas_clock"]()
    return now
