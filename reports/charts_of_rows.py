"""Charts of one row a thing: sectors, targets, waiting, coverage, tiers and what-ifs."""

from __future__ import annotations

from collections.abc import Sequence

from reports.by_ticket import is_line_by_ticket
from reports.chart_words import figure_note, in_words, source, with_target_labels
from reports.content import NOTE_GAP, Chart, ChartRow, Mark
from reports.coverage import line_coverage
from reports.figures import missing
from reports.findings import Row, TargetLine, WaitingRow
from reports.lines import Line, line_of
from reports.plan_sentence import judged_lines, line_name, line_value, row_key
from reports.row_sentence import named_below
from reports.shortfall import compared, distance, is_below, is_surely_below, is_unproven
from reports.silent import assumptions
from reports.targets import certainty_words
from reports.telling import Teller, estimate_decimals, reaches


def sector_chart(teller: Teller) -> Chart | None:
    """Sectors by their distance to the target, priority sectors first."""
    _ = teller.translate
    if not teller.findings.sectors:
        return None
    lines = sorted((line_of(teller, "sectors", row) for row in teller.findings.sectors), key=_line_place)
    rows = with_target_labels(teller, [_share_row(teller, line) for line in lines])
    title = _sector_title(teller, lines)
    return Chart(
        key="sectors",
        title=title,
        subtitle=_sector_subtitle(teller, lines),
        source=source(teller),
        description=in_words(title, source(teller), rows),
        rows=rows,
        scale_note=_("Trục không bắt đầu từ 0%."),
        language=teller.language,
    )


def _line_place(line: Line) -> tuple[bool, bool, bool, float]:
    # priority first; inside, figures before those of longer windows before none, farthest below the target first
    row = line.row
    if row is None:
        return (True, True, True, 0.0)
    return (not row.is_priority, line.estimate is None, row.share is None, distance(row))


def _place(row: Row) -> tuple[bool, bool, float]:
    return (not row.is_priority, row.share is None, distance(row))


def _share_row(teller: Teller, line: Line) -> ChartRow:
    row, found = line.row, line.estimate
    if row is None or found is None:
        return ChartRow(
            row.key if row else "", line.label, None, note=missing(teller, line.why).text, mark=line.mark,
            is_priority=row is not None and row.is_priority,
        )  # fmt: skip
    return ChartRow(
        key=row.key,
        label=line.label,
        point=found.value,
        low=found.ci_low,
        high=found.ci_high,
        target=row.target.value if row.target else None,
        note=figure_note(teller, line),
        mark=line.mark or _stand(row),
        is_priority=row.is_priority,
    )


def _stand(row: Row) -> Mark:
    if row.target is None:
        return ""
    return "unsure" if is_unproven(row) else "below" if is_below(row) else "above"


def _sector_subtitle(teller: Teller, lines: Sequence[Line]) -> str:
    """What is drawn, with the answers that the drawn shares rest on."""
    _ = teller.translate
    shown = [line for line in lines if line.estimate is not None]
    drawn = [line.estimate.n for line in shown if line.estimate is not None and line.why != "window"]
    if not drawn:
        return _("Tỷ lệ hài lòng và khoảng tham khảo 95%")
    if len(drawn) < len(shown):
        # the answers of longer windows are of other periods: they stand beside their rows, in no sum
        return _(
            "Tỷ lệ hài lòng và khoảng tham khảo 95%%; n = %(n)s phiếu của kỳ này, không kể các dòng gộp nhiều tuần. "
            "▼ dưới mức chỉ tiêu, ● không dưới mức, ○ chưa đủ căn cứ"
        ) % {"n": teller.numbers.number(sum(drawn))}
    return _(
        "Tỷ lệ hài lòng và khoảng tham khảo 95%%; n = %(n)s phiếu của các lĩnh vực được nêu. "
        "▼ dưới mức chỉ tiêu, ● không dưới mức, ○ chưa đủ căn cứ"
    ) % {"n": teller.numbers.number(sum(drawn))}


def _sector_title(teller: Teller, lines: Sequence[Line]) -> str:
    _ = teller.translate
    rows = compared(teller)
    below = [row for row in rows if is_below(row)]
    if all(line.estimate is None for line in lines):
        # with too few answers, or hidden for another row's sake: the same words, since the reason would tell
        return _("Kỳ này không nêu riêng được lĩnh vực nào")
    if not rows:
        return _("Tỷ lệ hài lòng theo lĩnh vực")
    if not below:
        return _("Không lĩnh vực nào dưới mức chỉ tiêu")
    names = ", ".join(named_below(teller, row) for row in sorted(below, key=_place))
    if len(below) <= 2:
        return _("Dưới mức chỉ tiêu: %(names)s") % {"names": names}
    told = {"below": len(below), "all": len(rows), "sure": sum(map(is_surely_below, below))}
    if told["sure"]:
        return _("%(below)s trong %(all)s lĩnh vực có chỉ tiêu ở dưới mức, %(sure)s đủ căn cứ") % told
    return _("%(below)s trong %(all)s lĩnh vực có chỉ tiêu ở dưới mức, đều chưa đủ căn cứ") % told


def targets_chart(teller: Teller) -> Chart | None:
    """The plan's shares to date, each with its interval, its target and both lines of its verdict."""
    _ = teller.translate
    lines = [line for line in judged_lines(teller) if line.unit == "percent"]
    if not lines:
        return None
    lines.sort(key=lambda line: (not line.priority, line.target.value, line.scope != ""))
    rows = with_target_labels(teller, [_target_row(teller, line) for line in lines])
    title = _targets_title(teller)
    return Chart(
        key="targets",
        title=title,
        subtitle=_("Lũy kế kỳ kế hoạch và khoảng tham khảo 95%; ✓ đạt, ✕ chưa đạt, ~ chưa đủ căn cứ kết luận"),
        source=_plan_source(teller),
        description=in_words(title, _plan_source(teller), rows),
        rows=rows,
        scale_note=_("Trục không bắt đầu từ 0%."),
        language=teller.language,
    )


def _target_row(teller: Teller, line: TargetLine) -> ChartRow:
    _ = teller.translate
    words, mark = certainty_words(teller, line)
    name = line_name(teller, line) if line.scope else teller.name(line.label)
    value = line.counts[0] / line.counts[1] if line.counts and line.counts[1] else None
    if line.observed is not None:
        value = line.observed.value
    return ChartRow(
        key=row_key(teller, line),
        label=_("%(name)s (theo mã)") % {"name": name} if is_line_by_ticket(line) else name,
        point=value,
        low=line.observed.ci_low if line.observed is not None else None,
        high=line.observed.ci_high if line.observed is not None else None,
        target=line.target.value,
        note=NOTE_GAP.join((line_value(teller, line), words)),
        mark=mark,
        is_priority=line.priority,
    )


def _targets_title(teller: Teller) -> str:
    _ = teller.translate
    lines = judged_lines(teller)
    missed = [line for line in lines if line.verdict is not None and line.verdict.certainty == "not_met"]
    if not missed:
        return _("Chưa chỉ tiêu nào chắc chắn không đạt")
    names = ", ".join(line_name(teller, line) for line in missed[:3])
    if len(missed) > 3:
        return _("%(count)s chỉ tiêu chắc chắn chưa đạt") % {"count": len(missed)}
    return _("Chắc chắn chưa đạt: %(names)s") % {"names": names}


def _plan_source(teller: Teller) -> str:
    _ = teller.translate
    plan = teller.findings.plan_period
    text = _("%(period)s. Công thức: %(formula)s.") % {
        "period": teller.period_text() if plan is None else teller.name(plan.label),
        "formula": teller.formula(),
    }
    return f"{_('DỮ LIỆU MÔ PHỎNG')}. {text}" if teller.findings.is_simulated else text


def waiting_chart(teller: Teller) -> Chart | None:
    """Mean minutes of the whole and each sector, with what rounding allows as a band."""
    _ = teller.translate
    waiting = [row for row in teller.findings.waiting if row.mean is not None]
    if not waiting:
        return None
    whole = [row for row in waiting if row.kind == "total"]
    sectors = sorted(
        (row for row in waiting if row.kind != "total"), key=lambda row: -row.mean.value if row.mean else 0
    )
    rows = with_target_labels(teller, [_waiting_row(teller, row) for row in (*whole, *sectors)], "minutes")
    title = _waiting_title(teller, sectors)
    formula = _("trung bình phút chờ theo cảm nhận, cùng quyền số")
    return Chart(
        key="waiting",
        title=title,
        subtitle=_("Phút chờ trung bình, khoảng tham khảo 95%; dải xám: trung bình có thể lệch đến đâu vì làm tròn"),
        source=source(teller, formula),
        description=in_words(title, source(teller, formula), rows),
        rows=rows,
        language=teller.language,
        scale="minutes",
    )


def _waiting_row(teller: Teller, row: WaitingRow) -> ChartRow:
    _ = teller.translate
    if row.mean is None:
        return ChartRow(row.key, teller.name(row.name), None)
    decimals = estimate_decimals(row.mean, row.target, is_share=False)
    parts = (
        _("%(mean)s phút") % {"mean": teller.numbers.number(row.mean.value, decimals)},
        _("n %(n)s") % {"n": teller.numbers.number(row.n)},
    )
    mark: Mark = ""
    if row.target is not None:
        mark = "above" if reaches(row.mean.value, row.target) else "below"
    return ChartRow(
        key="total" if row.kind == "total" else row.key,
        label=teller.whole() if row.kind == "total" else teller.name(row.name),
        point=row.mean.value,
        low=row.mean.ci_low,
        high=row.mean.ci_high,
        target=row.target.value if row.target else None,
        limits=row.rounding,
        note=NOTE_GAP.join(parts),
        mark=mark,
        is_priority=row.kind == "total",
    )


def _waiting_title(teller: Teller, sectors: Sequence[WaitingRow]) -> str:
    _ = teller.translate
    compared_rows = [row for row in sectors if row.mean is not None and row.target is not None]
    over = [row for row in compared_rows if row.mean and row.target and not reaches(row.mean.value, row.target)]
    if not compared_rows:
        return _("Thời gian chờ theo lĩnh vực")
    if not over:
        return _("Không lĩnh vực nào chờ quá mức chỉ tiêu")
    if len(over) <= 2:
        return _("Chờ quá mức chỉ tiêu: %(names)s") % {"names": ", ".join(teller.name(row.name) for row in over)}
    return _("%(count)s lĩnh vực chờ quá mức chỉ tiêu") % {"count": len(over)}


def coverage_chart(teller: Teller) -> Chart | None:
    """Answers over visits, the least covered sector first."""
    _ = teller.translate
    lines = [line_of(teller, "sectors", row) for row in teller.findings.sectors if row.visits]
    total = line_of(teller, "total", teller.findings.total)
    whole = line_coverage(total)
    covered = [(line, found) for line in lines if (found := line_coverage(line)) is not None]
    if whole is None or not covered:
        return None
    covered.sort(key=lambda pair: pair[1])
    rows = tuple(_coverage_row(teller, line, found) for line, found in [(total, whole), *covered])
    title = _("Cứ 100 lượt giao dịch có %(count)s phiếu; ít nhất là %(name)s") % {
        "count": teller.numbers.number(whole * 100, 0 if whole >= 0.1 else 1),
        "name": covered[0][0].label,
    }
    formula = _("phiếu thu / lượt giao dịch")
    return Chart(
        key="coverage",
        title=title,
        subtitle=_("Độ phủ theo lĩnh vực: phiếu thu trên lượt giao dịch; số đếm, không có khoảng"),
        source=source(teller, formula),
        description=in_words(title, source(teller, formula), rows),
        rows=rows,
        language=teller.language,
    )


def _coverage_row(teller: Teller, line: Line, found: float) -> ChartRow:
    _ = teller.translate
    row = line.row
    is_total = row is not None and row.kind == "total"
    parts = [teller.numbers.percent(found)]
    if row is not None and row.visits:
        counts = {"n": teller.numbers.number(row.n), "visits": teller.numbers.number(row.visits)}
        parts.append(_("%(n)s / %(visits)s") % counts)
    key = "total" if is_total or row is None else row.key
    return ChartRow(key, line.label, found, note=NOTE_GAP.join(parts), is_priority=is_total)


def tiers_chart(teller: Teller) -> Chart | None:
    """How the ways of answering differ, largest first."""
    _ = teller.translate
    shown = sorted((row for row in teller.findings.tiers if row.share is not None), key=lambda row: -row.n)
    if len(shown) < 2:
        return None
    rows = tuple(_share_row(teller, line_of(teller, "tiers", row)) for row in shown)
    title = _("Bậc chứng minh nhiều phiếu nhất: %(name)s") % {"name": teller.name(shown[0].name)}
    return Chart(
        key="tiers",
        title=title,
        subtitle=_("Tỷ lệ hài lòng và khoảng tham khảo 95%; mỗi bậc gặp những người khác nhau"),
        source=source(teller),
        description=in_words(title, source(teller), rows),
        rows=rows,
        scale_note=_("Trục không bắt đầu từ 0%."),
        language=teller.language,
    )


def silent_chart(teller: Teller) -> Chart | None:
    """What the share would be under each assumption on the silent."""
    _ = teller.translate
    found = assumptions(teller)
    if not found:
        return None
    target = teller.findings.total.target
    rows = [
        ChartRow(
            key=key,
            label=label,
            point=cell.value,
            low=cell.ci_low,
            high=cell.ci_high,
            target=None if target is None else target.value,
            note="" if cell.value is None else teller.numbers.percent(cell.value),
            mark="" if target is None or cell.value is None else "above" if reaches(cell.value, target) else "below",
        )
        for key, label, cell in found
    ]
    labelled = with_target_labels(teller, rows)
    title = _silent_title(teller, labelled)
    return Chart(
        key="silent",
        title=title,
        subtitle=_("Tỷ lệ hài lòng của mọi người nếu người không trả lời …"),
        source=source(teller),
        description=in_words(title, source(teller), labelled),
        rows=labelled,
        scale_note=_("Trục không bắt đầu từ 0%."),
        language=teller.language,
    )


def _silent_title(teller: Teller, rows: Sequence[ChartRow]) -> str:
    _ = teller.translate
    if not any(row.target is not None for row in rows):
        return _("Người không trả lời có thể làm tỷ lệ thay đổi đến đâu")
    turned = next((row for row in rows if row.mark != rows[0].mark), None)
    if turned is None:
        return _("Không giả định nào ở đây làm đổi kết luận so với chỉ tiêu")
    if turned.key.startswith("less"):
        return _("Kết luận đổi nếu người không trả lời %(less)s") % {"less": turned.label}
    return _("Kết luận đổi nếu %(readier)s") % {"readier": turned.label}
