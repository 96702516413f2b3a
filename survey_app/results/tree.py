"""What was read of one tree of units, for many snapshots: each period's basis, and the last samples."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from sqlalchemy.orm import Session

from survey_app.periods import Period
from survey_app.places import descendants
from survey_app.results.basis import read_basis
from survey_app.results.compute import METHOD_VERSION
from survey_app.results.samples import Sample, read_sample

SAMPLES = 24
"""Held at once: twelve weeks, three windows, what is compared with, the year, and some for the next period."""


class Tree:
    """One weight set a period serves every unit of the tree."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._bases: dict[str, str] = {}
        self._samples: OrderedDict[str, Sample] = OrderedDict()

    def basis(self, session: Session, period: Period) -> str:
        """Read before the sample it goes with, so that what changes in between is found the next time."""
        if period.id not in self._bases:
            units = {one.unit for one in descendants(session, self.root, period.first, period.last)}
            self._bases[period.id] = read_basis(session, period, units, method=METHOD_VERSION)
        return self._bases[period.id]

    def reader(self, session: Session) -> Callable[[Period], Sample]:
        """How a period's weighted answers are come by, each read once."""

        def read(period: Period) -> Sample:
            if period.id not in self._samples:
                self.basis(session, period)
                self._samples[period.id] = read_sample(session, period, self.root)
                if len(self._samples) > SAMPLES:
                    self._samples.popitem(last=False)
            self._samples.move_to_end(period.id)
            return self._samples[period.id]

        return read
