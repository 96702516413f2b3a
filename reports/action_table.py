"""The table of corrective actions: as long as the register is, and as wide as a workbook needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from reports import figures
from reports.action_figures import Figure, figure_of, figure_text
from reports.actions import ActionFact, moved_words, state_words
from reports.content import Cell, Column, RowRole, Table
from reports.findings import Name
from reports.numbers import day
from reports.telling import Teller

Specification = list[tuple[Column, figures.Maker[ActionFact]]]


def actions_table(teller: Teller, facts: Sequence[ActionFact]) -> Table:
    """The register's rows of the unit and those below it; a figure that the period now hides is left out."""
    _ = teller.translate
    title = _("Sổ việc khắc phục")
    caption = _("%(title)s, %(unit)s: việc đang làm, và việc đã xong hoặc đã bỏ từ đầu kỳ, theo sổ ngày %(day)s.") % {
        "title": title,
        "unit": teller.name(teller.findings.unit_name),
        "day": teller.as_of(),
    }
    rows: list[tuple[str, RowRole, ActionFact]] = [
        (str(fact.number), "priority" if fact.overdue_days else "", _shown(teller, fact)) for fact in facts
    ]
    notes = (
        _("Số liệu khi mở việc được giữ nguyên như lúc ấy; số liệu đo lại lấy từ kỳ sau khi làm, không nhập tay."),
        _(
            "So trước và sau, không có nơi đối chứng: thay đổi có căn cứ chưa có nghĩa là do biện pháp. "
            "Nơi được chọn vì đang thấp thường khá hơn ở kỳ sau."
        ),
    )
    return figures.assemble(
        _columns(teller),
        rows,
        head=("actions", title, caption),
        notes=notes if rows else (),
        empty=_("Chưa có việc khắc phục nào. Mở việc từ một câu, một chỉ tiêu hoặc một lĩnh vực ở trang kết quả."),
    )


def _shown(teller: Teller, fact: ActionFact) -> ActionFact:
    if fact.unit != teller.findings.unit or fact.opening.period_id != teller.findings.period.id or fact.subject is None:
        return fact
    if figure_of(teller.protected, fact.subject) is not None:
        return fact
    _ = teller.translate
    words = _("(số liệu của phát hiện nay không đủ phiếu để nêu)")
    return replace(fact, opening=replace(fact.opening, figure=None), moved=None, finding=Name(words, words))


def _columns(teller: Teller) -> Specification:
    return [*_what(teller), *_before(teller), *_doing(teller), *_after(teller)]


def _what(teller: Teller) -> Specification:
    _ = teller.translate
    return [
        (
            Column("number", _("Số"), explanation=_("số của việc trong sổ")),
            lambda fact: figures.text(str(fact.number)),
        ),
        (
            Column("unit_name", _("Đơn vị"), explanation=_("đơn vị có phát hiện")),
            lambda fact: figures.text(teller.name(fact.unit_name)),
        ),
        (
            Column("finding", _("Phát hiện"), explanation=_("câu hoặc dòng số liệu mà từ đó mở việc, nguyên văn")),
            lambda fact: figures.text(teller.name(fact.finding)),
        ),
        (
            Column("period", _("Kỳ của phát hiện"), explanation=_("kỳ của số liệu khi mở việc")),
            lambda fact: figures.text(teller.name(fact.opening.period)),
        ),
    ]


def _before(teller: Teller) -> Specification:
    _ = teller.translate
    return _figure_columns(
        teller,
        lambda fact: fact.opening.figure,
        ("figure", _("Khi mở việc")),
        explanation=_("số liệu của phát hiện khi mở việc, giữ nguyên"),
    )


def _doing(teller: Teller) -> Specification:
    _ = teller.translate
    return [
        (Column("cause", _("Nguyên nhân"), explanation=_("do đơn vị ghi")), lambda fact: figures.text(fact.cause)),
        (Column("measure", _("Biện pháp"), explanation=_("do đơn vị ghi")), lambda fact: figures.text(fact.measure)),
        (
            Column("agency", _("Cơ quan chủ trì"), explanation=_("cơ quan hoặc đơn vị chịu trách nhiệm")),
            lambda fact: figures.text(teller.name(fact.agency)),
        ),
        (Column("due", _("Hạn"), explanation=_("ngày phải xong")), lambda fact: figures.text(day(fact.due))),
        (
            Column("state", _("Tình trạng"), explanation=_("đang làm, quá hạn, đã làm, đã bỏ")),
            lambda fact: figures.text(*state_words(teller, fact)),
        ),
        (
            Column("done_on", _("Ngày xong"), explanation=_("ngày làm xong biện pháp"), is_detail=True),
            lambda fact: figures.text("" if fact.done_on is None else day(fact.done_on)),
        ),
        (
            Column("reason", _("Lý do bỏ"), explanation=_("vì sao không làm nữa"), is_detail=True),
            lambda fact: figures.text(fact.reason),
        ),
    ]


def _after(teller: Teller) -> Specification:
    _ = teller.translate
    return [
        (
            Column("result_period", _("Kỳ đo lại"), explanation=_("kỳ sau khi làm xong"), is_detail=True),
            lambda fact: figures.text("" if fact.result is None else teller.name(fact.result.period)),
        ),
        *_figure_columns(
            teller,
            lambda fact: None if fact.result is None else fact.result.figure,
            ("result", _("Đo lại")),
            explanation=_("cùng chỉ số, cùng công thức, ở kỳ đo lại"),
        ),
        (
            Column(
                "result_change", _("Thay đổi"), explanation=_("đo lại trừ khi mở việc, với khoảng 95%"), is_detail=True
            ),
            lambda fact: figures.text(*moved_words(teller, fact)),
        ),
    ]


def _figure_columns(
    teller: Teller, find: Callable[[ActionFact], Figure | None], head: tuple[str, str], *, explanation: str
) -> Specification:
    _ = teller.translate
    key, label = head
    low = _("%(label)s: khoảng tham khảo, từ") % {"label": label}
    high = _("%(label)s: khoảng tham khảo, đến") % {"label": label}

    def cells(fact: ActionFact) -> tuple[Cell, Cell, Cell]:
        figure = find(fact)
        if figure is None:
            return figures.blank(), figures.blank(), figures.blank()
        if figure.counts is not None:
            return figures.share(teller, figure.value), figures.blank(), figures.blank()
        return figures.triple(teller, figure.estimate, figure.target, is_share=not figure.is_minutes)

    def told(fact: ActionFact) -> Cell:
        figure = find(fact)
        return figures.text("" if figure is None else figure_text(teller, figure))

    def base(fact: ActionFact) -> Cell:
        figure = find(fact)
        return figures.blank() if figure is None else figures.count(teller, figure.n)

    return [
        (Column(f"{key}_text", label, explanation=explanation), told),
        (Column(key, _("%(label)s: giá trị") % {"label": label}, "number", explanation, True), lambda f: cells(f)[0]),
        (Column(f"{key}_low", low, "number", _("giới hạn dưới của khoảng 95%"), True), lambda f: cells(f)[1]),
        (Column(f"{key}_high", high, "number", _("giới hạn trên của khoảng 95%"), True), lambda f: cells(f)[2]),
        (Column(f"{key}_n", _("%(label)s: n") % {"label": label}, "number", _("số phiếu"), True), base),
    ]
