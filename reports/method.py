"""How the figures were made, and what each column of each table means."""

from __future__ import annotations

from collections.abc import Sequence

from reports import figures
from reports.content import Column, Table, TableRow
from reports.edition_lines import change_lines, edition_facts
from reports.findings import Flag
from reports.telling import Speaker, Teller


def disclaimer(teller: Teller) -> str:
    """What this survey is not: on every output."""
    _ = teller.translate
    return _("Khảo sát tại quầy giao dịch của Bộ phận Một cửa; không phải Chỉ số SIPAS do Bộ Nội vụ công bố.")


def method_table(teller: Teller) -> Table:
    """The method, one line a matter."""
    _ = teller.translate
    lines = [
        ("disclaimer", _("Đây là gì"), disclaimer(teller)),
        ("period", _("Kỳ"), teller.period_text()),
        ("as_of", _("Số liệu đến ngày"), teller.as_of()),
        ("headline", _("Chỉ số chính"), teller.formula()),
        ("plain", _("Tỷ lệ phiếu hài lòng"), teller.plain_formula()),
        ("score", _("Điểm trung bình"), _("năm mức thành 0, 25, 50, 75, 100; cùng quyền số")),
        ("outside", _("Ngoài mẫu số"), _("câu bỏ trống và “Chưa phát sinh”; có đếm")),
        ("weights", _("Quyền số"), _weights(teller)),
        ("interval", _("Khoảng tham khảo"), _interval(teller)),
        ("selection", _("Người tự chọn trả lời"), _selection(teller)),
        ("tiers", _("Bậc chứng minh"), _tiers(teller)),
        ("small", _("Nhóm nhỏ"), _small(teller)),
        ("signal", _("Tín hiệu và kết luận"), _signal(teller)),
        ("questionnaire", _("Phiếu hỏi"), ", ".join(teller.findings.questionnaires)),
        ("version", _("Phiên bản cách tính"), teller.findings.method_version),
        *((f"edition_{place}", matter, words) for place, (matter, words) in enumerate(edition_facts(teller))),
        *((f"change_{place}", _("Thay đổi"), words) for place, words in enumerate(change_lines(teller))),
    ]
    flags = [(f"flag_{place}", _("Lưu ý"), flag_text(teller, flag)) for place, flag in enumerate(teller.findings.flags)]
    title = _("Phương pháp")
    return Table(
        key="method",
        title=title,
        caption=_("Cách tính các số liệu trong báo cáo này."),
        columns=(
            Column("matter", _("Mục"), explanation=_("mục")),
            Column("text", _("Nội dung"), explanation=_("nội dung")),
        ),
        rows=tuple(
            TableRow(key, (figures.text(matter), figures.text(words))) for key, matter, words in [*lines, *flags]
        ),
        finding=_("Công thức, quyền số, khoảng tham khảo, nhóm nhỏ"),
    )


def _weights(teller: Teller) -> str:
    _ = teller.translate
    if not teller.is_weighted():
        return _("không có, vì chưa nhập số lượt giao dịch: mỗi phiếu tính như nhau")
    base = _("hồ sơ") if teller.has_flag("by_dossiers") else _("lượt giao dịch")
    return _(
        "mỗi phiếu đại diện cho số %(base)s chia cho số phiếu của tầng đơn vị × lĩnh vực trong kỳ; "
        "tầng dưới 10 phiếu được gộp trong cùng lĩnh vực"
    ) % {"base": base}


def _interval(teller: Teller) -> str:
    _ = teller.translate
    if teller.findings.interval_method == "truncated":
        return _(
            "khoảng 95% Korn–Graubard trên cỡ mẫu hiệu dụng, không bao giờ quá số phiếu; phương sai theo ngày–quầy, "
            "không hiệu chỉnh tổng thể hữu hạn; gọi là “tham khảo” vì phiếu không phải mẫu xác suất"
        )
    return _(
        "khoảng 95%% (%(method)s) trên cỡ mẫu hiệu dụng, phương sai theo ngày–quầy, không hiệu chỉnh tổng thể hữu hạn; "
        "gọi là “tham khảo” vì phiếu không phải mẫu xác suất"
    ) % {"method": teller.findings.interval_method}


def _selection(teller: Teller) -> str:
    _ = teller.translate
    return _(
        "phiếu do người dân tự nguyện trả lời; "
        "bảng độ tin cậy cho biết tỷ lệ có thể đến đâu nếu tính cả người không trả lời"
    )


def _tiers(teller: Teller) -> str:
    _ = teller.translate
    if teller.findings.total.tier == "ticket":
        return _(
            "chỉ số chính chỉ dùng phiếu theo mã; mười hai tuần gộp các bậc chứng minh; "
            "bảng theo bậc chứng minh cho biết từng bậc"
        )
    return _(
        "gộp các bậc chứng minh: chưa đủ 100 phiếu theo mã, "
        "hoặc hơn một phần năm số lượt giao dịch ở nơi chưa phát mã, "
        "hoặc số phiếu không theo mã ít đến mức tính riêng sẽ lộ câu trả lời; "
        "bảng theo bậc chứng minh cho biết từng bậc"
    )


def _small(teller: Teller) -> str:
    _ = teller.translate
    return _(
        "không nêu số liệu khi dưới 10 phiếu; thay bằng 4, 13 hoặc 26 tuần gần nhất khi đủ phiếu; "
        "ẩn thêm dòng khác khi phép trừ làm lộ nhóm nhỏ"
    )


def _signal(teller: Teller) -> str:
    _ = teller.translate
    return _("một tuần là tín hiệu, không phải kết luận; kết luận về chỉ tiêu tính lũy kế theo kỳ của kế hoạch")


def flag_text(teller: Teller, flag: Flag) -> str:
    """A flag in words; a value that could count a small group's answers is never printed."""
    _ = teller.translate
    share = teller.numbers.percent(flag.value) if 0 < flag.value <= 1 else ""
    words = {
        "unweighted": _("không có quyền số"),
        "by_dossiers": _("quyền số theo hồ sơ"),
        "more_answers_than_visits": _("phiếu nhiều hơn lượt giao dịch; quyền số đặt bằng 1"),
        "no_answers": _("một số nơi có lượt giao dịch nhưng chưa có phiếu nào, nên không có trong tỷ lệ"),
        "merged": _("tầng dưới 10 phiếu được gộp với đơn vị khác trong cùng lĩnh vực"),
        "unknown_sector": _("có phiếu không rõ lĩnh vực; chỉ tính vào toàn đơn vị"),
        "no_visits": _("chưa nhập số lượt giao dịch"),
        "mostly_assisted": _(
            "hơn nửa số phiếu do người khác ghi giúp; có người bên cạnh, người dân có thể trả lời khác đi"
        ),
        "answers_over_tickets": _(
            "có quầy nhận phiếu theo mã nhiều hơn số mã đã in (xem bảng Đối soát): giữ nguyên dữ liệu, "
            "báo cơ quan cấp trên kiểm tra khóa bí mật và người được vào cơ sở dữ liệu"
        ),
        "tickets_over_visits": _(
            "có đơn vị in mã nhiều hơn lượt giao dịch (xem bảng Đối soát): đối chiếu sổ giao mã, hủy mã thừa, "
            "kiểm tra số lượt đã nhập"
        ),
    }
    text = words[flag.code]
    if share and flag.code == "no_answers":
        text = _("%(text)s (%(share)s lượt giao dịch)") % {"text": text, "share": share}
    if flag.subject:
        text = _("%(subject)s: %(text)s") % {"subject": _subject(teller, flag.subject), "text": text}
    return text


def _subject(teller: Teller, subject: str) -> str:
    rows = [*teller.findings.sectors, *teller.findings.units, *teller.findings.agencies]
    return next((teller.name(row.name) for row in rows if row.key == subject), subject)


def codebook_table(teller: Speaker, tables: Sequence[Table]) -> Table:
    """Every column of every table, its kind and its meaning."""
    _ = teller.translate
    kinds = {
        "text": _("chữ"),
        "percent": _("phần trăm"),
        "points": _("điểm phần trăm"),
        "number": _("số"),
        "minutes": _("phút"),
    }
    title = _("Từ điển số liệu")
    return Table(
        key="codebook",
        title=title,
        caption=_(
            "Mỗi cột của mỗi bảng: mã, tên, loại và ý nghĩa. Trong XLSX, phần trăm là số có định dạng phần trăm; "
            "trong CSV, phần trăm viết theo thang 0–100. Ô trống: không có; “không đủ phiếu”: không được nêu."
        ),
        columns=(
            Column("table", _("Bảng"), explanation=_("bảng chứa cột")),
            Column("column", _("Mã cột"), explanation=_("tên cột trong tệp CSV gộp")),
            Column("label", _("Tên cột"), explanation=_("đầu cột như người đọc thấy")),
            Column("kind", _("Loại"), explanation=_("loại giá trị")),
            Column("meaning", _("Ý nghĩa"), explanation=_("giá trị nói gì, tính thế nào")),
        ),
        rows=tuple(
            TableRow(
                f"{table.key}.{column.key}",
                tuple(
                    figures.text(words)
                    for words in (table.title, column.key, column.label, kinds[column.kind], column.explanation)
                ),
            )
            for table in tables
            for column in table.columns
        ),
    )
