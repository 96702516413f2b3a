"""A distribution fitted to waiting minutes that were rounded: each answer counts as the interval it may stand for."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_positive
from analysis.design.domains import Domain, domain_of
from analysis.design.linearisation import covariance_at
from analysis.estimation.linearised import Linearised, estimate
from analysis.exceptions import DesignError, DidNotConverge, MethodError
from analysis.measurement.heaped_minutes import LONGEST, read_minutes
from analysis.measurement.interval_likelihood import RoundedMinutes, Solution, derivative, solve
from analysis.measurement.waiting import half_widths
from analysis.measurement.waiting_families import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign
    from analysis.estimate import Estimate
    from analysis.estimation.linearised import Labels

    Floats = NDArray[np.float64]

EDGES = (0.0, 5.0, 15.0, 25.0, 35.0, 45.0, 75.0, 105.0, 135.0, math.inf)
"""Minutes where the table of observed and fitted shares is cut: the ends of rounded answers."""
TOLERANCE = 0.05
"""A distance up to this is a fit, however many answered."""
LILLIEFORS = 0.886
"""Over √n: the distance that chance exceeds once in twenty where two parameters come from the same answers."""
ZEROS: dict[str, bool] = {"rounded": True, "mass": False}
"""Whether an answer of 0 belongs to the distribution, as 0 to 15 minutes, or is a share of its own."""


@dataclass(frozen=True, slots=True)
class FitBin:
    """Observed beside fitted share of those the distribution is about."""

    low: float
    high: float
    observed: float
    """Rounded answers that reach over an edge are divided as the fit divides them."""
    fitted: float


@dataclass(frozen=True, slots=True)
class FamilyFit:
    """One distribution fitted to the minutes of a domain."""

    family: str
    parameters: tuple[tuple[str, float], ...]
    log_likelihood: float
    """Pseudo-log-likelihood, weights scaled to add up to the answers."""
    criterion: float
    """Lumley and Scott's dAIC: −2 log-likelihood + 2 tr(Δ); smaller is better."""
    distance: float
    """Largest difference between observed and fitted distribution function at an end of an answer's interval."""
    fits: bool
    """Whether the distance is at most 0.05, or what chance explains with so few answers."""
    bins: tuple[FitBin, ...]
    mean: Estimate
    """Minutes; those who did not wait count as 0."""
    over: Estimate
    """Share over the target."""


@dataclass(frozen=True, slots=True)
class WaitingFit:
    """The families tried, best first."""

    fits: tuple[FamilyFit, ...]
    failed: tuple[str, ...]
    """Families for which the answers determine no solution."""
    target: float

    @property
    def best(self) -> FamilyFit:
        """The family with the smallest criterion, whether or not it fits."""
        return self.fits[0]

    @property
    def word(self) -> str:
        """The result in plain words."""
        return f"{self.best.family} fits" if self.best.fits else "no family fits"


def fit_waiting(
    design: SurveyDesign,
    item: Any,
    *,
    target: float = 25.0,
    families: Sequence[str] = tuple(FAMILIES),
    zeros: str = "rounded",
    longest: float = LONGEST,
    where: Any = None,
    level: float = 0.95,
    method: str = "beta",
    domain: Labels = (),
) -> WaitingFit:
    """Fit distributions to heaped minutes and return their mean and share over ``target``, best family first.

    Use it beside the plain figures, to see what a smooth distribution says once rounding is taken as rounding.

    Parameters
    ----------
    design : SurveyDesign
    item : str or (rows,) array
        Minutes, 0 to ``longest``.
    target : float
        Minutes.
    families : sequence of str
        Keys of ``FAMILIES``: ``lognormal``, ``gamma``, ``weibull``.
    zeros : {"rounded", "mass"}
        An answer of 0 stands for 0 to 15 minutes, as the rounding rule says; or for no wait at all, as a share of its
        own beside the distribution of the others.
    longest : float
        Minutes above it are refused.
    where, level, method, domain
        As in `proportion`; ``method`` is that of the share, the mean has t.

    Returns
    -------
    WaitingFit
        Ordered by criterion; ``word`` says whether the best one fits.

    Raises
    ------
    DidNotConverge
        No family has a solution.
    DesignError
        Minutes below 0 or above ``longest``; or answers so rounded that all could be the same wait.
    EmptyCellError
        No answer in the domain, or nobody who waited with ``zeros="mass"``.
    MethodError
        A family or a way with zeros that does not exist.

    Notes
    -----
    θ makes Σ w log(F(u_k; θ) − F(l_k; θ)) largest, [l, u] the interval of the rounding rule, ± 0.5 for an answer
    that is no multiple of 5. Taken as coarsened at random: 30 says 15 to 45 and nothing more, which draws the fit
    towards the narrower answers where many who say 30 do mean it. Influence of θ̂: H⁻¹ w u_k / Σ w, u_k the score and
    H minus the mean second derivative; of a function of θ̂ by its slope. Observed distribution function: Ĝ(t) =
    Σ w P(T ≤ t | l_k ≤ T ≤ u_k; θ̂) / Σ w, which is the plain one at every t that cuts no interval. Fits where
    max |Ĝ − F| ≤ max(0.05, 0.886/√n_eff). dAIC penalty: tr(n H V̂(θ̂)).

    References
    ----------
    Heitjan, Rubin (1991), Annals of Statistics 19(4), 2244–2253; Binder (1983), Int. Statistical Review 51(3), 279–292
    (pseudo-likelihood); Lumley, Scott (2015), J. Survey Statistics and Methodology 3(1), 1–18 (dAIC); Turnbull (1976),
    JRSS B 38(3), 290–295 (self-consistency); Lilliefors (1967), JASA 62, 399–402.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"minutes": [5, 10, 15, 20, 30, 45, 60], "count": [30, 60, 50, 40, 60, 10, 12]})
    >>> found = fit_waiting(SurveyDesign(cells, count="count"), "minutes")
    >>> found.word, round(found.best.mean.value, 1), round(found.best.over.value, 2)
    ('no family fits', 18.5, 0.21)
    """
    unknown = [name for name in families if name not in FAMILIES]
    if unknown or not families or isinstance(families, str):
        raise MethodError(f"families: got {families!r}; expected some of {list(FAMILIES)}")
    if zeros not in ZEROS:
        raise MethodError(f"zeros {zeros!r} is not known; choose one of {list(ZEROS)}")
    target = read_positive("target", target, "minutes above 0")
    given, rows = read_minutes(design, item, longest, where)
    name = item if isinstance(item, str) else ""
    minutes = _intervals(given[rows.index], rows, name, with_zeros=ZEROS[zeros])
    fits, failed = [], []
    for family in families:
        try:
            fits.append(_fit(family, minutes, rows, name, (target, level, method, domain)))
        except DidNotConverge:
            failed.append(family)
    if not fits:
        raise DidNotConverge(f"minutes: none of {', '.join(families)} has a solution; the answers are too few or alike")
    return WaitingFit(tuple(sorted(fits, key=lambda fit: fit.criterion)), tuple(failed), target)


def _intervals(given: Floats, rows: Domain, name: str, *, with_zeros: bool) -> RoundedMinutes:
    """Return the different answers as intervals; refuse none, and answers that could all be one wait."""
    counted = np.ones(len(given), dtype=bool) if with_zeros else given > 0
    domain_of(rows.design, rows.index[counted], name)
    values, found = np.unique(given[counted], return_inverse=True)
    place = np.full(len(given), -1, dtype=np.intp)
    place[counted] = found
    off = half_widths(values)
    off = np.where(off > 0, off, 0.5)
    low, high = np.maximum(values - off, 0.0), values + off
    if low.max() <= high.min():
        raise DesignError(
            f"minutes: {values.min():g} to {values.max():g} are so rounded that all could be the same wait; no "
            "distribution can be told: widen the domain or give the plain share"
        )
    return RoundedMinutes(low, high, place, (low + high) / 2)


def _fit(
    name: str, minutes: RoundedMinutes, rows: Domain, item: str, asked: tuple[float, float, str, Labels]
) -> FamilyFit:
    """Fit one family."""
    target, level, method, domain = asked
    family, n = FAMILIES[name], float(rows.design.counts[rows.index][minutes.waited].sum())
    solution = solve(family, minutes, rows.persons, None)
    score, curvature = solution.slopes()
    moved = np.where(minutes.waited[:, None], np.linalg.solve(curvature, score.T).T[minutes.place], 0.0)

    def report(measure: str, quantity: Callable[[Floats], float], interval: str) -> Estimate:
        found = _linearise(measure, item, quantity, solution, moved, rows)
        return estimate(found, level, interval, domain)

    mean = report("mean", family.mean, "mean")
    over = report("proportion", lambda free: math.exp(family.tails(free, np.array([target]))[1][0]), method)
    observed, fitted = solution.distribution(np.unique(np.concatenate([minutes.low, minutes.high])))
    distance = float(np.abs(observed - fitted).max())
    penalty = float(np.trace(n * curvature @ _parameter_covariance(solution, moved, rows)))
    return FamilyFit(
        family=name,
        parameters=tuple(zip(family.parameters, family.printed(solution.free), strict=True)),
        log_likelihood=n * solution.height,
        criterion=-2 * n * solution.height + 2 * penalty,
        distance=distance,
        fits=distance <= max(TOLERANCE, LILLIEFORS / math.sqrt(mean.n_eff)),
        bins=_bins(solution),
        mean=mean,
        over=over,
    )


def _linearise(
    measure: str, item: str, quantity: Callable[[Floats], float], solution: Solution, moved: Floats, rows: Domain
) -> Linearised:
    """Return a function of the parameters, over all who answered; who did not wait adds 0 to it."""
    waited, design = solution.minutes.waited, rows.design
    share, value = _share(rows.persons, waited), quantity(solution.free)
    slope = derivative(quantity, solution.free)
    per_person = value * (waited - share) + moved @ slope

    def refit(weight: Floats) -> float:
        persons = weight[rows.index] * design.counts[rows.index]
        again = solve(solution.family, solution.minutes, persons, solution.free)
        return _share(persons, waited) * quantity(again.free)

    return Linearised(measure, item, share * value, rows, per_person / rows.persons.sum(), abs(value), refit)


def _share(persons: Floats, waited: NDArray[np.bool_]) -> float:
    """Return the weighted share that waited."""
    return float(persons @ waited / persons.sum())


def _parameter_covariance(solution: Solution, moved: Floats, rows: Domain) -> Floats:
    """Return the (2, 2) covariance of the free parameters."""
    design = rows.design
    influence = design.weight[rows.index, None] * moved / (rows.persons @ solution.minutes.waited)

    def refit(weight: Floats) -> Floats:
        persons = weight[rows.index] * design.counts[rows.index]
        return solve(solution.family, solution.minutes, persons, solution.free).free

    return covariance_at(design, influence, rows.index, refit)


def _bins(solution: Solution) -> tuple[FitBin, ...]:
    """Return observed and fitted shares between the edges."""
    observed, fitted = solution.distribution(np.array(EDGES))
    parts = zip(EDGES[:-1], EDGES[1:], np.diff(observed), np.diff(fitted), strict=True)
    return tuple(FitBin(low, high, float(seen), float(said)) for low, high, seen, said in parts)
