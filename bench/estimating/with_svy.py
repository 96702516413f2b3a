"""The task in Python's `svy`: `python with_svy.py FOLDER FIGURES`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import svy


def main() -> None:
    """Estimate by sector, rake, estimate overall and by sector."""
    folder, figures = Path(sys.argv[1]), Path(sys.argv[2])
    controls: dict[str, dict[int, float]] = {}
    with (folder / "margins.csv").open() as lines:
        for line in csv.DictReader(lines):
            controls.setdefault(line["margin"], {})[int(line["code"])] = float(line["total"])
    rows = svy.read_parquet(folder / "rows.parquet")
    sample = svy.Sample(rows, svy.Design(stratum="stratum", wgt="weight", pop_size="stratum_size"))
    by_sector = sample.estimation.prop("satisfied", by="sector", ci_method="logit").to_polars()
    raked = sample.weighting.rake(controls=controls, tol=1e-10)
    overall = raked.estimation.mean("satisfied").to_polars()
    raked_by_sector = raked.estimation.mean("satisfied", by="sector").to_polars()

    found = [f"program svy {svy.__version__}"]
    for row in by_sector.iter_rows(named=True):
        if int(row["satisfied"]) == 1:
            found.append(f"sector {row['sector']},{row['est']!r},{row['se']!r},{row['lci']!r},{row['uci']!r}")
    found += [f"raked,{row['est']!r},{row['se']!r}" for row in overall.iter_rows(named=True)]
    found += [f"raked sector {r['sector']},{r['est']!r},{r['se']!r}" for r in raked_by_sector.iter_rows(named=True)]
    figures.write_text("\n".join(found) + "\n")


if __name__ == "__main__":
    main()
