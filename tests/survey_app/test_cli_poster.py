"""`sipas poster` prints what leads to the desk, and refuses an address no phone can open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from survey_app.cli.poster import poster
from survey_app.database import Store
from survey_app.exceptions import BadSettings, DeskClosed, UnknownDesk, UnknownUnit
from survey_app.models import Desk, UnitParent
from survey_app.posters import PosterOrder, is_reachable, write_posters
from survey_app.settings import Settings
from tests.factories import make_desk, make_unit

ADDRESS = "https://danhgia.tinh.gov.vn"

Run = Callable[..., Result]


@pytest.fixture
def desks(store: Store) -> None:
    """Two units, one under the other, with a desk each, and a closed desk."""
    with store.writing.begin() as session:
        province, commune = make_unit(session, "tinh"), make_unit(session, "xa")
        session.add(UnitParent(unit="xa", parent="tinh", valid_from=date(2025, 7, 1)))
        make_desk(session, province, "quay-1", token="1111111111")
        make_desk(session, commune, "quay-2", token="2222222222")
        make_desk(session, commune, "quay-3", token="3333333333", closed_on=date(2026, 1, 1))


@pytest.fixture
def run(store: Store, desks: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("SIPAS_SECRET_KEY", "k" * 48)
    monkeypatch.setenv("SIPAS_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))

    def call(*arguments: str, base_url: str = ADDRESS) -> Result:
        monkeypatch.setenv("SIPAS_BASE_URL", base_url)
        return CliRunner().invoke(poster, [*arguments, "--out", str(tmp_path / "in")], obj=tmp_path)

    return call


def addresses(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[number].render(scale=1.5).to_pil() for number in range(len(document))]
    return [found.text for page in pages for found in zxingcpp.read_barcodes(page)]


def test_a_desks_poster_turned_into_a_picture_leads_to_its_form(run: Run, tmp_path: Path, client: FlaskClient) -> None:
    done = run("--desk", "quay-2")
    assert done.exit_code == 0, done.output
    (address,) = addresses(tmp_path / "in" / "poster-quay-2-a4.pdf")
    assert address == f"{ADDRESS}/d/2222222222"
    page = client.get(urlsplit(address).path)
    assert page.status_code == 200
    assert "Trung tâm Phục vụ hành chính công xa" in page.text


def test_a_units_posters_are_those_of_its_open_desks_and_of_the_units_below(run: Run, tmp_path: Path) -> None:
    run("--unit", "tinh", "--size", "a5")
    assert addresses(tmp_path / "in" / "poster-tinh-a5.pdf") == [f"{ADDRESS}/d/1111111111", f"{ADDRESS}/d/2222222222"]
    run("--unit", "xa")
    assert addresses(tmp_path / "in" / "poster-xa-a4.pdf") == [f"{ADDRESS}/d/2222222222"]


def test_all_prints_every_open_desk(run: Run, tmp_path: Path) -> None:
    done = run("--all", "--size", "A6")
    assert "poster-all-a6.pdf" in done.output
    assert len(addresses(tmp_path / "in" / "poster-all-a6.pdf")) == 8


@pytest.mark.parametrize(
    "base_url", ["", "http://127.0.0.1:8000", "http://localhost", "http://[::1]:80", "http://0.0.0.0"]
)
def test_an_address_no_phone_can_open_is_refused_unless_it_is_a_trial(run: Run, tmp_path: Path, base_url: str) -> None:
    refused = run("--desk", "quay-1", base_url=base_url)
    assert isinstance(refused.exception, BadSettings)
    assert "--base-url" in refused.exception.command
    assert "sipas" not in str(refused.exception)
    assert not (tmp_path / "in").exists()
    trial = run("--desk", "quay-1", "--demo", base_url=base_url)
    assert trial.exit_code == 0
    assert "chỉ dùng thử" in trial.output
    assert addresses(tmp_path / "in" / "poster-quay-1-a4.pdf")[0].endswith("/d/1111111111")


def test_a_phone_in_the_same_house_can_open_a_local_number() -> None:
    assert is_reachable("http://192.168.1.20:8000")
    assert not is_reachable("http://127.8.8.8")


@pytest.mark.parametrize("wrong", [(), ("--all", "--desk", "quay-1"), ("--desk", "a", "--unit", "b")])
def test_exactly_one_choice_is_needed(run: Run, wrong: tuple[str, ...]) -> None:
    done = run(*wrong)
    assert done.exit_code == 2
    assert "đúng một trong ba" in done.output


def test_an_unknown_or_closed_desk_and_an_unknown_unit_are_refused(run: Run) -> None:
    assert isinstance(run("--desk", "quay-9").exception, UnknownDesk)
    assert isinstance(run("--desk", "quay-3").exception, DeskClosed)
    assert isinstance(run("--unit", "huyen").exception, UnknownUnit)


def test_a_unit_without_desks_and_an_empty_installation_say_what_to_import(
    store: Store, desks: None, tmp_path: Path
) -> None:
    settings = Settings(directory=tmp_path, database_url="", secret_key="", base_url=ADDRESS)
    with store.writing.begin() as session:
        make_unit(session, "moi")
    with pytest.raises(UnknownDesk, match="“moi” chưa có quầy nào"):
        write_posters(store, settings, PosterOrder(tmp_path, unit="moi"))
    with store.writing.begin() as session:
        session.execute(sa.delete(Desk))
    with pytest.raises(UnknownDesk, match="Chưa có quầy nào"):
        write_posters(store, settings, PosterOrder(tmp_path))
