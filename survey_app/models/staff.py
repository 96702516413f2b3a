"""Who may sign in, which roles they hold at which units, and the log of what they did."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.declarative import Base
from survey_app.models.place import CODE
from survey_app.roles import RoleName


class Staff(Base):
    """A person who signs in; `unit` is where they work. What they may do stands in `staff_role`."""

    __tablename__ = "staff"

    login: Mapped[str] = mapped_column(CODE, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    session_key: Mapped[str] = mapped_column(String(32))
    """Random; stands in the session cookie and is renewed with the password, which ends every open session."""
    can_read_unmasked: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Whether phone numbers and the like in comments are shown to this person."""
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """The password was chosen by somebody else: nothing opens before it is changed."""
    signed_in_on: Mapped[date | None] = mapped_column(Date)
    """The last day; told to the person, who sees a sign-in that was not theirs."""
    totp_salt: Mapped[str | None] = mapped_column(String(32))
    """The second factor's secret is made from it under the installation's key; empty where there is none."""
    totp_step: Mapped[int | None] = mapped_column(Integer)
    """The last step of 30 seconds whose code was accepted: none before it passes again."""


class RecoveryCode(Base):
    """A code for when the phone is lost, as an HMAC; used codes are deleted."""

    __tablename__ = "recovery_code"

    login: Mapped[str] = mapped_column(ForeignKey("staff.login"), primary_key=True)
    mac: Mapped[str] = mapped_column(String(64), primary_key=True)


class OfficeSession(Base):
    """An open session: the digest of the number in its cookie."""

    __tablename__ = "office_session"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    login: Mapped[str] = mapped_column(ForeignKey("staff.login"))
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StaffRole(Base):
    """A role a person holds at a unit; it reaches the units below."""

    __tablename__ = "staff_role"
    __table_args__ = (
        CheckConstraint(
            "role IN ('administrator', 'head', 'analyst', 'inspector', 'clerk', 'viewer')", name="role_known"
        ),
    )

    login: Mapped[str] = mapped_column(ForeignKey("staff.login"), primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    role: Mapped[RoleName] = mapped_column(String(20), primary_key=True)


class AuditEntry(Base):
    """One thing that staff did. Rows are only ever added: triggers refuse every change and every deletion."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_who", "who", "id"), Index("ix_audit_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """In UTC; staff actions only, never anything of citizens."""
    who: Mapped[str] = mapped_column(String(80))
    """A login, or `cli:` and the user of the operating system."""
    roles: Mapped[str] = mapped_column(String(400))
    """The roles held when it was done, as `role@unit`."""
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(40))
    """The unit it concerned, if it concerned one."""
    detail: Mapped[str] = mapped_column(Text)
    """What else is worth knowing, as JSON; empty where nothing is."""
