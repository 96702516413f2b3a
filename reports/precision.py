"""How far the shares can be trusted: design effects, and what those who did not answer could change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis import Bounds, Estimate
from reports import figures
from reports.by_ticket import by_ticket
from reports.content import Cell, Column, Table
from reports.lines import Line, line_of
from reports.numbers import hundredfold
from reports.telling import Teller

Specification = list[tuple[Column, figures.Maker[Line]]]


def precision_table(teller: Teller) -> Table:
    """Standard error, design effects and worst case of the whole and of each sector."""
    _ = teller.translate
    rows = [("total", teller.findings.total), *(("sectors", row) for row in teller.findings.sectors)]
    lines = [
        ("total" if table == "total" else row.key, line_of(teller, table, row))
        for table, row in rows
        if row.share is not None
    ]
    title = _("Độ tin cậy của số liệu")
    caption = _(
        "%(title)s, %(unit)s, %(period)s. Phiếu do người dân tự nguyện trả lời; không hiệu chỉnh tổng thể hữu hạn."
    ) % {"title": title, "unit": teller.name(teller.findings.unit_name), "period": teller.period_text()}
    return figures.assemble(
        [
            (
                Column("name", _("Lĩnh vực"), explanation=_("tên của dòng")),
                lambda line: figures.text(_name(teller, line)),
            ),
            *_spread(teller),
            *_worst(teller),
        ],
        [(key, "total" if key == "total" else "", line) for key, line in lines],
        head=("precision", title, caption),
        notes=_notes(teller, [line for _key, line in lines]),
        empty=_("Chưa có số liệu đủ phiếu để tính độ tin cậy."),
    )


def _is_by_ticket(line: Line) -> bool:
    return line.row is not None and by_ticket(line.row) is not None


def _name(teller: Teller, line: Line) -> str:
    _ = teller.translate
    return _("%(name)s (theo mã)") % {"name": line.label} if _is_by_ticket(line) else line.label


def _notes(teller: Teller, lines: Sequence[Line]) -> tuple[str, ...]:
    _ = teller.translate
    if not any(map(_is_by_ticket, lines)):
        return ()
    return (_("Dòng “theo mã”: số phiếu và độ phủ chỉ của phiếu theo mã; mọi lượt khác tính như không trả lời."),)


def _spread(teller: Teller) -> Specification:
    _ = teller.translate

    def of(read: Callable[[Estimate], float], decimals: int) -> figures.Maker[Line]:
        return lambda line: figures.decimal(teller, read(line.estimate) if line.estimate else None, decimals)

    def error(line: Line) -> Cell:
        if line.estimate is None:
            return figures.blank()
        points = hundredfold(line.estimate.se)
        return Cell(teller.numbers.number(points, 2), float(points), decimals=2, kind="points")

    return [
        (Column("n", _("Phiếu trả lời"), "number", _("phiếu mà tỷ lệ dựa vào")), of(lambda found: found.n, 0)),
        (Column("se", _("Sai số chuẩn (điểm)"), "points", _("tuyến tính hóa Taylor trong từng tầng hậu phân")), error),
        (
            Column("n_eff", _("Cỡ mẫu hiệu dụng"), "number", _("n / hệ số thiết kế, không quá n")),
            of(_effective_size, 0),
        ),
        (
            Column("deff", _("Hệ số thiết kế"), "number", _("phương sai so với mẫu ngẫu nhiên đơn giản cùng cỡ")),
            of(lambda found: found.deff, 2),
        ),
        (
            Column("kish_deff", _("Hệ số Kish"), "number", _("phần phương sai tăng chỉ do quyền số không đều")),
            of(lambda found: found.kish_deff, 2),
        ),
        (
            Column("psus", _("Số ngày–quầy"), "number", _("đơn vị mẫu cấp một: một quầy trong một ngày")),
            of(lambda found: found.psus, 0),
        ),
    ]


def _effective_size(found: Estimate) -> float:
    """What the interval rests on, before t: one that was made on more than its answers says so."""
    return min(found.n_eff, found.n) if found.method == "truncated" else found.n_eff


def _worst(teller: Teller) -> Specification:
    _ = teller.translate

    def of(read: Callable[[Bounds], float | None]) -> figures.Maker[Line]:
        def make(line: Line) -> Cell:
            bounds = line.row.bounds if line.row is not None else None
            return figures.share(teller, read(bounds) if bounds is not None else None)

        return make

    return [
        (Column("coverage", _("Độ phủ"), "percent", _("phiếu / lượt giao dịch")), of(lambda bounds: bounds.coverage)),
        (
            Column(
                "worst_low",
                _("Xấu nhất, từ"),
                "percent",
                _("tỷ lệ hài lòng của mọi người nếu không ai trong số không trả lời hài lòng"),
            ),
            of(lambda bounds: bounds.low),
        ),
        (
            Column(
                "worst_high",
                _("Tốt nhất, đến"),
                "percent",
                _("tỷ lệ hài lòng của mọi người nếu tất cả người không trả lời đều hài lòng"),
            ),
            of(lambda bounds: bounds.high),
        ),
        _tipping(teller),
    ]


def _tipping(teller: Teller) -> tuple[Column, figures.Maker[Line]]:
    _ = teller.translate

    def make(line: Line) -> Cell:
        bounds = line.row.bounds if line.row is not None else None
        if bounds is None:
            return figures.blank()
        return figures.text(tipping_text(teller, bounds, is_by_ticket=_is_by_ticket(line)))

    meaning = _("tỷ lệ hài lòng ở người không trả lời mà từ đó chỉ tiêu vẫn đạt")
    return Column("tipping", _("Điểm lật"), explanation=meaning, is_detail=True), make


def tipping_text(teller: Teller, bounds: Bounds, *, is_by_ticket: bool = False) -> str:
    """What the silent would have to say for the target to hold; by ticket, whoever answered without one is silent."""
    _ = teller.translate
    point = bounds.tipping_point
    if point is None:
        return ""
    if point <= 0:
        text = _("chỉ tiêu vẫn đạt dù không ai trong số không trả lời hài lòng")
    elif point > 1:
        text = _("chỉ tiêu không đạt dù mọi người không trả lời đều hài lòng")
    elif point <= bounds.low / bounds.coverage:
        text = _("chỉ tiêu vẫn đạt nếu ≥ %(share)s người không trả lời hài lòng")
    else:
        text = _("chỉ tiêu chỉ đạt nếu ≥ %(share)s người không trả lời hài lòng")
    text = text % {"share": teller.numbers.percent(point)}
    return _("%(text)s (kể cả người trả lời không theo mã)") % {"text": text} if is_by_ticket else text
