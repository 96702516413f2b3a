"""One office's week judged as a whole: every sign its data allow, and one verdict with a known false-alarm rate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from analysis.exceptions import EmptyCellError
from analysis.integrity.contrasts import coverage_against_share, tier_gap, variance_deficit
from analysis.integrity.minutes import heaped_of, heaping_deficit, minutes_spike
from analysis.integrity.outliers import Outlier, count_outlier, share_outlier
from analysis.integrity.overdispersed import count_overdispersion, share_overdispersion
from analysis.integrity.tally import WeekTally, columns

FLAGGED = 0.002
"""Combined p from which a week is told of; from `bench/integrity.py --calibrate` on seeds never used to judge."""
BURST_FROM = 5
"""Answers labelled as a burst at one desk on one day from which the week is told of, whatever else it shows."""
FEWEST_ANSWERS = 30
FEWEST_WEEKS = 4
FEWEST_OF_A_KIND = 10

SignKind = Literal[
    "top_box", "straight_lining", "heaping", "spike", "variance", "coverage", "tier_gap", "tier_share", "surge"
]


@dataclass(frozen=True, slots=True)
class WeekSpreads:
    """How much weeks of one office differ beyond chance, learnt from many offices; 0 where nothing is known."""

    top_box: float = 0.0
    satisfied: float = 0.0
    straight_lining: float = 0.0
    heaping: float = 0.0
    minutes: float = 0.0
    tier_share: float = 0.0
    coverage: float = 0.0


@dataclass(frozen=True, slots=True)
class WeekSign:
    """One sign of one week: what was seen, what was to be expected, and the chance of so much by accident."""

    kind: SignKind
    observed: float
    expected: float
    n: int
    p: float
    value: int | None = None
    """The minutes of a pile."""


@dataclass(frozen=True, slots=True)
class OfficeWeek:
    """The verdict on one week."""

    signs: tuple[WeekSign, ...]
    """All that could be looked at, the strongest first."""
    p: float
    """Harmonic mean of their chances; 1 where nothing could be looked at."""
    burst: int
    """Most answers labelled as a burst at one desk on one day."""
    is_flagged: bool = field(default=False)


def week_spreads(histories: Sequence[Sequence[WeekTally]]) -> WeekSpreads:
    """Learn from the histories of many offices how much honest weeks differ.

    Parameters
    ----------
    histories : sequence of sequences of WeekTally
        The earlier weeks of each office, which may be of different length.

    Returns
    -------
    WeekSpreads

    Notes
    -----
    Each office around its own mean: `share_overdispersion` and `count_overdispersion` over all. With 12 weeks of one
    office the spread is known within a factor of two; with those of forty, well.

    Examples
    --------
    >>> weeks = [WeekTally(answered=100, top=top) for top in (40, 60, 50, 50)]
    >>> f"{week_spreads([weeks, weeks]).top_box:.4f}"
    '0.0168'
    """

    def share(kind: str, whole: str) -> float:
        pair = (columns(histories, kind), columns(histories, whole))
        return share_overdispersion(*pair) if pair[0].size else 0.0

    heaped = [heaped_of(np.array([week.minutes for week in weeks])) for weeks in histories if weeks]
    visits = columns(histories, "visits")
    return WeekSpreads(
        top_box=share("top", "answered"),
        satisfied=share("satisfied", "answered"),
        straight_lining=share("straight", "complete"),
        tier_share=share("static", "with_tier"),
        coverage=count_overdispersion(columns(histories, "covered"), visits) if visits.size else 0.0,
        heaping=_ragged([kind for kind, _whole in heaped], [whole for _kind, whole in heaped]),
        minutes=_minutes_spread(histories),
    )


def office_week(week: WeekTally, past: Sequence[WeekTally], spreads: WeekSpreads | None = None) -> OfficeWeek:
    """Judge one week of an office against its earlier weeks.

    Parameters
    ----------
    week : WeekTally
    past : sequence of WeekTally
        Twelve weeks before it, where there are so many; with fewer than four nothing but bursts is judged.
    spreads : WeekSpreads, optional
        Of `week_spreads`, from all offices.

    Returns
    -------
    OfficeWeek

    Notes
    -----
    Harmonic mean p = m / Σ 1/p over the m signs the data allow, which holds for signs that depend on each other; a week
    is flagged at p ≤ ``FLAGGED`` or with ``BURST_FROM`` answers of a burst. The false-alarm rate, on honest data that
    vary between days, desks and weeks: docs/methods.md §21.

    References
    ----------
    Wilson (2019), PNAS 116, 1195–1200 (harmonic mean p); Schwanhäuser, Sakshaug, Kosyakova (2022), Public Opinion
    Quarterly 86 (simple combinations of indicators do as well as complex ones).

    Examples
    --------
    >>> before = [WeekTally(answered=200, top=top) for top in (98, 104, 95, 103, 100)]
    >>> found = office_week(WeekTally(answered=240, top=190), before)
    >>> found.is_flagged, found.signs[0].kind, f"{found.signs[0].observed:.2f} {found.signs[0].expected:.2f}"
    (True, 'top_box', '0.79 0.50')
    """
    signs: list[WeekSign] = []
    if week.answered >= FEWEST_ANSWERS and len(past) >= FEWEST_WEEKS:
        known = spreads or WeekSpreads()
        signs = [sign for make in SIGNS.values() if (sign := make(week, past, known)) is not None]
    signs.sort(key=lambda sign: sign.p)
    # a chance below what floating point tells apart from none is still not none
    p = len(signs) / sum(1 / max(sign.p, 1e-12) for sign in signs) if signs else 1.0
    return OfficeWeek(tuple(signs), p, week.burst, p <= FLAGGED or week.burst >= BURST_FROM)


def _share(kind: SignKind, count: str, whole: str, spread: str) -> Callable[..., WeekSign | None]:
    def make(week: WeekTally, past: Sequence[WeekTally], spreads: WeekSpreads) -> WeekSign | None:
        n, counts, wholes = getattr(week, whole), *(columns([past], name)[0] for name in (count, whole))
        if min(n, wholes.sum()) < FEWEST_OF_A_KIND:
            return None
        found = share_outlier(getattr(week, count), n, counts, wholes, rho=getattr(spreads, spread))
        return _sign(kind, found)

    return make


def _sign(kind: SignKind, found: Outlier, value: int | None = None) -> WeekSign:
    return WeekSign(kind, found.observed, found.expected, found.n, found.p, value)


def _heaping(week: WeekTally, past: Sequence[WeekTally], spreads: WeekSpreads) -> WeekSign | None:
    now, before = np.array(week.minutes), np.array([one.minutes for one in past])
    if min(now[1:].sum(), before[:, 1:].sum()) < FEWEST_OF_A_KIND:
        return None
    return _sign("heaping", heaping_deficit(now, before, rho=spreads.heaping))


def _spike(week: WeekTally, past: Sequence[WeekTally], spreads: WeekSpreads) -> WeekSign | None:
    now, before = np.array(week.minutes), np.array([one.minutes for one in past])
    if now.max(initial=0) < FEWEST_OF_A_KIND or before.sum() < FEWEST_OF_A_KIND:
        return None
    value, found = minutes_spike(now, before, rho=spreads.minutes)
    return _sign("spike", found, value)


def _variance(week: WeekTally, past: Sequence[WeekTally], _spreads: WeekSpreads) -> WeekSign | None:
    days = [one for one in past if one.desk_days]
    if len(week.desk_days) < FEWEST_OF_A_KIND or not days:
        return None
    now, before = _by_desk([week]), _by_desk(days)
    try:
        return _sign("variance", variance_deficit(*now, *before))
    except EmptyCellError:
        return None  # no desk with two days, or none where opinions differ


def _coverage(week: WeekTally, past: Sequence[WeekTally], spreads: WeekSpreads) -> WeekSign | None:
    pair = _visits(week, past)
    if pair is None or not week.covered or not sum(one.answered for one in past):
        return None
    coverage = count_outlier(week.covered, week.visits, *pair, side="below", spread=spreads.coverage)
    counts, wholes = (columns([past], name)[0] for name in ("satisfied", "answered"))
    share = share_outlier(week.satisfied, week.answered, counts, wholes, rho=spreads.satisfied)
    p = coverage_against_share(coverage, share)
    return WeekSign("coverage", coverage.observed, coverage.expected, coverage.n, p)


def _surge(week: WeekTally, past: Sequence[WeekTally], spreads: WeekSpreads) -> WeekSign | None:
    pair = _visits(week, past)
    if pair is None:
        return None
    return _sign("surge", count_outlier(week.covered, week.visits, *pair, side="above", spread=spreads.coverage))


def _visits(week: WeekTally, past: Sequence[WeekTally]) -> tuple[Any, Any] | None:
    counts, visits = (columns([past], name)[0] for name in ("covered", "visits"))
    return None if week.visits < 1 or (visits > 0).sum() < FEWEST_WEEKS else (counts, visits)


def _tier_gap(week: WeekTally, past: Sequence[WeekTally], spreads: WeekSpreads) -> WeekSign | None:
    if min(week.static, week.ticket) < FEWEST_OF_A_KIND:
        return None
    before = [columns([past], name)[0] for name in ("static_top", "static", "ticket_top", "ticket")]
    if min(before[1].sum(), before[3].sum()) < FEWEST_OF_A_KIND:
        return None
    now = (week.static_top, week.static), (week.ticket_top, week.ticket)
    found = tier_gap(*now, before[:2], before[2:], rho=spreads.top_box)
    return WeekSign("tier_gap", found.gap, found.expected, sum(found.n), found.p)


SIGNS: dict[str, Callable[[WeekTally, Sequence[WeekTally], WeekSpreads], WeekSign | None]] = {
    "top_box": _share("top_box", "top", "answered", "top_box"),
    "straight_lining": _share("straight_lining", "straight", "complete", "straight_lining"),
    "heaping": _heaping,
    "spike": _spike,
    "variance": _variance,
    "coverage": _coverage,
    "tier_gap": _tier_gap,
    "tier_share": _share("tier_share", "static", "with_tier", "tier_share"),
    "surge": _surge,
}
"""How each sign is made; ``None`` where the data do not allow it."""


def _by_desk(weeks: Sequence[WeekTally]) -> tuple[Any, Any]:
    """Return tables of desks by days, 0 answers where a desk had fewer days."""
    desks: dict[str, list[tuple[int, int]]] = {}
    for week in weeks:
        for desk, top, answered in week.desk_days:
            desks.setdefault(desk, []).append((top, answered))
    longest = max(len(days) for days in desks.values())
    table = np.array([[*days, *[(0, 0)] * (longest - len(days))] for days in desks.values()])
    return table[:, :, 0], table[:, :, 1]


def _ragged(counts: Sequence[Any], wholes: Sequence[Any]) -> float:
    """Return the overdispersion of series of different lengths."""
    longest = max((len(one) for one in counts), default=0)
    if not longest:
        return 0.0
    fill = [np.array([np.pad(one, (0, longest - len(one))) for one in each]) for each in (counts, wholes)]
    return share_overdispersion(*fill)


def _minutes_spread(histories: Sequence[Sequence[WeekTally]]) -> float:
    """Return how much the use of single numbers of minutes varies between weeks."""
    counts, wholes = [], []
    for weeks in histories:
        table = np.array([week.minutes for week in weeks])
        if not table.size:
            continue
        common = np.flatnonzero(table.sum(axis=0) >= FEWEST_OF_A_KIND)
        counts += list(table[:, common].T)
        wholes += [table.sum(axis=1)] * len(common)
    return _ragged(counts, wholes)
