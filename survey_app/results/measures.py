"""A sample's columns as arrays and its items read once: many rows of many tables are made of the same answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import Estimate, SurveyDesign, mean, proportion
from analysis.estimation.breakdown import in_domains

ITEM = "overall"
SATISFIED = (4, 5)
LEVELS = (1, 2, 3, 4, 5)
SCORES = {1: 0.0, 2: 25.0, 3: 50.0, 4: 75.0, 5: 100.0}
MINUTES = "minutes"
SHARE_INTERVAL = "truncated"
"""The interval of every published share: Korn–Graubard on no more than its answers (docs/decisions/0017)."""
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
InDomain = Callable[[Any], Estimate]
"""From a domain's rows to the estimate there."""


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """What rows are made of, each in the order of the cells."""

    counts: Floats
    level: Floats
    """The answer to the overall item, NaN where there is none."""
    is_valid: Mask
    """One of the five levels."""
    is_satisfied: Mask
    is_labelled: Mask
    minutes: Floats
    share: InDomain
    score: InDomain
    wait: InDomain


def read_measures(design: SurveyDesign, cells: pd.DataFrame) -> Measures:
    """Read the columns and items of a design's cells."""
    level = cells[ITEM].to_numpy(dtype=np.float64)
    return Measures(
        counts=cells["count"].to_numpy(dtype=np.float64),
        level=level,
        is_valid=np.isin(level, LEVELS),
        is_satisfied=np.isin(level, SATISFIED),
        is_labelled=cells["is_labelled"].to_numpy(dtype=bool),
        minutes=cells[MINUTES].to_numpy(dtype=np.float64),
        share=in_domains(proportion, design, ITEM, SATISFIED, valid=LEVELS, method=SHARE_INTERVAL),
        score=in_domains(mean, design, ITEM, scores=SCORES),
        wait=in_domains(mean, design, MINUTES),
    )
