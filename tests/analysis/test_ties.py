"""Nothing is ranked that the data do not rank: pairs shown to differ, groups tied, and how often chance misleads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import DesignError, Estimate, SurveyDesign, adjust_p, mean, proportion, tied_groups


def share(satisfied: int, n: int) -> Estimate:
    cells = pd.DataFrame({"y": [1, 0], "count": [satisfied, n - satisfied]})
    return proportion(SurveyDesign(cells[cells["count"] > 0], count="count"), "y", {1})


SHARES = {(satisfied, n): share(satisfied, n) for n in (12, 40, 150) for satisfied in range(n + 1)}


def test_two_units_differ_as_the_interval_of_their_difference_says() -> None:
    # Newcombe's 56/70 against 48/80: difference 0.2000, square-and-add limits well above 0
    found = tied_groups([share(56, 70), share(48, 80)])
    assert (found.groups, found.memberships) == (((0,), (1,)), ((0,), (1,)))
    assert (found.above, found.below, found.proven) == ((1, 0), (0, 1), 1)
    assert tied_groups([share(28, 35), share(24, 40)]).groups == ((0, 1),)


def test_a_unit_between_two_that_differ_belongs_to_both_groups() -> None:
    found = tied_groups([share(60, 100), share(75, 100), share(88, 100)])
    assert found.groups == ((1, 2), (0, 1))
    assert found.memberships == ((1,), (0, 1), (0,))


def test_no_group_holds_a_pair_that_differs_and_every_tied_pair_shares_one() -> None:
    estimates = [share(n, 100) for n in (40, 55, 58, 62, 70, 71, 90, 97)] + [share(9, 10), share(2, 10)]
    found = tied_groups(estimates)
    together = {(one, other) for group in found.groups for one in group for other in group if one < other}
    assert len(together) == len(estimates) * (len(estimates) - 1) // 2 - found.proven
    assert sum(found.above) == sum(found.below)
    for one, other in together:
        assert set(found.memberships[one]) & set(found.memberships[other])
    assert not any(set(one) <= set(other) for one in found.groups for other in found.groups if one != other)


def test_looking_at_more_pairs_asks_for_more_and_holm_gives_some_back() -> None:
    pair = [share(80, 100), share(66, 100)]
    assert tied_groups(pair).proven == 1
    assert tied_groups([*pair, *[share(73, 100)] * 8]).proven == 0
    # as with p-values: what is far apart is shown first and no longer counted among the pairs
    far = [share(1, 100), share(99, 100)]
    assert adjust_p([0.02, 1e-9, 1e-9])[0] == 0.02
    close = [share(81, 100), share(63, 100)]
    assert tied_groups([*close, *far]).proven == 6


def test_chance_calls_equal_units_different_in_fewer_than_one_table_of_twenty() -> None:
    draw = np.random.default_rng(11)
    wrong = {}
    for truth in (0.6, 0.85, 0.95):
        tables = [[SHARES[int(draw.binomial(n, truth)), n] for n in (12, 40, 150) * 6] for _ in range(150)]
        wrong[truth] = sum(tied_groups(table).proven > 0 for table in tables)
    assert max(wrong.values()) <= 8, wrong


def test_large_differences_of_large_units_are_found() -> None:
    draw = np.random.default_rng(5)
    found = [
        tied_groups([SHARES[int(draw.binomial(150, truth)), 150] for truth in (0.6, 0.9) for _ in range(5)]).proven
        for _ in range(40)
    ]
    assert np.mean(found) > 22  # of 25 pairs that truly differ


def test_means_are_compared_too_and_two_measures_never() -> None:
    counts = [9] * 4 + [1, 1, 9, 9] + [9, 9, 1, 1]
    cells = pd.DataFrame({"y": [10.0, 20, 30, 40] * 3, "count": counts, "unit": list("aaaabbbbcccc")})
    means = [mean(SurveyDesign(part, count="count"), "y") for _unit, part in cells.groupby("unit")]
    assert tied_groups(means).above == (1, 2, 0)
    with pytest.raises(DesignError, match="different measures"):
        tied_groups([means[0], share(5, 10)])


def test_one_answer_is_tied_with_everybody() -> None:
    assert tied_groups([replace(share(0, 12), n=1), share(150, 150)]).proven == 0


def test_everybody_of_one_mind_proves_no_more_than_their_number() -> None:
    assert tied_groups([share(12, 12), share(130, 150)]).proven == 0
    assert tied_groups([share(150, 150), share(130, 150)]).proven == 1


def test_order_does_not_matter_and_nothing_gives_nothing() -> None:
    estimates = [share(60, 100), share(75, 100), share(88, 100)]
    backwards = tied_groups(estimates[::-1])
    assert [tuple(sorted(2 - place for place in group)) for group in backwards.groups] == [(1, 2), (0, 1)]
    assert tied_groups([]).groups == ()
    assert tied_groups(estimates[:1]).groups == ((0,),)


def test_estimates_of_two_kinds_are_neither_tied_nor_told_apart() -> None:
    estimates = [share(95, 100), share(50, 100), share(52, 100), share(20, 100)]
    found = tied_groups(estimates, kinds=["ticket", "all", "all", "ticket"])
    assert (found.groups, found.above, found.below) == (((0,), (1, 2), (3,)), (1, 0, 0, 0), (0, 0, 0, 1))
    assert (found.pairs, found.proven) == (2, 1)
    assert tied_groups(estimates).pairs == 6
    with pytest.raises(DesignError, match="2 kinds for 4 estimates"):
        tied_groups(estimates, kinds=["ticket", "all"])


def test_pairs_that_are_not_looked_at_ask_for_nothing() -> None:
    pair, others = [share(80, 100), share(66, 100)], [share(73, 100)] * 3
    assert tied_groups([*pair, *others]).proven == 0
    assert tied_groups([*pair, *others], kinds=["all", "all", "1", "2", "3"]).proven == 1
