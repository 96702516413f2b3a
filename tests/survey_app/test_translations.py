"""The catalogues are complete and sound, and what is shown in English shows no Vietnamese but data."""

from __future__ import annotations

import dataclasses
import html
import importlib.util
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Babel, force_locale, gettext

from reports import build_report, to_csv
from reports.findings import Findings, Flag, Name, PeriodInfo
from survey_app.adoption import adopt_plan
from survey_app.database import Store
from survey_app.export import read_report
from survey_app.languages import translator
from survey_app.models import Desk
from survey_app.plans import get_plan, plan_text
from tests.factories import make_desk, make_sector, make_unit, publish
from tests.reports.findings_factory import make_findings, make_row, make_total
from tests.survey_app.office.office_world import NOW as WORLD_NOW
from tests.survey_app.office.office_world import set_clock, sign_in, write_world
from tests.written_once import written_once

ROOT = Path(__file__).parents[2]
PO = ROOT / "survey_app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
TOKEN, CLOSED = "0123456789", "1111111111"
LAO = ROOT / "survey_app" / "translations" / "lo" / "LC_MESSAGES" / "messages.po"
NOW = datetime(2026, 11, 4, 2, 30, tzinfo=UTC)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}")
PLANS = ("mo_phong_2026", "nq_76_2021")
QUOTATION = re.compile(r'<td lang="vi"[^>]*>[^<]*</td>')
READER = "Người xem cấp tỉnh"
LANGUAGE_SWITCH = re.compile(r'<(a|button)[^>]* lang="vi"[^>]*>Tiếng Việt</\1>')


@pytest.fixture
def english() -> Catalog:
    """The English catalogue as it stands in the repository."""
    with PO.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture
def desk(app: Flask, store: Store) -> str:
    """The address of an open desk; another desk is closed."""
    app.extensions["sipas_clock"] = lambda: NOW
    with store.writing.begin() as session:
        sectors = (make_sector(session, "dat-dai"), make_sector(session, "ho-tich"))
        unit = make_unit(session)
        make_desk(session, unit, token=TOKEN, sectors=sectors)
        closed: Desk = make_desk(session, unit, "quay-6", token=CLOSED, sectors=sectors)
        closed.closed_on = NOW.date()
    return f"/d/{TOKEN}?lang=en"


@pytest.fixture
def office(app: Flask, store: Store, client: FlaskClient) -> FlaskClient:
    """A province with answers and two plans, one of them unconfirmed, and its reader signed in."""
    set_clock(app, WORLD_NOW)
    written_once(store, "two plans", write_two_plans)
    sign_in(client)
    return client


def write_two_plans(store: Store) -> None:
    write_world(store)
    with store.writing.begin() as session:
        adopt_plan(session, plan_text("nq_76_2021"), unit="tinh")
    publish(store, WORLD_NOW.date(), period="2026-W45")


def checker() -> ModuleType:
    """The script that `run.py check` runs."""
    specification = importlib.util.spec_from_file_location("catalogue", ROOT / ".ci" / "catalogue.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def vietnamese(text: str) -> list[str]:
    """The words of a text that bear a Vietnamese letter."""
    return [word for word in re.findall(r"\w+", text) if any(map(_is_vietnamese, word))]


def _is_vietnamese(letter: str) -> bool:
    return letter in "đĐ" or len(unicodedata.normalize("NFD", letter)) > 1


def shown(page: str) -> str:
    """A page without its language switch."""
    return LANGUAGE_SWITCH.sub("", html.unescape(page))


def without_documents(text: str) -> str:
    """A text without the names of the documents that the plans were read from."""
    for name in {target.origin.document for code in PLANS for target in get_plan(code).targets}:
        text = text.replace(name, "")
    return text


# the catalogue


def test_no_text_of_a_page_names_a_command_or_its_options() -> None:
    texts = {str(each.id): {place for place, _line in each.locations} for each in checker().extract() if each.id}
    assert len(texts) > 1000
    told = [text for text in texts if re.search(r"\bsipas [a-z]|(?<!\w)--[a-z]", text)]
    # of those, only what the command line itself says
    assert all(place.startswith("survey_app/cli/") for text in told for place in texts[text]), told


def test_the_catalogue_holds_every_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert checker().main([]) == 0, capsys.readouterr().out
    assert re.search(r"2 catalogue\(s\) hold all texts of theirs \(en \d+, lo \d+ of \d+\)", capsys.readouterr().out)


def test_the_check_names_what_is_missing_left_over_untranslated_or_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = checker()
    monkeypatch.setattr(check, "ROOT", tmp_path)
    template = Catalog()
    for text in ("Mới", "Trống", "Còn %(count)s phiếu"):
        template.add(text)
    kept = Catalog(locale="en")
    for text, words in (("Cũ", "Old"), ("Trống", ""), ("Còn %(count)s phiếu", "%(n)s responses left")):
        kept.add(text, words)
    path = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, kept)
    assert [text.partition(": ")[2] for text in check.problems(path, template)] == [
        "no longer used: 'Cũ'",
        "not in the catalogue: 'Mới'",
        "not translated: 'Trống'",
        "placeholders differ from '%(n)s responses left': 'Còn %(count)s phiếu'",
    ]


@pytest.mark.parametrize(
    ("text", "words", "fault"),
    [
        ("Còn %(count)s phiếu", "%(count)s left", ""),
        ("Còn %(count)s phiếu", "left", "placeholders differ from 'left'"),
        ("Còn %(count)s phiếu", "%(count)d left", "placeholders differ from '%(count)d left'"),
        ("Còn %(count)s phiếu", "%(count)s of 100% left", "a % that is no placeholder in '%(count)s of 100% left'"),
        ("Hài lòng", "100 %", "a % that is no placeholder in '100 %'"),
        ("Hài lòng", "Cafe\N{COMBINING ACUTE ACCENT}", "not NFC"),
        ("Hài lòng", "", "not translated"),
    ],
)
def test_a_broken_translation_is_named(text: str, words: str, fault: str) -> None:
    catalogue = Catalog(locale="en")
    message = catalogue.add(text, words)
    assert checker().faults(message) == ([fault] if fault else [])


def test_a_third_language_has_what_citizens_see_and_nothing_of_the_office() -> None:
    check = checker()
    wanted = {message.id for message in check.for_citizens(check.extract())}
    assert {"Gửi đánh giá", "Mã này đã được dùng", "Xin chọn một mức hài lòng.", "Hệ thống gặp lỗi"} <= wanted
    assert wanted.isdisjoint({"Đăng xuất", "Tên đăng nhập", "Ghi giúp người dân", "Mã sắp đổi"})
    assert check.template_of(LAO, check.extract()).get("Đăng xuất") is None
    assert check.template_of(PO, check.extract()).get("Đăng xuất") is not None


def test_every_translation_keeps_the_placeholders_and_the_end_of_its_text(english: Catalog) -> None:
    for message in english:
        if message.id:
            text, words = str(message.id), str(message.string)
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(words)), text
            assert re.search(r"[.:?]?$", text)[0] == re.search(r"[.:?]?$", words)[0], text  # type: ignore[index]
            assert words == words.rstrip(), text


def test_no_translation_keeps_a_vietnamese_word(english: Catalog) -> None:
    texts = [str(message.string) for message in english if message.id]
    assert [text for text in texts if vietnamese(text)] == []


@pytest.mark.parametrize("path", [PO, LAO], ids=["en", "lo"])
def test_the_header_holds_nothing_made_up(path: Path) -> None:
    header = path.read_text(encoding="utf-8").partition("\n\n")[0]
    assert "@" not in header
    assert "fuzzy" not in header
    assert not re.search("FULL NAME|YEAR-MO|ORGANIZATION|FIRST AUTHOR", header)


@pytest.mark.parametrize("path", [PO, LAO], ids=["en", "lo"])
def test_the_application_loads_the_catalogue_as_it_stands(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parts[-3])
    translate = translator(path.parts[-3])
    # one and many are asked for with a number, by other words of gettext's
    single = [message for message in catalogue if message.id and not message.pluralizable]
    stale = [message.id for message in single if translate(str(message.id)) != message.string]
    assert stale == [], "compiled catalogue out of date; python3 run.py test compiles it"


def test_a_compiled_catalogue_speaks_english_through_flask_babel(english: Catalog, tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, english)
    application = Flask("catalogue")
    Babel(application, default_translation_directories=str(tmp_path))
    with application.test_request_context(), force_locale("en"):
        assert gettext("Gửi đánh giá") == "Send feedback"
        assert gettext("Góp ý đang có %(came)s ký tự. Xin rút ngắn còn tối đa %(limit)s ký tự.", came=9, limit=5) == (
            "Your comment has 9 characters. Please shorten it to at most 5."
        )


# pages


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        (f"/d/{TOKEN}", 200, "Send feedback"),
        (f"/d/{CLOSED}", 410, "This desk no longer takes feedback"),
        ("/d/9999999999", 404, "No desk has this code"),
        ("/about", 200, "not the SIPAS index published by the Ministry of Home Affairs"),
        ("/", 200, "For staff: see the results"),
        ("/nowhere", 404, "There is no such page"),
        ("/office/login", 200, "Sign in to see the results"),
    ],
)
def test_a_page_in_english_shows_no_vietnamese(
    client: FlaskClient, desk: str, address: str, status: int, words: str
) -> None:
    page = client.get(f"{address}?lang=en")
    assert page.status_code == status
    assert words in shown(page.text)
    assert vietnamese(shown(page.text)) == []


def test_sending_a_form_in_english_shows_no_vietnamese(client: FlaskClient, desk: str) -> None:
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', client.get(desk).text))
    refused = client.post(desk, data={**hidden, "minutes_typed": "900", "comment": "x" * 1001})
    thanked = client.post(desk, data={**hidden, "overall": "5"}, follow_redirects=True)
    kept = client.post(desk, data={**hidden, "overall": "1"})
    for page, status, words in (
        (refused, 422, "Please choose how satisfied you are."),
        (thanked, 200, "Thank you. Your feedback has been recorded."),
        (kept, 409, "This form was sent earlier with other answers"),
    ):
        assert page.status_code == status
        assert words in shown(page.text)
        assert vietnamese(shown(page.text)) == []


def test_a_refused_sign_in_is_told_in_english(client: FlaskClient, desk: str) -> None:
    address = "/office/login?lang=en"
    for sent, words in (
        ({}, "Please enter your password."),
        ({"login": "nobody", "password": "guess"}, "The user name or the password is not right."),
    ):
        token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get(address).text)[0]
        page = client.post(address, data={"csrf_token": token, **sent})
        assert words in shown(page.text)
        assert vietnamese(shown(page.text)) == []


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-W45", "As for Ha Tinh 2023: “at most 25 minutes” (≤ 25) is applied"),
        ("2026-W45&open=all", "the text of Resolution 76/NQ-CP has not been read"),
        ("2026-W46", "Week 46: 09/11–15/11/2026"),
        ("2026-10", "In this period the unit has neither answers nor visits, so there is nothing to publish."),
        ("mo_phong_2026:Q3", "Quarter 3/2026 (reporting period of the plan “Simulated plan 2026”"),
        ("mo_phong_2026:Q4", "(inferred from the reporting periods of the plan “Simulated plan 2026”"),
    ],
)
def test_a_results_page_in_english_shows_no_vietnamese_but_data_and_quotations(
    office: FlaskClient, period: str, words: str
) -> None:
    page = office.get(f"/office/results?unit=ttpvhcc&period={period}&lang=en")
    assert page.status_code == 200
    assert words in shown(page.text)
    own = without_documents(QUOTATION.sub("", shown(page.text)).replace(READER, ""))
    assert vietnamese(own) == []


# reports


def with_english_data(findings: Findings) -> Findings:
    """The same findings, with every name, and what is quoted from a plan, as an English office would enter it."""

    def entered(value: Any) -> Any:
        if isinstance(value, Name):
            return Name(value.vi, value.en if not vietnamese(value.en) else "Name")
        if isinstance(value, tuple):
            return tuple(map(entered, value))
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            quoted = {"sentence": "Quoted"} if hasattr(value, "sentence") else {}
            fields = {field.name: entered(getattr(value, field.name)) for field in dataclasses.fields(value)}
            return replace(value, **{**fields, **quoted})
        return value

    told: Findings = entered(findings)
    return told


def texts(value: Any) -> Iterator[str]:
    """Every text in a report, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Name):
        yield value.en  # data in both languages, of which a report shows one
    elif isinstance(value, dict):
        yield from (text for item in value.items() for text in texts(item))
    elif isinstance(value, tuple | list):
        yield from (text for item in value for text in texts(item))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from (text for field in dataclasses.fields(value) for text in texts(getattr(value, field.name)))


def month(status: str) -> PeriodInfo:
    """A month's label in both languages."""
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    return PeriodInfo("2026-10", "month", first, last, Name("Tháng 10/2026", "Month 10/2026"), status)  # type: ignore[arg-type]


ALL_FLAGS = tuple(
    Flag(code) for code in ("by_dossiers", "more_answers_than_visits", "no_answers", "merged", "unknown_sector")
)
NOTHING: dict[str, Any] = {"sectors": (), "units": (), "agencies": (), "tiers": (), "waiting": (), "trend": ()}
CASES: dict[str, dict[str, Any]] = {
    "a week with everything": {},
    "a preliminary simulated month": {"period": month("preliminary"), "is_simulated": True, "flags": ALL_FLAGS},
    "no visits": {"flags": (Flag("unweighted"), Flag("no_visits")), "total": make_total(visits=0, target=None)},
    "no responses": {"total": make_row("total", "Toàn tỉnh", 0, 0, kind="total", en="The whole"), **NOTHING},
    "too few responses": {"total": make_row("total", "Toàn tỉnh", 7, 5, kind="total", en="The whole"), **NOTHING},
    "no targets": {"targets": (), "plan_period": None, "on_time": ()},
}


@pytest.mark.parametrize("changes", CASES.values(), ids=list(CASES))
def test_a_report_in_english_shows_no_vietnamese(changes: dict[str, Any]) -> None:
    findings = with_english_data(make_findings(**changes))
    report = build_report(findings, language="en", translate=translator("en"))
    assert [text for text in texts(report) if vietnamese(text)] == []
    assert vietnamese(to_csv(report).decode("utf-8-sig")) == []


def test_what_a_plan_says_is_quoted_in_its_own_words() -> None:
    report = build_report(make_findings(), language="en", translate=translator("en"))
    quoted = [cell.text for row in report.table("sources").rows for cell in row.cells]
    assert "Tỷ lệ hài lòng của người dân, doanh nghiệp đạt từ 75% trở lên." in quoted


def test_an_english_report_of_real_plans_shows_no_vietnamese_but_data_and_quotations(
    office: FlaskClient, store: Store
) -> None:
    with store.reading() as session:
        report = read_report(session, "2026-W45", "ttpvhcc", language="en", today=date(2026, 11, 10))
    quoted = {target.origin.sentence for code in PLANS for target in get_plan(code).targets}
    own = [text for text in texts(report) if text not in quoted]
    assert [text for text in own if vietnamese(without_documents(text))] == []
    assert len(own) < len(list(texts(report)))


def test_the_sentences_read_as_english() -> None:
    report = build_report(make_findings(), language="en", translate=translator("en"))
    said = {sentence.key: sentence.text for sentence in report.sentences}
    assert said["overall"].startswith(
        "Whole unit: 84.7% satisfied (82.3–86.9; 1,260 responses), above the target of 75%; "
        "1.1 points higher than the week before, within ordinary variation."
    )
    assert said["waiting"] == (
        "Mean waiting time 18.4 minutes, as felt by citizens (17.3–19.5; 1,104 responses), "
        "within the target of 25 minutes."
    )
