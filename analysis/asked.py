"""What a caller asks for beside the data: a level, a number, a pair, codes, an option by name. One reader for each.

Each returns what was asked in the form that is worked with, or refuses it: what came, what was expected, what to do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import wraps
from inspect import signature
from numbers import Integral, Real
from typing import Any, ParamSpec, TypeVar

import numpy as np

from analysis.design.columns import plain
from analysis.exceptions import DesignError, MethodError

P = ParamSpec("P")
R = TypeVar("R")


def read_level(level: Any, name: str = "level") -> float:
    """Return the level of an interval or test.

    Raises
    ------
    MethodError
        Anything but a number strictly between 0 and 1.
    """
    if not is_number(level) or not 0 < level < 1:
        raise MethodError(f"{name} {plain(level)} is not between 0 and 1; write 0.95 for 95 %")
    return float(level)


def read_number(name: str, number: Any, expected: str, *, least: float = -math.inf, most: float = math.inf) -> float:
    """Return a finite number from ``least`` to ``most``.

    Raises
    ------
    DesignError
        Anything else; ``expected`` says what should have come.
    """
    if not is_number(number) or not math.isfinite(number) or not least <= number <= most:
        raise DesignError(f"{name}: got {plain(number)}; expected {expected}")
    return float(number)


def read_positive(name: str, number: Any, expected: str = "a number above 0") -> float:
    """Return a finite number above 0.

    Raises
    ------
    DesignError
        Anything else.
    """
    if not is_number(number) or not 0 < number < math.inf:
        raise DesignError(f"{name}: got {plain(number)}; expected {expected}")
    return float(number)


def read_limit(target: Any, *, of_share: bool = False) -> float:
    """Return the number of a `Target`, or one given as it is; of a share a fraction.

    Raises
    ------
    DesignError
        NaN, infinity or no number; 75 for a share.
    """
    limit = read_number("target", getattr(target, "value", target), "a finite number in the unit of the figure")
    if of_share and not 0 <= limit <= 1:
        raise DesignError(f"target: got {limit:g} for a share, which is a fraction; write 0.75 for 75 %")
    return limit


def read_pair(name: str, pair: Any, expected: str) -> tuple[float, float]:
    """Return two numbers, neither of them NaN; either may be infinite.

    Raises
    ------
    DesignError
        Anything else.
    """
    given = tuple(pair) if isinstance(pair, Iterable) and not isinstance(pair, (str, Mapping)) else ()
    if len(given) != 2 or not all(is_number(one) and not math.isnan(one) for one in given):
        raise DesignError(f"{name}: got {plain(pair)}; expected {expected}")
    return float(given[0]), float(given[1])


def read_control(role: str, tolerance: Any, most: tuple[str, Any]) -> None:
    """Refuse a tolerance or a number of steps, with its name, that an iteration cannot work with.

    Raises
    ------
    MethodError
        Either is not a number above 0.
    """
    name, number = most
    if not (is_number(tolerance) and tolerance > 0 and is_whole(number, 1)):
        raise MethodError(f"{role}: got tolerance {plain(tolerance)} and {plain(number)} {name}; expected both above 0")


def read_collection(name: str, given: Any, expected: str) -> tuple[Any, ...]:
    """Return a collection as a tuple, so that a generator is not used up by the first look at it.

    Raises
    ------
    DesignError
        A text, or something that holds nothing.
    """
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        kind = "the text " if isinstance(given, str) else ""
        raise DesignError(f"{name}: got {kind}{plain(given)}; expected {expected}")
    return tuple(given)


def read_codes(name: str, codes: Any) -> tuple[Any, ...]:
    """Return the codes of answers.

    Raises
    ------
    DesignError
        A text, one code alone, or something that is no code.
    """
    given = read_collection(name, codes, "a collection of codes such as {4, 5}")
    for code in given:
        if isinstance(code, (list, set, dict)):
            raise DesignError(f"{name}: {plain(code)} is no code; expected a collection of codes such as {{4, 5}}")
    return given


def read_columns(name: str, given: Any) -> tuple[str, ...]:
    """Return the names of one column or more, a single name being one of one.

    Raises
    ------
    DesignError
        None, or something else than names of columns.
    """
    if isinstance(given, str):
        return (given,)
    expected = "the name of a column, or several in a list"
    if isinstance(given, Mapping) or hasattr(given, "dtype"):
        raise DesignError(f"{name}: got {_kind(given)}; expected {expected}: give the column's name")
    names = read_collection(name, given, expected)
    if stray := [one for one in names if not isinstance(one, str)]:
        raise DesignError(f"{name}: got {plain(stray[0])} among the columns; expected {expected}")
    return names


def read_column(name: str, given: Any) -> str | None:
    """Return the name of a column, or None where none was named.

    Raises
    ------
    DesignError
        The column itself, or anything else that is no name.
    """
    if given is not None and not isinstance(given, str):
        raise DesignError(f"{name}: got {plain(given)}; expected a column of the cells: give the column's name")
    return given


def read_mapping(name: str, given: Any, expected: str) -> dict[Any, Any]:
    """Return a mapping, or a Series, as a dictionary.

    Raises
    ------
    DesignError
        Anything else.
    """
    if not hasattr(given, "items") or not hasattr(given, "keys"):
        raise DesignError(f"{name}: got {plain(given)}; expected {expected}")
    return dict(given.items())


def read_option(name: str, option: Any, known: Collection[str]) -> str:
    """Return an option that is one of those known.

    Raises
    ------
    MethodError
        Any other; lists those there are.
    """
    if not isinstance(option, str) or option not in known:
        raise MethodError(f"{name} {plain(option)} is not known; choose one of {list(known)}")
    return option


def takes_numbers(*names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Refuse whatever is no real number for these parameters; ``None`` passes where it is the default."""

    def guard(function: Callable[P, R]) -> Callable[P, R]:
        asked = signature(function)

        @wraps(function)
        def guarded(*args: P.args, **options: P.kwargs) -> R:
            given = asked.bind(*args, **options).arguments
            for name in names:
                value = given.get(name)
                left_out = name not in given or (value is None and asked.parameters[name].default is None)
                if not left_out and not is_number(value):
                    raise DesignError(f"{name}: got {plain(value)}; expected a number")
            return function(*args, **options)

        return guarded

    return guard


def is_number(value: Any) -> bool:
    """Return whether a value is a real number, truth values left aside."""
    return isinstance(value, Real) and not isinstance(value, bool)


def is_whole(value: Any, least: int) -> bool:
    """Return whether a value is a whole number from ``least``."""
    return not isinstance(value, bool) and isinstance(value, Integral) and int(value) >= least


def is_numeric(values: Any) -> bool:
    """Return whether values, nested or not, make an array of numbers."""
    try:
        return np.asarray(values).dtype.kind in "biuf"
    except ValueError:
        return False


def _kind(value: Any) -> str:
    """Return what kind of thing came, with its article."""
    name = type(value).__name__
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"
