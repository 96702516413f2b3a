"""The summary: the headline index with what always stands beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports import figures
from reports.by_ticket import by_ticket
from reports.content import Cell, Column, RowRole, Table
from reports.domain_columns import domain_columns, rests_on
from reports.domains import table_notes
from reports.lines import Line, line_of
from reports.telling import Teller

BLANK = figures.blank()


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the summary."""

    label: str
    value: Cell
    low: Cell = BLANK
    high: Cell = BLANK
    n: Cell = BLANK
    coverage: Cell = BLANK
    formula: str = ""
    unit: str = ""


def summary_table(teller: Teller) -> Table:
    """Headline, mean, plain share, waiting, on time, then the plain distribution."""
    _ = teller.translate
    title = _("Tóm tắt")
    rows: list[tuple[str, RowRole, Measure]] = [
        *_satisfaction(teller),
        *_waiting(teller),
        *_on_time(teller),
        *_levels(teller),
    ]
    return figures.assemble(
        _columns(teller),
        rows,
        head=("summary", title, _("%(title)s, %(unit)s, %(period)s.") % _where(teller, title)),
        notes=table_notes(teller, "total"),
        finding=_("Mọi chỉ số chính trong một bảng"),
    )


def _where(teller: Teller, title: str) -> dict[str, str]:
    return {"title": title, "unit": teller.name(teller.findings.unit_name), "period": teller.period_text()}


def _columns(teller: Teller) -> list[tuple[Column, figures.Maker[Measure]]]:
    _ = teller.translate
    return [
        (Column("measure", _("Chỉ số"), explanation=_("tên chỉ số")), lambda row: figures.text(row.label)),
        (Column("value", _("Giá trị"), "number", _("theo đơn vị ghi ở từng dòng")), lambda row: row.value),
        (
            Column("unit", _("Đơn vị tính"), explanation=_("đơn vị của giá trị và khoảng")),
            lambda row: _unit(teller, row),
        ),
        (Column("low", _("Khoảng tham khảo, từ"), "number", _("giới hạn dưới của khoảng 95%")), lambda row: row.low),
        (Column("high", _("Khoảng tham khảo, đến"), "number", _("giới hạn trên của khoảng 95%")), lambda row: row.high),
        (Column("n", _("n"), "number", _("số phiếu hoặc hồ sơ mà giá trị dựa vào")), lambda row: row.n),
        (Column("coverage", _("Độ phủ"), "percent", _("phiếu / lượt giao dịch")), lambda row: row.coverage),
        (Column("formula", _("Công thức"), explanation=_("cách tính")), lambda row: figures.text(row.formula)),
    ]


def _unit(teller: Teller, row: Measure) -> Cell:
    _ = teller.translate
    return figures.text({"percent": "%", "minutes": _("phút")}.get(row.value.kind, row.unit))


def _satisfaction(teller: Teller) -> list[tuple[str, RowRole, Measure]]:
    line = line_of(teller, "total", teller.findings.total)
    cells = {column.key: make(line) for column, make in domain_columns(teller, "")}
    return [
        ("share", "total", _share(teller, line, cells)),
        ("score", "", _score(teller, cells)),
        ("plain", "", _plain(teller, cells)),
        *_responses(teller, line, cells),
    ]


def _share(teller: Teller, line: Line, cells: dict[str, Cell]) -> Measure:
    _ = teller.translate
    label = _("Tỷ lệ hài lòng")
    if line.row is not None and line.row.window is not None:
        label = _("%(name)s (gộp %(window)s)") % {"name": label, "window": teller.window_label(line.row.window)}
    return _told_by_ticket(
        teller,
        Measure(
            label, cells["share"], cells["low"], cells["high"], rests_on(cells), cells["coverage"], teller.formula()
        ),
    )


def _told_by_ticket(teller: Teller, measure: Measure) -> Measure:
    """The measure named for its answers where only tickets count; coverage, of all answers, then stands with those."""
    _ = teller.translate
    if by_ticket(teller.findings.total) is None:
        return measure
    return replace(
        measure,
        label=_("%(name)s (theo mã)") % {"name": measure.label},
        coverage=BLANK,
        formula=_("%(formula)s; chỉ tính phiếu theo mã") % {"formula": measure.formula},
    )


def _score(teller: Teller, cells: dict[str, Cell]) -> Measure:
    _ = teller.translate
    score = teller.findings.total.score
    measure = Measure(
        _("Điểm trung bình"),
        cells["score"],
        figures.decimal(teller, score.ci_low if score is not None else None),
        figures.decimal(teller, score.ci_high if score is not None else None),
        rests_on(cells) if score is not None else BLANK,
        cells["coverage"] if score is not None else BLANK,
        _("trung bình của 0, 25, 50, 75, 100 cho năm mức, cùng quyền số"),
        _("điểm, 0–100"),
    )
    return _told_by_ticket(teller, measure)


def _plain(teller: Teller, cells: dict[str, Cell]) -> Measure:
    _ = teller.translate
    is_shown = cells["plain"].value is not None
    return Measure(
        _("Tỷ lệ phiếu hài lòng"),
        cells["plain"],
        n=cells["answered"] if is_shown else BLANK,
        coverage=cells["coverage"] if is_shown else BLANK,
        formula=teller.plain_formula(),
    )


def _responses(teller: Teller, line: Line, cells: dict[str, Cell]) -> list[tuple[str, RowRole, Measure]]:
    _ = teller.translate
    is_hidden = line.why in ("hidden", "window")
    rows: list[tuple[str, RowRole, Measure]] = [
        (
            "responses",
            "",
            Measure(
                _("Phiếu thu"),
                figures.blank("suppressed") if is_hidden else cells["n"],
                coverage=BLANK if is_hidden else cells["coverage"],
                formula=_("mọi phiếu được giữ lại"),
            ),
        ),
        ("visits", "", Measure(_("Lượt giao dịch"), cells["visits"], formula=_("số liệu do đơn vị nhập"))),
    ]
    if not is_hidden and teller.findings.total.n:
        unanswered = figures.count(teller, teller.findings.unanswered)
        rows.append(
            ("unanswered", "", Measure(_("Phiếu bỏ trống câu chung"), unanswered, formula=_("ngoài mẫu số, có đếm")))
        )
    return rows


def _waiting(teller: Teller) -> list[tuple[str, RowRole, Measure]]:
    _ = teller.translate
    row = next((row for row in teller.findings.waiting if row.kind == "total"), None)
    if row is None or row.mean is None:
        return []
    label = _("Thời gian chờ trung bình, theo cảm nhận") if row.is_felt else _("Thời gian chờ trung bình")
    value, low, high = figures.triple(teller, row.mean, row.target, is_share=False)
    n = figures.count(teller, row.n)
    visits = teller.findings.total.visits
    coverage = figures.share(teller, row.n / visits if visits else None)
    found: list[tuple[str, RowRole, Measure]] = [
        ("waiting", "", Measure(label, value, low, high, n, coverage, _("trung bình phút chờ, cùng quyền số")))
    ]
    if row.within is not None and row.target is not None:
        value, low, high = figures.triple(teller, row.within, None, is_share=True)
        label = _("Chờ %(target)s") % {"target": teller.threshold(row.target, "minutes")}
        found.append(
            ("within", "", Measure(label, value, low, high, n, coverage, _("tỷ lệ lượt chờ trong mức, cùng quyền số")))
        )
    return found


def _on_time(teller: Teller) -> list[tuple[str, RowRole, Measure]]:
    _ = teller.translate
    resolved = sum(row.resolved for row in teller.findings.on_time if row.key != ON_TIME_TOTAL)
    on_time = sum(row.on_time for row in teller.findings.on_time if row.key != ON_TIME_TOTAL)
    if not resolved:
        return []
    measure = Measure(
        _("Hồ sơ giải quyết đúng hạn"),
        figures.share(teller, on_time / resolved),
        n=figures.count(teller, resolved),
        formula=_("(trước hạn + đúng hạn) / đã giải quyết; số liệu hành chính, không có khoảng"),
    )
    return [("on_time", "", measure)]


ON_TIME_TOTAL = "total"


def _levels(teller: Teller) -> list[tuple[str, RowRole, Measure]]:
    _ = teller.translate
    levels = teller.findings.levels
    answered = sum(levels)
    if not answered or teller.protected.total_reason in ("hidden", "window"):
        return []
    names = (_("Rất không hài lòng"), _("Không hài lòng"), _("Bình thường"), _("Hài lòng"), _("Rất hài lòng"))
    n = figures.count(teller, answered)
    visits = teller.findings.total.visits
    coverage = figures.share(teller, answered / visits if visits else None)
    rows: list[tuple[str, RowRole, Measure]] = []
    for level in range(5, 0, -1):
        value = figures.share(teller, levels[level - 1] / answered)
        label = _("Mức %(level)s: %(name)s") % {"level": level, "name": names[level - 1]}
        rows.append((f"level_{level}", "", Measure(label, value, n=n, coverage=coverage, formula=_("không quyền số"))))
    return rows
