"""What a reader is told of a published revision: its number and day, why it is there, what changed, its digest."""

from __future__ import annotations

from collections.abc import Iterator

from reports.edition import Shown
from reports.findings import Name
from reports.numbers import day
from reports.telling import Teller

MOST_CHANGES = 40
"""More are left to a comparison of the two files."""


def edition_facts(teller: Teller) -> tuple[tuple[str, str], ...]:
    """Revision, digest and the answers that wait, as the lines of a cover sheet."""
    _ = teller.translate
    edition = teller.edition
    waiting = (_("Phiếu đến muộn đang chờ"), waiting_text(teller))
    if edition is None:
        return ((_("Bản công bố"), _("chưa công bố; số liệu tính riêng cho lần xem này")), waiting)
    return (
        (_("Bản công bố"), edition_text(teller)),
        (_("Mã kiểm tra (SHA-256)"), edition.digest),
        waiting,
    )


def edition_text(teller: Teller) -> str:
    """Bản 3, ngày 12/11/2026: có thêm phiếu đến muộn."""
    _ = teller.translate
    edition = teller.edition
    if edition is None:
        return ""
    text = _("bản %(number)s, ngày %(day)s: %(why)s") % {
        "number": edition.number,
        "day": day(edition.day),
        "why": "; ".join(_reasons(teller)),
    }
    if edition.is_replaced:
        text += _(" (đã được thay bằng bản %(newest)s)") % {"newest": edition.newest}
    return text


def waiting_text(teller: Teller) -> str:
    """How many late answers wait, in steps of ten, so that nobody is counted."""
    _ = teller.translate
    held = teller.findings.held
    return _("từ %(count)s phiếu") % {"count": teller.numbers.number(held)} if held else _("dưới 10 phiếu")


def change_lines(teller: Teller) -> tuple[str, ...]:
    """Each figure that is shown otherwise than in the revision before: Đất đai 79,4% → 79,9%."""
    if teller.edition is None or teller.edition.number == 1:
        return ()
    _ = teller.translate
    lines = [*_answers(teller), *_figures(teller)]
    if not lines:
        return (_("Không số liệu nào trong các bảng đổi khác bản trước."),)
    if len(lines) > MOST_CHANGES:
        more = _("và %(count)s thay đổi nữa") % {"count": len(lines) - MOST_CHANGES}
        return (*lines[:MOST_CHANGES], more)
    return tuple(lines)


def _answers(teller: Teller) -> Iterator[str]:
    _ = teller.translate
    edition = teller.edition
    if edition is not None and edition.changes.answers is not None:
        before, after = (_shown(teller, count) for count in edition.changes.answers)
        yield _("Phiếu thu của toàn đơn vị: %(before)s → %(after)s") % {"before": before, "after": after}


def _figures(teller: Teller) -> Iterator[str]:
    edition = teller.edition
    for change in () if edition is None else edition.changes.figures:
        yield _line(teller, change)


def _line(teller: Teller, change: Shown) -> str:
    _ = teller.translate
    return _("%(table)s, %(row)s: %(before)s → %(after)s") % {
        "table": teller.name(change.table),
        "row": teller.name(change.row),
        "before": _shown(teller, change.before),
        "after": _shown(teller, change.after),
    }


def _shown(teller: Teller, figure: Name) -> str:
    _ = teller.translate
    return teller.name(figure) or _("không nêu")


def _reasons(teller: Teller) -> Iterator[str]:
    _ = teller.translate
    words = {
        "first": _("công bố lần đầu"),
        "official": _("số liệu chính thức, sau khi hết hạn gửi phiếu"),
        "units": _("cây đơn vị được sửa: có đơn vị vào thêm hoặc ra khỏi tổng, kéo theo phiếu và số lượt của nó"),
        "recounted": _("số phiếu được tính thay đổi, không phải do phiếu đến muộn"),
        "answers": _("có thêm từ 10 phiếu đến muộn"),
        "visits": _("số lượt giao dịch hoặc hồ sơ được nhập thêm hay sửa"),
        "places": _("cây đơn vị hoặc cơ quan chủ trì được sửa"),
        "plans": _("kế hoạch áp dụng thay đổi"),
        "tickets": _("số mã đã in thay đổi"),
        "method": _("cách tính đổi phiên bản"),
    }
    for reason in teller.edition.reasons if teller.edition is not None else ():
        yield words.get(reason, reason)
