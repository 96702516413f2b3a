"""When a form cannot be taken because it or its session is too old: say so, and show what was typed, to be copied."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

KEPT_BACK = ("login", "password", "csrf", "code", "seen", "token", "next", "secret", "new", "again")
"""Fields whose names begin so are nobody's text, or nobody's to show."""
LONGEST = 20_000


def sent_but_lost(why: str, status: int) -> ResponseReturnValue:
    """The page that gives back what was typed."""
    texts = tuple(text[:LONGEST] for name, text in request.form.items(multi=True) if _is_text(name, text))
    is_in = current_user.is_authenticated
    again = request.full_path.rstrip("?") if is_in and _has_form() else ""
    return render_template("office/sent_text.html", why=why, texts=texts, is_in=is_in, again=again), status


def _has_form() -> bool:
    """Whether the address that was sent to also shows the form."""
    return request.url_rule is not None and "GET" in (request.url_rule.methods or ())


def _is_text(name: str, text: str) -> bool:
    # a choice of a list or a number is chosen again in a moment; words are not, and lists are kept by their codes
    return not name.startswith(KEPT_BACK) and len(text.split()) > 1
