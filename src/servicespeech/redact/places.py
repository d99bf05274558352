"""Mail addresses, licence plates and the house numbers of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .numbers import Span, folded, spoken

_MAIL = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}(?:@| ?艾特 ?)[A-Za-z0-9-]{1,63}(?: ?[.点] ?[A-Za-z]{2,}){1,5}", re.ASCII)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
#: Five signs after the letter, of new-energy cars six (D or F first or last); at least one is a digit.
_PLATE = re.compile(
    rf"[{_PROVINCES}][A-Z][·.• -]?(?=[A-Z]{{0,5}}[0-9])"
    r"(?:[DF][A-Z0-9][0-9]{4}|[0-9]{5}[DF]|[A-Z0-9]{4}[A-Z0-9挂学警港澳])(?![A-Z0-9])",
    re.IGNORECASE,
)

_SIGN = "0-9零〇一二两三四五六七八九十百"
_NUMBER = rf"(?:[甲乙丙丁]?[{_SIGN}]{{1,6}}[A-Z]?(?:[-之][{_SIGN}]{{1,6}}){{0,3}}|[A-Z](?=[座栋幢]))"
_NUMBERS = re.compile(rf"[A-Z甲乙丙丁{_SIGN}]+", re.IGNORECASE)
_HOUSE = "(?:号楼|号院|栋|幢|座|单元)"
_REST = (
    rf"(?:[,、 ]?{_NUMBER}{_HOUSE}|[,、 ]?{_NUMBER}(?:层|楼|室|户|房)|{_NUMBER}(?:号|弄)"
    r"|(?:[0-9]{3,4}|[零〇一二三四五六七八九]{3,4})(?![0-9元块个年天人]))"
)
#: 线路 and 走路 are no streets, 12路 is a bus; 号线, 号窗口 and 号车 are no houses.
_STREET = (
    r"(?:(?<![线电走网思回套0-9号])路|街|大道|巷|弄|胡同)"
    rf"(?P<street>{_NUMBER}(?:号楼|号院|[号弄巷栋幢座])(?![线窗口台柜车门]){_REST}*)"
)
_BARE = (
    r"(?<=[\u4e00-\u9fff]{2})(?<![线电走网思回套条公])[路街](?P<bare>[0-9]{1,4}(?:[-之][0-9]{1,4})?)(?=[,。;!?\s]|$)"
)
_ESTATE = rf"(?:小区|花园|新村|公寓|家园|[苑园])(?P<estate>{_NUMBER}号{_REST}+)"
_BLOCK = rf"(?P<block>{_NUMBER}{_HOUSE}{_REST}+)"
_ADDRESS = re.compile("|".join((_STREET, _BARE, _ESTATE, _BLOCK)), re.IGNORECASE)


def places(text: str) -> Iterator[Span]:
    """The half-open spans of the text to mask.

    >>> [("住在长安街12号3栋502室")[a:b] for a, b in places("住在长安街12号3栋502室")]
    ['12', '3', '502']
    """
    plain = folded(text)
    for pattern, view in ((_MAIL, plain), (_PLATE, plain), (_PLATE, spoken(plain))):
        yield from (match.span() for match in pattern.finditer(view))
    for match in _ADDRESS.finditer(plain):
        yield from (m.span() for m in _NUMBERS.finditer(plain, *match.span(match.lastgroup or 0)))
