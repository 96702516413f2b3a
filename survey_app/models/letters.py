"""Weekly letters and alerts: who wants which, what each person was told, and the letters themselves."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.declarative import Base
from survey_app.models.place import CODE


class Subscription(Base):
    """What one person wants to be told, and where letters go; without a confirmed address they are pages only."""

    __tablename__ = "subscription"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    """Stands in the address that stops the letters; tells nothing of the person."""
    login: Mapped[str] = mapped_column(CODE, ForeignKey("staff.login"), unique=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    kinds: Mapped[str] = mapped_column(String(60))
    """Kinds of alerts, separated by spaces."""
    is_weekly: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """A letter each week even if there is nothing to alert to."""
    language: Mapped[str] = mapped_column(String(5))
    address: Mapped[str] = mapped_column(String(254), default="")
    is_confirmed: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """The link sent to the address was followed."""
    is_stopped: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    asked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the address was last asked to be confirmed: nobody can use the kit to flood a stranger."""
    problem: Mapped[str] = mapped_column(Text, default="")
    """Why the address takes no letters, in the server's words."""


class Letter(Base):
    """A letter as it was written: readable as a page, and sent where an address is confirmed."""

    __tablename__ = "letter"
    __table_args__ = (
        # one digest a person and day, however many runs there are at once; other letters have no such day
        UniqueConstraint("login", "digest_day", name="uq_letter_login_digest_day"),
        Index("ix_letter_waiting", "state", "next_try_at"),
        CheckConstraint("state IN ('page', 'waiting', 'sent', 'refused', 'given_up')", name="state_known"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    login: Mapped[str] = mapped_column(CODE, ForeignKey("staff.login"))
    digest_day: Mapped[date | None] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    content: Mapped[str] = mapped_column(Text)
    """JSON: subject, parts and links, of which page, plain text and HTML are made."""
    address: Mapped[str] = mapped_column(String(254))
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[str] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """While a run has a letter in hand: until when no other may take it."""
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    problem: Mapped[str] = mapped_column(Text, default="")


class ToldAlert(Base):
    """What a person was told already; gone when the alert clears, so that it can be told anew."""

    __tablename__ = "told_alert"

    login: Mapped[str] = mapped_column(CODE, ForeignKey("staff.login"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    letter: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
