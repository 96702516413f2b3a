"""The inspector's content: every sign in words, ranks with ties, and what may not be shown."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from analysis import Outlier, TierGap, WeekSign
from analysis.integrity.office_week import SignKind
from reports.content import Report
from reports.findings import LabelRow, Name, PeriodInfo, ReconcileRow
from reports.integrity import build_integrity, tell_silences
from reports.integrity.findings import (
    IntegrityFindings,
    JumpRow,
    MinutesRow,
    Part,
    SilenceRow,
    Spot,
    StraightRow,
    SurgeRow,
    TierRow,
    UnitRow,
    WeekRow,
)
from reports.integrity.words import other_words, sign_words
from survey_app.languages import translator

MONDAY, SUNDAY = date(2026, 11, 2), date(2026, 11, 8)
UNIT = Spot("xa-1", Name("Xã Một", "Commune One"))
DESK = Spot("xa-1", Name("Xã Một", "Commune One"), "q1", Name("Quầy 1", "Desk 1"))
SIGNS = tuple(WeekSign(kind, 0.62, 0.48, 240, 0.0004, 10 if kind == "spike" else None) for kind in get_args(SignKind))


def week(*signs: WeekSign, p: float = 0.0004, q: float = 0.003, burst: int = 0) -> WeekRow:
    return WeekRow(UNIT, MONDAY, SUNDAY, 240, signs, p, q, burst, is_flagged=True)


def silence(basis: str = "visits", **values: object) -> SilenceRow:
    row = SilenceRow(DESK, MONDAY, date(2026, 11, 3), 2, MONDAY, 24.4, 1e-9, "visits", is_over=False)
    return replace(row, basis=basis, **values)  # type: ignore[arg-type]  # as the row has them


def findings(**values: object) -> IntegrityFindings:
    """Nothing remarkable, but for what is given."""
    label = Name("Tuần 45: 02/11–08/11/2026", "Week 45: 02/11–08/11/2026")
    nothing = IntegrityFindings(
        root="tinh",
        unit="tinh",
        unit_name=Name("Tỉnh A", "Province A"),
        period=PeriodInfo("2026-W45", "week", MONDAY, SUNDAY, label, "official"),
        as_of=date(2026, 11, 12),
        method_version="1",
        is_simulated=False,
        judged_weeks=1,
        is_every_row=True,
        weeks=(),
        units=(),
        tiers=(),
        straight=(),
        minutes=(),
        silences=(),
        surges=(),
        surge_days=None,
        labels=(),
        reconciliation=(),
    )
    return replace(nothing, **values)  # type: ignore[arg-type]  # fields of the findings


def told(given: IntegrityFindings, language: str = "vi") -> Report:
    return build_integrity(given, language=language, translate=translator(language))


def notice(report: Report, key: str, column: str) -> str:
    return report.table("notices").cell(key, column).text


EVERYTHING = findings(
    weeks=tuple(replace(week(sign), spot=replace(UNIT, unit=sign.kind)) for sign in SIGNS),
    units=(
        UnitRow(
            UNIT,
            40,
            400,
            Part(40, 39),
            Outlier(0.9, 0.4, 40, 1e-7, "above", q=1e-5),
            few_and_content=(1e-4, 0.01),
            usual_coverage=0.3,
        ),
    ),
    tiers=(
        TierRow(
            UNIT, (Part(60, 30), Part(0, 0), Part(50, 48), Part(0, 0)), TierGap(0.46, 0, 0.1, 1e-5, (50, 60)), 1e-4
        ),
    ),
    straight=(StraightRow(DESK, MONDAY, SUNDAY, 40, 30, 0.3, 1e-6, 1e-4),),
    minutes=(MinutesRow(UNIT, MONDAY, SUNDAY, 40, 20, 0.9, 1e-6, 1e-4),),
    silences=(
        silence(uncounted=2),
        silence("tickets", is_over=True),
        silence("days"),
        silence(is_never=True),
    ),
    surges=(
        SurgeRow(UNIT, MONDAY, SUNDAY, 90, Outlier(0.4, 0.2, 220, 1e-5, "above"), 0.001, has_visits=True),
        SurgeRow(
            replace(UNIT, unit="xa-2"), MONDAY, SUNDAY, 90, Outlier(9, 4, 10, 1e-5, "above"), 0.001, has_visits=False
        ),
    ),
    labels=(("xa-1", LabelRow("desk", "q1", Name("Quầy 1", "Desk 1"), (7, 0, 3, 0, 0), labelled=8)),),
    reconciliation=(
        ("xa-1", ReconcileRow("desk", "q1", Name("Quầy 1", "Desk 1"), MONDAY, SUNDAY, 10, answers=11, is_over=True)),
        (
            "xa-1",
            ReconcileRow("day", "xa-1:d", Name("Xã Một", "Commune One"), MONDAY, MONDAY, 9, visits=8, is_over=True),
        ),
    ),
    jumps=(JumpRow(UNIT, "dat-dai", Name("Đất đai", "Land"), MONDAY, SUNDAY, 1000, 24),),
)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_sign_is_told_with_its_figures_in_both_languages(language: str) -> None:
    report = told(EVERYTHING, language)
    rows = report.table("notices").rows
    assert len(rows) == len(SIGNS) + 13
    for row in rows:
        cells = [cell.text for cell in row.cells]
        assert all(cells), row.key
        assert not re.search(r"%\(|\bNone\b(?! had)", " ".join(cells)), row.key
    if language == "en":
        words = " ".join(cell.text for table in report.tables for row in table.rows for cell in row.cells)
        assert not re.search(r"[ăđơưĂĐƠƯ]", words)


def test_facts_come_first_and_equals_share_a_rank() -> None:
    report = told(EVERYTHING)
    ranks = [row.cells[1].text for row in report.table("notices").rows]
    assert ranks[:3] == ["1=", "1=", "1="]
    assert ranks[3:6] == ["4="] * 3  # the three silent desks
    assert [int(rank.strip("=")) for rank in ranks] == sorted(int(rank.strip("=")) for rank in ranks)
    assert notice(report, "desk:q1", "chance") == "số đếm, không phải ước lượng"
    assert notice(report, "desk:q1", "name") == "Quầy 1 · Xã Một"


def test_several_signs_of_one_week_are_one_notice() -> None:
    report = told(findings(weeks=(week(SIGNS[0], SIGNS[2], burst=12),)))
    (row,) = report.table("notices").rows
    assert notice(report, row.key, "title").endswith("và 2 dấu hiệu khác")
    facts = notice(report, row.key, "fact").split("\n")
    assert len(facts) == 3
    assert "12 phiếu mang nhãn dồn dập" in facts[0]
    assert "“Rất hài lòng” 62,0%, thường lệ 48,0% (240 phiếu)" in facts[1]


def test_a_burst_alone_is_no_estimate() -> None:
    report = told(findings(weeks=(week(p=0.8, q=0.9, burst=7),)))
    (row,) = report.table("notices").rows
    assert notice(report, row.key, "chance") == "nhãn gắn khi phiếu đến"


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.2, "thường gặp"),
        (0.04, "khoảng 1 trong 25"),
        (0.00123, "khoảng 1 trong 810"),
        (1e-9, "hiếm hơn 1 trong 1.000.000"),
    ],
)
def test_chances_are_told_in_words(p: float, words: str) -> None:
    report = told(findings(weeks=(week(SIGNS[0], p=p),)))
    assert report.table("weeks").rows[0].cells[3].text == words


@pytest.mark.parametrize(("q", "word"), [(0.0005, "rất rõ"), (0.008, "rõ"), (0.03, "đáng xem"), (0.2, "yếu")])
def test_strength_takes_the_number_of_looks_into_account(q: float, word: str) -> None:
    report = told(findings(weeks=(week(SIGNS[0], q=q),)))
    assert notice(report, report.table("notices").rows[0].key, "strength") == word


def test_a_share_that_all_of_a_few_gave_is_not_told_in_a_notice() -> None:
    alike = WeekSign("straight_lining", 1.0, 0.3, 29, 1e-6)
    report = told(findings(weeks=(week(alike),)))
    assert "không nêu, thường lệ" in notice(report, report.table("notices").rows[0].key, "fact")


def test_no_words_accuse_and_each_sign_has_reasons_and_a_next_step() -> None:
    for words in (*sign_words(str).values(), *other_words(str).values()):
        text = f"{words.title} {words.reasons} {words.next_step}".casefold()
        assert words.reasons
        assert words.next_step
        assert not re.search(r"gian (lận|dối)|bịa|sai phạm|vi phạm|kỷ luật", text)


def test_a_desk_silent_until_yesterday_says_nothing_of_the_period() -> None:
    (one,) = tell_silences((silence(),), translate=translator("vi"))
    assert one.place == "Quầy 1 · Xã Một"
    assert "Đến hết kỳ" not in one.facts[0]
    assert "thường lệ có chừng 24 phiếu" in one.facts[0]


def test_of_a_long_period_the_week_stands_in_its_column() -> None:
    report = told(replace(EVERYTHING, is_every_row=False))
    assert report.table("straight").cell("q1:2026-11-02", "week").text == "02/11–08/11/2026"
    empty = told(findings(is_every_row=False))
    assert "chỉ nêu những dòng hiếm gặp" in empty.table("minutes").empty
