"""Charts of closer looks: the funnel of units, and importance beside performance."""

from __future__ import annotations

from math import sqrt

from reports.chart_words import in_words, source
from reports.content import NOTE_GAP, Chart, ChartRow, Curve
from reports.drivers import answers_words, first_to_do, ordered, quadrant_words
from reports.findings import Row
from reports.funnel import funnel_pairs
from reports.studies import FunnelUnit, UnitFunnel
from reports.telling import Teller

STEPS = 24
"""Points of a curve."""


def funnel_chart(teller: Teller) -> Chart | None:
    """Units by their effective number of answers; only those outside the limits are named."""
    _ = teller.translate
    funnel, pairs = teller.findings.funnel, funnel_pairs(teller)
    if funnel is None or not pairs:
        return None
    rows = tuple(_unit_row(teller, row, unit) for row, unit in pairs)
    title = _funnel_title(teller, rows)
    subtitle = _("%(count)s đơn vị cùng cấp; trong đường liền: khác nhau không hơn mức thường. ▼ thấp hơn, ▲ cao hơn")
    return Chart(
        key="funnel",
        title=title,
        subtitle=subtitle % {"count": len(rows)},
        source=source(teller),
        description=in_words(title, source(teller), [row for row in rows if row.flag]),
        rows=rows,
        scale_note=_("Trục không bắt đầu từ 0%."),
        language=teller.language,
        kind="funnel",
        centre=funnel.centre,
        centre_label=_("mức chung %(level)s") % {"level": teller.numbers.percent(funnel.centre)},
        curves=_curves(funnel),
        axes=(_("cỡ mẫu hiệu dụng (phiếu)"), ""),
    )


def _unit_row(teller: Teller, row: Row, unit: FunnelUnit) -> ChartRow:
    _ = teller.translate
    share = row.share
    parts = (teller.numbers.percent(unit.value), _("n %(n)s") % {"n": teller.numbers.number(share.n if share else 0)})
    return ChartRow(
        key=unit.key,
        label=teller.name(row.name),
        point=unit.value,
        low=share.ci_low if share else None,
        high=share.ci_high if share else None,
        limits=unit.outer,
        note=NOTE_GAP.join(parts),
        mark="below" if unit.place == "below" else "above" if unit.place == "above" else "",
        size=unit.n_eff,
        flag=teller.name(row.name) if unit.place != "inside" else "",
    )


def _funnel_title(teller: Teller, rows: tuple[ChartRow, ...]) -> str:
    _ = teller.translate
    below = [row.label for row in rows if row.mark == "below"]
    above = [row.label for row in rows if row.mark == "above"]
    if not below and not above:
        return _("Không đơn vị nào khác hẳn các đơn vị cùng cấp")
    words = []
    if below:
        named = below[0] if len(below) == 1 else _("%(count)s đơn vị") % {"count": len(below)}
        words.append(_("thấp hơn hẳn: %(named)s") % {"named": named})
    if above:
        named = above[0] if len(above) == 1 else _("%(count)s đơn vị") % {"count": len(above)}
        words.append(_("cao hơn hẳn: %(named)s") % {"named": named})
    text = "; ".join(words)
    return f"{text[:1].upper()}{text[1:]}"


def _curves(funnel: UnitFunnel) -> tuple[Curve, ...]:
    """The limits from the smallest unit to the largest."""
    sizes = [unit.n_eff for unit in funnel.units]
    least, most = min(sizes) * 0.9, max(sizes) * 1.05
    found = []
    for step in range(STEPS + 1):
        # closer together where the curve bends
        size = least * (most / least) ** (step / STEPS)
        spread = sqrt(funnel.centre * (1 - funnel.centre) / size + funnel.tau2)
        inner, outer = (_around(funnel.centre, reach * spread) for reach in funnel.reach)
        found.append(Curve(size, inner, outer))
    return tuple(found)


def _around(centre: float, reach: float) -> tuple[float, float]:
    return max(centre - reach, 0.0), min(centre + reach, 1.0)


def drivers_chart(teller: Teller) -> Chart | None:
    """Two panels with the same rows: how well each factor does, and how much it matters."""
    _ = teller.translate
    study, found = teller.findings.drivers, ordered(teller)
    if study is None or not found:
        return None
    rows = tuple(
        ChartRow(
            key=row.key,
            label=teller.name(row.name),
            point=row.satisfied.value,
            low=row.satisfied.ci_low,
            high=row.satisfied.ci_high,
            note=NOTE_GAP.join((teller.numbers.percent(row.satisfied.value, 0), quadrant_words(teller, row))),
            second=(row.importance, row.importance_low, row.importance_high),
        )
        for row in found
    )
    title = _drivers_title(teller)
    formula = _("log-odds thứ bậc của câu chung, mọi yếu tố cùng lúc; đi cùng nhau, chưa phải nguyên nhân")
    where = {"period": teller.name(study.period.label), "formula": formula}
    text = _("%(period)s. Công thức: %(formula)s.") % where
    text = f"{_('DỮ LIỆU MÔ PHỎNG')}. {text}" if teller.findings.is_simulated else text
    return Chart(
        key="drivers",
        title=title,
        subtitle=_("Hài lòng và tác động của từng yếu tố, khoảng tham khảo 95%%; n: %(n)s phiếu đủ mọi yếu tố")
        % {"n": answers_words(teller)},
        source=text,
        description=in_words(title, text, rows),
        rows=rows,
        language=teller.language,
        kind="drivers",
        axes=(_("Hài lòng với yếu tố"), _("Tác động đến hài lòng chung")),
    )


def _drivers_title(teller: Teller) -> str:
    _ = teller.translate
    first = first_to_do(teller)
    if not first:
        return _("Chưa yếu tố nào vừa quan trọng vừa kém rõ rệt")
    return _("Nên làm trước: %(names)s") % {"names": ", ".join(teller.name(row.name) for row in first)}
