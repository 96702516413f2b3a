"""What a plan is made of: frozen values, every one of which can say where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from survey_app.periods import Kind

Comparison = Literal[">=", ">", "<=", "<"]
Unit = Literal["percent", "minutes", "reports_per_year"]
Source = Literal["desk", "portal", "administrative", "any"]

COMPARISONS: tuple[Comparison, ...] = (">=", ">", "<=", "<")
SOURCES: tuple[Source, ...] = ("desk", "portal", "administrative", "any")
SECTOR_GROUPS = MappingProxyType({"land": "đất đai", "construction": "xây dựng", "investment": "đầu tư"})
PERIOD_KEYS: MappingProxyType[str, Kind] = MappingProxyType(
    {"Q1": "quarter", "Q2": "quarter", "Q3": "quarter", "Q4": "quarter", "H1": "half", "H2": "half", "year": "year"}
)
LIMITS: MappingProxyType[Unit, tuple[float, float]] = MappingProxyType(
    {"percent": (0.0, 100.0), "minutes": (0.0, 480.0), "reports_per_year": (1.0, 366.0)}
)


def plain_number(value: float) -> str:
    """A number as Vietnamese texts write it: 85, 92,5."""
    return f"{value:g}".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A quantity a plan can set a target for."""

    code: str
    name: str
    unit: Unit


INDICATORS: MappingProxyType[str, Indicator] = MappingProxyType(
    {
        entry.code: entry
        for entry in (
            Indicator("satisfaction_procedures", "Mức độ hài lòng về giải quyết thủ tục hành chính", "percent"),
            Indicator("satisfaction_service", "Mức độ hài lòng đối với sự phục vụ của cơ quan hành chính", "percent"),
            Indicator("online_satisfaction", "Tỷ lệ hài lòng khi sử dụng dịch vụ công trực tuyến", "percent"),
            Indicator("waiting_mean", "Thời gian chờ trung bình một lượt giao dịch", "minutes"),
            Indicator("resupply_share", "Tỷ lệ người dân, doanh nghiệp không phải nộp lại giấy tờ đã nộp", "percent"),
            Indicator("on_time_share", "Tỷ lệ hồ sơ giải quyết đúng hạn và trước hạn", "percent"),
            Indicator("cases_settled", "Tỷ lệ phản ánh, kiến nghị được xử lý dứt điểm", "percent"),
            Indicator("cases_handled", "Tỷ lệ phản ánh, kiến nghị được tiếp nhận và xử lý kịp thời", "percent"),
            Indicator("report_frequency", "Số kỳ báo cáo kết quả lấy ý kiến trong năm", "reports_per_year"),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Document:
    """The document a plan was read from, as it stands there."""

    name: str
    issuer: str
    numbers: tuple[str, ...] = ()
    """Empty where the source leaves the number blank; both where it gives two."""
    number_note: str = ""
    date: date | None = None
    date_note: str = ""
    seed: str = ""

    def number_text(self) -> str:
        """The number as printed: one, several with a note, or why there is none."""
        text = ", ".join(self.numbers)
        if text and self.number_note:
            return f"{text} ({self.number_note})"
        return text or self.number_note


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sentence stands: document, number, date, file and line, and its very words."""

    document: str
    numbers: tuple[str, ...]
    date: date | None
    seed: str
    line: int
    sentence: str
    reference: str = ""
    """For a document read only through another source: where."""
    reference_en: str = ""

    def cite(self, language: str = "vi") -> str:
        """File and line (`000:71`), or the reference where no file was at hand."""
        if self.seed:
            return f"{self.seed}:{self.line}"
        return (self.reference_en or self.reference) if language == "en" else self.reference


@dataclass(frozen=True, slots=True)
class Reading:
    """Another number or wording for the same thing in the same document, kept but not applied."""

    text: str
    origin: Origin
    comparison: Comparison | None = None
    value: float | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two readings inside one document, the one applied and why."""

    about: str
    applied: str
    reason: str
    readings: tuple[Reading, ...]
    target: str = ""
    """The key of the target it concerns; empty for the document itself (its number, say)."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a target is limited to; empty means everything the plan's adopter answers for."""

    sectors: tuple[str, ...] = ()
    sector_groups: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def specificity(self) -> int:
        """How narrow: units count most, then sectors by code, then priority groups."""
        return 4 * bool(self.units) + 2 * bool(self.sectors) + bool(self.sector_groups)


@dataclass(frozen=True, slots=True)
class Target:
    """One number to reach: percents on 0–100, minutes as minutes."""

    key: str
    indicator: str
    comparison: Comparison
    value: float
    unit: Unit
    population: str
    source: Source
    scope: Scope
    valid_from: date
    valid_to: date
    origin: Origin
    stricter: Comparison | None = None
    """A stricter comparison with the same value, printed beside the first."""
    aspiration: float | None = None
    """A further value the document hopes for; no verdict is given against it."""
    horizon: int | None = None
    """The year by which the document wants it reached."""
    applied: bool = True
    confirmed: bool = True
    """False where the text of the document was not read."""
    note: str = ""
    note_en: str = ""
    reason: str = ""
    """Why this reading is applied and not the others."""
    reason_en: str = ""
    alternatives: tuple[Reading, ...] = ()

    @property
    def threshold(self) -> float:
        """The value in the unit of an estimate: shares as fractions, minutes as minutes."""
        return self.value / 100 if self.unit == "percent" else self.value

    def measured_by(self, source: str) -> bool:
        """Whether data of that source measure this target."""
        return self.source in ("any", source)


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """A period with the document's own cut-offs, or one inferred from them ("suy ra")."""

    key: str
    kind: Kind
    first: date
    last: date
    inferred: bool
    origin: Origin | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportDuty:
    """Who reports to whom for which periods, and before which day of the period's last month."""

    who: str
    to: str
    periods: tuple[str, ...]
    before_day: int | None
    """ "Trước ngày 20" is 20: the last permitted day is the 19th. None where the document names no day."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class Plan:
    """A reform plan: its document, targets, reporting periods, duties and the contradictions found in it."""

    code: str
    title: str
    document: Document
    valid_from: date
    valid_to: date
    targets: tuple[Target, ...]
    periods: tuple[ReportingPeriod, ...] = ()
    duties: tuple[ReportDuty, ...] = ()
    document_contradictions: tuple[Contradiction, ...] = ()
    simulated: bool = False
    note: str = ""
    title_en: str = ""
    """Empty only in a plan that was adopted before the English was asked for."""

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Those of the document and those of its targets."""
        of_targets = tuple(
            Contradiction(INDICATORS[t.indicator].name, t.origin.cite(), t.reason, t.alternatives, t.key)
            for t in self.targets
            if t.alternatives
        )
        return self.document_contradictions + of_targets

    def target(self, key: str) -> Target:
        """The target of that key."""
        return next(target for target in self.targets if target.key == key)
