"""One unit looked at over several periods: each period's sample, places and domains are read once."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from reports.findings import RowKind
from survey_app.periods import Period
from survey_app.results.domains import Domain, domains
from survey_app.results.samples import Sample
from survey_app.results.scope import Scope, read_scope


class View:
    """What `compute` reads of a unit; a period's places are those of that period."""

    def __init__(self, session: Session, unit: str, read: Callable[[Period], Sample]) -> None:
        self.unit = unit
        self.session = session
        self._read = read
        self._scopes: dict[str, Scope] = {}
        self._domains: dict[str, dict[RowKind, list[Domain]]] = {}

    def sample(self, period: Period) -> Sample:
        """The weighted answers of the period."""
        return self._read(period)

    def scope(self, period: Period) -> Scope:
        """The unit's places, sectors and agencies in the period."""
        if period.id not in self._scopes:
            self._scopes[period.id] = read_scope(self.session, self.unit, period)
        return self._scopes[period.id]

    def domains(self, period: Period) -> dict[RowKind, list[Domain]]:
        """Every row of the period's tables, by kind."""
        if period.id not in self._domains:
            self._domains[period.id] = domains(self.sample(period), self.scope(period))
        return self._domains[period.id]

    def find(self, period: Period, kind: RowKind, key: str) -> Domain | None:
        """One row's domain in another period, if it is there."""
        return next((domain for domain in self.domains(period)[kind] if domain.key == key), None)
