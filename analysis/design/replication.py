"""Replicate weights made from the strata and PSUs of a design, for estimators that have no influence function."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from analysis.design.replicates import ReplicateWeights
from analysis.exceptions import DesignError, MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from analysis.design.stages import Stage
    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]

MOST = 500_000_000
"""Numbers a set of replicate weights may hold."""


@dataclass(frozen=True, slots=True, eq=False)
class _Factors:
    """What each PSU's weight is multiplied by."""

    factors: Floats
    """(PSUs, R)"""
    scale: float
    rscales: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A first stage, and what is wanted of it."""

    stage: Stage
    lone_psu: str
    rho: float
    replicates: int
    seed: int


def replicates_of(
    design: SurveyDesign, kind: str, *, rho: float = 0.0, replicates: int = 200, seed: int = 0, mse: bool = False
) -> SurveyDesign:
    """Return the design with replicate weights in place of linearisation.

    Parameters
    ----------
    design : SurveyDesign
        One stage of PSUs, or rows that are their own PSU.
    kind : {"JK1", "JKn", "BRR", "bootstrap"}
        Leave out one PSU at a time, without or within strata; balanced half-samples of strata with two PSUs each; or
        PSUs drawn n_h − 1 of n_h with replacement.
    rho : float
        Fay's factor for BRR.
    replicates, seed : int
        For the bootstrap.
    mse : bool
        As in `ReplicateWeights`.

    Returns
    -------
    SurveyDesign
        Adjustments of the weights are repeated in each replicate.

    Raises
    ------
    MethodError
        A kind that does not exist or does not fit the design.
    DesignError
        A stratum with one PSU under ``lone_psu="fail"``.

    Notes
    -----
    JK: a PSU left out has factor 0, the others of its stratum n_h/(n_h − 1), counted (1 − f_h)(n_h − 1)/n_h. BRR: 2 − ρ
    and ρ, by the rows of a Hadamard matrix whose size is a power of 2. Bootstrap: n_h/(n_h − 1) × times drawn, no
    finite population correction.

    References
    ----------
    Wolter (2007), ch. 3–5; Rao, Wu (1988), JASA 83; R ``as.svrepdesign`` (bootstrap: ``type="subbootstrap"``).

    Examples
    --------
    >>> from analysis.design.survey_design import SurveyDesign
    >>> from analysis.estimation.estimators import mean
    >>> rows = SurveyDesign({"y": np.array([1.0, 2.0, 4.0])})
    >>> abs(mean(replicates_of(rows, "JK1"), "y").se - mean(rows, "y").se) < 1e-12
    True
    """
    if kind not in _MAKERS:
        raise MethodError(f"replicates: kind {kind!r} is not made here; choose one of {list(_MAKERS)}")
    _refuse(design)
    asked = _Asked(design.stages[0], design.lone_psu, rho, replicates, seed)
    made = _MAKERS[kind](asked, design.rows)
    factors = made.factors if asked.stage.units is None else made.factors[asked.stage.units]
    given = ReplicateWeights(factors, "other", scale=made.scale, rscales=made.rscales, mse=mse, combined=False)
    return replace(design, replicates=given)


def _refuse(design: SurveyDesign) -> None:
    """Refuse designs from which no replicates can be made."""
    if len(design.stages) > 1 or design.pps is not None or design.replicates is not None:
        raise MethodError(
            "replicates: made from designs of one stage with equal probabilities that have none yet; name the first "
            "stage's psu and fpc only, or use the variance the design has"
        )
    if design.psu_codes is None and (design.answers > design.rows or design.weight_spread is not None):
        raise MethodError(
            "replicates: a cell of several answers that are their own PSUs cannot be left out one by one; give rows, "
            "or a psu column"
        )


def _check_size(rows: int, replicates: int) -> None:
    """Refuse more numbers than a machine holds."""
    if rows * replicates > MOST:
        raise MethodError(
            f"replicates: {replicates} replicates of {rows} rows are too many numbers; gather the answers in cells, "
            "take larger PSUs, or use the linearised variance"
        )


def _jackknife(asked: _Asked, rows: int) -> _Factors:
    """Leave out one PSU at a time from a sample without strata."""
    if len(asked.stage.drawn) > 1:
        raise MethodError('replicates: "JK1" is for designs without strata; use "JKn"')
    return _stratified_jackknife(asked, rows)


def _stratified_jackknife(asked: _Asked, rows: int) -> _Factors:
    """Leave out one PSU at a time; lone PSUs as the design says."""
    stage = asked.stage
    stratum, drawn = stage.unit_stratum, stage.drawn
    units, strata = len(stratum), len(drawn)
    _refuse_lone(asked)
    left = np.flatnonzero((drawn[stratum] > 1) & (stage.coefficient[stratum] > 0))
    lone = np.flatnonzero(stage.lone) if asked.lone_psu == "adjust" and strata > 1 else np.zeros(0, dtype=np.intp)
    made = len(left) + len(lone)
    if made < 2:
        raise DesignError("replicates: no two PSUs can be left out in turn; every stratum was taken whole or has one")
    _check_size(rows, made)
    factors = np.ones((units, made))
    h = stratum[left]
    ratio = drawn[h] / (drawn[h] - 1)
    same = stratum[:, None] == h
    factors[:, : len(left)] = np.where(same, ratio, 1.0)
    factors[left, np.arange(len(left))] = 0.0
    factors[:, len(left) :] = np.where(stratum[:, None] == lone, 0.0, strata / max(strata - 1, 1))
    rscales = np.concatenate([(1 - stage.fraction[h]) / ratio, np.full(len(lone), (strata - 1) / strata)])
    scale = units / made if asked.lone_psu == "average" else 1.0
    return _Factors(factors, scale, rscales)


def _refuse_lone(asked: _Asked) -> None:
    """Refuse strata with one PSU where the design says so."""
    if asked.lone_psu == "fail" and asked.stage.lone.any():
        names = [asked.stage.called(int(stratum)) for stratum in np.flatnonzero(asked.stage.lone)[:5]]
        raise DesignError(
            f"replicates: strata {', '.join(names)} have one PSU; merge them with another stratum or choose "
            'lone_psu="adjust", "average", "remove" or "certainty"'
        )


def _balanced(asked: _Asked, rows: int) -> _Factors:
    """Take one of the two PSUs of each stratum, in as many ways as balance each other."""
    stage, rho = asked.stage, asked.rho
    odd = np.flatnonzero(stage.drawn != 2)
    if len(odd):
        names = ", ".join(stage.called(int(stratum)) for stratum in odd[:5])
        raise MethodError(f'replicates: "BRR" needs two PSUs in each stratum, not so in {names}; use "JKn"')
    if not 0 <= rho < 1:
        raise MethodError(f"replicates: rho {rho!r} is not from 0 to below 1")
    signs = _hadamard(len(stage.drawn) + 1)
    made = len(signs)
    _check_size(rows, made)
    order = np.argsort(stage.unit_stratum, kind="stable")
    second = np.zeros(len(stage.unit_stratum), dtype=bool)
    second[order[1::2]] = True
    side = signs[1 + stage.unit_stratum] * np.where(second, -1.0, 1.0)[:, None]
    return _Factors(np.where(side > 0, 2 - rho, rho), 1 / (made * (1 - rho) ** 2), np.ones(made))


def _hadamard(least: int) -> Floats:
    """Return Sylvester's matrix of 1 and −1 of at least this size; its rows are orthogonal."""
    signs = np.ones((1, 1))
    while len(signs) < least:
        signs = np.block([[signs, signs], [signs, -signs]])
    return signs


def _bootstrap(asked: _Asked, rows: int) -> _Factors:
    """Draw n_h − 1 PSUs of n_h with replacement."""
    stage, draw = asked.stage, np.random.default_rng(asked.seed)
    if asked.replicates < 2:
        raise MethodError(f"replicates: got {asked.replicates}; expected at least 2")
    _refuse_lone(asked)
    if stage.lone.any() and asked.lone_psu not in ("remove", "certainty"):
        raise MethodError(f'replicates: "bootstrap" cannot {asked.lone_psu} lone PSUs; use "JKn" or merge strata')
    _check_size(rows, asked.replicates)
    factors = np.ones((len(stage.unit_stratum), asked.replicates))
    for stratum in np.flatnonzero(stage.drawn > 1):
        units = np.flatnonzero(stage.unit_stratum == stratum)
        n = len(units)
        factors[units] = draw.multinomial(n - 1, np.full(n, 1 / n), asked.replicates).T * n / (n - 1)
    return _Factors(factors, 1 / (asked.replicates - 1), np.ones(asked.replicates))


_MAKERS: dict[str, Callable[[_Asked, int], _Factors]] = {
    "JK1": _jackknife,
    "JKn": _stratified_jackknife,
    "BRR": _balanced,
    "bootstrap": _bootstrap,
}
"""Kind → what makes its factors."""
