"""Contrasts of joint estimates: differences, ratios and smooth functions, with the covariance between them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from analysis.asked import read_level, read_mapping, read_number
from analysis.estimation.intervals import normal_quantile, t_quantile
from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from analysis.estimation.joint import Joint

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contrast:
    """A comparison of estimates, in their unit or as a ratio."""

    value: float
    se: float
    ci_low: float
    ci_high: float
    level: float
    dof: float
    nothing: float = 0.0
    """The value that means no difference: 0, or 1 for a ratio."""
    rests_on_one: bool = False
    """Whether a part of it has one answer, or one PSU that shows no spread: its standard error is unknown, not 0."""

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out "no difference"; never where a part rests on one answer."""
        return not self.rests_on_one and (self.ci_low > self.nothing or self.ci_high < self.nothing)


def contrast(joint: Joint, coefficients: Mapping[str, float], *, level: float | None = None) -> Contrast:
    """Return a linear combination of joint estimates.

    Parameters
    ----------
    joint : Joint
    coefficients : mapping of name → number
        Such as ``{"land": 1, "tax": -1}``; names left out count 0.
    level : float, optional
        That of the joint result when left out.

    Raises
    ------
    MethodError
        A name that is not in the joint result.
    DesignError
        No coefficient, or one that is not finite.

    Notes
    -----
    c'θ̂ with V̂ = c'Σ̂c (R: ``svycontrast``); interval on t with the design's degrees of freedom, PSUs less strata with
    an answer to anything asked (R: ``confint(…, df = degf(design))``). Over independent samples Satterthwaite's:
    (Σ V̂_s)² / Σ (V̂_s² / ν_s). A share whose standard error is 0 (everyone gave the same answer) gives the variance of
    its interval's half width over z instead, as `change` does, where R counts it as known without error. One answer
    shows no spread: a contrast with such a part is never clear, whatever its interval.

    References
    ----------
    Lumley (2010), Complex Surveys, §5.1; Satterthwaite (1946), Biometrics Bulletin 2(6).

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import SurveyDesign, jointly, proportion
    >>> cells = pd.DataFrame({"sector": ["land", "land", "tax", "tax"], "y": [1, 0, 1, 0], "count": [30, 10, 50, 50]})
    >>> joint = jointly(SurveyDesign(cells, count="count"), (proportion, "y", {1}), by="sector")
    >>> found = contrast(joint, {"land": 1, "tax": -1})
    >>> f"{found.value:.2f} se {found.se:.4f}"
    '0.25 se 0.0851'
    """
    weights = np.zeros(len(joint.names))
    asked = read_mapping("coefficients", coefficients, 'name → number, such as {"land": 1, "tax": -1}')
    for name, coefficient in asked.items():
        weights[joint.place(name)] = read_number(f"coefficients: {name}", coefficient, "finite numbers")
    if not (np.isfinite(weights).all() and weights.any()):
        raise DesignError(f"coefficients: got {dict(coefficients)}; expected finite numbers that are not all 0")
    return _told(joint, float(weights @ joint.values), weights, level)


def difference(joint: Joint, one: str, other: str, *, level: float | None = None) -> Contrast:
    """Return one estimate less another: `contrast` with coefficients 1 and −1.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import SurveyDesign, jointly, mean
    >>> cells = pd.DataFrame({"month": [1, 1, 2, 2], "minutes": [10.0, 20, 30, 40], "desk": ["a", "b", "a", "b"]})
    >>> joint = jointly(SurveyDesign(cells, psu="desk"), (mean, "minutes"), by="month")
    >>> found = difference(joint, "2", "1")
    >>> found.value, found.se
    (20.0, 0.0)
    """
    joint.place(one)
    return contrast(joint, {one: 1.0, other: -1.0}, level=level)


def quotient(
    joint: Joint, one: str, other: str, *, level: float | None = None, scale: Literal["log", "linear"] = "log"
) -> Contrast:
    """Return one estimate over another, such as a sector's share over another's or this year's over last year's.

    Parameters
    ----------
    joint : Joint
    one, other : str
        Names in the joint result.
    level : float, optional
    scale : {"log", "linear"}
        Interval symmetric about the logarithm, for two estimates above 0, or about the ratio itself.

    Raises
    ------
    MethodError
        A name or a scale that does not exist.
    DesignError
        A denominator of 0, or an estimate not above 0 with ``log``.

    Notes
    -----
    R̂ = θ̂₁ / θ̂₂ with gradient (1/θ̂₂, −θ̂₁/θ̂₂²) (R: ``svycontrast(quote(a / b))``); ``log``: R̂ exp(±t se / R̂) (R: the
    interval of ``quote(log(a / b))``, turned back). Degrees of freedom as in `contrast`.

    References
    ----------
    Särndal, Swensson, Wretman (1992), §5.5; Lumley (2010), §5.1.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import SurveyDesign, jointly, proportion
    >>> cells = pd.DataFrame({"sector": ["land", "land", "tax", "tax"], "y": [1, 0, 1, 0], "count": [30, 10, 50, 50]})
    >>> joint = jointly(SurveyDesign(cells, count="count"), (proportion, "y", {1}), by="sector")
    >>> found = quotient(joint, "land", "tax")
    >>> f"{found.value:.2f} from {found.ci_low:.2f} to {found.ci_high:.2f}"
    '1.50 from 1.15 to 1.96'
    """
    if scale not in ("log", "linear"):
        raise MethodError(f"scale {scale!r} is not known; choose one of ['log', 'linear']")
    above, below = joint[one].value, joint[other].value
    if below == 0 or (scale == "log" and not min(above, below) > 0):
        wanted = 'both above 0; use scale="linear" or difference' if below != 0 else "a denominator other than 0"
        raise DesignError(f"quotient: {one!r} is {above:g} and {other!r} is {below:g}; expected {wanted}")
    gradient = np.zeros(len(joint.names))
    gradient[joint.place(one)] += 1 / below
    gradient[joint.place(other)] -= above / below**2
    found = _told(joint, above / below, gradient, level, nothing=1.0)
    if scale == "linear":
        return found
    factor = math.exp((found.ci_high - found.value) / found.value)
    low, high = found.value / factor, found.value * factor
    return replace(found, ci_low=low, ci_high=high)


def function_of(
    joint: Joint, function: Callable[[dict[str, float]], float], *, level: float | None = None, nothing: float = 0.0
) -> Contrast:
    """Return any smooth function of joint estimates, by the delta method with numeric derivatives.

    Parameters
    ----------
    joint : Joint
    function : callable
        {name: value} → number, such as ``lambda of: of["land"] / (1 - of["land"])``.
    level : float, optional
    nothing : float
        The value that means no difference.

    Raises
    ------
    DesignError
        The function is not finite at the estimates or close to them.

    Notes
    -----
    V̂ = g'Σ̂g, g the gradient at θ̂ by central differences of sixth order; R derives ``svycontrast(quote(…))`` by rule.
    Degrees of freedom as in `contrast`.

    References
    ----------
    Wolter (2007), §6.2; Fornberg (1988), Mathematics of Computation 51, table 1.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import SurveyDesign, jointly, proportion
    >>> cells = pd.DataFrame({"y": [1, 0], "count": [150, 50]})
    >>> joint = jointly(SurveyDesign(cells, count="count"), {"p": (proportion, "y", {1})})
    >>> round(function_of(joint, lambda of: of["p"] / (1 - of["p"])).value, 6)
    3.0
    """

    def at(values: Floats) -> float:
        return float(function(dict(zip(joint.names, values.tolist(), strict=True))))

    values = joint.values
    value = at(values)
    gradient = np.array([_slope(at, values, place) for place in range(len(values))])
    if not (math.isfinite(value) and np.isfinite(gradient).all()):
        raise DesignError("function: not finite at the estimates or beside them; expected a smooth function of them")
    return _told(joint, value, gradient, level, nothing=nothing)


def _slope(at: Callable[[Floats], float], values: Floats, place: int) -> float:
    """Return the derivative by central differences of sixth order."""
    step = 1e-3 * max(abs(values[place]), 1e-3)
    slope = 0.0
    for far, share in ((1, 3 / 4), (2, -3 / 20), (3, 1 / 60)):
        up, down = values.copy(), values.copy()
        up[place] += far * step
        down[place] -= far * step
        slope += share * (at(up) - at(down)) / step
    return slope


def _told(joint: Joint, value: float, gradient: Floats, level: float | None, *, nothing: float = 0.0) -> Contrast:
    """Return a function of the estimates with the standard error that its gradient gives."""
    level = joint.level if level is None else level
    read_level(level)
    covariance = _believable(joint)
    samples = np.array(joint.samples)
    parts = []
    for sample in range(len(joint.dof)):
        own = np.where(samples == sample, gradient, 0.0)
        parts.append(_variance(own, covariance))
    variance = sum(parts)
    se = math.sqrt(variance)
    dof = variance**2 / sum(part**2 / nu for part, nu in zip(parts, joint.dof, strict=True)) if se else min(joint.dof)
    reach = t_quantile(level, dof) * se
    lone = any(slope != 0 and one.rests_on_one for slope, one in zip(gradient, joint.estimates, strict=True))
    return Contrast(value, se, value - reach, value + reach, level, dof, nothing, lone)


def _variance(gradient: Floats, covariance: Floats) -> float:
    """Return g'Σg; exactly 0 where only rounding error is left of it."""
    variance = float(gradient @ covariance @ gradient)
    size = float(np.abs(gradient) @ np.sqrt(np.diag(covariance))) ** 2
    return variance if variance > 1e-13 * size else 0.0


def _believable(joint: Joint) -> Floats:
    """Return the covariance with that of the interval where a share has none."""
    covariance = joint.covariance.copy()
    for place, one in enumerate(joint.estimates):
        if covariance[place, place] == 0 and one.ci_high > one.ci_low:
            covariance[place, place] = ((one.ci_high - one.ci_low) / (2 * normal_quantile(one.level))) ** 2
    return covariance
