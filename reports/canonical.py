"""Findings as canonical JSON and back: the text a digest is made of, and what a published period is read from.

Sorted keys, no spaces, NFC, floats by their shortest exact form. One codec, driven by the types of the fields; a new
part of the findings needs no line here.
"""

from __future__ import annotations

import json
import math
import types
import typing
import unicodedata
from collections.abc import Callable, Collection, Hashable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, Literal, TypeVar, Union

from reports.exceptions import ReportError

T = TypeVar("T")
Turn = Callable[[Any], Any]
"""From a value to what JSON holds of it, or back."""
NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class UnreadableFindings(ReportError):
    """A text that does not hold findings as this version knows them."""


def to_canonical(value: object, kind: type | None = None) -> str:
    """The canonical JSON of findings, or of another frozen value of plain fields."""
    plain = _encoder(kind or type(value))(value)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def from_canonical(text: str, kind: type[T], *, without: Collection[str] = ()) -> T:
    """What `to_canonical` was given; equal to it in every field but those `without`, which are left empty."""
    try:
        plain = json.loads(text)
        for name in without:
            # a field without a default is a tuple
            if isinstance(plain.get(name), list):
                plain[name] = []
            else:
                plain.pop(name, None)
        found: T = _decoder(typing.cast(Hashable, kind))(plain)
    except ValueError as error:
        if isinstance(error, UnreadableFindings):
            raise
        raise UnreadableFindings(f"not JSON: {error}") from error
    return found


def digest_of(text: str) -> str:
    """The SHA-256 of a canonical text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


@cache
def _encoder(kind: Hashable) -> Turn:
    return _turn(kind, _encode_fields, {float: _plain_float, int: int, str: _composed, bool: bool, date: str})


@cache
def _decoder(kind: Hashable) -> Turn:
    plain = {float: _read_float, int: _exactly(int), str: _exactly(str), bool: _exactly(bool), date: _read_date}
    return _turn(kind, _decode_fields, plain)


def _turn(kind: Any, of_fields: Callable[[Any], Turn], plain: dict[Any, Turn]) -> Turn:
    """The function for one type: plain values, literals, tuples, what may be None, and dataclasses of those."""
    inner = _encoder if of_fields is _encode_fields else _decoder
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in plain:
        return plain[kind]
    if origin is Literal:
        return _among(arguments)
    if origin in (Union, types.UnionType) and type(None) in arguments:
        rest = [one for one in arguments if one is not type(None)]
        if len(rest) == 1:
            return _or_none(inner(rest[0]))
    if origin is tuple:
        return _each(inner(arguments[0])) if arguments[-1] is Ellipsis else _side_by_side([inner(a) for a in arguments])
    if is_dataclass(kind):
        return of_fields(kind)
    raise TypeError(f"no canonical form for {kind!r}: give the field a plain type, a tuple or a frozen dataclass")


def _encode_fields(kind: Any) -> Turn:
    hints = typing.get_type_hints(kind)
    parts = [(one.name, _encoder(hints[one.name])) for one in fields(kind)]
    return lambda value: {name: turn(getattr(value, name)) for name, turn in parts}


def _decode_fields(kind: Any) -> Turn:
    hints = typing.get_type_hints(kind)
    parts = {one.name: _decoder(hints[one.name]) for one in fields(kind)}
    # what was added since has a default, and stands for "not told then"
    needed = {one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING}

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise UnreadableFindings(f"{kind.__name__}: got {type(value).__name__}, expected its fields")
        if unknown := sorted(value.keys() - parts.keys()):
            raise UnreadableFindings(f"{kind.__name__}: fields this version does not know: {', '.join(unknown)}")
        if missing := sorted(needed - value.keys()):
            raise UnreadableFindings(f"{kind.__name__}: fields that are missing: {', '.join(missing)}")
        return kind(**{name: parts[name](one) for name, one in value.items()})

    return read


def _or_none(turn: Turn) -> Turn:
    return lambda value: None if value is None else turn(value)


def _each(turn: Turn) -> Turn:
    return lambda values: tuple(turn(value) for value in values)


def _side_by_side(turns: list[Turn]) -> Turn:
    return lambda values: tuple(turn(value) for turn, value in zip(turns, values, strict=True))


def _among(allowed: tuple[Any, ...]) -> Turn:
    def check(value: Any) -> Any:
        if value not in allowed:
            raise UnreadableFindings(f"{value!r} is none of {', '.join(map(repr, allowed))}")
        return value

    return check


def _plain_float(value: Any) -> float | str:
    number = float(value)
    if math.isfinite(number):
        return number
    return next(word for word, meant in NOT_FINITE.items() if repr(meant) == repr(number))


def _read_float(value: Any) -> float:
    if isinstance(value, str) and value in NOT_FINITE:
        return NOT_FINITE[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnreadableFindings(f"{value!r} is no number")
    return float(value)


def _composed(value: str) -> str:
    return unicodedata.normalize("NFC", value)


def _read_date(value: Any) -> date:
    return date.fromisoformat(_exactly(str)(value))


def _exactly(kind: type) -> Turn:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise UnreadableFindings(f"{value!r} is no {kind.__name__}")
        return value

    return check
