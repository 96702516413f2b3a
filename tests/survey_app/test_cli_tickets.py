"""`sipas tickets` prints codes that open the form once, and keeps nothing of them but their digests."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from survey_app.cli.tickets import tickets
from survey_app.database import Store
from survey_app.exceptions import BadMinting, BadSettings
from survey_app.models import Ticket, TicketBatch
from survey_app.periods import viet_nam_today
from survey_app.ticket_codes import keeper_of
from tests.factories import make_desk, make_unit

ADDRESS = "https://danhgia.tinh.gov.vn"
TODAY = viet_nam_today()

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    with store.writing.begin() as session:
        unit = make_unit(session)
        make_desk(session, unit, token="1111111111")
        make_desk(session, unit, "quay-6", token="2222222222")
    monkeypatch.setenv("SIPAS_SECRET_KEY", "k" * 48)
    monkeypatch.setenv("SIPAS_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))

    def call(*arguments: str, base_url: str = ADDRESS) -> Result:
        monkeypatch.setenv("SIPAS_BASE_URL", base_url)
        return CliRunner().invoke(tickets, [*arguments], obj=tmp_path)

    return call


def mint(run: Run, folder: Path, *more: str, **settings: str) -> Result:
    return run("mint", "--desk", "quay-5", "--number", "3", "--out", str(folder), *more, **settings)


def scanned(pdf: Path, dots_per_inch: int = 150) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[number].render(scale=dots_per_inch / 72).to_pil() for number in range(len(document))]
    return [found.text for page in pages for found in zxingcpp.read_barcodes(page)]


def printed(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    # a narrow ticket breaks its lines anywhere
    return " ".join(" ".join(pages).split())


def kept(store: Store) -> tuple[int, int]:
    with store.reading() as session:
        return (
            session.scalar(sa.select(sa.func.count()).select_from(Ticket)) or 0,
            session.scalar(sa.select(sa.func.count()).select_from(TicketBatch)) or 0,
        )


@pytest.mark.parametrize("layout", ["sheet", "slip80", "slip58"])
def test_each_printed_code_scanned_or_typed_opens_the_form(
    run: Run, tmp_path: Path, client: FlaskClient, layout: str
) -> None:
    done = mint(run, tmp_path / "in", "--layout", layout)
    assert done.exit_code == 0, done.output
    (pdf,) = (tmp_path / "in").iterdir()
    addresses = scanned(pdf)
    assert len(set(addresses)) == 3
    assert all(client.get(urlsplit(address).path).status_code == 200 for address in addresses)
    typed = [word for word in printed(pdf).split() if word.count("-") == 2]
    assert len(set(typed)) == 3
    assert [client.post("/t", data={"code": code}).status_code for code in typed] == [303] * 3


def test_a_file_of_codes_is_its_owners_alone_and_the_database_holds_none(
    run: Run, tmp_path: Path, store: Store
) -> None:
    done = mint(run, tmp_path / "in")
    (pdf,) = (tmp_path / "in").iterdir()
    assert stat.S_IMODE(pdf.stat().st_mode) == 0o600
    codes = [urlsplit(address).path.removeprefix("/t/") for address in scanned(pdf)]
    with store.reading() as session:
        rows = session.execute(sa.select(Ticket.mac, Ticket.typed_mac)).all()
    assert {row[0] for row in rows} == {keeper_of("k" * 48).mac(code) for code in codes}
    assert not any(code in done.output + pdf.name for code in codes)


def test_codes_are_good_for_seven_days_after_the_last_day_of_handing_out(run: Run, tmp_path: Path) -> None:
    last = TODAY + timedelta(days=4)
    done = mint(run, tmp_path, "--to", f"{last:%Y-%m-%d}")
    until = f"{last + timedelta(days=7):%d/%m/%Y}"
    assert f"dùng được đến hết ngày {until}" in done.output
    assert f"đến hết ngày {until}" in printed(next(tmp_path.glob("*.pdf")))


def test_few_codes_bring_a_warning_that_an_answer_could_be_told(run: Run, tmp_path: Path) -> None:
    assert "dưới 10 mã" in mint(run, tmp_path).stderr
    assert mint(run, tmp_path / "du", "--number", "10").stderr == ""


def test_a_folder_that_cannot_be_written_leaves_no_ticket_behind(run: Run, tmp_path: Path, store: Store) -> None:
    (tmp_path / "tep").write_text("một tệp, không phải thư mục", encoding="utf-8")
    refused = mint(run, tmp_path / "tep" / "in")
    assert isinstance(refused.exception, BadMinting)
    assert "Chưa có mã nào dùng được" in str(refused.exception)
    assert kept(store) == (0, 0)


def test_codes_that_cannot_be_kept_leave_no_file_behind(run: Run, tmp_path: Path, store: Store) -> None:
    with store.writing.begin() as session:
        session.execute(sa.text("DROP TABLE ticket"))
    refused = mint(run, tmp_path / "in")
    assert isinstance(refused.exception, BadMinting)
    assert list((tmp_path / "in").iterdir()) == []
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(TicketBatch)) == 0


def test_an_address_no_phone_can_open_is_refused_unless_it_is_a_trial(run: Run, tmp_path: Path, store: Store) -> None:
    refused = mint(run, tmp_path / "in", base_url="http://127.0.0.1:8000")
    assert isinstance(refused.exception, BadSettings)
    assert "in trên phiếu" in str(refused.exception)
    assert (kept(store), (tmp_path / "in").exists()) == ((0, 0), False)
    trial = mint(run, tmp_path / "in", "--demo", base_url="")
    assert "chỉ dùng thử" in trial.output
    assert "DÙNG THỬ" in printed(next((tmp_path / "in").iterdir()))


def test_an_unknown_desk_gets_no_codes(run: Run, tmp_path: Path) -> None:
    refused = run("mint", "--desk", "quay-9", "--number", "1", "--out", str(tmp_path / "in"))
    assert isinstance(refused.exception, BadMinting)
    assert not (tmp_path / "in").exists()


def test_the_list_says_what_was_minted_and_what_was_spent_in_steps_of_ten(
    run: Run, tmp_path: Path, store: Store
) -> None:
    assert "Chưa có lô mã nào" in run("list").output
    run("mint", "--desk", "quay-5", "--number", "25", "--out", str(tmp_path))
    run("mint", "--desk", "quay-6", "--number", "5", "--out", str(tmp_path))
    with store.writing.begin() as session:
        # tickets of the larger batch
        larger = sa.select(TicketBatch.id).where(TicketBatch.size == 25).scalar_subquery()
        macs = session.scalars(sa.select(Ticket.mac).where(Ticket.batch == larger).limit(23)).all()
        session.execute(sa.update(Ticket).where(Ticket.mac.in_(macs)).values(is_spent=True))
    listed = run("list").output.splitlines()
    assert [line.partition(":")[0] for line in listed] == ["quay-5", "quay-6"]
    assert listed[0].endswith("25 mã, đã dùng từ 20")
    assert listed[1].endswith("5 mã, đã dùng dưới 10")
    assert run("list", "--desk", "quay-6").output.splitlines() == listed[1:]
