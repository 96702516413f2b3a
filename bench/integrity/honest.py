"""Honest offices, week after week: people who say what they felt. Shares no code and no model with the detectors.

What varies, as in real offices: sectors differ in taste and in waiting; desks have good and bad days; weeks drift and
follow the season; some people tell minutes exactly, most round, to five, to ten or to the quarter of an hour; some
give one level throughout; those without a ticket are a little different; and groups answer together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Rng = np.random.Generator

WEEKS = 13
"""Twelve to learn from and one to judge."""
WEEKDAYS = np.array([1.35, 1.05, 1.0, 0.95, 0.85, 0.25])
ITEMS = 5
OPENING = 7.5 * 3600
"""Seconds a desk is open."""


@dataclass(frozen=True, slots=True)
class Office:
    """What makes one office itself."""

    desks: int
    weekly: float
    """Answers of an ordinary week."""
    coverage: float
    has_tickets: bool
    saturday: bool
    taste: Floats
    """(desks,) how content people leave, on the scale of the latent answer."""
    wait: Floats
    """(desks,) scale of waiting in minutes."""
    cuts: Floats
    """(4,) where one level ends on the latent scale."""
    day_effect: float
    week_effect: float
    drift: float
    exact: float
    """Share of people who tell minutes to the minute."""
    quarter: float
    """Share of those who think in quarters of an hour."""
    straight: float
    opens: float
    static_taste: float
    static_part: float
    groups: float


@dataclass(frozen=True, slots=True)
class Answers:
    """One row an answer."""

    week: Ints
    day: Ints
    desk: Ints
    level: Ints
    minutes: Ints
    """−1: not told."""
    items: Ints
    """(rows, ITEMS); 0: not answered."""
    ticket: NDArray[np.bool_]
    second: Floats
    """Second of the day."""

    def __len__(self) -> int:
        return len(self.week)

    def of(self, mask: NDArray[np.bool_] | Ints) -> Answers:
        """Some of the rows."""
        return Answers(*(getattr(self, name)[mask] for name in self.__slots__))

    def and_also(self, more: Answers) -> Answers:
        """Both."""
        return Answers(*(np.concatenate([getattr(self, name), getattr(more, name)]) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class History:
    """Thirteen weeks of an office."""

    office: Office
    answers: Answers
    visits: Floats
    """(weeks, days)"""


def draw_office(rng: Rng, *, smallest: float = 200, largest: float = 650) -> Office:
    """An office of its own kind."""
    weekly = float(np.exp(rng.uniform(np.log(smallest), np.log(largest))))
    desks = int(np.clip(rng.poisson(weekly / 55), 2, 14))
    sector = rng.integers(0, 6, desks)
    sector_taste, sector_wait = np.array([-0.45, -0.2, 0.0, 0.15, 0.3, 0.4]), np.array([26, 20, 15, 12, 9, 7])
    centre = rng.normal(0.0, 0.35)
    gaps = rng.uniform(0.75, 1.15, 3)
    highest = rng.normal(0.15, 0.3)
    return Office(
        desks=desks,
        weekly=weekly,
        coverage=float(rng.uniform(0.08, 0.55)),
        has_tickets=bool(rng.random() < 0.6),
        saturday=bool(rng.random() < 0.3),
        taste=centre + sector_taste[sector] + rng.normal(0, 0.2, desks),
        wait=sector_wait[sector] * np.exp(rng.normal(0, 0.25, desks)),
        cuts=highest - np.array([gaps[:3].sum(), gaps[:2].sum(), gaps[0], 0.0]) - np.array([0.3, 0.15, 0, 0]),
        day_effect=float(rng.uniform(0.2, 0.45)),
        week_effect=float(rng.uniform(0.03, 0.14)),
        drift=float(rng.normal(0, 0.006)),
        exact=float(rng.beta(3, 17)),
        quarter=float(rng.uniform(0.1, 0.35)),
        straight=float(rng.beta(4, 20)),
        opens=float(rng.uniform(0.25, 0.6)),
        static_taste=float(rng.normal(-0.05, 0.15)),
        static_part=float(rng.uniform(0.15, 0.6)),
        groups=float(rng.uniform(0.0, 0.06)),
    )


def draw_history(rng: Rng, office: Office) -> History:
    """Thirteen honest weeks."""
    cells, visits = _flow(rng, office)
    week, day, desk = (np.repeat(each, cells.ravel()) for each in np.indices(cells.shape).reshape(3, -1))
    rows = len(week)
    ticket = (rng.random(rows) >= _static_part(rng, office)[week]) & office.has_tickets
    latent = _mood(rng, office)[week, day, desk] + rng.logistic(0, 0.55, rows)
    latent = latent + np.where(ticket | (not office.has_tickets), 0.0, office.static_taste)
    level = 1 + np.searchsorted(office.cuts, latent).astype(np.int64)
    answers = Answers(
        week=week,
        day=day,
        desk=desk,
        level=level,
        minutes=_minutes(rng, office, (week, day, desk), level),
        items=_items(rng, office, latent, level),
        ticket=ticket,
        second=_seconds(rng, office, (week, day, desk)),
    )
    return History(office, answers, visits)


def with_answers(history: History, answers: Answers) -> History:
    """The same office and visits, other answers."""
    return replace(history, answers=answers)


def _flow(rng: Rng, office: Office) -> tuple[Ints, Floats]:
    """Answers by week, day and desk, and visits by week and day: season, weekday, weather, a holiday now and then."""
    shape = (WEEKS, 6, office.desks)
    open_days = np.broadcast_to(WEEKDAYS[None, :, None] * ([1] * 5 + [office.saturday])[0], shape).copy()
    open_days[:, 5] *= office.saturday
    holidays = rng.random((WEEKS, 5)) < 0.015
    open_days[:, :5][holidays] = 0
    season = 1 + 0.12 * np.sin(2 * np.pi * (np.arange(WEEKS) / 13 + rng.random()))
    share = rng.dirichlet(np.full(office.desks, 6.0))
    busy = open_days * season[:, None, None] * share * rng.gamma(40, 1 / 40, (WEEKS, 6, 1))
    expected = busy / open_days.sum(axis=1).mean() * office.weekly
    people = rng.poisson(expected / office.coverage * rng.gamma(30, 1 / 30, shape))
    ready = np.exp(rng.normal(0, 0.07, (WEEKS, 1, 1)) + rng.normal(0, 0.12, shape))
    return rng.binomial(people, np.clip(office.coverage * ready, 0, 0.95)), people.sum(axis=2).astype(float)


def _static_part(rng: Rng, office: Office) -> Floats:
    part = np.log(office.static_part / (1 - office.static_part)) + rng.normal(0, 0.12, WEEKS)
    return np.asarray(1 / (1 + np.exp(-part)))


def _mood(rng: Rng, office: Office) -> Floats:
    """Mean of the latent answer by week, day and desk."""
    weeks = np.zeros(WEEKS)
    for week in range(1, WEEKS):
        # heavy tails: now and then an office has a week unlike the others, for honest reasons
        weeks[week] = 0.5 * weeks[week - 1] + office.week_effect * rng.standard_t(5)
    weeks += office.drift * np.arange(WEEKS)
    days = rng.normal(0, office.day_effect, (WEEKS, 6, office.desks))
    return office.taste + weeks[:, None, None] + days - 0.05 * (np.arange(6) == 0)[None, :, None]


def _minutes(rng: Rng, office: Office, place: tuple[Ints, Ints, Ints], level: Ints) -> Ints:
    pace = np.exp(rng.normal(0, 0.25, (WEEKS, 6, office.desks)) + rng.normal(0, 0.06, (WEEKS, 1, 1)))[place]
    felt = office.wait[place[2]] * pace * rng.weibull(1.4, len(level)) * (1 + 0.15 * (4 - np.minimum(level, 4)))
    habit = rng.random(len(level))
    step = np.where(felt < 12, 5, np.where(rng.random(len(level)) < 0.5, 10, 5))
    step = np.where(habit > 1 - office.quarter, 15, step)
    rounded = step * np.rint(felt / step)
    rounded = np.where((rounded == 0) & (rng.random(len(level)) < 0.7), 5, rounded)
    told = np.where(habit < office.exact, np.rint(felt), rounded)
    silent = rng.random(len(level)) < 0.2
    return np.where(silent, -1, np.clip(told, 0, 240)).astype(np.int64)


def _items(rng: Rng, office: Office, latent: Floats, level: Ints) -> Ints:
    noise = rng.normal(0, 0.6, (len(level), ITEMS)) + rng.normal(0, 0.12, ITEMS)
    own = 1 + np.searchsorted(office.cuts, latent[:, None] + noise)
    same = rng.random(len(level)) < office.straight
    items = np.where(same[:, None], level[:, None], own)
    items = np.where(rng.random(items.shape) < 0.06, 0, items)
    return np.where((rng.random(len(level)) < office.opens)[:, None], items, 0).astype(np.int64)


def _seconds(rng: Rng, office: Office, place: tuple[Ints, Ints, Ints]) -> Floats:
    """When each answer is sent: two peaks a day, and groups that sit together and answer within a few minutes."""
    week, day, desk = place
    peak = rng.random(len(week)) < 0.6
    when = np.where(peak, rng.beta(2.5, 5, len(week)), rng.beta(5, 3, len(week))) * OPENING
    cell = (week * 6 + day) * office.desks + desk
    with_before = (rng.random(len(week)) < office.groups) & np.concatenate([[False], cell[1:] == cell[:-1]])
    for row in np.flatnonzero(with_before):
        when[row] = when[row - 1] + rng.exponential(40)
    return _with_coaches(rng, cell, when)


def _with_coaches(rng: Rng, cell: Ints, when: Floats) -> Floats:
    """On one desk-day in a hundred some people who came together are shown the form and send within two minutes."""
    cells, first, size = np.unique(cell, return_index=True, return_counts=True)
    for place in np.flatnonzero(rng.random(len(cells)) < 0.01):
        many = min(int(rng.integers(4, 9)), size[place])
        rows = first[place] + np.arange(many)
        when[rows] = when[rows[0]] + rng.uniform(0, 120, many)
    return when
