"""A province that begins to use the kit: installed, served, with nobody but its first administrator."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

from survey_app.closing import close_days
from survey_app.grid import RECENT, tasks
from survey_app.letters.running import run_letters
from survey_app.periods import VIET_NAM
from survey_app.publish import publish, publishing_day
from survey_app.staff import add_staff
from tests.browser.town import Hosted
from tests.factories import make_unit

PUBLIC = "http://danhgia.tinh-a.example"
"""The address that is printed; a test reads it from the print and opens the same path here."""
PROVINCE = "tinh"
ADMINISTRATOR, FIRST_PASSWORD = "an.quan-tri", "la tre xanh ben song cham"


class Quarter(Hosted):
    """The installation, its clock, and what its timers do."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, base_url=PUBLIC)
        with self.store.writing.begin() as session:
            # what the guide has the installer do, before anybody can open a page
            make_unit(session, PROVINCE, name_vi="Tỉnh A", name_en="Province A", level="province")
            add_staff(
                session,
                ADMINISTRATOR,
                name="Lê Thị An",
                unit=PROVINCE,
                password=FIRST_PASSWORD,
                roles=("administrator",),
            )

    @property
    def now(self) -> datetime:
        """The moment on the server's clock."""
        moment: datetime = self.app.extensions["sipas_clock"]()
        return moment

    @property
    def today(self) -> date:
        """The day in Viet Nam."""
        return self.now.astimezone(VIET_NAM).date()

    def go_to(self, day: date, hour: int = 8, minute: int = 0) -> None:
        """Move the clock to a time of a day in Viet Nam, and let it stand there."""
        self.set_clock(datetime.combine(day, time(hour, minute), VIET_NAM))

    def night(self, day: date) -> None:
        """What the server does by itself in the first hours of a day: publish, close the days, write letters."""
        self.go_to(day, 0, 15)
        until = publishing_day(self.now)
        with self.store.reading() as session:
            due = tasks(session, until, since=until - RECENT)
        # charts are drawn when somebody opens the page
        publish(self.store, due, until, with_charts=False)
        self.go_to(day, 1, 30)
        close_days(self.store, self.today)
        self.go_to(day, 7)
        run_letters(self.store, self.settings, self.now)

    def later_on(self, **span: int) -> None:
        """Move the standing clock on."""
        self.set_clock(self.now + timedelta(**span))
