"""How a form that comes back finds its writer: a browser that sent it by itself is led to where its page waits."""

from __future__ import annotations

from datetime import datetime

from flask import Response, current_app, request

from survey_app.intake.drafts import BY_ITSELF, Draft, Drafts
from survey_app.intake.pages import NOT_FROZEN, respond


def key_of_returned(page: str, nonce: str, now: datetime) -> str | None:
    """The key under which the page now waits; None where it has to be sent at once, to a script among others."""
    return drafts().keep(nonce, page, now) if is_sent_by_itself() else None


def is_sent_by_itself() -> bool:
    """Whether a browser sent the form, and not a script of its page."""
    return request.headers.get("Sec-Fetch-Mode") == BY_ITSELF


def asked_draft(now: datetime) -> Draft | None:
    """What the address asked for stands for, where it is that of a form which was sent back to its writer."""
    key = request.args.get("again")
    return None if key is None else drafts().find(key, now)


def waiting(draft: Draft) -> Response:
    """The page as it was sent back."""
    return respond(draft.page.decode(), NOT_FROZEN, kind="form")


def drafts() -> Drafts:
    """The pages that wait in this process."""
    found: Drafts = current_app.extensions.setdefault("sipas_drafts", Drafts())
    return found
