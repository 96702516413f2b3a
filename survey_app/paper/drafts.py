"""Drafts of sheets: each is read twice by two people, and decided where the readings differ."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, aliased

from survey_app.exceptions import PaperRefused
from survey_app.models import Desk, PaperBatch, PaperEntry, PaperSector, Staff, StaffRole
from survey_app.paper.batches import DECIDED, FIRST, SECOND, differs, open_batch
from survey_app.paper.printing import batch_questions
from survey_app.paper.reading import STORED, Reading, Sheet
from survey_app.places import ancestors
from survey_app.questionnaires import find_questionnaire
from survey_app.roles import ROLES


@dataclass(frozen=True, slots=True)
class Difference:
    """A sheet whose two readings differ."""

    sheet: int
    first: Reading
    second: Reading


def sheet_of(session: Session, number: str) -> Sheet:
    """What can be written on the sheets of a batch."""
    batch = session.get_one(PaperBatch, number)
    questionnaire = find_questionnaire(session, batch.questionnaire)
    if questionnaire is None:
        raise PaperRefused(_("Không còn phiếu hỏi “%(id)s” của tập này.", id=batch.questionnaire))
    listed = sa.select(PaperSector.sector).where(PaperSector.batch == number).order_by(PaperSector.position)
    return Sheet(questionnaire, batch_questions(session, batch, questionnaire), tuple(session.scalars(listed)))


def set_day(session: Session, number: str, day: date, *, today: date) -> None:
    """Note when the box was opened, which is the day of the batch's answers."""
    batch = open_batch(session, number)
    if not batch.printed_on <= day <= today:
        raise PaperRefused(
            _(
                "Ngày mở hòm là %(came)s; cần từ ngày in %(first)s đến hôm nay %(last)s.",
                came=f"{day:%d/%m/%Y}",
                first=f"{batch.printed_on:%d/%m/%Y}",
                last=f"{today:%d/%m/%Y}",
            )
        )
    batch.collected_on = day


def check_sheet(session: Session, number: str, sheet: int, reading: int, login: str, *, today: date) -> None:
    """Refuse a sheet that this person cannot enter now in this reading."""
    batch = session.get_one(PaperBatch, number)
    if batch.collected_on is None:
        raise PaperRefused(_("Tập %(number)s chưa ghi ngày mở hòm.", number=number))
    if not 1 <= sheet <= batch.size:
        raise PaperRefused(
            _("Tờ %(sheet)s không thuộc tập này; tập có các tờ từ 1 đến %(size)s.", sheet=sheet, size=batch.size)
        )
    if session.get(PaperEntry, (number, sheet, reading)) is not None:
        raise PaperRefused(_("Tờ %(sheet)s đã được nhập lần %(reading)s.", sheet=sheet, reading=reading))
    if reading == SECOND:
        _check_second(session, batch, sheet, login, today)


def enter(session: Session, number: str, sheet: int, said: Reading, *, by: tuple[int, str], today: date) -> None:
    """Keep one reading of a sheet; `by` is which reading it is and whose. The caller commits."""
    reading, login = by
    open_batch(session, number)
    check_sheet(session, number, sheet, reading, login, today=today)
    session.add(_entry(session, number, sheet, said, by=by))
    session.flush()


def last_sheet(session: Session, number: str, reading: int, login: str) -> int | None:
    """The sheet this person entered last in this reading."""
    return session.scalar(
        sa.select(PaperEntry.sheet)
        .where(PaperEntry.batch == number, PaperEntry.reading == reading, PaperEntry.login == login)
        .order_by(PaperEntry.place.desc())
        .limit(1)
    )


def take_back(session: Session, number: str, sheet: int, *, by: tuple[int, str]) -> Reading:
    """Take back the sheet this person entered last; return what was read. The caller commits."""
    reading, login = by
    open_batch(session, number)
    if last_sheet(session, number, reading, login) != sheet:
        raise PaperRefused(_("Tờ %(sheet)s không phải tờ Ông/Bà vừa nhập, nên chưa bỏ được.", sheet=sheet))
    if reading == FIRST and session.get(PaperEntry, (number, sheet, SECOND)) is not None:
        raise PaperRefused(_("Tờ %(sheet)s đã được nhập lần hai, nên không bỏ lần một được nữa.", sheet=sheet))
    entry = session.get_one(PaperEntry, (number, sheet, reading))
    said = reading_of(entry)
    session.execute(
        sa.delete(PaperEntry).where(
            PaperEntry.batch == number, PaperEntry.sheet == sheet, PaperEntry.reading.in_((reading, DECIDED))
        )
    )
    return said


def differences(session: Session, number: str) -> list[Difference]:
    """The sheets whose readings differ and are not decided, by their numbers."""
    first, second = aliased(PaperEntry), aliased(PaperEntry)
    decided = sa.select(PaperEntry.sheet).where(PaperEntry.batch == number, PaperEntry.reading == DECIDED)
    query = (
        sa.select(first, second)
        .join(second, sa.and_(second.batch == first.batch, second.sheet == first.sheet, second.reading == SECOND))
        .where(first.batch == number, first.reading == FIRST, differs(first, second), first.sheet.not_in(decided))
        .order_by(first.sheet)
    )
    return [Difference(one.sheet, reading_of(one), reading_of(two)) for one, two in session.execute(query)]


def decide(session: Session, number: str, sheet: int, said: Reading, login: str) -> None:
    """Keep what the sheet says where its readings differ. The caller commits."""
    open_batch(session, number)
    if sheet not in {each.sheet for each in differences(session, number)}:
        raise PaperRefused(_("Tờ %(sheet)s không còn chỗ nào khác nhau.", sheet=sheet))
    session.add(_entry(session, number, sheet, said, by=(DECIDED, login)))
    session.flush()


def is_alone(session: Session, number: str, login: str, *, today: date) -> bool:
    """Whether nobody else may enter paper of the batch's desk today, so that one has to read every sheet twice."""
    unit = session.scalars(
        sa.select(Desk.unit).join(PaperBatch, PaperBatch.desk == Desk.code).where(PaperBatch.number == number)
    ).one()
    others = sa.exists().where(
        Staff.login == StaffRole.login,
        Staff.login != login,
        Staff.is_active.is_(True),
        StaffRole.role.in_([name for name, role in ROLES.items() if "paper" in role.permissions]),
        StaffRole.unit.in_([unit, *ancestors(session, unit, today)]),
    )
    return not session.scalar(sa.select(others))


def reading_of(entry: PaperEntry) -> Reading:
    """What a draft says."""
    return Reading(**{column: getattr(entry, column) for column in STORED})


def _check_second(session: Session, batch: PaperBatch, sheet: int, login: str, today: date) -> None:
    first = session.get(PaperEntry, (batch.number, sheet, FIRST))
    if first is None:
        raise PaperRefused(_("Tờ %(sheet)s chưa được nhập lần một.", sheet=sheet))
    if first.login == login and not is_alone(session, batch.number, login, today=today):
        raise PaperRefused(
            _("Tờ %(sheet)s do chính Ông/Bà nhập lần một; lần hai phải do người khác nhập.", sheet=sheet)
        )


def _entry(session: Session, number: str, sheet: int, said: Reading, *, by: tuple[int, str]) -> PaperEntry:
    reading, login = by
    last = session.scalar(
        sa.select(sa.func.max(PaperEntry.place)).where(PaperEntry.batch == number, PaperEntry.reading == reading)
    )
    return PaperEntry(batch=number, sheet=sheet, reading=reading, login=login, place=(last or 0) + 1, **asdict(said))
