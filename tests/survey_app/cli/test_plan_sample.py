"""`sipas plan-sample`: how many answers, how many people to invite, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey_app.cli import sipas
from survey_app.exceptions import SurveyAppError, UnknownPeriod, UnknownUnit
from survey_app.installing import install
from survey_app.sample_plans import NoSamplePlan


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SIPAS_BASE_URL", "SIPAS_SECRET_KEY", "SIPAS_DATABASE_URL", "SIPAS_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "160")


def run(directory: Path, *arguments: str) -> Result:
    command = ["--dir", str(directory), "plan-sample", *arguments]
    return CliRunner().invoke(sipas, command, catch_exceptions=False)


def planned(directory: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(directory, *arguments, "--format", "json").stdout)
    return found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An installation with a province, a commune below it and two sectors, and their visits of October 2026."""
    directory = tmp_path / "cai-dat"
    install(directory)
    files = {
        "unit": "code,name_vi,level,parent\ntinh,Tỉnh,province,\nxa,Xã,commune,tinh\n",
        "sector": "code,name_vi\ndat-dai,Đất đai\nho-tich,Hộ tịch\nthue,Thuế\n",
        "transactions": (
            "unit,sector,day,visits,received\n"
            "tinh,dat-dai,2026-10-05,1500,9\nxa,dat-dai,2026-10-06,500,9\nxa,ho-tich,2026-10-07,300,9\n"
            "tinh,ho-tich,2026-09-07,,80\n"
        ),
    }
    for command, text in files.items():
        file = tmp_path / f"{command}.csv"
        file.write_text(text, encoding="utf-8")
        done = CliRunner().invoke(sipas, ["--dir", str(directory), command, "import", str(file)])
        assert done.exit_code == 0, done.output
    return directory


def test_visits_of_the_unit_and_those_below_are_planned_per_sector(place: Path) -> None:
    plan = planned(place, "--unit", "tinh", "--period", "2026-10", "--participation", "40", "--deff", "1")
    land, births = plan["sectors"]
    # z² · 0.25 / 0.05² = 384.1; 385 / 0.4 = 962.5
    assert [land[key] for key in ("sector", "visits", "answers", "invited", "is_feasible")] == [
        "dat-dai", 2000, 385, 963, True,
    ]  # fmt: skip
    # 31 days: 963 / (31 / 7)
    assert land["per_week"] == 218
    assert land["yamane"] == 334
    # 300 visits at 40 % are 120 answers: 1.959964 · 0.5 / √120
    assert (births["visits"], births["is_feasible"]) == (300, False)
    assert births["best_margin"] == pytest.approx(1.959963985 * 0.5 / 120**0.5)
    whole = plan["whole"]
    assert (whole["visits"], whole["answers"], whole["invited"]) == (2300, 770, 1926)
    # two sectors of ± m each, weighted by their visits
    assert whole["margin"] == pytest.approx(land["margin"] * ((2000 / 2300) ** 2 + (300 / 2300) ** 2) ** 0.5)


def test_the_table_says_what_the_numbers_rest_on(place: Path) -> None:
    shown = run(
        place, "--unit", "tinh", "--period", "2026-10", "--share", "88", "--target", "85", "--margin", "2,5"
    ).output
    assert "Đất đai" in shown
    assert "Tất cả" in shown
    assert "Phiếu để kết luận" in shown
    assert "hệ số thiết kế 1,5" in shown
    assert "n = N/(1 + N·e²) với e = 2,5% giả định: tỷ lệ 50%, z = 2 (95%)" in shown
    assert "không đủ; tốt nhất ±" in shown
    assert "người dân tự chọn trả lời" in shown
    assert "không phải Chỉ số SIPAS" in shown
    # deff z² T(1 − T)/(p − T)² = 1.5 · 3.841459 · 0.1275 / 0.0009 = 816.3
    assert "817" in shown


def test_visits_may_be_typed_without_an_installation(tmp_path: Path) -> None:
    plan = planned(tmp_path, "--visits", "dat-dai=20.000", "--visits", "ho-tich=400", "--weeks", "13", "--deff", "1")
    assert [line["visits"] for line in plan["sectors"]] == [20000, 400]
    assert [line["yamane"] for line in plan["sectors"]] == [393, 200]
    assert plan["sectors"][0]["per_week"] == 30
    one = run(tmp_path, "--visits", "1000").output
    assert "577" in one
    assert "Mời mỗi tuần" not in one
    assert planned(tmp_path, "--visits", "1000", "--deff", "1", "--fpc")["whole"]["answers"] == 278
    assert "người dân tự chọn" not in run(tmp_path, "--visits", "1000", "--fpc").output


def test_the_table_in_english(tmp_path: Path) -> None:
    shown = run(tmp_path, "--visits", "2000", "--visits", "90", "--lang", "en").output
    assert "People to invite" in shown
    assert "no; best ±" in shown
    assert "Phiếu" not in shown


def test_answers_given_are_divided_and_sum_exactly(place: Path) -> None:
    arguments = ("--unit", "tinh", "--period", "2026-10", "--total", "501")
    found = run(place, *arguments, "--floor", "120", "--format", "csv").stdout
    rows = list(csv.DictReader(found.splitlines()))
    assert [(row["sector"], row["answers"]) for row in rows] == [("dat-dai", "381"), ("ho-tich", "120"), ("all", "501")]
    equal = planned(place, *arguments, "--allocation", "equal")
    assert [line["answers"] for line in equal["sectors"]] == [251, 250]
    few = planned(place, "--unit", "tinh", "--period", "2026-10", "--total", "2")
    assert [line["answers"] for line in few["sectors"]] == [2, 0]
    assert few["sectors"][1]["margin"] == 0.5
    everyone = planned(place, "--unit", "tinh", "--period", "2026-10", "--total", "2300", "--fpc")
    assert everyone["whole"]["margin"] == 0
    assert everyone["visible_change"] is None
    assert "mức tăng" not in run(place, "--unit", "tinh", "--period", "2026-10", "--total", "2300", "--fpc").output


def test_a_target_on_the_share_expected_is_never_proven(tmp_path: Path) -> None:
    assert "không thể" in run(tmp_path, "--visits", "1000", "--share", "85", "--target", "85").output


def test_the_answers_for_a_verdict_say_which_and_whether_there_are_as_many_visits(tmp_path: Path) -> None:
    visits = ("--visits", "dat-dai=900", "--visits", "ho-tich=400", "--target", "85")
    plan = planned(tmp_path, *visits, "--share", "88")
    assert [line["needed_for_target"] for line in plan["sectors"]] == [817, 817]
    assert [line["needed_is_feasible"] for line in plan["sectors"]] == [True, False]
    shown = run(tmp_path, *visits, "--share", "88").output
    assert "817 (đạt); không thể trong kỳ" in shown
    assert "chưa đạt" not in shown
    below = run(tmp_path, *visits, "--share", "84").output
    assert "7.347 (chưa đạt); không thể trong kỳ" in below
    assert "Nơi tỷ lệ dự kiến thấp hơn chỉ tiêu, kết luận sẽ là chưa đạt." in below


def test_neyman_gives_more_where_answers_differ_more(tmp_path: Path) -> None:
    visits = ("--visits", "a=1000", "--visits", "b=1000", "--total", "300", "--allocation", "neyman")
    plan = planned(tmp_path, *visits, "--share", "a=50", "--share", "b=90")
    # spreads 0.5 and 0.3
    assert [line["answers"] for line in plan["sectors"]] == [188, 112]
    assert plan["precision"]["share"] == pytest.approx(0.7)
    mixed = planned(tmp_path, "--visits", "a=1000", "--visits", "b=3000", "--share", "90", "--share", "a=50")
    assert mixed["precision"]["share"] == pytest.approx(0.8)
    assert [line["answers"] for line in mixed["sectors"]] == [577, 208]


def test_dossiers_stand_in_where_no_visits_were_imported(place: Path) -> None:
    found = run(place, "--unit", "tinh", "--period", "2026-09", "--format", "json")
    assert json.loads(found.stdout)["whole"]["visits"] == 80
    assert "theo số hồ sơ tiếp nhận" in found.stderr


def test_a_period_without_counts_says_what_to_do(place: Path) -> None:
    with pytest.raises(NoSamplePlan, match="sipas transactions import"):
        run(place, "--unit", "tinh", "--period", "2026-01")
    with pytest.raises(UnknownUnit, match="huyen"):
        run(place, "--unit", "huyen", "--period", "2026-10")
    with pytest.raises(UnknownPeriod, match="tháng mười"):
        run(place, "--unit", "tinh", "--period", "tháng mười")
    with pytest.raises(SurveyAppError, match="sipas init"):
        run(place.parent / "trong", "--unit", "tinh", "--period", "2026-10")


def test_answers_that_cannot_be_divided_are_refused(tmp_path: Path) -> None:
    for total, floor in (("11", "0"), ("5", "6")):
        with pytest.raises(NoSamplePlan, match=f"--total là {total} phiếu; cần từ"):
            run(tmp_path, "--visits", "10", "--total", total, "--floor", floor)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Hãy chọn đúng một trong hai"),
        (("--visits", "9", "--unit", "tinh", "--period", "2026"), "Hãy chọn đúng một trong hai"),
        (("--unit", "tinh"), "--unit và --period đi cùng nhau"),
        (("--visits", "nhiều"), "--visits “nhiều” không dùng được"),
        (("--visits", "0"), "cần một số lượt từ 1 trở lên"),
        (("--visits", "a=5", "--visits", "a=6"), "mỗi lĩnh vực một lần"),
        (("--visits", "9", "--margin", "60"), "“60” không dùng được; cần số phần trăm trên 0 và dưới 50"),
        (("--visits", "9", "--margin", "năm"), "“năm” không dùng được"),
        (("--visits", "9", "--participation", "101%"), "trên 0 đến 100"),
        (("--visits", "9", "--deff", "0"), "“0” không dùng được; cần một số lớn hơn 0"),
        (("--visits", "9", "--target", "85"), "--target cần --share"),
        (("--visits", "a=9", "--share", "b=80"), "--share: không có lĩnh vực b; chọn trong a"),
        (("--visits", "a=9", "--share", "a=80", "--share", "a=70"), "nêu hai lần"),
        (("--visits", "a=9", "--share", "a=120"), "“120” không dùng được"),
        (
            ("--visits", "a=9", "--total", "5", "--allocation", "neyman", "--share", "80"),
            "--allocation neyman cần tỷ lệ dự kiến của từng lĩnh vực; hãy nêu thêm --share a=SỐ",
        ),
        (("--visits", "9", "--floor", "3"), "hãy nêu thêm --total"),
        (("--visits", "9", "--allocation", "equal"), "hãy nêu thêm --total"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_what_came(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    refused = run(tmp_path, *arguments)
    assert refused.exit_code == 2
    assert message in " ".join(refused.stderr.split())
