"""Only what is over is shown."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from survey_app.exceptions import OpenPeriod
from survey_app.period_names import title_of
from survey_app.periods import Period, full_day, is_closed, previous, week_of


def refuse_open(period: Period, today: date) -> None:
    """Refuse a period that has not ended, and name the week that has."""
    if not is_closed(period, today):
        raise OpenPeriod(
            _(
                "%(period)s chưa kết thúc (ngày cuối %(last)s); kết quả chỉ có cho kỳ đã kết thúc. "
                "Tuần gần nhất đã kết thúc – %(week)s.",
                period=title_of(period),
                last=full_day(period.last),
                week=title_of(previous(week_of(today))),
            )
        )
