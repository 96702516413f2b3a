"""Numbers as Vietnamese and English readers write them, with enough decimals that print never contradicts a verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

MOST_DECIMALS = 4
"""Nearer to a threshold than this, two numbers are the same number: it is the noise of binary fractions."""


def rounded(value: float | Decimal, decimals: int) -> Decimal:
    """`value` rounded half up on its decimal digits, as spreadsheets do (never to even)."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def outward(bound: float, *, is_upper: bool) -> float:
    """A bound at one decimal, never on the inner side of itself: what may come to 25.002 may come to 25.1."""
    way = ROUND_CEILING if is_upper else ROUND_FLOOR
    return float(rounded(bound, MOST_DECIMALS).quantize(Decimal("0.1"), rounding=way))


def enough_decimals(value: float | Decimal, thresholds: Iterable[float | Decimal], *, least: int = 1) -> int:
    """Digits after which the printed value stands on the same side of every threshold as the value itself."""
    exact = _exact(value)
    needed = least
    for threshold in thresholds:
        needed = max(needed, _separating(exact, _exact(threshold), least))
    return needed


def _exact(value: float | Decimal) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(repr(float(value)))


def _separating(value: Decimal, threshold: Decimal, least: int) -> int:
    side = value.compare(threshold)
    for decimals in range(least, MOST_DECIMALS + 1):
        if rounded(value, decimals).compare(threshold) == side:
            return decimals
    return least


def hundredfold(fraction: float) -> Decimal:
    """A fraction as percent, without the noise that `fraction * 100` adds (0.57 is 57, not 56.99999999999999)."""
    return Decimal(repr(float(fraction))) * 100


@dataclass(frozen=True, slots=True)
class Numbers:
    """Number formats of one language: 79,4% and 35.000 in Vietnamese, 79.4% and 35,000 in English."""

    language: str = "vi"

    @property
    def decimal_mark(self) -> str:
        """What stands before the decimals."""
        return "." if self.language == "en" else ","

    def number(self, value: float | Decimal, decimals: int = 0) -> str:
        """A number with grouped thousands and a real minus sign."""
        shown = rounded(value, decimals)
        plain = f"{abs(shown):,.{decimals}f}"
        text = plain if self.language == "en" else plain.translate(str.maketrans(",.", ".,"))
        return f"−{text}" if shown < 0 else text

    def percent(self, fraction: float, decimals: int = 1) -> str:
        """A fraction as a percentage, no space before the sign."""
        return f"{self.number(hundredfold(fraction), decimals)}%"

    def level(self, fraction: float) -> str:
        """A target's level, with only the decimals it was set with: 85%, 92,5%."""
        exact = hundredfold(fraction).normalize()
        exponent = exact.as_tuple().exponent
        return self.percent(fraction, max(0, -exponent) if isinstance(exponent, int) else 1)

    def minutes(self, value: float) -> str:
        """A level in minutes with only the decimals it was set with: 25, 7,5."""
        exact = _exact(value).normalize()
        exponent = exact.as_tuple().exponent
        return self.number(value, max(0, -exponent) if isinstance(exponent, int) else 0)

    def signed(self, value: float | Decimal, decimals: int = 1) -> str:
        """A difference with its sign: +3,2, −3,2, 0,0."""
        text = self.number(value, decimals)
        return f"+{text}" if rounded(value, decimals) > 0 else text

    def share_range(self, low: float, high: float, decimals: int = 1) -> str:
        """An interval of shares without its sign: 74,1–84,0."""
        return f"{self.number(hundredfold(low), decimals)}–{self.number(hundredfold(high), decimals)}"

    def range(self, low: float, high: float, decimals: int = 1) -> str:
        """An interval of plain numbers."""
        return f"{self.number(low, decimals)}–{self.number(high, decimals)}"


def share_decimals(values: Iterable[float], thresholds: Iterable[float]) -> int:
    """Decimals of percent at which none of these shares changes sides of a threshold."""
    levels = [hundredfold(threshold) for threshold in thresholds]
    return max((enough_decimals(hundredfold(value), levels) for value in values), default=1)


def day(value: date) -> str:
    """A date as Vietnamese documents write it: 02/11/2026, a zero before days to 9 and months 1 and 2."""
    return f"{_day_month(value)}/{value.year}"


def days(first: date, last: date, *, with_year: bool = True) -> str:
    """First and last day: 12/10–08/11/2026."""
    if not with_year:
        return f"{_day_month(first)}–{_day_month(last)}"
    if first.year == last.year:
        return f"{_day_month(first)}–{day(last)}"
    return f"{day(first)}–{day(last)}"


def _day_month(value: date) -> str:
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"{value.day:02d}/{month}"
