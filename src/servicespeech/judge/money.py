"""Do the amounts that an agent reads out agree: due + change = received (唱收唱付)?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

#: A number of yuan, and of 角 and 分 where they are said; 块五 is 5 角, while 60元2位 says nothing of them.
_AMOUNT = (
    r"(?P<yuan>\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万]+)(?:元|块钱?)"
    r"(?:零?(?P<tenth>[\d一二三四五六七八九半])(?:(?P<unit>[毛角分])(?:(?P<cent>[\d一二三四五六七八九])分?)?|(?=[，。,.；;！!\n]|$)))?"
)
_DUE = re.compile(rf"(?:共计?|总共|合计|应[收付交缴]|费用是?|票款是?|一共是?)[^，。,.；;？?收找]{{0,6}}?{_AMOUNT}")
_RECEIVED = re.compile(rf"(?:实收|收(?:了|到)?[您你]的?)(?:现金)?{_AMOUNT}")
_CHANGE = re.compile(rf"(?:找(?:回|给|补)?(?:[您你])?|找零|补您)(?:零钱)?{_AMOUNT}")


def mismatch(texts: Iterable[str]) -> str:
    """What doesn't add up in an agent's turns, or ``""``.

    Amounts may be written in Arabic or Chinese numerals. Only where each of the three is read out once is anything
    said: several payments, or money that came in parts, prove nothing.

    >>> mismatch(["一共三十五元", "收您50元，找您十四块"])
    '35 + 14 ≠ 50'
    >>> mismatch(["您的挂号费一共是6元，收您10元，找您4元。"])
    ''
    """
    text = "\n".join(texts)
    due, received, change = (_only(pattern, text) for pattern in (_DUE, _RECEIVED, _CHANGE))
    if due is None or received is None or change is None or due + change == received:
        return ""
    return f"{due.normalize():f} + {change.normalize():f} ≠ {received.normalize():f}"


def _only(pattern: re.Pattern[str], text: str) -> Decimal | None:
    """The amount that the pattern finds; None where it finds none, or more than one."""
    found = list(pattern.finditer(text))
    return _amount(found[0]) if len(found) == 1 else None


def _amount(found: re.Match[str]) -> Decimal | None:
    try:
        amount = _number(found["yuan"])
        if found["tenth"]:
            amount += _number(found["tenth"]) / (100 if found["unit"] == "分" else 10)
        if found["cent"]:
            amount += _number(found["cent"]) / 100
    except ValueError:
        return None  # 百百元 is no number
    return amount


def _number(text: str) -> Decimal:
    import cn2an

    if text == "半":
        return Decimal(5)
    return Decimal(text) if text[0].isdigit() else Decimal(str(cn2an.cn2an(text, "smart")))
