"""Do the amounts that an agent reads out agree: due + change = received (唱收唱付)?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

_NUMBER = (
    r"(?P<yuan>\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万]+)(?:元|块)"
    r"(?P<tenth>[\d一二三四五六七八九半](?![\d百十千万元块张号楼层]))?"
)
_DUE = re.compile(rf"(?:共计?|总共|合计|应[收付交缴]|费用是?|票款是?|一共是?)[^，。,.；;？?收找]{{0,6}}?{_NUMBER}")
_RECEIVED = re.compile(rf"(?:实?收(?:了|到)?您?的?|收您|收你)(?:现金)?{_NUMBER}")
_CHANGE = re.compile(rf"(?:找(?:回|给|补)?(?:您|你)?|找零|补您)(?:零钱)?{_NUMBER}")


def mismatch(texts: Iterable[str]) -> str:
    """What doesn't add up in an agent's turns, or ``""``: the last amounts due, received and given back are compared.

    Amounts may be written in Arabic or Chinese numerals; turns without all three amounts prove nothing.

    >>> mismatch(["一共三十五元", "收您50元，找您十四块"])
    '35 + 14 ≠ 50'
    >>> mismatch(["您的挂号费是6元，收您10元，找您4元。"])
    ''
    """
    text = "\n".join(texts)
    # 应收 is no 收.
    due, received, change = _last(_DUE, text), _last(_RECEIVED, text.replace("应收", "应付")), _last(_CHANGE, text)
    if due is None or received is None or change is None or due + change == received:
        return ""
    return f"{due.normalize():f} + {change.normalize():f} ≠ {received.normalize():f}"


def _last(pattern: re.Pattern[str], text: str) -> Decimal | None:
    found = list(pattern.finditer(text))
    return _amount(found[-1]["yuan"], found[-1]["tenth"] or "") if found else None


def _amount(yuan: str, tenth: str) -> Decimal | None:
    import cn2an

    try:
        whole = Decimal(yuan) if yuan[0].isdigit() else Decimal(str(cn2an.cn2an(yuan, "smart")))
        part = "5" if tenth == "半" else tenth
        return whole + Decimal(str(cn2an.cn2an(part or "0", "smart"))) / 10
    except ValueError:
        return None  # 百百元 is no number
