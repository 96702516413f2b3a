"""A sentence on the page: its figures lead to the rows they come from."""

from __future__ import annotations

from dataclasses import dataclass

from reports.content import Sentence


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a sentence; where they are a figure, the row it stands in."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence in pieces."""

    key: str
    text: str
    pieces: tuple[Piece, ...]
    asks_for_action: bool = False
    """A target missed or not proven, or what to do: a corrective action may follow."""


def anchor_of(table: str, row: str) -> str:
    """The id of a row on the page."""
    return f"{table}-{row}"


def spoken_of(sentence: Sentence) -> Spoken:
    """Cut a sentence at its links, in their order."""
    pieces, rest = [], sentence.text
    for table, row, words in sentence.links:
        before, found, after = rest.partition(words)
        if found:
            pieces += [Piece(before), Piece(found, anchor_of(table, row))]
            rest = after
    asks = sentence.key == "advice" or sentence.mark in ("below", "not_met", "not_proven")
    return Spoken(sentence.key, sentence.text, tuple(piece for piece in (*pieces, Piece(rest)) if piece.text), asks)
