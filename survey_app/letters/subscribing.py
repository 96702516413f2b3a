"""Who is told what, and where: an address is used only after its owner followed the link that was sent to it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.alerts import KINDS
from survey_app.audit import record
from survey_app.exceptions import LetterRefused
from survey_app.mail_settings import is_address
from survey_app.models import Subscription
from survey_app.places import require_unit

LINK_HOLDS = timedelta(days=3)
ASK_AGAIN_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for."""

    unit: str
    kinds: tuple[str, ...]
    is_weekly: bool
    language: str
    address: str = ""


def find_subscription(session: Session, login: str) -> Subscription | None:
    """What this person asked for, if they ever did."""
    return session.scalars(sa.select(Subscription).where(Subscription.login == login)).one_or_none()


def subscribe(session: Session, login: str, wish: Wish, *, who: str) -> Subscription:
    """Keep what a person wants to be told; a new address has to be confirmed before anything else goes there."""
    address = check_address(wish.address)
    require_unit(session, wish.unit)
    kept = find_subscription(session, login)
    if kept is None:
        kept = Subscription(login=login, unit=wish.unit, kinds="", language=wish.language, address="", problem="")
        kept.is_confirmed = False
        session.add(kept)
    if kept.address != address:
        kept.address, kept.is_confirmed, kept.problem = address, False, ""
    kept.unit, kept.language, kept.is_weekly, kept.is_stopped = wish.unit, wish.language, wish.is_weekly, False
    kept.kinds = " ".join(kind for kind in KINDS if kind in wish.kinds)
    session.flush()
    # the address itself is the person's, and no business of whoever reads the log
    detail = {"kinds": kept.kinds, "weekly": kept.is_weekly, "has_address": bool(address)}
    record(session, who, "letters.subscribe", login, unit=kept.unit, detail=detail)
    return kept


def stop(session: Session, subscription: Subscription, *, who: str) -> None:
    """Send no more letters; pages stay readable."""
    if not subscription.is_stopped:
        subscription.is_stopped = True
        record(session, who, "letters.stop", subscription.login, unit=subscription.unit)


def confirm(session: Session, subscription: Subscription) -> None:
    """The owner of the address followed the link."""
    subscription.is_confirmed, subscription.problem = True, ""
    record(session, subscription.login, "letters.confirm", subscription.login, unit=subscription.unit)


def may_ask(subscription: Subscription, now: datetime) -> bool:
    """Whether the address may be asked (again) to be confirmed: nobody floods a stranger's mailbox through the kit."""
    asked = subscription.asked_at
    return asked is None or now - (asked if asked.tzinfo else asked.replace(tzinfo=UTC)) >= ASK_AGAIN_AFTER


def check_address(typed: str) -> str:
    """The address as it is kept; empty for none."""
    address = typed.strip()
    if address and not is_address(address):
        raise LetterRefused(
            _("“%(address)s” chưa phải một địa chỉ thư. Cần dạng ten@coquan.gov.vn.", address=address[:60])
        )
    return address


def kinds_of(subscription: Subscription) -> Collection[str]:
    """The kinds of alerts asked for."""
    return tuple(subscription.kinds.split())


def stop_token(key: str, number: int) -> str:
    """What stands in the address that stops the letters: a number, and what only this installation could write."""
    return f"{number}.{_mac(key, f'stop:{number}')}"


def read_stop_token(key: str, token: str) -> int | None:
    """The subscription a token stops; nothing for one that was not written here."""
    number, _dot, mac = token.partition(".")
    if not number.isdecimal() or len(number) > 10:
        return None
    is_ours = hmac.compare_digest(mac.encode(), _mac(key, f"stop:{int(number)}").encode())
    return int(number) if is_ours and number == str(int(number)) else None


def confirm_token(key: str, subscription: Subscription, now: datetime) -> str:
    """What stands in the link sent to an address: it holds three days, and for this address only."""
    until = int((now + LINK_HOLDS).timestamp())
    number = subscription.number
    return f"{number}.{until}.{_mac(key, f'confirm:{number}:{until}:{subscription.address}')}"


def read_confirm_token(session: Session, key: str, token: str, now: datetime) -> Subscription | None:
    """The subscription whose address a link confirms; nothing where it is too old or of another address."""
    number, until, *rest = token.split(".")[:3] if token.count(".") == 2 else ("", "", "")
    if not (number.isdecimal() and until.isdecimal()) or len(number) > 10 or len(until) > 12:
        return None
    found = session.get(Subscription, int(number)) if int(number) < 2**31 else None
    if found is None or now.timestamp() > int(until):
        return None
    wanted = _mac(key, f"confirm:{number}:{until}:{found.address}")
    return found if hmac.compare_digest(rest[0].encode(), wanted.encode()) else None


def _mac(key: str, text: str) -> str:
    digest = hmac.new(key.encode(), f"letters:{text}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()
