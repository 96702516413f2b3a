"""The page of the docs that holds what was measured."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from estimating.measuring import Spent

OPENING = """# Performance

Measurements of four kinds: [the estimates](#how-fast-the-estimates-are),
[a citizen's answer](#what-a-citizens-answer-withstands),
[the inspector's signs](#what-the-signs-of-the-inspector-find),
[publishing and the pages of the office](#publishing-and-the-pages-of-the-office).

## How fast the estimates are

The same figures from the same answers, in three programs: the share satisfied by 12 sectors with its standard error and
interval, raking to three margins, the raked share overall and by sector. The sample has 36 strata with finite
population correction, and weights that differ within the strata. A ratio stands only where the figures are the same:
points to a relative 1e-8, standard errors, intervals and raked figures to 1e-6.

A whole process is measured from its start to its end, imports and reading included: CPU seconds of all threads, seconds
on the wall, and the peak of memory. Of up to three runs the least time and the highest peak count; each program ran
before on few answers, so that its modules are compiled and in the file cache, and each has one thread for linear
algebra.

- **Ours**: DuckDB counts the cells of a Parquet file in one `GROUP BY` (the number of answers, the mean weight and the
  mean squared weight of each cell); `analysis` estimates from these cells.
- **`svy`**: reads the same Parquet file with polars, as its documentation tells.
- **R `survey`**: reads an uncompressed `.rds` that was made before, which spares it the parsing; then `svydesign`,
  `svyby` with `svyciprop(method="xlogit")`, `rake`, `svymean`.
"""
CLOSING = """
To repeat it: `python3 run.py bench`, or this part alone by `python3 run.py python bench/estimating.py`
(`--rows 1000000` for the small size, `--only svy` without R, `--write` to write this page). It brings `svy` and DuckDB
into a cache folder of their own; R with its `survey` package must be there. Seconds differ from machine to machine and
with what else runs on it: compare ratios of one run only.
"""


OTHERS = "<!-- bench/citizen.py begin -->"


@dataclass(frozen=True, slots=True)
class Line:
    """One program on one size."""

    answers: int
    source: str
    program: str
    spent: Spent
    times_ours: float | None = None
    """Its CPU over ours; ``None`` for ours, and where the figures differ."""


def write_page(lines: list[Line], imports: dict[str, float], path: Path) -> None:
    """Write the figures of one run with what was measured and how."""
    head = ("answers", "read as", "program", "CPU s", "wall s", "peak MB", "CPU, ours = 1")
    table = [f"| {' | '.join(head)} |", "|---:|---|---|---:|---:|---:|---:|"]
    for line in lines:
        times = "" if line.times_ours is None else f"{line.times_ours:.1f}"
        spent = f"{line.spent.cpu:.2f} | {line.spent.wall:.2f} | {line.spent.peak:,.0f} | {times}"
        table.append(f"| {line.answers:,} | {line.source} | {line.program} | {spent} |")
    machine = f"Python {platform.python_version()} on {os.cpu_count()} processors ({platform.machine()})."
    table += ["", "| a process that does nothing but | wall ms |", "|---|---:|"]
    table += [f"| `{statement}` | {milliseconds:.0f} |" for statement, milliseconds in imports.items()]
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    # what another measurement wrote behind its own mark stays
    others = old[old.index(OTHERS) :] if OTHERS in old else ""
    page = "\n".join([OPENING, machine, "", *table, CLOSING])
    path.write_text(f"{page}\n{others}" if others else page, encoding="utf-8")
