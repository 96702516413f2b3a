"""What was published: never changed, never deleted; a later count is a new revision beside the old one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.declarative import Base
from survey_app.models.place import CODE

PERIOD = String(80)


class Snapshot(Base):
    """The findings of one unit and period as they were published; the database refuses to change or delete a row."""

    __tablename__ = "snapshot"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision_from_one"),
        CheckConstraint("status IN ('preliminary', 'official')", name="status_known"),
    )

    unit: Mapped[str] = mapped_column(CODE, ForeignKey("unit.code"), primary_key=True)
    period: Mapped[str] = mapped_column(PERIOD, primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[date] = mapped_column(Date)
    """The period's last day."""
    as_of: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(11))
    method_version: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(120))
    """Why there is this revision: words of `snapshots.REASONS`."""
    changes: Mapped[str] = mapped_column(Text)
    """Canonical JSON of what is shown otherwise than in the revision before."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Canonical JSON of the findings, deflated: about a fifth of the text."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the canonical JSON."""


class SnapshotChart(Base):
    """A picture drawn of a snapshot, so that no page draws; made of it alone, so not in its digest."""

    __tablename__ = "snapshot_chart"
    __table_args__ = (
        CheckConstraint("kind IN ('svg', 'png')", name="kind_known"),
        ForeignKeyConstraint(
            ["unit", "period", "revision"],
            ["snapshot.unit", "snapshot.period", "snapshot.revision"],
            name="fk_snapshot_chart_snapshot",
        ),
    )

    unit: Mapped[str] = mapped_column(CODE, primary_key=True)
    period: Mapped[str] = mapped_column(PERIOD, primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(3), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """The picture, deflated."""


class IntegritySnapshot(Base):
    """What the inspector was told of one tree and period; the database refuses to change or delete a row."""

    __tablename__ = "integrity_snapshot"
    __table_args__ = (CheckConstraint("revision >= 1", name="revision_from_one"),)

    unit: Mapped[str] = mapped_column(CODE, ForeignKey("unit.code"), primary_key=True)
    """The top of the tree."""
    period: Mapped[str] = mapped_column(PERIOD, primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    as_of: Mapped[date] = mapped_column(Date)
    basis: Mapped[str] = mapped_column(String(240))
    """What it rests on: while that stands, nothing is computed."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Canonical JSON of the findings, deflated."""
    digest: Mapped[str] = mapped_column(String(64))


class Publication(Base):
    """What the newest snapshot of a unit and period was last found to rest on: while it stands, nothing is computed."""

    __tablename__ = "publication"

    unit: Mapped[str] = mapped_column(CODE, ForeignKey("unit.code"), primary_key=True)
    period: Mapped[str] = mapped_column(PERIOD, primary_key=True)
    basis: Mapped[str] = mapped_column(String(200))


class PublishingTurn(Base):
    """Which process publishes by itself, and when it was last heard of: one row at most."""

    __tablename__ = "publishing_turn"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(String(32))
    heard_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
