"""What moves satisfaction: each factor's importance beside how well it does."""

from __future__ import annotations

from reports import figures
from reports.content import Cell, Column, RowRole, Table
from reports.studies import DriverRow
from reports.telling import Teller

Specification = list[tuple[Column, figures.Maker[DriverRow]]]


def drivers_table(teller: Teller) -> Table:
    """The factors, those to begin with first."""
    _ = teller.translate
    title = _("Điều gì tác động đến hài lòng")
    study = teller.findings.drivers
    period = teller.period_text() if study is None else teller.name(study.period.label)
    caption = _("%(title)s, %(unit)s, %(period)s. Phiếu trả lời câu chung và mọi yếu tố: %(n)s.") % {
        "title": title,
        "unit": teller.name(teller.findings.unit_name),
        "period": period,
        "n": answers_words(teller),
    }
    listed: list[tuple[str, RowRole, DriverRow]] = [(row.key, "", row) for row in ordered(teller)]
    return figures.assemble(
        [*_what(teller), *_importance(teller)],
        listed,
        head=("drivers", title, caption),
        notes=_notes(teller) if listed else (),
        empty=_empty(teller),
    )


def ordered(teller: Teller) -> list[DriverRow]:
    """The factors: those that matter and do worse first."""
    study = teller.findings.drivers
    places = ("focus", "keep", "low_priority", "possible_overkill")
    rows = study.rows if study is not None else ()
    return sorted(rows, key=lambda row: (places.index(row.quadrant), -row.importance))


def answers_words(teller: Teller) -> str:
    """How many complete answers there are, in steps of ten."""
    _ = teller.translate
    study = teller.findings.drivers
    if study is None or study.n == 0:
        return _("dưới 10")
    return _("từ %(count)s") % {"count": teller.numbers.number(study.n)}


def quadrant_words(teller: Teller, row: DriverRow) -> str:
    """What to do about a factor; only what its intervals can tell."""
    _ = teller.translate
    if row.importance_low <= 0:
        return _("chưa rõ tác động")
    if not stands_apart(teller, row):
        return _("chưa tách rõ")
    return {
        "focus": _("nên làm trước"),
        "keep": _("giữ vững"),
        "low_priority": _("làm sau"),
        "possible_overkill": _("đang tốt"),
    }[row.quadrant]


def stands_apart(teller: Teller, row: DriverRow) -> bool:
    """Whether the factor surely does better, or worse, than the factors do on average."""
    study = teller.findings.drivers
    return study is not None and not row.score.ci_low <= study.performance_cut <= row.score.ci_high


def first_to_do(teller: Teller) -> list[DriverRow]:
    """Factors that matter more and surely do worse."""
    return [
        row
        for row in ordered(teller)
        if row.quadrant == "focus" and row.importance_low > 0 and stands_apart(teller, row)
    ]


def _what(teller: Teller) -> Specification:
    _ = teller.translate

    def satisfied(place: int) -> figures.Maker[DriverRow]:
        def make(row: DriverRow) -> Cell:
            estimate = row.satisfied
            # whole percent: finer figures of a whole and its parts could be subtracted
            return figures.share(teller, (estimate.value, estimate.ci_low, estimate.ci_high)[place], 0)

        return make

    return [
        (
            Column("name", _("Yếu tố"), explanation=_("nhóm câu hỏi của phiếu")),
            lambda row: figures.text(teller.name(row.name)),
        ),
        (Column("satisfied", _("Hài lòng"), "percent", _("tỷ lệ mức 4 và 5 của yếu tố, cùng quyền số")), satisfied(0)),
        (
            Column("low", _("Khoảng tham khảo, từ"), "percent", _("giới hạn dưới của khoảng 95%")),
            satisfied(1),
        ),
        (
            Column("high", _("Khoảng tham khảo, đến"), "percent", _("giới hạn trên của khoảng 95%")),
            satisfied(2),
        ),
    ]


def _importance(teller: Teller) -> Specification:
    _ = teller.translate
    return [
        (
            Column("importance", _("Tác động"), "number", _("log-odds của câu chung theo độ lệch chuẩn của yếu tố")),
            lambda row: figures.decimal(teller, row.importance),
        ),
        (
            Column("importance_low", _("Tác động, từ"), "number", _("giới hạn dưới của khoảng 95%")),
            lambda row: figures.decimal(teller, row.importance_low),
        ),
        (
            Column("importance_high", _("Tác động, đến"), "number", _("giới hạn trên của khoảng 95%")),
            lambda row: figures.decimal(teller, row.importance_high),
        ),
        (
            Column("alone", _("Tác động khi xét riêng"), "number", _("như trên, không kể các yếu tố khác")),
            lambda row: figures.decimal(teller, row.alone),
        ),
        (
            Column("quadrant", _("Gợi ý"), explanation=_("so với trung bình các yếu tố: quan trọng hơn, kém hơn")),
            lambda row: figures.text(quadrant_words(teller, row)),
        ),
    ]


def _notes(teller: Teller) -> tuple[str, ...]:
    _ = teller.translate
    return (
        _("Tác động là điều đi cùng nhau trong phiếu, không phải nguyên nhân đã chứng minh."),
        _("“Nên làm trước”: quan trọng hơn và kém hơn trung bình các yếu tố."),
    )


def _empty(teller: Teller) -> str:
    _ = teller.translate
    study = teller.findings.drivers
    if study is None:
        return _("Phiếu hỏi đang dùng không có câu về các yếu tố.")
    return _(
        "Cần ít nhất %(needed)s phiếu trả lời cả câu chung và mọi yếu tố để tách được tác động của từng yếu tố; "
        "%(period)s có %(n)s phiếu. Mời người dân mở phần “Muốn nói thêm?”."
    ) % {"needed": study.needed, "period": teller.name(study.period.label), "n": answers_words(teller)}
