"""Sample sizes: the worked examples of Cochran, Lohr and Valliant, Dever, Kreuter; laws; refusals."""

from __future__ import annotations

import math
from typing import Any

import pytest

from analysis import DesignError, MethodError, reached_margin, size_for_mean, size_for_share, yamane_size

TWO_SIGMAS = math.erf(math.sqrt(2))
"""The level at which z is 2, as Cochran takes it."""


def test_cochrans_islanders_with_blood_group_o() -> None:
    # Cochran (1977), §4.4: d = 5 %, p = 50 %, t = 2: n₀ = 400, and of 3,200 people 356
    assert size_for_share(margin=0.05, level=TWO_SIGMAS).exact == pytest.approx(400)
    found = size_for_share(margin=0.05, level=TWO_SIGMAS, population=3200)
    assert (found.answers, found.is_feasible) == (356, True)
    assert size_for_share(margin=0.05, level=TWO_SIGMAS, population=3200, fpc=False).answers == 400


def test_cochrans_beds_of_seedlings() -> None:
    # Cochran (1977), §4.6: 430 beds, mean 19, S² = 85.6, 10 % either way with t = 2: n₀ = 95, n = 78
    assert size_for_mean(sd=math.sqrt(85.6), margin=1.9, level=TWO_SIGMAS).answers == 95
    assert size_for_mean(sd=math.sqrt(85.6), margin=1.9, level=TWO_SIGMAS, population=430).answers == 78
    assert size_for_mean(sd=math.sqrt(85.6), cv=0.05, mean=19).answers == 95


def test_lohrs_recipes() -> None:
    # Lohr (2010), §2.6: 1,251 recipes, e = 3 points at 95 %: n₀ ≈ 1,067 and n ≈ 576
    assert round(size_for_share(margin=0.03).exact) == 1067
    assert round(size_for_share(margin=0.03, population=1251).exact) == 576


def test_valliant_dever_and_kreuters_rare_share() -> None:
    # PracTools, nProp: CV0 = 0.05 and pU = 0.01 give 39,600; with a half width of 0.005, 1.96² · 0.0099 / 0.005²
    assert size_for_share(cv=0.05, share=0.01).answers == 39600
    assert size_for_share(margin=0.005, share=0.01).exact == pytest.approx(1.95996398454**2 * 0.0099 / 0.005**2)


@pytest.mark.parametrize(
    ("population", "answers"), [(200, 134), (500, 223), (1000, 286), (5000, 371), (20000, 393), (100000, 399)]
)
def test_the_rule_of_guidelines_and_what_it_assumes(population: int, answers: int) -> None:
    found = yamane_size(population, 0.05)
    assert found.answers == found.invited == answers
    # the same assumptions named: p = 0.5, z = 2, no design effect, everyone answers; N for N − 1
    assumed = size_for_share(margin=0.05, level=found.level, population=population)
    assert assumed.exact == pytest.approx(found.exact, rel=1.1 / population)
    assert (found.deff, found.participation) == (1.0, 1.0)


@pytest.mark.parametrize("method", ["normal", "wilson", "exact"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9])
def test_so_many_answers_give_the_margin_asked_for(method: str, share: float) -> None:
    for margin in (0.01, 0.05, 0.2):
        size = size_for_share(margin=margin, share=share, method=method, deff=1.8)
        assert reached_margin(size.exact, share=share, method=method, deff=1.8) == pytest.approx(margin)
        assert reached_margin(size.answers, share=share, method=method, deff=1.8) <= margin + 1e-12


def test_the_margin_of_a_finite_population_is_the_inverse_too() -> None:
    size = size_for_share(margin=0.05, population=900, deff=1.4)
    assert reached_margin(size.exact, population=900, deff=1.4) == pytest.approx(0.05)
    assert reached_margin(900, population=900) == 0


def test_a_margin_that_one_answer_gives_asks_for_one() -> None:
    assert size_for_share(margin=0.49, method="wilson").answers == 1
    assert size_for_share(margin=0.499, share=0.999, method="exact").exact == pytest.approx(1.0, abs=0.5)
    assert size_for_share(margin=0.4999, share=0.9999, method="exact").answers >= 1


def test_design_effect_participation_and_domain_multiply() -> None:
    plain = size_for_share(margin=0.05)
    found = size_for_share(margin=0.05, deff=2.0, participation=0.4, domain_share=0.25, population=10000)
    assert size_for_share(margin=0.05, deff=2.0).exact == pytest.approx(2 * plain.exact)
    assert found.invited == math.ceil(found.answers / 0.1)
    # 10,000 people of the domain are 40,000 in all
    assert found.is_feasible
    assert size_for_share(margin=0.05, participation=0.4, population=1000, fpc=False).is_feasible
    assert size_for_share(margin=0.05, participation=0.3, population=1000, fpc=False).is_feasible is False
    assert plain.is_feasible is None


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({}, DesignError, "expected exactly one of them"),
        ({"margin": 0.05, "cv": 0.1}, DesignError, "expected exactly one of them"),
        ({"margin": -0.05}, DesignError, "a number above 0"),
        ({"margin": 5}, DesignError, "margin: got 5; expected a fraction below 0.5"),
        ({"margin": 0.05, "share": 1.0}, DesignError, r"share: got 1\.0"),
        ({"margin": 0.05, "method": "wald"}, MethodError, "'wald' is not known; choose one of"),
        ({"cv": 0.05, "method": "wilson"}, MethodError, "no wilson interval"),
        ({"margin": 0.05, "level": 95}, MethodError, "write 0.95"),
        ({"cv": 0.05, "level": 95}, MethodError, "write 0.95"),
        ({"margin": 0.05, "deff": 0}, DesignError, "deff: got 0"),
        ({"margin": 0.05, "participation": 40}, DesignError, "participation: got 40"),
        ({"margin": 0.05, "domain_share": 0}, DesignError, "domain_share: got 0"),
        ({"margin": 0.05, "population": 0}, DesignError, "population: got 0"),
        ({"margin": 0.05, "population": math.nan}, DesignError, "population: got nan"),
        ({"margin": 1e-9}, DesignError, "ask for a wider margin"),
    ],
)
def test_what_cannot_be_planned_is_refused(options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        size_for_share(**options)


def test_a_mean_needs_its_spread() -> None:
    with pytest.raises(DesignError, match="sd: got 0"):
        size_for_mean(sd=0, margin=1)
    with pytest.raises(DesignError, match="a cv needs the mean"):
        size_for_mean(sd=1, cv=0.1)


def test_margins_of_impossible_samples_are_refused() -> None:
    with pytest.raises(DesignError, match="answers: got 0"):
        reached_margin(0)
    with pytest.raises(DesignError, match="no more than it"):
        reached_margin(20, population=10)
    with pytest.raises(MethodError, match="choose one of"):
        reached_margin(20, method="x")
    with pytest.raises(DesignError, match="population 0"):
        yamane_size(0, 0.05)
    with pytest.raises(DesignError, match="population nan"):
        yamane_size(math.nan, 0.05)  # type: ignore[arg-type]
