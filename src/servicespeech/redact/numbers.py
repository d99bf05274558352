"""Telephone, ID-card, bank-card and document numbers, written or read out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Span = tuple[int, int]
Groups = Sequence[re.Match[str]]

#: Full width and the many hyphens and spaces, one character for one.
_FOLD = {0xFF01 + i: 0x21 + i for i in range(94)} | dict.fromkeys(map(ord, "‐‑‒–—−"), "-") | {0x3000: " ", 0xA0: " "}
#: What digits are called when they are read out; 叉 is the X of ID cards.
_SPOKEN = str.maketrans("〇零○一幺二三四五六七八九叉", "00011" + "23456789X")
#: 一 that is a word's, no digit: 一共, 统一.
_ONE = re.compile(r"一(?=[共个下会定起样直般次点些边遍])|(?<=[万唯统第同周期拜])一")
_DIGITS = re.compile(r"[0-9]+")
_GAP = re.compile(r"[ )\-]{1,3}")  # between groups of one number
_PAUSE = re.compile(r"[,、] ?")  # between groups that are read out
_LONGEST = 23  # digits: a card of 19, or a telephone number with its country

_MOBILE = re.compile(r"(?:(?:00)?86)?0?(?=1[3-9])[0-9]{11}")
_MOBILE_SHAPES = {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (4, 3, 4), (3, 3, 5), (3, 5, 3), (5, 6), (1,) * 11}
_FIXED = re.compile(r"(?:0|(?:00)?86)(?:10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}")
_LOCAL = re.compile(r"[2-8][0-9]{6,7}")  # 95…, 96… and 10… are service numbers
_DATE = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])")
#: Told to be a telephone number, or named with another, which is masked by then.
_CALLED = re.compile(r"(?:(?:电话|座机|固话|手机|联系方式|来电|致电|打|记一?下)[^0-9。?!;]{0,6}|×[,、/和或及 ]{1,3})$")
_NOT_A_LINE = re.compile(r"(?:工号|单号|编号|订单|流水号?|条码)[^0-9,。?!;]{0,3}$")
_EXTENSION = re.compile(r" ?(?:-|转|分机) ?([0-9]{1,5})(?![0-9])")
_SIGNS = re.compile(r"[A-Za-z0-9]+")
_X = re.compile(r"[ -]?([Xx])(?![A-Za-z0-9])")

#: Chinese passports; permits for Hong Kong and Macau (C, W) and of their residents (H, M); any number called one.
_DOCUMENT = re.compile(
    r"(?:(?<![A-Z0-9])(?:[EGDSPCWHM][0-9]{8}|[EC][A-Z][0-9]{7}|[HM][0-9]{10})"
    r"|(?:护照|通行证|回乡证|台胞证)(?:号码?)?[是为: ]{0,2}[A-Z]{0,2}(?:[ -]?[0-9]){6,10})(?![A-Z0-9])",
    re.IGNORECASE,
)


def folded(text: str) -> str:
    """The text in half width, with plain hyphens and spaces; every character keeps its place.

    >>> folded("１３８—００１３")
    '138-0013'
    """
    return text.translate(_FOLD)


def spoken(text: str) -> str:
    """A folded text with the digits that are read out as digits; every character keeps its place.

    >>> spoken("幺三八零零，一共")
    '13800，一共'
    """
    kept = {match.start() for match in _ONE.finditer(text)}
    return "".join("一" if at in kept else c for at, c in enumerate(text.translate(_SPOKEN)))


def numbers(text: str) -> Iterator[Span]:
    """The half-open spans of the text to mask, some of them a single digit.

    >>> text = "电话幺三八零零幺三八零零零"
    >>> "".join(text[start:end] for start, end in numbers(text))
    '零零幺三八零零零'
    """
    plain = folded(text)
    heard = spoken(plain)
    for view in (plain, heard) if heard != plain else (plain,):
        for match in _DOCUMENT.finditer(view):
            yield from (m.span() for m in _SIGNS.finditer(view, *match.span()))
        for run in _runs(view, plain):
            yield from _in_run(view, run, read_out=view is not plain)


def _runs(view: str, plain: str) -> Iterator[list[re.Match[str]]]:
    """Groups of digits that may be parts of one number: only spaces, hyphens or pauses of reading stand between."""
    run: list[re.Match[str]] = []
    for group in _DIGITS.finditer(view):
        if run and not _joined(view, plain, run[-1], group):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _joined(view: str, plain: str, one: re.Match[str], other: re.Match[str]) -> bool:
    if _GAP.fullmatch(view, one.end(), other.start()):
        return True
    if not _PAUSE.fullmatch(view, one.end(), other.start()):
        return False
    # 13,800 has a thousands separator; read-out digits and 138，0013，8000 have none.
    return not plain[one.end() - 1].isdigit() or (len(one[0]), len(other[0])) in {(3, 4), (4, 4)}


def _in_run(view: str, run: Groups, *, read_out: bool) -> Iterator[Span]:
    """The numbers among the groups of a run: whole groups first, then neighbours that make up one."""
    free = set(range(len(run)))
    for width in range(1, min(len(run), _LONGEST) + 1):
        for first in range(len(run) - width + 1):
            window = range(first, first + width)
            groups = run[first : first + width]
            if free.issuperset(window) and (spans := list(_number(view, groups, read_out=read_out))):
                free.difference_update(window)
                yield from spans


def _number(view: str, groups: Groups, *, read_out: bool) -> Iterator[Span]:
    """What to mask of the number that these groups make up; nothing if they make none."""
    digits = "".join(group[0] for group in groups)
    if not 7 <= len(digits) <= _LONGEST:
        return
    shape = tuple(len(group[0]) for group in groups)
    places = [at for group in groups for at in range(group.start(), group.end())]
    ending = _X.match(view, places[-1] + 1)
    if len(digits) == 17 and ending and _is_id_card(digits + "X"):
        places.append(ending.start(1))
    elif _MOBILE.fullmatch(digits) and (read_out or _has_shape(shape, _MOBILE_SHAPES)):
        places = places[-8:]
    elif _is_line(view, groups, digits, shape):
        extension = _EXTENSION.match(view, places[-1] + 1)
        places += range(*extension.span(1)) if extension else ()
    elif _is_bank_card(digits, shape) and not _is_id_card(digits):
        places = places[:-4]
    elif not _is_id_card(digits):
        return
    yield from ((at, at + 1) for at in places)


def _has_shape(shape: tuple[int, ...], shapes: set[tuple[int, ...]]) -> bool:
    """Whether the groups are those of a mobile number, behind 86 or 0 too."""
    return shape in shapes or shape[1:] in shapes or (shape[0] > 3 and sum(shape) > 11 and len(shape) == 1)


def _is_line(view: str, groups: Groups, digits: str, shape: tuple[int, ...]) -> bool:
    """A fixed line: with its area code, or told to be a telephone number."""
    before = view[max(0, groups[0].start() - 14) : groups[0].start()]
    if _NOT_A_LINE.search(before):
        return False
    if _FIXED.fullmatch(digits):
        return shape[0] <= 4 or len(shape) == 1
    local = _LOCAL.fullmatch(digits) and not _DATE.fullmatch(digits)
    return bool(local and (len(shape) == 1 or shape in {(4, 4), (3, 4)}) and _CALLED.search(before))


def _is_id_card(number: str) -> bool:
    """Eighteen characters with a date of birth, and a valid checksum or at least a year from 1900 to 2099."""
    from stdnum.cn import ric
    from stdnum.exceptions import InvalidComponent

    if len(number) != 18:
        return False
    try:
        born = ric.get_birth_date(number)
    except InvalidComponent:
        return False
    # Not ric.is_valid: it ends in a KeyError for some places of which it knows no county (2.2: 374111…).
    return 1900 <= born.year < 2100 or ric.calc_check_digit(number) == number[-1]


def _is_bank_card(digits: str, shape: tuple[int, ...]) -> bool:
    from stdnum import luhn

    whole = all(length >= 3 for length in shape[:-1]) or set(shape) == {1}  # no 2026-11-22 before another number
    return whole and 16 <= len(digits) <= 19 and luhn.is_valid(digits)
