"""Units side by side without a ranking list: which pairs are shown to differ, and the groups of those that are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from flask_babel import gettext as _

from reports.compared import Figure
from survey_app.comparing.places import Child

MOST_NAMES = 3
MOST_COMPARED = 400
"""Units compared two by two: every commune of a large province."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """What the pairs say: groups by letter, and for each unit how many are shown above and below it."""

    letters: tuple[str, ...]
    """Of the groups; none where all units are one."""
    units: Mapping[str, tuple[tuple[str, ...], int, int]]
    """Letters, units shown to be lower, units shown to be higher."""
    sentences: tuple[str, ...]

    def of(self, unit: str) -> tuple[tuple[str, ...], int | None, int | None]:
        """A unit's groups, and how many units it is above and below of; nothing where it has no figure."""
        return self.units.get(unit, ((), None, None))

    def place(self, unit: str) -> tuple[str, ...]:
        """Sorts by group; units without a figure last. Inside a group the order of the list stays."""
        return self.of(unit)[0] or ("~",)


def rank(units: Sequence[Child], figures: Mapping[str, Figure]) -> Ranked:
    """Compare all units that have a figure of this period, every pair with every other."""
    from analysis import tied_groups

    shown = [unit for unit in units if figures[unit.code].estimate is not None]
    estimates = [figure.estimate for unit in shown if (figure := figures[unit.code]).estimate is not None]
    if len(shown) > MOST_COMPARED:
        words = _(
            "Có %(shown)s đơn vị, quá nhiều để so từng cặp; hãy xem từng nhánh bên dưới.", shown=_number(len(shown))
        )
        return Ranked((), {}, (words, *_under_target(shown, figures)))
    if len(shown) < 2:
        return Ranked((), {}, (_counted(len(shown), len(units)),) if units else ())
    ties = tied_groups(estimates)
    letters = tuple(_letter(number) for number in range(len(ties.groups)))
    found = {
        unit.code: (tuple(letters[number] for number in ties.memberships[at]), ties.above[at], ties.below[at])
        for at, unit in enumerate(shown)
    }
    pairs = len(shown) * (len(shown) - 1) // 2
    sentences = (
        _proven(ties.proven, pairs), *_under_target(shown, figures), *_extremes(shown, found),
        _counted(len(shown), len(units)),
    )  # fmt: skip
    return Ranked(letters if len(letters) > 1 else (), found, sentences)


def _letter(number: int) -> str:
    return ascii_uppercase[number] if number < len(ascii_uppercase) else f"N{number + 1}"


def _counted(shown: int, units: int) -> str:
    return str(_("%(shown)s trong %(all)s đơn vị cùng cấp có tỷ lệ của kỳ này.", shown=shown, all=units))


def _proven(proven: int, pairs: int) -> str:
    if not proven:
        return str(_("Chưa có hai đơn vị nào khác nhau rõ: không xếp được đơn vị nào cao hơn đơn vị nào."))
    words = _(
        "%(proven)s trong %(pairs)s cặp đơn vị khác nhau rõ; hai đơn vị có chung một nhóm thì chưa phân biệt được."
    )
    return str(words % {"proven": _number(proven), "pairs": _number(pairs)})


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _extremes(shown: Sequence[Child], found: Mapping[str, tuple[tuple[str, ...], int, int]]) -> tuple[str, ...]:
    """Units shown to be lower than half of those compared: worth a look, whatever their place."""
    lower = [unit.name for unit in shown if found[unit.code][2] * 2 > len(shown)]
    if not lower:
        return ()
    names = ", ".join(lower[:MOST_NAMES])
    if len(lower) > MOST_NAMES:
        names = _("%(names)s và %(more)s đơn vị khác", names=names, more=len(lower) - MOST_NAMES)
    return (_("Thấp hơn rõ so với quá nửa số đơn vị: %(names)s.", names=names),)


def _under_target(shown: Sequence[Child], figures: Mapping[str, Figure]) -> tuple[str, ...]:
    judged = [figures[unit.code] for unit in shown if figures[unit.code].signal.text]
    if not judged:
        return ()
    under = sum(figure.signal.mark == "below" for figure in judged)
    if not under:
        return (_("Không đơn vị nào có tỷ lệ dưới mức chỉ tiêu."),)
    return (_("%(under)s đơn vị có tỷ lệ dưới mức chỉ tiêu trong kỳ này.", under=under),)
