"""Plans: what ships and where it comes from, what applies, when reports are due, and every fault by its message."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from unicodedata import is_normalized, normalize

import pytest

from survey_app import plans
from survey_app.calendars import load_calendar
from survey_app.exceptions import UnknownPeriod
from survey_app.periods import label
from survey_app.plans import Plan, PlanError, check_plan, get_plan, load_plan, loader, shipped_plans, targets_for
from survey_app.plans.words import WORDS

DOCS = Path(__file__).parents[2] / "docs" / "plans.md"
SHIPPED = [
    "ha_tinh_2023",
    "ha_tinh_khcn_2024",
    "hai_duong_2022",
    "nq_76_2021",
    "qd_468_2021",
    "son_trung_2021_2030",
    "thua_thien_hue_2021",
]
EVERY_PLAN = [*SHIPPED, "mo_phong_2026"]

# what the documents say at these lines, copied here by hand: a plan file may not drift from them
SAID = [
    ("ha_tinh_2023", "hai_long_chung", "000:71", ">=", 75, "đạt tối thiểu từ 75%; riêng các lĩnh vực đất đai"),
    ("ha_tinh_2023", "hai_long_uu_tien", "000:71", ">=", 85, "đất đai, xây dựng, đầu tư đạt tối thiểu 85%"),
    ("ha_tinh_2023", "cho_doi", "000:635", "<=", 25, "xuống trung bình còn tối đa 25 phút/1 lượt giao dịch"),
    ("ha_tinh_2023", "khong_nop_lai", "000:65", ">=", 70, "Tối thiểu 70% người dân, doanh nghiệp"),
    ("ha_tinh_2023", "bao_cao_quy", "000:300", ">=", 4, "Định kỳ hàng quý có báo cáo kết quả"),
    ("son_trung_2021_2030", "hai_long_tthc", "001:47", ">", 95, "về TTHC hàng năm đạt trên 95%."),
    ("son_trung_2021_2030", "hai_long_phuc_vu_2025", "001:73", ">=", 95, "đạt tối thiểu 95%."),
    ("son_trung_2021_2030", "hai_long_phuc_vu_2030", "001:76", ">=", 100, "đạt tối thiểu 100%."),
    ("son_trung_2021_2030", "dung_han", "001:47", ">=", 100, "100% TTHC được giải quyết đúng hạn và trước hạn"),
    ("son_trung_2021_2030", "khong_nop_lai_2025", "001:54", ">=", 85, "Đến năm 2025 có 85% người dân"),
    ("son_trung_2021_2030", "khong_nop_lai_2030", "001:57", ">=", 100, "- 100% người dân, doanh nghiệp"),
    ("thua_thien_hue_2021", "hai_long_truc_tuyen", "002:209", ">=", 80, "80% người dân, doanh nghiệp hài lòng"),
    ("thua_thien_hue_2021", "pakn_dut_diem", "002:107", ">=", 95, "95% phản ánh, kiến nghị"),
    ("thua_thien_hue_2021", "pakn_tiep_nhan_xu_ly", "002:107", ">=", 100, "100% phản ánh, kiến nghị được tiếp nhận"),
    ("hai_duong_2022", "hai_long", "003:60", ">=", 90, "Phấn đấu từ 90% trở lên người dân"),
    ("hai_duong_2022", "dung_han", "003:54", ">=", 95, "từ 95% -100% số hồ sơ TTHC"),
    ("hai_duong_2022", "khong_nop_lai", "003:58", ">=", 30, "Phấn đấu 30% người dân, doanh nghiệp"),
    ("ha_tinh_khcn_2024", "hai_long_cong_dvc", "004:67", ">", 95, "(đánh giá qua cổng DVC) đạt trên 95%"),
    ("ha_tinh_khcn_2024", "khong_nop_lai", "004:61", ">=", 90, "Tối thiểu 90% người dân, doanh nghiệp"),
    ("ha_tinh_khcn_2024", "dung_han", "004:139", ">=", 100, "Đảm bảo 100% TTHC thuộc thẩm quyền"),
]

SMALL = """
code = "ke_hoach_thu"
title = "Kế hoạch thử"
title_en = "Trial plan"
valid_from = 2026-01-01
valid_to = 2026-12-31

[document]
name = "Kế hoạch thử"
issuer = "Tỉnh thử"
numbers = ["1/KH-UBND"]
date = 2025-12-30
seed = "000"

[[target]]
key = "hai_long"
indicator = "satisfaction_procedures"
comparison = ">="
value = 75
population = "người dân"
source = "any"
line = 71
sentence = "đạt tối thiểu từ 75%"
"""

PERIODS = """
[[period]]
key = "Q1"
first = 2026-01-01
last = 2026-03-31
line = 5
sentence = "quý I"

[[period]]
key = "Q2"
first = 2026-03-31
last = 2026-06-30
inferred = true
note = "suy ra"
"""


def keys(found: tuple[plans.Applicable, ...]) -> list[tuple[str, bool]]:
    return [(one.target.key, one.source_matches) for one in found]


def test_the_plans_that_ship_are_these_and_all_load() -> None:
    assert [plan.code for plan in shipped_plans()] == SHIPPED
    assert plans.shipped_codes() == tuple(SHIPPED)


@pytest.mark.parametrize(("code", "key", "cite", "comparison", "value", "words"), SAID)
def test_a_target_says_what_its_document_says(
    code: str, key: str, cite: str, comparison: str, value: float, words: str
) -> None:
    target = get_plan(code).target(key)
    assert (target.comparison, target.value, target.origin.cite()) == (comparison, value, cite)
    assert words in target.origin.sentence


def test_every_target_read_from_a_document_at_hand_is_held_by_the_list_above() -> None:
    shipped = {(plan.code, target.key) for plan in shipped_plans() for target in plan.targets if target.origin.seed}
    assert shipped == {(code, key) for code, key, *_ in SAID}


@pytest.mark.parametrize("code", EVERY_PLAN)
def test_everything_in_a_plan_has_an_origin(code: str) -> None:
    plan = get_plan(code)
    origins = [target.origin for target in plan.targets] + [duty.origin for duty in plan.duties]
    origins += [reading.origin for about in plan.contradictions for reading in about.readings]
    origins += [period.origin for period in plan.periods if period.origin is not None]
    assert all(origin.cite() and origin.document for origin in origins)
    assert all(target.origin.sentence for target in plan.targets if target.confirmed)
    assert all(period.note for period in plan.periods if period.inferred)
    assert is_normalized("NFC", plans.plan_text(code))


def test_only_the_resolution_that_was_not_read_is_unconfirmed() -> None:
    unconfirmed = {plan.code for plan in shipped_plans() for target in plan.targets if not target.confirmed}
    assert unconfirmed == {"nq_76_2021"}
    assert all(not target.confirmed for target in get_plan("nq_76_2021").targets)


def test_the_national_waiting_times_are_thirty_minutes_in_2022_and_fifteen_by_2025() -> None:
    first, second = get_plan("qd_468_2021").targets
    assert (first.comparison, first.value, first.horizon) == ("<=", 30, 2022)
    assert (second.comparison, second.value, second.horizon) == ("<=", 15, 2025)
    assert first.origin.cite().startswith("https://luatvietnam.vn/")


def test_a_number_that_the_source_leaves_empty_stays_empty() -> None:
    assert get_plan("ha_tinh_2023").document.number_text() == "số: để trống trong bản nguồn"
    assert get_plan("ha_tinh_khcn_2024").document.numbers == ()
    assert get_plan("hai_duong_2022").document.number_text() == "số: không có trong bản nguồn"
    assert get_plan("hai_duong_2022").document.date is None


def test_two_numbers_of_one_decision_are_both_kept() -> None:
    hue = get_plan("thua_thien_hue_2021")
    assert hue.document.numbers == ("3248/QĐ-UBND", "3218/QĐ-UBND")
    assert hue.document.number_text() == "3248/QĐ-UBND, 3218/QĐ-UBND (3248 ở phần kế hoạch, 3218 ở phụ lục)"
    assert [reading.origin.cite() for reading in hue.contradictions[0].readings] == ["002:47", "002:270"]


def test_a_single_number_is_printed_as_it_is() -> None:
    assert get_plan("son_trung_2021_2030").document.number_text() == "283/QĐ-UBND"


@pytest.mark.parametrize(
    ("code", "key", "kept"),
    [
        ("ha_tinh_2023", "cho_doi", ("000:636", "<", 25)),
        ("ha_tinh_2023", "khong_nop_lai", ("000:670", ">=", 40)),
        ("ha_tinh_khcn_2024", "khong_nop_lai", ("004:287", ">=", 70)),
        ("ha_tinh_khcn_2024", "hai_long_cong_dvc", ("004:285", ">", 95)),
        ("son_trung_2021_2030", "hai_long_tthc", ("001:45", None, None)),
    ],
)
def test_the_reading_that_is_not_applied_is_kept_with_the_reason(
    code: str, key: str, kept: tuple[str, str | None, float | None]
) -> None:
    target = get_plan(code).target(key)
    (reading,) = target.alternatives
    assert (reading.origin.cite(), reading.comparison, reading.value) == kept
    assert target.reason
    about = next(one for one in get_plan(code).contradictions if one.target == key)
    assert (about.applied, about.readings, about.reason) == (target.origin.cite(), (reading,), target.reason)


def test_waiting_is_at_most_25_with_below_25_as_the_stricter_reading() -> None:
    waiting = get_plan("ha_tinh_2023").target("cho_doi")
    assert (waiting.comparison, waiting.stricter, waiting.threshold) == ("<=", "<", 25.0)


def test_shares_are_fractions_for_the_estimates() -> None:
    assert get_plan("ha_tinh_2023").target("hai_long_uu_tien").threshold == pytest.approx(0.85)


def test_on_time_in_hai_duong_has_a_floor_and_an_aspiration() -> None:
    target = get_plan("hai_duong_2022").target("dung_han")
    assert (target.value, target.aspiration) == (95, 100)


def test_land_gets_its_own_target_before_the_general_one() -> None:
    plan, day = get_plan("ha_tinh_2023"), date(2023, 5, 4)
    indicator = "satisfaction_procedures"
    land = targets_for(plan, indicator=indicator, sector_group="land", unit="x", day=day, source="desk")
    assert keys(land) == [("hai_long_uu_tien", True), ("hai_long_chung", True)]
    other = targets_for(plan, indicator=indicator, sector_group=None, unit="x", day=day, source="desk")
    assert keys(other) == [("hai_long_chung", True)]


def test_a_target_another_source_measures_is_named_and_marked() -> None:
    plan, day = get_plan("ha_tinh_khcn_2024"), date(2024, 5, 4)
    assert keys(targets_for(plan, indicator="satisfaction_procedures", day=day, source="desk")) == [
        ("hai_long_cong_dvc", False)
    ]
    assert keys(targets_for(plan, indicator="satisfaction_procedures", day=day, source="portal")) == [
        ("hai_long_cong_dvc", True)
    ]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2021, 12, 30), []),
        (date(2025, 12, 31), ["hai_long_phuc_vu_2025"]),
        (date(2026, 1, 1), ["hai_long_phuc_vu_2030"]),
        (date(2031, 1, 1), []),
    ],
)
def test_a_target_holds_between_its_dates_only(day: date, found: list[str]) -> None:
    plan = get_plan("son_trung_2021_2030")
    asked = targets_for(plan, indicator="satisfaction_service", day=day, source="desk")
    assert [one.target.key for one in asked] == found


def test_scopes_by_sector_and_unit_narrow_and_a_reading_not_applied_is_left_out() -> None:
    plan = load_plan(SMALL)
    general = plan.targets[0]
    sector = replace(general, key="nganh", scope=plans.Scope(sectors=("ho_tich",)))
    unit = replace(general, key="don_vi", scope=plans.Scope(units=("trung_tam",)))
    unused = replace(general, key="khong", applied=False)
    wider = replace(plan, targets=(general, sector, unit, unused))
    day = date(2026, 2, 2)
    both = targets_for(wider, indicator=general.indicator, sector="ho_tich", unit="trung_tam", day=day, source="desk")
    assert [one.target.key for one in both] == ["don_vi", "nganh", "hai_long"]
    neither = targets_for(wider, indicator=general.indicator, sector="dat_dai", unit="xa", day=day, source="desk")
    assert [one.target.key for one in neither] == ["hai_long"]


def test_the_plan_s_year_is_its_own_where_it_has_cut_offs() -> None:
    plan = get_plan("hai_duong_2022")
    year = plans.year_of(plan, date(2021, 12, 15))
    assert (year.id, year.first, year.last) == ("hai_duong_2022:year", date(2021, 12, 15), date(2022, 12, 14))
    to_date = plans.period_to_date(plan, date(2022, 5, 31))
    assert (to_date.id, to_date.last) == ("hai_duong_2022:year@2022-05-31", date(2022, 5, 31))
    assert plans.year_of(get_plan("son_trung_2021_2030"), date(2024, 5, 1)).id == "2024"


def test_plan_cut_offs_read_by_id_match_the_document() -> None:
    spans = {
        "Q1": (date(2021, 12, 15), date(2022, 3, 14), False),
        "H1": (date(2021, 12, 15), date(2022, 6, 14), False),
        "Q2": (date(2022, 3, 15), date(2022, 6, 14), True),
        "Q3": (date(2022, 6, 15), date(2022, 9, 14), False),
        "Q4": (date(2022, 9, 15), date(2022, 12, 14), True),
        "year": (date(2021, 12, 15), date(2022, 12, 14), False),
    }
    for key, span in spans.items():
        period = plans.find_period(f"hai_duong_2022:{key}")
        assert (period.first, period.last, period.inferred) == span
    assert "15/12/2021–14/6/2022" in label(plans.find_period("hai_duong_2022:H1"))


def test_periods_of_simulated_and_adopted_plans_are_found_too() -> None:
    assert plans.find_period("mo_phong_2027:Q1").first == date(2026, 12, 15)
    adopted = replace(load_plan(SMALL + PERIODS.replace("2026-03-31\nlast", "2026-04-01\nlast")), code="cua_toi")
    assert plans.find_period("cua_toi:Q1", adopted=(adopted,)).last == date(2026, 3, 31)
    with pytest.raises(UnknownPeriod, match="không có kế hoạch “cua_toi”"):
        plans.find_period("cua_toi:Q1")


def test_before_the_20th_is_the_19th_and_the_friday_before_when_that_is_a_saturday() -> None:
    units, topics, office = plans.due_dates(get_plan("hai_duong_2022"), "Q1")
    assert (units.last_day, units.working_day) == (date(2022, 3, 19), date(2022, 3, 18))
    assert topics.last_day == date(2022, 3, 19)
    assert (office.last_day, office.working_day) == (date(2022, 3, 24), date(2022, 3, 24))
    assert (office.to, office.origin.cite()) == ("UBND tỉnh và Bộ Nội vụ", "003:206")
    assert not units.inferred
    assert units.holidays_known


@pytest.mark.parametrize(
    ("key", "units", "office"),
    [
        ("H1", date(2022, 6, 19), date(2022, 6, 24)),
        ("Q2", date(2022, 6, 19), date(2022, 6, 24)),
        ("Q3", date(2022, 9, 19), date(2022, 9, 24)),
        ("year", date(2022, 12, 19), date(2022, 12, 24)),
    ],
)
def test_due_dates_stand_in_the_last_month_of_the_period(key: str, units: date, office: date) -> None:
    found = plans.due_dates(get_plan("hai_duong_2022"), key)
    assert (found[0].last_day, found[-1].last_day) == (units, office)
    assert found[0].inferred == (key == "Q2")


def test_due_dates_follow_the_office_s_own_week() -> None:
    found = plans.due_dates(get_plan("hai_duong_2022"), "Q1", calendar=load_calendar("sang_thu_bay"))
    assert found[0].working_day == date(2022, 3, 19)


def test_a_plan_without_days_has_no_due_dates() -> None:
    assert plans.due_dates(get_plan("ha_tinh_2023"), "Q1") == ()
    assert plans.due_dates(get_plan("son_trung_2021_2030"), "Q1") == ()


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2025, 12, 14), 2025), (date(2025, 12, 15), 2026), (date(2026, 12, 14), 2026), (date(2026, 12, 31), 2027)],
)
def test_the_simulated_plan_holds_for_any_day(day: date, year: int) -> None:
    plan = plans.simulated_plan(plans.simulated_year(day))
    assert plan.code == f"mo_phong_{year}"
    assert plan.valid_from <= day <= plan.valid_to
    assert plans.year_of(plan, day).id == f"mo_phong_{year}:year"
    assert plan.simulated
    assert "mô phỏng" in plan.title
    assert plans.simulated_text(year) == plans.plan_text(plan.code)
    assert check_plan(plans.simulated_text(year)) == []


def test_the_simulated_plan_takes_its_targets_from_real_sentences() -> None:
    simulated, real = plans.simulated_plan(2026), get_plan("ha_tinh_2023")
    for target in real.targets:
        same = simulated.target(target.key)
        assert (same.comparison, same.value, same.origin.sentence, same.origin.cite()) == (
            target.comparison,
            target.value,
            target.origin.sentence,
            target.origin.cite(),
        )
    assert not any(plan.simulated for plan in shipped_plans())


def test_an_unknown_plan_lists_those_there_are() -> None:
    with pytest.raises(plans.UnknownPlan, match="Không có kế hoạch “ha_noi”.*ha_tinh_2023.*mo_phong_<năm>"):
        get_plan("ha_noi")


def test_a_plan_loads_from_text_bytes_and_file_alike(tmp_path: Path) -> None:
    file = tmp_path / "thu.toml"
    file.write_text(SMALL, encoding="utf-8")
    with_mark = b"\xef\xbb\xbf" + SMALL.encode()
    assert load_plan(file) == load_plan(SMALL) == load_plan(SMALL.encode()) == load_plan(with_mark)
    assert check_plan(SMALL) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "value = 75",
            "value = 175",
            "chỉ tiêu thứ 1 (hai_long), mức phải đạt (khóa “value”): gặp 175; cần một số từ 0 đến 100.",
        ),
        ("value = 75", 'value = "75"', "mức phải đạt (khóa “value”): gặp “75”; cần một số từ 0 đến 100."),
        ("value = 75", "value = true", "mức phải đạt (khóa “value”): gặp True; cần một số từ 0 đến 100."),
        ("value = 75", "", "mức phải đạt (khóa “value”): gặp không có gì; cần một số"),
        ("value = 75", "value = 5", "gặp 5; cần một số có trong câu trích “đạt tối thiểu từ 75%”."),
        ("value = 75", "value = 80", "gặp 80; cần một số có trong câu trích “đạt tối thiểu từ 75%”."),
        ('">="', '"=>"', "so với mức (khóa “comparison”): gặp “=>”; cần một trong: >=, >, <=, <."),
        (
            '"satisfaction_procedures"',
            '"happiness"',
            "chỉ số (khóa “indicator”): gặp “happiness”; cần một trong: satisfaction",
        ),
        ('source = "any"', 'source = "zalo"', "nguồn số liệu (khóa “source”): gặp “zalo”; cần một trong: desk, portal"),
        ('source = "any"', 'source = "any"\nsector_groups = ["dat"]', "gặp “dat”; cần một trong: land, construction"),
        (
            'source = "any"',
            'source = "any"\nsectors = "dat"',
            "lĩnh vực (khóa “sectors”): gặp “dat”; cần một danh sách chuỗi",
        ),
        (
            'source = "any"',
            'source = "any"\nstricter = "<"',
            "cách so chặt hơn (khóa “stricter”): gặp “<”; cần cùng chiều với “>=”.",
        ),
        ('source = "any"', 'source = "any"\nhorizon = 2025.5', "gặp 2025,5; cần một số nguyên từ 2000 đến 2100."),
        ('source = "any"', 'source = "any"\nconfirmed = "co"', "gặp “co”; cần true hoặc false."),
        ('source = "any"', 'source = "any"\nvalid_to = 2027-01-31', "cần nằm trong thời gian của kế hoạch"),
        ('source = "any"', 'source = "any"\nvalues = 3', "chỉ tiêu thứ 1 (hai_long): khóa lạ “values”"),
        (
            'sentence = "đạt tối thiểu từ 75%"',
            "",
            "câu trích nguyên văn (khóa “sentence”): gặp không có gì; cần câu trích nguyên văn",
        ),
        ("line = 71", "", "dòng trong văn bản (khóa “line”): gặp không có gì; cần một số từ 1"),
        (
            'population = "người dân"',
            'population = " "',
            "đối tượng được hỏi (khóa “population”): gặp “ ”; cần một chuỗi không rỗng.",
        ),
        ('seed = "000"', "", "nơi đã đọc văn bản (khóa “reference”): gặp không có gì; cần nơi đã đọc văn bản"),
        ("valid_to = 2026-12-31", "valid_to = 2025-12-31", "gặp 2025-12-31; cần một ngày không trước hiệu lực từ ngày"),
        ("valid_to = 2026-12-31", 'valid_to = "31/12/2026"', "gặp “31/12/2026”; cần một ngày dạng 2026-12-14"),
        ("valid_to = 2026-12-31", "valid_to = 2026-12-31T00:00:00", "cần một ngày dạng 2026-12-14"),
        ('code = "ke_hoach_thu"', 'code = "Kế hoạch"', "mã kế hoạch (khóa “code”): gặp “Kế hoạch”; cần mã gồm a–z"),
        ('code = "ke_hoach_thu"', "", "mã kế hoạch (khóa “code”): gặp không có gì; cần mã gồm a–z"),
        ('title = "Kế hoạch thử"', 'title = "Kế hoạch thử"\nmau = 1', "kế hoạch: khóa lạ “mau”"),
        (
            'numbers = ["1/KH-UBND"]',
            "numbers = []",
            "lý do không có số văn bản (khóa “number_note”): gặp không có gì; cần lý do không có số",
        ),
        (
            "date = 2025-12-30",
            "",
            "lý do không có ngày văn bản (khóa “date_note”): gặp không có gì; cần lý do không có ngày",
        ),
        (
            'title_en = "Trial plan"',
            "",
            "tên kế hoạch bằng tiếng Anh (khóa “title_en”): gặp không có gì; cần bản tiếng Anh của “Kế hoạch thử”",
        ),
        (
            "line = 71",
            'line = 71\nnote = "ghi"',
            "chỉ tiêu “hai_long”, ghi chú tiếng Anh (khóa “note_en”): gặp không có gì; cần bản tiếng Anh",
        ),
        (
            "line = 71",
            'line = 71\nreason = "vì"',
            "chỉ tiêu “hai_long”, lý do bằng tiếng Anh (khóa “reason_en”): gặp không có gì; cần bản tiếng",
        ),
        ("[document]", "[van_ban]", "văn bản (khóa “document”): gặp không có gì; cần một bảng [document]."),
        ("[[target]]", "[target]", "chỉ tiêu (khóa “target”): gặp {"),
        ("[[target]]", "[[muc]]", "chỉ tiêu (khóa “target”): gặp không có gì; cần ít nhất một bảng [[target]]."),
    ],
)
def test_a_fault_in_a_plan_is_named_with_what_came_and_what_was_expected(old: str, new: str, message: str) -> None:
    assert old in SMALL
    problems = check_plan(SMALL.replace(old, new))
    assert any(message in problem for problem in problems), problems


def test_a_reference_needs_english_unless_it_is_an_address() -> None:
    read = SMALL.replace('seed = "000"\n', "").replace("line = 71", 'reference = "đọc qua báo cáo"')
    (problem,) = check_plan(read)
    assert "bằng tiếng Anh (khóa “reference_en”): gặp không có gì; cần bản tiếng Anh của “đọc qua báo cáo”" in problem
    assert check_plan(read.replace("đọc qua báo cáo", "https://example.org/bai-viet")) == []
    (target,) = load_plan(read + 'reference_en = "as reported"\n').targets
    assert (target.origin.cite(), target.origin.cite("en")) == ("đọc qua báo cáo", "as reported")


def test_a_plan_adopted_before_its_english_was_asked_for_still_loads() -> None:
    old = SMALL.replace('title_en = "Trial plan"\n', "") + 'note = "ghi chú"\n'
    with pytest.raises(PlanError, match="title_en"):
        load_plan(old)
    kept = load_plan(old, kept=True)
    assert (kept.title_en, kept.targets[0].note_en) == ("", "")


@pytest.mark.parametrize("code", EVERY_PLAN)
def test_what_a_plan_says_in_english_is_english(code: str) -> None:
    plan = get_plan(code)
    said = [plan.title_en]
    for target in plan.targets:
        said += [target.note_en, target.reason_en, target.origin.reference_en]
    # a document's number is quoted as it is written
    told = [text.replace("QĐ-TTg", "") for text in said]
    assert all(text.isascii() for text in (re.sub("[–“”≤≥]", "", text) for text in told)), told
    assert plan.title_en


def test_every_key_that_is_read_has_words() -> None:
    source = inspect.getsource(loader)
    read = set(re.findall(r'table\.\w+\(\s*"(\w+)"', source)) | {"valid_from", "valid_to", "first", "last"}
    assert len(read) > 40
    assert read <= set(WORDS), read - set(WORDS)


def test_all_faults_are_named_at_once() -> None:
    text = SMALL.replace("value = 75", "value = 175").replace('">="', '"=>"').replace("line = 71", "")
    with pytest.raises(PlanError) as refused:
        load_plan(text, name="thu.toml")
    assert len(refused.value.problems) == 3
    message = str(refused.value)
    assert message.startswith("Kế hoạch “thu.toml” chưa dùng được, có 3 lỗi:")
    assert all(problem in message for problem in refused.value.problems)
    assert refused.value.command == "sipas plan check TỆP"


def test_overlapping_periods_and_keys_used_twice_are_refused() -> None:
    (problem,) = check_plan(SMALL + PERIODS)
    assert "kỳ báo cáo “Q1” và “Q2”: hai kỳ cùng loại chồng lên nhau" in problem
    doubled = SMALL + SMALL[SMALL.index("[[target]]") :]
    assert "chỉ tiêu “hai_long”: gặp 2 lần; cần mỗi mã một lần." in check_plan(doubled)


def test_two_targets_for_the_same_thing_are_refused() -> None:
    second = SMALL[SMALL.index("[[target]]") :].replace('key = "hai_long"', 'key = "hai_long_2"')
    (problem,) = check_plan(SMALL + second)
    assert "chỉ tiêu “hai_long” và “hai_long_2”: cùng chỉ số" in problem
    assert check_plan(SMALL + second.replace('source = "any"', 'source = "any"\napplied = false')) == []


def test_an_alternative_needs_a_reason_and_a_number_its_sentence_says() -> None:
    alternative = '\n[[target.alternative]]\ntext = "khác"\nvalue = 40\nline = 3\nsentence = "tối thiểu 50%"\n'
    assert "lý do (khóa “reason”)" in check_plan(SMALL + alternative)[0]
    (problem,) = check_plan(SMALL + 'reason = "vì sao"\nreason_en = "why"\n' + alternative)
    assert (
        "cách đọc “khác”, mức phải đạt (khóa “value”): gặp 40; cần một số có trong câu trích “tối thiểu 50%”."
        in problem
    )


def test_a_due_day_without_its_period_is_refused() -> None:
    duty = '\n[[report]]\nwho = "Sở"\nperiods = ["Q1"]\nbefore_day = 20\nline = 9\nsentence = "trước ngày 20"\n'
    assert "không có kỳ Q1 nên không tính được hạn gửi" in check_plan(SMALL + duty)[0]
    unknown = duty.replace('"Q1"', '"Q9"')
    assert "gặp “Q9”; cần một trong: Q1" in check_plan(SMALL + unknown)[0]


def test_a_period_without_its_sentence_must_say_how_it_was_inferred() -> None:
    period = '\n[[period]]\nkey = "Q1"\nfirst = 2026-01-01\nlast = 2026-03-31\n'
    assert any("câu trích nguyên văn" in problem for problem in check_plan(SMALL + period))
    assert any("cách suy ra kỳ này" in problem for problem in check_plan(SMALL + period + "inferred = true\n"))


def test_broken_toml_is_named_with_its_line() -> None:
    (problem,) = check_plan('code = "a"\ntitle = \n')
    assert "Cú pháp TOML sai ở dòng 2, cột 9" in problem
    assert "Invalid" not in problem
    (problem,) = check_plan('code = """a')
    assert "Cú pháp TOML sai ở" in problem


def test_a_file_in_another_encoding_is_named_so() -> None:
    (problem,) = check_plan(SMALL.encode("utf-16"))
    assert problem.startswith("Bảng mã: gặp byte 0xFF ở vị trí 0 không phải UTF-8")
    (problem,) = check_plan("# K\xe9".encode("latin-1"))
    assert "byte 0xE9 ở vị trí 3" in problem


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="không mở được tệp"):
        load_plan(tmp_path / "khong_co.toml")


def test_text_typed_in_another_unicode_form_is_made_nfc() -> None:
    assert load_plan(normalize("NFD", SMALL)) == load_plan(SMALL)


def test_a_target_is_described_in_one_line() -> None:
    said = [plans.describe(target) for target in get_plan("ha_tinh_2023").targets]
    assert said[1] == (
        "Mức độ hài lòng về giải quyết thủ tục hành chính (đất đai, xây dựng, đầu tư): ≥ 85%, 01/01/2023–31/12/2023"
    )
    assert "≤ 25 phút" in said[2]
    assert plans.describe(get_plan("nq_76_2021").targets[0]).endswith("(chưa đối chiếu văn bản)")


def test_the_documentation_names_every_plan_and_target() -> None:
    text = DOCS.read_text(encoding="utf-8")

    def named(plan: Plan) -> bool:
        return f"`{plan.code}`" in text and all(f"`{target.key}`" in text for target in plan.targets)

    assert all(named(plan) for plan in shipped_plans())
    assert "`mo_phong_<năm>`" in text
    assert all(f"`{indicator}`" in text for indicator in plans.INDICATORS)


def test_the_example_in_the_documentation_is_a_sound_plan() -> None:
    example = DOCS.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    assert check_plan(example) == []
