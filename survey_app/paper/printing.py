"""Print a batch of questionnaires for a desk: the batch is kept once its file stands on the disk."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from forms import Questionnaire
from reports.paper import MOST_A_FILE, PaperForm, PaperOption, PaperQuestion, make_paper
from survey_app.database import Store
from survey_app.exceptions import DeskClosed, PaperRefused, UnknownDesk
from survey_app.models import Desk, DeskSector, PaperBatch, PaperSector, Sector, Unit
from survey_app.paper.asked import Asked, asked_of
from survey_app.questionnaires import register_questionnaire, require_questionnaire
from survey_app.settings import Settings

LANGUAGES = ("vi", "en")
"""The languages that the names of places are kept in."""
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

    @property
    def detail(self) -> dict[str, str | int | bool]:
        """What the log says of it."""
        return {"desk": self.desk, "sheets": self.number, "asks_comment": self.asks_comment}


@dataclass(frozen=True, slots=True)
class PrintedBatch:
    """What was printed."""

    number: str
    path: Path
    unit: str
    """Whose desk it is."""


def print_paper(store: Store, settings: Settings, order: PaperOrder, *, today: date) -> PrintedBatch:
    """Write the sheets and keep their batch: both, or neither.

    Typesetting takes seconds, so it stands outside the transaction: answers that come meanwhile need not wait for it.
    """
    if not 1 <= order.number <= MOST_A_FILE:
        raise PaperRefused(
            _("Số tờ là %(came)s, cần từ 1 đến %(most)s cho một tập.", came=order.number, most=MOST_A_FILE)
        )
    with store.reading() as session:
        desk, unit = _open_desk(session, order.desk, today)
        questionnaire = require_questionnaire(session, desk.questionnaire)
        if order.asks_comment and not any(item.kind == "text" for item in questionnaire.items):
            raise PaperRefused(
                _(
                    "Phiếu hỏi “%(id)s” của quầy không có câu góp ý; xin in không có ô góp ý.",
                    id=questionnaire.id,
                )
            )
        batch = _new_batch(session, order, questionnaire, today)
        sectors = _sectors(session, order)
        form = _form(order, batch, desk, unit, questionnaire, sectors, is_simulated=settings.is_demo)
        printed = PrintedBatch(batch.number, order.folder / f"phieu-{order.desk}-{batch.number}.pdf", unit.code)
    unfinished = _write(
        printed.path.with_name(printed.path.name + UNFINISHED), make_paper(form, range(1, order.number + 1))
    )
    try:
        with store.writing.begin() as session:
            # the desk may have been closed meanwhile
            _open_desk(session, order.desk, today)
            register_questionnaire(session, questionnaire)
            _keep(session, batch, [sector.code for sector in sectors])
    except Exception:
        unfinished.unlink(missing_ok=True)
        raise
    unfinished.rename(printed.path)
    return printed


def batch_questions(session: Session, batch: PaperBatch, questionnaire: Questionnaire) -> tuple[Asked, ...]:
    """What the sheets of a batch ask, in the batch's language."""
    name = Sector.name_en if batch.language == "en" else Sector.name_vi
    query = (
        sa.select(name)
        .join(PaperSector, PaperSector.sector == Sector.code)
        .where(PaperSector.batch == batch.number)
        .order_by(PaperSector.position)
    )
    return _asked(batch, questionnaire, list(session.scalars(query)))


def _asked(batch: PaperBatch, questionnaire: Questionnaire, sectors: Sequence[str]) -> tuple[Asked, ...]:
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
        raise UnknownDesk(
            _("Không có quầy nào mang mã “%(code)s”. Hãy xem lại mã trong danh sách quầy đã nhập.", code=code)
        )
    desk, unit = row
    if desk.closed_on is not None and desk.closed_on <= today:
        closed_on = f"{desk.closed_on:%d/%m/%Y}"
        raise DeskClosed(_("Quầy “%(code)s” đã đóng từ %(day)s, không còn nhận đánh giá.", code=code, day=closed_on))
    return desk, unit


def _new_batch(session: Session, order: PaperOrder, questionnaire: Questionnaire, today: date) -> PaperBatch:
    return PaperBatch(
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


def _sectors(session: Session, order: PaperOrder) -> list[Sector]:
    """Those of the desk, in the order in which they are numbered on the sheets."""
    query = sa.select(Sector).join(DeskSector, DeskSector.sector == Sector.code).where(DeskSector.desk == order.desk)
    return list(session.scalars(query.order_by(DeskSector.position, DeskSector.sector)))


def _keep(session: Session, batch: PaperBatch, sectors: Sequence[str]) -> None:
    session.add(batch)
    session.flush()
    session.add_all(
        PaperSector(batch=batch.number, position=place, sector=code) for place, code in enumerate(sectors, 1)
    )


def _free_number(session: Session) -> str:
    """Random, so that a number tells neither how many were printed nor which came first."""
    while True:
        # no leading zero: a number copied into a spreadsheet would lose it
        number = str(secrets.randbelow(9 * 10 ** (DIGITS - 1)) + 10 ** (DIGITS - 1))
        if session.get(PaperBatch, number) is None:
            return number


def _form(
    order: PaperOrder,
    batch: PaperBatch,
    desk: Desk,
    unit: Unit,
    questionnaire: Questionnaire,
    sectors: Sequence[Sector],
    *,
    is_simulated: bool,
) -> PaperForm:
    is_english = order.language == "en"
    names = [sector.name_en if is_english else sector.name_vi for sector in sectors]
    return PaperForm(
        language=order.language,
        title=questionnaire.title.in_language(order.language),
        unit=unit.name_en if is_english else unit.name_vi,
        desk=desk.name_en if is_english else desk.name_vi,
        batch=batch.number,
        questions=tuple(_printed(asked) for asked in _asked(batch, questionnaire, names)),
        is_simulated=order.is_trial or is_simulated,
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
            _(
                "Chưa ghi được %(path)s: %(why)s. Chưa có tập nào được in; hãy xem quyền ghi và chỗ trống trên đĩa.",
                path=path,
                why=fault.strerror,
            )
        ) from fault
    return path
