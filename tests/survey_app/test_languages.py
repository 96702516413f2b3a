"""Languages are data: their files are read strictly, and no citizen sees one that nobody has reviewed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.database import Store
from survey_app.exceptions import BadLanguage
from survey_app.language_files import read_language, read_languages
from survey_app.languages import FOLDER, LANGUAGES, known_languages, names_language, reviewed_names
from tests.factories import make_desk, make_sector, make_unit

TOKEN = "0123456789"
OFFICE = "reviewed_by = 'Sở Ngoại vụ'\nreviewed_on = 2026-11-20\n"
LAO = "name = 'ລາວ'\nfonts = ['Noto Sans Lao', 'Lao UI']\nline_height = 1.8\n"


@pytest.fixture
def desk(app: Flask, store: Store) -> str:
    """The address of an open desk with two sectors."""
    with store.writing.begin() as session:
        sectors = (make_sector(session, "dat-dai"), make_sector(session, "ho-tich"))
        make_desk(session, make_unit(session), token=TOKEN, sectors=sectors)
    return f"/d/{TOKEN}"


def file_of(folder: Path, text: str, code: str = "lo") -> Path:
    path = folder / code / "language.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# files


def test_the_kit_knows_vietnamese_english_and_lao() -> None:
    assert list(known_languages()) == ["vi", "en", "lo"]
    assert LANGUAGES == {"vi": "Tiếng Việt", "en": "English"}
    assert [names_language(code) for code in known_languages()] == ["vi", "en", "vi"]


@pytest.mark.parametrize("code", known_languages())
def test_every_language_file_is_composed_and_says_in_the_file_whether_it_was_reviewed(code: str) -> None:
    text = (FOLDER / code / "language.toml").read_text(encoding="utf-8")
    assert re.search(r"^reviewed = (true|false)$", text, flags=re.MULTILINE)
    assert unicodedata.is_normalized("NFC", text)


def test_every_catalogue_has_a_language_file_and_the_other_way_round() -> None:
    catalogues = {path.parts[-3] for path in FOLDER.glob("*/LC_MESSAGES/messages.po")}
    assert catalogues == set(known_languages()) - {"vi"}


def test_lao_is_written_with_the_one_letter_for_am() -> None:
    for path in (FOLDER / "lo").rglob("*.[pt]o*"):
        if path.suffix in (".po", ".toml"):
            assert "\u0ecd\u0eb2" not in path.read_text(encoding="utf-8")


def test_a_file_brings_fonts_and_line_height_into_the_style(tmp_path: Path) -> None:
    lao = read_language(file_of(tmp_path, LAO + "reviewed = false\n"))
    assert lao.css == ':root:lang(lo){--script:"Noto Sans Lao","Lao UI";--leading:1.8}'
    assert known_languages()["vi"].css == ""


def test_a_reviewed_file_names_the_office_and_the_day(tmp_path: Path) -> None:
    lao = read_language(file_of(tmp_path, f"{LAO}reviewed = true\n{OFFICE}"))
    assert (lao.is_reviewed, lao.reviewed_by, lao.reviewed_on) == (True, "Sở Ngoại vụ", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LAO, "thiếu “reviewed”"),
        (f"{LAO}reviewed = true\n", "reviewed_by"),
        (f"{LAO}reviewed = true\nreviewed_on = 2026-11-20\n", "reviewed_by"),
        (f"{LAO}reviewed = true\nreviewed_by = ' '\nreviewed_on = 2026-11-20\n", "reviewed_by"),
        (f"{LAO}reviewed = 'yes'\n", "“reviewed” đang là 'yes'"),
        ("reviewed = false\n", "thiếu “name”"),
        (f"{LAO}reviewed = false\nreviewer = 'a'\n", "không có khóa “reviewer”"),
        (f"{LAO}reviewed = false\ndirection = 'up'\n", "“up”, cần ltr hoặc rtl"),
        ("name = 'a'\nreviewed = false\nfonts = ['a\"}*{color:red']\n", "tên phông"),
        ("name = 'a'\nreviewed = false\nline_height = 30.0\n", "cần từ 1 đến 3"),
        ("name = \n", "tệp hỏng"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_its_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadLanguage, match=r"^lo/language\.toml: ") as refusal:
        read_language(file_of(tmp_path, text))
    assert said in str(refusal.value)


def test_a_folder_with_a_code_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadLanguage, match="“qqq”"):
        read_language(file_of(tmp_path, f"{LAO}reviewed = false\n", code="qqq"))


# who sees it


def test_only_reviewed_languages_that_every_questionnaire_has_are_offered(tmp_path: Path) -> None:
    for code, is_reviewed in (("lo", "true"), ("km", "true"), ("th", "false")):
        file_of(tmp_path, f"name = '{code}'\nreviewed = {is_reviewed}\n{OFFICE}", code=code)
    # no questionnaire has Khmer
    assert reviewed_names(read_languages(tmp_path)) == {"lo": "lo"}
    assert reviewed_names(known_languages()) == LANGUAGES


def test_a_language_without_review_answers_in_vietnamese_and_is_not_in_the_links(
    client: FlaskClient, desk: str
) -> None:
    page = client.get(f"{desk}?lang=lo")
    assert '<html lang="vi">' in page.text
    assert "lang=lo" not in page.text
    assert "ລາວ" not in page.text
    assert "Ông/Bà có hài lòng" in page.text
    assert client.get("/khong-co?lang=lo").text == client.get("/khong-co").text


def test_a_reviewed_language_is_offered_through_the_whole_form(app: Flask, client: FlaskClient, desk: str) -> None:
    reviewed = {**known_languages(), "lo": replace(known_languages()["lo"], is_reviewed=True)}
    app.extensions["sipas_offered_languages"] = reviewed_names(reviewed)
    assert '<a href="?lang=lo" lang="lo">ລາວ</a>' in client.get(desk).text
    page = client.get(f"{desk}?lang=lo").text
    assert '<html lang="lo">' in page
    assert "ທ່ານພໍໃຈກັບການມາຕິດຕໍ່ວຽກມື້ນີ້ບໍ?" in page
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', page))
    refused = client.post(f"{desk}?lang=lo", data={**hidden, "minutes_typed": "900"})
    assert refused.status_code == 422
    assert "ກະລຸນາຂຽນຈຳນວນນາທີເປັນເລກຖ້ວນ ແຕ່ 0 ຫາ 480" in refused.text
    thanked = client.post(f"{desk}?lang=lo", data={**hidden, "overall": "5"}, follow_redirects=True)
    assert "ຂອບໃຈທ່ານ" in thanked.text
    again = client.post(f"{desk}?lang=lo", data={**hidden, "overall": "1"})
    assert again.status_code == 409
    assert "ແບບນີ້ໄດ້ສົ່ງກ່ອນແລ້ວ" in again.text


def test_places_keep_their_vietnamese_names_marked_as_such(app: Flask, client: FlaskClient, desk: str) -> None:
    app.extensions["sipas_offered_languages"] = {code: each.name for code, each in known_languages().items()}
    page = client.get(f"{desk}?lang=lo").text
    without_names = re.sub(r'<span lang="vi">[^<]*</span>|<a[^>]* lang="vi"[^>]*>[^<]*</a>', "", page)
    assert re.findall(r"[ạ-ỹăđơư]", without_names.partition("<body")[2].partition("<script")[0]) == []
    assert page.count('<span lang="vi">') == 5
    assert '<span lang="vi">' not in client.get(desk).text
    assert '<span lang="vi">' not in client.get(f"{desk}?lang=en").text


def test_the_style_of_each_language_is_one_the_policy_allows(app: Flask, client: FlaskClient, desk: str) -> None:
    app.extensions["sipas_offered_languages"] = {code: each.name for code, each in known_languages().items()}
    page = client.get(f"{desk}?lang=lo")
    assert ':root:lang(lo){--script:"Noto Sans Lao"' in page.text
    assert ":lang(lo)" not in client.get(desk).text
    assert len(page.headers["Content-Security-Policy"]) < 500
