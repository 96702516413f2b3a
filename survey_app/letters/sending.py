"""Sending what waits: in the hand of one run at a time, marked when the server has taken it, tried again with patience.

A run that dies after the server took a letter and before the mark leaves it in hand for a quarter of an hour; then it
is sent once more under the same Message-ID. That is the only way in which a letter can come twice.
"""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.database import Store
from survey_app.exceptions import MailServerDown
from survey_app.languages import translator
from survey_app.letters.asking import asking
from survey_app.letters.content import Content, Footer, read_content
from survey_app.letters.mail import TIMEOUT_SECONDS, connected, make_message
from survey_app.letters.subscribing import find_subscription, stop_token
from survey_app.mail_settings import MailServer
from survey_app.models import Letter, Staff, Subscription
from survey_app.settings import Settings

IN_HAND = timedelta(minutes=15)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720))
"""After each failed attempt; then once a day."""
LONGEST_WAIT = timedelta(days=1)
GIVEN_UP_AFTER = timedelta(days=14)
"""A letter older than that helps nobody; it stays readable as a page."""


@dataclass(slots=True)
class Outcome:
    """What became of the letters that were due."""

    sent: int = 0
    refused: int = 0
    waiting: int = 0
    problem: str = ""


def send_waiting(
    store: Store, settings: Settings, now: datetime, *, only: UUID | None = None, timeout: float = TIMEOUT_SECONDS
) -> Outcome:
    """Send every letter that is due; what cannot be sent now is kept."""
    outcome = Outcome()
    if settings.mail is None or settings.base_url is None:
        return outcome
    way = _Way(settings.mail, settings.base_url, settings.secret_key, now)
    letters = take_due(store, now, only=only)
    if not letters:
        return outcome
    try:
        with connected(way.mail, timeout=timeout) as connection:
            for place, letter in enumerate(letters):
                try:
                    _send(store, way, connection, letter, outcome)
                except (OSError, smtplib.SMTPServerDisconnected) as error:
                    raise _Broken(place, str(error)) from error
    except MailServerDown as error:
        _put_back(store, letters, now, str(error), outcome)
    except _Broken as error:
        words = _("Kết nối với máy chủ thư bị đứt: %(error)s.", error=error.reason[:200] or "?")
        _put_back(store, letters[error.place :], now, words, outcome)
    return outcome


def take_due(store: Store, now: datetime, *, only: UUID | None = None) -> list[Letter]:
    """Take letters in hand: each by one run, for as long as that run may take."""
    due = sa.select(Letter.id).where(Letter.state == "waiting", Letter.next_try_at <= now).order_by(Letter.made_at)
    with store.reading() as session:
        ids = session.scalars(due if only is None else due.where(Letter.id == only)).all()
    taken = []
    for number in ids:
        with store.writing.begin() as session:
            took = session.execute(
                sa.update(Letter)
                .where(Letter.id == number, Letter.state == "waiting", Letter.next_try_at <= now)
                .values(next_try_at=now + IN_HAND, attempts=Letter.attempts + 1)
                .execution_options(synchronize_session=False)
            )
            if took.rowcount == 1:  # type: ignore[attr-defined]  # an UPDATE has one
                letter = session.get_one(Letter, number)
                session.expunge(letter)
                taken.append(letter)
    return taken


def next_try(attempts: int, now: datetime) -> datetime:
    """When to try again after so many attempts."""
    return now + (WAITS[attempts - 1] if attempts <= len(WAITS) else LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class _Way:
    """By which server, from which address and when letters go out."""

    mail: MailServer
    base_url: str
    secret_key: str
    now: datetime


class _Broken(Exception):
    """The connection broke at this letter."""

    def __init__(self, place: int, reason: str) -> None:
        super().__init__(reason)
        self.place, self.reason = place, reason


def _send(store: Store, way: _Way, connection: smtplib.SMTP, letter: Letter, outcome: Outcome) -> None:
    with store.reading() as session:
        subscription = _wanted_by(session, letter)
    if subscription is None:
        _mark(store, letter.id, state="page", next_try_at=None)
        return
    content = _content(way, letter, subscription)
    footer = _footer(way, letter, subscription, content.language)
    message = make_message(letter, content, way.mail, way.base_url, footer)
    try:
        connection.sendmail(way.mail.sender, [letter.address], message)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        _refused(store, letter, error, way.now, outcome)
        return
    _mark(store, letter.id, state="sent", sent_at=way.now, next_try_at=None, problem="")
    outcome.sent += 1


def _wanted_by(session: Session, letter: Letter) -> Subscription | None:
    """The subscription a letter goes to, if the person has not stopped, left or changed the address since."""
    subscription, person = find_subscription(session, letter.login), session.get(Staff, letter.login)
    if subscription is None or person is None or not person.is_active or subscription.address != letter.address:
        return None
    is_wanted = letter.digest_day is None or (subscription.is_confirmed and not subscription.is_stopped)
    return subscription if is_wanted else None


def _content(way: _Way, letter: Letter, subscription: Subscription) -> Content:
    """The letter as it was written; the link that confirms an address holds from the day it is sent."""
    if letter.digest_day is None:
        return asking(subscription, way.secret_key, way.now)
    return read_content(letter.content)


def _footer(way: _Way, letter: Letter, subscription: Subscription, language: str) -> Footer | None:
    if letter.digest_day is None:
        return None
    translate = translator(language)
    token = stop_token(way.secret_key, subscription.number)
    return Footer(translate("Thôi nhận thư:"), f"{way.base_url}/office/letters/stop/{token}")


def _refused(store: Store, letter: Letter, error: smtplib.SMTPException, now: datetime, outcome: Outcome) -> None:
    """The server spoke of this letter alone: for good (5xx), or for now."""
    code, said = _answer(error)
    words = _("Máy chủ thư trả lời về địa chỉ này: %(code)s %(said)s", code=code, said=said)
    if 500 <= code < 600:
        outcome.refused += 1
        _mark(store, letter.id, state="refused", next_try_at=None, problem=words)
        with store.writing.begin() as session:
            _distrust(session, letter, words)
        return
    outcome.waiting += 1
    _try_again(store, letter, now, words)


def _answer(error: smtplib.SMTPException) -> tuple[int, str]:
    code: int
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        code, said = 0, str(error)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return code, " ".join(text.split())[:200]


def _distrust(session: Session, letter: Letter, words: str) -> None:
    """Write no more to an address that is refused, until its owner confirms it again."""
    subscription = find_subscription(session, letter.login)
    if subscription is not None and subscription.address == letter.address:
        subscription.is_confirmed, subscription.problem = False, words


def _put_back(store: Store, letters: Sequence[Letter], now: datetime, words: str, outcome: Outcome) -> None:
    outcome.problem = words
    for letter in letters:
        outcome.waiting += 1
        _try_again(store, letter, now, words)


def _try_again(store: Store, letter: Letter, now: datetime, words: str) -> None:
    if now - _aware(letter.made_at, now) > GIVEN_UP_AFTER:
        _mark(store, letter.id, state="given_up", next_try_at=None, problem=words)
    else:
        _mark(store, letter.id, next_try_at=next_try(letter.attempts, now), problem=words)


def _aware(moment: datetime, like: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=like.tzinfo)


def _mark(store: Store, number: UUID, **values: object) -> None:
    with store.writing.begin() as session:
        session.execute(sa.update(Letter).where(Letter.id == number).values(**values))
