"""Units of one level against the limits for their number of answers: who stands out, never who is first."""

from __future__ import annotations

from reports import figures
from reports.content import Cell, Column, RowRole, Table
from reports.findings import Row
from reports.studies import FunnelUnit
from reports.telling import Teller

Pair = tuple[Row, FunnelUnit]
Specification = list[tuple[Column, figures.Maker[Pair]]]


def funnel_table(teller: Teller) -> Table:
    """The units in the order of places, each with its limits."""
    _ = teller.translate
    title = _("Đơn vị nào khác thường")
    caption = _("%(title)s, %(unit)s, %(period)s. Giới hạn quanh mức chung theo cỡ mẫu hiệu dụng; không xếp hạng.") % {
        "title": title,
        "unit": teller.name(teller.findings.unit_name),
        "period": teller.period_text(),
    }
    listed: list[tuple[str, RowRole, Pair]] = [(row.key, "", (row, unit)) for row, unit in funnel_pairs(teller)]
    return figures.assemble(
        [*_figures(teller), *_limits(teller)],
        listed,
        head=("funnel", title, caption),
        notes=_notes(teller),
        empty=_("Cần ít nhất 5 đơn vị cùng cấp có đủ phiếu để đặt cạnh nhau."),
    )


def funnel_pairs(teller: Teller) -> list[Pair]:
    """Each unit's row with its place in the funnel, in the order of places."""
    funnel = teller.findings.funnel
    found = {} if funnel is None else {unit.key: unit for unit in funnel.units}
    return [(row, found[row.key]) for row in teller.findings.units if row.key in found]


def _figures(teller: Teller) -> Specification:
    _ = teller.translate

    def cells(pair: Pair) -> tuple[Cell, Cell, Cell]:
        return figures.triple(teller, pair[0].share, None, is_share=True)

    return [
        (
            Column("name", _("Đơn vị"), explanation=_("tên của dòng")),
            lambda pair: figures.text(teller.name(pair[0].name)),
        ),
        (Column("share", _("Hài lòng"), "percent", teller.formula()), lambda pair: cells(pair)[0]),
        (
            Column("low", _("Khoảng tham khảo, từ"), "percent", _("giới hạn dưới của khoảng 95%")),
            lambda pair: cells(pair)[1],
        ),
        (
            Column("high", _("Khoảng tham khảo, đến"), "percent", _("giới hạn trên của khoảng 95%")),
            lambda pair: cells(pair)[2],
        ),
        (
            Column("answered", _("Phiếu trả lời"), "number", _("phiếu mà tỷ lệ dựa vào")),
            lambda pair: figures.count(teller, pair[0].share.n if pair[0].share else None),
        ),
    ]


def _limits(teller: Teller) -> Specification:
    _ = teller.translate
    words = {"below": _("thấp hơn giới hạn"), "inside": _("trong giới hạn"), "above": _("cao hơn giới hạn")}
    marks = {"below": "below", "inside": "", "above": "above"}
    return [
        (
            Column("limit_low", _("Giới hạn, từ"), "percent", _("giới hạn 99,8% quanh mức chung, dưới")),
            lambda pair: figures.share(teller, pair[1].outer[0]),
        ),
        (
            Column("limit_high", _("Giới hạn, đến"), "percent", _("giới hạn 99,8% quanh mức chung, trên")),
            lambda pair: figures.share(teller, pair[1].outer[1]),
        ),
        (
            Column("place", _("So với giới hạn"), explanation=_("đơn vị có khác hơn mức ngẫu nhiên hay không")),
            lambda pair: figures.text(words[pair[1].place], marks[pair[1].place]),  # type: ignore[arg-type]
        ),
    ]


def _notes(teller: Teller) -> tuple[str, ...]:
    _ = teller.translate
    funnel = teller.findings.funnel
    if funnel is None:
        return ()
    notes = [_("Các đơn vị trong giới hạn không khác nhau rõ rệt: thứ tự giữa chúng không nói lên điều gì.")]
    if funnel.of > len(funnel.units):
        notes.append(_("Đơn vị không đủ phiếu không được vẽ."))
    if funnel.tau2 > 0:
        notes.append(_("Giới hạn đã nới rộng vì các đơn vị vốn khác nhau nhiều hơn mức ngẫu nhiên."))
    return tuple(notes)
