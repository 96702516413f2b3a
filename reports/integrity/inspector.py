"""What the builders of the inspector's content need at hand: the findings, the language, and chances in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.content import Translate
from reports.disclosure import Part, is_open_secret
from reports.findings import Name
from reports.integrity.findings import IntegrityFindings, Spot
from reports.numbers import Numbers, day, days

SURE, STRONG, WORTH = 0.001, 0.01, 0.05
"""Up to these a sign is very clear, clear, worth a look."""
RAREST = 1_000_000


@dataclass(frozen=True, slots=True)
class Voice:
    """Numbers, places, days and chances in one language."""

    language: str
    translate: Translate

    @property
    def numbers(self) -> Numbers:
        """The number formats of the language."""
        return Numbers(self.language)

    def name(self, name: Name) -> str:
        """A name as data in the language."""
        return name.in_language(self.language)

    def place(self, spot: Spot) -> str:
        """A unit, or a desk with its unit."""
        unit = self.name(spot.unit_name)
        return f"{self.name(spot.desk_name)} · {unit}" if spot.desk else unit

    def span(self, first: date, last: date) -> str:
        """Days as they are written."""
        return day(first) if first == last else days(first, last)

    def percent(self, share: float, n: int) -> str:
        """A share that may be told: never of fewer than ten, never what a small group said with one voice."""
        _ = self.translate
        level = share if share in (0.0, 1.0) else None
        if n < 1 or is_open_secret(Part("", n, level)):
            return _("không nêu")
        return self.numbers.percent(share, 0 if n < 200 else 1)

    def chance(self, p: float | None) -> str:
        """How rarely chance alone goes so far: "khoảng 1 trong 500"."""
        _ = self.translate
        if p is None:
            return _("chưa đủ số liệu trước đó")
        if p >= WORTH:
            return _("thường gặp")
        if p * RAREST <= 1:
            return _("hiếm hơn 1 trong %(many)s") % {"many": self.numbers.number(RAREST)}
        return _("khoảng 1 trong %(many)s") % {"many": self.numbers.number(_round(1 / p))}

    def strength(self, level: int) -> str:
        """How strong a sign is, in a word."""
        _ = self.translate
        return (_("chắc chắn"), _("rất rõ"), _("rõ"), _("đáng xem"), _("yếu"))[level]


@dataclass(frozen=True, slots=True)
class Inspector(Voice):
    """One tree's findings being told in one language."""

    findings: IntegrityFindings

    def period_text(self) -> str:
        """The period with its dates, and whether its figures are final."""
        _ = self.translate
        period = self.findings.period
        label = self.name(period.label)
        if "–" not in label:
            label = f"{label} ({days(period.first, period.last)})"
        status = {"preliminary": _("số liệu sơ bộ"), "official": _("số liệu chính thức")}
        return f"{label}, {status.get(period.status, '')}".rstrip(", ")


def level_of(q: float | None) -> int:
    """The strength of a chance that was raised for the number of looks: 1 is very clear, 4 weak."""
    if q is None:
        return 4
    return 1 if q <= SURE else 2 if q <= STRONG else 3 if q <= WORTH else 4


def _round(many: float) -> int:
    """Two leading digits are more than anybody needs."""
    step: int = 10 ** max(len(str(int(many))) - 2, 0)
    return int(many / step + 0.5) * step
