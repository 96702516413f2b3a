"""Allocation: Cochran's cities, floors, ceilings and whole numbers that sum exactly."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import Allocation, DesignError, MethodError, allocate


def answers(parts: tuple[Allocation, ...]) -> list[int]:
    return [part.answers for part in parts]


def test_cochrans_cities() -> None:
    # Cochran (1977), §5.5 and 5.9: 16 large cities (S² 53,843), 48 others (S² 5,581), n = 24
    cities, spreads = {"large": 16, "others": 48}, {"large": 53843**0.5, "others": 5581**0.5}
    assert answers(allocate(24, cities)) == [6, 18]
    best = allocate(24, cities, method="neyman", spreads=spreads)
    assert answers(best) == [12, 12]
    assert best[0].exact == pytest.approx(24 * 16 * 53843**0.5 / (16 * 53843**0.5 + 48 * 5581**0.5))
    assert best[0].fraction == pytest.approx(0.75)


def test_a_stratum_taken_whole_leaves_the_rest_to_the_others() -> None:
    parts = allocate(30, {"a": 10, "b": 100, "c": 100}, method="neyman", spreads={"a": 50, "b": 1, "c": 3})
    assert answers(parts) == [10, 5, 15]


def test_floors_are_kept_and_small_strata_give_everyone() -> None:
    parts = allocate(100, {"land": 9000, "tax": 900, "births": 6}, floor=10)
    assert answers(parts) == [84, 10, 6]
    assert answers(allocate(100, {"land": 9000, "tax": 900}, floor={"tax": 30})) == [70, 30]
    assert answers(allocate(20, {"a": 90, "b": 10}, floor=10)) == [10, 10]


def test_power_allocation_lies_between_equal_and_proportional() -> None:
    sizes = {"a": 10000, "b": 100}
    assert answers(allocate(110, sizes, method="power", power=0.5)) == [100, 10]
    assert answers(allocate(60, sizes, method="power", power=0)) == answers(allocate(60, sizes, method="equal"))
    assert answers(allocate(101, sizes, method="power", power=1)) == answers(allocate(101, sizes))
    assert answers(allocate(120, sizes, method="power", spreads={"a": 1, "b": 2})) == [100, 20]


def test_strata_without_spread_are_filled_last() -> None:
    spreads = {"a": 0.0, "b": 1.0}
    assert answers(allocate(30, {"a": 50, "b": 20}, method="neyman", spreads=spreads)) == [10, 20]
    assert answers(allocate(30, {"a": 40, "b": 20}, method="neyman", spreads={"a": 0, "b": 0})) == [20, 10]
    assert answers(allocate(0, {"a": 40, "b": 0})) == [0, 0]


@given(
    sizes=st.lists(st.integers(0, 60), min_size=1, max_size=8),
    spreads=st.lists(st.sampled_from([0.0, 0.1, 0.5, 3.0]), min_size=8, max_size=8),
    floor=st.integers(0, 8),
    share=st.floats(0, 1),
    method=st.sampled_from(["proportional", "neyman", "power", "equal"]),
)
def test_whole_numbers_sum_exactly_between_floor_and_population(
    sizes: list[int], spreads: list[float], floor: int, share: float, method: str
) -> None:
    populations = {f"s{number}": size for number, size in enumerate(sizes)}
    least = sum(min(floor, size) for size in sizes)
    wanted = least + round(share * (sum(sizes) - least))
    parts = allocate(
        wanted, populations, method=method, spreads=dict(zip(populations, spreads, strict=False)), floor=floor
    )
    assert sum(answers(parts)) == wanted
    assert all(min(floor, part.population) <= part.answers <= part.population for part in parts)
    assert all(abs(part.answers - part.exact) < 1 + 1e-6 for part in parts)


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        ((10, {"a": 20}), {"method": "optimal"}, MethodError, "'optimal' is not known; choose one of"),
        ((10, {}), {}, DesignError, "at least one stratum"),
        ((10, {"a": -1}), {}, DesignError, r"populations\['a'\]: got -1"),
        ((2.5, {"a": 9}), {}, DesignError, "answers: got 2.5; expected a whole number"),
        ((10, {"a": 9}), {}, DesignError, "at most 9, everyone"),
        ((10, {"a": 90, "b": 90}), {"floor": 6}, DesignError, "at least 12, the sum of the floors"),
        ((10, {"a": 90}), {"floor": {"b": 6}}, DesignError, r"\['b'\] are no strata"),
        ((10, {"a": 90}), {"floor": -1}, DesignError, "floor: got -1"),
        ((10, {"a": 90}), {"method": "neyman"}, DesignError, r"spreads: \['a'\] have no usable one"),
        ((10, {"a": 90}), {"power": 2}, DesignError, "power: got 2"),
    ],
)
def test_what_cannot_be_divided_is_refused(
    arguments: tuple[Any, Any], options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        allocate(*arguments, **options)
