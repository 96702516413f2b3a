"""Findings become a report: protected first, then told."""

from __future__ import annotations

from collections.abc import Sequence

from reports.action_table import actions_table
from reports.actions import ActionFact
from reports.chart_content import build_charts
from reports.content import Report, Table, Translate
from reports.coverage import coverage_table
from reports.domains import domain_table
from reports.drivers import drivers_table
from reports.edition import Edition
from reports.edition_lines import change_lines, edition_facts, edition_text
from reports.findings import Findings
from reports.funnel import funnel_table
from reports.labels import labels_table
from reports.making import making_table
from reports.method import codebook_table, disclaimer, flag_text, method_table
from reports.on_time import on_time_table
from reports.precision import precision_table
from reports.protection import protect
from reports.reconciliation import reconciliation_table
from reports.sentences import build_beside, build_sentences
from reports.silent import silent_table
from reports.summary import summary_table
from reports.targets import sources_table, targets_table
from reports.telling import Teller
from reports.trend import trend_table
from reports.waiting import waiting_table


def _same(text: str) -> str:
    return text


def build_report(
    findings: Findings,
    *,
    language: str = "vi",
    translate: Translate = _same,
    actions: Sequence[ActionFact] | None = None,
    edition: Edition | None = None,
) -> Report:
    """Everything to be told about one unit in one period, with nothing in it that may not be shown.

    `actions` are the register's, which goes on living after the figures are frozen; None leaves its table out.
    """
    return report_of(Teller(protect(findings), language, translate, edition), actions)


def report_of(teller: Teller, actions: Sequence[ActionFact] | None = None) -> Report:
    """The report that a teller tells."""
    _, language = teller.translate, teller.language
    shown = teller.findings
    return Report(
        title=_("Mức độ hài lòng của người dân tại quầy giao dịch"),
        subtitle=_("%(unit)s · %(period)s") % {"unit": teller.name(shown.unit_name), "period": teller.period_text()},
        unit=shown.unit,
        unit_name=teller.name(shown.unit_name),
        period=shown.period.id,
        period_text=teller.period_text(),
        first=shown.period.first,
        last=shown.period.last,
        as_of=shown.as_of,
        status=shown.period.status,
        status_text=teller.status_text(),
        disclaimer=disclaimer(teller),
        language=language,
        is_simulated=shown.is_simulated,
        banner=_("DỮ LIỆU MÔ PHỎNG") if shown.is_simulated else "",
        sentences=build_sentences(teller),
        beside=build_beside(teller),
        tables=_tables(teller, actions),
        charts=build_charts(teller),
        notes=_notes(teller),
        facts=_facts(teller),
        labels=_labels(teller),
        edition=teller.edition,
        edition_text=edition_text(teller),
        changes=change_lines(teller),
    )


def _tables(teller: Teller, actions: Sequence[ActionFact] | None) -> tuple[Table, ...]:
    shown = teller.findings
    register = () if actions is None else (actions_table(teller, actions),)
    tables = (
        summary_table(teller),
        domain_table(teller, "sectors", shown.sectors),
        domain_table(teller, "units", shown.units),
        domain_table(teller, "agencies", shown.agencies),
        waiting_table(teller),
        targets_table(teller),
        sources_table(teller),
        on_time_table(teller),
        domain_table(teller, "tiers", shown.tiers),
        domain_table(teller, "channels", shown.channels),
        labels_table(teller),
        reconciliation_table(teller),
        trend_table(teller),
        funnel_table(teller),
        drivers_table(teller),
        coverage_table(teller),
        silent_table(teller),
        precision_table(teller),
        making_table(teller),
        *register,
        method_table(teller),
    )
    return (*tables, codebook_table(teller, tables))


def _notes(teller: Teller) -> tuple[str, ...]:
    _ = teller.translate
    notes = []
    if teller.findings.is_simulated:
        notes.append(_("DỮ LIỆU MÔ PHỎNG: số liệu tạo ra để dùng thử, không phải ý kiến của người dân."))
    if teller.findings.period.status == "preliminary":
        notes.append(
            _(
                "Số liệu sơ bộ: phiếu đến trong 72 giờ được cộng thêm khi đủ 10 phiếu cùng nhóm; "
                "số chính thức có vào thứ Năm."
            )
        )
    if teller.findings.period.kind == "week":
        notes.append(_("Một tuần là tín hiệu, chưa phải kết luận về chỉ tiêu của cả kỳ kế hoạch."))
    if not teller.is_weighted():
        notes.append(_("Chưa nhập số lượt giao dịch của kỳ: tỷ lệ không có quyền số."))
    elif teller.has_flag("by_dossiers"):
        notes.append(_("Quyền số theo hồ sơ, vì chưa có số lượt giao dịch."))
    told = {"unweighted", "no_visits", "by_dossiers"}
    for flag in teller.findings.flags:
        if flag.code not in told and not flag.subject:
            words = flag_text(teller, flag)
            notes.append(f"{words[:1].upper()}{words[1:]}.")
    return tuple(notes)


def _facts(teller: Teller) -> tuple[tuple[str, str], ...]:
    _ = teller.translate
    contact = teller.findings.contact or _("bộ phận phụ trách Một cửa của %(unit)s") % {
        "unit": teller.name(teller.findings.unit_name)
    }
    return (
        (_("Đơn vị"), teller.name(teller.findings.unit_name)),
        (_("Kỳ"), teller.period_text()),
        (_("Số liệu đến ngày"), teller.as_of()),
        (_("Cách làm"), _("phiếu đánh giá tự nguyện, ẩn danh, quét mã QR tại quầy sau khi giao dịch")),
        (_("Chỉ số chính"), teller.formula()),
        (_("Phiếu hỏi"), ", ".join(teller.findings.questionnaires)),
        (_("Phiên bản cách tính"), teller.findings.method_version),
        *edition_facts(teller),
        (_("Hỏi về số liệu"), contact),
    )


def _labels(teller: Teller) -> dict[str, str]:
    _ = teller.translate
    return {
        "cover": _("Bìa"),
        "sheets": _("Các trang tính"),
        "sentences": _("Điều cần biết"),
        "notes": _("Lưu ý"),
        "simulated": _("DỮ LIỆU MÔ PHỎNG"),
        "page": _("Trang"),
        "main": _("Kết quả chính"),
        "facts": _("Về số liệu này"),
        "figures": _("Biểu đồ và bảng số liệu"),
        "summary": _("Tóm tắt"),
        "sectors": _("Lĩnh vực"),
        "units": _("Đơn vị"),
        "agencies": _("Cơ quan chủ trì"),
        "waiting": _("Thời gian chờ"),
        "targets": _("Chỉ tiêu"),
        "sources": _("Nguồn chỉ tiêu"),
        "on_time": _("Đúng hạn"),
        "tiers": _("Bậc chứng minh"),
        "channels": _("Cách thu"),
        "labels": _("Nhãn khi đến"),
        "reconciliation": _("Đối soát"),
        "trend": _("Mười hai tuần"),
        "funnel": _("Đơn vị khác thường"),
        "drivers": _("Điều tác động"),
        "coverage": _("Độ phủ"),
        "silent": _("Người không trả lời"),
        "precision": _("Độ tin cậy"),
        "actions": _("Việc khắc phục"),
        "making": _("Số này từ đâu"),
        "method": _("Phương pháp"),
        "codebook": _("Từ điển số liệu"),
    }
