"""What a phone shows instead of a chart carries the shapes that the chart's words explain."""

from __future__ import annotations

import pytest
from flask import Flask

from reports.content import Chart, ChartKind, ChartRow, Mark
from survey_app.office.narrow import strips_of


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
