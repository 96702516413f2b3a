"""The tables as they are printed and as they stand in the docs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scipy.special import betaincinv

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- bench/integrity.py begin -->", "<!-- bench/integrity.py end -->"
OPENING = """## What the signs of the inspector find

Simulated office-weeks by a generator that shares nothing with the detectors (`bench/integrity/honest.py`): sectors,
desks, good and bad days, drifting and exceptional weeks, seasons, habits of rounding, people who answer everything
alike, groups. Twelve honest weeks are known of each office; the thirteenth is judged. The levels were set on 10,000
weeks of other seeds (`--calibrate`).

"""
CLOSING = """
Read it as it is: a few answers added by somebody who copies how others answer are not seen, and cannot be; tickets
minted from above, reconciling, and asking some people again are what helps there. A burst slower than one answer in
twelve seconds is mostly no burst to the label. To repeat it: `python3 run.py python bench/integrity.py --write`.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One measured thing."""

    what: str
    of: str
    measured: str
    wanted: str
    is_met: bool | None
    """None where nothing is wanted but to know it."""

    @property
    def verdict(self) -> str:
        """In a word."""
        return {True: "pass", False: "MISS", None: ""}[self.is_met]


def show(line: Line) -> Line:
    """Print a line as soon as it is known."""
    print(f"{line.verdict:<5}{line.what}: {line.of}\n     {line.measured}  (wanted: {line.wanted})", flush=True)
    return line


def upper_bound(told: int, number: int) -> float:
    """The largest rate that so few in so many leave possible: exact binomial, one-sided 95 % (3/N where none)."""
    return 1.0 if told >= number else float(betaincinv(told + 1, number - told, 0.95))


def rate(told: int, number: int) -> str:
    """So many of so many, and the rate that leaves possible."""
    return f"{told} of {number:,} ({told / number:.1%}; below {upper_bound(told, number):.2%} with 95 % certainty)"


def write(lines: list[Line], path: Path = PAGE) -> None:
    """Put the table into its part of the page; the rest of the page stays."""
    text = path.read_text(encoding="utf-8")
    before, _begin, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    rows = [f"| {line.what} | {line.of} | {line.measured} | {line.wanted} | {line.verdict} |" for line in lines]
    head = ["| what | of | measured | wanted | |", "|---|---|---|---|---|"]
    part = "\n".join([BEGIN, OPENING + "\n".join([*head, *rows]), CLOSING + END])
    path.write_text(f"{before.rstrip()}\n\n{part}\n{after}", encoding="utf-8")
