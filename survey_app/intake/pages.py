"""Pages as bytes: one request, inline style and script under CSP hashes, no cookie, no other host, no script needed."""

from __future__ import annotations

import gzip
import hashlib
import re
from base64 import b64encode
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from flask import Response, current_app, request, url_for
from flask_babel import force_locale
from werkzeug.http import parse_accept_header

from forms import AnswerForm
from survey_app.intake.desks import ServedDesk
from survey_app.intake.packing import pack_around_form
from survey_app.intake.scripts import STYLE as MORE_STYLE
from survey_app.intake.scripts import VERSION
from survey_app.languages import known_languages, offered_languages

_LEVEL = 6
TRAP = "website"
"""A field no person sees; a program that fills in forms writes into it."""
MOUTHS = {
    "5": "M7 14h10q-1 5-5 5t-5-5z",
    "4": "M7.5 14.5q4.5 4 9 0",
    "3": "M8 16h8",
    "2": "M7.5 17.5q4.5-4 9 0",
    "1": "M7 18.5q5-7 10 0m-11-11 3 1m9-1-3 1",
}
"""How each level's face is drawn on a circle of radius 10 around (12, 12)."""


def minified(css: str) -> str:
    """The same rules in fewer bytes."""
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{}:;,>])\s*", r"\1", re.sub(r"\s+", " ", without_comments)).strip()


def hashed(text: str) -> str:
    """How a policy names an inline style or script."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def without_comment_lines(script: str) -> str:
    """The same script in fewer bytes."""
    return "\n".join(line for line in script.splitlines() if not line.startswith("//"))


STYLE = minified((resources.files("survey_app") / "templates/intake/page.css").read_text(encoding="utf-8"))
STYLES = {code: STYLE + language.css for code, language in known_languages().items()}
"""The look in each language: letters of another script bring their fonts and their height."""
TOLD = minified((resources.files("survey_app") / "templates/intake/told.css").read_text(encoding="utf-8"))
"""The look of faults and receipts, which a blank form does without: the first view is to fit the first packets."""
SCRIPT = without_comment_lines((resources.files("survey_app") / "templates/intake/keep.js").read_text(encoding="utf-8"))
"""Keeps an answer on the phone until it has arrived; the page works without it."""
_LOOKS = " ".join(sorted({*map(hashed, STYLES.values()), hashed(TOLD), hashed(MORE_STYLE)}))
POLICY = (
    f"default-src 'none'; style-src {_LOOKS}; script-src {hashed(SCRIPT)} 'self'; "
    "connect-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
NOT_FROZEN = 201
"""The status of a form that the next person at the device must not find filled in: Chromium freezes pages whole for
Back, whatever their headers say, but only those of status 200. The form's nonce is what was created."""
Kind = Literal["kept", "form", "page"]
"""What an answer of ours is to a phone that sent a form: thanks, the form with what to put right, anything else."""


Sending = Literal["again", "without_code", "never"]
"""What the form's button does: sends it where it came from, or to the desk's open page, or there is none."""


def render_form(
    form: AnswerForm,
    desk: ServedDesk,
    *,
    nonce: str,
    problem: str = "",
    sending: Sending = "again",
    is_returned: bool = False,
    is_outdated: bool = False,
    is_clearing: bool = False,
) -> str:
    """The form as HTML; `problem` is what stands in the way beyond single fields. One that came back is filled in.

    One that was opened by a code of the screen that is no longer current says so; one that came back to have a choice
    taken back says how.
    """
    language = form.language
    # not the page's own address: after a POST to that the browser forgets the page, and Back fetches a new one
    action = "?sent=1" if language == "vi" else f"?lang={language}&sent=1"
    if sending == "without_code":
        action = address("intake.ask", language, token=desk.token, sent="1")
    # a questionnaire that lacks the language asked for brings its whole page to the one it has
    with force_locale(language):
        return render_page(
            "intake/form.html",
            language,
            form=form,
            desk=desk,
            nonce=nonce,
            problem=problem,
            sending=sending,
            is_returned=is_returned,
            is_outdated=is_outdated,
            is_clearing=is_clearing,
            headings=factor_headings(form),
            faces=MOUTHS,
            action=action,
            trap=TRAP,
        )


def render_page(template: str, language: str, **values: Any) -> str:
    """Any page of the citizen's layout.

    Flask's own `render_template` would look up the signed-in person for every page, and so read the session cookie.
    """
    is_demo = current_app.extensions["sipas_settings"].is_demo
    page = current_app.jinja_env.get_template(template)
    about, more = address("intake.about", language), address("scripts.more", language, v=VERSION)
    return page.render(
        language=language,
        direction=known_languages()[language].direction,
        others={code: name for code, name in offered_languages().items() if code != language},
        style=STYLES[language],
        told=TOLD,
        script=SCRIPT,
        is_demo=is_demo,
        about=about,
        more=more,
        **values,
    )


def address(endpoint: str, language: str, **values: str) -> str:
    """A page's address that keeps the language; Vietnamese needs no mark."""
    if language != "vi":
        values["lang"] = language
    return url_for(endpoint, _external=None, **values)


def respond(page: str, status: int = 200, *, kind: Kind = "page") -> Response:
    """Send a page that is made for one view."""
    body = page.encode("utf-8", errors="replace")
    if takes_gzip():
        body = pack_around_form(body) if kind == "form" else gzip.compress(body, _LEVEL, mtime=0)
    return respond_bytes(body, status, kind=kind)


def respond_bytes(body: bytes, status: int = 200, *, cache: str = "no-store", kind: Kind = "form") -> Response:
    """Send a page as it stands, compressed if the browser takes that."""
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Sipas": kind,
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": POLICY,
        "Cache-Control": cache,
        "Referrer-Policy": "no-referrer",
    }
    if takes_gzip():
        headers["Content-Encoding"] = "gzip"
    return Response(body, status, headers)


def takes_gzip() -> bool:
    """Whether the browser accepts gzip."""
    return _accepts_gzip(request.headers.get("Accept-Encoding", ""))


@lru_cache
def _accepts_gzip(accepted: str) -> bool:
    """Read once: phones send a few such lines, and reading one costs more than signing a nonce."""
    return parse_accept_header(accepted).quality("gzip") > 0


def factor_headings(form: AnswerForm) -> dict[str, str]:
    """A factor's name before its first item, where the factor has several items."""
    factors = [question.item.factor for question in form.questions()]
    names = {factor.code: factor.text.in_language(form.language) for factor in form.questionnaire.factors}
    return {
        question.item.code: names[factor] if factor and factors.count(factor) > 1 and factor not in factors[:at] else ""
        for at, (question, factor) in enumerate(zip(form.questions(), factors, strict=True))
    }
