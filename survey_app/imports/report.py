"""What an import changed, told in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

CALLED: dict[str, Any] = {
    "visits": _l("lượt giao dịch"),
    "received": _l("hồ sơ tiếp nhận"),
    "resolved_early": _l("hồ sơ giải quyết trước hạn"),
    "resolved_on_time": _l("hồ sơ giải quyết đúng hạn"),
    "resolved_late": _l("hồ sơ giải quyết trễ hạn"),
    "overdue_pending": _l("hồ sơ đang giải quyết quá hạn"),
    "apologies": _l("thư xin lỗi"),
}
"""What reports call the counted columns."""


@dataclass(frozen=True, slots=True)
class Total:
    """One figure summed over everything the file names, before and after; None where nothing was counted."""

    column: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many things were new, replaced by others, or as they were."""

    name: str
    added: int
    replaced: int
    unchanged: int
    totals: tuple[Total, ...] = ()
    notes: tuple[str, ...] = ()
    """Each single change that a reader should see."""
    warnings: tuple[str, ...] = ()
    """What was taken in although it looks odd."""

    def lines(self) -> list[str]:
        """The report as a reader sees it."""
        told = [
            _(
                "%(name)s: thêm %(added)s, thay %(replaced)s, giữ nguyên %(unchanged)s.",
                name=self.name,
                added=self.added,
                replaced=self.replaced,
                unchanged=self.unchanged,
            )
        ]
        told += [_total_line(total) for total in self.totals]
        told += self.notes
        return told + [_("Lưu ý: %(text)s", text=text) for text in self.warnings]


def _total_line(total: Total) -> str:
    return str(
        _(
            "Tổng %(column)s của các dòng trong tệp: trước %(before)s, nay %(after)s.",
            column=CALLED[total.column],
            before=_number(total.before),
            after=_number(total.after),
        )
    )


def _number(value: int | None) -> str:
    return str(_("chưa có")) if value is None else f"{value:,}".replace(",", ".")
