"""``piecemeal`` 未一次性告知: a further paper or step is first named after the customer answered an earlier one."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import Evidence
from ..case import Case
from ..findings import Judged
from .found import Found, first_hit, place

_REQUIREMENTS = (("cue", "further"), ("cue", "missing_doc"), ("cue", "told_papers"), ("cue", "request"))
_TAIL = 2  # characters at the end of a mention that name the paper


def find(case: Case, judged: Sequence[Judged]) -> Found | None:
    for turn, hit in case.events.get(("cue", "further"), ()):
        earlier = _earlier(case, turn)
        if earlier is None:
            continue
        text = case.dialogue.turns[turn].text
        named = text[hit.start : hit.end][-_TAIL:]
        before = "".join(case.dialogue.turns[t].text for t in range(turn) if case.speakers[t] != "system")
        if named not in before:
            return Found("piecemeal", place(case, hit), (earlier, place(case, hit)))
    return None


def _earlier(case: Case, turn: int) -> Evidence | None:
    """The latest requirement that the agent named in an earlier move, or that the customer tells to have met."""
    for at in range(turn - 1, -1, -1):
        if case.moves[at] < case.moves[turn]:
            hit = first_hit(case, at, *_REQUIREMENTS, ("cue", "came_back"))
            if hit:
                return place(case, hit)
    return None
