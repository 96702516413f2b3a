"""Draw the answers that every program reads, or the cells that so many answers leave.

python make_data.py rows  1000000   FOLDER   rows.parquet, a binary file for each column (for R), margins.csv
python make_data.py cells 100000000 FOLDER   cells.parquet, margins.csv
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import numpy as np

STRATA, SECTORS = 36, 12
SAMPLE = {"sex": (0.46, 0.54), "age": (0.12, 0.24, 0.26, 0.22, 0.16), "channel": (0.55, 0.3, 0.15)}
POPULATION = {"sex": (0.49, 0.51), "age": (0.15, 0.23, 0.24, 0.2, 0.18), "channel": (0.5, 0.31, 0.19)}
SPREAD = 0.35
"""Standard deviation of the log of the weights within a stratum."""

Columns = dict[str, np.ndarray]


def main() -> None:
    """Write what the command line names."""
    kind, answers, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    chance = np.random.default_rng(2026)
    strata = draw_strata(chance, answers)
    drawn = {"rows": draw_rows, "cells": draw_cells}[kind](chance, answers, strata)
    duckdb.sql(f"COPY (FROM drawn) TO '{folder / kind}.parquet' (FORMAT parquet)")  # noqa: S608  # our own names
    if kind == "rows":
        for name, values in drawn.items():
            values.tofile(folder / f"{name}.bin")
    size = float(strata["size"].sum())
    lines = [f"{name},{code},{share * size!r}" for name, p in POPULATION.items() for code, share in enumerate(p, 1)]
    (folder / "margins.csv").write_text("\n".join(["margin,code,total", *lines]) + "\n")


def draw_strata(chance: np.random.Generator, answers: int) -> Columns:
    """Answers, population and mood of each stratum."""
    drawn = np.maximum((answers * chance.dirichlet(np.full(STRATA, 8.0))).astype(np.int64), 2)
    drawn[0] += answers - drawn.sum()
    size = np.round(drawn / chance.uniform(0.05, 0.4, STRATA))
    return {"drawn": drawn, "size": size, "mood": chance.normal(0, 0.3, STRATA)}


def satisfied_share(mood: np.ndarray, code: Columns) -> np.ndarray:
    """Chance to be satisfied: it differs by stratum, sector and every margin."""
    odds = 1.4 + mood + 0.08 * (code["sector"] - 6) + 0.2 * (code["sex"] == 1)
    return 1 / (1 + np.exp(0.12 * code["age"] - 0.25 * code["channel"] - odds))


def draw_rows(chance: np.random.Generator, answers: int, strata: Columns) -> Columns:
    """One row an answer, in no order; weights differ within strata."""
    stratum = chance.permutation(np.repeat(np.arange(STRATA, dtype=np.int32), strata["drawn"]))
    code = {"sector": chance.integers(1, SECTORS + 1, answers, dtype=np.int32)}
    code |= {name: chance.choice(len(p), answers, p=p).astype(np.int32) + 1 for name, p in SAMPLE.items()}
    satisfied = chance.random(answers) < satisfied_share(strata["mood"][stratum], code)
    size = strata["size"][stratum]
    weight = size / strata["drawn"][stratum] * chance.lognormal(-(SPREAD**2) / 2, SPREAD, answers)
    answer = {"satisfied": satisfied.astype(np.int32), "weight": weight, "stratum_size": size}
    return {"stratum": stratum + 1, **code, **answer}


def draw_cells(chance: np.random.Generator, answers: int, strata: Columns) -> Columns:
    """One row for each stratum, sector, sex, age, channel and answer, with the weights as so many answers give them."""
    sides = [np.arange(STRATA), np.arange(1, SECTORS + 1), *(np.arange(1, len(p) + 1) for p in SAMPLE.values())]
    names = ("stratum", "sector", *SAMPLE, "satisfied")
    grid = dict(zip(names, map(np.ravel, np.meshgrid(*sides, [0, 1], indexing="ij")), strict=True))
    stratum = grid.pop("stratum")
    yes = satisfied_share(strata["mood"][stratum], grid)
    share = strata["drawn"][stratum] * np.where(grid["satisfied"] == 1, yes, 1 - yes)
    for name, p in SAMPLE.items():
        share = share * np.array(p)[grid[name] - 1]
    count = chance.multinomial(answers, share / share.sum())
    size, noise = strata["size"][stratum], chance.normal(0, SPREAD, len(count)) / np.sqrt(np.maximum(count, 1))
    weight = size / strata["drawn"][stratum] * np.exp(noise)
    square = weight**2 * np.exp(SPREAD**2)
    sums = {"count": count, "weight": weight, "weight_square": square, "stratum_size": size}
    return {name: values[count > 0] for name, values in {"stratum": stratum + 1, **grid, **sums}.items()}


if __name__ == "__main__":
    main()
