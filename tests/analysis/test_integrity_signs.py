"""The signs of the inspector's page against scipy, statsmodels and numbers worked by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from analysis import (
    DesignError,
    EmptyCellError,
    MethodError,
    Outlier,
    WeekTally,
    beta_binomial_tail,
    count_outlier,
    count_overdispersion,
    coverage_against_share,
    heaping_deficit,
    minutes_spike,
    negative_binomial_tail,
    never_heard,
    office_week,
    peer_outliers,
    share_outlier,
    share_overdispersion,
    silence,
    tier_gap,
    variance_deficit,
    week_spreads,
)

NEAR = pytest.approx


@pytest.mark.parametrize("n", [1, 12, 240, 5_000])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
@pytest.mark.parametrize("rho", [1e-5, 0.01, 0.6])
def test_beta_binomial_tails_are_those_of_scipy(n: int, share: float, rho: float) -> None:
    both = 1 / rho - 1
    law = stats.betabinom(n, share * both, (1 - share) * both)
    for count in sorted({0, 1, n // 3, round(n * share), n}):
        # scipy's own sf is 1 − cdf, which has no digits left far out
        above, below = law.pmf(np.arange(count, n + 1)).sum(), law.pmf(np.arange(count + 1)).sum()
        assert beta_binomial_tail(count, n, share, rho) == NEAR(above, rel=1e-6, abs=1e-9)
        assert beta_binomial_tail(count, n, share, rho, side="below") == NEAR(below, rel=1e-6, abs=1e-9)


def test_without_likeness_it_is_the_binomial() -> None:
    assert beta_binomial_tail(30, 40, 0.6) == NEAR(stats.binom.sf(29, 40, 0.6))
    assert beta_binomial_tail(30, 40, 0.6, 1e-9) == NEAR(stats.binom.sf(29, 40, 0.6), rel=1e-5)


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0.0), (1.0, 1.0)])
def test_a_share_of_none_or_all_is_certain(share: float, expected: float) -> None:
    assert beta_binomial_tail(3, 10, share, 0.1) == expected


@pytest.mark.parametrize("spread", [0.0, 0.04, 1.5])
@pytest.mark.parametrize("mean", [0.3, 12.0, 400.0])
def test_negative_binomial_tails_are_those_of_scipy(mean: float, spread: float) -> None:
    law = stats.nbinom(1 / spread, 1 / (1 + spread * mean)) if spread else stats.poisson(mean)
    for count in (0, 1, int(mean), int(2 * mean)):
        assert negative_binomial_tail(count, mean, spread) == NEAR(law.sf(count - 1), rel=1e-8)
        assert negative_binomial_tail(count, mean, spread, side="below") == NEAR(law.cdf(count), abs=1e-12)
    assert negative_binomial_tail(1, 0.0, spread) == 0
    assert negative_binomial_tail(0, 0.0, spread) == 1


def test_overdispersion_is_found_again_in_data_made_with_it() -> None:
    rng = np.random.default_rng(5)
    shares = rng.beta(0.6 * 49, 0.4 * 49, (60, 40))  # rho = 1/50
    found = share_overdispersion(rng.binomial(80, shares), np.full((60, 40), 80))
    assert found == NEAR(0.02, abs=0.002)
    rates = rng.gamma(20, 1 / 20, (60, 40))  # squared coefficient of variation 1/20
    found = count_overdispersion(rng.poisson(90 * rates), np.full((60, 40), 300))
    assert found == NEAR(0.05, abs=0.005)


def test_overdispersion_by_hand() -> None:
    # m = 0.6; S = 10 (0.16 + 0.04 + 0.01 + 0.09) / 0.24 = 12.5; (12.5 − 3) / (40 − 10 − 3)
    assert share_overdispersion([2, 8, 5, 9], [10] * 4) == NEAR(9.5 / 27)
    assert share_overdispersion([0, 0], [10, 10]) == 0
    assert share_overdispersion([5, 5], [10, 10]) == 0
    assert count_overdispersion([0, 0], [0, 0]) == 0


def test_a_share_against_its_past_by_hand() -> None:
    counts, wholes = np.array([100, 120, 90, 110]), np.array([200, 210, 190, 200])
    found = share_outlier(140, 210, counts, wholes, rho=0.004)
    total, m = wholes.sum(), (counts.sum() + 0.5) / (wholes.sum() + 1)
    variance = (1 + 209 * 0.004) / 210 + (wholes * (1 + (wholes - 1) * 0.004)).sum() / total**2
    rho = (variance * 210 - 1) / 209
    both = 1 / rho - 1
    assert found.p == NEAR(stats.betabinom.sf(139, 210, m * both, (1 - m) * both), rel=1e-8)
    assert (found.observed, found.expected, found.n) == (140 / 210, m, 210)


def test_a_count_against_its_past_by_hand() -> None:
    counts, visits = np.array([60, 66, 54, 60]), np.array([300, 310, 290, 300])
    found = count_outlier(30, 280, counts, visits, side="below", spread=0.01)
    known, total = counts.sum() + 0.5, visits.sum()
    wide, mean = 0.01 + 1 / known + 0.01 * (visits**2).sum() / total**2, known / total * 280
    assert found.p == NEAR(stats.nbinom.cdf(30, 1 / wide, 1 / (1 + wide * mean)), rel=1e-8)


def test_peers_are_raised_for_being_many_as_statsmodels_does() -> None:
    found = peer_outliers([100, 105, 98, 190, 102, 130], [200] * 6)
    assert [one.q for one in found] == NEAR(multipletests([one.p for one in found], method="fdr_bh")[1])
    assert np.argmin([one.p for one in found]) == 3
    alone = share_outlier(190, 200, [100, 105, 98, 102, 130], [200] * 5)
    assert found[3].p == alone.p


def test_flat_minutes_lack_their_heaps_and_constant_ones_make_a_pile() -> None:
    honest = np.zeros(61, dtype=int)
    honest[[5, 10, 15, 20, 30]], honest[[7, 12, 23]] = (60, 50, 40, 20, 20), (7, 7, 6)
    flat, constant = honest.copy(), honest.copy()
    flat[1:31] += 2
    constant[8] += 40
    past = [honest] * 6
    assert heaping_deficit(honest, past).p > 0.3
    assert heaping_deficit(flat, past).p < 1e-4
    # 210 on multiples of 5, 20 others, against 190 of 210
    assert heaping_deficit(honest, past).observed == NEAR(190 / 210)
    value, found = minutes_spike(constant, past)
    assert (value, found.p < 1e-8) == (8, True)
    assert minutes_spike(honest, past)[1].p == 1


def test_days_too_alike_by_hand() -> None:
    past = [[2, 9, 4, 8, 5, 3, 7, 9, 6, 2]]
    found = variance_deficit([[5, 6, 5, 6, 5]], [[10] * 5], past, [[10] * 10])
    shares, m = np.array(past[0]) / 10, np.mean(past) / 10
    before = (10 * (shares - m) ** 2).sum() / (m * (1 - m)) / 9
    now = (10 * (np.array([0.5, 0.6, 0.5, 0.6, 0.5]) - 0.54) ** 2).sum() / (0.54 * 0.46) / 4
    assert (found.observed, found.expected, found.n) == (NEAR(now), NEAR(before), 4)
    assert found.p == NEAR(stats.f.cdf(now / before, 4, 9))


def test_a_gap_between_tiers_by_hand() -> None:
    found = tier_gap((90, 100), (50, 100))
    p, q = 91 / 102, 51 / 102
    se = math.sqrt(p * (1 - p) / 102 + q * (1 - q) / 102)
    assert (found.gap, found.se, found.p) == (0.4, NEAR(se), NEAR(stats.norm.sf(0.4 / se)))
    usual = tier_gap((90, 100), (50, 100), ([900], [1000]), ([500], [1000]))
    assert usual.p == NEAR(0.5, abs=1e-9)


def test_few_and_content_is_stouffers() -> None:
    few, content = Outlier(0.15, 0.2, 1000, 0.02, "below"), Outlier(0.92, 0.85, 150, 0.01, "above")
    assert coverage_against_share(few, content) == NEAR(stats.combine_pvalues([0.02, 0.01], "stouffer").pvalue)
    assert coverage_against_share(few, Outlier(0.8, 0.85, 150, 0.7, "above")) == 1


def test_a_dead_code_is_seen_within_one_day_where_a_dozen_answer() -> None:
    rng = np.random.default_rng(3)
    past = rng.poisson(12 * rng.gamma(25, 1 / 25, 30))
    found = silence([*past, 0], [40.0] * 31, [], [])
    assert found is not None
    assert (found.days, found.is_remarkable) == (1, True)
    slower = [silence([0] * days, [20.0] * days, [6, 5, 7, 6, 4, 8, 6, 6], [20.0] * 8) for days in (1, 2)]
    assert [one is not None and one.is_remarkable for one in slower] == [False, True]


@pytest.mark.parametrize(
    ("answers", "visits", "past"),
    [([3], [20.0], [30] * 5), ([0], [0.0], [30] * 5), ([0], [20.0], [1] * 5)],
    ids=["an answer came", "nobody came", "hardly anything known"],
)
def test_a_silence_that_says_nothing(answers: list[int], visits: list[float], past: list[int]) -> None:
    assert silence(answers, visits, past, [20.0] * 5) is None


def test_days_of_which_nothing_is_known_count_for_nothing() -> None:
    nan, past = math.nan, ([14, 16, 12, 18, 15], [40.0] * 5)
    known, blind = silence([0, 0], [38.0, nan], *past), silence([0, 0], [nan, nan], *past)
    assert known is not None
    alone = silence([0], [38.0], *past)
    assert alone is not None
    assert known == replace(alone, uncounted=1)
    assert blind is None
    # a past day that is not known teaches nothing either
    assert silence([0], [38.0], [*past[0], 900], [*past[1], nan]) == alone


def test_a_code_that_never_worked_is_told_of_where_many_came() -> None:
    found = never_heard([100.0, math.nan, 91.0])
    assert found is not None
    assert (found.days, found.uncounted, found.expected) == (2, 1, NEAR(7.64))
    assert found.p == NEAR(stats.poisson.pmf(0, 7.64))
    assert found.is_remarkable
    assert never_heard([math.nan, 0.0]) is None


def test_a_week_is_told_of_by_its_harmonic_mean() -> None:
    before = [WeekTally(answered=200, top=top) for top in (98, 104, 95, 103, 100)]
    padded = office_week(WeekTally(answered=240, top=155), before)
    assert padded.is_flagged
    assert padded.p == NEAR(padded.signs[0].p)  # one sign alone: its own p
    minutes = tuple(int(value in (5, 10, 15)) * 40 for value in range(31))
    two = office_week(
        WeekTally(answered=200, top=104, minutes=minutes),
        [WeekTally(answered=200, top=top, minutes=minutes) for top in (98, 104, 95, 103, 100)],
    )
    assert two.p == NEAR(len(two.signs) / sum(1 / sign.p for sign in two.signs))
    assert not two.is_flagged


def test_too_little_to_judge_by_is_not_judged_but_for_a_burst() -> None:
    week = WeekTally(answered=29, top=29)
    assert office_week(week, [WeekTally(answered=200, top=50)] * 12).signs == ()
    assert office_week(WeekTally(answered=200, top=200), [WeekTally(answered=200, top=50)] * 3).p == 1
    assert office_week(WeekTally(answered=5, burst=5), []).is_flagged
    assert not office_week(WeekTally(answered=5, burst=4), []).is_flagged


def test_a_week_in_which_all_agree_is_judged_all_the_same() -> None:
    days = tuple((f"q{number}", 9, 9) for number in range(12))
    same = WeekTally(answered=108, top=108, satisfied=108, desk_days=days)
    assert {sign.kind for sign in office_week(same, [same] * 6).signs} == {"top_box"}


def test_tickets_that_are_new_have_no_gap_to_be_held_against() -> None:
    week = WeekTally(answered=80, top=40, static=40, static_top=30, ticket=40, ticket_top=10)
    past = [WeekTally(answered=80, top=40, static=80, static_top=40)] * 5
    assert {sign.kind for sign in office_week(week, past).signs} == {"top_box", "tier_share"}


COUNTS = st.integers(0, 60)


@st.composite
def any_tally(draw: st.DrawFn) -> WeekTally:
    """A week as it may stand in a database, however odd."""
    rest, low, top = draw(COUNTS), draw(COUNTS), draw(COUNTS)
    static, static_top, ticket_top = (draw(st.integers(0, most)) for most in (rest + low, top, top))
    return WeekTally(
        answered=rest + low + top,
        top=top,
        satisfied=low + top,
        complete=rest + top,
        straight=top,
        minutes=tuple(draw(st.lists(COUNTS, min_size=12, max_size=12))),
        desk_days=tuple(draw(st.lists(st.tuples(st.sampled_from("ab"), st.just(0), st.integers(0, 9)), max_size=14))),
        static=static + static_top,
        static_top=static_top,
        ticket=ticket_top + rest,
        ticket_top=ticket_top,
        responses=draw(st.integers(0, 200)),
        visits=draw(st.sampled_from([0.0, 1.0, 90.0, 5_000.0])),
    )


@settings(max_examples=60, deadline=None)
@given(any_tally(), st.lists(any_tally(), max_size=6))
def test_whatever_stands_in_the_tables_can_be_judged(week: WeekTally, past: list[WeekTally]) -> None:
    found = office_week(week, past, week_spreads([past, []]))
    assert all(0 <= sign.p <= 1 for sign in found.signs)
    assert 0 <= found.p <= 1 + 1e-9


def test_spreads_are_learnt_from_offices_with_histories_of_any_length() -> None:
    weeks = [WeekTally(answered=100, top=top, minutes=(0, 5, 5, 0, 0, 40)) for top in (40, 60, 50, 50)]
    found = week_spreads([weeks, weeks[:2], []])
    assert found.top_box > 0
    assert found.heaping == found.minutes == 0
    assert week_spreads([]) == week_spreads([[]])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: beta_binomial_tail(11, 10, 0.5), DesignError, "11 of 10"),
        (lambda: beta_binomial_tail(1, 10, 1.5), DesignError, "share"),
        (lambda: beta_binomial_tail(1, 10, 0.5, 1.0), DesignError, "rho"),
        (lambda: beta_binomial_tail(1, 10, 0.5, side="both"), MethodError, "'both' is not known"),  # type: ignore[arg-type]
        (lambda: negative_binomial_tail(-1, 3), DesignError, "count"),
        (lambda: share_overdispersion([1, 2], [3]), DesignError, "shapes"),
        (lambda: share_overdispersion([4], [3]), DesignError, "more of the kind"),
        (lambda: share_overdispersion(["a"], [3]), DesignError, "tables of numbers"),
        (lambda: share_outlier(1, 2, [0], [0]), EmptyCellError, "2 answers now and 0 before"),
        (lambda: count_outlier(1, 0, [1], [2]), EmptyCellError, "exposure 0 now"),
        (lambda: peer_outliers([1, 2], [3, 4]), DesignError, "three offices"),
        (lambda: heaping_deficit([1, 2], [[1, 2, 3]]), DesignError, "0, 1, 2, …"),
        (lambda: heaping_deficit([1.5, 2], [[1, 2]]), DesignError, "whole numbers"),
        (lambda: minutes_spike([4, 4], [[9, 9]]), EmptyCellError, "five times"),
        (lambda: variance_deficit([[5]], [[10]], [[5, 6]], [[10, 10]]), EmptyCellError, "two days"),
        (lambda: tier_gap((1, 2), (0, 0)), EmptyCellError, "0 with one"),
        (lambda: silence([0], [1.0, 2.0], [], []), DesignError, "different lengths"),
    ],
)
def test_what_cannot_be_judged_is_refused(call, error: type[Exception], words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=words):
        call()
