"""What the people who did not answer could change: bounds that assume nothing about them."""

from __future__ import annotations

from analysis.estimate import Bounds, Target
from analysis.exceptions import DesignError


def worst_case(share: float, coverage: float, target: Target | float | None = None) -> Bounds:
    """Return the bounds of a share when the silent could all be of one mind, and the tipping point.

    Parameters
    ----------
    share : float
        Share among those who answered, a fraction.
    coverage : float
        Answers / visits, above 0 and at most 1.
    target : Target or float, optional
        The value the tipping point is asked for.

    Raises
    ------
    DesignError
        A share outside 0–1, or a coverage outside (0, 1].

    Notes
    -----
    [c p, c p + 1 − c]; tipping point (T − c p) / (1 − c): the share among the silent at which the whole just reaches T.

    References
    ----------
    Manski (1989), Journal of Human Resources 24(3); Manski (2003), Partial Identification of Probability
    Distributions, ch. 1.

    Examples
    --------
    >>> bounds = worst_case(0.78, 200 / 250, 0.75)
    >>> f"{bounds.low:.3f} {bounds.high:.3f} {bounds.tipping_point:.3f}"
    '0.624 0.824 0.630'
    """
    if not 0 <= share <= 1:
        raise DesignError(f"share: got {share!r}; expected a fraction from 0 to 1")
    if not 0 < coverage <= 1:
        raise DesignError(
            f"coverage: got {coverage!r}; expected above 0 and at most 1; with more answers than visits use 1"
        )
    heard, silent = coverage * share, 1 - coverage
    limit = target.value if isinstance(target, Target) else target
    tipping = None if limit is None or silent == 0 else (limit - heard) / silent
    return Bounds(coverage, heard, heard + silent, tipping)
