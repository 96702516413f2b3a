"""One-time codes handed to people who were served. The code itself is never kept, only its HMAC."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.declarative import Base
from survey_app.models.place import CODE

MAC = String(43)


class TicketBatch(Base):
    """Codes minted together for one desk; its size is what answers by ticket are reconciled with."""

    __tablename__ = "ticket_batch"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("valid_from <= valid_to", name="validity_in_order"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    desk: Mapped[str] = mapped_column(CODE, ForeignKey("desk.code"), index=True)
    minted_on: Mapped[date] = mapped_column(Date)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date] = mapped_column(Date)
    """The last day on which a code of the batch is taken."""
    size: Mapped[int] = mapped_column(Integer)
    spent: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """How many were spent of the tickets deleted since; those still there are counted."""


class Ticket(Base):
    """One code. It shares no key, order or time with the answer it is spent on."""

    __tablename__ = "ticket"
    __table_args__ = ({"sqlite_with_rowid": False},)

    mac: Mapped[str] = mapped_column(MAC, primary_key=True)
    """HMAC of the 26 characters in the QR."""
    typed_mac: Mapped[str] = mapped_column(MAC, unique=True)
    """HMAC of the ten characters that can be typed instead."""
    batch: Mapped[UUID] = mapped_column(ForeignKey("ticket_batch.id"), index=True)
    sealed_position: Mapped[int | None] = mapped_column(Integer)
    """Place on the printed sheet, opened by the code in the QR alone: codes spent in a run are a sign of stuffing.

    None for tickets that were minted before places were sealed: no run is seen among them.
    """
    typed_sealed_position: Mapped[int | None] = mapped_column(Integer)
    """The same place, opened by the code that is typed."""
    is_spent: Mapped[bool] = mapped_column(Boolean, default=False)
