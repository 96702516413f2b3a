"""What the pages of letters show: what a person asked for, what they were told, and how the mail stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.content import Mark
from survey_app.letters.asking import waiting_request
from survey_app.letters.content import Content, read_content
from survey_app.letters.subscribing import find_subscription
from survey_app.letters.timing import sent_from
from survey_app.models import Letter, Staff, Subscription
from survey_app.office.access import units_for, visible_units
from survey_app.office.action_pages import Reader
from survey_app.office.people import Person, person_of
from survey_app.periods import VIET_NAM

MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class LetterEntry:
    """A letter in the list."""

    id: UUID
    subject: str
    day: str
    state: str
    mark: Mark
    problem: str
    next_try: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person's letters go, and whether they arrive."""

    text: str
    is_confirmed: bool
    is_stopped: bool
    problem: str
    next_try: str = ""
    """When the letter that confirms it is sent again; empty where none waits."""
    failure: str = ""
    """Why that letter has not gone out yet."""


@dataclass(frozen=True, slots=True)
class LettersPage:
    """A person's letters and wishes."""

    letters: tuple[LetterEntry, ...]
    is_mail_set: bool
    others: tuple[tuple[str, str, str], ...]
    """Login, name and what is asked for, of the people whose letters this person looks after."""


def letters_page(session: Session, reader: Reader, *, is_mail_set: bool) -> LettersPage:
    """The page of the person signed in."""
    is_mailed = _is_mailed(session, reader)
    query = (
        sa.select(Letter)
        .where(Letter.login == reader.person.login, Letter.digest_day.is_not(None))
        .order_by(Letter.made_at.desc())
        .limit(MOST_LETTERS)
    )
    return LettersPage(
        letters=tuple(_entry(letter, reader, is_mailed=is_mailed) for letter in session.scalars(query)),
        is_mail_set=is_mail_set,
        others=tuple(_others(session, reader)) if reader.person.may("letters") else (),
    )


def read_letter(session: Session, reader: Reader, number: UUID) -> tuple[LetterEntry, Content] | None:
    """One of the person's own letters. The letter that confirms an address is none: its link is for the mailbox."""
    letter = session.get(Letter, number)
    if letter is None or letter.login != reader.person.login or letter.digest_day is None:
        return None
    return _entry(letter, reader, is_mailed=_is_mailed(session, reader)), read_content(letter.content)


def looked_after(session: Session, reader: Reader, login: str) -> Person | None:
    """The person with this login, if their letters are looked after by who is signed in."""
    staff = session.get(Staff, login)
    if staff is None or staff.unit not in units_for(session, reader.person, "letters", reader.today, reader.today):
        return None
    return person_of(session, staff)


def unit_choices(session: Session, reader: Reader, person: Person) -> list[tuple[str, str]]:
    """The units whose results a person may see: letters tell of no other."""
    return list(visible_units(session, person, reader.today, reader.language).items())


def address_of(session: Session, reader: Reader, subscription: Subscription, now: datetime) -> Address:
    """Where letters go, as it is shown."""
    kept = subscription
    waiting = None if kept.is_confirmed else waiting_request(session, kept)
    next_try = "" if waiting is None else _moment(sent_from(_aware(waiting.next_try_at or now)))
    failure = "" if waiting is None else _failure(waiting, reader)
    return Address(kept.address, kept.is_confirmed, kept.is_stopped, kept.problem, next_try, failure)


def _is_mailed(session: Session, reader: Reader) -> bool:
    """Whether the reader's letters go out by now."""
    kept = find_subscription(session, reader.person.login)
    return kept is not None and bool(kept.address) and kept.is_confirmed


def _others(session: Session, reader: Reader) -> list[tuple[str, str, str]]:
    units = units_for(session, reader.person, "letters", reader.today, reader.today)
    query = (
        sa.select(Staff, Subscription)
        .outerjoin(Subscription, Subscription.login == Staff.login)
        .where(Staff.is_active.is_(True), Staff.login != reader.person.login)
        .order_by(Staff.login)
    )
    return [(staff.login, staff.name, _asked(kept)) for staff, kept in session.execute(query) if staff.unit in units]


def _asked(kept: Subscription | None) -> str:
    if kept is None:
        words = _("chưa đăng ký")
    elif kept.is_stopped:
        words = _("đã thôi nhận")
    elif not kept.address:
        words = _("đọc trên trang")
    else:
        words = _("nhận qua thư điện tử") if kept.is_confirmed else _("địa chỉ chưa xác nhận")
    return str(words)


def _entry(letter: Letter, reader: Reader, *, is_mailed: bool) -> LetterEntry:
    words: dict[str, tuple[str, Mark]] = {
        "page": (_("chỉ đọc trên trang"), ""),
        "waiting": (_("chờ gửi"), "not_proven"),
        "sent": (_("đã gửi"), "met"),
        "refused": (_("máy chủ từ chối"), "not_met"),
        "given_up": (_("không gửi được"), "not_met"),
    }
    state, mark = words[letter.state]
    if letter.state == "page" and not letter.address and is_mailed:
        state = _("chỉ đọc trên trang: viết trước khi địa chỉ được xác nhận, không gửi bù")
    due = letter.next_try_at if letter.state == "waiting" else None
    next_try = "" if due is None else _moment(sent_from(_aware(due)))
    subject = read_content(letter.content).subject
    return LetterEntry(letter.id, subject, _moment(letter.made_at), state, mark, _failure(letter, reader), next_try)


def _failure(letter: Letter, reader: Reader) -> str:
    """Why a letter has not gone out: what the server said for who may mend it, else in plain words.

    What it said of one address, refused for good, is for the address's owner.
    """
    if not letter.problem or letter.state == "refused":
        return letter.problem
    if any(held.role == "administrator" for held in reader.person.roles):
        return letter.problem
    return str(_("Máy chủ thư chưa nhận thư. Nếu ngày mai vẫn vậy, xin báo quản trị viên."))


def _moment(at: datetime) -> str:
    return f"{_aware(at).astimezone(VIET_NAM):%d/%m/%Y %H:%M}"


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
