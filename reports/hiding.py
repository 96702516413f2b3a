"""Which rows of the findings are hidden, table by table; `protection` takes them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.disclosure import (
    SMALLEST,
    Part,
    hidden_groups,
    hidden_keys,
    is_open_secret,
    is_safe_together,
)
from reports.findings import Findings, LabelRow, Row, TargetLine, TrendPoint, WaitingRow

WITHOUT_PROOF = frozenset({"none"})
UNPROVEN = frozenset({"paper", "import"})
"""The channels whose answers are the tier without proof."""

Hidden = Mapping[str, frozenset[str]]
"""Hidden keys by table.

Tables: `total`, `sectors`, `units`, `agencies`, `tiers`, `channels`, `waiting`, `trend`, `targets`, `labels`.
"""


def choose_hidden(findings: Findings) -> Hidden:
    """The keys of the rows of each table that may not show a figure."""
    found = _choose(findings)
    return _all_hidden(findings, found) if findings.is_withheld else found


def _choose(findings: Findings) -> Hidden:
    hidden_sectors = hidden_rows(findings.total, findings.sectors) | _withheld(findings, "sectors")
    waiting = _hidden_waiting(findings) | _withheld(findings, "waiting")
    tiers, channels = _hidden_ways(findings)
    total = frozenset([findings.total.key] if is_open_secret(part_of(findings.total)) else [])
    return {
        "total": total,
        "sectors": hidden_sectors,
        "units": hidden_rows(findings.total, findings.units),
        "agencies": _hidden_agencies(findings, hidden_sectors) | _withheld(findings, "agencies"),
        "tiers": tiers,
        "channels": channels,
        "waiting": waiting,
        "trend": _hidden_weeks(findings),
        "targets": frozenset(
            line.key for line in findings.targets if _is_hidden_line(findings, line, hidden_sectors, waiting)
        ),
        "labels": _hidden_labels(findings, total | hidden_sectors),
    }


def _withheld(findings: Findings, table: str) -> frozenset[str]:
    return frozenset(row.key for row in findings.withheld if row.table == table)


def part_of(row: Row) -> Part:
    """A row as far as hiding goes."""
    return Part(row.key, min(row.n, row.answered), _level(row), row.is_priority)


def _all_hidden(findings: Findings, found: Hidden) -> Hidden:
    """Every row of the period, for the rows of any table add up to the total that is withheld."""
    tables = ("sectors", "units", "agencies", "tiers", "channels", "waiting", "labels")
    everything = {table: frozenset(row.key for row in getattr(findings, table)) for table in tables}
    lines = {line.key for line in findings.targets if line.observed is not None and line.counts is None}
    return {
        **everything,
        "total": frozenset([findings.total.key]),
        "trend": found["trend"] | {findings.period.id},
        "targets": found["targets"] | (lines if _same_days(findings) else set()),
    }


def hidden_rows(total: Row, rows: Sequence[Row]) -> frozenset[str]:
    """The rows of a table to hide, so that the whole less the shown ones gives nobody away.

    One that has no figure for want of data counts as shown: the pages of the units below it show what it is the sum of.
    """
    return hidden_keys([part_of(row) for row in rows], unseen=_residual(total, rows))


def _level(row: Row) -> float | None:
    return row.satisfied / row.answered if row.is_same_level and row.answered else None


def _residual(total: Row, rows: Sequence[Row]) -> list[Part]:
    answered = total.answered - sum(row.answered for row in rows)
    satisfied = total.satisfied - sum(row.satisfied for row in rows)
    # whether the unseen are of one mind is not known; all or none satisfied is the nearest sign of it
    level = satisfied / answered if answered > 0 and satisfied in (0, answered) else None
    return [Part("", answered, level)] if answered > 0 else []


def _hidden_ways(findings: Findings) -> tuple[frozenset[str], frozenset[str]]:
    """Tiers and channels to hide: paper and import are the tier without proof, so each table tells of the other."""
    tiers, channels = ([part_of(row) for row in rows] for rows in (findings.tiers, findings.channels))
    hidden = (
        hidden_keys(tiers) | _withheld(findings, "tiers"),
        hidden_keys(channels) | _withheld(findings, "channels"),
    )
    if not (hidden[0] & WITHOUT_PROOF or hidden[1] & UNPROVEN):
        return hidden
    return _with_linked(tiers, WITHOUT_PROOF, hidden[0]), _with_linked(channels, UNPROVEN, hidden[1])


def _with_linked(parts: Sequence[Part], linked: frozenset[str], hidden: frozenset[str]) -> frozenset[str]:
    """Hide the linked rows too, and where nothing else is hidden the smallest other one, against subtraction."""
    others = sorted((part.n, part.key) for part in parts if part.n > 0 and part.key not in linked)
    found = hidden | {part.key for part in parts if part.key in linked}
    return found if found - linked or not others else found | {others[0][1]}


def _hidden_agencies(findings: Findings, hidden_sectors: frozenset[str]) -> frozenset[str]:
    agencies = [part_of(row) for row in findings.agencies]
    if not agencies:
        return frozenset()
    if hidden_sectors and not any(row.agency for row in findings.sectors):
        return frozenset(part.key for part in agencies)  # nobody said which agency holds the hidden sectors
    members: dict[str, list[Part]] = {}
    for row in findings.sectors:
        members.setdefault(row.agency, []).append(part_of(row))
    known = {agency.key for agency in agencies}
    outside = [part for key, parts in members.items() if key not in known for part in parts]
    loose = [part for part in outside if part.key in hidden_sectors]
    loose += _residual(findings.total, findings.sectors)
    return hidden_groups(agencies, members, hidden_sectors, loose=loose)


def _hidden_waiting(findings: Findings) -> frozenset[str]:
    whole = [row for row in findings.waiting if row.kind == "total"]
    sectors = [_waiting_part(row) for row in findings.waiting if row.kind != "total"]
    unseen = sum(row.n for row in whole) - sum(part.n for part in sectors)
    hidden = hidden_keys(sectors, unseen=[Part("", unseen)] if unseen > 0 else [])
    return hidden | {row.key for row in whole if is_open_secret(_waiting_part(row))}


def _waiting_part(row: WaitingRow) -> Part:
    minutes = row.mean.value if row.mean is not None else 0.0
    return Part(row.key, row.n, minutes if row.is_same_value else None)


def _hidden_labels(findings: Findings, hidden_elsewhere: frozenset[str]) -> frozenset[str]:
    """Rows whose share without labelled answers, beside the share with them, would tell what a few labelled said."""
    whole = [row for row in findings.labels if row.kind == "total"]
    sectors = [row for row in findings.labels if row.kind == "sector"]
    unseen = sum(row.out[0] for row in whole) - sum(row.out[0] for row in sectors)
    hidden = hidden_keys([_out(row) for row in sectors], unseen=[Part("", unseen)] if unseen > 0 else [])
    telling = {row.key for row in (*whole, *sectors) if row.out[0] < SMALLEST or _is_telling(row)}
    return hidden | telling | hidden_elsewhere


def _is_telling(row: LabelRow) -> bool:
    left, is_same = row.left
    return is_open_secret(_out(row)) or is_open_secret(Part(row.key, left, 1.0 if is_same else None))


def _out(row: LabelRow) -> Part:
    # which level they share is not known here; that groups of one mind agree is the careful guess
    return Part(row.key, row.out[0], 1.0 if row.out[1] else None)


def _hidden_weeks(findings: Findings) -> frozenset[str]:
    hidden = {point.period.id for point in findings.trend if point.is_withheld or is_open_secret(_week_part(point))}
    window = findings.total.window
    if window is None:
        return frozenset(hidden)
    # the window's figure minus its shown weeks must not give a hidden week away
    inside = [
        _week_part(point)
        for point in findings.trend
        if window.first <= point.period.first and point.period.last <= window.last
    ]
    secret = [part for part in inside if part.key in hidden]
    others = sorted((part for part in inside if part.n > 0 and part not in secret), key=lambda part: part.n)
    withheld = {point.period.id for point in findings.trend if point.is_withheld}

    def is_told() -> bool:
        return not is_safe_together(secret) or (len(secret) == 1 and secret[0].key in withheld)

    while others and is_told():
        secret.append(others.pop(0))
    return frozenset(hidden | {part.key for part in secret})


def _week_part(point: TrendPoint) -> Part:
    level = point.share.value if point.is_same_level and point.share is not None else None
    return Part(point.period.id, point.n, level)


def _is_hidden_line(
    findings: Findings, line: TargetLine, hidden_sectors: frozenset[str], hidden_waiting: frozenset[str]
) -> bool:
    if line.observed is None or line.counts is not None:
        return False  # nothing to hide, or an exact administrative count
    level = line.observed.value if line.is_same_level else None
    if is_open_secret(Part(line.key, line.n, level)):
        return True
    hidden = hidden_waiting if line.unit == "minutes" else hidden_sectors
    return _same_days(findings) and line.scope in hidden


def _same_days(findings: Findings) -> bool:
    plan = findings.plan_period
    return plan is not None and (plan.first, plan.last) == (findings.period.first, findings.period.last)
