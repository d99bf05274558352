"""What only the whole dialogue shows (codebook §1, 对话级推诿): one module a pattern, over the events of the case."""

from __future__ import annotations

from collections.abc import Sequence

from ...labels import Lang
from ...records import Finding
from ..case import Case
from ..findings import Judged
from . import abrupt_end, piecemeal, runaround, unanswered
from .found import to_finding

_FINDERS = (runaround.find, piecemeal.find, unanswered.find, abrupt_end.find)


def patterns(case: Case, judged: Sequence[Judged], lang: Lang) -> list[Finding]:
    """The patterns of a dialogue that the lexicon has, each at most once, where it is first complete."""
    found = [one for find in _FINDERS if (one := find(case, judged))]
    if not found:
        return []
    known = {entry.label: entry for entry in case.matcher.pack.entries if entry.kind == "pattern"}
    return [to_finding(case, one, known[one.pattern], lang) for one in found if one.pattern in known]
