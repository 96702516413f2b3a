"""Writes svy.json: what the Python package svy says of the same data. Run in this folder, where svy is installed.

svy is no dependency of this project; the file says which version made the values.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import svy

HERE = Path(__file__).parent


def read(name: str) -> pl.DataFrame:
    """Return a data set with the indicator of the share."""
    frame = pl.read_csv(HERE / f"{name}.csv", null_values="NA")
    if name.startswith("api"):
        return frame.with_columns(y=(pl.col("sch.wide") == "Yes").cast(pl.Int64))
    psu = (pl.col("desk") + " " + pl.col("day").cast(pl.String)).alias("psu")
    return frame.with_columns(psu, y=(pl.col("overall") >= 4).cast(pl.Int64), one=pl.lit(1.0))


DESIGNS: dict[str, tuple[str, svy.Design, str, str, str]] = {
    "strat": ("apistrat", svy.Design(stratum="stype", wgt="pw", pop_size="fpc"), "api00", "enroll", "comp.imp"),
    "clus": ("apiclus1", svy.Design(psu="dnum", wgt="pw", pop_size="fpc"), "api00", "enroll", "stype"),
    "desk": (
        "desk_days",
        svy.Design(stratum="unit", psu="psu", wgt="one", singleton="center"),
        "minutes",
        "y",
        "sector",
    ),
}


def told(found: Any) -> dict[str, dict[str, Any]]:
    """Return the figures by domain."""
    return {
        "/".join(map(str, one.by_level or ["all"])): {
            "value": one.est, "se": one.se, "low": one.lci, "high": one.uci, "deff": one.deff, "dof": one.df,
        }
        for one in found.estimates
        if one.y_level in (None, 1, "1")
    }  # fmt: skip


def main() -> None:
    """Ask svy for every estimator it has, whole and by domain."""
    cases: dict[str, Any] = {}
    for name, (source, design, y, x, by) in DESIGNS.items():
        ask = svy.Sample(read(source), design).estimation
        for domain in (None, by):
            where = f"{name} by {domain}" if domain else name
            for method in ("logit", "beta", "korn-graubard", "wilson"):
                cases[f"share {method} {where}"] = told(ask.prop("y", by=domain, ci_method=method, deff="wr"))
            cases[f"mean {where}"] = told(ask.mean(y, by=domain, deff="wr", drop_nulls=True))
            cases[f"total {where}"] = told(ask.total(y, by=domain, deff="wr", drop_nulls=True))
            cases[f"ratio {where}"] = told(ask.ratio(y, x, by=domain, deff="wr", drop_nulls=True))
            cases[f"median {where}"] = told(ask.median(y, by=domain, drop_nulls=True))
    (HERE / "svy.json").write_text(json.dumps({"svy": svy.__version__, "cases": cases}, indent=1) + "\n")


if __name__ == "__main__":
    main()
