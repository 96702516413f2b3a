"""The compact answer text: a character an item, read back as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import (
    AnswerError,
    Questionnaire,
    decode_answers,
    encode_answers,
    get_questionnaire,
    item_position,
    shipped_questionnaires,
)

DESK = get_questionnaire("desk_v1")


@st.composite
def answered(draw: st.DrawFn) -> tuple[Questionnaire, dict[str, str | None]]:
    questionnaire = draw(st.sampled_from(list(shipped_questionnaires().values())))
    return questionnaire, {item.code: draw(st.sampled_from([None, *item.codes])) for item in questionnaire.coded_items}


@given(answered())
def test_answers_come_back_as_they_were_written(case: tuple[Questionnaire, dict[str, str | None]]) -> None:
    questionnaire, codes = case
    text = encode_answers(questionnaire, codes)
    assert decode_answers(questionnaire, text) == codes
    for item_code, code in codes.items():
        assert text[item_position(questionnaire, item_code) - 1] == (code or ".")


def test_text_is_as_long_as_there_are_coded_items() -> None:
    assert encode_answers(DESK, {}) == "........"
    assert len(encode_answers(get_questionnaire("sipas_2017"), {})) == 23
    assert encode_answers(DESK, {"overall": "5", "visits": "2", "access": None}) == "5......2"


def test_position_counts_from_one_as_sql_does() -> None:
    assert item_position(DESK, "overall") == 1
    assert item_position(DESK, "access") == 2
    assert item_position(DESK, "visits") == 8
    assert item_position(get_questionnaire("sipas_2017"), "c22") == 23


@pytest.mark.parametrize("stored_elsewhere", ["minutes", "sector", "purpose", "comment", "mood"])
def test_item_kept_in_its_own_column_has_no_place_in_the_text(stored_elsewhere: str) -> None:
    with pytest.raises(AnswerError, match=stored_elsewhere):
        item_position(DESK, stored_elsewhere)
    with pytest.raises(AnswerError, match=stored_elsewhere):
        encode_answers(DESK, {stored_elsewhere: "1"})


@pytest.mark.parametrize("code", ["9", "0", "55", "５", "\x00"])
def test_code_that_the_item_does_not_offer_is_refused(code: str) -> None:
    with pytest.raises(AnswerError, match="overall"):
        encode_answers(DESK, {"overall": code})


@pytest.mark.parametrize("text", ["", "5", "5........", "9.......", "0.......", "5......9", "5......\x00"])
def test_text_that_does_not_fit_the_questionnaire_is_refused(text: str) -> None:
    with pytest.raises(AnswerError, match="desk_v1"):
        decode_answers(DESK, text)


def test_nine_is_never_a_code() -> None:
    for questionnaire in shipped_questionnaires().values():
        assert all("9" not in item.codes for item in questionnaire.items)
