"""Confidence intervals by name: each a small function of the same evidence.

``n_eff`` below is n / deff. Where the standard error is 0 (everyone gave the same answer) it is n / Kish's deff,
since a sample of a few equal answers proves less than a zero-width interval would say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from analysis.asked import read_level
from analysis.estimation.profile_likelihood import exact_limits, gridded_limits
from analysis.exceptions import MethodError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an interval is made from."""

    value: float
    se: float
    n_eff: float
    """n / deff, or n / Kish's deff where ``se`` is 0."""
    dof: float
    nominal: int
    """Answers counted for the t correction of `korn_graubard` (R: the rows its design keeps)."""
    few_psus: bool = False
    answers: int | None = None
    """Answers the value rests on; ``None`` where they are not counted."""
    known: int | None = None
    """Those of ``nominal`` that are not missing (R: the rows its regression keeps); ``None`` for all."""


def student(evidence: Evidence, level: float) -> tuple[float, float]:
    """Symmetric interval on t: θ̂ ± t_{dof} se (R: ``method="mean"``)."""
    reach = t_quantile(level, evidence.dof) * evidence.se
    return evidence.value - reach, evidence.value + reach


def linear(evidence: Evidence, level: float) -> tuple[float, float]:
    """Symmetric interval on the normal, θ̂ ± z se; on t where there are fewer than eight PSUs."""
    if evidence.few_psus:
        return student(evidence, level)
    reach = normal_quantile(level) * evidence.se
    return evidence.value - reach, evidence.value + reach


def korn_graubard(evidence: Evidence, level: float) -> tuple[float, float]:
    """Clopper–Pearson on the effective sample size (R: ``svyciprop(method="beta")``).

    Notes
    -----
    n* = p̂(1 − p̂) / V̂ · (t_{n−1} / t_{dof})², then the Beta(n*p̂, n*(1−p̂)+1) and Beta(n*p̂+1, n*(1−p̂)) quantiles.
    Where se = 0, n* = n / Kish's deff with no t correction.

    References
    ----------
    Korn, Graubard (1998), Survey Methodology 24(2), 193–201.
    """
    return _clopper_pearson(evidence.value, _korn_graubard_size(evidence, level), level)


def truncated(evidence: Evidence, level: float) -> tuple[float, float]:
    """`korn_graubard` with n* at most n: a design effect below 1 that few PSUs show by chance earns nothing.

    References
    ----------
    Parker et al. (2017), NCHS Vital and Health Statistics 2(175): standards for the presentation of proportions.
    """
    trials = _korn_graubard_size(evidence, level)
    most = trials if evidence.answers is None else min(trials, evidence.answers)
    return _clopper_pearson(evidence.value, most, level)


def wilson(evidence: Evidence, level: float) -> tuple[float, float]:
    """Score interval on n_eff: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n).

    References
    ----------
    Wilson (1927), JASA 22, 209–212; on an effective size: Franco et al. (2019), J. Surv. Stat. Methodol. 7(3).
    """
    share, trials, z = evidence.value, evidence.n_eff, normal_quantile(level)
    middle = share + z * z / (2 * trials)
    reach = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    shrink = 1 + z * z / trials
    return max((middle - reach) / shrink, 0.0), min((middle + reach) / shrink, 1.0)


def logit(evidence: Evidence, level: float) -> tuple[float, float]:
    """Symmetric on the log-odds: logit p̂ ± t_{dof} se / (p̂(1 − p̂)) (R: ``method="logit"`` and ``"xlogit"``).

    Raises
    ------
    MethodError
        At p̂ = 0 or 1, where the log-odds are infinite.
    """
    share = evidence.value
    if not 0 < share < 1:
        raise MethodError(f'logit: a share of {share:g} has no finite log-odds; use method="beta" or "wilson"')
    middle = math.log(share / (1 - share))
    reach = t_quantile(level, evidence.dof) / math.sqrt(share * (1 - share) * _binomial_size(evidence))
    return _expit(middle - reach), _expit(middle + reach)


def arcsine(evidence: Evidence, level: float) -> tuple[float, float]:
    """Symmetric on arcsin √p̂, with se / (2√(p̂(1−p̂))), held inside 0–1 (R: ``method="asin"``)."""
    middle = math.asin(math.sqrt(evidence.value))
    reach = t_quantile(level, evidence.dof) / (2 * math.sqrt(_binomial_size(evidence)))
    return math.sin(max(middle - reach, 0.0)) ** 2, math.sin(min(middle + reach, math.pi / 2)) ** 2


def profile(evidence: Evidence, level: float) -> tuple[float, float]:
    """Limits where the Rao–Scott scaled likelihood ratio is t²: 2 n* KL(p̂ ‖ p) = t² n / (n − 1).

    References
    ----------
    Rao, Scott (1984), Annals of Statistics 12; Lumley, Scott (2014), Scand. J. Statistics 41.
    """
    t = t_quantile(level, evidence.dof)
    return exact_limits(evidence.value, t * t * _dispersion(evidence) / (2 * _binomial_size(evidence)))


def likelihood(evidence: Evidence, level: float) -> tuple[float, float]:
    """`profile` as R computes it (``method="likelihood"``): read off a grid; exact where that is too short."""
    found = None
    if evidence.se > 0 and 0 < evidence.value < 1:
        t, rows = t_quantile(level, evidence.dof), evidence.nominal
        found = gridded_limits(evidence.value, evidence.se, _dispersion(evidence), t, rows, evidence.known)
    return found or profile(evidence, level)


EXPANDED_FROM = 1000
"""Degrees of freedom from which a t quantile comes from its expansion."""

INTERVALS: dict[str, Callable[[Evidence, float], tuple[float, float]]] = {
    "beta": korn_graubard,
    "wilson": wilson,
    "truncated": truncated,
    "logit": logit,
    "xlogit": logit,
    "likelihood": likelihood,
    "profile": profile,
    "asin": arcsine,
    "mean": student,
    "linear": linear,
}
"""Interval methods for a share. ``mean`` and ``linear`` serve means and totals as well."""

UNBOUNDED = ("mean", "linear")
"""The methods that make sense for a quantity that is not a share."""


def interval(evidence: Evidence, level: float, method: str, *, share: bool) -> tuple[float, float]:
    """Return (low, high) by the named method.

    Raises
    ------
    MethodError
        A method that does not exist or does not fit the quantity, or a level outside (0, 1).
    """
    known = tuple(INTERVALS) if share else UNBOUNDED
    if method not in known:
        raise MethodError(f"interval method {method!r} is not known here; choose one of {list(known)}")
    return INTERVALS[method](evidence, read_level(level))


def t_quantile(level: float, dof: float) -> float:
    """Return the two-sided t quantile at ``level``.

    Notes
    -----
    From 1,000 degrees of freedom on by its expansion about the normal's (Abramowitz, Stegun 1972, 26.7.5), which is
    exact to the last digits there and spares a quick program the loading of scipy.
    """
    if dof < EXPANDED_FROM:
        from scipy.special import stdtrit

        return float(stdtrit(dof, (1 + level) / 2))
    z = normal_quantile(level)
    s = z * z
    terms = (
        z,
        z * (s + 1) / 4,
        z * ((5 * s + 16) * s + 3) / 96,
        z * (((3 * s + 19) * s + 17) * s - 15) / 384,
        z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160,
    )
    return sum(term / dof**power for power, term in enumerate(terms))


@cache
def normal_quantile(level: float) -> float:
    """Return the two-sided normal quantile at ``level``."""
    from statistics import NormalDist

    return NormalDist().inv_cdf((1 + level) / 2)


def _binomial_size(evidence: Evidence) -> float:
    """Return the size of the simple random sample with the same p̂(1 − p̂) / V̂; n / Kish's deff where the se is 0."""
    if evidence.se == 0:
        return evidence.n_eff
    return evidence.value * (1 - evidence.value) / evidence.se**2


def _korn_graubard_size(evidence: Evidence, level: float) -> float:
    """Return n*: the binomial size, cut as far as t on the design's degrees of freedom is wider than t on n − 1."""
    trials = _binomial_size(evidence)
    if evidence.se > 0:
        trials *= (t_quantile(level, max(evidence.nominal - 1, 1)) / t_quantile(level, evidence.dof)) ** 2
    return trials


def _clopper_pearson(share: float, trials: float, level: float) -> tuple[float, float]:
    """Return Clopper and Pearson's limits for a share of ``trials``, whole or not."""
    from scipy.special import betaincinv

    yes, no, tail = trials * share, trials * (1 - share), (1 - level) / 2
    low = 0.0 if yes == 0 else float(betaincinv(yes, no + 1, tail))
    high = 1.0 if no == 0 else float(betaincinv(yes + 1, no, 1 - tail))
    return low, high


def _dispersion(evidence: Evidence) -> float:
    """Return n / (n − 1), which R divides the deviance by; 1 for one answer."""
    answers = evidence.answers
    return 1.0 if answers is None or answers < 2 else answers / (answers - 1)


def _expit(x: float) -> float:
    """Return 1 / (1 + e^−x)."""
    return 1 / (1 + math.exp(-x))
