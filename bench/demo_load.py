"""Seconds to simulate and load the demonstration's half-year, stage by stage (`python3 run.py bench`)."""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path

from survey_app.database import open_store
from survey_app.demo.comparison import compare
from survey_app.demo.load import load
from survey_app.demo.simulation import last_sunday, simulate
from survey_app.migrating import upgrade
from survey_app.periods import viet_nam_today

LIMIT_SECONDS = 30


def measure(responses: int, until: date, url: str) -> dict[str, float]:
    """Run every stage once on an empty database at `url`; seconds by stage."""
    marks = [("", time.perf_counter())]

    def mark(stage: str) -> None:
        marks.append((stage, time.perf_counter()))

    upgrade(url)
    mark("tables")
    simulation = simulate(1, responses, until)
    mark("simulate")
    compare(simulation)
    mark("compare with the truth")
    store = open_store(url)
    starts: dict[str, float] = {}
    load(store, simulation, tell=lambda stage, done, total: starts.__setitem__(stage, time.perf_counter()))
    marks += [(f"load: {stage}", when) for stage, when in starts.items()]
    mark("load: commit")
    store.engine.dispose()
    return {stage: when - before for (stage, when), (_, before) in zip(marks[1:], marks, strict=False)}


def main() -> None:
    """Print the table; fail where loading 60,000 answers takes 30 seconds or more."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--responses", type=int, default=60_000)
    arguments.add_argument("--database", help="an empty database instead of a new SQLite file")
    given, _for_other_benches = arguments.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{Path(folder) / 'sipas.db'}"
        seconds = measure(given.responses, last_sunday(viet_nam_today()), url)
    for stage, spent in seconds.items():
        print(f"{stage:<36}{spent:8.2f} s")
    loading = sum(spent for stage, spent in seconds.items() if stage.startswith("load"))
    print(f"{'load in all':<36}{loading:8.2f} s  ({given.responses / loading:,.0f} answers a second)")
    if given.responses <= 60_000 and loading >= LIMIT_SECONDS:
        raise SystemExit(f"loading took {loading:.1f} s, the limit is {LIMIT_SECONDS} s")


if __name__ == "__main__":
    main()
