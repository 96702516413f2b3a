"""What was measured beside what is wanted: printed, and kept in the docs under a heading of its own."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- bench/citizen.py begin -->", "<!-- bench/citizen.py end -->"
OPENING = """## What a citizen's answer withstands

The kit as `sipas serve` runs it, in a process of its own, asked over real sockets on the same machine: client, browser
and databases share its processors. For old pages the server's clock is moved; for the races each of two servers has 25
threads instead of eight; forged codes and "one view" are asked of the application without a server between.

Where nothing went wrong in N attempts, the bound beside it is 3/N: with 95 % certainty the true rate is below that,
never simply none. Milliseconds of CPU are of whole requests; the least of several batches counts, since other programs
only add.
"""
CLOSING = """
To repeat it: `python3 run.py python bench/citizen.py --full --write`, or on smaller numbers without `--full`. The walk
needs Chromium, the lines about PostgreSQL need `initdb`.
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    target: str
    measured: str
    is_met: bool | None
    """None where something it needs is missing."""

    @property
    def verdict(self) -> str:
        """In a word."""
        return {True: "pass", False: "MISS", None: "not measured"}[self.is_met]


def show(figure: Figure) -> None:
    """Print a line as soon as it is known."""
    print(f"{figure.verdict:<13}{figure.what}\n{'':<13}{figure.measured}  (wanted: {figure.target})", flush=True)


def none_in(number: int) -> str:
    """The bound that no failure in so many attempts gives."""
    return f"0 of {number:,} (below {3 / number:.1g})"


def write(figures: list[Figure], *, is_whole: bool, path: Path = PAGE) -> None:
    """Put the table into its part of the page; the rest of the page stays, and lines that were not measured anew."""
    rows = {one.what: f"| {one.what} | {one.target} | {one.measured} | {one.verdict} |" for one in figures}
    text = path.read_text(encoding="utf-8")
    before, found, rest = text.partition(BEGIN)
    old, _end, after = rest.partition(END) if found else ("", "", "")
    if not is_whole:
        rows = {line.split(" | ")[0].removeprefix("| "): line for line in _lines(old)} | rows
    head = ["| what | wanted | measured | |", "|---|---|---|---|"]
    machine = f"Python {platform.python_version()} on {os.cpu_count()} processors ({platform.machine()})."
    if hasattr(os, "getloadavg"):
        machine += f" Other programs ran too: in the last quarter of an hour {os.getloadavg()[2]:.0f} on average."
    part = "\n".join([BEGIN, OPENING, machine, "", *head, *rows.values(), CLOSING + END])
    path.write_text(f"{before.rstrip()}\n\n{part}\n{after.lstrip()}", encoding="utf-8")


def _lines(part: str) -> list[str]:
    """The lines of a table without its head."""
    return [line for line in part.splitlines() if line.startswith("| ")][1:]
