"""``piecemeal`` 未一次性告知: a further paper or step is first named after the customer answered an earlier one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...records import Evidence
from ..case import Case
from ..findings import Judged
from .found import Found, first_hit

_REQUIREMENTS = (("cue", "further"), ("cue", "missing_doc"), ("cue", "told_papers"), ("cue", "request"))
_MARKERS = re.compile(
    "还要|还得|还缺|还差|还需|需要|另外|也要|也得|再补|再|还|要|缺|差|有|一份|一张|一个|您|你|的|把|去|先|[，。,.？?！!]"
)


def find(case: Case, judged: Sequence[Judged]) -> Found | None:
    for turn, hit in case.events.get(("cue", "further"), ()):
        earlier = _earlier(case, turn)
        if earlier is None:
            continue
        before = "".join(case.dialogue.turns[t].text for t in range(turn) if case.speakers[t] != "system")
        if _is_new(_MARKERS.sub("", case.words(case.place(hit))), before):
            return Found("piecemeal", case.place(hit), (earlier, case.place(hit)))
    return None


def _is_new(named: str, before: str) -> bool:
    """Whether a paper or step was not talked of before: most of its pairs of characters are unheard of."""
    pairs = [named[i : i + 2] for i in range(len(named) - 1)]
    return sum(pair not in before for pair in pairs) * 2 > len(pairs)


def _earlier(case: Case, turn: int) -> Evidence | None:
    """The latest requirement that the agent named in an earlier move, or that the customer tells to have met."""
    for at in range(turn - 1, -1, -1):
        if case.moves[at] < case.moves[turn]:
            hit = first_hit(case, at, *_REQUIREMENTS, ("cue", "came_back"))
            if hit:
                return case.place(hit)
    return None
