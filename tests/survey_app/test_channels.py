"""What the thanks page tells: what becomes of the answer, and where to turn with what it cannot settle."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.app import create_app
from survey_app.channels import FILE, SHIPPED, read_channels
from survey_app.database import Store
from survey_app.exceptions import BadSettings
from survey_app.installing import install
from survey_app.settings import Settings
from tests.factories import make_desk, make_response, make_unit

THANKS = "/thanks/0123456789ABCDEF"


@pytest.fixture
def client(sqlite_store: Store, tmp_path: Path) -> FlaskClient:
    return make_app(sqlite_store, tmp_path).test_client()


def make_app(store: Store, folder: Path, **more: str) -> Flask:
    with store.writing.begin() as session:
        make_response(session, make_desk(session, make_unit(session)), receipt=THANKS[-16:], overall=1)
    url = store.engine.url.render_as_string()
    return create_app(Settings(directory=folder, database_url=url, secret_key="k" * 48, **more))


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL))


def test_the_thanks_say_what_becomes_of_the_answer_and_where_other_matters_go(client: FlaskClient) -> None:
    text = words(client.get(THANKS).text)
    assert "0123-4567-89AB-CDEF" in text
    assert "Từ thứ Hai tuần sau, cơ quan đọc kết quả tuần này." in text
    assert "Cổng Dịch vụ công quốc gia" in text
    assert "Khiếu nại" in text
    assert "Tố cáo" in text
    assert "hài lòng" not in text.lower()


def test_the_place_of_the_results_is_named_where_it_is_set(sqlite_store: Store, tmp_path: Path) -> None:
    app = make_app(sqlite_store, tmp_path, results_place="bảng tin <Trung tâm>")
    text = app.test_client().get(THANKS).text
    assert "Kết quả tuần này có tại bảng tin &lt;Trung tâm&gt; từ thứ Hai tuần sau." in text
    assert "cơ quan đọc kết quả" not in text


def test_init_keeps_the_place_until_it_is_taken_back(tmp_path: Path) -> None:
    assert install(tmp_path, results_place="  bảng tin\u202e\ncủa Trung tâm ").settings.results_place == (
        "bảng tin của Trung tâm"
    )
    assert install(tmp_path).settings.results_place == "bảng tin của Trung tâm"
    assert install(tmp_path, results_place="").settings.results_place == ""
    with pytest.raises(BadSettings, match="dài 121 ký tự; tối đa 120"):
        install(tmp_path, results_place="x" * 121)


def test_a_setting_of_the_environment_wins(tmp_path: Path) -> None:
    install(tmp_path, results_place="bảng tin")
    assert Settings.from_directory(tmp_path, {"SIPAS_RESULTS_PLACE": "trang web"}).results_place == "trang web"


def test_every_shipped_channel_has_a_source_and_both_languages(tmp_path: Path) -> None:
    channels = read_channels(tmp_path)
    assert [channel.told("vi")[0] for channel in channels][1:] == ["Khiếu nại", "Tố cáo"]
    assert all(channel.source and len(set(channel.matter)) == 2 for channel in channels)


def test_an_installation_has_channels_of_its_own(tmp_path: Path) -> None:
    own = SHIPPED.read_text(encoding="utf-8").replace("Cổng Dịch vụ công quốc gia, hoặc", "Đường dây nóng, hoặc")
    (tmp_path / FILE).write_text(own, encoding="utf-8")
    assert read_channels(tmp_path)[0].told("vi")[1].startswith("Đường dây nóng")
    (tmp_path / FILE).write_text("", encoding="utf-8")
    assert read_channels(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[channel]", "Không đọc được"),
        ('[[channel]]\nmatter = "x"', "mục thứ 1: thiếu matter.vi, matter.en, where.vi, where.en, source"),
        ('[[channel]]\nmatter = {vi = "x"}\nwhere = {vi = "y", en = "y"}\nsource = " "', "thiếu matter.en, source"),
    ],
)
def test_a_broken_file_is_told_at_the_start_and_never_to_a_citizen(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings, match=said):
        read_channels(tmp_path)
