"""What the levels of the verdict were set by: honest weeks of seeds that nothing is ever judged on."""

from __future__ import annotations

import numpy as np

from analysis.integrity.office_week import BURST_FROM, FLAGGED

from .judging import judge_many

SEED = 20_260_001
WEEKS = 10_000


def calibrate() -> None:
    """Print which shares of honest weeks lie at or below some levels."""
    judged = list(judge_many(SEED, WEEKS))
    p = np.array([one.verdict.p for one in judged])
    burst = np.array([one.verdict.burst for one in judged])
    for level in (0.0005, 0.001, 0.002, 0.003, 0.005, 0.01):
        print(f"{(p <= level).mean():.2%} of {WEEKS:,} honest weeks have a combined p of {level} or less")
    for number in range(3, 8):
        print(f"{(burst >= number).mean():.2%} have {number} or more labelled as a burst at one desk on one day")
    told = ((p <= FLAGGED) | (burst >= BURST_FROM)).mean()
    print(f"{told:.2%} are told of at the levels in use: p ≤ {FLAGGED}, burst ≥ {BURST_FROM}")
