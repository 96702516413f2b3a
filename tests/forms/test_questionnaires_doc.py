"""The document about questionnaires keeps step with the definitions."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms import Item, Questionnaire, item_position, shipped_questionnaires

DOC = (Path(__file__).parents[2] / "docs" / "questionnaires.md").read_text("utf-8")


def section(questionnaire_id: str) -> str:
    return DOC.split(f"## `{questionnaire_id}`", 1)[1].split("\n## ", 1)[0]


def row(questionnaire_id: str, item: Item) -> str:
    rows = [line for line in section(questionnaire_id).splitlines() if line.startswith(f"| `{item.code}` |")]
    assert len(rows) == 1
    return rows[0]


@pytest.mark.parametrize("questionnaire", shipped_questionnaires().values(), ids=lambda each: each.id)
def test_every_item_has_its_row_with_wording_codes_and_place(questionnaire: Questionnaire) -> None:
    for item in questionnaire.items:
        line = row(questionnaire.id, item)
        assert f"| {item.text.in_language('vi')} |" in line
        assert all(f"`{code}`" in line for code in item.codes)
        if item in questionnaire.coded_items:
            assert f"| answers, {item_position(questionnaire, item.code)} |" in line


@pytest.mark.parametrize("questionnaire", shipped_questionnaires().values(), ids=lambda each: each.id)
def test_the_document_names_no_item_that_is_gone(questionnaire: Questionnaire) -> None:
    rows = [line for line in section(questionnaire.id).splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in rows] == [item.code for item in questionnaire.items]


def test_options_of_choices_are_named() -> None:
    desk = shipped_questionnaires()["desk_v1"]
    for item in desk.items:
        if item.kind == "choice":
            for option in item.options:
                assert f"`{option.code}` {option.text.in_language('vi')}" in row(desk.id, item)


def test_confirmed_criteria_are_those_the_file_confirms() -> None:
    long_form = shipped_questionnaires()["sipas_2017"]
    for item in long_form.items:
        if item.factor:
            assert row(long_form.id, item).endswith("| yes |" if item.confirmed else "| no |")
            assert f"| {item.factor} |" in row(long_form.id, item)
