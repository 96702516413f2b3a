"""Findings made by hand for the tests of reports: a province with land, household registration and a small sector."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import sqrt
from typing import Any

from analysis import Bounds, Estimate, Target, Verdict
from reports.findings import (
    Change,
    Findings,
    Flag,
    Name,
    OnTimeRow,
    PeriodInfo,
    Row,
    TargetLine,
    TrendPoint,
    WaitingRow,
)

WEEK = PeriodInfo(
    "2026-W45",
    "week",
    date(2026, 11, 2),
    date(2026, 11, 8),
    Name("Tuần 45: 02/11–08/11/2026", "Week 45: 02/11–08/11/2026"),
    "official",
)
PLAN_YEAR = PeriodInfo(
    "htinh:year@2026-11-08",
    "year",
    date(2025, 12, 15),
    date(2026, 11, 8),
    Name(
        "Năm 2026 (theo kỳ báo cáo của kế hoạch “Kế hoạch mẫu”: 15/12/2025–14/12/2026), lũy kế đến 08/11/2026",
        "Year 2026 (plan period 15/12/2025–14/12/2026), to 08/11/2026",
    ),
    "official",
)
AT_LEAST_85 = Target(">=", 0.85)
AT_LEAST_75 = Target(">=", 0.75)
AT_MOST_25 = Target("<=", 25.0, stricter="<")


def make_estimate(
    value: float, n: int, *, low: float | None = None, high: float | None = None, **other: Any
) -> Estimate:
    """An estimate with limits, by default value ± 1.96 standard errors of a simple share."""
    se = other.pop("se", sqrt(max(value * (1 - value), 0.0) / max(n, 1)) if value <= 1 else 1.0)
    return Estimate(
        measure=other.pop("measure", "proportion"),
        item="overall",
        value=value,
        se=se,
        ci_low=value - 1.96 * se if low is None else low,
        ci_high=value + 1.96 * se if high is None else high,
        level=0.95,
        dof=other.pop("dof", 60.0),
        n=n,
        n_eff=n / 1.3,
        deff=1.3,
        kish_deff=1.12,
        cv=0.02,
        psus=other.pop("psus", 62),
        method="beta",
        **other,
    )


def make_row(key: str, name: str, n: int, satisfied: int, **other: Any) -> Row:
    """A row whose weighted share equals its plain share unless `share` is given."""
    answered = other.pop("answered", n)
    value = satisfied / answered if answered else 0.0
    share = other.pop("share", make_estimate(value, answered) if answered else None)
    visits = other.pop("visits", n * 4)
    return Row(
        kind=other.pop("kind", "sector"),
        key=key,
        name=Name(name, other.pop("en", name)),
        n=n,
        answered=answered,
        satisfied=satisfied,
        visits=visits,
        share=share,
        score=make_estimate(100 * value, answered, low=70.0, high=75.0, se=1.2, measure="mean") if answered else None,
        bounds=other.pop("bounds", Bounds(n / visits, 0.2, 0.9, 0.63) if visits and n else None),
        **other,
    )


def make_sectors() -> tuple[Row, ...]:
    """Land below its target, construction and investment about it, the rest without one."""
    return (
        make_row("ho_tich", "Hộ tịch", 640, 560, agency="stp", en="Civil status"),
        make_row(
            "dat_dai",
            "Đất đai",
            212,
            168,
            share=make_estimate(0.794, 212, low=0.741, high=0.840),
            is_priority=True,
            target=AT_LEAST_85,
            change=Change(-0.032, 0.02, -0.071, 0.007, True, n_before=198),
            agency="stnmt",
            en="Land",
        ),
        make_row(
            "xay_dung", "Xây dựng", 118, 99, is_priority=True, target=AT_LEAST_85, agency="sxd", en="Construction"
        ),
        make_row("dau_tu", "Đầu tư", 74, 66, is_priority=True, target=AT_LEAST_85, agency="stc", en="Investment"),
        make_row(
            "lao_dong",
            "Lao động – Việc làm – An toàn lao động và Người có công với cách mạng",
            96,
            84,
            agency="snv",
            en="Labour",
        ),
        make_row("y_te", "Y tế", 48, 40, agency="syt", en="Health"),
        make_row("van_hoa", "Văn hóa", 31, 27, agency="svh", en="Culture"),
        make_row("khoa_hoc", "Khoa học và Công nghệ", 23, 20, agency="skhcn", en="Science"),
    )


def make_total(**other: Any) -> Row:
    """The whole."""
    given: dict[str, Any] = {
        "kind": "total",
        "share": make_estimate(0.8473, 1260, low=0.823, high=0.869),
        "visits": 4120,
        "target": AT_LEAST_75,
        "change": Change(0.011, 0.012, -0.013, 0.035, True, n_before=1200),
        "bounds": Bounds(0.306, 0.259, 0.953, 0.7071),
        "en": "The whole",
    }
    given.update(other)
    return make_row("total", "Toàn tỉnh", given.pop("n", 1268), given.pop("satisfied", 1078), answered=1260, **given)


def make_waiting() -> tuple[WaitingRow, ...]:
    """The whole and two sectors."""

    def row(kind: str, key: str, name: str, n: int, mean: float, half: float) -> WaitingRow:
        return WaitingRow(
            kind=kind,  # type: ignore[arg-type]
            key=key,
            name=Name(name, name),
            n=n,
            mean=make_estimate(mean, n, low=mean - half, high=mean + half, measure="mean"),
            rounding=(mean - 6.2, mean + 6.4),
            median=15.0,
            p90=40.0,
            within=make_estimate(0.861, n, low=0.83, high=0.89),
            target=AT_MOST_25,
        )

    return (
        row("total", "total", "Toàn tỉnh", 1104, 18.42, 1.1),
        row("sector", "dat_dai", "Đất đai", 190, 26.31, 2.4),
        row("sector", "ho_tich", "Hộ tịch", 560, 14.07, 0.9),
    )


def make_trend(
    counts: tuple[int, ...] = (980, 1010, 1120, 995, 1043, 1105, 1008, 1090, 1150, 1180, 1200, 1268),
) -> tuple[TrendPoint, ...]:
    """Twelve weeks ending in week 45."""
    points = []
    for place, n in enumerate(counts):
        first = WEEK.first - timedelta(weeks=len(counts) - 1 - place)
        last = first + timedelta(days=6)
        number = first.isocalendar().week
        label = f"Tuần {number}: {first:%d/%m}–{last:%d/%m/%Y}"
        value = 0.83 + 0.004 * (place % 5)
        points.append(
            TrendPoint(
                PeriodInfo(f"2026-W{number:02d}", "week", first, last, Name(label, label), "official"),
                n,
                make_estimate(value, n) if n else None,
                (0.80, 0.87),
                make_estimate(18.0, n, low=17.0, high=19.0) if n else None,
                visits=4000,
            )
        )
    return tuple(points)


def make_target_lines() -> tuple[TargetLine, ...]:
    """One line of each kind of verdict."""
    common = {
        "plan": "mau",
        "indicator": "satisfaction",
        "unit": "percent",
        "is_confirmed": True,
        "status": "judged",
    }
    return (
        TargetLine(
            **common,  # type: ignore[arg-type]
            key="overall",
            label=Name("Mức độ hài lòng – toàn đơn vị", "Satisfaction – whole unit"),
            target=AT_LEAST_75,
            sentence="Tỷ lệ hài lòng của người dân, doanh nghiệp đạt từ 75% trở lên.",
            origin=Name(
                "Kế hoạch mẫu, số: để trống trong bản nguồn, dòng 71", "Sample plan, number left blank, line 71"
            ),
            observed=make_estimate(0.841, 31020, low=0.836, high=0.846),
            n=31020,
            verdict=Verdict("met", "met"),
            bounds=Bounds(0.301, 0.253, 0.952, 0.71),
        ),
        TargetLine(
            **common,  # type: ignore[arg-type]
            key="land",
            label=Name("Mức độ hài lòng – đất đai", "Satisfaction – land"),
            target=AT_LEAST_85,
            sentence="Lĩnh vực đất đai, xây dựng, đầu tư đạt từ 85% trở lên.",
            origin=Name("Kế hoạch mẫu, dòng 71", "Sample plan, line 71"),
            observed=make_estimate(0.8496, 3000, low=0.836, high=0.862),
            n=3000,
            verdict=Verdict("not_met", "not_proven", answers_needed=12040, answers_missing=9040, feasible=True),
            bounds=Bounds(0.25, 0.21, 0.96, 0.8501),
            priority=True,
            scope="dat_dai",
        ),
        TargetLine(
            **{**common, "indicator": "waiting", "unit": "minutes"},  # type: ignore[arg-type]
            key="waiting",
            label=Name("Thời gian chờ", "Waiting time"),
            target=AT_MOST_25,
            sentence="Thời gian chờ đợi tối đa 25 phút … dưới 25 phút.",
            origin=Name("Kế hoạch mẫu, dòng 635–636", "Sample plan, line 635–636"),
            observed=make_estimate(25.0, 900, low=24.1, high=25.9, measure="mean"),
            n=900,
            verdict=Verdict("met", "not_proven", stricter_point="not_met", answers_needed=5000, feasible=False),
            rounding=(19.0, 31.0),
        ),
        TargetLine(
            **{**common, "indicator": "on_time"},  # type: ignore[arg-type]
            key="on_time",
            label=Name("Hồ sơ đúng hạn", "On time"),
            target=Target(">=", 0.95),
            sentence="Tỷ lệ hồ sơ giải quyết đúng hạn đạt 95–100%.",
            origin=Name("Kế hoạch mẫu, dòng 54", "Sample plan, line 54"),
            counts=(949, 1000),
            verdict=Verdict("not_met", "not_met"),
        ),
        TargetLine(
            **{**common, "status": "wrong_source", "is_confirmed": False},  # type: ignore[arg-type]
            key="portal",
            label=Name("Hài lòng qua Cổng dịch vụ công", "Portal satisfaction"),
            target=Target(">", 0.95),
            sentence="Trên 95% hài lòng qua Cổng.",
            origin=Name("Kế hoạch mẫu, dòng 67", "Sample plan, line 67"),
            note=Name(
                "Lấy kết quả đánh giá trên Cổng dịch vụ công.", "Take the ratings on the public services portal."
            ),
        ),
    )


def make_findings(**changes: Any) -> Findings:
    """A province's week with everything in it; `changes` replace whole fields."""
    findings = Findings(
        unit="tinh",
        unit_name=Name("Trung tâm Phục vụ hành chính công tỉnh Mô Phỏng", "Provincial Service Centre"),
        period=WEEK,
        as_of=date(2026, 11, 12),
        method_version="1",
        questionnaires=("desk_v1",),
        is_simulated=False,
        total=make_total(),
        sectors=make_sectors(),
        units=(
            make_row("tt", "Trung tâm Phục vụ hành chính công", 700, 600, kind="unit"),
            make_row("xa1", "Xã Đồng Lộc", 300, 260, kind="unit"),
            make_row("xa2", "Xã Sơn Hồng", 268, 218, kind="unit"),
        ),
        agencies=(
            make_row("stp", "Sở Tư pháp", 640, 560, kind="agency"),
            make_row("stnmt", "Sở Nông nghiệp và Môi trường", 212, 168, kind="agency"),
            make_row("sxd", "Sở Xây dựng", 118, 99, kind="agency"),
        ),
        tiers=(
            make_row("ticket", "Theo mã", 268, 230, kind="tier", tier="ticket"),
            make_row("static", "Mã cố định", 1000, 848, kind="tier"),
        ),
        waiting=make_waiting(),
        on_time=(OnTimeRow("dat_dai", Name("Đất đai", "Land"), 1000, 949, 12, 9),),
        trend=make_trend(),
        plan_period=PLAN_YEAR,
        targets=make_target_lines(),
        flags=(Flag("merged", "", 3.0),),
        levels=(20, 30, 132, 600, 478),
        unanswered=8,
    )
    return replace(findings, **changes)
