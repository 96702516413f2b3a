"""A day is typed in one way, day first, and shown as it is written; what is none is told."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import InputRequired

from forms.days import BadDay, DayField, read_day


class DueForm(Form):  # type: ignore[misc]  # WTForms publishes no types
    due = DayField("Hạn", validators=[InputRequired("Xin ghi hạn.")])


@pytest.mark.parametrize(
    "typed",
    ["03/12/2026", "3/12/2026", "3.12.2026", "03-12-2026", "3 12 2026", "03122026", " 03/12/2026 ", "2026-12-03"],
)
def test_a_day_is_read_day_first(typed: str) -> None:
    assert read_day(typed) == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("mai", "“mai” không phải một ngày"),
        ("3/12", "không phải một ngày"),
        ("3/12/26", "không phải một ngày"),
        ("3122026", "không phải một ngày"),
        ("12/31/2026", "không có trong lịch"),
        ("20261203", "không có trong lịch"),
        ("31/02/2026", "Ngày “31/02/2026” không có trong lịch"),
        ("03/12/0206", "năm 206"),
        ("31/12/9999", "năm 9999"),
        ("3\u202e/12", "“3\ufffd/12”"),
    ],
)
def test_what_is_no_day_is_told(typed: str, told: str) -> None:
    with pytest.raises(BadDay, match=told):
        read_day(typed)


def test_the_field_shows_the_day_as_it_is_written() -> None:
    form = DueForm(data={"due": date(2026, 12, 3)})
    assert 'value="03/12/2026"' in form.due()
    assert 'type="text"' in form.due()
    assert 'inputmode="numeric"' in form.due()


def test_the_field_keeps_what_was_typed_where_it_is_no_day() -> None:
    form = DueForm(MultiDict({"due": "31/02/2026"}))
    assert not form.validate()
    assert form.due.data is None
    assert 'value="31/02/2026"' in form.due()
    (told,) = form.due.errors
    assert "không có trong lịch" in told


@pytest.mark.parametrize("sent", [{}, {"due": ""}, {"due": "  "}])
def test_an_empty_field_is_no_day_whatever_stood_there(sent: dict[str, str]) -> None:
    form = DueForm(MultiDict(sent), data={"due": date(2026, 12, 3)})
    form.validate()
    assert form.due.data is None
