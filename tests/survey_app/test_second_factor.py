"""Codes of the phone and of the drawer, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from survey_app.database import Store
from survey_app.models import Staff
from survey_app.second_factor import FactorKey, codes_left, enrol, use_code
from tests.factories import make_unit

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
KEY, SALT = FactorKey("k" * 48), "ab" * 16


@pytest.fixture
def codes(store: Store) -> tuple[str, ...]:
    """The recovery codes of Lan, who has a phone."""
    with store.writing.begin() as session:
        make_unit(session, "tinh")
        session.add(Staff(login="lan", name="Lan", unit="tinh", password_hash="", session_key=""))
        session.flush()
        return enrol(session, KEY, "lan", salt=SALT, step=0)


def use(store: Store, code: str, now: datetime = NOW) -> str:
    with store.writing.begin() as session:
        return use_code(session, KEY, "lan", code, now=now)


def phone(seconds: int = 0) -> str:
    """What the phone shows that many seconds from now."""
    return pyotp.TOTP(KEY.secret("lan", SALT)).at(NOW + timedelta(seconds=seconds))


def test_a_phone_may_be_half_a_minute_off_and_each_code_passes_once(store: Store, codes: tuple[str, ...]) -> None:
    assert [use(store, phone(seconds)) for seconds in (-60, -30, 0, 30, 60)] == [
        "wrong",
        "totp",
        "totp",
        "totp",
        "wrong",
    ]
    # none of them again, and none before the last accepted one
    assert [use(store, phone(seconds)) for seconds in (-30, 0, 30)] == ["used", "used", "used"]
    assert use(store, phone(60), NOW + timedelta(seconds=60)) == "totp"


def test_a_recovery_code_passes_once_however_it_is_typed(store: Store, codes: tuple[str, ...]) -> None:
    assert use(store, codes[3].lower().replace("-", " ")) == "recovery"
    assert use(store, codes[3]) == "wrong"
    assert use(store, codes[4]) == "recovery"
    with store.reading() as session:
        assert codes_left(session, "lan") == 8


@pytest.mark.parametrize("typed", ["", "000000", "x" * 50, "①②③④⑤⑥", "123 456", "\0"])
def test_anything_else_is_wrong(store: Store, codes: tuple[str, ...], typed: str) -> None:
    assert use(store, typed) == "wrong"


def test_secrets_differ_by_login_salt_and_installation() -> None:
    other = FactorKey("j" * 48)
    secrets = {KEY.secret("lan", "1"), KEY.secret("lan", "2"), KEY.secret("hoa", "1"), other.secret("lan", "1")}
    assert len(secrets) == 4
    assert all(len(secret) == 32 for secret in secrets)
