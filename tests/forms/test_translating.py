"""A further language: one block that words everything, checked strictly, beside a measure that stays as it was."""

from __future__ import annotations

import unicodedata
from importlib import resources

import pytest

from forms import QuestionnaireError, build_form, get_questionnaire, load_questionnaire, shipped_questionnaires

FILES = {
    file.name: file.read_text(encoding="utf-8")
    for file in (resources.files("forms") / "definitions").iterdir()
    if file.name.endswith(".toml")
}
DESK = FILES["desk_v1.toml"]
START = DESK.index("[translations.lo]")
LAO = "ທ່ານພໍໃຈກັບການມາຕິດຕໍ່ວຽກມື້ນີ້ບໍ?"


def refusal(text: str) -> str:
    with pytest.raises(QuestionnaireError) as refused:
        load_questionnaire(text.encode())
    return str(refused.value)


def test_the_form_asks_in_the_language_of_the_block() -> None:
    form = build_form(get_questionnaire("desk_v1"), "lo", sectors=[("dat-dai", "Đất đai"), ("ho-tich", "Hộ tịch")])
    assert form.language == "lo"
    assert form["overall"].label.text == LAO
    assert [choice.label for choice in form["overall"].iter_choices()][0] == "ພໍໃຈຫຼາຍ"
    assert [choice.label for choice in form["minutes_quick"].iter_choices()][0] == "5 ນາທີ"
    assert [choice.label for choice in form["sector"].iter_choices()] == ["Đất đai", "Hộ tịch", "ຂ້ອຍບໍ່ແນ່ໃຈ"]
    assert [choice.label for choice in form["resupply"].iter_choices()] == ["ຕ້ອງ", "ບໍ່ຕ້ອງ", "ບໍ່ແນ່ໃຈ"]
    assert form["comment"].description.startswith("ບໍ່ເກີນ 1.000")


def test_a_questionnaire_without_the_block_asks_in_vietnamese() -> None:
    form = build_form(load_questionnaire(DESK[:START].encode()), "lo", sectors=[])
    assert form.language == "vi"
    assert form["overall"].label.text == "Ông/Bà có hài lòng với lần giao dịch hôm nay không?"


def test_a_block_changes_neither_the_digest_nor_the_first_two_languages() -> None:
    with_block, without = load_questionnaire(DESK.encode()), load_questionnaire(DESK[:START].encode())
    assert with_block.digest == without.digest
    assert (with_block.languages, without.languages) == (("vi", "en", "lo"), ("vi", "en"))
    for item, other in zip(with_block.items, without.items, strict=True):
        assert item.text.wordings[:2] == other.text.wordings


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f'overall.text = "{LAO}"\n', "", ["translations", "lo", "overall"]),
        (f'"{LAO}"', '" "', ["lo", "overall", "text", "để trống"]),
        (f'"{LAO}"', f'"{LAO}\\u202e"', ["overall", "ký tự điều khiển"]),
        ('1 = "ບໍ່ພໍໃຈເລີຍ"\n', "", ["satisfaction", "thiếu", "1"]),
        (', 3 = "ບໍ່ແນ່ໃຈ"', "", ["resupply", "options", "thiếu", "3"]),
        (', 3 = "ບໍ່ແນ່ໃຈ"', ', 3 = "ບໍ່ແນ່ໃຈ", 4 = "ອື່ນ"', ["resupply", "options", "4", "không được dùng"]),
        ('minutes.unit = "ນາທີ"\n', "", ["minutes", "thiếu", "unit"]),
        ("sector.unknown =", "sector.unknwon =", ["sector", "unknwon", "không được dùng"]),
        ("comment.help =", "comment.hlep =", ["comment", "hlep"]),
        ("access.text =", "acess.text =", ["items", "acess"]),
        ('access = "ການເຂົ້າເຖິງການບໍລິການ"\n', "", ["factors", "thiếu", "access"]),
        ("[translations.lo.scales.satisfaction_if_any]", "[translations.lo.scales.smiles]", ["scales", "smiles"]),
        ("[translations.lo.items]", "[translations.lo.itmes]", ["lo", "itmes"]),
        ("[translations.lo]\n", "[translations.lo]\nsubtitle = 'a'\n", ["lo", "subtitle"]),
    ],
)
def test_a_block_that_leaves_something_out_or_in_is_refused_with_the_place(old: str, new: str, said: list[str]) -> None:
    start, block = DESK[:START], DESK[START:]
    assert old in block
    message = refusal(start + block.replace(old, new, 1))
    assert [word for word in said if word not in message] == []


@pytest.mark.parametrize("code", ["vi", "en", "lao_la", "Lo", "x"])
def test_a_block_under_a_code_that_is_no_further_language_is_refused(code: str) -> None:
    assert f"“{code}”" in refusal(DESK.replace("[translations.lo", f"[translations.{code}"))


def test_every_wording_is_composed_and_every_questionnaire_stands_in_the_same_languages() -> None:
    assert [name for name, text in FILES.items() if not unicodedata.is_normalized("NFC", text)] == []
    assert len({questionnaire.languages for questionnaire in shipped_questionnaires().values()}) == 1


def test_lao_is_written_with_the_one_letter_for_am() -> None:
    # ໍ and າ look like ຳ but are not found by it, and no normal form makes them one
    assert [name for name, text in FILES.items() if "\u0ecd\u0eb2" in text] == []
