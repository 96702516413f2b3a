"""Answers labelled on arrival, blind to what they say: how many, and the share with and without them."""

from __future__ import annotations

from reports import figures
from reports.content import Cell, Column, RowRole, Table
from reports.findings import LABELS, LabelRow
from reports.telling import Speaker, Teller, estimate_decimals

Specification = list[tuple[Column, figures.Maker[LabelRow]]]


def labels_table(teller: Teller) -> Table:
    """The whole and its sectors with and without labelled answers, then desks with labelled answers."""
    _ = teller.translate
    title = _("Có và không có phiếu mang nhãn")
    caption = _(
        "%(title)s, %(unit)s, %(period)s. Nhãn gắn khi phiếu đến, không nhìn câu trả lời; phiếu mang nhãn vẫn được "
        "tính ở mọi bảng khác. Công thức: %(formula)s."
    ) % {
        "title": title,
        "unit": teller.name(teller.findings.unit_name),
        "period": teller.period_text(),
        "formula": teller.formula(),
    }
    has_labels = any(row.labelled for row in teller.findings.labels)
    shown = [row for row in teller.findings.labels if row.labelled or (has_labels and row.kind != "desk")]
    rows: list[tuple[str, RowRole, LabelRow]] = [
        (f"desk:{row.key}" if row.kind == "desk" else row.key, "total" if row.kind == "total" else "", row)
        for row in shown
    ]
    notes = (
        _("Số phiếu nêu theo hàng chục. Quầy có dưới 10 phiếu mang nhãn không có dòng riêng."),
        _(
            "“Không nêu riêng”: dưới 10 phiếu mang nhãn, không có tỷ lệ chung, "
            "hoặc có thể suy ra câu trả lời của một nhóm nhỏ."
        ),
        _("Một phiếu có thể mang nhiều nhãn. Nhiều phiếu mang nhãn ở một quầy: xem lại cách đặt mã và nơi để máy."),
    )
    return figures.assemble(
        [*_shares(teller), *_counts(teller)],
        rows,
        head=("labels", title, caption),
        notes=notes if rows else (),
        empty=_("Trong kỳ có dưới 10 phiếu mang nhãn, nên không nêu riêng."),
        finding=_finding(teller),
    )


def _finding(teller: Teller) -> str:
    whole = next((row for row in teller.findings.labels if row.kind == "total" and row.labelled), None)
    if whole is None:
        return ""
    return teller.translate("%(count)s phiếu mang nhãn") % {"count": figures.tens(teller, whole.labelled).text}


def _shares(teller: Teller) -> Specification:
    _ = teller.translate

    def limits(row: LabelRow) -> tuple[Cell, Cell, Cell]:
        if row.without is None:
            words = "" if row.kind == "desk" else _("không nêu riêng")
            return Cell(words, None, "suppressed"), figures.blank(), figures.blank()
        return figures.triple(teller, row.without, None, is_share=True)

    def whole(row: LabelRow) -> Cell:
        if row.share is None:
            return figures.blank()
        return figures.share(teller, row.share.value, estimate_decimals(row.share, None, is_share=True))

    return [
        (Column("name", _("Lĩnh vực hoặc quầy"), explanation=_("tên của dòng")), lambda row: _name(teller, row)),
        (Column("share", _("Hài lòng, mọi phiếu"), "percent", teller.formula()), whole),
        (
            Column("without", _("Hài lòng, bỏ phiếu mang nhãn"), "percent", _("cùng quyền số, chỉ phiếu không nhãn")),
            lambda row: limits(row)[0],
        ),
        (
            Column("low", _("Khoảng tham khảo, từ"), "percent", _("giới hạn dưới của khoảng 95%"), is_detail=True),
            lambda row: limits(row)[1],
        ),
        (
            Column("high", _("Khoảng tham khảo, đến"), "percent", _("giới hạn trên của khoảng 95%"), is_detail=True),
            lambda row: limits(row)[2],
        ),
    ]


def label_words(teller: Speaker) -> dict[str, tuple[str, str]]:
    """Each label's name and what it means."""
    _ = teller.translate
    return {
        "burst": (_("Dồn dập"), _("từ năm phiếu trong một phút ở một quầy")),
        "too_fast": (_("Quá nhanh"), _("gửi chưa đầy hai giây sau khi mở trang")),
        "out_of_hours": (_("Ngoài giờ"), _("mở trang ngoài giờ làm việc, không bằng mã dùng một lần")),
        "honeypot": (_("Ô bẫy"), _("điền vào ô mà người không thấy")),
        "code_sequence": (_("Mã liền nhau"), _("từ năm mã liền nhau của một tờ trong một giờ")),
    }


def _counts(teller: Teller) -> Specification:
    _ = teller.translate
    words = label_words(teller)
    columns: Specification = [
        (
            Column("labelled", _("Phiếu mang nhãn"), "number", _("phiếu có ít nhất một nhãn, theo hàng chục")),
            lambda row: figures.tens(teller, row.labelled),
        )
    ]
    for place, label in enumerate(LABELS):
        columns.append((Column(label, words[label][0], "number", words[label][1]), _count(teller, place)))
    return columns


def _count(teller: Teller, place: int) -> figures.Maker[LabelRow]:
    return lambda row: figures.tens(teller, row.counts[place])


def _name(teller: Teller, row: LabelRow) -> Cell:
    return figures.text(teller.whole() if row.kind == "total" else teller.name(row.name))
