"""Personal data in a text: where a phone or identity number, an e-mail address, a plate or a dossier number stands.

What is found is masked for readers and hinted at before sending; nothing is refused for it. Money, dates, times, laws
and procedure codes are looked for first, so that they are not taken for something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from survey_app.digits import BREAK, HIDDEN, Group, joined_groups, plain

Kind = Literal["phone", "identity", "email", "plate", "dossier"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_CURRENCY = r"(?:đồng|đ|vnđ|vnd|triệu|tr|nghìn|ngàn|tỷ|tỉ|usd|k)\b"
_UNIT = re.compile(
    rf"\s*(?:{_CURRENCY}|(?:m2|ha|km|lượt|người|hồ sơ|phiếu|hộ|dân|trang|số)\b|%|[.,]\d{{1,2}}\s*{_CURRENCY})", re.I
)
_LAW = r"(?!STK|CCCD|CMND|CMT|S?ĐT\b)[A-ZĐ]+r?\d{0,2}(?:-(?!STK|CCCD|CMND|CMT|S?ĐT\b)[A-ZĐ]{2,8}g?\b)*"
# it parts words as a dash does, and is a letter to an expression
_UNDERLINE = re.compile(r"_(?!\d)")
# an amount is not the end of 0912 345 678 đ
_NOT_WITHIN = "".join(rf"(?<!\b0[1-9]{head}[ -])" for head in (r"\d", r"\d\d", r"\d[ -]\d{3}", r"\d\d[ -]\d{3}"))
_HARMLESS = (
    re.compile(rf"\b\d{{1,6}}/\d{{4}}/(?=[A-ZĐ]{{2}}){_LAW}"),  # 61/2018/NĐ-CP
    # 1001/QĐ-BNV, not the end of 0912 345 678/Lan
    re.compile(rf"(?<!\d)(?<!\d[ .-])\d{{1,6}}[a-z]?/(?=[A-ZĐ]{{2}}){_LAW}"),
    re.compile(r"(?<![\w.])\d\.\d{6}(?:\.\d+)*(?:\.H\d+)?\b"),  # a procedure: 1.004194, 2.000815.000.00.00.H26
    re.compile(r"(?<![\d./-])(?:[0-3]?\d[/.-])?[01]?\d[/.-](?:19|20)\d\d(?!\d|[./-]\d)"),
    re.compile(r"(?<![\d./-])[0-3]?\d/[01]?\d/\d\d(?!\d|[./-]\d)"),
    re.compile(r"\b[0-2]?\d(?:\s?(?:giờ|h)\s?|:)(?:[0-5]\d)?(?!\d)", re.I),
    re.compile(rf"(?<![\d.,]){_NOT_WITHIN}[1-9]\d{{0,2}}(?:[., ]\d{{3}})*(?:,\d+)?\s*{_CURRENCY}", re.I),
)
_DASH = r"\s?(?:[-/. ]|gạch(?:\s(?:ngang|nối))?)\s?"
_NAME = r"(?:[\w.+-]{1,64}\s(?:chấm|dot|gạch dưới|gach duoi)\s){0,3}[\w.+-]{1,64}"
_AT = r"\s?(?:@|[(\[]\s?(?:at|a|@|a còng|a cong)\s?[)\]]|\ba[ -](?:còng|cong|móc|moc)\b)\s?"
_ENDINGS = r"(?:(?:\.|\s\.\s|\s?(?:\(dot\)|\[dot\]|\bchấm\b|\bcham\b|\bdot\b)\s?)[a-z-]{2,24}){1,4}\b"
_MAIL_HOST = r"(?:gmail|yahoo|ymail|hotmail|outlook|icloud|zoho|protonmail)"
# "tại" and "at" are words of every second comment: they count before a host of mail, after what is no Vietnamese word
_SPELLED_NAME = r"(?<![^\W_])(?!(?:e-?mail|mail|thu|web|trang|nhap|vao)\s)(?a:[\w.+-]{2,64})"
_SHAPES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("email", re.compile(rf"{_NAME}{_AT}[\w-]{{1,63}}{_ENDINGS}", re.I)),
    ("email", re.compile(rf"{_NAME}{_AT}{_MAIL_HOST}\b", re.I)),
    ("email", re.compile(rf"{_SPELLED_NAME}\s(?:tại|tai|at)\s{_MAIL_HOST}{_ENDINGS}", re.I)),
    (
        "dossier",
        re.compile(
            r"(?<!\w)(?:(?:[\dO]{1,3}\.){0,4}|\d{3} \d{2} \d{2} )[A-Z]\d{2}(?:\.\d{1,3}){0,5}"
            rf"{_DASH}\d{{6}}{_DASH}\d{{3,6}}(?![^\W_])",
            re.I,
        ),
    ),
    # the same without a separator, held to its date: H26 250101 0001
    (
        "dossier",
        re.compile(r"(?<![\w.])(?:\d{7})?[A-Z]\d{2}2\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4,5}(?!\w)", re.I),
    ),
    (
        "plate",
        re.compile(
            r"(?<![\w./-])[1-9]\d\s?[-.]?\s?(?:[A-HK-NPR-Z]{1,2}|MĐ)\d?(?:[ .-]{0,3}\d{3}[. ]?\d{2}|-?\d{4})"
            r"(?![\w]|\.\d)"
        ),
    ),
    (
        "plate",
        re.compile(
            r"(?<![\w./-])[1-9]\d-?(?:[a-hk-np-z]{1,2}\d?(?:[ -]?\d{3}[. ]\d{2}|-\d{3}-\d{2}|-?\d{5}|-\d{4})"
            rf"|[a-hk-np-z]\d \d{{5}})(?![\w]|\.\d|\s*{_CURRENCY})"
        ),
    ),
    ("plate", re.compile(r"(?<![\w./-])\d{2}-?\d{3}-?(?:NG|NN|QT|CV)-?\d{2}(?!\w)")),
)
_CLAIMED_PLATE = re.compile(
    r"(?:\bbiển|\bbks|\bxe(?: máy| hơi| con| tải)?|\bô tô)"
    r"(?:\s*(?:\blà\b|\bsố\b|\bbiển\b|\bkiểm soát\b|\bcủa tôi\b|:))*\s*"
    r"([1-9]\d\s?[-.]?\s?[a-hk-np-z]{1,2}\d?[ .-]{0,3}(?:\d{3}[. ]?\d{2}|\d{4}))"
    rf"(?![\w]|\.\d|\s*{_CURRENCY})",
    re.I,
)
_CLAIMED_DOSSIER = re.compile(
    r"(?:\b(?:mã|số)\s+(?:hồ sơ|hs|biên nhận|phiếu hẹn)|\b(?:giấy hẹn|biên nhận|phiếu hẹn)\s+số)"
    r"(?:\s*(?:\blà\b|\bsố\b|\bcủa tôi\b|:))*\s*((?=(?:[\w./-]{0,12}?\d){6})[\w./-]{6,40}\b)",
    re.I,
)
_CLAIMS = r"(?:\s*(?:\blà\b|\bsố\b|\bcủa (?:tôi|mình|em)\b|:|\.))*\s*"
_BANK = r"(?:\s(?:vietcombank|vcb|agribank|bidv|vietinbank|techcombank|tcb|mb|acb|sacombank|vpbank|tpbank))?"
_CLAIMED_PASSPORT = re.compile(rf"(?:\bhộ chiếu|\bho chieu|\bpassport){_CLAIMS}([a-z]\s?\d{{7,8}})(?!\w)", re.I)
# as long as whoever mistyped it made it; what is as long as a number should be is found with its groups
_CLAIMED_IDENTITY = re.compile(
    rf"(?:\bcmnd|\bcmt|\bcccd|\bcăn cước(?: công dân)?|\bcan cuoc|\bđịnh danh(?: cá nhân)?){_CLAIMS}"
    rf"(\d{{11,20}})(?!\w|\s*{_CURRENCY})",
    re.I,
)
_NO_PHONE = r"(?!0[235789]\d{1,2}[ .-]?\d{3,4}[ .-]?\d{3,4}(?!\d))"
_CLAIMED_ACCOUNT = re.compile(
    rf"(?:\bstk|\btài khoản|\btai khoan|\bsố thẻ){_BANK}{_CLAIMS}(\d(?:(?:[ -]{_NO_PHONE})?\d){{7,19}})"
    rf"(?![^\W_]|[.,]\d{{1,2}}(?!\d)|\s*{_CURRENCY})",
    re.I,
)
_CLAIMED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("dossier", _CLAIMED_DOSSIER),
    ("plate", _CLAIMED_PLATE),
    ("identity", _CLAIMED_PASSPORT),
    ("identity", _CLAIMED_IDENTITY),
    ("identity", _CLAIMED_ACCOUNT),
)
_LINK = r"(?:\s*(?:\blà\b|\bsố\b|\bcho\b|\btôi\b|\bmình\b|\bem\b|\bcủa\b|\btheo\b|\bqua\b|[:.(]))*\s*$"
_CALLED_PHONE = re.compile(
    rf"(?:\bsđt|\bđt|\bsdt|\bđiện thoại|\bdien thoai|\bsố máy|\bzalo|\bphone|\btel|\bliên hệ|\bgọi){_LINK}", re.I
)
_CALLED_IDENTITY = re.compile(
    rf"(?:\bcmnd|\bcmt|\bcccd|\bcăn cước(?: công dân)?|\bcan cuoc|\bchứng minh(?: nhân dân| thư)?|\bđịnh danh"
    rf"(?: cá nhân)?){_LINK}",
    re.I,
)
_CALLED_TAX = re.compile(rf"(?:\bmst|\bmã số thuế){_LINK}", re.I)
_PHONE = re.compile(r"(?:(?:00)?840?|0)(?:[35789]\d{8}|2\d{8,9}|1[2689]\d{8})")
_LOCAL_PHONE = re.compile(r"(?!1[89]00)(?:[2-9]\d{6,7}|[35789]\d{8})")
_LONGEST = 15
_USUAL = frozenset({(4, 3, 3), (3, 3, 4), (3, 4, 3), (3, 4, 4), (3, 3, 3, 3)})
_BESIDE = frozenset("/-_,.+*()")
"""Between two numbers, where it stands in neither."""
_PARTING = frozenset("/,")
"""Never within a number that has other signs in it too."""
SMALL_STEP = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, `end` outside."""

    start: int
    end: int
    kind: Kind


def find_personal_data(text: str) -> tuple[Span, ...]:
    """Where personal data stands in the text, from its beginning; stretches never overlap."""
    shadow = _UNDERLINE.sub("-", plain(text))
    for harmless in _HARMLESS[:3]:
        shadow = harmless.sub(_blank, shadow)
    found: list[Span] = []
    for kind, shape in _SHAPES:
        found += [Span(*match.span(), kind) for match in shape.finditer(shadow)]
        shadow = shape.sub(_blank, shadow)
    for kind, claimed in _CLAIMED:
        for match in claimed.finditer(shadow):
            found.append(Span(*match.span(1), kind))
            shadow = shadow[: match.start(1)] + BREAK * len(match[1]) + shadow[match.end(1) :]
    for harmless in _HARMLESS[3:]:
        shadow = harmless.sub(_blank, shadow)
    found += [span for run in joined_groups(shadow) for span in _numbers(run, shadow)]
    return tuple(sorted(found, key=lambda span: span.start))


def kinds_in(text: str) -> tuple[Kind, ...]:
    """Which kinds of personal data the text holds, each once."""
    found = {span.kind for span in find_personal_data(text)}
    return tuple(kind for kind in KINDS if kind in found)


def mask(text: str, words: Mapping[Kind, str]) -> str:
    """The text with each stretch of personal data replaced by the word for its kind."""
    return "".join(words[kind] if kind else part for part, kind in parts_of(text))


def parts_of(text: str) -> Iterator[tuple[str, Kind | None]]:
    """The text cut into what may be shown (no kind) and what is personal."""
    reached = 0
    for span in find_personal_data(text):
        yield text[reached : span.start], None
        yield text[span.start : span.end], span.kind
        reached = span.end
    yield text[reached:], None


def _blank(match: re.Match[str]) -> str:
    return BREAK * len(match[0])


def _numbers(run: Sequence[Group], shadow: str) -> Iterator[Span]:
    """The phone and identity numbers within a run of groups, the longest from each group on."""
    at = reached = 0
    while at < len(run):
        span, following = _number_from(run, at, shadow, is_next=at == reached)
        if span is not None:
            yield span
            reached = following
        at = following


def _number_from(run: Sequence[Group], at: int, shadow: str, *, is_next: bool) -> tuple[Span | None, int]:
    for last in range(min(len(run), at + _LONGEST), at, -1):
        groups = run[at:last]
        kind = _kind(groups, shadow) if _stands_free(run, at, last, shadow, is_next=is_next) else None
        if kind is not None:
            return Span(_start(groups[0], shadow), _end(groups[-1], shadow), kind), last
    return None, at + 1


def _stands_free(run: Sequence[Group], at: int, last: int, shadow: str, *, is_next: bool) -> bool:
    """Whether the groups are a number of their own and not the middle of a longer code such as 1.004.0912345678.

    It does where its run begins or the number before it ended (`is_next`), and where what stands beside it parts it
    from others: 0912 345 678/0987 654 321.
    """
    if last - at == 1 and len(run[at].digits) >= 9:
        return True
    inside = _gaps(run[at:last], shadow)
    if len(inside) > 1 and _PARTING & set("".join(inside)):
        return False
    within = set("".join(inside))
    if _is_usual(run[at:last]):
        return True
    if not (is_next or _parts(_gap(run, at, shadow), within)):
        return False
    return last == len(run) or _parts(_gap(run, last, shadow), within)


def _gap(run: Sequence[Group], at: int, shadow: str) -> str:
    return shadow[run[at - 1].end : run[at].start]


def _gaps(groups: Sequence[Group], shadow: str) -> set[str]:
    return {shadow[one.end : other.start].strip(HIDDEN) for one, other in pairwise(groups)}


def _parts(gap: str, within: set[str]) -> bool:
    """Whether a gap parts two numbers: a space, or a sign that does not stand within them."""
    return " " in gap or "\n" in gap or (bool(_BESIDE & set(gap)) and not set(gap) & within)


def _is_usual(groups: Sequence[Group]) -> bool:
    """Whether a number is grouped as most are, so that it ends there: 0912-345-678-0987-654-321."""
    return groups[0].digits.startswith("0") and tuple(len(group.digits) for group in groups) in _USUAL


def _start(group: Group, shadow: str) -> int:
    """The sign of +84 and the bracket of (024) belong to the number."""
    return group.start - 1 if group.start and shadow[group.start - 1] in "+(" else group.start


def _end(group: Group, shadow: str) -> int:
    """The box drawn around a digit goes with it."""
    rest = shadow[group.end :]
    return group.end + len(rest) - len(rest.lstrip(HIDDEN))


def _kind(groups: Sequence[Group], shadow: str) -> Kind | None:
    digits = "".join(group.digits for group in groups)
    if not 7 <= len(digits) <= _LONGEST:
        return None
    before, after = shadow[: groups[0].start][-60:], shadow[groups[-1].end :][:20]
    if "\n" in shadow[groups[0].start : groups[-1].end]:
        return _kind_over_lines(digits, groups, before)
    if _PHONE.fullmatch(digits) and not _is_a_list(groups) and not _CALLED_TAX.search(before):
        return None if not digits.startswith("0") and _UNIT.match(after) else "phone"
    if _LOCAL_PHONE.fullmatch(digits) and _CALLED_PHONE.search(before):
        return "phone"
    return "identity" if _is_identity(digits, groups, before=before, after=after) else None


def _kind_over_lines(digits: str, groups: Sequence[Group], before: str) -> Kind | None:
    """Numbers one below the other are a list more often than one number: less is taken for personal than in a line."""
    if digits.startswith("0") and _PHONE.fullmatch(digits) and not _is_a_list(groups):
        return "phone"
    return "identity" if len(digits) in (9, 12) and _CALLED_IDENTITY.search(before) else None


def _is_identity(digits: str, groups: Sequence[Group], *, before: str, after: str) -> bool:
    if len(digits) not in (9, 12):
        return False
    if _CALLED_IDENTITY.search(before):
        return True
    if _UNIT.match(after) or digits.endswith("000") or before[-1:].isalpha() or _CALLED_TAX.search(before):
        return False
    sizes = [len(group.digits) for group in groups]
    if len(sizes) == 1 or set(sizes) == {1}:
        return True
    return set(sizes) == {3} and (len(digits) == 9 or digits[0] == "0") or (digits[0] == "0" and max(sizes) >= 4)


def _is_a_list(groups: Sequence[Group]) -> bool:
    """Numbers of two digits that grow by small steps are counters or days: 03 05 07 09 11."""
    steps = (int(later.digits) - int(earlier.digits) for earlier, later in pairwise(groups))
    return {len(group.digits) for group in groups} == {2} and all(1 <= step <= SMALL_STEP for step in steps)
