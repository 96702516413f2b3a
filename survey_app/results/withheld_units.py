"""Which units must show no total, because the page above hides their row to protect a small unit beside them.

The page above tells the hidden rows together; a total shown on one unit's own page would leave the other's. So what the
page above hides is hidden on the unit's page too, and a unit that shows nothing leaves none of its parts shown either.
"""

from __future__ import annotations

from threading import RLock
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from reports.disclosure import is_open_secret
from reports.hiding import hidden_rows, part_of
from survey_app.places import spans_of
from survey_app.results.domains import whole
from survey_app.results.rows import count_row
from survey_app.results.samples import Sample
from survey_app.results.scope import read_scope

_FOUND: WeakKeyDictionary[Sample, dict[str, frozenset[str]]] = WeakKeyDictionary()
_FINDING = RLock()


def is_total_withheld(session: Session, unit: str, sample: Sample) -> bool:
    """Whether a unit above hides this unit's row though it has answers enough."""
    if sample.weighted is None:
        return False
    above = {span.parent for span in spans_of(session, [unit], sample.period.first, sample.period.last)}
    return any(unit in withheld_units(session, parent, sample) for parent in sorted(above - {unit}))


def withheld_units(session: Session, parent: str, sample: Sample) -> frozenset[str]:
    """The units below `parent` with answers enough that show no total all the same; worked out once for a sample."""
    if sample.weighted is None:
        return frozenset()
    with _FINDING:
        kept = _FOUND.setdefault(sample, {})
        if parent not in kept:
            kept[parent] = frozenset()  # a ring of parents, edited into a database by hand, ends here
            kept[parent] = _find(session, parent, sample)
        return kept[parent]


def _find(session: Session, parent: str, sample: Sample) -> frozenset[str]:
    scope = read_scope(session, parent, sample.period)
    rows = [count_row(sample, whole(sample, child, "unit")) for child in scope.children]
    if is_total_withheld(session, parent, sample):
        hidden = frozenset(row.key for row in rows if row.n)
    else:
        hidden = hidden_rows(count_row(sample, whole(sample, scope.unit)), rows)
    return frozenset(row.key for row in rows if row.key in hidden and not is_open_secret(part_of(row)))
