"""What the results pages show, put together from findings, the tree of units and the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports import to_svg
from reports.content import Report
from survey_app.actions import facts_of_report
from survey_app.adoption import plans_to_ask
from survey_app.exceptions import OpenPeriod
from survey_app.export import tell, tell_kept
from survey_app.office.action_pages import ActionsBlock, Reader, actions_block, may_change
from survey_app.office.choices import Choice, ChoiceGroup, beside, choice_of, latest_week, period_groups
from survey_app.office.counting import (
    begins_on,
    first_day,
    has_desks,
    latest_period,
    open_count,
    published_periods,
)
from survey_app.office.details import Detail, detail_of
from survey_app.office.ended_units import Ended, find_ended
from survey_app.office.long_tables import TablePage, is_long, page_with, whole_table
from survey_app.office.question import Question
from survey_app.office.sections import Picture, Section, first_picture, part_of, sections_of
from survey_app.office.spoken import Spoken, spoken_of
from survey_app.office.unit_choices import choosable_units
from survey_app.period_names import title_of
from survey_app.periods import full_day, official_from, to_date
from survey_app.places import unit_names
from survey_app.results import load_kept
from survey_app.results.compute import root_of
from survey_app.results.integrity.store import judged_periods
from survey_app.roles import Permission
from survey_app.snapshots import Kept, find_chart
from survey_app.week_blocks import block_ending


@dataclass(frozen=True, slots=True)
class Chooser:
    """The lists a reader chooses unit and period from, and the way one step back or forward."""

    unit: str
    period: str
    units: tuple[Choice, ...]
    periods: tuple[ChoiceGroup, ...]
    before: Choice | None
    after: Choice | None
    is_bare: bool
    """Whether nothing of the unit was published yet."""


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """A closed period as it is read on the screen."""

    report: Report
    sentences: tuple[Spoken, ...]
    beside: Spoken | None
    picture: Picture | None
    sections: tuple[Section, ...]
    chooser: Chooser
    actions: ActionsBlock
    may_act: bool
    """Whether this person may open a corrective action of the unit."""
    ended: Ended | None = None
    """Where the unit was merged away since: its last day and who carries it on."""

    @property
    def linked_units(self) -> frozenset[str]:
        """Units whose own page this person may open."""
        return frozenset(unit.value for unit in self.chooser.units)


@dataclass(frozen=True, slots=True)
class DetailPage:
    """One row of a report with what it is made of."""

    report: Report
    detail: Detail
    whole_page: int = 0
    """The part of the whole table with this row, where the page of the results may not show it."""


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A period that is not over: when its results come, and what can be read until then."""

    title: str
    unit_name: str
    sentences: tuple[str, ...]
    links: tuple[Choice, ...]
    chooser: Chooser
    is_open: bool = True
    """False where the period is over but was not published yet."""


def read_kept(session: Session, question: Question) -> Kept:
    """The snapshot of a closed period that was asked for: the newest, or an earlier revision."""
    if not question.is_closed:
        raise OpenPeriod(" ".join(_availability(question)))
    return load_kept(session, question.period, question.unit, today=question.today, revision=question.revision)


def read_report(session: Session, question: Question) -> Report:
    """The report of a closed period in the reader's language: the one the files are made of."""
    return tell_kept(session, read_kept(session, question), question.language, question.today)


def picture(session: Session, question: Question, key: str) -> bytes | None:
    """One chart as SVG: drawn when the period was published, else drawn now of what was."""
    kept = read_kept(session, question)
    drawn = find_chart(session, (kept.unit, kept.period, kept.revision), question.language, key)
    if drawn is not None:
        return drawn
    chart = tell(kept.findings, question.language, edition=kept.edition).chart(key)
    return None if chart is None else to_svg(chart).encode()


def results_page(session: Session, question: Question, *, is_whole: bool = False) -> ResultsPage:
    """The page of a closed period; `is_whole` keeps every row of every table."""
    kept = read_kept(session, question)
    facts = facts_of_report(session, kept.findings, question.today)
    report = tell(kept.findings, question.language, facts, edition=kept.edition)
    reader = Reader(question.person, question.language, question.today)
    return ResultsPage(
        report,
        sentences=tuple(spoken_of(sentence) for sentence in report.sentences),
        beside=None if report.beside is None else spoken_of(report.beside),
        picture=first_picture(report),
        sections=sections_of(report, is_whole=is_whole),
        chooser=make_chooser(session, question),
        actions=actions_block(facts, question.unit, reader.voice),
        may_act=may_change(session, reader, question.unit),
        ended=find_ended(session, question),
    )


def detail_page(session: Session, question: Question, row: tuple[str, str]) -> DetailPage | None:
    """What one row of one table is made of; None where there is no such row."""
    report = read_report(session, question)
    detail = detail_of(report, *row)
    if detail is None:
        return None
    return DetailPage(report, detail, page_with(detail.table, detail.key) if is_long(detail.table) else 0)


def table_page(session: Session, question: Question, key: str, *, words: str, page: int) -> TablePage | None:
    """A part of one table with all its rows; None where there is no such table."""
    report = read_report(session, question)
    whole = whole_table(report, key, words=words, page=page)
    if whole is None:
        return None
    units = choosable_units(session, question, "results")
    reader = Reader(question.person, question.language, question.today)
    may_act = may_change(session, reader, question.unit)
    return TablePage(whole, "office.results", part_of(key), frozenset(unit.value for unit in units), may_act)


def open_page(session: Session, question: Question) -> OpenPage:
    """The page of a period that is not over: no figure but an open week's count."""
    names = unit_names(session, question.language)
    sunday = block_ending(latest_week(question.today), 4).last
    published = published_periods(session, question.unit)
    links = [latest_week(question.today)]
    if question.period.kind != "week" and question.period.first <= sunday:
        links.insert(0, to_date(question.period, sunday))
    return OpenPage(
        title=title_of(question.period),
        unit_name=names.get(question.unit, question.unit),
        sentences=(*_availability(question), *_open_count(session, question)),
        links=tuple(choice_of(period) for period in links if period.id in published),
        chooser=make_chooser(session, question),
    )


def unpublished_page(session: Session, question: Question, why: str) -> OpenPage:
    """The page of a closed period that was not published yet: why, and the newest week that was."""
    names = unit_names(session, question.language)
    week = latest_period(session, question.unit, question.today)
    return OpenPage(
        title=title_of(question.period),
        unit_name=names.get(question.unit, question.unit),
        sentences=(_why_nothing(session, question) or why,),
        links=(choice_of(week),) if week.id in published_periods(session, question.unit) else (),
        chooser=make_chooser(session, question),
        is_open=False,
    )


def make_chooser(session: Session, question: Question, permission: Permission = "results") -> Chooser:
    """The units that the permission reaches, the periods, and one step back or forward."""
    period, today = question.period, question.today
    published = published_periods(session, question.unit)
    if permission == "integrity":
        judged = judged_periods(session, root_of(session, question.unit, period))
        published = {one: last for one, last in published.items() if one in judged}
    before, after = beside(period, published)
    adopted = plans_to_ask(session, question.unit, today)
    return Chooser(
        unit=question.unit,
        period=period.id,
        units=choosable_units(session, question, permission),
        periods=period_groups(period, plans=adopted, published=published, today=today),
        before=before,
        after=after,
        is_bare=not published,
    )


def _why_nothing(session: Session, question: Question) -> str:
    """What is missing before anything can be published; empty where something is there."""
    unit, period, today = question.unit, question.period, question.today
    begins, first = begins_on(session, unit), first_day(session, unit, today)
    if begins is not None and begins > period.last:
        return str(_("Đơn vị hoạt động từ %(day)s, sau kỳ này, nên kỳ này chưa có kết quả.", day=full_day(begins)))
    if first is None and not has_desks(session, unit, today):
        return str(_("Đơn vị chưa có quầy nào, nên chưa thu được phiếu. Quản trị viên thêm quầy ở “Nơi giao dịch”."))
    if first is None:
        return str(
            _(
                "Chưa có phiếu nào, nên chưa có gì để công bố: xin kiểm tra mã QR ở từng quầy còn nguyên và quét được, "
                "rồi mời người dân đánh giá sau khi giao dịch."
            )
        )
    if period.last < first:
        return str(_("Trong kỳ này đơn vị chưa có phiếu và lượt giao dịch nào, nên không có gì để công bố."))
    return ""


def _availability(question: Question) -> tuple[str, ...]:
    period, monday = question.period, question.period.last + timedelta(days=1)
    if question.today < period.first:
        begins = _("Kỳ này chưa bắt đầu (từ %(first)s).", first=full_day(period.first))
    elif period.kind == "week":
        begins = _("Tuần này chưa kết thúc.")
    else:
        begins = _("Kỳ này chưa kết thúc.")
    pattern = _("Xem được từ %(day)s (số liệu sơ bộ); số liệu chính thức từ %(official)s.")
    if period.kind == "week":
        pattern = _("Xem được từ thứ Hai %(day)s (số liệu sơ bộ); số liệu chính thức từ thứ Năm %(official)s.")
    return begins, pattern % {"day": full_day(monday), "official": full_day(official_from(period))}


def _open_count(session: Session, question: Question) -> tuple[str, ...]:
    """The open week's count as of yesterday, in steps of ten; nothing for other periods."""
    yesterday = question.today - timedelta(days=1)
    if question.period.kind != "week" or yesterday < question.period.first:
        return ()
    count = open_count(session, question.unit, question.period, question.today)
    if not count:
        return (_("Đến hết ngày %(day)s có dưới 10 phiếu.", day=full_day(yesterday)),)
    return (_("Đến hết ngày %(day)s đã có ít nhất %(count)s phiếu.", day=full_day(yesterday), count=count),)
