"""The nonce says whose page it was and when; the receipt says nothing."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta

import pytest

from survey_app.exceptions import AnswerRefused
from survey_app.intake.nonce import LATE, NonceSigner, day_and_labels
from survey_app.tokens import ALPHABET

ISSUED = datetime(2026, 11, 4, 2, 30, tzinfo=UTC)


@pytest.fixture
def signer() -> NonceSigner:
    return NonceSigner("k" * 48)


def test_a_nonce_tells_when_its_page_was_made(signer: NonceSigner) -> None:
    assert signer.read(signer.issue("quay-5", ISSUED), "quay-5").issued == ISSUED


def test_two_pages_of_one_second_have_different_nonces_and_receipts(signer: NonceSigner) -> None:
    first, second = signer.issue("quay-5", ISSUED), signer.issue("quay-5", ISSUED)
    assert first != second
    assert signer.receipt(signer.read(first, "quay-5")) != signer.receipt(signer.read(second, "quay-5"))


def test_one_nonce_always_gives_the_same_receipt_of_sixteen_plain_letters(signer: NonceSigner) -> None:
    nonce = signer.read(signer.issue("quay-5", ISSUED), "quay-5")
    receipt = signer.receipt(nonce)
    assert receipt == signer.receipt(nonce)
    assert len(receipt) == 16
    assert set(receipt) <= set(ALPHABET)


def test_another_secret_gives_another_receipt_and_refuses_the_nonce(signer: NonceSigner) -> None:
    text = signer.issue("quay-5", ISSUED)
    other = NonceSigner("j" * 48)
    assert other.receipt(signer.read(text, "quay-5")) != signer.receipt(signer.read(text, "quay-5"))
    with pytest.raises(AnswerRefused, match="không còn nguyên vẹn"):
        other.read(text, "quay-5")


def test_changing_any_single_byte_is_noticed(signer: NonceSigner) -> None:
    raw = urlsafe_b64decode(signer.issue("quay-5", ISSUED))
    for position in range(len(raw)):
        changed = bytearray(raw)
        changed[position] ^= 1
        with pytest.raises(AnswerRefused):
            signer.read(urlsafe_b64encode(bytes(changed)).decode(), "quay-5")


def test_a_nonce_of_another_desk_is_refused(signer: NonceSigner) -> None:
    with pytest.raises(AnswerRefused, match="quầy khác"):
        signer.read(signer.issue("quay-5", ISSUED), "quay-6")


@pytest.mark.parametrize("text", ["", "x", "=", "ệ", "\x00" * 64, "A" * 64, "A" * 100_000, "\ud800"])
def test_what_is_no_nonce_is_refused(signer: NonceSigner, text: str) -> None:
    with pytest.raises(AnswerRefused, match="gửi lại"):
        signer.read(text, "quay-5")


@pytest.mark.parametrize(
    ("issued", "age", "day", "labels"),
    [
        (ISSUED, timedelta(0), date(2026, 11, 4), ""),
        (ISSUED, timedelta(hours=72), date(2026, 11, 4), ""),
        (ISSUED, timedelta(hours=72, seconds=1), date(2026, 11, 7), LATE),
        (ISSUED, timedelta(days=30), date(2026, 12, 4), LATE),
        # Viet Nam is seven hours ahead: 17:00 UTC is the next day there
        (datetime(2026, 11, 8, 16, 59, 59, tzinfo=UTC), timedelta(hours=1), date(2026, 11, 8), ""),
        (datetime(2026, 11, 8, 17, 0, 0, tzinfo=UTC), timedelta(hours=1), date(2026, 11, 9), ""),
        (datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC), timedelta(hours=71), date(2027, 1, 1), ""),
    ],
)
def test_the_day_is_that_of_the_page_for_72_hours_then_that_of_receipt(
    issued: datetime, age: timedelta, day: date, labels: str
) -> None:
    assert day_and_labels(issued, issued + age) == (day, labels)


def test_a_page_older_than_30_days_is_refused() -> None:
    with pytest.raises(AnswerRefused, match="quá 30 ngày"):
        day_and_labels(ISSUED, ISSUED + timedelta(days=30, seconds=1))


def test_a_server_clock_set_back_dates_no_answer_in_the_future() -> None:
    assert day_and_labels(ISSUED, ISSUED - timedelta(days=1)) == (date(2026, 11, 3), "")
