"""The task in this package: `python ours.py FOLDER FIGURES`. The database counts the cells, `analysis` estimates."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import numpy as np

from analysis import SurveyDesign, by_domain, proportion, rake

COUNT = """
    SELECT stratum, sector, sex, age, channel, satisfied, count(*) AS count, avg(weight) AS weight,
           avg(weight * weight) AS weight_square, any_value(stratum_size) AS stratum_size
    FROM '{}' GROUP BY ALL
"""


def main() -> None:
    """Estimate by sector, rake, estimate overall and by sector."""
    folder, figures = Path(sys.argv[1]), Path(sys.argv[2])
    design = SurveyDesign(
        read_cells(folder),
        count="count",
        strata="stratum",
        weights="weight",
        weight_squares="weight_square",
        fpc="stratum_size",
    )
    by_sector = by_domain(proportion, design, "sector", "satisfied", {1}, method="logit")
    raked = rake(design, read_margins(folder))
    overall = proportion(raked, "satisfied", {1}, method="logit")
    raked_by_sector = by_domain(proportion, raked, "sector", "satisfied", {1}, method="logit")

    found = ["program analysis"]
    found += [f"sector {e.domain[0][1]},{e.value!r},{e.se!r},{e.ci_low!r},{e.ci_high!r}" for e in by_sector]
    found.append(f"raked,{overall.value!r},{overall.se!r}")
    found += [f"raked sector {e.domain[0][1]},{e.value!r},{e.se!r}" for e in raked_by_sector]
    figures.write_text("\n".join(found) + "\n")


def read_cells(folder: Path) -> dict[str, np.ndarray]:
    """The cells as they are, or counted from the rows by the database."""
    counted, rows = folder / "cells.parquet", folder / "rows.parquet"
    query = f"FROM '{counted}'" if counted.exists() else COUNT.format(rows)
    cells: dict[str, np.ndarray] = duckdb.connect(config={"threads": 1}).execute(query).fetchnumpy()
    return cells


def read_margins(folder: Path) -> dict[str, dict[int, float]]:
    """Margin → code → persons in the population."""
    margins: dict[str, dict[int, float]] = {}
    for line in (folder / "margins.csv").read_text().splitlines()[1:]:
        margin, code, total = line.split(",")
        margins.setdefault(margin, {})[int(code)] = float(total)
    return margins


if __name__ == "__main__":
    main()
