"""What every builder of content needs at hand: protected findings, the language, and phrases used in many places."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Protocol

from analysis import Estimate, Target
from reports.content import Translate
from reports.edition import Edition
from reports.findings import Findings, Name, Row, WindowFigure
from reports.numbers import Numbers, day, days, enough_decimals, share_decimals
from reports.protection import Protected

REACHES = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}


class Speaker(Protocol):
    """Whoever tells something in one language: what cells and shared columns need of it."""

    @property
    def translate(self) -> Translate:
        """The words of the language."""

    @property
    def numbers(self) -> Numbers:
        """Its number formats."""

    def name(self, name: Name) -> str:
        """A name as data in it."""


@dataclass(frozen=True, slots=True)
class Teller:
    """One report being told in one language."""

    protected: Protected
    language: str
    translate: Translate
    edition: Edition | None = None
    """Which published revision is told; None where nothing was published."""

    @property
    def findings(self) -> Findings:
        """The findings, with what may not be shown already taken out."""
        return self.protected.findings

    @property
    def numbers(self) -> Numbers:
        """The number formats of the report's language."""
        return Numbers(self.language)

    def name(self, name: Name) -> str:
        """A name as data in the report's language."""
        return name.in_language(self.language)

    def title(self, row: Row) -> str:
        """A row's name; the whole is called the whole."""
        return self.whole() if row.kind == "total" else self.name(row.name)

    def whole(self) -> str:
        """What the row of the whole is called, apart from a part that bears the same name."""
        _ = self.translate
        return _("Toàn đơn vị")

    def threshold(self, target: Target, unit: str) -> str:
        """A target as readers write it: ≥ 85%, ≤ 25 phút."""
        _ = self.translate
        if unit == "minutes":
            level = _("%(minutes)s phút") % {"minutes": self.numbers.minutes(target.value)}
        else:
            level = self.numbers.level(target.value)
        return f"{SIGNS[target.comparison]} {level}"

    def window_label(self, window: WindowFigure) -> str:
        """4 tuần 12/10–08/11; where not every week has answers: 26 tuần 18/5–15/11, 5 tuần có phiếu."""
        _ = self.translate
        span = days(window.first, window.last, with_year=window.first.year != window.last.year)
        label = _("%(weeks)s tuần %(days)s") % {"weeks": window.weeks, "days": span}
        if window.weeks_answered is None or window.weeks_answered >= window.weeks:
            return label
        return _("%(window)s, %(weeks)s tuần có phiếu") % {"window": label, "weeks": window.weeks_answered}

    def period_text(self) -> str:
        """The period with its dates written out, and whether its figures are final."""
        period = self.findings.period
        label = self.name(period.label)
        if "–" not in label and period.kind not in ("week", "weeks", "span"):
            label = f"{label} ({days(period.first, period.last)})"
        return f"{label}, {self.status_text()}"

    def status_text(self) -> str:
        """Whether the period's figures are final."""
        _ = self.translate
        texts = {
            "official": _("số liệu chính thức"),
            "preliminary": _("số liệu sơ bộ"),
            "open": _("kỳ chưa kết thúc, chưa có số liệu chính thức"),
        }
        return texts[self.findings.period.status]

    def as_of(self) -> str:
        """The day the figures were counted."""
        return day(self.findings.as_of)

    def is_weighted(self) -> bool:
        """Whether answers stand for visits or dossiers rather than for themselves."""
        return not self.has_flag("unweighted") and not self.has_flag("no_visits")

    def has_flag(self, code: str) -> bool:
        """Whether the whole carries this flag."""
        return any(flag.code == code and not flag.subject for flag in self.findings.flags)

    def formula(self) -> str:
        """The name of the headline index's formula."""
        _ = self.translate
        if not self.is_weighted():
            return _("tỷ lệ hài lòng không có quyền số: (mức 4 + mức 5) / phiếu trả lời mức 1–5")
        if self.has_flag("by_dossiers"):
            return _("tỷ lệ hài lòng có quyền số theo hồ sơ: (mức 4 + mức 5) / phiếu trả lời mức 1–5")
        return _("tỷ lệ hài lòng có quyền số theo lượt giao dịch: (mức 4 + mức 5) / phiếu trả lời mức 1–5")

    def plain_formula(self) -> str:
        """The name of the legal formula."""
        _ = self.translate
        return _("số phiếu hài lòng / số phiếu trả lời, không quyền số (công thức theo quy định)")


def reaches(value: float, target: Target) -> bool:
    """Whether an unrounded figure satisfies the document's comparison."""
    return bool(REACHES[target.comparison](value, target.value))


def estimate_decimals(estimate: Estimate, target: Target | None, *, is_share: bool) -> int:
    """Decimals at which neither the point nor a limit changes sides of the target."""
    values = (estimate.value, estimate.ci_low, estimate.ci_high)
    thresholds = [] if target is None else [target.value]
    if is_share:
        return share_decimals(values, thresholds)
    return max(enough_decimals(value, thresholds) for value in values)
