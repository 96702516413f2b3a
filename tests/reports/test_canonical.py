"""Canonical JSON of findings: the same value gives the same text, and the text gives the same value."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import Estimate
from reports.canonical import UnreadableFindings, digest_of, from_canonical, to_canonical
from reports.findings import Findings, Name
from tests.reports.findings_factory import make_estimate, make_findings


@dataclass(frozen=True, slots=True)
class Sample:
    """One field of each kind that findings have."""

    share: float
    count: int
    name: str
    day: date
    is_priority: bool
    mark: Literal["met", "not_met"]
    note: str | None
    pair: tuple[float, int] | None
    parts: tuple[Name, ...]


samples = st.builds(
    Sample,
    share=st.floats(allow_nan=False),
    count=st.integers(),
    name=st.text(st.characters(codec="utf-8")),
    day=st.dates(),
    is_priority=st.booleans(),
    mark=st.sampled_from(["met", "not_met"]),
    note=st.none() | st.text(st.characters(codec="utf-8")),
    pair=st.none() | st.tuples(st.floats(allow_nan=False), st.integers()),
    parts=st.lists(st.builds(Name, vi=st.just("Đất đai"), en=st.just("Land"))).map(tuple),
)


@given(samples)
def test_what_is_read_back_is_written_the_same(sample: Sample) -> None:
    text = to_canonical(sample)
    found = from_canonical(text, Sample)
    assert to_canonical(found) == text
    assert replace(found, name=sample.name, note=sample.note) == sample


def test_a_whole_week_of_findings_comes_back_equal() -> None:
    findings = make_findings()
    text = to_canonical(findings)
    assert from_canonical(text, Findings) == findings
    assert digest_of(text) == digest_of(to_canonical(from_canonical(text, Findings)))


def test_the_text_has_sorted_keys_no_spaces_and_composed_letters() -> None:
    text = to_canonical(Name("Đất đai".replace("ấ", "a\u0302\u0301"), "Land"))
    assert text == '{"en":"Land","vi":"Đất đai"}'


def test_numbers_that_are_not_finite_come_back() -> None:
    estimate = make_estimate(0.5, 10, se=math.inf)
    found = from_canonical(to_canonical(replace(estimate, value=math.nan)), Estimate)
    assert found.se == math.inf
    assert math.isnan(found.value)


def test_a_whole_number_in_a_place_for_fractions_does_not_change_the_text() -> None:
    estimate = make_estimate(0.5, 10)
    assert to_canonical(replace(estimate, level=1)) == to_canonical(replace(estimate, level=1.0))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda kept: kept.pop("total"), "missing: total"),
        (lambda kept: kept.update(mood="good"), "does not know: mood"),
        (lambda kept: kept.update(unanswered="8"), "'8' is no int"),
        (lambda kept: kept.update(as_of=None), "None is no str"),
        (lambda kept: kept["period"].update(status="closed"), "'closed' is none of"),
    ],
)
def test_a_text_of_another_version_is_refused_with_what_is_wrong(change, said: str) -> None:  # type: ignore[no-untyped-def]
    kept = json.loads(to_canonical(make_findings()))
    change(kept)
    with pytest.raises(UnreadableFindings, match=said):
        from_canonical(json.dumps(kept), Findings)


def test_what_was_added_since_stands_as_it_does_where_nothing_was_told() -> None:
    kept = json.loads(to_canonical(make_findings(held=20)))
    del kept["held"]
    assert from_canonical(json.dumps(kept), Findings).held == 0


def test_text_that_is_no_json_is_refused() -> None:
    with pytest.raises(UnreadableFindings, match="not JSON"):
        from_canonical("{", Findings)
