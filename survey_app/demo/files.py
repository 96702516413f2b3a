"""What the demonstration hands out beside its database: posters, a sheet of tickets, one export of each format."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from survey_app.database import Store
from survey_app.demo.province import CENTRE, SHOWN_DESK
from survey_app.export import read_report, write_exports
from survey_app.periods import week_of
from survey_app.posters import PosterOrder, write_posters
from survey_app.settings import Settings
from survey_app.ticket_printing import TicketOrder, print_tickets

KINDS = ("pdf", "xlsx", "csv")
TICKETS = 10
"""One page of them."""


def print_posters(store: Store, settings: Settings, place: Path) -> list[Path]:
    """Write the shown desk's poster in every size, that one first, and those of the whole provincial centre."""
    folder = place / "posters"
    orders = (
        PosterOrder(folder, desk=SHOWN_DESK, size="a4", is_trial=True),
        PosterOrder(folder, desk=SHOWN_DESK, size="a5", is_trial=True),
        PosterOrder(folder, desk=SHOWN_DESK, size="a6", is_trial=True),
        PosterOrder(folder, unit=CENTRE, size="a4", is_trial=True),
    )
    return [path for order in orders for path in write_posters(store, settings, order)]


def print_ticket_sheet(store: Store, settings: Settings, place: Path, *, today: date) -> Path:
    """Mint a sheet of one-time codes for the shown desk, to be tried within the days a code is good for."""
    order = TicketOrder(SHOWN_DESK, TICKETS, today, today, place / "tickets", is_trial=True)
    (sheet,) = print_tickets(store, settings, order, today=today)
    return sheet


def export_last_week(session: Session, unit: str, until: date, place: Path) -> dict[str, Path]:
    """Write the unit's last week in each format, as `sipas export` does."""
    report = read_report(session, week_of(until).id, unit, language="vi")
    return write_exports(report, place / "exports", KINDS)
