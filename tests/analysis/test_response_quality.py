"""Blanks, straight lines and agreement: worked by hand, laws, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import (
    DesignError,
    EmptyCellError,
    MethodError,
    SurveyDesign,
    acquiescence,
    by_domain,
    item_nonresponse,
    mean,
    proportion,
    straight_lining,
)

ITEMS = ["a", "b", "c"]


def survey(n: int = 150) -> pd.DataFrame:
    draw = np.random.default_rng(11)
    rows = pd.DataFrame(
        {"psu": np.arange(n) % 10, "w": draw.choice([1.0, 3.0], n), "sector": draw.choice(["land", "tax"], n)}
    )
    for item in ITEMS:
        rows[item] = draw.choice([1.0, 2, 3, 4, 5, 0, np.nan], n, p=[0.05, 0.1, 0.15, 0.35, 0.2, 0.05, 0.1])
    return rows


DESIGN: dict[str, Any] = {"psu": "psu", "weights": "w"}


def figures(found: Any) -> list[float]:
    """Every number of a result, whatever its kind."""
    numbers = []
    for name in found.__slots__:
        value = getattr(found, name)
        if hasattr(value, "ci_low"):
            numbers += [value.value, value.se, value.ci_low, value.ci_high, value.n]
        elif isinstance(value, int | float):
            numbers.append(value)
    return numbers


def every_figure(design: SurveyDesign, **options: Any) -> list[float]:
    options = {"not_applicable": {0}, **options}
    found = [
        *item_nonresponse(design, ITEMS, **options),
        straight_lining(design, ITEMS, minimum=2, **options),
        acquiescence(design, ITEMS, minimum=2, reversed_items=["b"], **options),
    ]
    return [number for one in found for number in figures(one)]


def test_blanks_and_items_that_do_not_apply_are_counted_apart() -> None:
    cells = pd.DataFrame({"a": [5, 0, None], "b": [None, 4, None], "count": [60, 30, 10], "w": [1, 2, 4]})
    first, second = item_nonresponse(SurveyDesign(cells, count="count", weights="w"), ["a", "b"], not_applicable={0})
    assert (first.item, first.asked, first.missing, first.not_applicable) == ("a", 100, 10, 30)
    assert first.share.value == pytest.approx(40 / 160)
    assert first.not_applicable_share is not None
    assert first.not_applicable_share.value == pytest.approx(60 / 160)
    assert (second.missing, second.share.n) == (70, 100)
    assert second.share.value == pytest.approx(100 / 160)


def test_one_item_without_blanks_has_an_interval_and_no_share_that_does_not_apply() -> None:
    cells = pd.DataFrame({"a": [5], "count": [30]})
    (found,) = item_nonresponse(SurveyDesign(cells, count="count"), ["a"])
    assert (found.share.value, found.share.ci_low, found.not_applicable_share) == (0, 0, None)
    assert found.share.ci_high == pytest.approx(1 - 0.025 ** (1 / 30))


def test_nonresponse_is_a_share_of_the_design() -> None:
    rows = survey()
    design = SurveyDesign(rows, **DESIGN)
    found = item_nonresponse(design, ["a"], not_applicable={0}, where=rows["sector"].eq("tax"))[0]
    by_hand = proportion(design, rows["a"].isna().to_numpy().astype(float), {1.0}, where=rows["sector"].eq("tax"))
    assert (found.share.value, found.share.se, found.share.ci_high) == (by_hand.value, by_hand.se, by_hand.ci_high)


def test_straight_lines_by_hand() -> None:
    cells = pd.DataFrame(
        {
            "a": [4, 5, 4, 4, None],
            "b": [4, 5, 4, None, None],
            "c": [4, 5, 1, 4, 3],
            "count": [10, 20, 50, 15, 5],
        }
    )
    design = SurveyDesign(cells, count="count")
    complete = straight_lining(design, ITEMS)
    assert (complete.share.value, complete.share.n, complete.too_few) == (30 / 80, 80, 20)
    assert complete.by_code == ((4.0, 10 / 80), (5.0, 20 / 80))
    # a and b: 4 six times of eight; c: 1 five, 4 one, 5 two times of eight
    assert complete.expected == pytest.approx((6 / 8) ** 2 * (1 / 8) + (2 / 8) ** 2 * (2 / 8))
    assert complete.longest.value == pytest.approx((10 * 3 + 20 * 3 + 50 * 2) / 80)
    two = straight_lining(design, ITEMS, minimum=2)
    assert (two.share.value, two.share.n, two.too_few, two.minimum) == (45 / 95, 95, 5, 2)
    # the blank ends the run of 4, blank, 4
    assert two.longest.value == pytest.approx((10 * 3 + 20 * 3 + 50 * 2 + 15 * 1) / 95)


def test_independent_items_give_what_is_expected() -> None:
    draw = np.random.default_rng(5)
    codes = draw.choice([3, 4, 5], (40_000, 3), p=[0.2, 0.5, 0.3])
    found = straight_lining(SurveyDesign(pd.DataFrame(codes, columns=ITEMS)), ITEMS)
    assert found.expected == pytest.approx(0.2**3 + 0.5**3 + 0.3**3, rel=0.02)
    assert found.share.ci_low < found.expected < found.share.ci_high


def test_agreement_by_hand() -> None:
    cells = pd.DataFrame({"a": [5, 4, 1, 3], "b": [4, 1, 5, 3], "c": [4, 2, 5, None], "count": [10, 50, 30, 10]})
    design = SurveyDesign(cells, count="count")
    found = acquiescence(design, ITEMS, reversed_items=["b", "c"], minimum=2)
    assert found.everything.value == pytest.approx(0.1)
    assert found.expected == pytest.approx((0.6 * 0.4) * (0.9 * 4 / 9 + 0.1))
    assert found.net.value == pytest.approx((10 * 1 + 50 * -1 / 3 + 30 * 1 / 3) / 100)
    # per answer: both kinds agreed 1; content cancels for the others
    assert found.balanced is not None
    assert found.balanced.value == pytest.approx(0.1)
    assert (found.minimum, found.too_few) == (2, 0)
    assert acquiescence(design, ITEMS).balanced is None


def test_an_answer_without_one_kind_of_item_is_not_in_the_balance() -> None:
    cells = pd.DataFrame({"a": [4, None], "b": [4, 4], "c": [1, 4], "count": [10, 90]})
    found = acquiescence(SurveyDesign(cells, count="count"), ITEMS, reversed_items=["a"], minimum=2)
    assert found.balanced is not None
    assert (found.balanced.n, found.balanced.value) == (10, 0.5)


def test_net_agreement_is_a_mean_of_the_design() -> None:
    rows = survey().fillna(3.0).replace({"a": {0.0: 3.0}, "b": {0.0: 3.0}, "c": {0.0: 3.0}})
    design = SurveyDesign(rows, **DESIGN)
    score = (rows[ITEMS] >= 4).mean(axis=1) - (rows[ITEMS] <= 2).mean(axis=1)
    found, by_hand = acquiescence(design, ITEMS).net, mean(design, score)
    assert (found.value, found.se, found.ci_low) == pytest.approx((by_hand.value, by_hand.se, by_hand.ci_low))


def test_cells_rows_order_and_scale_of_weights_say_the_same() -> None:
    rows = pd.concat([survey(), survey()[:50]], ignore_index=True)
    cells = rows.groupby(list(rows.columns), dropna=False, as_index=False).size().sample(frac=1, random_state=2)
    expected = every_figure(SurveyDesign(rows, **DESIGN), where=rows["sector"].eq("land"))
    on_cells = every_figure(SurveyDesign(cells, count="size", **DESIGN), where=cells["sector"].eq("land"))
    scaled = every_figure(SurveyDesign(rows.assign(w=rows["w"] * 50), **DESIGN), where=rows["sector"].eq("land"))
    assert on_cells == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert scaled == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_each_sector_has_its_own() -> None:
    rows = survey()
    design = SurveyDesign(rows, **DESIGN)
    found = by_domain(straight_lining, design, "sector", ITEMS, not_applicable={0}, minimum=2)
    assert [one.share.domain for one in found] == [(("sector", "land"),), (("sector", "tax"),)]
    alone = straight_lining(design, ITEMS, not_applicable={0}, minimum=2, where=rows["sector"].eq("land"))
    assert figures(found[0]) == figures(alone)


@pytest.mark.parametrize(
    ("measure", "items", "options", "error", "words"),
    [
        (straight_lining, ["a"], {}, DesignError, "got 1"),
        (straight_lining, ITEMS, {"minimum": 1}, MethodError, "got 1; expected 2 to 3"),
        (straight_lining, ITEMS, {"minimum": 4}, MethodError, "got 4; expected 2 to 3"),
        (straight_lining, ITEMS, {"not_applicable": ()}, DesignError, "is 0, not on the scale"),
        (straight_lining, ["a", "nobody"], {}, EmptyCellError, "no valid answer"),
        (acquiescence, ITEMS, {"reversed_items": ITEMS}, MethodError, "some, not all"),
        (acquiescence, ITEMS, {"reversed_items": ["z"]}, MethodError, "some, not all"),
        (acquiescence, ITEMS, {"reversed_items": "a"}, MethodError, "some, not all"),
        (acquiescence, ITEMS, {"agree": {3, 4}, "disagree": {3}}, MethodError, r"\[3\] in both"),
        (item_nonresponse, [], {}, DesignError, "got 0"),
        (item_nonresponse, ["a"], {"where": np.zeros(150, dtype=bool)}, EmptyCellError, "no valid answer"),
    ],
)
def test_what_is_refused(
    measure: Any, items: list[str], options: dict[str, Any], error: type[Exception], words: str
) -> None:
    rows = survey().assign(nobody=np.nan)
    with pytest.raises(error, match=words):
        measure(SurveyDesign(rows), items, **({"not_applicable": {0}} | options))
