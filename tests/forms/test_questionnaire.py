"""The definitions: complete in every language they claim, read strictly, and versioned with their wording."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections import Counter
from contextlib import suppress
from dataclasses import FrozenInstanceError, fields
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import (
    LANGUAGES,
    Item,
    Questionnaire,
    QuestionnaireError,
    Text,
    get_questionnaire,
    load_questionnaire,
    shipped_questionnaires,
)

FOLDER = resources.files("forms") / "definitions"
DESK = (FOLDER / "desk_v1.toml").read_text("utf-8")
LONG = (FOLDER / "sipas_2017.toml").read_text("utf-8")


def load(text: str) -> Questionnaire:
    return load_questionnaire(text.encode())


def changed(old: str, new: str, *, text: str = DESK) -> str:
    assert old in text
    return text.replace(old, new, 1)


def texts_of(item: Item) -> list[Text]:
    """Every wording an item shows."""
    number = [item.number.unit, item.number.other] if item.number else []
    return [item.text, *(option.text for option in item.options), *number, *filter(None, [item.help, item.unknown])]


def test_both_questionnaires_are_shipped_under_their_ids() -> None:
    assert list(shipped_questionnaires()) == ["desk_v1", "sipas_2017"]
    assert get_questionnaire("desk_v1").version == 1
    assert get_questionnaire("desk_v1").code == "desk"


def test_shipped_file_bears_the_name_of_its_id() -> None:
    for questionnaire_id in shipped_questionnaires():
        assert load_questionnaire(Path(str(FOLDER / f"{questionnaire_id}.toml"))).id == questionnaire_id


def test_every_text_stands_in_every_language_of_its_questionnaire() -> None:
    for questionnaire in shipped_questionnaires().values():
        assert questionnaire.languages[:2] == LANGUAGES
        shown = [questionnaire.title, *(factor.text for factor in questionnaire.factors)]
        shown += [text for item in questionnaire.items for text in texts_of(item)]
        for text in shown:
            assert [language for language, _wording in text.wordings] == list(questionnaire.languages)
            assert all(text.in_language(language).strip() for language in questionnaire.languages)


def test_vietnamese_and_english_are_not_the_same_words() -> None:
    for questionnaire in shipped_questionnaires().values():
        for item in questionnaire.items:
            assert all(text.in_language("vi") != text.in_language("en") for text in texts_of(item))


def test_desk_asks_the_items_in_the_agreed_order() -> None:
    asked = get_questionnaire("desk_v1").items
    assert [item.code for item in asked if not item.folded] == [
        "overall",
        "minutes",
        "sector",
        "respondent_type",
        "purpose",
    ]
    assert [item.code for item in asked if item.folded] == [
        "access",
        "procedure",
        "officials",
        "result",
        "feedback",
        "resupply",
        "visits",
        "comment",
    ]


def test_overall_is_the_only_required_item() -> None:
    for questionnaire in shipped_questionnaires().values():
        assert [item.code for item in questionnaire.items if item.required] == ["overall"]


def test_levels_are_shown_best_first_and_the_top_two_are_satisfied() -> None:
    scale = get_questionnaire("desk_v1").item("overall").scale
    assert scale is not None
    assert scale.display == "best first"
    assert scale.codes == ("5", "4", "3", "2", "1")
    assert scale.satisfied == {"4", "5"}


def test_only_results_and_feedback_offer_not_arisen() -> None:
    for questionnaire in shipped_questionnaires().values():
        offering = {item.factor for item in questionnaire.items if "0" in item.codes}
        assert offering == {"result", "feedback"}
        for item in questionnaire.items:
            if item.kind == "scale" and item.factor in offering:
                assert item.option("0").text.in_language("vi") == "Chưa phát sinh"
                assert item.scale is not None
                assert item.scale.outside == {"0"}


def test_resupply_item_has_the_agreed_wording() -> None:
    item = get_questionnaire("desk_v1").item("resupply")
    assert item.text.in_language("vi") == "Ông/Bà có phải nộp lại giấy tờ đã nộp trước đây không?"
    assert [option.text.in_language("vi") for option in item.options] == ["Có", "Không", "Không rõ"]


def test_minutes_go_from_0_to_480_with_eight_quick_choices() -> None:
    number = get_questionnaire("desk_v1").item("minutes").number
    assert number is not None
    assert (number.minimum, number.maximum) == (0, 480)
    assert number.quick == (5, 10, 15, 20, 25, 30, 45, 60)


def test_long_form_has_22_criteria_in_five_factors() -> None:
    long_form = get_questionnaire("sipas_2017")
    assert Counter(item.factor for item in long_form.items if item.factor) == {
        "access": 4,
        "procedure": 5,
        "officials": 6,
        "result": 3,
        "feedback": 4,
    }
    assert [factor.code for factor in long_form.factors] == ["access", "procedure", "officials", "result", "feedback"]


def test_long_form_marks_the_seven_confirmed_wordings_with_their_source() -> None:
    criteria = [item for item in get_questionnaire("sipas_2017").items if item.factor]
    confirmed = [item.code for item in criteria if item.confirmed]
    assert confirmed == ["c05", "c09", "c10", "c12", "c13", "c15", "c22"]
    assert all(item.confirmed is not None and bool(item.source) == item.confirmed for item in criteria)


def test_long_form_never_calls_itself_the_sipas_index() -> None:
    long_form = get_questionnaire("sipas_2017")
    shown = [long_form.title, *(text for item in long_form.items for text in texts_of(item))]
    assert not [text for text in shown for language in LANGUAGES if "sipas" in text.in_language(language).lower()]


def test_no_text_says_ban_for_a_desk() -> None:
    for text in (DESK, LONG):
        assert "bàn" not in text.lower()


def test_questionnaire_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        get_questionnaire("desk_v1").version = 2  # type: ignore[misc]
    assert "digest" in {field.name for field in fields(Questionnaire)}


def test_shipped_versions_are_unchanged_since_they_were_published() -> None:
    # a failure here means: leave the published file alone and make a new version
    assert {key: each.digest[:16] for key, each in shipped_questionnaires().items()} == {
        "desk_v1": "7f7cb93862b8ad30",
        "sipas_2017": "493e3a84fb031a56",
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ông/Bà có hài lòng với lần", "Ông/Bà hài lòng với lần"),
        ("Very satisfied", "Extremely satisfied"),
        ("maximum = 480", "maximum = 479"),
        ("required = true\n", "required = true\nfolded = true\n"),
        ("comparable_with = []", 'comparable_with = ["desk_v0"]'),
        ("version = 1", "version = 2"),
    ],
)
def test_digest_changes_with_wording_codes_and_order(old: str, new: str) -> None:
    assert load(changed(old, new)).digest != load(DESK).digest


def test_digest_does_not_change_with_comments_line_ends_byte_order_mark_or_composition() -> None:
    digest = load(DESK).digest
    assert load(DESK.replace("\n", "\r\n") + "\n# một ghi chú\n").digest == digest
    assert load_questionnaire(b"\xef\xbb\xbf" + DESK.encode()).digest == digest
    assert load(unicodedata.normalize("NFD", DESK)).digest == digest


def test_confirming_a_wording_later_needs_no_new_version() -> None:
    later = changed("\nconfirmed = false", '\nconfirmed = true\nsource = "phụ lục"', text=LONG)
    assert load(later).digest == load(LONG).digest


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("comparable_with", "comparable", ["comparable", "comparable_with", "không được dùng"]),
        ("required = true", "requierd = true", ["overall", "requierd", "không được dùng"]),
        ("title.en", "title.fr", ["[title]", "fr"]),
        ('title.en = "Service desk feedback form"\n', "", ["[title]", "thiếu", "en"]),
        (', en = "Very satisfied"', "", ["options “5”", "thiếu", "en"]),
        ('en = "Very satisfied"', 'en = "  "', ["options “5”", "en", "để trống"]),
        ('en = "Very satisfied"', 'en = "Very \\u202esatisfied"', ["options “5”", "ký tự điều khiển"]),
        ('text.en = "How satisfied are you with your visit today?"\n', "", ["overall", "text", "thiếu", "en"]),
        ('code = "purpose"', 'code = "overall"', ["overall", "hai lần"]),
        ('{ code = "4", vi = "Hài lòng"', '{ code = "5", vi = "Hài lòng"', ["satisfaction", "“5”", "hai lần"]),
        ('{ code = "5", vi = "Rất', '{ code = "9", vi = "Rất', ["satisfaction", "“9”", "không bao giờ"]),
        ('{ code = "5", vi = "Rất', '{ code = "55", vi = "Rất', ["“55”", "một ký tự"]),
        ('{ code = "5", vi = "Rất', '{ code = ".", vi = "Rất', ["“.”", "một ký tự"]),
        ('{ code = "5", vi = "Rất', '{ code = 5, vi = "Rất', ["code", "5", "chuỗi chữ"]),
        ('code = "overall"\n', "", ["items “1”", "thiếu", "code"]),
        ('code = "overall"', 'code = "Overall!"', ["Overall!", "a–z"]),
        ('code = "overall"', 'code = "wait_typed"', ["wait_typed", "_typed"]),
        ('code = "overall"', 'code = "general"', ["overall", "required = true"]),
        ("required = true", "required = false", ["overall", "required = true"]),
        ("required = true", 'required = "có"', ["required", "có", "true hoặc false"]),
        ('kind = "number"', 'kind = "digits"', ["minutes", "digits", "number"]),
        ('scale = "satisfaction"', 'scale = "smiles"', ["overall", "smiles", "satisfaction"]),
        ('factor = "access"', 'factor = "acess"', ["access", "acess", "procedure"]),
        ('stored_in = "minutes"', 'stored_in = "answers"', ["minutes", "stored_in", "answers"]),
        ('stored_in = "purpose"', 'stored_in = "respondent_type"', ["respondent_type", "hai lần"]),
        ('stored_in = "answers"\n', "", ["overall", "thiếu", "stored_in"]),
        ("version = 1", "version = true", ["version", "True", "số nguyên"]),
        ("version = 1", "version = 0", ["version", "1 đến 9999"]),
        ('id = "desk_v1"', 'id = "quay_v1"', ["id", "code"]),
        ('satisfied = ["4", "5"]', 'satisfied = ["3", "4", "5"]', ["overall", "satisfied"]),
        ('satisfied = ["4", "5"]', 'satisfied = ["4", "7"]', ["satisfied", "“7”"]),
        ('satisfied = ["4", "5"]', "satisfied = [4, 5]", ["satisfied", "4", "chuỗi chữ"]),
        ('outside = ["0"]\n', "", ["satisfaction_if_any", "“0”", "outside"]),
        ('display = "best first"', 'display = "worst first"', ["worst first", "best first"]),
        ('    { code = "1", vi = "Rất không hài lòng", en = "Very dissatisfied" },\n', "", ["overall", "năm mức"]),
        ("minimum = 0", "minimum = 500", ["minutes", "500", "480"]),
        ("quick = [5,", "quick = [5, 600,", ["quick", "600"]),
        ("quick = [5,", "quick = [5, 5,", ["minutes", "“5”", "hai lần"]),
        ("quick = [5,", 'quick = ["5",', ["quick", "'5'", "số nguyên"]),
        ("max_length = 1000", "max_length = 0", ["comment", "max_length"]),
        ("version = 1\n", "version = 1\nversion = 2\n", ["dòng 7", "hai lần"]),
        ('title.vi = "Phiếu', "title.vi = Phiếu", ["dòng 9", "TOML"]),
        ("[scales.satisfaction]", "[scales.satisfaction", ["dòng 14", "TOML"]),
    ],
)
def test_fault_in_a_file_is_named(old: str, new: str, said: list[str]) -> None:
    with pytest.raises(QuestionnaireError) as refusal:
        load(changed(old, new))
    assert [word for word in said if word not in str(refusal.value)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["title"]),
        ("title.vi = 'a'\ntitle.en = 'b'\nid = 'x'\ncode = 'x'\nversion = 1", ["thiếu", "items"]),
        ("title.vi = 'a'\ntitle.en = 'b'\nid = 'x'\ncode = 'x'\nversion = 1\nitems = [1]", ["items", "phần tử 1"]),
        ("title = 3", ["title", "3", "bảng"]),
        (DESK[: DESK.index("[[items]]")], ["thiếu", "items"]),
        (DESK[: DESK.index("[[items]]")] + "items = [1]", ["items"]),
        (DESK + "\n[[items]]\nvi = '''", ["TOML", "dòng"]),
    ],
)
def test_half_a_file_is_refused(text: str, said: list[str]) -> None:
    with pytest.raises(QuestionnaireError) as refusal:
        load(text)
    assert [word for word in said if word not in str(refusal.value)] == []


def test_levels_out_of_order_are_refused() -> None:
    lines = DESK.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if 'code = "5"' in line)
    lines[first], lines[first + 1] = lines[first + 1], lines[first]
    with pytest.raises(QuestionnaireError, match="best first"):
        load("".join(lines))


def test_scale_with_one_option_is_refused() -> None:
    start, end = DESK.index('    { code = "2", vi = "Nhận'), DESK.index(']\ntext.vi = "Hôm nay Ông/Bà đến để')
    with pytest.raises(QuestionnaireError, match="ít nhất hai phương án"):
        load(DESK[:start] + DESK[end:])


def test_confirmed_wording_without_a_source_is_refused() -> None:
    with pytest.raises(QuestionnaireError, match="source"):
        load(changed("\nconfirmed = false", "\nconfirmed = true", text=LONG))


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258", "latin-1"])
def test_wrong_encoding_is_named_with_its_line(encoding: str) -> None:
    with pytest.raises(QuestionnaireError, match=r"dòng 1 .*UTF-8"):
        load_questionnaire(("# Phiếu góp ý\n" + DESK).encode(encoding, errors="ignore"))


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionnaireError, match=r"khong-co\.toml"):
        load_questionnaire(tmp_path / "khong-co.toml")


def test_message_begins_with_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "phieu_moi.toml"
    path.write_text(changed("version = 1", "version = 0"), encoding="utf-8")
    with pytest.raises(QuestionnaireError, match=r"^phieu_moi\.toml: "):
        load_questionnaire(path)


def test_unknown_id_item_code_and_language_list_what_there_is() -> None:
    desk = get_questionnaire("desk_v1")
    with pytest.raises(QuestionnaireError, match="desk_v1, sipas_2017"):
        get_questionnaire("desk_v9")
    with pytest.raises(QuestionnaireError, match="overall, minutes"):
        desk.item("mood")
    with pytest.raises(QuestionnaireError, match="5, 4, 3, 2, 1"):
        desk.item("overall").option("9")
    with pytest.raises(QuestionnaireError, match="vi, en"):
        desk.title.in_language("fr")


@given(st.integers(0, len(DESK) - 1), st.integers(0, 40), st.text(max_size=5))
def test_damaged_file_is_read_or_refused_but_never_crashes(start: int, length: int, put: str) -> None:
    damaged = (DESK[:start] + put + DESK[start + length :]).encode("utf-8", "replace")
    with suppress(QuestionnaireError):
        assert load_questionnaire(damaged).item("overall").required


def test_importing_forms_brings_no_statistics_and_no_database() -> None:
    code = "import sys, forms; print(sorted({'pandas', 'numpy', 'sqlalchemy', 'survey_app'} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
