"""Counts that must fit each other: answers, tickets, visits, labels; silent desks; the end of the year."""

from __future__ import annotations

from collections.abc import Callable

from reports import figures
from reports.content import Cell, Column, Table
from reports.disclosure import Part, hidden_keys
from reports.findings import LABELS, LabelRow, ReconcileRow
from reports.integrity import columns
from reports.integrity.columns import Specification, assemble, subject
from reports.integrity.findings import SilenceRow, SurgeRow, UnitRow
from reports.integrity.found import coverage_found, labels_found, rarest_found, silences_found
from reports.integrity.inspector import Inspector
from reports.labels import label_words
from reports.reconciliation import to_do_column, totals_finding, what_columns


def coverage_table(inspector: Inspector) -> Table:
    """How many of those who came answered, beside how content they were."""
    _ = inspector.translate
    rows = inspector.findings.units
    hidden = hidden_keys([Part(row.spot.unit, row.whole.answered, _level(row)) for row in rows])

    def satisfied(row: UnitRow) -> Cell:
        whole = row.whole
        return columns.share(inspector, whole.satisfied, whole.answered, is_hidden=row.spot.unit in hidden)

    made: Specification[UnitRow] = [
        columns.place(inspector),
        (columns.count("responses", _("Phiếu")), lambda row: figures.count(inspector, row.responses)),
        (columns.count("visits", _("Lượt giao dịch")), lambda row: _visits(inspector, row.visits)),
        (
            Column("coverage", _("Độ phủ"), "percent", _("phiếu trên lượt giao dịch")),
            lambda row: figures.share(inspector, row.responses / row.visits if row.visits else None),
        ),
        (
            Column("usual", _("Đơn vị cùng cấp"), "percent", _("độ phủ của các đơn vị khác cùng cấp")),
            lambda row: figures.share(inspector, row.usual_coverage),
        ),
        (
            Column("share", _("Hài lòng"), "percent", _("mức 4 và 5 trên phiếu trả lời, không quyền số")),
            lambda row: columns.share(
                inspector, row.whole.satisfied, row.whole.answered, is_hidden=row.spot.unit in hidden
            ),
        ),
        (
            Column("few", _("Ít phiếu mà hài lòng"), explanation=_("ngẫu nhiên thì hiếm đến mức nào")),
            lambda row: (
                figures.text(inspector.chance(row.few_and_content[0])) if row.few_and_content else figures.blank()
            ),
        ),
        (
            Column("peers", _("“Rất hài lòng” so với cùng cấp"), explanation=_("ngẫu nhiên thì hiếm đến mức nào")),
            lambda row: _chance_of(inspector, row.peers.p if row.peers else None),
        ),
    ]
    title = _("Độ phủ theo đơn vị")
    caption = _(
        "%(title)s, %(period)s. Phiếu trên lượt giao dịch; tỷ lệ hài lòng cao mà độ phủ thấp thì nên hỏi "
        "ai không trả lời."
    ) % subject(inspector, title)
    return assemble(
        made,
        [(row.spot.unit, row) for row in rows],
        ("coverage", title, caption),
        _("Trong kỳ chưa có phiếu và số lượt giao dịch nào."),
        finding=coverage_found(inspector),
    )


def desks_table(inspector: Inspector) -> Table:
    """Answers by ticket over tickets minted, by desk, and tickets against visits, by unit."""
    _ = inspector.translate
    title = _("Đối soát phiếu, mã và lượt")
    caption = _(
        "%(title)s, %(period)s. Cộng dồn từ đầu năm: phiếu theo mã không được nhiều hơn mã đã in; mã đã in không được "
        "nhiều hơn lượt giao dịch của đơn vị trong tháng."
    ) % subject(inspector, title)
    made: Specification[ReconcileRow] = [
        *what_columns(inspector),
        (columns.count("minted", _("Mã đã in")), lambda row: figures.count(inspector, row.minted)),
        (columns.count("answers", _("Phiếu theo mã")), lambda row: figures.count(inspector, row.answers)),
        (
            Column("ratio", _("Phiếu trên mã"), "percent", _("phiếu theo mã trên mã đã in ở quầy")),
            lambda row: figures.share(inspector, row.answers / row.minted if row.answers and row.minted else None),
        ),
        (columns.count("visits", _("Lượt giao dịch")), lambda row: figures.count(inspector, row.visits)),
        to_do_column(inspector),
    ]
    rows = sorted((row for _unit, row in inspector.findings.reconciliation), key=lambda row: not row.is_over)
    empty = _("Chưa in mã dùng một lần nào từ đầu năm.")
    keyed = [(f"{row.kind}:{row.key}", row) for row in rows]
    finding = totals_finding(inspector, rows)
    return assemble(made, keyed, ("reconciliation", title, caption), empty, finding=finding)


def labels_table(inspector: Inspector) -> Table:
    """Labelled answers of each desk, label by label."""
    _ = inspector.translate
    words = label_words(inspector)
    units = {row.spot.unit: inspector.name(row.spot.unit_name) for row in inspector.findings.units}
    made: Specification[tuple[str, LabelRow]] = [
        (
            Column("name", _("Quầy"), explanation=_("quầy và đơn vị")),
            lambda pair: figures.text(f"{inspector.name(pair[1].name)} · {units.get(pair[0], pair[0])}"),
        ),
        (columns.count("labelled", _("Phiếu mang nhãn")), lambda pair: figures.count(inspector, pair[1].labelled)),
        *(
            (Column(label, words[label][0], "number", words[label][1]), _label(inspector, place))
            for place, label in enumerate(LABELS)
        ),
    ]
    title = _("Phiếu mang nhãn theo quầy")
    caption = _(
        "%(title)s, %(period)s. Nhãn gắn khi phiếu đến, không nhìn câu trả lời; phiếu mang nhãn vẫn được tính."
    ) % subject(inspector, title)
    rows = sorted(inspector.findings.labels, key=lambda pair: (-pair[1].labelled, pair[1].key))
    empty = _("Trong kỳ không có phiếu nào mang nhãn.")
    keyed = [(pair[1].key, pair) for pair in rows]
    return assemble(made, keyed, ("labels", title, caption), empty, finding=labels_found(inspector))


def silences_table(inspector: Inspector) -> Table:
    """Desks without an answer while people came."""
    _ = inspector.translate
    basis = {"tickets": _("mã đã phát"), "visits": _("lượt giao dịch"), "days": _("lịch làm việc")}
    made: Specification[SilenceRow] = [
        columns.place(inspector),
        (
            Column("span", _("Không có phiếu"), explanation=_("từ ngày đến ngày")),
            lambda row: figures.text(inspector.span(row.first, row.last)),
        ),
        (columns.count("days", _("Ngày được tính")), lambda row: figures.count(inspector, row.days)),
        (columns.count("uncounted", _("Ngày không tính")), lambda row: figures.count(inspector, row.uncounted)),
        (
            Column("expected", _("Phiếu thường lệ"), "number", _("số phiếu lẽ ra có trong những ngày đó")),
            lambda row: figures.decimal(inspector, row.expected),
        ),
        (
            Column("basis", _("Tính theo"), explanation=_("điều cho biết vẫn có người đến")),
            lambda row: figures.text(basis[row.basis]),
        ),
        (
            Column("noticed", _("Thấy được từ"), explanation=_("ngày đầu tiên mà ngẫu nhiên không còn là lý do tốt")),
            lambda row: figures.text(inspector.span(row.noticed, row.noticed)),
        ),
        columns.chance(inspector, lambda row: row.p),
    ]
    title = _("Quầy im lặng")
    caption = _(
        "%(title)s, %(period)s. Quầy không có phiếu nào dù vẫn có người đến: xem mã QR còn dùng được không. Chỉ tính "
        "những ngày đã nhập số lượt; chưa nhập ngày nào thì tính theo lịch làm việc."
    ) % (subject(inspector, title))
    rows = [(f"{row.spot.desk}:{row.first}", row) for row in inspector.findings.silences]
    empty, finding = _("Trong kỳ không quầy nào im lặng khác thường."), silences_found(inspector)
    return assemble(made, rows, ("silences", title, caption), empty, finding=finding)


def surges_table(inspector: Inspector) -> Table:
    """The last two weeks of the assessment year."""
    _ = inspector.translate
    made: Specification[SurgeRow] = [
        columns.place(inspector),
        (columns.count("answers", _("Phiếu")), lambda row: figures.count(inspector, row.answers)),
        (
            Column("rate", _("Hai tuần cuối"), "percent", _("phiếu trên lượt, hoặc phiếu mỗi ngày làm việc")),
            lambda row: _rate(inspector, row, row.found.observed),
        ),
        (
            Column("before", _("Mười hai tuần trước"), "percent", _("phiếu trên lượt, hoặc phiếu mỗi ngày làm việc")),
            lambda row: _rate(inspector, row, row.found.expected),
        ),
        columns.chance(inspector, lambda row: row.found.p),
    ]
    title = _("Hai tuần cuối năm đánh giá")
    caption = _("%(title)s, %(period)s. Số phiếu so với mười hai tuần trước đó.") % subject(inspector, title)
    rows = sorted(inspector.findings.surges, key=lambda row: (row.found.p, row.spot.unit))
    empty = _("Kỳ này không chạm hai tuần cuối của năm đánh giá.")
    if inspector.findings.surge_days is not None:
        empty = _("Chưa đủ phiếu của mười hai tuần trước để so.")
    keyed = [(row.spot.unit, row) for row in rows]
    finding = rarest_found(inspector, [(row.spot, row.found.p) for row in rows])
    return assemble(made, keyed, ("surges", title, caption), empty, finding=finding)


def _visits(inspector: Inspector, visits: int | None) -> Cell:
    _ = inspector.translate
    return Cell(_("chưa nhập"), None, "no_data") if visits is None else figures.count(inspector, visits)


def _chance_of(inspector: Inspector, p: float | None) -> Cell:
    return figures.blank() if p is None else figures.text(inspector.chance(p))


def _label(inspector: Inspector, number: int) -> Callable[[tuple[str, LabelRow]], Cell]:
    return lambda pair: figures.count(inspector, pair[1].counts[number])


def _level(row: UnitRow) -> float | None:
    """A number that is equal for equal answers, where all gave the same one."""
    return row.whole.satisfied / row.whole.answered if row.whole.is_same_level and row.whole.answered else None


def _rate(inspector: Inspector, row: SurgeRow, rate: float) -> Cell:
    return figures.share(inspector, rate) if row.has_visits else figures.decimal(inspector, rate)
