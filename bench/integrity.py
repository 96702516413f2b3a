"""How often the inspector's signs are mistaken, and what they find: honest and padded weeks, bursts, posters gone.

The honest weeks come from a generator that shares nothing with the detectors; the levels from which a week is told of
were set on other seeds (`--calibrate` prints how). Runs a few minutes; `--write` puts the tables into the docs.
"""

from __future__ import annotations

import argparse
import time

from integrity import page
from integrity.arriving import bursts_caught
from integrity.calibrating import calibrate
from integrity.judging import BIG, SMALL, caught, judge_many
from integrity.page import Line, show
from integrity.silencing import posters_gone

SEED = 40_000
"""Judged seeds begin here; those of the calibration lie elsewhere."""
FALSE_ALARMS = 0.01
BURSTS = 0.9
PACES = (4, 8, 10, 12, 15, 20)
"""Seconds from one answer of a burst to the next."""
PADDING = {
    "plain": "“very satisfied”, nothing else answered",
    "flat": "“very satisfied” throughout, minutes anywhere from 1 to 30",
    "constant": "“very satisfied” throughout, always 5 minutes",
    "evening": "“very satisfied”, a dozen a sitting after closing time",
    "static": "“very satisfied”, through the printed code where tickets are in use",
    "careful": "as content people answer: minutes, items, tiers and all",
}


def main() -> None:
    """Measure and print; with --write also into the docs."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--calibrate", action="store_true", help="print what the levels were set by, and stop")
    arguments.add_argument("--weeks", type=int, default=1_000, help="office-weeks judged for false alarms")
    arguments.add_argument("--trials", type=int, default=200, help="office-weeks of each line of the table of power")
    arguments.add_argument("--write", action="store_true", help="write the tables into docs/performance.md")
    given, _for_other_benches = arguments.parse_known_args()
    if given.calibrate:
        calibrate()
        return
    started = time.perf_counter()
    lines = [*false_alarms(given.weeks), *power(given.trials), *bursts(given.trials), *posters()]
    print(f"{time.perf_counter() - started:.0f} s")
    if given.write:
        page.write(lines)
    raise SystemExit(any(line.is_met is False for line in lines))


def false_alarms(number: int) -> list[Line]:
    """Honest office-weeks told of."""
    lines = []
    for name, sizes, seed in (("200 and more answers", BIG, SEED), ("30 to 200 answers", SMALL, SEED + 1)):
        told = sum(one.verdict.is_flagged for one in judge_many(seed, number, sizes=sizes))
        measured = page.rate(told, number)
        lines.append(show(Line("honest weeks told of", name, measured, "at most 1 %", told / number <= FALSE_ALARMS)))
    return lines


def power(number: int) -> list[Line]:
    """Padded office-weeks told of, whatever it is."""
    lines = []
    for place, (style, words) in enumerate(PADDING.items()):
        parts = {part: caught(SEED + 10 + place, number, style, part) for part in (0.05, 0.15, 0.3)}
        measured = " / ".join(f"{share:.0%}" for share in parts.values())
        lines.append(show(Line("padding of 5 / 15 / 30 % told of", words, measured, "as it is", None)))
    away = {part: caught(SEED + 20, number, "turned_away", part) for part in (0.3, 0.6, 0.9)}
    measured = " / ".join(f"{share:.0%}" for share in away.values())
    words = "of those at level 1 to 3"
    return [*lines, show(Line("30 / 60 / 90 % of the unhappy turned away, told of", words, measured, "as it is", None))]


def bursts(number: int) -> list[Line]:
    """Ten answers one after the other at one desk."""
    lines = []
    for pace in PACES:
        share = bursts_caught(SEED + 30, number, 10, pace)
        is_met = share >= BURSTS if pace <= 10 else None
        wanted = "at least 90 %" if pace <= 10 else "as it is"
        lines.append(
            show(Line("bursts of ten told of", f"{pace} s from one to the next", f"{share:.0%}", wanted, is_met))
        )
    return lines


def posters() -> list[Line]:
    """Desks whose poster is torn off on one day."""
    found = posters_gone(SEED + 40, 150)
    lines = []
    for kind, gone in found.items():
        measured = f"{gone.after_one_day:.0%} after one day, {gone.after_two:.0%} after two ({gone.desks} desks)"
        is_busy = kind.startswith("12")
        is_met = gone.after_one_day >= 0.95 if is_busy else None
        wanted = "one day" if is_busy else "as it is"
        lines.append(show(Line("posters gone told of", f"{kind} answers a day", measured, wanted, is_met)))
    wrong, days = sum(one.by_mistake for one in found.values()), sum(one.days for one in found.values())
    measured = page.rate(wrong, days)
    return [
        *lines,
        show(Line("honest desk-days told of as silent", "all desks", measured, "at most 1 %", wrong / days <= 0.01)),
    ]


if __name__ == "__main__":
    main()
