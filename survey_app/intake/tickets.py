"""A ticket's way: found by its code, opened while it is valid, spent with the answer in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey_app.database import Reading
from survey_app.exceptions import ExpiredTicket, SpentTicket, UnknownTicket
from survey_app.models import Desk, Ticket, TicketBatch
from survey_app.ticket_codes import TYPED_LENGTH, TicketKeeper, read_ticket_code


@dataclass(frozen=True, slots=True)
class HeldTicket:
    """A ticket that was found; what the citizen holds in hand."""

    mac: str
    batch: UUID
    position: int | None
    """Its place on the sheet, which only its code tells; None where it was minted before places were sealed."""
    desk: str
    token: str
    valid_from: date
    valid_to: date
    is_spent: bool


def find_ticket(reading: Reading, keeper: TicketKeeper, typed: str) -> HeldTicket:
    """The ticket with this code, whatever became of it; refuse a code that nobody was given."""
    code = read_ticket_code(typed)
    query = _BY_TYPED if len(code) == TYPED_LENGTH else _BY_SCANNED
    row = reading.execute(query, {"mac": keeper.mac(code)}).one_or_none()
    if row is None:
        raise UnknownTicket(_("Không có phiếu nào mang mã này."))
    mac, batch, sealed, *others = row
    return HeldTicket(mac, batch, None if sealed is None else keeper.unseal(code, sealed), *others)


def open_ticket(ticket: HeldTicket, today: date) -> None:
    """Refuse a ticket that was spent or is not valid today."""
    if ticket.is_spent:
        raise SpentTicket(_("Mã này đã được dùng để gửi đánh giá."), ticket.token)
    if today < ticket.valid_from:
        raise ExpiredTicket(_("Mã này dùng được từ ngày %(day)s.", day=f"{ticket.valid_from:%d/%m/%Y}"), ticket.token)
    if today > ticket.valid_to:
        raise ExpiredTicket(_("Mã này đã hết hạn ngày %(day)s.", day=f"{ticket.valid_to:%d/%m/%Y}"), ticket.token)


def spend(session: Session, mac: str) -> bool:
    """Spend a ticket in the caller's transaction; false where it was spent before."""
    spent = sa.update(Ticket).where(Ticket.mac == mac, Ticket.is_spent.is_(False)).values(is_spent=True)
    return session.connection().execute(spent).rowcount == 1


def _with_its_batch(mac: sa.ColumnElement[str], sealed: sa.ColumnElement[int | None]) -> sa.Select[*tuple[Any, ...]]:
    """Built once: building it costs more than running it."""
    return (
        sa.select(
            *(Ticket.mac, Ticket.batch, sealed, TicketBatch.desk, Desk.token),
            *(TicketBatch.valid_from, TicketBatch.valid_to, Ticket.is_spent),
        )
        .join(TicketBatch, TicketBatch.id == Ticket.batch)
        .join(Desk, Desk.code == TicketBatch.desk)
        .where(mac == sa.bindparam("mac"))
    )


_BY_SCANNED = _with_its_batch(Ticket.mac.expression, Ticket.sealed_position.expression)
_BY_TYPED = _with_its_batch(Ticket.typed_mac.expression, Ticket.typed_sealed_position.expression)
