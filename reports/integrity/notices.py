"""What is worth a look, the strongest first: one notice a place and sign, with figures, reasons and the next step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis.integrity.office_week import BURST_FROM, FLAGGED
from reports.findings import ReconcileRow
from reports.integrity.facts import burst_fact, gap_fact, sign_fact, silence_fact, totals_fact
from reports.integrity.findings import JumpRow, SilenceRow, Spot, SurgeRow, WeekRow
from reports.integrity.inspector import Inspector, Voice, level_of
from reports.integrity.words import Words, other_words, sign_words

SIGNS_TOLD = 3
"""Of one office's week the strongest few are written out."""
TOLD_UP_TO = 0.05


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing worth a look. `level` 0 is a plain fact, 1 very clear … 4 weak; `rank` is shared by equals."""

    key: str
    place: str
    when: str
    title: str
    facts: tuple[str, ...]
    reasons: str
    next_step: str
    level: int
    p: float
    chance: str
    rank: int = 0
    is_tied: bool = False


def notices(inspector: Inspector) -> tuple[Notice, ...]:
    """All of them, ranked; those that the data cannot tell apart share a rank."""
    found = [
        *_reconciled(inspector),
        *(_jump(inspector, row) for row in inspector.findings.jumps),
        *(_silence(inspector, row) for row in inspector.findings.silences),
        *(_week(inspector, row) for row in inspector.findings.weeks if row.is_flagged),
        *_units(inspector),
        *_desks(inspector),
        *(_surge(inspector, row) for row in inspector.findings.surges if row.q <= TOLD_UP_TO),
    ]
    found.sort(key=lambda one: (one.level, one.p, one.key))
    ranks = [1 + sum(_class(other) < _class(one) for other in found) for one in found]
    return tuple(replace(one, rank=rank, is_tied=ranks.count(rank) > 1) for one, rank in zip(found, ranks, strict=True))


def silence_notices(inspector: Voice, rows: Sequence[SilenceRow]) -> tuple[Notice, ...]:
    """Desks silent until yesterday, whatever the period."""
    return tuple(replace(_silence(inspector, row), facts=(silence_fact(inspector, row, is_now=True),)) for row in rows)


def _class(one: Notice) -> tuple[int, int]:
    """Strength to an order of magnitude: finer than that, chances do not tell signs apart."""
    if one.level == 0:
        return 0, 0
    zeros = 0
    while zeros < 7 and one.p * 10 ** (zeros + 1) <= 1:
        zeros += 1
    return one.level, -zeros


def _reconciled(inspector: Inspector) -> Iterator[Notice]:
    words = other_words(inspector.translate)
    for unit, row in inspector.findings.reconciliation:
        if row.is_over:
            yield _notice(
                inspector,
                f"{row.kind}:{row.key}",
                _whose(inspector, unit, row),
                (row.first, row.last),
                words[row.kind],
                totals_fact(inspector, row),
                (0, 0.0),
            )


def _whose(inspector: Inspector, unit: str, row: ReconcileRow) -> str:
    name = inspector.name(row.name)
    if row.kind != "desk":
        return name
    own = next((one.spot.unit_name for one in inspector.findings.units if one.spot.unit == unit), None)
    return f"{name} · {inspector.name(own)}" if own is not None and " · " not in name else name


def _jump(inspector: Inspector, row: JumpRow) -> Notice:
    _, numbers = inspector.translate, inspector.numbers
    text = _("%(now)s lượt trong tuần; các tuần trước nhiều nhất %(most)s lượt.") % {
        "now": numbers.number(row.visits),
        "most": numbers.number(row.most),
    }
    return _notice(
        inspector,
        f"visits:{row.spot.unit}:{row.sector}:{row.first:%Y-%m-%d}",
        f"{inspector.name(row.sector_name)} · {inspector.place(row.spot)}",
        (row.first, row.last),
        other_words(inspector.translate)["visits"],
        text,
        (0, 0.0),
    )


def _silence(inspector: Voice, row: SilenceRow) -> Notice:
    words = other_words(inspector.translate)["silence"]
    key = f"silence:{row.spot.desk}:{row.first:%Y-%m-%d}"
    return _notice(inspector, key, row.spot, (row.first, row.last), words, silence_fact(inspector, row), (1, row.p))


def _week(inspector: Inspector, row: WeekRow) -> Notice:
    _ = inspector.translate
    words, told = sign_words(_), [sign for sign in row.signs if sign.p <= TOLD_UP_TO][:SIGNS_TOLD]
    kinds: list[str] = [sign.kind for sign in told]
    facts = [sign_fact(inspector, sign) for sign in told]
    if row.burst >= BURST_FROM:
        kinds, facts = ["burst", *kinds], [burst_fact(inspector, row.burst), *facts]
    if len(kinds) > 1:
        facts = [f"{words[kind].title}: {fact}" for kind, fact in zip(kinds, facts, strict=True)]
    is_by_burst = row.burst >= BURST_FROM and row.p > FLAGGED
    return Notice(
        f"week:{row.spot.unit}:{row.first:%Y-%m-%d}",
        inspector.place(row.spot),
        inspector.span(row.first, row.last),
        _title(inspector, [words[kind].title for kind in kinds]),
        tuple(facts),
        "; ".join(dict.fromkeys(words[kind].reasons for kind in kinds[:2])),
        "; ".join(dict.fromkeys(words[kind].next_step for kind in kinds[:2])),
        2 if is_by_burst else level_of(row.q),
        row.p,
        _("nhãn gắn khi phiếu đến") if is_by_burst else inspector.chance(row.p),
    )


def _title(inspector: Inspector, titles: Sequence[str]) -> str:
    _ = inspector.translate
    if len(titles) < 2:
        return "".join(titles)
    return _("%(title)s, và %(more)s dấu hiệu khác") % {"title": titles[0], "more": len(titles) - 1}


def _units(inspector: Inspector) -> Iterator[Notice]:
    _ = inspector.translate
    words, numbers, period = other_words(_), inspector.numbers, inspector.findings.period
    for row in inspector.findings.units:
        days = period.first, period.last
        if row.peers is not None and row.peers.q is not None and row.peers.q <= TOLD_UP_TO:
            text = _("“Rất hài lòng” %(observed)s, các đơn vị cùng cấp %(expected)s (%(n)s phiếu).") % {
                "observed": inspector.percent(row.peers.observed, row.peers.n),
                "expected": numbers.percent(row.peers.expected),
                "n": numbers.number(row.peers.n),
            }
            chance = level_of(row.peers.q), row.peers.p
            yield _notice(inspector, f"peers:{row.spot.unit}", row.spot, days, words["peers"], text, chance)
        if row.few_and_content is not None and row.few_and_content[1] <= TOLD_UP_TO:
            text = _("Phiếu trên lượt giao dịch %(observed)s, các đơn vị cùng cấp %(expected)s.") % {
                "observed": numbers.percent(row.responses / (row.visits or 1)),
                "expected": numbers.percent(row.usual_coverage or 0.0),
            }
            p, q = row.few_and_content
            words_here = words["few_and_content"]
            yield _notice(inspector, f"few:{row.spot.unit}", row.spot, days, words_here, text, (level_of(q), p))


def _desks(inspector: Inspector) -> Iterator[Notice]:
    _ = inspector.translate
    words, numbers = other_words(_), inspector.numbers
    for row in inspector.findings.straight:
        if row.q is not None and row.q <= TOLD_UP_TO and row.expected is not None and row.p is not None:
            text = _("Chọn một mức cho mọi câu %(observed)s, thường lệ %(expected)s (%(n)s phiếu trả lời đủ).") % {
                "observed": inspector.percent(row.straight / row.complete, row.complete),
                "expected": numbers.percent(row.expected),
                "n": numbers.number(row.complete),
            }
            key = f"straight:{row.spot.desk}:{row.first:%Y-%m-%d}"
            span, chance = (row.first, row.last), (level_of(row.q), row.p)
            yield _notice(inspector, key, row.spot, span, words["straight_desk"], text, chance)
    for tier in inspector.findings.tiers:
        if tier.gap is not None and tier.q is not None and tier.q <= TOLD_UP_TO:
            text = gap_fact(inspector, tier)
            period = inspector.findings.period
            span, chance = (period.first, period.last), (level_of(tier.q), tier.gap.p)
            yield _notice(inspector, f"tiers:{tier.spot.unit}", tier.spot, span, words["tier_gap"], text, chance)


def _surge(inspector: Inspector, row: SurgeRow) -> Notice:
    _ = inspector.translate
    numbers = inspector.numbers
    if row.has_visits:
        text = _("Phiếu trên lượt giao dịch %(observed)s, mười hai tuần trước %(expected)s.") % {
            "observed": numbers.percent(row.found.observed),
            "expected": numbers.percent(row.found.expected),
        }
    else:
        text = _("Mỗi ngày làm việc %(observed)s phiếu, mười hai tuần trước %(expected)s.") % {
            "observed": numbers.number(row.found.observed, 1),
            "expected": numbers.number(row.found.expected, 1),
        }
    words = other_words(inspector.translate)["year_end"]
    chance = level_of(row.q), row.found.p
    return _notice(inspector, f"surge:{row.spot.unit}", row.spot, (row.first, row.last), words, text, chance)


def _notice(
    inspector: Voice,
    key: str,
    spot: Spot | str,
    span: tuple[date, date],
    words: Words,
    fact: str,
    chance: tuple[int, float],
) -> Notice:
    _ = inspector.translate
    level, p = chance
    return Notice(
        key,
        spot if isinstance(spot, str) else inspector.place(spot),
        inspector.span(*span),
        words.title,
        (fact,),
        words.reasons,
        words.next_step,
        level,
        p,
        _("số đếm, không phải ước lượng") if level == 0 else inspector.chance(p),
    )
