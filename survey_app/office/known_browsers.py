"""A signed cookie that says who signed in from this browser before: it opens no page, only a lane of the throttle.

It goes to the sign-in page alone, so that no other page sees it.
"""

from __future__ import annotations

from hashlib import sha256

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from survey_app.staff import fold_login

AGE_SECONDS = 180 * 24 * 3600
PEOPLE_AT_ONE_DESK = 8
PATH = "/office/login"


def is_known(login: str) -> bool:
    """Whether this person signed in from this browser before."""
    return _mark(login) in _marks()


def remember(response: Response, login: str) -> Response:
    """Let the browser carry on that this person signed in; those who share the computer stay known."""
    mine = _mark(login)
    marks = [mine, *(mark for mark in _marks() if mark != mine)][:PEOPLE_AT_ONE_DESK]
    is_https = current_app.extensions["sipas_settings"].is_https
    response.set_cookie(
        _name(),
        _serializer().dumps(marks),
        max_age=AGE_SECONDS,
        path=PATH,
        secure=is_https,
        httponly=True,
        samesite="Strict",
    )
    return response


def _marks() -> list[str]:
    try:
        marks = _serializer().loads(request.cookies.get(_name(), ""), max_age=AGE_SECONDS)
    except BadSignature:
        return []
    return [str(mark) for mark in marks][:PEOPLE_AT_ONE_DESK]


def _mark(login: str) -> str:
    # the name itself is not written: who finds the computer learns nobody's login
    key = current_app.extensions["sipas_settings"].secret_key
    return sha256(f"known browser\0{key}\0{fold_login(login)}".encode()).hexdigest()[:16]


def _name() -> str:
    return "__Secure-sipas-known" if current_app.extensions["sipas_settings"].is_https else "sipas-known"


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.extensions["sipas_settings"].secret_key, salt="known browser 1")
