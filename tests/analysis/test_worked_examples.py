"""The worked examples of the measures contract (section 7), by the seed line that each answers."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import (
    Estimate,
    SurveyDesign,
    Target,
    exact_verdict,
    felt_waiting,
    mean,
    poststratify,
    proportion,
    rounding_bounds,
    verdict,
    worst_case,
)

SCORES = {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}
HO_TICH = pd.DataFrame({"overall": [1, 2, 3, 4, 5], "count": [5, 10, 35, 100, 50]})


def share_of(satisfied: int, answers: int, method: str = "wilson") -> Estimate:
    cells = pd.DataFrame({"satisfied": [1, 0], "count": [satisfied, answers - satisfied]})
    return proportion(SurveyDesign(cells, count="count"), "satisfied", {1}, method=method)


def limits(estimate: Estimate) -> tuple[str, str]:
    return f"{estimate.ci_low:.3f}", f"{estimate.ci_high:.3f}"


def test_000_71_ho_tich_three_quarters_reaches_75_without_proof() -> None:
    design = SurveyDesign(HO_TICH, count="count")
    share = proportion(design, "overall", {4, 5}, method="wilson")
    assert share.value == 0.75
    assert mean(design, "overall", scores=SCORES).value == 72.5
    assert limits(share) == ("0.686", "0.805")
    found = verdict(share, Target(">=", 0.75))
    assert (found.point, found.certainty) == ("met", "not_proven")
    assert found.answers_needed is None


def test_000_71_dat_dai_three_quarters_misses_85() -> None:
    found = verdict(share_of(150, 200), Target(">=", 0.85))
    assert (found.point, found.certainty) == ("not_met", "not_met")


def test_000_71_ho_tich_at_164_of_200_proves_75() -> None:
    share = share_of(164, 200)
    assert share.value == 0.82
    assert limits(share) == ("0.761", "0.867")
    assert verdict(share, Target(">=", 0.75)).certainty == "met"


def test_000_71_dat_dai_weighted_to_visits() -> None:
    cells = pd.DataFrame({"unit": ["A", "A", "B", "B"], "satisfied": [1, 0, 1, 0], "count": [27, 3, 49, 21]})
    raw = SurveyDesign(cells, count="count", strata="unit")
    assert proportion(raw, "satisfied", {1}).value == 0.76
    weighted = poststratify(raw, "unit", {"A": 900, "B": 100})
    share = proportion(weighted, "satisfied", {1}, method="linear")
    assert share.value == pytest.approx(0.88, abs=1e-15)
    assert share.se == pytest.approx(0.0504, abs=5e-5)
    assert limits(share) == ("0.781", "0.979")
    found = verdict(share, Target(">=", 0.85))
    assert (found.point, found.certainty) == ("met", "not_proven")


def test_000_71_2249_of_3000_is_below_75() -> None:
    share = share_of(2249, 3000)
    assert f"{share.value:.4f}" == "0.7497"
    assert verdict(share, Target(">=", 0.75)).point == "not_met"


def test_000_635_a_mean_of_exactly_25_minutes_reaches_at_most_25_and_not_below_25() -> None:
    cells = pd.DataFrame({"minutes": [20, 30], "count": [50, 50]})
    measured = mean(SurveyDesign(cells, count="count"), "minutes")
    assert measured.value == 25.0
    found = verdict(measured, Target("<=", 25.0, stricter="<"))
    assert (found.point, found.stricter_point) == ("met", "not_met")


def test_felt_minutes_carry_rounding_bounds_that_leave_25_unproven() -> None:
    cells = pd.DataFrame({"minutes": [10, 20, 30, 60], "count": [40, 30, 20, 10]})
    design = SurveyDesign(cells, count="count")
    felt = mean(design, "minutes")
    assert felt.value == 22.0
    assert (f"{felt.ci_low:.1f}", f"{felt.ci_high:.1f}") == ("19.1", "24.9")
    bounds = rounding_bounds(cells["minutes"], cells["count"])
    assert bounds == (14.0, 30.0)
    assert felt_waiting(design, "minutes", limit=25).rounding == bounds
    assert verdict(felt, Target("<=", 25.0)).certainty == "met"
    assert verdict(felt, Target("<=", 25.0), rounding=bounds).certainty == "not_proven"


def test_78_percent_of_200_among_250_with_its_worst_case() -> None:
    share = share_of(156, 200)
    assert limits(share)[0] == "0.718"
    assert verdict(share, Target(">=", 0.75)).certainty == "not_proven"
    bounds = worst_case(share.value, 200 / 250, Target(">=", 0.75))
    assert (bounds.low, bounds.high, bounds.tipping_point) == pytest.approx((0.624, 0.824, 0.63))


def test_001_47_73_76_190_of_200_under_three_targets() -> None:
    share = share_of(190, 200)
    assert verdict(share, Target(">", 0.95)).point == "not_met"
    assert verdict(share, Target(">=", 0.95)).point == "met"
    everyone = verdict(share, Target(">=", 1.0))
    assert (everyone.point, everyone.certainty) == ("not_met", "not_met")


def test_003_54_on_time_counts_are_exact() -> None:
    assert exact_verdict(300 + 650, 1000, Target(">=", 0.95)).certainty == "met"
    missed = exact_verdict(300 + 649, 1000, Target(">=", 0.95))
    assert (missed.point, missed.certainty) == ("not_met", "not_met")


def test_002_107_cases_handled_and_settled() -> None:
    assert exact_verdict(200, 200, Target(">=", 1.0)).point == "met"
    assert exact_verdict(190, 200, Target(">=", 0.95)).point == "met"
    assert exact_verdict(199, 200, Target(">=", 1.0)).point == "not_met"
    assert exact_verdict(189, 200, Target(">=", 0.95)).point == "not_met"


def test_004_67_002_209_portal_196_of_200() -> None:
    share = share_of(196, 200)
    assert share.value == 0.98
    assert f"{share.ci_low:.4f} {share.ci_high:.3f}" == "0.9497 0.992"
    found = verdict(share, Target(">", 0.95))
    assert (found.point, found.certainty) == ("met", "not_proven")
    assert verdict(share, Target(">=", 0.80)).certainty == "met"


def test_156_of_200_needs_801_answers_and_600_people_are_too_few() -> None:
    found = verdict(share_of(156, 200), Target(">=", 0.75), population=600)
    assert (found.answers_needed, found.answers_missing, found.feasible) == (801, 601, False)
    assert verdict(share_of(156, 200), Target(">=", 0.75), population=801).feasible
    assert verdict(share_of(156, 200), Target(">=", 0.75)).feasible is None
