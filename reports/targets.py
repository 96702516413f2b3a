"""The plan's targets over the plan period to date: what is reported, and how certain it is."""

from __future__ import annotations

from reports import figures
from reports.by_ticket import is_line_by_ticket
from reports.content import Cell, Column, Mark, RowRole, Table
from reports.domains import hidden_note
from reports.findings import TargetLine
from reports.numbers import outward
from reports.plan_sentence import row_key
from reports.precision import tipping_text
from reports.telling import SIGNS, Teller

Specification = list[tuple[Column, figures.Maker[TargetLine]]]


def targets_table(teller: Teller) -> Table:
    """Two lines of judgement for each target."""
    _ = teller.translate
    title = _("Chỉ tiêu của kế hoạch")
    plan_period = teller.findings.plan_period
    period = teller.name(plan_period.label) if plan_period is not None else teller.period_text()
    caption = _("%(title)s, %(unit)s, lũy kế kỳ kế hoạch: %(period)s. Công thức: %(formula)s.") % {
        "title": title,
        "unit": teller.name(teller.findings.unit_name),
        "period": period,
        "formula": teller.formula(),
    }
    notes = [
        _("Số liệu báo cáo: giá trị chưa làm tròn so với mức chỉ tiêu, theo phép so sánh của văn bản."),
        _("Mức độ chắc chắn: kết luận được khi cả khoảng tham khảo 95% nằm về một phía của mức chỉ tiêu."),
    ]
    if any(map(is_line_by_ticket, teller.findings.targets)):
        notes.append(_("Nơi ghi “chỉ tính phiếu theo mã”: giá trị, khoảng, n, độ phủ và số phiếu còn cần đều như vậy."))
    if teller.protected.hidden_count("targets"):
        notes.append(hidden_note(teller))
    return figures.assemble(
        [*_what(teller), *_observed(teller), *_base(teller), *_verdicts(teller)],
        _listed(teller),
        head=("targets", title, caption),
        notes=tuple(notes) if teller.findings.targets else (),
        empty=_("Đơn vị chưa áp dụng kế hoạch nào, nên không có chỉ tiêu để đối chiếu."),
    )


def sources_table(teller: Teller) -> Table:
    """Where each target comes from, word for word."""
    _ = teller.translate
    title = _("Nguồn của chỉ tiêu")

    def confirmed(line: TargetLine) -> Cell:
        return figures.text(_("đã đối chiếu văn bản") if line.is_confirmed else _("chưa xác nhận"))

    return figures.assemble(
        [
            (
                Column("label", _("Chỉ tiêu"), explanation=_("điều được đối chiếu")),
                lambda line: figures.text(line.label.in_language(teller.language)),
            ),
            (Column("target", _("Mức"), explanation=_("phép so sánh và mức")), lambda line: _level(teller, line)),
            (
                Column("sentence", _("Nguyên văn"), explanation=_("câu trong văn bản")),
                lambda line: figures.text(line.sentence),
            ),
            (
                Column("origin", _("Văn bản"), explanation=_("văn bản và vị trí của câu")),
                lambda line: figures.text(teller.name(line.origin)),
            ),
            (Column("confirmed", _("Xác nhận"), explanation=_("đã đối chiếu với văn bản gốc hay chưa")), confirmed),
            (
                Column("note", _("Ghi chú"), explanation=_("cách đọc được áp dụng, nơi lấy số liệu"), is_detail=True),
                lambda line: figures.text(teller.name(line.note)),
            ),
        ],
        _listed(teller),
        head=("sources", title, _("%(title)s: câu nguyên văn và văn bản.") % {"title": title}),
        empty=_("Đơn vị chưa áp dụng kế hoạch nào, nên không có chỉ tiêu để đối chiếu."),
    )


def _listed(teller: Teller) -> list[tuple[str, RowRole, TargetLine]]:
    lines = sorted(teller.findings.targets, key=lambda line: not line.priority)
    return [(row_key(teller, line), "priority" if line.priority else "", line) for line in lines]


def _what(teller: Teller) -> Specification:
    _ = teller.translate

    def label(line: TargetLine) -> Cell:
        name = line.label.in_language(teller.language)
        return figures.text(name if line.is_confirmed else _("%(name)s (chưa xác nhận)") % {"name": name})

    return [
        (Column("label", _("Chỉ tiêu"), explanation=_("điều được đối chiếu")), label),
        (Column("target", _("Mức"), explanation=_("phép so sánh và mức")), lambda line: _level(teller, line)),
    ]


def _level(teller: Teller, line: TargetLine) -> Cell:
    text = teller.threshold(line.target, line.unit)
    if line.unit == "none":
        text = f"{SIGNS[line.target.comparison]} {teller.numbers.minutes(line.target.value)}"
    return figures.text(text)


def _observed(teller: Teller) -> Specification:
    _ = teller.translate

    def cells(line: TargetLine) -> tuple[Cell, Cell, Cell]:
        if teller.protected.reason("targets", line.key) == "hidden":
            return figures.missing(teller, "hidden"), figures.blank("suppressed"), figures.blank("suppressed")
        if line.counts is not None and line.counts[1]:
            value = line.counts[0] / line.counts[1]
            return (
                figures.share(teller, value, figures.plain_decimals(value, line.target)),
                figures.blank(),
                figures.blank(),
            )
        return figures.triple(teller, line.observed, line.target, is_share=line.unit != "minutes")

    return [
        (
            Column("value", _("Giá trị"), "number", _("phần trăm hoặc phút, theo cột đơn vị tính")),
            lambda line: cells(line)[0],
        ),
        (
            Column("low", _("Khoảng tham khảo, từ"), "number", _("giới hạn dưới của khoảng 95%")),
            lambda line: cells(line)[1],
        ),
        (
            Column("high", _("Khoảng tham khảo, đến"), "number", _("giới hạn trên của khoảng 95%")),
            lambda line: cells(line)[2],
        ),
    ]


def _base(teller: Teller) -> Specification:
    _ = teller.translate

    def unit(line: TargetLine) -> Cell:
        return figures.text({"percent": "%", "minutes": _("phút"), "none": ""}[line.unit])

    def base(line: TargetLine) -> Cell:
        if line.counts is not None:
            return figures.count(teller, line.counts[1])
        return figures.count(teller, line.n) if line.observed is not None else figures.blank()

    return [
        (Column("unit", _("Đơn vị tính"), explanation=_("đơn vị của giá trị và khoảng")), unit),
        (Column("n", _("n"), "number", _("số phiếu, hoặc số hồ sơ của số liệu hành chính")), base),
        (
            Column("coverage", _("Độ phủ"), "percent", _("phiếu / lượt giao dịch"), is_detail=True),
            lambda line: figures.share(teller, line.bounds.coverage if line.bounds else None),
        ),
    ]


def _verdicts(teller: Teller) -> Specification:
    _ = teller.translate
    return [
        (
            Column("point", _("Số liệu báo cáo"), explanation=_("giá trị chưa làm tròn so với mức chỉ tiêu")),
            lambda line: _point(teller, line),
        ),
        (
            Column("certainty", _("Mức độ chắc chắn"), explanation=_("kết luận từ khoảng tham khảo 95%")),
            lambda line: _certainty(teller, line),
        ),
        (
            Column("needed", _("Còn cần"), explanation=_("số phiếu để kết luận được, nếu tỷ lệ giữ nguyên")),
            lambda line: figures.text(needed_text(teller, line)),
        ),
        (
            Column("note", _("Ghi chú"), explanation=_("cách đọc chặt hơn, làm tròn, người không trả lời")),
            lambda line: figures.text("; ".join(_notes(teller, line))),
        ),
    ]


def _unjudged(teller: Teller, line: TargetLine) -> str:
    _ = teller.translate
    words = {
        "judged": "",
        "no_data": _("chưa có số liệu trong kỳ kế hoạch"),
        "wrong_source": _("nguồn dữ liệu này không đo chỉ tiêu"),
        "not_measured": _("khảo sát tại quầy không đo chỉ tiêu này"),
        "not_in_force": _("không có hiệu lực trong kỳ"),
    }
    return words[line.status]


def _point(teller: Teller, line: TargetLine) -> Cell:
    _ = teller.translate
    if teller.protected.reason("targets", line.key) == "hidden":
        return figures.missing(teller, "hidden")
    if line.verdict is None or line.verdict.point == "no_data":
        return figures.text(_unjudged(teller, line) or _("chưa có số liệu trong kỳ kế hoạch"), "not_judged")
    if line.verdict.point == "met":
        return figures.text(_("đạt mức chỉ tiêu"), "above")
    return figures.text(_("chưa đạt mức chỉ tiêu"), "below")


def certainty_words(teller: Teller, line: TargetLine) -> tuple[str, Mark]:
    """The second line of a verdict."""
    _ = teller.translate
    words: dict[str, tuple[str, Mark]] = {
        "met": (_("đạt"), "met"),
        "not_met": (_("chưa đạt"), "not_met"),
        "not_proven": (_("chưa đủ căn cứ kết luận"), "not_proven"),
    }
    certainty = line.verdict.certainty if line.verdict is not None else "no_data"
    return words.get(certainty, ("", "not_judged"))


def _certainty(teller: Teller, line: TargetLine) -> Cell:
    _ = teller.translate
    if teller.protected.reason("targets", line.key) == "hidden":
        return figures.blank("suppressed")
    words, mark = certainty_words(teller, line)
    if words and line.counts is not None:
        words = _("%(verdict)s (số liệu hành chính, chính xác)") % {"verdict": words}
    return figures.text(words, mark)


def needed_text(teller: Teller, line: TargetLine) -> str:
    """How many answers are still needed before the result is proven."""
    _ = teller.translate
    verdict = line.verdict
    if verdict is None or verdict.certainty != "not_proven":
        return ""
    if verdict.feasible is False:
        return _("không thể trong kỳ")
    if verdict.answers_needed is None:
        return _("thêm phiếu không làm rõ được ở mức này")
    missing = verdict.answers_missing if verdict.answers_missing is not None else verdict.answers_needed - line.n
    words = {"missing": teller.numbers.number(missing), "needed": teller.numbers.number(verdict.answers_needed)}
    if is_line_by_ticket(line):
        return _("%(missing)s phiếu theo mã nữa (tất cả %(needed)s phiếu)") % words
    return _("%(missing)s phiếu nữa (tất cả %(needed)s phiếu)") % words


def _notes(teller: Teller, line: TargetLine) -> list[str]:
    _ = teller.translate
    notes = [_("chỉ tính phiếu theo mã")] if is_line_by_ticket(line) else []
    verdict = line.verdict
    if verdict is not None and verdict.feasible is False and verdict.answers_needed is not None:
        notes.append(
            _("cần tất cả %(needed)s phiếu, nhiều hơn số lượt của kỳ")
            % {"needed": teller.numbers.number(verdict.answers_needed)}
        )
    if verdict is not None and line.target.stricter and verdict.stricter_point not in (None, verdict.point):
        notes.append(_stricter(teller, line))
    if line.rounding is not None:
        low, high = (
            outward(bound, is_upper=is_upper) for bound, is_upper in zip(line.rounding, (False, True), strict=True)
        )
        notes.append(_("do làm tròn: %(range)s phút") % {"range": teller.numbers.range(low, high)})
    if line.bounds is not None and line.bounds.tipping_point is not None:
        notes.append(
            _("khi kể cả người không trả lời: %(range)s%%; %(tipping)s")
            % {
                "range": teller.numbers.share_range(line.bounds.low, line.bounds.high),
                "tipping": tipping_text(teller, line.bounds, is_by_ticket=is_line_by_ticket(line)),
            }
        )
    if note := teller.name(line.note):
        notes.append(note)
    return notes


def _stricter(teller: Teller, line: TargetLine) -> str:
    _ = teller.translate
    reading = line.target.stricter or line.target.comparison
    level = teller.threshold(line.target, line.unit).partition(" ")[2]
    met = line.verdict is not None and line.verdict.stricter_point == "met"
    result = _("đạt mức chỉ tiêu") if met else _("chưa đạt mức chỉ tiêu")
    return _("đọc chặt hơn (%(reading)s): %(result)s") % {
        "reading": f"{SIGNS[reading]} {level}",
        "result": result,
    }
