"""What a control chart's run rules say of a week, in words a head can read aloud."""

from __future__ import annotations

from reports.findings import WeekSignal
from reports.telling import Teller

LONG_RUN = 5
"""Weeks on one side from which a run is mentioned, though no rule fires yet."""
BEYOND = "western_electric_1"
NEAR = "western_electric_2"
LEANING = "western_electric_3"
RUN = "western_electric_4"


def signal_words(teller: Teller, signal: WeekSignal | None) -> str:
    """The rules that fire at a week; empty where none does."""
    if signal is None:
        return ""
    words = _words(teller, above=signal.run > 0)
    said = [words[rule] for rule in (BEYOND, NEAR, LEANING) if rule in signal.rules][:1]
    if RUN in signal.rules:
        said.append(run_words(teller, signal))
    return ", ".join(said)


def run_words(teller: Teller, signal: WeekSignal | None) -> str:
    """How many weeks in a row stand on one side of the centre; empty for a short run."""
    _ = teller.translate
    if signal is None or abs(signal.run) < LONG_RUN:
        return ""
    pattern = _("%(weeks)s tuần liền trên đường giữa") if signal.run > 0 else _("%(weeks)s tuần liền dưới đường giữa")
    return pattern % {"weeks": abs(signal.run)}


def state_words(teller: Teller, signal: WeekSignal | None) -> str:
    """What the chart says of a week: its rules, a long run, or that it is as usual."""
    _ = teller.translate
    if signal is None:
        return ""
    return signal_words(teller, signal) or run_words(teller, signal) or _("mức thường")


def _words(teller: Teller, *, above: bool) -> dict[str, str]:
    _ = teller.translate
    if above:
        return {
            BEYOND: _("trên giới hạn trên"),
            NEAR: _("2 trong 3 tuần gần giới hạn trên"),
            LEANING: _("4 trong 5 tuần lệch lên"),
        }
    return {
        BEYOND: _("dưới giới hạn dưới"),
        NEAR: _("2 trong 3 tuần gần giới hạn dưới"),
        LEANING: _("4 trong 5 tuần lệch xuống"),
    }
