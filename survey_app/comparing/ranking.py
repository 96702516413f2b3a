"""Units side by side without a ranking list: which pairs are shown to differ, and the groups of those that are not."""

from __future__ import annotations

from collections import Counter
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
    kinds = [figures[unit.code].tier for unit in shown]
    ties = tied_groups(estimates, kinds=kinds)
    letters = _letters([kinds[group[0]] for group in ties.groups])
    found = {
        unit.code: (tuple(letters[number] for number in ties.memberships[at]), ties.above[at], ties.below[at])
        for at, unit in enumerate(shown)
    }
    sentences = (
        *((_proven(ties.proven, ties.pairs),) if ties.pairs else ()), *_kept_apart(shown, figures),
        *_under_target(shown, figures), *_extremes(shown, found), _counted(len(shown), len(units)),
    )  # fmt: skip
    # one group of each kind ties all that may be tied: letters would only seem to tell the kinds apart
    return Ranked(letters if ties.proven else (), found, sentences)


def _letters(kinds: Sequence[str]) -> tuple[str, ...]:
    """The name of each group, counted anew for each kind, so that no letter joins or parts figures of two kinds."""
    counted: Counter[str] = Counter()
    found = []
    for kind in kinds:
        letter = _letter(counted[kind])
        counted[kind] += 1
        found.append(str(_("theo mã %(group)s", group=letter)) if kind == "ticket" else letter)
    return tuple(found)


def _letter(number: int) -> str:
    return ascii_uppercase[number] if number < len(ascii_uppercase) else f"N{number + 1}"


def _kept_apart(shown: Sequence[Child], figures: Mapping[str, Figure]) -> tuple[str, ...]:
    """Which units' shares rest on tickets alone, where others' rest on all answers: unlike people, never compared."""
    by_ticket = [unit.name for unit in shown if figures[unit.code].tier == "ticket"]
    others = len(shown) - len(by_ticket)
    if not by_ticket or not others:
        return ()
    words = _(
        "%(tickets)s đơn vị chỉ tính phiếu theo mã (%(names)s), %(others)s đơn vị tính mọi phiếu: "
        "không so hai loại này với nhau, vì người trả lời khác nhau.",
        tickets=_number(len(by_ticket)),
        names=_named(by_ticket),
        others=_number(others),
    )
    return (str(words),)


def _named(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    listed = ", ".join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return str(_("%(names)s và %(more)s đơn vị khác", names=listed, more=more)) if more > 0 else listed


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
    return (_("Thấp hơn rõ so với quá nửa số đơn vị: %(names)s.", names=_named(lower)),)


def _under_target(shown: Sequence[Child], figures: Mapping[str, Figure]) -> tuple[str, ...]:
    judged = [figures[unit.code] for unit in shown if figures[unit.code].signal.text]
    if not judged:
        return ()
    under = sum(figure.signal.mark == "below" for figure in judged)
    if not under:
        return (_("Không đơn vị nào có tỷ lệ dưới mức chỉ tiêu."),)
    return (_("%(under)s đơn vị có tỷ lệ dưới mức chỉ tiêu trong kỳ này.", under=under),)
