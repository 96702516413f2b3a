"""The citizen's form: what it asks, what it takes, what it refuses and with which words."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forms import UNKNOWN_SECTOR, AnswerError, AnswerForm, Answers, build_form, decode_answers, get_questionnaire
from forms.cleaning import clean_text, count_characters

SECTORS = [("dat-dai", "Đất đai"), ("ho-tich", "Hộ tịch")]
DESK = get_questionnaire("desk_v1")
CHOOSE_LEVEL = "Xin chọn một mức hài lòng."
CHOOSE_ANSWER = "Xin chọn một trong các câu trả lời có sẵn."


def post(sent: dict[str, Any] | list[tuple[str, str]], *, sectors: Any = SECTORS, language: str = "vi") -> AnswerForm:
    return build_form(DESK, language, sectors=sectors, formdata=MultiDict(sent))


def accept(sent: dict[str, Any], **how: Any) -> Answers:
    form = post({"overall": "4", **sent}, **how)
    assert form.validate(), form.errors
    return form.answers()


def refuse(sent: dict[str, Any], **how: Any) -> list[tuple[str, str]]:
    form = post(sent, **how)
    assert not form.validate()
    return form.error_summary()


def test_overall_alone_is_enough() -> None:
    assert accept({"overall": "5"}) == Answers("desk_v1", {"overall": "5"}, "5.......", *[None] * 6)


def test_every_answer_is_taken_into_its_place() -> None:
    answers = accept(
        {
            "overall": "5",
            "minutes_quick": "15",
            "sector": "dat-dai",
            "respondent_type": "2",
            "purpose": "3",
            "access": "4",
            "procedure": "3",
            "officials": "2",
            "result": "0",
            "feedback": "1",
            "resupply": "3",
            "visits": "1",
            "comment": "Cần thêm ghế chờ.",
        }
    )
    assert answers.encoded == "54320131"
    assert decode_answers(DESK, answers.encoded) == answers.codes
    assert (answers.minutes, answers.minutes_way) == (15, "quick")
    assert (answers.sector, answers.respondent_type, answers.purpose) == ("dat-dai", "2", "3")
    assert answers.comment == "Cần thêm ghế chờ."


def test_radios_stand_best_first_and_none_is_ticked_beforehand() -> None:
    form = build_form(DESK, "vi", sectors=SECTORS)
    options = list(form["overall"])
    assert [option.label.text for option in options] == [
        "Rất hài lòng",
        "Hài lòng",
        "Bình thường",
        "Không hài lòng",
        "Rất không hài lòng",
    ]
    radios = [option for field in form if field.type == "RadioField" for option in field]
    assert len(radios) == 5 + 8 + 3 + 3 + 3 + 3 * 5 + 2 * 6 + 3 + 3
    assert not any(option.checked for option in radios)
    assert 'type="radio"' in options[0]()


def test_english_form_speaks_english() -> None:
    form = build_form(DESK, "en", sectors=SECTORS)
    assert form["overall"].label.text == "How satisfied are you with your visit today?"
    assert [option.label.text for option in form["minutes_quick"]][0] == "5 minutes"
    assert [option.label.text for option in form["sector"]][-1] == "I am not sure"


def test_questions_come_in_the_order_of_the_page() -> None:
    form = build_form(DESK, "vi", sectors=SECTORS)
    assert [question.item.code for question in form.questions(folded=False)] == [
        "overall",
        "minutes",
        "sector",
        "respondent_type",
        "purpose",
    ]
    assert [question.item.code for question in form.questions(folded=True)][-1] == "comment"
    assert len(form.questions()) == len(DESK.items)


def test_all_answered_takes_at_most_fourteen_taps() -> None:
    a_tap_each_and_one_to_send = len(build_form(DESK, "vi", sectors=SECTORS).questions()) + 1
    assert a_tap_each_and_one_to_send <= 14


def test_sector_is_asked_only_where_the_desk_serves_several() -> None:
    assert [option.data for option in post({})["sector"]] == ["dat-dai", "ho-tich", UNKNOWN_SECTOR]
    assert [option.label.text for option in post({})["sector"]][-1] == "Tôi không rõ"
    assert "sector" not in build_form(DESK, "vi", sectors=SECTORS[:1])
    assert "sector" not in build_form(DESK, "vi", sectors=[])


def test_sector_of_a_desk_with_one_sector_is_that_one_whatever_is_sent() -> None:
    assert accept({"sector": "ho-tich"}, sectors=SECTORS[:1]).sector == "dat-dai"
    assert accept({}, sectors=[]).sector is None


@pytest.mark.parametrize("sent", [{}, {"sector": ""}, {"sector": UNKNOWN_SECTOR}])
def test_unknown_or_unanswered_sector_is_none(sent: dict[str, str]) -> None:
    assert accept(sent).sector is None


def test_sector_of_another_desk_is_refused() -> None:
    assert refuse({"overall": "5", "sector": "xay-dung"}) == [
        ("sector-0", "Xin chọn một lĩnh vực trong danh sách của quầy này.")
    ]


def test_sector_that_would_be_taken_for_unknown_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match=UNKNOWN_SECTOR):
        build_form(DESK, "vi", sectors=[*SECTORS, (UNKNOWN_SECTOR, "Khác")])


def test_unknown_fields_are_ignored() -> None:
    assert accept({"phone": "0912345678", "ward": "x", "codes": "1", "answers": "2"}) == accept({})


def test_nothing_chosen_is_told_what_to_do() -> None:
    assert refuse({}) == [("overall-0", CHOOSE_LEVEL)]


@pytest.mark.parametrize(
    "value", ["9", "0", "6", "-1", "5.0", "٥", "５", "' OR 1=1 --", "\x00", "\ud800", "5" * 100_000]
)
def test_level_that_does_not_exist_is_refused(value: str) -> None:
    assert refuse({"overall": value}) == [("overall-0", CHOOSE_LEVEL)]


def test_nine_is_refused_on_every_item() -> None:
    for item in DESK.coded_items:
        assert refuse({"overall": "4", item.code: "9"})[0][0] == f"{item.code}-0"


def test_two_different_answers_to_one_question_are_refused() -> None:
    form = post([("overall", "5"), ("overall", "1")])
    assert not form.validate()
    assert post([("overall", "5"), ("overall", "5")]).validate()


@pytest.mark.parametrize(
    ("typed", "minutes"), [("0", 0), ("480", 480), (" 20 ", 20), ("１２", 12), ("007", 7), ("15\u202c", 15)]
)
def test_typed_minutes_are_whole_numbers(typed: str, minutes: int) -> None:
    answers = accept({"minutes_typed": typed})
    assert (answers.minutes, answers.minutes_way) == (minutes, "typed")


@pytest.mark.parametrize("typed", ["-5", "5000", "481", "abc", "1.5", "1,5", "1e2", "10²", "①", "9" * 100_000, "2 0"])
def test_impossible_minutes_are_refused_and_stay_on_the_page(typed: str) -> None:
    form = post({"overall": "4", "minutes_quick": "5", "minutes_typed": typed})
    assert not form.validate()
    assert form.error_summary() == [("minutes_typed", "Xin ghi số nguyên từ 0 đến 480, ví dụ 12. Hoặc để trống.")]
    assert form["minutes_typed"].data == typed


def test_two_different_numbers_are_asked_about_and_the_typed_one_alone_comes_back() -> None:
    form = post({"overall": "4", "minutes_quick": "10", "minutes_typed": "12", "comment": "Chờ lâu"})
    assert not form.validate()
    which = "Xin chỉ giữ một số. Để nguyên số đã ghi, hoặc xóa đi rồi chọn lại."
    assert form.error_summary() == [("minutes_typed", which)]
    assert form["minutes_typed"].data == "12"
    assert not [option for option in form["minutes_quick"] if option.checked]
    assert (form["overall"].data, form["comment"].data) == ("4", "Chờ lâu")


def test_the_same_number_chosen_and_typed_is_one_answer() -> None:
    answers = accept({"minutes_quick": "10", "minutes_typed": " 10"})
    assert (answers.minutes, answers.minutes_way) == (10, "typed")


def test_quick_choice_outside_the_list_is_refused() -> None:
    assert refuse({"overall": "4", "minutes_quick": "7"}) == [("minutes_quick-0", CHOOSE_ANSWER)]


def test_comment_of_a_thousand_characters_is_kept_whole() -> None:
    text = "Ẫ" * 999 + "\n."
    assert accept({"comment": text[:1000]}).comment == text[:1000].strip()
    assert accept({"comment": unicodedata.normalize("NFD", "Ẫ" * 1000)}).comment == "Ẫ" * 1000


@pytest.mark.parametrize(("length", "shown"), [(1001, "1.001"), (100_000, "100.000")])
def test_too_long_comment_is_refused_with_its_text_kept(length: int, shown: str) -> None:
    form = post({"overall": "4", "comment": "a" * length})
    assert not form.validate()
    assert form.error_summary() == [("comment", f"Góp ý đang có {shown} ký tự. Xin rút ngắn còn tối đa 1.000 ký tự.")]
    assert form["comment"].data == "a" * length
    assert form.is_unfolded


@pytest.mark.parametrize(
    ("text", "code_points"),
    [
        ("Ẫ", 1),
        ("e\u0323\u0302", 1),
        ("A\u0302\u0303", 1),
        ("e\u0323\u0302\u0301", 2),
        ("👩‍👩‍👧", 5),
        ("👍🏽", 2),
        ("🇻🇳🇱🇦", 4),
        ("ກຳ", 2),
        ("a b\n", 3),
        ("", 0),
    ],
)
def test_characters_are_counted_after_composing(text: str, code_points: int) -> None:
    assert count_characters(clean_text(text, limit=1000)) == code_points


@pytest.mark.parametrize(
    "text", ["a" + "\u0301" * 3999, "a" + "\u0323\u0302\u0308" * 2000, "👩‍👩‍👧" * 201, "\u0e33" * 1001]
)
def test_marks_and_joined_emoji_are_no_way_around_the_limit(text: str) -> None:
    assert [target for target, _text in refuse({"overall": "4", "comment": text})] == ["comment"]


@pytest.mark.parametrize("text", ["👩‍👩‍👧" * 200, "e\u0323\u0302" * 1000])
def test_a_thousand_code_points_are_kept(text: str) -> None:
    comment = accept({"comment": text}).comment
    assert comment is not None
    assert len(comment) == 1000
    assert len(comment.encode()) <= 4000


def test_line_break_of_a_browser_counts_once() -> None:
    assert accept({"comment": "a\r\n" * 499 + "aa"}).comment == "a\n" * 499 + "aa"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("tie\u0302\u0301ng Vie\u0323\u0302t", "tiếng Việt"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("một\thai\nba", "một hai\nba"),
        ("\u202eđảo\u202c \u2066ngược\u2069", "đảo ngược"),
        ("\ud83d lẻ \udc00", "lẻ"),
        ("👨‍👩‍👧 tốt", "👨‍👩‍👧 tốt"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        (" \r\n\t ", None),
        ("\x00", None),
    ],
)
def test_comment_is_cleaned(sent: str, kept: str | None) -> None:
    assert accept({"comment": sent}).comment == kept


def test_long_run_of_combining_marks_does_not_hold_the_server_up() -> None:
    marks = ("\u0316\u0301" * 100_000)[:200_000]
    assert refuse({"overall": "4", "comment": marks})[0][0] == "comment"


def test_errors_come_in_the_order_of_the_page() -> None:
    errors = refuse({"comment": "a" * 1001, "visits": "8", "purpose": "x", "minutes_typed": "?", "minutes_quick": "1"})
    assert [where for where, _what in errors] == [
        "overall-0",
        "minutes_quick-0",
        "minutes_typed",
        "purpose-0",
        "visits-0",
        "comment",
    ]


def test_no_message_says_that_a_field_is_required() -> None:
    for _where, what in refuse({"minutes_typed": "x", "sector": "?", "visits": "8", "comment": "a" * 2000}):
        assert what.startswith(("Xin ", "Góp ý "))
        assert "bắt buộc" not in what


def test_what_was_typed_stays_after_a_refusal() -> None:
    form = post({"minutes_typed": "25", "purpose": "2", "comment": "Chờ <lâu>"})
    assert not form.validate()
    assert form["minutes_typed"].data == "25"
    assert [option.data for option in form["purpose"] if option.checked] == ["2"]
    assert "Chờ &lt;lâu&gt;" in form["comment"]()


def test_folded_part_opens_only_when_something_in_it_was_touched() -> None:
    assert not build_form(DESK, "vi", sectors=SECTORS).is_unfolded
    assert not post({"overall": "5", "minutes_quick": "5"}).is_unfolded
    assert post({"visits": "2"}).is_unfolded


def test_answers_of_an_unchecked_or_refused_form_cannot_be_taken() -> None:
    form = post({"overall": "5"})
    with pytest.raises(AnswerError):
        form.answers()
    refused = post({"overall": "9"})
    refused.validate()
    with pytest.raises(AnswerError):
        refused.answers()


def test_the_long_form_takes_its_twenty_three_answers() -> None:
    long_form = get_questionnaire("sipas_2017")
    sent = {item.code: "4" for item in long_form.coded_items} | {"c22": "0"}
    form = build_form(long_form, "vi", sectors=[], formdata=MultiDict(sent))
    assert form.validate()
    answers = form.answers()
    assert answers.encoded == "4" * 22 + "0"
    assert (answers.minutes, answers.comment) == (None, None)


ODD = st.text(st.characters(), max_size=60)


@given(st.dictionaries(st.sampled_from([*post({})._fields, "other"]), ODD))
def test_no_string_crashes_the_form(sent: dict[str, str]) -> None:
    form = post(sent)
    if form.validate():
        assert form.answers().codes["overall"] in set("12345")
    else:
        assert form.error_summary()
    form["comment"]().encode()


@given(st.text(st.characters(), max_size=400))
def test_kept_comment_is_clean_and_cleaning_it_again_changes_nothing(sent: str) -> None:
    comment = accept({"comment": sent}).comment
    if comment is not None:
        comment.encode()
        assert unicodedata.is_normalized("NFC", comment)
        assert not any(unicodedata.category(each) in {"Cc", "Cs"} and each != "\n" for each in comment)
        assert accept({"comment": comment}).comment == comment
