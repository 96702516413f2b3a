"""Goodness of fit: whether the weighted shares of an answer are those expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.asked import read_mapping, read_positive
from analysis.design.domains import read_domain
from analysis.design.linearisation import covariance
from analysis.exceptions import DesignError
from analysis.testing.outcomes import read_groups
from analysis.testing.t_tests import linear_refit
from analysis.testing.tails import above_chi_square

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from analysis.design.survey_design import SurveyDesign

    Floats = NDArray[np.float64]
    Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FitTest:
    """Observed shares against expected ones."""

    item: str
    labels: tuple[str, ...]
    observed: tuple[float, ...]
    """Weighted shares."""
    expected: tuple[float, ...]
    statistic: float
    """Pearson's X² of the weighted totals."""
    scale: float
    """What X² is divided by before it is held against χ²."""
    dof: float
    p: float
    n: int
    domain: tuple[tuple[str, str], ...] = ()


def fit_test(
    design: SurveyDesign, item: Any, shares: Mapping[Any, float], *, where: Any = None, domain: Labels = ()
) -> FitTest:
    """Test whether an answer has the shares expected, such as those of a register (R: ``svygofchisq``).

    Parameters
    ----------
    design : SurveyDesign
    item : str or (rows,) array
    shares : mapping
        Label → expected share, in any unit, above 0, for every label in the domain; two or more.
    where, domain
        As in `t_test`.

    Raises
    ------
    DesignError
        A label without share, shares not above 0, or weights adjusted to these very totals.
    EmptyCellError
        No answer in the domain.

    Notes
    -----
    X² = Σ (N̂_c − p_c N̂)² / (p_c N̂), a sum of squares whose covariance has trace t and sum of squares s; X² t / s on χ²
    with t² / s degrees of freedom (Satterthwaite). A design adjusted to known totals of the item has no such variance.

    References
    ----------
    Rao, Scott (1981), JASA 76, 221–230; Satterthwaite (1946), Biometrics Bulletin 2(6).

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.design.survey_design import SurveyDesign
    >>> cells = pd.DataFrame({"sex": ["f", "m"], "count": [110, 90]})
    >>> found = fit_test(SurveyDesign(cells, count="count"), "sex", {"f": 0.5, "m": 0.5})
    >>> f"{found.statistic:.2f} p {found.p:.3f}"
    '2.00 p 0.156'
    """
    shares = read_mapping("shares", shares, "label → expected share")
    codes, labels, name = read_groups(design, item, "item")
    rows = read_domain(design, where, codes >= 0, name)
    wanted = _expected(name, [labels[code] for code in np.unique(codes[rows.inside])], shares)
    at = np.array([list(shares).index(label) if label in shares else -1 for label in labels])[codes]
    one = ((at[:, None] == np.arange(len(wanted))) & rows.inside[:, None]).astype(np.float64)
    totals = rows.weight @ one
    share = wanted * totals.sum()
    pull = wanted * (1 / np.sqrt(share) + (totals - share) / (2 * share**1.5))
    slope = one / np.sqrt(share) - np.where(rows.inside[:, None], pull, 0.0)
    spread = covariance(design, slope * design.weight[:, None], rows.inside, linear_refit(design, slope))
    trace, squares = float(np.trace(spread)), float((spread**2).sum())
    if trace <= 1e-12:
        raise DesignError(
            f"item {name!r}: its totals do not vary between PSUs; they were known, there is nothing to test"
        )
    statistic, scale, dof = float(((totals - share) ** 2 / share).sum()), squares / trace, trace**2 / squares
    return FitTest(
        item=name,
        labels=tuple(str(label) for label in shares),
        observed=tuple((totals / totals.sum()).tolist()),
        expected=tuple(wanted.tolist()),
        statistic=statistic,
        scale=scale,
        dof=dof,
        p=above_chi_square(statistic / scale, dof),
        n=rows.n,
        domain=domain,
    )


def _expected(name: str, present: list[Any], shares: dict[Any, float]) -> Floats:
    """Return the expected shares, after refusing what does not fit."""
    if stray := [label for label in present if label not in shares]:
        raise DesignError(f"shares: no share for {name} {stray}; give one for every label in the domain")
    if len(shares) < 2:
        raise DesignError(f"shares: got {shares}; expected two or more, each above 0")
    wanted = np.array([read_positive(f"shares: {label}", share) for label, share in shares.items()])
    expected: Floats = wanted / wanted.sum()
    return expected
