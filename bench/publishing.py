"""Publishing a province's week and opening every office page, with millions of answers of thousands of units.

    python3 run.py python bench/publishing.py                      # small, SQLite
    python3 run.py python bench/publishing.py --full --engine both # 5 million answers, 3,000 units, three years

A country of provinces of 50 units each, visits by week, six sectors a unit. Measured: listing what is to be published,
publishing one province's last week (50 units, charts included) from a cold start, publishing it again, and each page of
the office as 50 units see it. `--keep FOLDER` keeps the SQLite file for the next run.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from publishing.asking import LIMIT_KB, LIMIT_MS, addresses, ask, sign_in
from publishing.country import Country, build
from publishing.servers import postgresql

from survey_app import grid
from survey_app.app import create_app
from survey_app.database import Store, open_store
from survey_app.migrating import upgrade
from survey_app.periods import calendar_period, previous, viet_nam_today, week_of
from survey_app.publish import publish
from survey_app.settings import Settings

LIMIT_SECONDS = 60
SECRET = "b" * 48
FULL, SMALL = (5_000_000, 3_000, 3), (100_000, 300, 1)


class Clock:
    """Prints each stage with its seconds, on the wall and of this process's CPU."""

    def __init__(self) -> None:
        self._last = time.perf_counter(), time.process_time()

    def mark(self, stage: str) -> float:
        """Seconds of CPU since the mark before."""
        now = time.perf_counter(), time.process_time()
        wall, cpu = (after - before for after, before in zip(now, self._last, strict=True))
        self._last = now
        print(f"  {stage:<62}{wall:9.1f} s, CPU {cpu:6.1f} s", flush=True)
        return cpu


def country_of(answers: int, units: int, years: int, asked: int) -> Country:
    """Answers up to last Sunday."""
    last = week_of(viet_nam_today()).first - timedelta(days=1)
    return Country(answers, units, min(50, units), date(last.year - years, last.month, 1), last, asked)


def measure(store: Store, country: Country, times: int, folder: Path) -> bool:
    """Publish and ask; whether every limit is kept."""
    clock, today = Clock(), viet_nam_today()
    with store.reading() as session:
        every = grid.tasks(session, today)
    clock.mark(f"list {len(every):,} periods to publish")
    week = previous(week_of(today))
    units = country.asked_units
    mine = [task for task in every if task.unit in units]
    weekly = [task for task in mine if task.period == week]
    done = publish(store, weekly, today)
    spent = clock.mark(f"publish the week of a province: {done.first} of {len(weekly)} units")
    publish(store, weekly, today)
    clock.mark("publish it again: nothing to do")
    periods = [week.id, previous(calendar_period("month", today)).id, previous(calendar_period("quarter", today)).id]
    others = [task for task in mine if task.period.id in periods[1:]]
    publish(store, others, today, with_charts=False)
    clock.mark(f"publish its month and quarter: {len(others)} units and periods")
    is_good = spent < LIMIT_SECONDS
    app = create_app(Settings(folder, store.engine.url.render_as_string(hide_password=False), SECRET))
    client = sign_in(app, store, country.root, SECRET)
    clock.mark("start the application and sign in")
    print(f"  {'page':<64}{'p50 ms':>8}{'p95 ms':>8}{'CPU':>8}{'kB':>8}")
    for page in [*addresses(app, client, country.root, periods)]:
        asked = ask(client, page, units, times)
        is_good &= asked.is_good
        verdict = "" if asked.is_good else f"  MISS ({asked.status})"
        print(
            f"  {asked.page:<64}{asked.p50_ms:8.0f}{asked.p95_ms:8.0f}{asked.p95_cpu_ms:8.0f}"
            f"{asked.kilobytes:8.0f}{verdict}",
            flush=True,
        )
    app.extensions["sipas_store"].engine.dispose()
    return is_good


@contextmanager
def database(engine: str, keep: Path | None, folder: Path) -> Iterator[tuple[str, bool]]:
    """An address, and whether the country stands there already."""
    if engine == "postgresql":
        with postgresql(folder) as url:
            yield url, False
        return
    path = (keep or folder) / "country.db"
    is_there = path.exists()
    yield f"sqlite:///{path}", is_there


def main() -> None:
    """Build, measure, and fail where a limit is missed at full size."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--full", action="store_true", help="5 million answers of 3,000 units in three years")
    arguments.add_argument("--answers", type=int)
    arguments.add_argument("--units", type=int)
    arguments.add_argument("--years", type=int)
    arguments.add_argument("--province", type=int, default=0, help="in a kept file, one that was not published yet")
    arguments.add_argument("--times", type=int, default=50, help="how often each page is asked")
    arguments.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="sqlite")
    arguments.add_argument("--keep", type=Path, help="folder that keeps the SQLite file")
    given, _for_other_benches = arguments.parse_known_args()
    sizes = FULL if given.full else SMALL
    asked = (given.answers, given.units, given.years)
    chosen = (own or usual for own, usual in zip(asked, sizes, strict=True))
    country = country_of(*chosen, asked=given.province)
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(f"{country.answers:,} answers of {country.units:,} units since {country.first}", flush=True)
    is_good = True
    for engine in ("sqlite", "postgresql") if given.engine == "both" else (given.engine,):
        print(engine)
        with tempfile.TemporaryDirectory() as folder, database(engine, given.keep, Path(folder)) as (url, is_there):
            store = open_store(url)
            upgrade(url)
            if not is_there:
                clock = Clock()
                build(store, country, clock.mark)
            is_good &= measure(store, country, given.times, Path(folder))
            store.engine.dispose()
    print(f"limits: {LIMIT_SECONDS} s, {LIMIT_MS} ms, {LIMIT_KB} kB: {'kept' if is_good else 'MISSED'}")
    if given.full and not is_good:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
