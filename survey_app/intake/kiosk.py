"""The tablet at the exit: one tap an item, for one person after the other, a day long without a network."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as AnyResponse

from forms import AnswerForm
from survey_app.database import Store
from survey_app.exceptions import AnswerRefused
from survey_app.intake.arrivals import Arrivals
from survey_app.intake.attempt import Attempt, page_of, read_attempt
from survey_app.intake.desks import ServedDesk, open_desk
from survey_app.intake.kiosk_page import POLICY, blank, digest, own_address, render
from survey_app.intake.nonce import NonceSigner, signer_of
from survey_app.intake.pages import NOT_FROZEN, Kind, address, respond
from survey_app.intake.service import Submission, is_kept, record_response
from survey_app.intake.stopwatch import labels_by_stopwatch, read_stopwatch
from survey_app.languages import choose_language
from survey_app.periods import VIET_NAM, viet_nam_today
from survey_app.questionnaires import check_unchanged
from survey_app.rotating import RotatingCodes, rotating_codes_of
from survey_app.tokens import ALPHABET, RECEIPT_LENGTH, read_token

blueprint = Blueprint("kiosk", __name__)

NONCES = 400
"""For one day: a desk serves fewer people."""


@blueprint.get("/kiosk/<token>/<key>")
def ask(token: str, key: str) -> Response:
    """The kiosk's page, for whoever holds the desk's kiosk key."""
    _refuse_wrong_key(token, key)
    desk = _desk(token)
    thanked = _is_thanked(request.args.get("sent", ""))
    return _page(desk, key, blank(desk, choose_language()), is_thanked=thanked, kind="kept" if thanked else "form")


@blueprint.get("/kiosk/<token>/<key>/nonces")
def nonces(token: str, key: str) -> Response:
    """Nonces for the rest of the day, how many seconds that is, what they are for and what the page is like now."""
    _refuse_wrong_key(token, key)
    desk, now = _desk(token), _now()
    bound_to = page_of(desk.code, desk.questionnaire, channel="kiosk")
    made = [_signer().issue(bound_to, now) for _each in range(NONCES)]
    response = jsonify(nonces=made, left=_seconds_left(now), asks=desk.questionnaire, page=digest(desk, key))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Sipas"] = "page"
    return response


@blueprint.post("/kiosk/<token>/<key>")
def answer(token: str, key: str) -> AnyResponse:
    """Keep an answer given at the kiosk."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)
    _refuse_wrong_key(token, key)
    with _store().looking_up() as reading:
        attempt = read_attempt(reading, token, request.form, language=choose_language())
    return _take(replace(attempt, channel="kiosk"), key)


def _take(attempt: Attempt, key: str) -> AnyResponse:
    try:
        submission = attempt.submission(_signer(), _now(), partial(is_kept, _store()))
    except AnswerRefused as refusal:
        attempt.form.validate()
        return _again(attempt, key, 400, str(refusal), is_fresh=True)
    if attempt.questionnaire is None:
        return _again(attempt, key, 422, _("Phiếu đã đổi. Xin xem lại rồi gửi."), is_fresh=True)
    if submission is None:
        return _again(attempt, key, 422)
    return _keep(attempt, submission.labelled(_labels(submission)), key)


def _labels(submission: Submission) -> tuple[str, ...]:
    watch = read_stopwatch(request.form)
    arrivals: Arrivals = current_app.extensions.setdefault("sipas_arrivals", Arrivals())
    if watch is not None:
        return labels_by_stopwatch(submission.arrival, watch, arrivals)
    return arrivals.labels(submission.arrival)


def _keep(attempt: Attempt, submission: Submission, key: str) -> AnyResponse:
    try:
        outcome = record_response(_store(), submission)
    except OperationalError as fault:
        # the driver's own words hold no values; the whole error would hold the answers
        current_app.logger.error("an answer at a kiosk could not be kept: %s", fault.orig)
        return _again(attempt, key, 503, _("Hệ thống đang bận nên chưa ghi được. Xin đợi ít giây rồi bấm gửi lại."))
    if outcome == "other":
        return _again(attempt, key, 409, _("Phiếu này đã được gửi trước đó với câu trả lời khác."), is_fresh=True)
    place = address("intake.thanks", choose_language(), receipt=submission.receipt)
    if read_stopwatch(request.form) is None:
        place = own_address(attempt.desk, key, choose_language(), sent=submission.receipt)
    response = redirect(place, 303)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _again(attempt: Attempt, key: str, status: int, problem: str = "", *, is_fresh: bool = False) -> Response:
    nonce = "" if is_fresh else attempt.nonce
    return _page(attempt.desk, key, attempt.form, status, nonce=nonce, problem=problem)


def _page(
    desk: ServedDesk,
    key: str,
    form: AnswerForm,
    status: int = NOT_FROZEN,
    *,
    nonce: str = "",
    problem: str = "",
    is_thanked: bool = False,
    kind: Kind = "form",
) -> Response:
    bound_to = page_of(desk.code, form.questionnaire.id, channel="kiosk")
    text = render(
        desk,
        key,
        form,
        nonce=nonce or _signer().issue(bound_to, _now()),
        problem=problem,
        is_thanked=is_thanked,
        digest=digest(desk, key),
    )
    response = respond(text, status, kind=kind)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _desk(token: str) -> ServedDesk:
    with _store().looking_up() as reading:
        desk = open_desk(reading, token, viet_nam_today(_now()))
        check_unchanged(reading, desk.asked)
    return desk


def _is_thanked(receipt: str) -> bool:
    read = read_token(receipt)
    if len(read) != RECEIPT_LENGTH or not set(read) <= set(ALPHABET):
        return False
    return is_kept(_store(), read)


def _seconds_left(now: datetime) -> int:
    """Until the day of these nonces is over."""
    local = now.astimezone(VIET_NAM)
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight - local).total_seconds())


def _refuse_wrong_key(token: str, key: str) -> None:
    if not _codes().opens_kiosk(read_token(token), key):
        abort(404)


def _codes() -> RotatingCodes:
    return rotating_codes_of(current_app.extensions["sipas_settings"].secret_key)


def _signer() -> NonceSigner:
    return signer_of(current_app.extensions["sipas_settings"].secret_key)


def _store() -> Store:
    store: Store = current_app.extensions["sipas_store"]
    return store


def _now() -> datetime:
    now: datetime = current_app.extensions["sipas_clock"]()
    return now
