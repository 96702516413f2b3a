"""Mint tickets onto paper: the PDF stands on the disk, unfinished by its name, before its codes open anything."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from reports.exceptions import ReportError
from reports.findings import Name
from reports.tickets import MOST_A_FILE, Layout, PrintedTicket, TicketPaper, make_tickets
from survey_app.database import Store
from survey_app.exceptions import BadMinting
from survey_app.minting import MintedBatch, MintedTicket, draw, keep
from survey_app.models import Desk, Ticket, TicketBatch, Unit
from survey_app.posters import TRIAL_BASE_URL, refuse_unreachable
from survey_app.settings import Settings
from survey_app.ticket_codes import keeper_of, shown

UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class TicketOrder:
    """Which tickets to mint and how to print them."""

    desk: str
    number: int
    first: date
    last: date
    folder: Path
    layout: Layout = "sheet"
    is_trial: bool = False
    """Marked as a trial, and allowed to carry an address that only this machine can open."""


@dataclass(frozen=True, slots=True)
class BatchCount:
    """One batch as it stands."""

    desk: str
    minted_on: date
    valid_from: date
    valid_to: date
    minted: int
    spent: int


def print_tickets(store: Store, settings: Settings, order: TicketOrder, *, today: date) -> list[Path]:
    """Write the tickets and keep what the database may know of them: both, or neither.

    Whoever pulls the plug in between finds files named as unfinished, and codes that are kept or not, never a
    finished sheet of codes that open nothing.
    """
    base_url = settings.base_url or (TRIAL_BASE_URL if order.is_trial else "")
    if not order.is_trial:
        refuse_unreachable(base_url, "phiếu")
    with store.reading() as session:
        batch = draw(session, order.desk, order.number, today=today, days=(order.first, order.last))
        paper = _paper(session, batch, base_url, is_simulated=order.is_trial or settings.is_demo)
    written: list[Path] = []
    try:
        for place, tickets in enumerate(_files(batch.tickets)):
            pdf = make_tickets(paper, [_printed(ticket, base_url) for ticket in tickets], order.layout)
            written.append(_write_private(_path(order, batch, place), pdf))
        with store.writing.begin() as session:
            keep(session, keeper_of(settings.secret_key), batch, today=today)
    except (OSError, sa.exc.SQLAlchemyError, ReportError) as error:
        _remove(written)
        raise BadMinting(_not_kept(order, error)) from error
    return [path.rename(path.with_suffix("")) for path in written]


def number_of_batches(session: Session, desks: Collection[str]) -> int:
    """How many batches there are of these desks."""
    query = sa.select(sa.func.count()).select_from(TicketBatch).where(TicketBatch.desk.in_(desks))
    return session.scalar(query) or 0


def count_batches(
    session: Session, desks: Collection[str] | None = None, *, limit: int | None = None, offset: int = 0
) -> list[BatchCount]:
    """Batches, of these desks where any are named, newest first, with how many of their codes were spent."""
    standing = (
        sa.select(sa.func.count())
        .where(Ticket.batch == TicketBatch.id, Ticket.is_spent.is_(True))
        .correlate(TicketBatch)
        .scalar_subquery()
    )
    query = sa.select(
        *(TicketBatch.desk, TicketBatch.minted_on, TicketBatch.valid_from, TicketBatch.valid_to),
        *(TicketBatch.size, TicketBatch.spent + standing),
    ).order_by(TicketBatch.minted_on.desc(), TicketBatch.valid_from.desc(), TicketBatch.desk, TicketBatch.id)
    if desks is not None:
        query = query.where(TicketBatch.desk.in_(desks))
    query = query.limit(limit).offset(offset)
    return [BatchCount(*row) for row in session.execute(query)]


def spent_in_steps(spent: int) -> str:
    """In steps of ten: who watches the list may not tell which answer came with a code."""
    return str(_("dưới 10") if spent < 10 else _("từ %(spent)s", spent=spent // 10 * 10))


def _paper(session: Session, batch: MintedBatch, base_url: str, *, is_simulated: bool) -> TicketPaper:
    query = sa.select(Desk, Unit).join(Unit, Unit.code == Desk.unit).where(Desk.code == batch.desk)
    desk, unit = session.execute(query).one()
    return TicketPaper(
        desk=Name(desk.name_vi, desk.name_en),
        unit=Name(unit.name_vi, unit.name_en),
        address=f"{base_url}/t",
        valid_to=batch.valid_to,
        is_simulated=is_simulated,
    )


def _printed(ticket: MintedTicket, base_url: str) -> PrintedTicket:
    return PrintedTicket(f"{base_url}/t/{ticket.scanned}", shown(ticket.typed))


def _files(tickets: Sequence[MintedTicket]) -> list[Sequence[MintedTicket]]:
    return [tickets[start : start + MOST_A_FILE] for start in range(0, len(tickets), MOST_A_FILE)]


def _path(order: TicketOrder, batch: MintedBatch, place: int) -> Path:
    number = f"-{place + 1}" if len(batch.tickets) > MOST_A_FILE else ""
    name = f"tickets-{order.desk}-{order.first:%Y%m%d}-{batch.id.hex[:6]}-{order.layout}{number}.pdf"
    return order.folder / f"{name}{UNFINISHED}"


def _write_private(path: Path, content: bytes) -> Path:
    """Write for the owner alone: who reads the file can spend its codes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return path


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _not_kept(order: TicketOrder, error: Exception) -> str:
    reason = getattr(error, "orig", None) or getattr(error, "strerror", None) or error
    return (
        f"Chưa in được mã vào thư mục {order.folder}: {reason}. Chưa có mã nào dùng được; "
        "hãy xem quyền ghi và chỗ trống trên đĩa rồi chạy lại."
    )
