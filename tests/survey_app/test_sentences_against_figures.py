"""The sentences of a week, read back as numbers and worked out anew from the rows of the database."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from scipy import stats
from sqlalchemy.orm import Session

from analysis import Target
from reports import Report, build_report
from reports.findings import Findings
from survey_app.adoption import adopt_plan
from survey_app.database import Store, open_store
from survey_app.export import tell
from survey_app.models import Desk, Response, UnitParent
from survey_app.periods import parse_period
from survey_app.plans import simulated_text
from survey_app.results import compute
from tests.factories import make_desk, make_response, make_sector, make_transactions, make_unit

WEEK = parse_period("2026-W45")
MONDAY, TODAY = date(2026, 11, 2), date(2026, 11, 20)
VISITS = {("A", "dat-dai"): 900, ("A", "ho-tich"): 400, ("B", "dat-dai"): 300, ("B", "ho-tich"): 800}
DISSATISFIED = {("A", "dat-dai"): 0.35, ("A", "ho-tich"): 0.1, ("B", "dat-dai"): 0.25, ("B", "ho-tich"): 0.05}
SCORE = {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}
POINTS = re.compile(r"\d[\d.,]*\d|\d")


def printed(text: str, language: str) -> tuple[float, int]:
    """A printed number and its decimals."""
    plain = text.replace(",", "") if language == "en" else text.replace(".", "").replace(",", ".")
    return float(plain), len(plain.partition(".")[2])


def assert_says(text: str, value: float, language: str = "vi") -> None:
    """The printed number is the value, rounded to the printed decimals."""
    number, decimals = printed(text, language)
    assert abs(number - value) <= 0.5 * 10**-decimals + 1e-9, (text, value)


@dataclass(frozen=True)
class Answers:
    """The answers of one week as plain arrays, read by SQL that shares nothing with the results."""

    unit: np.ndarray
    sector: np.ndarray
    psu: np.ndarray
    level: np.ndarray
    minutes: np.ndarray
    weight: np.ndarray

    @property
    def happy(self) -> np.ndarray:
        return (self.level >= 4).astype(float)

    def only(self, sector: str) -> np.ndarray:
        return self.sector == sector

    def share(self, where: np.ndarray) -> float:
        return float((self.weight * self.happy)[where].sum() / self.weight[where].sum())


def read(session: Session, first: date) -> Answers:
    """One week's rows, each with the visits it stands for."""
    rows = session.execute(
        sa.text(
            "SELECT unit, sector, desk, day, CAST(substr(answers, 1, 1) AS INTEGER), minutes FROM response"
            " WHERE day BETWEEN :first AND :last"
        ),
        {"first": first.isoformat(), "last": (first + timedelta(days=6)).isoformat()},
    ).all()
    visits = session.execute(
        sa.text("SELECT unit, sector, SUM(visits) FROM transaction_count WHERE day BETWEEN :a AND :b GROUP BY 1, 2"),
        {"a": first.isoformat(), "b": (first + timedelta(days=6)).isoformat()},
    ).all()
    served = {(unit, sector): float(number) for unit, sector, number in visits}
    unit, sector, desk, day, level, minutes = (np.array(column) for column in zip(*rows, strict=True))
    pairs = list(zip(unit, sector, strict=True))
    weight = np.array([served[pair] / pairs.count(pair) for pair in pairs])
    psu = np.char.add(np.char.add(unit.astype(str), desk.astype(str)), day.astype(str))
    return Answers(unit, sector, psu, level.astype(int), minutes.astype(float), weight)


def korn_graubard(answers: Answers, where: np.ndarray) -> tuple[float, float]:
    """The 95 % interval of a share: residuals inside unit × sector, desk-days as units drawn, units as strata."""
    share = answers.share(where)
    inside = where.astype(float)
    influence = inside * (answers.happy - share) / (answers.weight * inside).sum()
    stratum = np.char.add(answers.unit.astype(str), answers.sector.astype(str))
    for each in np.unique(stratum):
        influence[stratum == each] -= np.average(influence[stratum == each], weights=answers.weight[stratum == each])
    variance, psus, strata = 0.0, 0, 0
    for unit in np.unique(answers.unit):
        here = answers.unit == unit
        names = np.unique(answers.psu[here])
        sums = np.array([(answers.weight * influence)[here & (answers.psu == name)].sum() for name in names])
        variance += len(names) / (len(names) - 1) * ((sums - sums.mean()) ** 2).sum()
        used = np.unique(answers.psu[here & where])
        psus, strata = psus + len(used), strata + (len(used) > 0)
    dof = psus - strata
    wide = (stats.t.ppf(0.975, len(answers.level) - 1) / stats.t.ppf(0.975, dof)) ** 2
    n = share * (1 - share) / variance * wide
    return (
        float(stats.beta.ppf(0.025, n * share, n * (1 - share) + 1)),
        float(stats.beta.ppf(0.975, n * share + 1, n * (1 - share))),
    )


@pytest.fixture(scope="module")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two units, two sectors, two weeks of answers, the simulated plan: written once, copied for each test."""
    place = tmp_path_factory.mktemp("province") / "sipas.db"
    shutil.copy(sqlite_template, place)
    store = open_store(f"sqlite:///{place}")
    with store.writing.begin() as session:
        make_unit(session, "tinh", level="province")
        sectors = {
            "dat-dai": make_sector(session, "dat-dai", name_vi="Đất đai", name_en="Land", priority_group="land"),
            "ho-tich": make_sector(session, "ho-tich", name_vi="Hộ tịch", name_en="Civil status", position=2),
        }
        desks = {}
        for code in ("A", "B"):
            unit = make_unit(session, code)
            session.add(UnitParent(unit=code, parent="tinh", valid_from=date(2025, 7, 1)))
            for number in (1, 2, 3):
                desks[code, number] = make_desk(session, unit, f"quay-{code}{number}", sectors=tuple(sectors.values()))
            for (served_at, sector), visits in VISITS.items():
                if served_at == code:
                    for week in (MONDAY, MONDAY - timedelta(days=7)):
                        make_transactions(session, unit, sectors[sector], day=week, visits=visits)
        for week in (MONDAY - timedelta(days=7), MONDAY):
            _answer(session, desks, week)
        adopt_plan(session, simulated_text(2026), unit="tinh")
    store.engine.dispose()  # the last one to leave brings the log into the file
    return place


@pytest.fixture
def province(furnished: Path, tmp_path: Path) -> Iterator[Store]:
    """The province, to be changed at will."""
    shutil.copy(furnished, tmp_path / "sipas.db")
    store = open_store(f"sqlite:///{tmp_path / 'sipas.db'}")
    yield store
    store.engine.dispose()


def _answer(session: Session, desks: dict[tuple[str, int], Desk], week: date) -> None:
    """Sixty answers or so of each unit and sector."""
    draw = random.Random(week.toordinal())
    for (unit, sector), chance in DISSATISFIED.items():
        for number in range(60 + 7 * len(sector) + ord(unit)):
            level = draw.choice((1, 2, 3)) if draw.random() < chance else draw.choice((4, 5))
            receipt = f"{week:%m%d}{unit}{sector[:2]}{number:06d}".upper()
            make_response(
                session, desks[unit, number % 3 + 1], overall=level, sector=sector, receipt=receipt,
                day=week + timedelta(days=draw.randrange(5)), minutes=draw.choice((5, 10, 15, 20, 30)),
                minutes_way="quick",
            )  # fmt: skip


def told(store: Store, language: str) -> tuple[Report, Findings, Answers, Answers]:
    """The report in one language, with the answers of its week and of the week before."""
    with store.reading() as session:
        findings = compute(session, WEEK, "tinh", today=TODAY)
        return (
            tell(findings, language),
            findings,
            read(session, MONDAY),
            read(session, MONDAY - timedelta(days=7)),
        )


def said(report: Report, key: str) -> str:
    return next(sentence.text for sentence in report.sentences if sentence.key == key)


ROW = {
    "vi": re.compile(
        r"(?P<name>[^:]+): (?P<share>[\d.,]+)% hài lòng \((?P<low>[\d.,]+)–(?P<high>[\d.,]+); (?P<n>[\d.,]+) phiếu\), "
        r"(?P<side>dưới|trên|đúng) mức chỉ tiêu (?P<target>[\d.,]+)%; "
        r"(?P<way>cao hơn|thấp hơn) tuần trước (?P<points>[\d.,]+) điểm, "
        r"(?P<range>trong|chưa vượt|vượt) mức dao động thường"
    ),
    "en": re.compile(
        r"(?P<name>[^:]+): (?P<share>[\d.,]+)% satisfied \((?P<low>[\d.,]+)–(?P<high>[\d.,]+); "
        r"(?P<n>[\d.,]+) responses\), "
        r"(?P<side>below|above|at) the target of (?P<target>[\d.,]+)%; "
        r"(?P<points>[\d.,]+) points (?P<way>higher|lower) than the week before, "
        r"(?P<range>within|not beyond|beyond) ordinary"
    ),
}
UNDER = {"dưới": True, "trên": False, "below": True, "above": False}
UP = {"cao hơn": True, "thấp hơn": False, "higher": True, "lower": False}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("key", "sector", "target"), [("overall", "", 0.75), ("sectors", "dat-dai", 0.85)])
def test_a_rows_sentence_is_what_the_rows_of_the_database_say(
    province: Store, language: str, key: str, sector: str, target: float
) -> None:
    report, _findings, now, before = told(province, language)
    match = ROW[language].match(said(report, key))
    assert match is not None, said(report, key)
    where, past = (week.only(sector) if sector else np.full(len(week.level), True) for week in (now, before))
    share, low, high = now.share(where), *korn_graubard(now, where)
    for name, value in (("share", share), ("low", low), ("high", high), ("target", target)):
        assert_says(match[name], value * 100, language)
    assert_says(match["n"], where.sum(), language)
    assert UNDER[match["side"]] == (share < target)
    moved = share - before.share(past)
    assert_says(match["points"], abs(moved) * 100, language)
    assert UP[match["way"]] == (moved > 0)


def test_the_sentence_of_waiting_and_what_stands_beside_are_the_databases(province: Store) -> None:
    report, findings, now, _before = told(province, "vi")
    match = re.match(
        r"Thời gian chờ trung bình ([\d.,]+) phút theo cảm nhận \(([\d.,]+)–([\d.,]+); ([\d.,]+) phiếu\), "
        r"trong mức chỉ tiêu 25 phút",
        said(report, "waiting"),
    )
    assert match is not None, said(report, "waiting")
    mean = float(np.average(now.minutes, weights=now.weight))
    assert_says(match[1], mean)
    assert printed(match[2], "vi")[0] <= mean <= printed(match[3], "vi")[0]
    assert_says(match[4], len(now.minutes))
    assert report.beside is not None
    score, plain, plain_n, n, visits, coverage, tipping = POINTS.findall(report.beside.text.replace("/100", ""))
    covered = len(now.level) / sum(VISITS.values())
    assert_says(score, float(np.average([SCORE[level] for level in now.level], weights=now.weight)))
    assert_says(plain, now.happy.mean() * 100)
    assert_says(plain_n, len(now.level))
    assert_says(n, len(now.level))
    assert_says(visits, sum(VISITS.values()))
    assert_says(coverage, covered * 100)
    assert_says(tipping, (0.75 - covered * now.share(now.level > 0)) / (1 - covered) * 100)
    assert findings.total.share is not None


def test_the_sentence_of_the_plan_counts_intervals_against_targets(province: Store) -> None:
    report, findings, _now, _before = told(province, "vi")
    text = said(report, "plan")
    counts = {"met": 0, "not_met": 0, "not_proven": 0}
    missed = []
    for line in findings.targets:
        if line.observed is None:
            continue
        low, high, target = line.observed.ci_low, line.observed.ci_high, line.target.value
        if line.target.comparison == "<=":
            low, high, target = -high, -low, -target
            rounding = line.rounding or (0.0, 0.0)
            low = min(low, -rounding[1])
        found = "met" if low >= target else "not_met" if high < target else "not_proven"
        counts[found] += 1
        missed += [line.observed.value] if found == "not_met" else []
    words = {
        "met": r"(\d+) chỉ tiêu chắc chắn đạt",
        "not_met": r"(\d+) chắc chắn chưa đạt",
        "not_proven": r"(\d+) chưa đủ",
    }
    for found, pattern in words.items():
        match = re.search(pattern, text)
        assert (int(match[1]) if match else 0) == counts[found], text
    named = re.findall(r"([\d,]+)%", text)
    assert len(named) == min(len(missed), 2)
    for shown in named:
        assert any(abs(printed(shown, "vi")[0] - value * 100) <= 0.05 + 1e-9 for value in missed)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_link_is_words_of_its_sentence_and_leads_to_a_row_with_its_figure(province: Store, language: str) -> None:
    report, _findings, _now, _before = told(province, language)
    links = [(sentence, link) for sentence in (*report.sentences, report.beside) if sentence for link in sentence.links]
    assert len(links) >= 6
    for sentence, (table, key, words) in links:
        assert words in sentence.text
        figure = POINTS.findall(words)[0]
        assert any(figure in cell.text for cell in report.table(table).row(key).cells), (table, key, words)


def changed(store: Store, change: Callable[[Session], None]) -> Iterator[str]:
    """The sentences after a change of the data."""
    with store.writing.begin() as session:
        change(session)
    with store.reading() as session:
        yield from (sentence.text for sentence in tell(compute(session, WEEK, "tinh", today=TODAY), "vi").sentences)


def test_a_week_without_one_answer_says_so_with_its_visits(province: Store) -> None:
    first, advice = changed(province, lambda session: session.execute(sa.delete(Response)) and None)
    assert first == "Chưa có phiếu nào trong Tuần 45: 02/11–08/11/2026, trong khi có 2.400 lượt giao dịch."
    assert advice.startswith("Việc nên làm: kiểm tra mã QR")


def test_a_unit_without_visits_counts_every_answer_the_same(province: Store) -> None:
    def forget(session: Session) -> None:
        session.execute(sa.text("DELETE FROM transaction_count"))

    first, *_others = changed(province, forget)
    with province.reading() as session:
        rows = session.execute(
            sa.text("SELECT CAST(substr(answers, 1, 1) AS INTEGER) >= 4 FROM response WHERE day >= '2026-11-02'")
        ).scalars()
        share = np.mean([bool(row) for row in rows])
    match = ROW["vi"].match(first)
    assert match is not None, first
    assert_says(match["share"], float(share) * 100)


def test_answers_all_alike_are_told_from_thirty_on_and_hidden_below(province: Store) -> None:
    def agree(session: Session) -> None:
        session.execute(sa.text("UPDATE response SET answers = '5' || substr(answers, 2)"))

    def few(session: Session) -> None:
        session.execute(sa.text("DELETE FROM response WHERE receipt NOT GLOB '*00000[0-4]' OR day < '2026-11-02'"))

    first, *_others = changed(province, agree)
    assert first.startswith("Toàn đơn vị: 100,0% hài lòng (9")
    hidden = " ".join(changed(province, few))
    assert "chưa đủ phiếu" in hidden
    assert "%" not in hidden


def test_a_target_of_all_is_missed_by_one_and_never_printed_as_reached(province: Store) -> None:
    _report, findings, _now, _before = told(province, "vi")
    share = findings.total.share
    assert share is not None
    nearly = replace(share, value=0.99996, ci_low=0.9991, ci_high=1.0, n=25000)
    total = replace(findings.total, share=nearly, target=Target(">=", 1.0), change=None)
    text = build_report(replace(findings, total=total)).sentences[0].text
    assert text.startswith("Toàn đơn vị: 99,996% hài lòng")
    assert "dưới mức chỉ tiêu 100%" in text


def test_without_a_target_nothing_is_above_or_below(province: Store) -> None:
    def drop(session: Session) -> None:
        session.execute(sa.text("DELETE FROM plan_adoption"))

    sentences = list(changed(province, drop))
    assert len(sentences) == 5
    assert not any("chỉ tiêu" in sentence for sentence in sentences)
    assert sentences[3].startswith("Số liệu dựa trên")
