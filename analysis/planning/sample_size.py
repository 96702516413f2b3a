"""How many answers a figure needs to be as precise as wanted, and how many people must be invited for them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.asked import read_level, read_positive, takes_numbers
from analysis.estimation.intervals import Evidence, korn_graubard, normal_quantile, wilson
from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 1e12
"""More answers than this are no plan."""


@dataclass(frozen=True, slots=True)
class SampleSize:
    """Answers needed for one figure, and what it takes to have them."""

    answers: int
    """Answers needed, rounded up."""
    exact: float
    """The same before rounding."""
    invited: int
    """People to invite: answers / (participation × the domain's share), rounded up."""
    population: int | None
    is_feasible: bool | None
    """Whether the population has as many people as must be invited; ``None`` where it was not given."""
    margin: float | None
    """Half width asked for; ``None`` where a coefficient of variation was."""
    level: float
    deff: float
    participation: float
    method: str


@takes_numbers("margin", "cv", "share", "population", "deff", "participation", "domain_share")
def size_for_share(
    *,
    margin: float | None = None,
    cv: float | None = None,
    share: float = 0.5,
    level: float = 0.95,
    population: int | None = None,
    fpc: bool = True,
    deff: float = 1.0,
    participation: float = 1.0,
    domain_share: float = 1.0,
    method: str = "normal",
) -> SampleSize:
    """Return the answers needed to estimate a share.

    Parameters
    ----------
    margin : float
        Half width of the interval, a fraction: 0.05 for ± 5 points. Give this or ``cv``.
    cv : float
        Standard error / share; with ``method="normal"`` only.
    share : float
        The share expected, above 0 and below 1; 0.5 needs most.
    level : float
        Of the interval.
    population : int, optional
        People of the period.
    fpc : bool
        Whether the finite population correction is taken where the population is given. Not for answers of people who
        chose themselves.
    deff : float
        Design effect expected.
    participation : float
        Share of the invited expected to answer, above 0 and at most 1.
    domain_share : float
        Share of the population in the domain the figure is about; ``answers`` and ``population`` are the domain's,
        ``invited`` those of the whole.
    method : {"normal", "wilson", "exact"}
        A key of ``SIZE_METHODS``: the interval whose half width is meant.

    Returns
    -------
    SampleSize

    Raises
    ------
    DesignError
        A number outside its range, or both or neither of margin and cv.
    MethodError
        A method that does not exist, or a cv with ``wilson`` or ``exact``.

    Notes
    -----
    ``normal``: n₀ = z² p(1 − p)/e², or (1 − p)/(p cv²). ``wilson``: z² (p q − 2e² + √(e² − p q(4e² − p q)))/(2e²),
    where Wilson's half width is e. ``exact``: where Clopper–Pearson's is. Times deff; with fpc n = n₀/(1 + (n₀ − 1)/N).

    References
    ----------
    Cochran (1977), Sampling Techniques, §4.4, eq. 4.1–4.2; Valliant, Dever, Kreuter (2018), Practical Tools, §3.2;
    Wilson (1927), JASA 22; Clopper, Pearson (1934), Biometrika 26.

    Examples
    --------
    >>> size_for_share(margin=0.05).answers
    385
    >>> size_for_share(margin=0.05, population=1000, participation=0.4).invited
    695
    """
    _refuse_share(share)
    if method not in SIZE_METHODS:
        raise MethodError(f"method {method!r} is not known; choose one of {list(SIZE_METHODS)}")
    _refuse_precision(margin, cv)
    if margin is None:
        if method != "normal":
            raise MethodError(f"cv: a coefficient of variation has no {method} interval; use method='normal'")
        simple = (1 - share) / (share * _given(cv) ** 2)
    else:
        if margin >= 0.5:
            raise DesignError(f"margin: got {margin!r}; expected a fraction below 0.5, such as 0.05 for 5 points")
        simple = SIZE_METHODS[method](share, margin, read_level(level))
    asked = _Asked(population, fpc, deff, participation, domain_share, level, method)
    return _plan(simple, margin, asked, without_one=True)


@takes_numbers("sd", "margin", "cv", "mean", "population", "deff", "participation", "domain_share")
def size_for_mean(
    *,
    sd: float,
    margin: float | None = None,
    cv: float | None = None,
    mean: float | None = None,
    level: float = 0.95,
    population: int | None = None,
    fpc: bool = True,
    deff: float = 1.0,
    participation: float = 1.0,
    domain_share: float = 1.0,
) -> SampleSize:
    """Return the answers needed to estimate a mean.

    Parameters
    ----------
    sd : float
        Standard deviation expected between people, in the unit of the measure.
    margin : float
        Half width of the interval in that unit. Give this, or ``cv`` and ``mean``.
    cv, mean : float
        Standard error / mean, and the mean expected.
    level, population, fpc, deff, participation, domain_share
        As in `size_for_share`.

    Raises
    ------
    DesignError
        As in `size_for_share`, or a cv without a mean.

    Notes
    -----
    n₀ = z² S² / e², or S² / (ȳ cv)²; times deff; with fpc n = n₀/(1 + n₀/N).

    References
    ----------
    Cochran (1977), §4.6, eq. 4.5; Lohr (2010), Sampling: Design and Analysis, §2.6.

    Examples
    --------
    >>> size_for_mean(sd=15, margin=2, deff=1.5).answers
    325
    """
    _refuse_precision(margin, cv)
    if not sd > 0:
        raise DesignError(f"sd: got {sd!r}; expected a standard deviation above 0")
    if margin is None:
        if mean is None or mean == 0:
            raise DesignError(f"mean: got {mean!r}; a cv needs the mean expected, not 0")
        simple = (sd / (mean * _given(cv))) ** 2
    else:
        simple = (normal_quantile(read_level(level)) * sd / margin) ** 2
    asked = _Asked(population, fpc, deff, participation, domain_share, level, "normal")
    return _plan(simple, margin, asked, without_one=False)


@takes_numbers("population", "margin")
def yamane_size(population: int, margin: float) -> SampleSize:
    """Return n = N/(1 + N e²), the rule of many guidelines; use `size_for_share` to plan.

    Parameters
    ----------
    population : int
    margin : float
        Half width, a fraction.

    Notes
    -----
    It is `size_for_share` with p = 0.5, z = 2 (a level of 95.45 %), simple random sampling without replacement (deff
    1), everyone invited answering, and N for N − 1. It knows no design effect, no refusal and no domain.

    References
    ----------
    Yamane (1967), Statistics: An Introductory Analysis, p. 886; called Slovin's.

    Examples
    --------
    >>> [yamane_size(visits, 0.05).answers for visits in (200, 1000, 100000)]
    [134, 286, 399]
    """
    if not (1 <= population < math.inf and 0 < margin < 1):
        raise DesignError(f"population {population!r} and margin {margin!r}; expected at least 1 and a fraction")
    exact = population / (1 + population * margin**2)
    answers = _up(exact)
    return SampleSize(answers, exact, answers, population, True, margin, math.erf(math.sqrt(2)), 1.0, 1.0, "yamane")


@takes_numbers("answers", "share", "population", "deff")
def reached_margin(
    answers: float,
    *,
    share: float = 0.5,
    level: float = 0.95,
    population: int | None = None,
    deff: float = 1.0,
    method: str = "normal",
) -> float:
    """Return the half width a share will have with so many answers, the inverse of `size_for_share`.

    With ``population`` the finite population correction is taken, as there.

    Raises
    ------
    DesignError, MethodError
        As in `size_for_share`; more answers than the population.

    Examples
    --------
    >>> f"{reached_margin(385):.4f} {reached_margin(100, deff=2):.4f}"
    '0.0499 0.1386'
    """
    _refuse_share(share)
    if method not in SIZE_METHODS:
        raise MethodError(f"method {method!r} is not known; choose one of {list(SIZE_METHODS)}")
    read_positive("answers", answers)
    read_positive("deff", deff)
    size = answers / deff
    if population is not None:
        if not answers <= population < math.inf:
            raise DesignError(f"answers: got {answers!r} of a population of {population}; expected no more than it")
        if answers == population:
            return 0.0
        size = answers * (population - 1) / (population - answers) / deff
    return _HALF_WIDTHS[method](share, size, read_level(level))


def _normal_width(share: float, size: float, level: float) -> float:
    return normal_quantile(level) * math.sqrt(share * (1 - share) / size)


def _interval_width(method: Callable[[Evidence, float], tuple[float, float]]) -> Callable[[float, float, float], float]:
    def width(share: float, size: float, level: float) -> float:
        low, high = method(Evidence(share, 0.0, size, size, 1), level)
        return (high - low) / 2

    return width


_HALF_WIDTHS: dict[str, Callable[[float, float, float], float]] = {
    "normal": _normal_width,
    "wilson": _interval_width(wilson),
    "exact": _interval_width(korn_graubard),
}


def _normal_size(share: float, margin: float, level: float) -> float:
    return normal_quantile(level) ** 2 * share * (1 - share) / margin**2


def _wilson_size(share: float, margin: float, level: float) -> float:
    spread, square = share * (1 - share), margin * margin
    root = math.sqrt(square - spread * (4 * square - spread))
    return max(normal_quantile(level) ** 2 * (spread - 2 * square + root) / (2 * square), 1.0)


def _exact_size(share: float, margin: float, level: float) -> float:
    """Return where Clopper–Pearson's half width is the margin; it narrows with every answer."""
    from scipy.optimize import brentq

    def over(size: float) -> float:
        return _HALF_WIDTHS["exact"](share, size, level) - margin

    if over(1.0) <= 0:
        return 1.0
    largest = 4 * _normal_size(share, margin, level) + 4 / margin
    return float(brentq(over, 1.0, largest, xtol=1e-9, rtol=1e-12))


SIZE_METHODS: dict[str, Callable[[float, float, float], float]] = {
    "normal": _normal_size,
    "wilson": _wilson_size,
    "exact": _exact_size,
}
"""Simple random sizes by the interval meant: of (share, margin, level)."""


@dataclass(frozen=True, slots=True)
class _Asked:
    population: int | None
    fpc: bool
    deff: float
    participation: float
    domain_share: float
    level: float
    method: str


def _plan(simple: float, margin: float | None, asked: _Asked, *, without_one: bool) -> SampleSize:
    """Allow for design effect, finite population and who will not answer."""
    _refuse_plan(asked)
    exact = simple * asked.deff
    if asked.population is not None and asked.fpc:
        exact = exact / (1 + (exact - (1 if without_one else 0)) / asked.population)
    if not exact < MOST:
        raise DesignError(f"{exact:.3g} answers would be needed; ask for a wider margin or a larger cv")
    answers = _up(exact)
    invited = _up(answers / (asked.participation * asked.domain_share))
    whole = None if asked.population is None else asked.population / asked.domain_share
    return SampleSize(
        answers=answers,
        exact=exact,
        invited=invited,
        population=asked.population,
        is_feasible=None if whole is None else invited <= whole * (1 + 1e-12),
        margin=margin,
        level=asked.level,
        deff=asked.deff,
        participation=asked.participation,
        method=asked.method,
    )


def _refuse_plan(asked: _Asked) -> None:
    read_level(asked.level)
    if not 0 < asked.deff < math.inf:
        raise DesignError(f"deff: got {asked.deff!r}; expected a number above 0, 1 for simple random answers")
    for name, value in (("participation", asked.participation), ("domain_share", asked.domain_share)):
        if not 0 < value <= 1:
            raise DesignError(f"{name}: got {value!r}; expected a fraction above 0 and at most 1")
    if asked.population is not None and not 1 <= asked.population < math.inf:
        raise DesignError(f"population: got {asked.population!r}; expected at least 1 person")


def _refuse_share(share: float) -> None:
    if not 0 < share < 1:
        raise DesignError(f"share: got {share!r}; expected a fraction above 0 and below 1; 0.5 needs most answers")


def _refuse_precision(margin: float | None, cv: float | None) -> None:
    given = [value for value in (margin, cv) if value is not None]
    if len(given) != 1 or not 0 < given[0] < math.inf:
        raise DesignError(f"margin {margin!r} and cv {cv!r}; expected exactly one of them, a number above 0")


def _given(number: float | None) -> float:
    return math.nan if number is None else number


def _up(number: float) -> int:
    """Round up, rounding error of products left aside."""
    return math.ceil(number * (1 - 1e-12))
