"""The second factor: a six-digit code that a phone shows for 30 seconds (TOTP, RFC 6238), and ten codes for the drawer.

The database keeps a random salt for each person; the secret in the phone is an HMAC of login and salt under the
installation's key. So nothing has to be encrypted, and a stolen database makes no code. A new installation key asks
everyone to enrol anew. Recovery codes (60 bits) are kept as an HMAC under the same key.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest, digest
from typing import Literal

import pyotp
import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from survey_app.models import RecoveryCode, Staff
from survey_app.tokens import ALPHABET, in_groups, read_token

STEP_SECONDS = 30
DRIFT = 1
"""Steps a phone's clock may be before or after ours."""
CODES, CODE_LENGTH = 10, 12
ISSUER = "Khảo sát tại quầy"

Outcome = Literal["totp", "recovery", "used", "wrong"]


@dataclass(frozen=True, slots=True)
class FactorKey:
    """Makes secrets and marks of codes under the key of one installation."""

    secret_key: str

    def secret(self, login: str, salt: str) -> str:
        """What the phone keeps: 160 bits in base32."""
        return b32encode(self._mac("totp", login, salt)[:20]).decode()

    def mac(self, login: str, code: str) -> str:
        """What is kept of a recovery code."""
        return self._mac("recovery", login, code).hex()

    def _mac(self, *parts: str) -> bytes:
        return digest(self.secret_key.encode(), "\0".join(("sipas second factor 1", *parts)).encode(), "sha256")


def new_salt() -> str:
    """Draw what makes a new secret."""
    return secrets.token_hex(16)


def address_of(secret: str, login: str) -> str:
    """What the QR says to an app on the phone."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def matching_step(secret: str, typed: str, now: datetime) -> int | None:
    """The step of 30 seconds whose code this is, within the drift; None where it is none of them."""
    code = "".join(typed.split())
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    steps = range(current - DRIFT, current + DRIFT + 1)
    # every step is compared: the time taken tells nothing
    found = [step for step in steps if compare_digest(totp.generate_otp(step).encode(), code.encode())]
    return found[-1] if found else None


def code_at(secret: str, step: int) -> str:
    """The code of a step."""
    return pyotp.TOTP(secret).generate_otp(step)


def next_code(session: Session, key: FactorKey, login: str, now: datetime) -> str:
    """The code that would be accepted now; empty where there is no factor. For simulated installations alone."""
    staff = session.get_one(Staff, login)
    if staff.totp_salt is None:
        return ""
    current = int(now.timestamp()) // STEP_SECONDS
    step = current if staff.totp_step is None else max(current, staff.totp_step + 1)
    return code_at(key.secret(login, staff.totp_salt), min(step, current + DRIFT))


def enrol(session: Session, key: FactorKey, login: str, *, salt: str, step: int) -> tuple[str, ...]:
    """Keep a factor that was just proved with the code of `step`; return the recovery codes, seen only now."""
    staff = session.get_one(Staff, login, with_for_update=True)
    staff.totp_salt, staff.totp_step = salt, step
    return new_recovery_codes(session, key, login)


def new_recovery_codes(session: Session, key: FactorKey, login: str) -> tuple[str, ...]:
    """Replace a person's recovery codes."""
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.login == login))
    codes = ["".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH)) for _number in range(CODES)]
    session.add_all(RecoveryCode(login=login, mac=key.mac(login, code)) for code in codes)
    session.flush()
    return tuple(in_groups(code) for code in codes)


def use_code(session: Session, key: FactorKey, login: str, typed: str, *, now: datetime) -> Outcome:
    """Accept a code of the phone, or of the drawer, once; both are spent in the caller's transaction."""
    salt = session.scalar(sa.select(Staff.totp_salt).where(Staff.login == login))
    if salt is None or len(typed) > 40:
        return "wrong"
    step = matching_step(key.secret(login, salt), typed, now)
    if step is not None:
        return "totp" if _spend_step(session, login, step) else "used"
    spent = sa.delete(RecoveryCode).where(
        RecoveryCode.login == login, RecoveryCode.mac == key.mac(login, read_token(typed))
    )
    return "recovery" if _rows(session, spent) else "wrong"


def codes_left(session: Session, login: str) -> int:
    """How many recovery codes a person still has."""
    query = sa.select(sa.func.count()).select_from(RecoveryCode).where(RecoveryCode.login == login)
    return session.scalar(query) or 0


def reset(session: Session, login: str) -> None:
    """Forget a factor: a lost phone; the person enrols anew at the next sign-in."""
    staff = session.get_one(Staff, login, with_for_update=True)
    staff.totp_salt = staff.totp_step = None
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.login == login))
    session.flush()


def _spend_step(session: Session, login: str, step: int) -> bool:
    # compared and written by one statement: the same code sent twice at once passes once
    is_new = sa.or_(Staff.totp_step.is_(None), Staff.totp_step < step)
    return _rows(session, sa.update(Staff).where(Staff.login == login, is_new).values(totp_step=step)) == 1


def _rows(session: Session, statement: sa.Delete | sa.Update) -> int:
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return done.rowcount if isinstance(done, CursorResult) else 0
