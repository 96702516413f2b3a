"""Writes desk_days.csv: simulated answers of desks and days, from a fixed seed. Run in this folder."""

from pathlib import Path

import numpy as np

SECTORS = {"household": 2600, "land": 1400, "tax": 900}
UNITS = {"A": (3, 5), "B": (2, 5), "C": (1, 4), "D": (1, 1)}


def main() -> None:
    """Draw about a thousand answers; unit D has one desk-day only."""
    draw = np.random.default_rng(20220101)
    lines = ["unit,desk,day,sector,visits,overall,minutes,resupply"]
    for unit, (desks, days) in UNITS.items():
        for desk in range(desks):
            for day in range(days):
                mood = draw.normal(0, 0.4)
                for _ in range(draw.integers(12, 30)):
                    sector = draw.choice(list(SECTORS), p=[0.5, 0.3, 0.2])
                    overall = int(np.clip(np.rint(draw.normal(3.9 + mood - 0.3 * (sector == "land"), 1.0)), 1, 5))
                    minutes = int(draw.choice([5, 10, 15, 20, 30, 45, 60]))
                    resupply = draw.choice(["0", "1", "NA"], p=[0.5, 0.2, 0.3])
                    visits = SECTORS[sector] // (1 + "ABCD".index(unit))
                    lines.append(f"{unit},{unit}{desk},{day},{sector},{visits},{overall},{minutes},{resupply}")
    Path("desk_days.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
