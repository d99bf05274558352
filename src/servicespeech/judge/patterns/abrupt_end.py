"""``abrupt_end`` 强行结束: the agent closes while the customer's question or objection is open."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import Evidence
from ..case import Case
from ..findings import Judged
from .found import Found, first_hit, question, whole

_LONG = 50  # characters of a last move that says more than goodbye
_CLOSINGS = (("cue", "closing"), ("act", "farewell"))
_ENDED = (("cue", "leaves"), ("cue", "content"), ("cue", "thanks"))
_OBJECTIONS = (("cue", "disputes"), ("cue", "complaint"))
_ANSWERS = (("redress", "active_help"), ("redress", "commitment"), ("redress", "explanation"), ("redress", "referral"))


def find(case: Case, judged: Sequence[Judged]) -> Found | None:
    if not case.agent_moves:
        return None
    last = case.agent_moves[-1]
    after = range(last[-1] + 1, len(case.speakers))
    words = next((hit for t in last if (hit := first_hit(case, t, *_CLOSINGS))), None)
    hung_up = any(first_hit(case, t, ("cue", "hung_up")) for t in after)
    if words is None and not (hung_up and case.dialogue.turns[last[-1]].text.strip()):
        return None
    closing = case.place(words) if words else whole(case, last[-1])
    before = [t for t in range(last[0]) if case.speakers[t] == "customer"]
    before = [t for t in before if case.moves[t] == case.moves[before[-1]]]
    open_ = next((found for t in reversed(before) if (found := _open(case, t))), None)
    cut = next((hit for t in after if (hit := first_hit(case, t, ("cue", "cut_off")))), None)
    if cut is None:
        leaves = any(first_hit(case, t, *_ENDED) for t in before)
        answered = any(first_hit(case, t, *_ANSWERS) for t in last)
        answered = answered or sum(len(case.dialogue.turns[t].text) for t in last) > _LONG
        if open_ is None or leaves or answered:
            return None
    evidence = (open_, closing, case.place(cut) if cut else None)
    return Found("abrupt_end", closing, tuple(e for e in evidence if e))


def _open(case: Case, turn: int) -> Evidence | None:
    """The customer's question or objection in a turn."""
    hit = first_hit(case, turn, *_OBJECTIONS)
    return question(case, turn) or (case.place(hit) if hit else None)
