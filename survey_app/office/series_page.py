"""The page of one sector, agency or unit over time: where it stands, how it moved, what is below it, and the way up."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.compared import Against, Figure, Page
from reports.content import Cell
from reports.domains import hidden_note
from reports.method import disclaimer
from survey_app.adoption import plans_to_ask
from survey_app.comparing.held import held_against
from survey_app.comparing.pages import Pages, Shelf
from survey_app.comparing.places import children_of
from survey_app.comparing.series import Part, Point, Track, points_of
from survey_app.exceptions import UnknownComparison
from survey_app.office.choices import Choice, ChoiceGroup, beside, period_groups
from survey_app.office.counting import published_periods
from survey_app.office.question import Question
from survey_app.office.strip_places import Strips, strips_for
from survey_app.office.trail import trail_of
from survey_app.period_names import title_of
from survey_app.periods import previous, same_last_year


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """What the page shows."""

    track: Track
    name: str
    """The sector or agency; empty for the unit as a whole."""
    unit_name: str
    period: str
    period_text: str
    trail: tuple[Choice, ...]
    now: Figure
    against: tuple[Against, ...]
    points: tuple[Point, ...]
    strips: Strips
    periods: tuple[ChoiceGroup, ...]
    before: Choice | None
    after: Choice | None
    below: str
    """Where the same row of the units below is listed; empty where there are none."""
    notes: tuple[str, ...]
    banner: str
    disclaimer: str

    @property
    def asked(self) -> dict[str, str]:
        """What stands in the address besides the period."""
        return {"unit": self.track.unit, **({self.track.part: self.track.key} if self.track.part else {})}


def series_page(session: Session, question: Question, given: dict[str, str], shelf: Shelf) -> SeriesPage:
    """The page of the sector or agency that was asked for, or of the unit as a whole."""
    pages = Pages(session, question, shelf)
    own = pages.page(question.unit, question.period)
    track = _read_track(question, given)
    points = points_of(session, pages, track)
    trail = trail_of(session, question.person, question.unit, question.today, question.language)
    published = published_periods(session, question.unit)
    before, after = beside(question.period, published)
    now = _figure(own, track)
    return SeriesPage(
        track=track,
        name=_name(own, track, points),
        unit_name=trail[-1].label,
        period=question.period.id,
        period_text=own.teller.period_text() if own is not None else title_of(question.period),
        trail=trail,
        now=now,
        against=_held_against(pages, own, track, now),
        points=points,
        strips=strips_for(((point.key, point.figure) for point in points), question.language),
        periods=period_groups(
            question.period,
            plans=plans_to_ask(session, question.unit, question.today),
            published=published,
            today=question.today,
        ),
        before=before,
        after=after,
        below=_below(session, question, track),
        notes=_notes(own),
        banner=_("DỮ LIỆU MÔ PHỎNG") if own is not None and own.protected.findings.is_simulated else "",
        disclaimer=disclaimer(own.teller) if own is not None else "",
    )


def _read_track(question: Question, given: dict[str, str]) -> Track:
    parts: tuple[Part, ...] = ("sector", "agency")
    named = [(part, given[part][:60]) for part in parts if given.get(part)]
    if len(named) > 1:
        raise UnknownComparison(_("Xin chọn một lĩnh vực hoặc một cơ quan chủ trì, không phải cả hai."))
    return Track(question.unit, *(named[0] if named else ("", "")))


def _figure(page: Page | None, track: Track) -> Figure:
    if page is None:
        return Figure(Cell(_("chưa công bố"), None, "no_data"))
    return page.figure(track.table, track.key)


def _name(own: Page | None, track: Track, points: tuple[Point, ...]) -> str:
    """The row's name as its pages have it; refuses one that no page of the series knows."""
    if not track.part:
        return ""
    rows = own.rows(track.table) if own is not None else ()
    known = [row for row in (*rows, *(point.figure.row for point in points)) if row is not None]
    language = own.language if own is not None else "vi"
    name = next((row.name.in_language(language) for row in known if row.key == track.key), "")
    if not name:
        raise UnknownComparison(
            _(
                "Không có “%(key)s” trong các lĩnh vực, cơ quan chủ trì có số liệu của đơn vị này. "
                "Hãy chọn một dòng trên trang kết quả hoặc trang So sánh.",
                key=track.key,
            )
        )
    return name


def _held_against(pages: Pages, own: Page | None, track: Track, now: Figure) -> tuple[Against, ...]:
    """The period before, and the same period of the year before."""
    period, found = pages.question.period, []
    right_before = previous(period)
    for other in (right_before, same_last_year(period)):
        page = pages.page(track.unit, other)
        if own is None or page is None:
            continue
        before, is_right_before = page.figure(track.table, track.key), other == right_before
        found.append(held_against(own.teller, title_of(other), now, before, is_right_before=is_right_before))
    return tuple(found)


def _below(session: Session, question: Question, track: Track) -> str:
    if not children_of(session, question.unit, question.period, question.language):
        return ""
    of = f"{track.part}:{track.key}" if track.part else ""
    return url_for(
        "office.compare", unit=question.unit, period=question.period.id, rows="unit", columns="figures", of=of
    )


def _notes(own: Page | None) -> tuple[str, ...]:
    if own is None:
        return ()
    return (
        _("Công thức: %(formula)s.", formula=own.teller.formula()),
        _("Mỗi kỳ là số liệu đã công bố của kỳ đó; kỳ nào trang của kỳ không nêu thì ở đây cũng không nêu."),
        hidden_note(own.teller),
    )
