"""What can only be seen when the whole plan is read: keys twice, overlaps, numbers no sentence says, no English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import combinations

from survey_app.plans.plan import Plan, Reading, Target, plain_number
from survey_app.plans.words import named


def cross_problems(plan: Plan) -> list[str]:
    """Every fault between the parts of a plan whose single entries are sound."""
    return [
        *_twice("chỉ tiêu", [target.key for target in plan.targets]),
        *_twice("kỳ báo cáo", [period.key for period in plan.periods]),
        *_overlapping_periods(plan),
        *_competing_targets(plan.targets),
        *(problem for target in plan.targets for problem in _target_problems(target, plan)),
        *_duty_problems(plan),
    ]


def untranslated(plan: Plan) -> list[str]:
    """Every text of the file's own that a results page shows and that has no English; quotations need none."""
    texts = [("kế hoạch", "title", plan.title, plan.title_en)]
    for target in plan.targets:
        where, origin = f"chỉ tiêu “{target.key}”", target.origin
        texts.append((where, "note", target.note, target.note_en))
        texts.append((where, "reason", target.reason, target.reason_en))
        if "://" not in origin.reference:
            texts.append((where, "reference", origin.reference, origin.reference_en))
    return [
        f"{where}, {named(key + '_en')}: gặp không có gì; cần bản tiếng Anh của “{text}”, vì trang tiếng Anh dùng tới."
        for where, key, text, english in texts
        if text and not english
    ]


def _twice(called: str, keys: Iterable[str]) -> list[str]:
    return [
        f"{called} “{key}”: gặp {count} lần; cần mỗi mã một lần." for key, count in Counter(keys).items() if count > 1
    ]


def _overlapping_periods(plan: Plan) -> list[str]:
    return [
        f"kỳ báo cáo “{left.key}” và “{right.key}”: hai kỳ cùng loại chồng lên nhau "
        f"({left.first}–{left.last} và {right.first}–{right.last}); cần nối tiếp nhau, không trùng ngày."
        for left, right in combinations(plan.periods, 2)
        if left.kind == right.kind and left.key != right.key and left.first <= right.last and right.first <= left.last
    ]


def _competing_targets(targets: Iterable[Target]) -> list[str]:
    return [
        f"chỉ tiêu “{left.key}” và “{right.key}”: cùng chỉ số, cùng phạm vi, cùng nguồn và trùng thời gian; "
        "cần giữ một chỉ tiêu, cách đọc kia ghi trong [[target.alternative]]."
        for left, right in combinations([target for target in targets if target.applied], 2)
        if left.key != right.key
        and (left.indicator, left.scope, left.source) == (right.indicator, right.scope, right.source)
        and left.valid_from <= right.valid_to
        and right.valid_from <= left.valid_to
    ]


def _target_problems(target: Target, plan: Plan) -> list[str]:
    where = f"chỉ tiêu “{target.key}”"
    found = []
    if target.valid_from < plan.valid_from or target.valid_to > plan.valid_to:
        found.append(
            f"{where}, {named('valid_from/valid_to')}: gặp {target.valid_from}–{target.valid_to}; "
            f"cần nằm trong thời gian của kế hoạch ({plan.valid_from}–{plan.valid_to})."
        )
    if target.stricter is not None and target.stricter[0] != target.comparison[0]:
        found.append(
            f"{where}, {named('stricter')}: gặp “{target.stricter}”; cần cùng chiều với “{target.comparison}”."
        )
    if target.origin.sentence and target.unit != "reports_per_year":
        found += _unsaid(where, target.value, target.origin.sentence)
    for reading in target.alternatives:
        found += _reading_problems(f"{where}, cách đọc “{reading.text}”", reading)
    return found


def _reading_problems(where: str, reading: Reading) -> list[str]:
    return [] if reading.value is None else _unsaid(where, reading.value, reading.origin.sentence)


def says(sentence: str, value: float) -> bool:
    """Whether a sentence says this number, with a comma or a point."""
    return value in {float(number.replace(",", ".")) for number in re.findall(r"\d+(?:[.,]\d+)?", sentence)}


def _unsaid(where: str, value: float, sentence: str) -> list[str]:
    # a number that its own sentence does not say was invented or belongs to another sentence
    if says(sentence, value):
        return []
    return [f"{where}, {named('value')}: gặp {plain_number(value)}; cần một số có trong câu trích “{sentence}”."]


def _duty_problems(plan: Plan) -> list[str]:
    known = {period.key for period in plan.periods}
    return [
        f"chế độ báo cáo của “{duty.who}”, {named('before_day')}: không có kỳ {key} nên không tính được hạn gửi; "
        "cần thêm [[period]] cho kỳ đó."
        for duty in plan.duties
        if duty.before_day is not None
        for key in duty.periods
        if key not in known
    ]
