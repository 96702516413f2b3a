"""The inspector's findings as content: sentences, notices, tables and how to read them."""

from __future__ import annotations

from collections.abc import Sequence

from reports.content import Report, Sentence, Table, Translate
from reports.integrity.counts import coverage_table, desks_table, labels_table, silences_table, surges_table
from reports.integrity.findings import IntegrityFindings, SilenceRow
from reports.integrity.inspector import Inspector, Voice
from reports.integrity.notices import Notice, notices, silence_notices
from reports.integrity.overview import notices_table, weeks_table
from reports.integrity.patterns import minutes_table, straight_table, tiers_table
from reports.method import codebook_table
from reports.numbers import day


def _same(text: str) -> str:
    return text


def build_integrity(findings: IntegrityFindings, *, language: str = "vi", translate: Translate = _same) -> Report:
    """Everything the inspector is told of one unit in one period, with nothing in it that may not be shown."""
    inspector = Inspector(language, translate, findings)
    _ = translate
    found = notices(inspector)
    tables = _tables(inspector, found)
    unit = inspector.name(findings.unit_name)
    status = {"preliminary": _("số liệu sơ bộ"), "official": _("số liệu chính thức")}
    return Report(
        title=_("Độ tin cậy của số liệu"),
        subtitle=_("%(unit)s · %(period)s") % {"unit": unit, "period": inspector.period_text()},
        unit=findings.unit,
        unit_name=unit,
        period=findings.period.id,
        period_text=inspector.period_text(),
        first=findings.period.first,
        last=findings.period.last,
        as_of=findings.as_of,
        status=findings.period.status,
        status_text=status.get(findings.period.status, ""),
        disclaimer=_("Dấu hiệu để kiểm tra, không phải kết luận. Không phiếu nào bị bỏ hay sửa vì các dấu hiệu này."),
        language=language,
        is_simulated=findings.is_simulated,
        banner=_("DỮ LIỆU MÔ PHỎNG") if findings.is_simulated else "",
        sentences=_sentences(inspector, found),
        tables=(*tables, codebook_table(inspector, tables)),
        notes=_notes(inspector),
        facts=(
            (_("Đơn vị"), unit),
            (_("Kỳ"), inspector.period_text()),
            (_("Số liệu đến ngày"), day(findings.as_of)),
            (_("Dành cho"), _("thanh tra; quầy được nêu, không nêu tên cán bộ")),
            (_("Phiên bản cách tính"), findings.method_version),
        ),
        labels=_labels(inspector, tables),
    )


def tell_silences(
    rows: Sequence[SilenceRow], *, language: str = "vi", translate: Translate = _same
) -> tuple[Notice, ...]:
    """Desks silent until yesterday, in words."""
    return silence_notices(Voice(language, translate), rows)


def _tables(inspector: Inspector, found: Sequence[Notice]) -> tuple[Table, ...]:
    return (
        notices_table(inspector, found),
        weeks_table(inspector),
        coverage_table(inspector),
        desks_table(inspector),
        tiers_table(inspector),
        labels_table(inspector),
        straight_table(inspector),
        minutes_table(inspector),
        silences_table(inspector),
        surges_table(inspector),
    )


def _sentences(inspector: Inspector, found: Sequence[Notice]) -> tuple[Sentence, ...]:
    _ = inspector.translate
    number = inspector.numbers.number
    if found:
        first = _("%(many)s việc nên xem, mạnh nhất: %(title)s – %(place)s.") % {
            "many": number(len(found)),
            "title": found[0].title,
            "place": found[0].place,
        }
    else:
        first = _("Kỳ này không có dấu hiệu nào vượt mức báo động.")
    judged = inspector.findings.judged_here
    second = _("Tuần của một đơn vị được xét khi có từ 30 phiếu trong tuần và bốn tuần trước đó.")
    if judged:
        second = _("Đã xét %(many)s tuần của các đơn vị có từ 30 phiếu trong tuần và bốn tuần trước đó.") % {
            "many": number(judged)
        }
    elif judged == 0:
        second = _("Chưa đơn vị nào đủ phiếu để xét theo tuần: cần từ 30 phiếu trong tuần và bốn tuần trước đó.")
    third = _(
        "Với số liệu trung thực, cứ 100 tuần như vậy có không quá một tuần bị nêu nhầm. Thêm vào ít phiếu một cách "
        "khéo léo thì không cách tính nào thấy được."
    )
    return Sentence("found", first), Sentence("judged", second), Sentence("limits", third)


def _notes(inspector: Inspector) -> tuple[str, ...]:
    _ = inspector.translate
    return (
        _(
            "Dấu hiệu nào cũng có thể có lý do bình thường. Việc đầu tiên là xem, đếm lại, đến tận nơi; "
            "không phải quy trách nhiệm."
        ),
        _(
            "Không phiếu nào bị bỏ, không con số nào ở trang kết quả đổi vì trang này; đơn vị được đánh giá không sửa "
            "được gì ở đây."
        ),
        _(
            "“Khoảng 1 trong 500”: nếu mọi việc bình thường, trong 500 lần xem chừng một lần thấy dấu hiệu mạnh như "
            "vậy. Xem nhiều nơi cùng lúc thì ngẫu nhiên cũng cho vài dấu hiệu: cột “Mức” đã tính đến điều đó."
        ),
        _(
            "“Mức”: chắc chắn (số đếm không khớp), rất rõ, rõ, đáng xem (trong các dòng từ mức này trở lên, nhiều "
            "nhất chừng 5% là nhầm), yếu (vượt mức báo động của một tuần nhưng có thể nhầm vì đã xem nhiều nơi)."
        ),
        _("Thứ tự có dấu = là ngang nhau: số liệu không phân được dấu hiệu nào mạnh hơn."),
        _("Tỷ lệ của dưới 10 phiếu, hoặc của dưới 30 phiếu cùng một câu trả lời, không được nêu."),
    )


def _labels(inspector: Inspector, tables: Sequence[Table]) -> dict[str, str]:
    _ = inspector.translate
    short = {
        "notices": _("Việc nên xem"),
        "weeks": _("Từng tuần"),
        "coverage": _("Độ phủ"),
        "reconciliation": _("Đối soát"),
        "tiers": _("Bậc chứng minh"),
        "labels": _("Nhãn theo quầy"),
        "straight": _("Chọn một mức"),
        "minutes": _("Số phút tròn"),
        "silences": _("Quầy im lặng"),
        "surges": _("Cuối năm đánh giá"),
    }
    frame = {
        "cover": _("Bìa"),
        "sheets": _("Các trang tính"),
        "sentences": _("Điều cần biết"),
        "notes": _("Lưu ý"),
        "page": _("Trang"),
        "codebook": _("Từ điển số liệu"),
    }
    return frame | {table.key: short[table.key] for table in tables}
