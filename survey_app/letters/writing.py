"""A new letter in the table: waiting to be sent, or a page only."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import uuid4

from survey_app.letters.content import Content, write_content
from survey_app.models import Letter, Subscription
from survey_app.settings import Settings


def new_letter(
    subscription: Subscription, content: Content, now: datetime, domain: str, *, digest_day: date | None
) -> Letter:
    """A letter that waits to be sent, or is a page only where no address is confirmed."""
    number = uuid4()
    is_mailed = bool(subscription.address) and (subscription.is_confirmed or digest_day is None)
    return Letter(
        id=number,
        login=subscription.login,
        digest_day=digest_day,
        made_at=now,
        content=write_content(content),
        address=subscription.address if is_mailed else "",
        message_id=f"<{number.hex}@{domain}>",
        state="waiting" if is_mailed else "page",
        attempts=0,
        next_try_at=now if is_mailed else None,
        problem="",
    )


def mail_domain(settings: Settings) -> str:
    """What stands behind the @ of a Message-ID."""
    if settings.base_url:
        return urlsplit(settings.base_url).hostname or "localhost"
    return settings.mail.sender.rpartition("@")[2] if settings.mail else "localhost"
