"""Numbers as readers write them."""

from __future__ import annotations

from datetime import date

import pytest

from reports.numbers import Numbers, days, enough_decimals, hundredfold, outward, rounded, share_decimals


def test_vietnamese_numbers_have_a_decimal_comma_and_dots_for_thousands() -> None:
    numbers = Numbers("vi")
    assert numbers.percent(0.794) == "79,4%"
    assert numbers.number(35000) == "35.000"
    assert numbers.number(1234567.891, 2) == "1.234.567,89"
    assert numbers.share_range(0.741, 0.84) == "74,1–84,0"


def test_english_numbers_have_a_decimal_point() -> None:
    numbers = Numbers("en")
    assert numbers.percent(0.794) == "79.4%"
    assert numbers.number(35000) == "35,000"


@pytest.mark.parametrize(
    ("satisfied", "answered", "target", "shown"),
    [
        (2249, 3000, 0.75, "74,97%"),
        (2250, 3000, 0.75, "75,0%"),
        (2251, 3000, 0.75, "75,03%"),
        (29999, 40000, 0.75, "74,998%"),
        (9501, 10000, 0.95, "95,01%"),
        (949, 1000, 0.95, "94,9%"),
    ],
)
def test_a_printed_share_never_contradicts_its_verdict(
    satisfied: int, answered: int, target: float, shown: str
) -> None:
    value = satisfied / answered
    assert Numbers().percent(value, share_decimals([value], [target])) == shown


def test_minutes_get_the_decimals_their_verdict_needs() -> None:
    assert enough_decimals(24.98, [25.0]) == 2
    assert enough_decimals(25.0, [25.0]) == 1
    assert enough_decimals(18.42, [25.0]) == 1


def test_noise_of_binary_fractions_does_not_add_decimals() -> None:
    assert share_decimals([0.1 + 0.2], [0.3]) == 1


def test_halves_round_up_as_spreadsheets_do() -> None:
    assert str(rounded(hundredfold(0.8125), 1)) == "81.3"
    assert str(rounded(0.5, 0)) == "1"
    assert str(rounded(2.5, 0)) == "3"


def test_a_level_keeps_only_the_decimals_it_was_set_with() -> None:
    numbers = Numbers()
    assert [numbers.level(level) for level in (0.85, 0.925, 1.0, 0.57)] == ["85%", "92,5%", "100%", "57%"]
    assert [numbers.minutes(level) for level in (25.0, 7.5, 30)] == ["25", "7,5", "30"]


def test_differences_carry_their_sign_and_a_real_minus() -> None:
    numbers = Numbers()
    assert [numbers.signed(value) for value in (3.2, -3.2, 0.0, -0.04)] == ["+3,2", "−3,2", "0,0", "0,0"]


def test_days_are_written_as_vietnamese_documents_write_them() -> None:
    assert days(date(2026, 10, 12), date(2026, 11, 8), with_year=False) == "12/10–08/11"
    assert days(date(2026, 3, 1), date(2026, 6, 14)) == "01/3–14/6/2026"
    assert days(date(2025, 12, 15), date(2026, 2, 1)) == "15/12/2025–01/02/2026"


@pytest.mark.parametrize(
    ("bound", "is_upper", "shown"),
    [(25.002, True, "25,1"), (24.998, False, "24,9"), (31.0, True, "31,0"), (25.0000000001, True, "25,0")],
)
def test_a_bound_is_rounded_outward_to_one_decimal(bound: float, is_upper: bool, shown: str) -> None:
    assert Numbers("vi").number(outward(bound, is_upper=is_upper), 1) == shown
