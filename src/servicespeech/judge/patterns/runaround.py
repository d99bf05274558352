"""``runaround`` 多头推转: sent here by another and sent on again, or sent on twice in one dialogue.

A warm transfer (the agent acts, and says by when) ends a run-around; a polite, actionable referral does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...match.engine import Hit
from ..case import Case
from ..findings import Judged
from .found import Found, first_hit

_ONWARD = (("cue", "refers"), ("redress", "referral"))


def find(case: Case, judged: Sequence[Judged]) -> Found | None:
    pushes = {j.hit.turn - case.first: j.hit for j in judged if _bounces(case, j)}
    dared = {j.hit.turn - case.first for j in judged if case.entry(j.hit).subtype == "dare"}  # 找领导去 leads nowhere
    sent_to = {turn: hit for name in _ONWARD[::-1] for turn, hit in case.events.get(name, ()) if turn not in dared}
    onward = sent_to | pushes
    sent: Hit | None = None
    pushed: Hit | None = None
    for turn, speaker in enumerate(case.speakers):
        if speaker == "customer":
            sent = sent or first_hit(case, turn, ("cue", "sent_on"))
        elif turn in onward and not _warm(case, turn):
            earlier = sent or (pushed if turn in pushes else None)
            if earlier and case.moves[earlier.turn - case.first] < case.moves[turn]:
                return Found("runaround", case.place(onward[turn]), (case.place(earlier), case.place(onward[turn])))
            pushed = pushed or pushes.get(turn)
    return None


def _bounces(case: Case, judged: Judged) -> bool:
    return judged.status != "suppressed" and case.entry(judged.hit).subtype == "bounce"


def _warm(case: Case, turn: int) -> bool:
    """Whether the agent acts and gives a time in the move of this turn."""
    move = case.move_turns(turn)
    acts = any(at in move for at, _ in case.events.get(("redress", "active_help"), ()))
    dated = any(at in move for at, _ in case.events.get(("redress", "commitment"), ()))
    return acts and dated
