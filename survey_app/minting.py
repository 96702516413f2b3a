"""Mint one-time codes for a desk. The codes leave this function once, to be printed; only their HMACs are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey_app.exceptions import BadMinting
from survey_app.models import Desk, Ticket, TicketBatch
from survey_app.ticket_codes import TicketKeeper, new_scanned_code, new_typed_code

USABLE_FOR = timedelta(days=7)
"""How long after the last day of handing out a code is taken."""
MOST_AT_ONCE = 20_000
FEW = 10
"""Fewer codes than this make a batch whose answers could be told to be somebody's."""
LONGEST_HAND_OUT = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class MintedTicket:
    """A code as it is printed, once."""

    scanned: str
    typed: str


@dataclass(frozen=True, slots=True)
class MintedBatch:
    """The codes of one desk."""

    id: UUID
    desk: str
    valid_from: date
    valid_to: date
    tickets: tuple[MintedTicket, ...]


def mint(
    session: Session, keeper: TicketKeeper, desk: str, number: int, *, today: date, days: tuple[date, date]
) -> MintedBatch:
    """Mint `number` codes to be handed out at `desk` from the first to the last of `days`; the caller commits."""
    batch = draw(session, desk, number, today=today, days=days)
    keep(session, keeper, batch, today=today)
    return batch


def draw(session: Session, desk: str, number: int, *, today: date, days: tuple[date, date]) -> MintedBatch:
    """Draw the codes without keeping anything: until `keep` they open nothing."""
    _refuse(session, desk, number, today, days)
    tickets = tuple(MintedTicket(new_scanned_code(), new_typed_code()) for _place in range(number))
    return MintedBatch(uuid4(), desk, days[0], days[1] + USABLE_FOR, tickets)


def keep(session: Session, keeper: TicketKeeper, batch: MintedBatch, *, today: date) -> None:
    """Keep what the database may know of drawn codes; the caller commits."""
    session.add(
        TicketBatch(
            id=batch.id,
            desk=batch.desk,
            minted_on=today,
            valid_from=batch.valid_from,
            valid_to=batch.valid_to,
            size=len(batch.tickets),
            spent=0,
        )
    )
    session.flush()
    rows = [
        {
            "mac": keeper.mac(ticket.scanned),
            "typed_mac": keeper.mac(ticket.typed),
            "batch": batch.id,
            "sealed_position": keeper.seal(ticket.scanned, position),
            "typed_sealed_position": keeper.seal(ticket.typed, position),
            "is_spent": False,
        }
        for position, ticket in enumerate(batch.tickets)
    ]
    # rows stand in the order in which they were put in: that of the sheet must not be it
    session.execute(sa.insert(Ticket), sorted(rows, key=itemgetter("mac")))


def _refuse(session: Session, desk: str, number: int, today: date, days: tuple[date, date]) -> None:
    first, last = days
    found = session.get(Desk, desk)
    if found is None:
        raise BadMinting(f"Không có quầy nào mang mã “{desk}”. Mã quầy đứng ở cột “mã” trong tệp quầy đã nhập.")
    if found.closed_on is not None and found.closed_on <= last:
        raise BadMinting(
            f"Quầy “{desk}” ngừng nhận đánh giá từ {found.closed_on:%d/%m/%Y}, không in mã cho sau ngày đó."
        )
    if not 1 <= number <= MOST_AT_ONCE:
        raise BadMinting(f"Số mã là {number}, cần từ 1 đến {MOST_AT_ONCE} cho một lần in.")
    if not first <= last <= first + LONGEST_HAND_OUT:
        raise BadMinting(
            f"Thời gian phát từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}, cần ngày cuối không trước ngày đầu "
            f"và không quá {LONGEST_HAND_OUT.days} ngày sau."
        )
    if last < today:
        raise BadMinting(f"Thời gian phát đã hết ngày {last:%d/%m/%Y}; hôm nay là {today:%d/%m/%Y}.")
