"""Desk answers weighed to visits: merging thin strata, and everything the weighting owns up to."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import DesignError, WeightedSample, by_domain, merge_thin_strata, proportion, weigh

PLACES = pd.DataFrame(
    {
        "unit": ["A", "B", "C", "D", "P"],
        "level": ["commune"] * 4 + ["province"],
        "area": ["east", "east", "west", "west", None],
    }
)


def strata(**n_of_unit: int) -> pd.DataFrame:
    rows = pd.DataFrame({"unit": list(n_of_unit), "n": list(n_of_unit.values()), "sector": "land"})
    return rows.merge(PLACES.fillna(""), on="unit")


def merged(**n_of_unit: int) -> list[str]:
    return [name.removeprefix("land|") for name in merge_thin_strata(strata(**n_of_unit))["post_stratum"]]


def answers(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Rows are unit, sector, satisfied, count; every unit has one desk open on two days in turn."""
    cells = pd.DataFrame(rows, columns=["unit", "sector", "satisfied", "count"])
    return cells.assign(
        desk=cells["unit"].str.lower(), day=[f"2026-03-0{2 + place % 2}" for place in range(len(cells))]
    )


def visits(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit", "sector", "visits"])


def two_units() -> WeightedSample:
    cells = answers(("A", "land", 1, 27), ("A", "land", 0, 3), ("B", "land", 1, 49), ("B", "land", 0, 21))
    return weigh(cells, visits(("A", "land", 900), ("B", "land", 100)), PLACES)


@pytest.mark.parametrize(
    ("n_of_unit", "names"),
    [
        ({"A": 10, "B": 40, "C": 12}, ["A", "B", "C"]),
        ({"A": 6, "B": 4, "C": 12}, ["A+1", "A+1", "C"]),
        ({"A": 6, "B": 40, "C": 12, "D": 11}, ["A+1", "A+1", "C", "D"]),
        ({"A": 6, "C": 12, "D": 11}, ["A+1", "C", "A+1"]),
        ({"A": 6, "C": 5, "P": 90}, ["A+1", "A+1", "P"]),
        ({"A": 6, "P": 90}, ["A+1", "A+1"]),
        ({"A": 6, "C": 2, "P": 1}, ["A+2", "A+2", "A+2"]),
        ({"A": 3, "B": 30, "C": 0, "D": 0}, ["A+1", "A+1", "C+1", "C+1"]),
        ({"A": 3, "C": 0, "D": 30}, ["A+1", "C", "A+1"]),
        ({"A": 6, "B": 0, "C": 4}, ["A+2", "A+2", "A+2"]),
        ({"A": 0, "B": 8, "C": 10}, ["A", "B+1", "B+1"]),
        ({"A": 0, "P": 90}, ["A", "P"]),
        ({"A": 0, "B": 0}, ["A+1", "A+1"]),
        ({"A": 6, "B": 0}, ["A+1", "A+1"]),
    ],
)
def test_thin_strata_merge_near_first(n_of_unit: dict[str, int], names: list[str]) -> None:
    assert merged(**n_of_unit) == names


THIN_MORE_OFTEN = st.one_of(st.just(0), st.integers(1, 12), st.integers(1, 60))
PAIRS = st.dictionaries(
    st.tuples(st.sampled_from("ABCDP"), st.sampled_from(["land", "tax"])),
    st.tuples(THIN_MORE_OFTEN, st.integers(60, 500)),
).filter(lambda pairs: any(n for n, _ in pairs.values()))


@settings(max_examples=150, deadline=None)
@given(PAIRS)
def test_what_has_no_answer_joins_nothing_that_can_stand_alone(pairs: dict[tuple[str, str], Any]) -> None:
    cells = answers(*((*pair, 1, n) for pair, (n, _) in pairs.items() if n))
    sample = weigh(cells, visits(*((*pair, number) for pair, (_, number) in pairs.items())), PLACES)
    stands = {(unit, sector): name for unit, sector, name in sample.pairs.itertuples(index=False)}
    together: dict[str, list[int]] = {}
    for pair, name in stands.items():
        together.setdefault(name, []).append(pairs[pair][0])
    for numbers in together.values():
        assert 0 not in numbers or max(numbers) < 10
    covered = sum(number for pair, (_, number) in pairs.items() if sum(together[stands[pair]]))
    assert float(sample.design.weight @ sample.design.counts) == pytest.approx(covered)
    every = sum(number for _, number in pairs.values())
    assert sample.overall_no_data_share == pytest.approx(1 - covered / every)


def test_visits_of_a_silent_unit_are_not_credited_to_its_neighbours() -> None:
    cells = answers(("A", "land", 1, 8), ("B", "land", 0, 10), ("C", "tax", 1, 30))
    sample = weigh(cells, visits(("A", "land", 80), ("B", "land", 100), ("C", "land", 119), ("C", "tax", 227)), PLACES)
    assert sample.strata[["post_stratum", "n", "visits", "flag"]].values.tolist() == [
        ["land|A+1", 18, 180, ""],
        ["land|C", 0, 119, "no answers"],
        ["tax|C", 30, 227, ""],
    ]
    assert sample.no_data_share["land"] == pytest.approx(119 / 299)


def test_strata_never_merge_across_sectors() -> None:
    table = pd.concat([strata(A=3, B=4), strata(A=50).assign(sector="tax"), strata(B=2).assign(sector="tax")])
    found = merge_thin_strata(table)
    assert found["post_stratum"].tolist() == ["land|A+1", "land|A+1", "tax|A+1", "tax|A+1"]


def test_merging_does_not_depend_on_the_order_of_the_rows() -> None:
    table = strata(A=3, B=12, C=9, D=0, P=4)
    forward = merge_thin_strata(table).sort_values("unit")
    backward = merge_thin_strata(table.iloc[::-1]).sort_values("unit")
    pd.testing.assert_frame_equal(forward, backward)


def test_a_stratum_given_twice_is_refused() -> None:
    with pytest.raises(DesignError, match=r"\['A', 'land'\] given twice"):
        merge_thin_strata(pd.concat([strata(A=3), strata(A=4)]))


def test_weights_bring_the_answers_to_the_visits() -> None:
    sample = two_units()
    share = proportion(sample.design, "satisfied", {1})
    assert share.value == pytest.approx(0.88)
    assert sample.design.weight.tolist() == pytest.approx([30, 30, 100 / 70, 100 / 70])
    assert sample.strata.to_dict("records") == [
        {"post_stratum": "land|A", "sector": "land", "n": 30, "visits": 900.0, "weight": 30.0, "flag": ""},
        {"post_stratum": "land|B", "sector": "land", "n": 70, "visits": 100.0, "weight": 100 / 70, "flag": ""},
    ]
    assert sample.is_weighted
    assert sample.coverage == {"A": pytest.approx(30 / 900), "B": 0.7}
    assert sample.overall_coverage == 0.1
    assert (sample.overall_no_data_share, sample.unknown_sector) == (0, 0)


def test_a_desk_day_is_the_unit_drawn() -> None:
    share = proportion(two_units().design, "satisfied", {1})
    assert (share.psus, share.dof) == (4, 2)


def test_without_visits_the_sample_is_unweighted_and_says_so() -> None:
    cells = answers(("A", "land", 1, 27), ("B", None, 0, 3))
    for nothing in (None, visits()):
        sample = weigh(cells, nothing, PLACES)
        assert not sample.is_weighted
        assert sample.design.weight.tolist() == [1, 1]
        assert (sample.coverage, sample.overall_coverage) == ({"A": None, "B": None}, None)
        assert (sample.unknown_sector, sample.has_figure("land"), len(sample.strata)) == (3, True, 0)


def test_more_answers_than_visits_stand_for_themselves_and_are_flagged() -> None:
    sample = weigh(answers(("A", "land", 1, 27)), visits(("A", "land", 20)), PLACES)
    assert sample.strata[["visits", "weight", "flag"]].values.tolist() == [[20, 1, "more answers than visits"]]
    assert sample.coverage == {"A": 1.35}


def test_answers_without_imported_visits_stand_for_themselves_and_are_flagged() -> None:
    cells = answers(("A", "land", 1, 30), ("B", "land", 1, 12))
    sample = weigh(cells, visits(("A", "land", 60)), PLACES)
    assert sample.strata[["post_stratum", "weight", "flag"]].values.tolist() == [
        ["land|A", 2, ""],
        ["land|B", 1, "no visits imported"],
    ]
    assert sample.coverage == {"A": 0.5, "B": None}
    assert sample.overall_coverage == 0.5


@pytest.mark.parametrize(("silent", "has_figure"), [(20, True), (21, False)])
def test_visits_without_an_answer_are_owned_up_to(silent: int, has_figure: bool) -> None:
    cells = answers(("A", "land", 1, 40), ("A", "tax", 1, 50))
    table = visits(("A", "land", 80), ("P", "land", silent), ("A", "tax", 100), ("B", "tax", 0))
    sample = weigh(cells, table, PLACES)
    empty = sample.strata[sample.strata["flag"] == "no answers"]
    assert empty[["post_stratum", "visits"]].values.tolist() == [["land|P", silent]]
    assert empty["weight"].isna().all()
    assert sample.no_data_share == {"land": silent / (80 + silent), "tax": 0}
    assert sample.has_figure("land") is has_figure
    assert sample.has_figure("tax")
    assert sample.overall_no_data_share == silent / (180 + silent)
    assert sample.has_figure()


def test_an_unknown_sector_takes_the_average_weight_of_its_unit() -> None:
    cells = answers(("A", "land", 1, 20), ("A", "tax", 0, 20), ("A", None, 1, 5), ("B", None, 0, 4))
    sample = weigh(cells, visits(("A", "land", 100), ("A", "tax", 300)), PLACES)
    assert sample.design.weight.tolist() == [5, 15, 10, 10]
    assert sample.unknown_sector == 9
    assert [found.n for found in by_domain(proportion, sample.design, "sector", "satisfied", {1})] == [20, 20]
    assert proportion(sample.design, "satisfied", {1}).value == pytest.approx((100 + 50) / (100 + 300 + 90))
    assert sample.design.adjustments[0].codes.tolist() == [0, 1, -1, -1]


def test_answers_all_of_unknown_sector_are_unweighted_and_the_visits_have_no_data() -> None:
    sample = weigh(answers(("A", None, 1, 5), ("A", None, 0, 5)), visits(("A", "land", 100)), PLACES)
    assert sample.design.weight.tolist() == [1, 1]
    assert not sample.has_figure()


def test_visits_of_nobody_give_no_stratum() -> None:
    sample = weigh(answers(("A", None, 1, 5)), visits(("A", "land", 0)), PLACES)
    assert (len(sample.strata), sample.overall_coverage, sample.overall_no_data_share) == (0, None, 0)


@pytest.mark.parametrize(
    ("cells", "table", "places", "message"),
    [
        (answers(("A", "land", 1, 5)).drop(columns="day"), visits(("A", "land", 9)), PLACES, "cells: no column 'day'"),
        (answers(("A", "land", 1, 5)), visits(("A", "land", -1)), PLACES, "visits: unit 'A', sector 'land' has .*-1"),
        (answers(("A", "land", 1, 5)), visits(("A", None, 9)), PLACES, "expected a unit, a sector and a number from 0"),
        (answers(("X", "land", 1, 5)), visits(("A", "land", 9)), PLACES, r"no level and area for units \['X'\]"),
        (answers(("A", "land", 1, 5)), visits(("A", "land", 9)), pd.concat([PLACES, PLACES]), "stand twice"),
    ],
)
def test_tables_that_do_not_fit_are_refused(cells: Any, table: Any, places: Any, message: str) -> None:
    with pytest.raises(DesignError, match=message):
        weigh(cells, table, places)
