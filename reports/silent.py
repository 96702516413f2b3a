"""Sensitivity to who did not answer: how wrong the assumption behind the weights would have to be."""

from __future__ import annotations

from analysis import SensitivityCell
from reports import figures
from reports.by_ticket import by_ticket
from reports.content import Cell, Column, RowRole, Table
from reports.numbers import hundredfold
from reports.precision import tipping_text
from reports.telling import Teller

Specification = list[tuple[Column, figures.Maker[tuple[str, SensitivityCell]]]]


def silent_table(teller: Teller) -> Table:
    """One line an assumption: the silent less satisfied, then the satisfied readier to answer."""
    _ = teller.translate
    title = _("Nếu tính cả người không trả lời")
    caption = _("%(title)s, %(unit)s, %(period)s. Mỗi dòng là một giả định; số liệu không cho biết dòng nào đúng.") % {
        "title": title,
        "unit": teller.name(teller.findings.unit_name),
        "period": teller.period_text(),
    }
    listed: list[tuple[str, RowRole, tuple[str, SensitivityCell]]] = [
        (key, "", (label, cell)) for key, label, cell in assumptions(teller)
    ]
    return figures.assemble(
        [*_whole(teller), *_silent(teller)],
        listed,
        head=("silent", title, caption),
        notes=_notes(teller) if listed else (),
        empty=_("Cần số lượt giao dịch và tỷ lệ hài lòng của kỳ để biết ai chưa trả lời."),
    )


def assumptions(teller: Teller) -> list[tuple[str, str, SensitivityCell]]:
    """Every assumption that can hold, with its key and its words."""
    _ = teller.translate
    study = teller.findings.silent
    if study is None:
        return []
    found = []
    for cell in study.differences:
        points = teller.numbers.number(hundredfold(cell.assumed), 0)
        label = _("hài lòng như nhau") if cell.assumed == 0 else _("kém hài lòng %(points)s điểm") % {"points": points}
        found.append((f"less_{points}", label, cell))
    for cell in study.ratios:
        if cell.assumed > 1:
            times = teller.numbers.number(cell.assumed, 2 if cell.assumed == 1.25 else 1)
            label = _("người hài lòng dễ trả lời gấp %(times)s lần") % {"times": times}
            found.append((f"times_{cell.assumed:g}", label, cell))
    return [(key, label, cell) for key, label, cell in found if cell.value is not None]


def _whole(teller: Teller) -> Specification:
    _ = teller.translate

    def share(value: float | None) -> Cell:
        return figures.share(teller, value)

    return [
        (
            Column("assumed", _("Nếu người không trả lời"), explanation=_("giả định về người không trả lời")),
            lambda row: figures.text(row[0]),
        ),
        (
            Column("value", _("Hài lòng"), "percent", _("tỷ lệ của mọi người theo giả định")),
            lambda row: share(row[1].value),
        ),
        (
            Column("low", _("Khoảng tham khảo, từ"), "percent", _("giới hạn dưới của khoảng 95%")),
            lambda row: share(row[1].ci_low),
        ),
        (
            Column("high", _("Khoảng tham khảo, đến"), "percent", _("giới hạn trên của khoảng 95%")),
            lambda row: share(row[1].ci_high),
        ),
    ]


def _silent(teller: Teller) -> Specification:
    _ = teller.translate
    target = teller.findings.total.target
    return [
        (
            Column("silent", _("Ở người không trả lời"), "percent", _("tỷ lệ hài lòng của họ theo giả định")),
            lambda row: figures.share(teller, row[1].silent),
        ),
        (
            Column("signal", _("So với chỉ tiêu"), explanation=_("tín hiệu của kỳ theo giả định"), is_detail=True),
            lambda row: figures.signal(teller, row[1].value, target),
        ),
    ]


def _notes(teller: Teller) -> tuple[str, ...]:
    _ = teller.translate
    notes = []
    total, study = teller.findings.total, teller.findings.silent
    bounds, is_by_ticket = total.bounds, by_ticket(total) is not None
    if bounds is not None:
        notes.append(
            _("Xấu nhất và tốt nhất có thể: %(range)s%% (không ai, hoặc mọi người không trả lời đều hài lòng).")
            % {"range": teller.numbers.share_range(bounds.low, bounds.high)}
        )
        if tipping := tipping_text(teller, bounds, is_by_ticket=is_by_ticket):
            notes.append(f"{tipping[:1].upper()}{tipping[1:]}.")
        if is_by_ticket:
            notes.append(
                _(
                    "Tỷ lệ chung chỉ tính phiếu theo mã: ở mức xấu nhất và tốt nhất, "
                    "người trả lời không theo mã tính như không trả lời."
                )
            )
    if study is not None and study.tipping_ratio is not None and study.tipping_ratio > 1:
        notes.append(
            _("Mức chỉ tiêu còn giữ được chừng nào người hài lòng trả lời không quá %(times)s lần người khác.")
            % {"times": teller.numbers.number(study.tipping_ratio, 1)}
        )
    return tuple(notes)
