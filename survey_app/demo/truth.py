"""The known truth of the simulated province: who comes, how content they are, and who answers.

Strata are unit × sector. Participation in mode (a) depends on unit and sector only, which weighting corrects; in mode
(b) it also depends on how content the visitor is, which nothing that is counted at the desk can correct.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from survey_app.demo.province import Province

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mode = Literal["a", "b"]

WEEKLY_VISITS = 11_500
"""Of the whole province; with 60,000 answers in 26 weeks about one visitor in five answers."""
DISSATISFIED_ANSWER_LESS = 0.7
"""Mode (b): how readily a visitor who is not content answers, next to one who is."""
SMALLER_ANSWER_MORE = -0.5
"""Exponent of a unit's size in its readiness to answer."""

SATISFIED_AT = {
    "dat_dai": 0.74,
    "xay_dung": 0.79,
    "dau_tu": 0.875,
    "doanh_nghiep": 0.88,
    "ho_tich": 0.92,
    "chung_thuc": 0.935,
    "bao_tro_xa_hoi": 0.86,
    "nguoi_co_cong": 0.89,
    "lao_dong": 0.86,
    "y_te": 0.85,
    "giao_duc": 0.90,
    "giao_thong": 0.85,
    "moi_truong": 0.82,
    "nong_nghiep": 0.85,
}
"""Share content in a commune centre of ordinary size."""
VISITS_AT_CENTRE = {
    "dat_dai": 0.25,
    "xay_dung": 0.10,
    "dau_tu": 0.06,
    "doanh_nghiep": 0.12,
    "ho_tich": 0.02,
    "chung_thuc": 0.03,
    "bao_tro_xa_hoi": 0.02,
    "nguoi_co_cong": 0.04,
    "lao_dong": 0.07,
    "y_te": 0.05,
    "giao_duc": 0.03,
    "giao_thong": 0.13,
    "moi_truong": 0.03,
    "nong_nghiep": 0.05,
}
VISITS_AT_COMMUNE = {
    "dat_dai": 0.18,
    "xay_dung": 0.04,
    "doanh_nghiep": 0.05,
    "ho_tich": 0.20,
    "chung_thuc": 0.33,
    "bao_tro_xa_hoi": 0.10,
    "nguoi_co_cong": 0.04,
    "giao_duc": 0.02,
    "moi_truong": 0.01,
    "nong_nghiep": 0.03,
}
READY_TO_ANSWER = {"chung_thuc": 1.3, "ho_tich": 1.2, "dat_dai": 0.7, "xay_dung": 0.8, "dau_tu": 0.9}
"""Next to 1 for the other sectors."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What holds in each stratum; arrays run over the strata, `unit` and `sector` are positions in the province's."""

    unit: Ints
    sector: Ints
    weekly_visits: Floats
    satisfied: Floats
    """Probability that a visitor is content (level 4 or 5)."""
    readiness: Floats
    """Readiness to answer, up to a factor."""
    median_wait: Floats
    """Minutes, of a content visitor on an ordinary day."""
    late: Floats
    """Share of resolved dossiers that come late."""

    @property
    def share(self) -> float:
        """Expected share of content visitors in the whole province."""
        return float(np.average(self.satisfied, weights=self.weekly_visits))


def draw_truth(province: Province, seed: int) -> Truth:
    """Give every stratum its figures; busy places are slower, less liked, and heard from less."""
    rng = np.random.default_rng([seed, 1])
    unit, sector, weekly = _volumes(province, rng)
    size = np.log(np.bincount(unit, weekly)[unit] / 150)
    unit_taste = rng.normal(0, 0.28, len(province.centres))[unit]
    liked = logit(np.array([SATISFIED_AT[province.sectors[s]] for s in sector]))
    ready = np.array([READY_TO_ANSWER.get(province.sectors[s], 1.0) for s in sector])
    return Truth(
        unit=unit,
        sector=sector,
        weekly_visits=weekly,
        satisfied=expit(liked - 0.22 * size + unit_taste + rng.normal(0, 0.15, unit.size)),
        readiness=ready * np.exp(SMALLER_ANSWER_MORE * size + rng.normal(0, 0.2, len(province.centres))[unit]),
        median_wait=np.exp(np.log(11) + 0.16 * size - 0.35 * unit_taste + rng.normal(0, 0.1, unit.size)),
        late=np.clip(0.035 * np.exp(0.25 * size - unit_taste + rng.normal(0, 0.3, unit.size)), 0.002, 0.4),
    )


def chance_to_answer(truth: Truth, mode: Mode, satisfied: NDArray[np.bool_] | bool, stratum: Ints | slice) -> Floats:
    """Readiness of visitors of a stratum who are, or are not, content."""
    readiness = truth.readiness[stratum]
    if mode == "a":
        return readiness
    return np.where(satisfied, readiness, DISSATISFIED_ANSWER_LESS * readiness)


def _volumes(province: Province, rng: np.random.Generator) -> tuple[Ints, Ints, Floats]:
    unit, sector, weekly = [], [], []
    for position, centre in enumerate(province.centres):
        mix = VISITS_AT_CENTRE if centre.level == "provincial_centre" else VISITS_AT_COMMUNE
        for code, part in mix.items():
            unit.append(position)
            sector.append(province.sectors.index(code))
            weekly.append(centre.busyness * part * rng.lognormal(0, 0.12))
    visits = np.array(weekly)
    return np.array(unit), np.array(sector), visits * (WEEKLY_VISITS / visits.sum())
