"""The history of one child: handed on from a day, corrected in the past, checked as a whole; told by names and days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from survey_app.exceptions import PlaceRefused
from survey_app.registry.stretches import ONE_DAY, Stretch, gaps, overlaps, plain_day


@dataclass(frozen=True, slots=True)
class History:
    """What one child's stretches are, with the names of its owners; `field` is where a form asks for the owner."""

    child: str
    stretches: tuple[Stretch, ...]
    names: Mapping[str, str]
    field: str

    def handed_on(self, owner: str, first: date) -> tuple[Stretch, ...]:
        """From `first` on it belongs to `owner`; whoever it belonged to until then keeps it until the day before."""
        later = next((stretch for stretch in self.stretches if stretch.first >= first), None)
        if later is not None:
            raise PlaceRefused(("first", self._given_already(later, first)))
        last = self.stretches[-1] if self.stretches else None
        if last is not None and last.owner == owner and last.holds(first):
            raise PlaceRefused((self.field, _("Đang thuộc chính nơi này; không có gì để chuyển.")))
        kept = (cut(stretch, first - ONE_DAY) for stretch in self.stretches)
        return (*kept, Stretch(self.child, owner, first, None))

    def corrected(self, first: date, becomes: Stretch | None) -> tuple[Stretch, ...]:
        """One stretch, known by its first day, becomes another or is taken out."""
        if first not in {stretch.first for stretch in self.stretches}:
            raise PlaceRefused(
                ("first", _("Không còn khoảng bắt đầu ngày %(day)s. Hãy mở lại trang.", day=plain_day(first)))
            )
        kept = [stretch for stretch in self.stretches if stretch.first != first]
        after = kept if becomes is None else [*kept, becomes]
        return tuple(sorted(after, key=lambda stretch: stretch.first))

    def check(self, after: Sequence[Stretch], *, allows_gaps: bool) -> None:
        """Refuse what no history can have, and a new gap that is not meant."""
        self.check_each(after)
        if not allows_gaps:
            self.check_gaps(after)

    def check_each(self, after: Sequence[Stretch]) -> None:
        """Refuse an unknown owner, reversed days, two owners on one day."""
        for stretch in after:
            self._check_stretch(stretch)
        for later, earlier in overlaps(sorted(after, key=lambda stretch: stretch.first)):
            raise PlaceRefused(("first", self._two_owners(later, earlier)))

    def check_gaps(self, after: Sequence[Stretch]) -> None:
        """Refuse days of nobody between two stretches, unless they stood there before."""
        new_gaps = set(gaps(after)) - set(gaps(self.stretches))
        if new_gaps:
            raise PlaceRefused(("allows_gaps", _gap(*min(new_gaps))))

    def _check_stretch(self, stretch: Stretch) -> None:
        if stretch.owner not in self.names:
            raise PlaceRefused((self.field, _("Không có nơi nào mang mã “%(code)s”.", code=stretch.owner)))
        if stretch.last is not None and stretch.is_reversed:
            raise PlaceRefused(("last", reversed_days(stretch.first, stretch.last)))

    def _given_already(self, later: Stretch, first: date) -> str:
        return str(
            _(
                "Từ %(later)s đã thuộc “%(owner)s”; ngày chuyển %(came)s phải sau ngày đó. "
                "Muốn sửa quá khứ thì sửa từng khoảng trong lịch sử.",
                later=plain_day(later.first),
                owner=self.names[later.owner],
                came=plain_day(first),
            )
        )

    def _two_owners(self, later: Stretch, earlier: Stretch) -> str:
        return str(
            _(
                "Ngày %(day)s sẽ thuộc cả “%(one)s” (%(one_days)s) và “%(two)s” (%(two_days)s); "
                "mỗi ngày chỉ thuộc một nơi. Hãy sửa ngày của một trong hai.",
                day=plain_day(max(later.first, earlier.first)),
                one=self.names[earlier.owner],
                one_days=earlier.days,
                two=self.names[later.owner],
                two_days=later.days,
            )
        )


def cut(stretch: Stretch, last: date) -> Stretch:
    """The stretch up to `last`."""
    return replace(stretch, last=last) if stretch.holds(last) else stretch


def reversed_days(first: date, last: date) -> str:
    """What is said of something that ends before it begins."""
    return str(
        _(
            "Ngày kết thúc %(last)s trước ngày bắt đầu %(first)s. Hãy ghi ngày kết thúc bằng hoặc sau ngày bắt đầu, "
            "hoặc để trống nếu còn hiệu lực.",
            first=plain_day(first),
            last=plain_day(last),
        )
    )


def _gap(first: date, last: date) -> str:
    return str(
        _(
            "Từ %(first)s đến %(last)s sẽ không thuộc nơi nào, số liệu những ngày đó không vào tổng của nơi nào. "
            "Hãy nối các khoảng liền nhau, hoặc đánh dấu rằng cố ý để trống.",
            first=plain_day(first),
            last=plain_day(last),
        )
    )
