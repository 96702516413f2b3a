"""The design's door: what is refused, in words that name row, column and remedy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import DesignError, EmptyCellError, MethodError, SurveyDesign, by_domain, mean, proportion, total
from analysis.weighting.poststratification import poststratify


def four_rows(**columns: Any) -> pd.DataFrame:
    plain = {"unit": ["A", "A", "B", "B"], "desk": ["a", "b", "c", "d"], "overall": [1, 5, 4, 2], "w": [1.0, 2, 3, 4]}
    return pd.DataFrame(plain | columns)


def test_a_design_counts_its_rows_and_answers() -> None:
    design = SurveyDesign(four_rows(count=[3, 1, 1, 2]), count="count", strata="unit", psu="desk", weights="w")
    assert (design.rows, design.answers) == (4, 7)
    assert design.weight.tolist() == [1, 2, 3, 4]
    assert design.psus_drawn.tolist() == [2, 2]


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        ({}, {"count": "counts"}, r"count: no column 'counts'; the cells have \['unit'"),
        (
            {"count": [1, 2, 0, 1]},
            {"count": "count"},
            r"count: row 2, column 'count' is .*0.*; expected a number above 0",
        ),
        ({"count": [1, 2.5, 1, 1]}, {"count": "count"}, r"row 1, column 'count' is .*2.5.*whole number of answers"),
        ({"w": [1, np.nan, 1, 1]}, {"weights": "w"}, r"weights: row 1, column 'w' is .*nan"),
        ({"w": [1, 1, -1, 1]}, {"weights": "w"}, r"weights: row 2, column 'w' is .*-1"),
        ({"w": ["x", "1", "1", "1"]}, {"weights": "w"}, r"weights: column 'w' holds something that is not a number"),
        (
            {"unit": ["A", None, "B", "B"]},
            {"strata": "unit"},
            r"strata: row 1, column 'unit' is missing; give it a label",
        ),
        ({"desk": ["a", "b", "b", "d"]}, {"strata": "unit", "psu": "desk"}, r"psu: row \d.*'b' stands in strata"),
        ({"N": [0.5, 10, 10, 10]}, {"fpc": "N"}, r"mixes fractions and sizes"),
        (
            {"N": [10, 11, 10, 10]},
            {"strata": "unit", "fpc": "N"},
            r"fpc: row 0, column 'N' is .*10.*stratum 'A' has .*11",
        ),
        ({"N": [3, 3, 3, 3]}, {"fpc": "N"}, r"stratum 'all' has 4 PSUs in the sample but column 'N' says 3"),
    ],
)
def test_an_unusable_column_is_refused(columns: dict[str, Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        SurveyDesign(four_rows(**columns), **options)


def test_no_rows_are_refused() -> None:
    with pytest.raises(DesignError, match="no rows"):
        SurveyDesign(four_rows().iloc[:0])


def test_an_unknown_rule_for_lone_psus_lists_the_five() -> None:
    with pytest.raises(MethodError, match=r"'centre' is not known; choose one of \['fail', 'adjust'"):
        SurveyDesign(four_rows(), lone_psu="centre")  # type: ignore[arg-type]


def test_a_lone_psu_fails_unless_told_otherwise() -> None:
    cells = four_rows(unit=["A", "A", "A", "B"])
    with pytest.raises(DesignError, match=r"1 with one PSU only \(B\); merge"):
        mean(SurveyDesign(cells, strata="unit", psu="desk"), "overall")
    assert mean(SurveyDesign(cells, strata="unit", psu="desk", lone_psu="certainty"), "overall").se > 0


def test_there_must_be_strata_to_average_over() -> None:
    cells = four_rows(unit=["A", "B", "C", "D"])
    with pytest.raises(DesignError, match="nothing to average over"):
        mean(SurveyDesign(cells, strata="unit", psu="desk", lone_psu="average"), "overall")


def test_a_stratum_taken_whole_adds_nothing_even_with_one_psu() -> None:
    cells = four_rows(unit=["A", "A", "A", "B"], N=[6, 6, 6, 1])
    found = mean(SurveyDesign(cells, strata="unit", fpc="N"), "overall")
    assert found.se == pytest.approx(
        np.sqrt((6 / 7) ** 2 * np.var([1, 5, 4], ddof=1) / 3 * (1 - 3 / 6)),
    )


def test_sampling_fractions_and_sizes_say_the_same() -> None:
    by_size = SurveyDesign(four_rows(N=8), strata="unit", fpc="N")
    by_fraction = SurveyDesign(four_rows(f=0.25), strata="unit", fpc="f")
    assert by_size.weight.tolist() == by_fraction.weight.tolist() == [4, 4, 4, 4]
    assert mean(by_size, "overall").se == mean(by_fraction, "overall").se


def test_a_domain_keeps_the_psus_drawn_outside_it() -> None:
    design = SurveyDesign(four_rows(), psu="desk")
    found = total(design, "overall", where=design.cells["unit"] == "A")
    assert found.se == pytest.approx(np.sqrt(4 / 3 * ((1 - 1.5) ** 2 + (5 - 1.5) ** 2 + 2 * 1.5**2)))


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (np.array([1, 0, 1, 0]), "expected one true or false for each of 4 rows"),
        (np.array([True]), r"got bool of shape \(1,\)"),
        (pd.Series([True] * 4, index=[5, 6, 7, 8]), "another index than the cells"),
        (pd.Series([True, False, None, True], dtype="boolean"), "missing values"),
    ],
)
def test_an_unusable_domain_is_refused(where: Any, message: str) -> None:
    with pytest.raises(DesignError, match=message):
        mean(SurveyDesign(four_rows()), "overall", where=where)


def test_a_domain_without_answers_is_refused_and_left_out_of_a_table() -> None:
    design = SurveyDesign(four_rows(overall=[None, None, 4, 2]))
    with pytest.raises(EmptyCellError, match="no valid answer to 'overall'"):
        mean(design, "overall", where=design.cells["unit"] == "A")
    assert [found.domain for found in by_domain(mean, design, "unit", "overall")] == [(("unit", "B"),)]


def test_domains_by_two_columns_and_within_a_mask() -> None:
    design = SurveyDesign(four_rows())
    found = by_domain(mean, design, ["unit", "desk"], "overall", where=design.cells["overall"] > 1)
    assert [(dict(one.domain), one.value) for one in found] == [
        ({"unit": "A", "desk": "b"}, 5),
        ({"unit": "B", "desk": "c"}, 4),
        ({"unit": "B", "desk": "d"}, 2),
    ]


@pytest.mark.parametrize(
    ("totals", "message"),
    [
        ({"A": 10}, r"no total for unit \['B'\]"),
        ({"A": 10, "B": 5, "C": 1}, r"totals for unit \['C'\] but no answer there"),
        ({"A": 10, "B": 0}, r"the total of unit \['B'\] is not a number above 0"),
    ],
)
def test_totals_that_do_not_fit_the_sample_are_refused_by_name(totals: dict[str, float], message: str) -> None:
    with pytest.raises(DesignError, match=message):
        poststratify(SurveyDesign(four_rows()), "unit", totals)


def test_poststratifying_refuses_a_missing_label_unless_told_to_keep_it() -> None:
    design = SurveyDesign(four_rows(unit=["A", "A", "B", None]), weights="w")
    with pytest.raises(DesignError, match=r"poststratify: row 3, column 'unit' is missing"):
        poststratify(design, "unit", {"A": 30, "B": 9})
    kept = poststratify(design, "unit", {"A": 30, "B": 9}, missing="keep")
    assert kept.weight.tolist() == [10, 20, 9, 4]


def test_a_row_outside_the_poststrata_keeps_its_full_influence() -> None:
    cells = pd.DataFrame({"post": ["A"] * 4 + [None] * 4, "y": [1, 1, 0, 0, 1, 1, 0, 0]})
    kept = poststratify(SurveyDesign(cells), "post", {"A": 4}, missing="keep")
    assert proportion(kept, "y", {1}).se == pytest.approx(proportion(SurveyDesign(cells), "y", {1}).se)


def test_the_input_is_left_as_it_was() -> None:
    cells = four_rows()
    before = cells.copy()
    poststratify(SurveyDesign(cells), "unit", {"A": 10, "B": 20})
    pd.testing.assert_frame_equal(cells, before)
