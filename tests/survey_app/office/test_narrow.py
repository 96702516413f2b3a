"""What a phone shows instead of a chart carries the shapes that the chart's words explain."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from reports.content import NOTE_GAP, Chart, ChartKind, ChartRow, Mark
from survey_app.office.narrow import scale_marks, strips_of


def chart(kind: ChartKind, *rows: ChartRow) -> Chart:
    return Chart("key", "", "", "", "", rows, kind=kind)


@pytest.mark.parametrize(
    ("kind", "mark", "sign"),
    [
        ("rows", "below", ("▼", "dưới mức")),
        ("rows", "above", ("●", "không dưới mức")),
        ("rows", "not_proven", ("~", "")),
        ("rows", "", ("", "")),
        ("funnel", "below", ("▼", "thấp hơn")),
        ("funnel", "above", ("▲", "cao hơn")),
        ("weeks", "below", ("◆", "")),
    ],
)
def test_a_strip_has_the_shape_of_its_row(app: Flask, kind: ChartKind, mark: Mark, sign: tuple[str, str]) -> None:
    row = ChartRow("a", "A", 0.7, mark=mark, flag="B")
    with app.test_request_context():
        (strip,) = strips_of(chart(kind, row))
    assert (strip.sign, strip.sign_text) == sign


def test_a_week_within_the_ordinary_and_a_hidden_row_have_none(app: Flask) -> None:
    rows = (ChartRow("a", "A", 0.7, mark="below"), ChartRow("b", "B", None, note="dưới 10 phiếu", mark="suppressed"))
    with app.test_request_context():
        assert [strip.sign for strip in strips_of(chart("weeks", *rows))] == ["", ""]


def test_a_strip_has_its_figure_beside_its_name_and_the_rest_below(app: Flask) -> None:
    row = ChartRow("a", "A", 0.794, low=0.741, note=NOTE_GAP.join(("79,4%", "n 212", "phủ 14%")), flag="B")
    hidden = ChartRow("b", "B", None, note="dưới 10 phiếu", mark="suppressed")
    with app.test_request_context():
        shown, unshown = strips_of(chart("rows", row, hidden))
    assert (shown.value, shown.notes) == ("79,4%", ("n 212", "phủ 14%", "B"))
    assert (unshown.value, unshown.notes) == ("", ("dưới 10 phiếu",))


def test_the_scale_is_told_at_both_ends_and_in_the_middle(app: Flask) -> None:
    shares = chart("rows", ChartRow("a", "A", 0.794, low=0.741, high=0.84))
    counts = chart("rows", ChartRow("a", "A", 0.262))
    minutes = replace(chart("rows", ChartRow("a", "A", 27.3)), scale="minutes")
    with app.test_request_context():
        assert scale_marks(shares) == ("70%", "85%", "100%")
        assert scale_marks(counts) == ("0%", "", "26,2%")
        assert scale_marks(minutes) == ("0", "", "27,3 phút")
