"""The page of a comparison: the grid with the lists it is chosen from, its way up, and its files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.compared import Compared, Page
from reports.content import Report
from reports.domains import hidden_note
from reports.method import disclaimer
from survey_app.adoption import plans_to_ask
from survey_app.comparing.asked import ALL, GRID, PRIORITY, Asked, read_asked
from survey_app.comparing.building import Builder, Built
from survey_app.comparing.files import comparison_report
from survey_app.comparing.pages import Pages, Shelf
from survey_app.comparing.words import by_ticket_note, columns_name, order_names, subject_of
from survey_app.office.choices import Choice, ChoiceGroup, beside, period_groups
from survey_app.office.compare_links import Links
from survey_app.office.counting import published_periods
from survey_app.office.question import Question
from survey_app.office.strip_places import Strips, strips_for
from survey_app.office.trail import trail_of
from survey_app.period_names import title_of
from survey_app.results import load_kept


@dataclass(frozen=True, slots=True)
class Field:
    """One list to choose from."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """What the page shows."""

    unit: str
    unit_name: str
    period: str
    period_text: str
    trail: tuple[Choice, ...]
    built: Built
    fields: tuple[Field, ...]
    before: Choice | None
    after: Choice | None
    periods: tuple[ChoiceGroup, ...]
    links: Links
    strips: Strips
    notes: tuple[str, ...]
    banner: str
    disclaimer: str

    @property
    def is_published(self) -> bool:
        """Whether there is a page to take figures from."""
        return bool(self.disclaimer)

    @property
    def compared(self) -> Compared:
        """The grid or list."""
        return self.built.compared

    @property
    def asked(self) -> dict[str, str]:
        """What stands in the address, for links that change one thing of it."""
        return {"unit": self.unit, "period": self.period, **address_of(self.built.asked)}


def compare_page(session: Session, question: Question, given: dict[str, str], shelf: Shelf) -> ComparePage:
    """The page of a comparison."""
    pages = Pages(session, question, shelf)
    builder = _builder(session, pages, given)
    built = builder.build()
    own = pages.page(question.unit, question.period)
    published = published_periods(session, question.unit)
    before, after = beside(question.period, published)
    trail = trail_of(session, question.person, question.unit, question.today, question.language)
    return ComparePage(
        unit=question.unit,
        unit_name=trail[-1].label,
        period=question.period.id,
        period_text=own.teller.period_text() if own is not None else title_of(question.period),
        trail=trail,
        built=built,
        fields=_fields(built, has_units=bool(builder.children)),
        before=before,
        after=after,
        periods=_periods(session, question, published),
        links=Links(built.asked, question.unit, question.period.id, _openable(builder, pages)),
        strips=strips_for(((line.head.key, line.figure) for line in built.compared.lines), question.language),
        notes=_notes(built, own),
        banner=_banner(own),
        disclaimer=disclaimer(own.teller) if own is not None else "",
    )


def compare_report(
    session: Session, question: Question, given: dict[str, str], shelf: Shelf
) -> tuple[Report, Asked] | None:
    """The whole comparison as a report to be written to files; `None` where nothing was published."""
    pages = Pages(session, question, shelf)
    own = pages.page(question.unit, question.period)
    if own is None:
        return None
    built = _builder(session, pages, given).build(is_whole=True)
    kept = load_kept(session, question.period, question.unit, today=question.today)
    return comparison_report(replace(own, edition=kept.edition), built, _notes(built, own)), built.asked


def _builder(session: Session, pages: Pages, given: dict[str, str]) -> Builder:
    blank = Builder(session, pages, Asked("unit", "figures"))
    return Builder(session, pages, read_asked(given, has_units=bool(blank.children)))


def _openable(builder: Builder, pages: Pages) -> frozenset[str]:
    period = pages.question.period
    return frozenset(child.code for child in builder.children if pages.may_open(child.code, period))


def _periods(session: Session, question: Question, published: dict[str, date]) -> tuple[ChoiceGroup, ...]:
    return period_groups(
        question.period,
        plans=plans_to_ask(session, question.unit, question.today),
        published=published,
        today=question.today,
    )


def _notes(built: Built, own: Page | None) -> tuple[str, ...]:
    """What must be known when reading; nothing where nothing is shown."""
    if own is None:
        return ()
    notes = [
        _("Công thức: %(formula)s.", formula=own.teller.formula()),
        _("Mỗi ô lấy từ trang của chính đơn vị đó; ô nào trang ấy không nêu thì ở đây cũng không nêu."),
        hidden_note(own.teller),
        _(
            "“Gộp 4 tuần” (13, 26): kỳ này có dưới 10 phiếu, nên nêu khoảng tuần đã đóng ngắn nhất đủ 10 phiếu. "
            "“2 tuần có phiếu”: các tuần khác của khoảng ấy không có phiếu nào."
        ),
    ]
    if built.compared.has_by_ticket:
        notes.append(by_ticket_note())
    if built.compared.is_list:
        notes.append(
            _(
                "“Mức thường”: thay đổi nằm trong ba sai số chuẩn và khoảng của nó chứa số 0. “Chưa vượt mức thường”: "
                "khoảng không chứa số 0, nhưng thay đổi còn trong ba sai số chuẩn, như vẫn gặp giữa các kỳ. "
                "“Vượt mức thường”: thay đổi hơn ba sai số chuẩn, hoặc tuần này nằm ngoài giới hạn của mười hai tuần."
            )
        )
    if built.asked.has_units:
        notes.append(_("Đơn vị xếp theo danh sách, theo tên hoặc theo nhóm, không theo tỷ lệ; chỉ so đơn vị cùng cấp."))
    if built.compared.groups:
        notes.append(
            _(
                "Nhóm: so từng cặp đơn vị, có hiệu chỉnh vì so nhiều cặp (Holm, mức 95 phần trăm); hai đơn vị có chung "
                "chữ thì chưa đủ căn cứ nói đơn vị nào cao hơn. Cán bộ và quầy không được so sánh."
            )
        )
    return tuple(notes)


def _banner(own: Page | None) -> str:
    return _("DỮ LIỆU MÔ PHỎNG") if own is not None and own.protected.findings.is_simulated else ""


def address_of(asked: Asked) -> dict[str, str]:
    """The comparison as an address has it; what is not said goes without saying."""
    of = f"{asked.kind}:{asked.of}" if asked.kind else asked.of
    found = {"rows": asked.rows, "columns": asked.columns, "of": of, "level": asked.level, "q": asked.search}
    return {**{name: value for name, value in found.items() if value}, "order": asked.order}


def _fields(built: Built, *, has_units: bool) -> tuple[Field, ...]:
    asked = built.asked
    rows = tuple(Choice(axis, subject_of(axis)) for axis in GRID if has_units or axis != "unit")
    columns = tuple(Choice(each, columns_name(each)) for each in GRID[asked.rows] if has_units or each != "unit")
    fields = [Field("rows", _("Hàng"), rows, asked.rows), Field("columns", _("Cột"), columns, asked.columns)]
    pair = {asked.rows, asked.columns}
    if pair == {"unit", "sector"}:
        sectors = (Choice(PRIORITY, _("Lĩnh vực trọng tâm")), Choice(ALL, _("Mọi lĩnh vực")))
        fields.append(Field("of", _("Lĩnh vực"), sectors, asked.of))
    if pair == {"unit", "figures"}:
        choices = (Choice("", _("Toàn đơn vị")), *(Choice(value, label) for value, label in built.lists))
        fields.append(Field("of", _("Số liệu"), choices, f"{asked.kind}:{asked.of}" if asked.of else ""))
    if asked.has_units:
        if len(built.levels) > 1:
            fields.append(Field("level", _("Cấp"), tuple(Choice(*level) for level in built.levels), asked.level))
        names = order_names().items()
        orders = tuple(Choice(value, label) for value, label in names if value != "group" or asked.columns == "figures")
        fields.append(Field("order", _("Thứ tự"), orders, asked.order))
    return tuple(fields)
