"""Print a batch of questionnaires for a desk: the batch is kept once its file stands on the disk."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from forms import Questionnaire
from reports.paper import MOST_A_FILE, PaperForm, PaperOption, PaperQuestion, make_paper
from survey_app.database import Store
from survey_app.exceptions import DeskClosed, PaperRefused, UnknownDesk
from survey_app.models import Desk, DeskSector, PaperBatch, PaperSector, Sector, Unit
from survey_app.paper.asked import Asked, asked_of
from survey_app.questionnaires import register_questionnaire, require_questionnaire
from survey_app.settings import Settings

UNFINISHED = ".part"
DIGITS = 6


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """Which sheets to print."""

    desk: str
    number: int
    folder: Path
    language: str = "vi"
    is_short: bool = False
    """Only the main questions, those that are not folded away on the page."""
    asks_comment: bool = False
    """With a box for a comment."""
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class PrintedBatch:
    """What was printed."""

    number: str
    path: Path


def print_paper(store: Store, settings: Settings, order: PaperOrder, *, today: date) -> PrintedBatch:
    """Write the sheets and keep their batch: both, or neither."""
    if not 1 <= order.number <= MOST_A_FILE:
        raise PaperRefused(f"Số tờ là {order.number}, cần từ 1 đến {MOST_A_FILE} cho một tập.")
    with store.writing.begin() as session:
        desk, unit = _open_desk(session, order.desk, today)
        questionnaire = require_questionnaire(session, desk.questionnaire)
        if order.asks_comment and not any(item.kind == "text" for item in questionnaire.items):
            raise PaperRefused(f"Phiếu hỏi “{questionnaire.id}” của quầy không có câu góp ý; xin in không có ô góp ý.")
        register_questionnaire(session, questionnaire)
        batch = _add_batch(session, order, questionnaire, today)
        form = _form(session, batch, desk, unit, is_simulated=order.is_trial or settings.is_demo)
        number = batch.number
        path = order.folder / f"phieu-{order.desk}-{number}.pdf"
        pdf = make_paper(form, range(1, order.number + 1))
        unfinished = _write(path.with_name(path.name + UNFINISHED), pdf)
    return PrintedBatch(number, unfinished.rename(path))


def batch_questions(session: Session, batch: PaperBatch, questionnaire: Questionnaire) -> tuple[Asked, ...]:
    """What the sheets of a batch ask, in the batch's language."""
    name = Sector.name_en if batch.language == "en" else Sector.name_vi
    query = (
        sa.select(name)
        .join(PaperSector, PaperSector.sector == Sector.code)
        .where(PaperSector.batch == batch.number)
        .order_by(PaperSector.position)
    )
    sectors = list(session.scalars(query))
    return asked_of(
        questionnaire,
        batch.language,
        sectors=sectors,
        is_short=batch.is_short,
        asks_comment=batch.asks_comment,
    )


def _open_desk(session: Session, code: str, today: date) -> tuple[Desk, Unit]:
    row = session.execute(sa.select(Desk, Unit).join(Unit, Unit.code == Desk.unit).where(Desk.code == code)).first()
    if row is None:
        raise UnknownDesk(f"Không có quầy nào mang mã “{code}”. Hãy xem lại mã trong danh sách quầy đã nhập.")
    desk, unit = row
    if desk.closed_on is not None and desk.closed_on <= today:
        raise DeskClosed(f"Quầy “{code}” đã đóng từ {desk.closed_on:%d/%m/%Y}, không còn nhận đánh giá.")
    return desk, unit


def _add_batch(session: Session, order: PaperOrder, questionnaire: Questionnaire, today: date) -> PaperBatch:
    batch = PaperBatch(
        number=_free_number(session),
        desk=order.desk,
        questionnaire=questionnaire.id,
        language=order.language,
        is_short=order.is_short,
        asks_comment=order.asks_comment,
        size=order.number,
        printed_on=today,
        kept=0,
        is_by_one=False,
    )
    session.add(batch)
    session.flush()
    listed = sa.select(DeskSector.sector).where(DeskSector.desk == order.desk)
    codes = session.scalars(listed.order_by(DeskSector.position, DeskSector.sector))
    session.add_all(PaperSector(batch=batch.number, position=place, sector=code) for place, code in enumerate(codes, 1))
    session.flush()
    return batch


def _free_number(session: Session) -> str:
    """Random, so that a number tells neither how many were printed nor which came first."""
    while True:
        # no leading zero: a number copied into a spreadsheet would lose it
        number = str(secrets.randbelow(9 * 10 ** (DIGITS - 1)) + 10 ** (DIGITS - 1))
        if session.get(PaperBatch, number) is None:
            return number


def _form(session: Session, batch: PaperBatch, desk: Desk, unit: Unit, *, is_simulated: bool) -> PaperForm:
    questionnaire = require_questionnaire(session, batch.questionnaire)
    is_english = batch.language == "en"
    return PaperForm(
        language=batch.language,
        title=questionnaire.title.in_language(batch.language),
        unit=unit.name_en if is_english else unit.name_vi,
        desk=desk.name_en if is_english else desk.name_vi,
        batch=batch.number,
        questions=tuple(_printed(asked) for asked in batch_questions(session, batch, questionnaire)),
        is_simulated=is_simulated,
    )


def _printed(asked: Asked) -> PaperQuestion:
    return PaperQuestion(
        number=asked.number,
        text=asked.text,
        kind="choice" if asked.kind == "sector" else asked.kind,
        options=tuple(PaperOption(key, words) for key, words in asked.keys),
        unit=asked.unit,
        is_main=asked.is_main,
        heading=asked.heading,
    )


def _write(path: Path, content: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as fault:
        raise PaperRefused(
            f"Chưa ghi được {path}: {fault.strerror}. Chưa có tập nào được in; hãy xem quyền ghi và chỗ trống trên đĩa."
        ) from fault
    return path
