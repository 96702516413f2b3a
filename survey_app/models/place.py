"""Where people are served: units and their tree over time, desks, sectors and the agencies responsible for them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.declarative import Base

CODE = String(40)


class Unit(Base):
    """A place of service or an authority above it; its code is what imports and exports call it."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(20))
    """province, provincial_centre, commune_centre, department …: thin strata merge within one level first."""
    area: Mapped[str] = mapped_column(String(80), default="")
    """The area inside the level (a former district, say) whose units merge first."""
    position: Mapped[int] = mapped_column(Integer, default=0)


class UnitParent(Base):
    """Who a unit belongs to, and when; roll-ups use the parent on the answer's day."""

    __tablename__ = "unit_parent"

    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    parent: Mapped[str] = mapped_column(ForeignKey("unit.code"), index=True)
    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(Date)


class UnitSuccessor(Base):
    """Which unit carries on an old one's series, from which day (the mergers of 2025)."""

    __tablename__ = "unit_successor"

    old: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    new: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date)


class Sector(Base):
    """A lĩnh vực; `priority_group` is land, construction or investment where a plan sets its own target."""

    __tablename__ = "sector"

    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    priority_group: Mapped[str | None] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(Integer, default=0)


class Agency(Base):
    """An agency responsible for sectors (cơ quan chủ trì)."""

    __tablename__ = "agency"

    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))


class SectorAgency(Base):
    """Which agency is responsible for a sector, and when."""

    __tablename__ = "sector_agency"

    sector: Mapped[str] = mapped_column(ForeignKey("sector.code"), primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(Date)


class Procedure(Base):
    """A thủ tục hành chính of a sector, and the days on which it is in force."""

    __tablename__ = "procedure"

    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    sector: Mapped[str] = mapped_column(ForeignKey("sector.code"), index=True)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class Desk(Base):
    """Where a QR hangs. Its token is in the address; a replaced one moves to `retired_token`."""

    __tablename__ = "desk"

    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"), index=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    token: Mapped[str] = mapped_column(String(10), unique=True)
    questionnaire: Mapped[str] = mapped_column(String(40))
    closed_on: Mapped[date | None] = mapped_column(Date)


class DeskSector(Base):
    """The sectors a desk serves, in the order its form lists them."""

    __tablename__ = "desk_sector"

    desk: Mapped[str] = mapped_column(ForeignKey("desk.code"), primary_key=True)
    sector: Mapped[str] = mapped_column(ForeignKey("sector.code"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, default=0)


class RetiredToken(Base):
    """A poster's token that was replaced; scanning it says so instead of "unknown"."""

    __tablename__ = "retired_token"

    token: Mapped[str] = mapped_column(String(10), primary_key=True)
    desk: Mapped[str] = mapped_column(ForeignKey("desk.code"))
    retired_on: Mapped[date] = mapped_column(Date)
