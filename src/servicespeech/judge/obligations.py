"""Courtesy acts: which were due, and were they done (codebook §2).

One function an act. Each returns the obligation's status with the turn that made it due and the turn where it was
done. An act done without being due is ``done``; one neither due nor done is ``na``. What belongs to the missing end
of a cut transcript is ``cannot_judge``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

from ..labels import ACTS, Act, ObligationStatus
from ..lexicon.compiled import CompiledPost
from ..records import Obligation
from .case import Case
from .findings import Judged
from .money import mismatch

_Verdict = tuple[ObligationStatus, int | None, int | None]
_HOME_VISIT = re.compile("入户|上门|家政|维修|安检|抄表")
_TELLS = ("told_eligible", "told_papers", "told_where", "told_time")
_NAMED = re.compile(r"[\w一-鿿]{4,}")


def obligations(case: Case, judged: list[Judged], post: CompiledPost | None = None) -> tuple[Obligation, ...]:
    """The obligations of one dialogue, in the codebook's order; a post may make more acts due."""
    agent = [i for i, speaker in enumerate(case.speakers) if speaker == "agent"]
    result = []
    for act in ACTS:
        status, due, done = _JUDGES[act](case, agent, judged) if agent else ("na", None, None)
        if status == "na" and agent and post is not None:
            status, due, done = _due_there(case, act, agent, post)
        note = mismatch(case.dialogue.turns[t].text for t in agent) if act == "readback" and status == "done" else ""
        if note:
            status = "missing"
        result.append(_obligation(act, status, due, done, done is not None and _weakly(case, act, done), note))
    return tuple(result)


@lru_cache(4096)
def _obligation(
    act: Act, status: ObligationStatus, due: int | None, done: int | None, weak: bool, note: str
) -> Obligation:
    return Obligation(act=act, status=status, due_turn=due, turn=done, weak=weak, note=note)


def _weakly(case: Case, act: Act, turn: int) -> bool:
    """Whether a turn holds the act only in a form that hardly counts: 请坐 as an offer of help."""
    said = [case.entry(hit).weak for at, hit in case.events.get(("act", act), ()) if at == turn]
    return bool(said) and all(said)


def _due_there(case: Case, act: Act, agent: list[int], post: CompiledPost) -> _Verdict:
    """The verdict on an act that was not done, where a post asks for it after some cue or, without one, always."""
    for name, cues in post.due:
        turn = _first(case, cues, before=agent[-1] + 1) if cues else agent[-1]
        if name == act and turn is not None:
            return ("missing" if case.dialogue.complete else "cannot_judge"), turn, None
    return "na", None, None


def _done(case: Case, act: Act, turns: Collection[int] | None = None) -> int | None:
    """The first turn (of ``turns``) in which the act was done."""
    for turn in case.turns_with("act", act):
        if turns is None or turn in turns:
            return turn
    return None


def _moves(case: Case, first: int, last: int | None = None) -> list[int]:
    """The turns of the agent's moves number ``first`` to ``last``."""
    return [turn for move in case.agent_moves[first:last] for turn in move]


def _when_due(case: Case, act: Act, due: int | None, turns: Collection[int] | None = None) -> _Verdict:
    """Done anywhere in ``turns`` counts; else missing if due."""
    done = _done(case, act, turns)
    if done is None and turns is not None and due is None:
        done = _done(case, act)
    if done is not None:
        return "done", due, done
    return ("missing", due, None) if due is not None else ("na", None, None)


def _after(agent: list[int], turn: int) -> list[int]:
    return [t for t in agent if t > turn]


def _greeting(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    opening = _moves(case, 0, 1)
    done = _done(case, "greeting", opening)
    if done is not None:
        return "done", agent[0], done
    return ("missing" if case.dialogue.complete else "cannot_judge"), agent[0], None


def _self_intro(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    due = case.dialogue.channel == "call" or bool(_HOME_VISIT.search(case.dialogue.scene))
    done = _done(case, "self_intro", _moves(case, 0, 2))
    if done is not None:
        return "done", agent[0] if due else None, done
    if not due:
        return "na", None, None
    return ("missing" if case.dialogue.complete else "cannot_judge"), agent[0], None


def _offer(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    opening = _moves(case, 0, 2)
    done = _done(case, "offer", opening)
    if done is not None:
        return "done", agent[0], done
    if not case.dialogue.complete:
        return "cannot_judge", agent[0], None
    # The customer who states the matter before the agent could ask needs no offer.
    limit = opening[-1] if opening else 0
    stated = any(
        case.speakers[t] == "customer" and _NAMED.search(case.dialogue.turns[t].text) for t in range(limit)
    )  # fmt: skip
    return ("na", None, None) if stated else ("missing", agent[0], None)


def _please(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    requests = case.turns_with("cue", "request")
    if not requests:
        return _when_due(case, "please", None)
    done = set(case.turns_with("act", "please"))
    polite = next((t for t in requests if t in done), None)
    if polite is None:
        polite = next((t for t in requests if done & set(case.move_turns(t))), None)
    return ("done", requests[0], polite) if polite is not None else ("missing", requests[0], None)


def _thanks(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    due = _first(case, ("supplied", "pays", "praise", "suggestion"), before=agent[-1])
    return _when_due(case, "thanks", due, None if due is None else _after(agent, due))


def _thanks_reply(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    due = [t for t in case.turns_with("cue", "thanks") if t < agent[-1]]
    if not due:
        return _when_due(case, "thanks_reply", None)
    done = _done(case, "thanks_reply", _after(agent, due[0]))
    return ("done", due[0], done) if done is not None else ("missing", due[0], None)


def _apology(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    due = [*case.turns_with("cue", "complaint"), *case.turns_with("cue", "waited"), *case.turns_with("cue", "disputes")]
    due = [t for t in due if t < agent[-1]]
    for cue in ("refusal", "missing_doc", "fault", "interrupt"):
        due.extend(case.turns_with("cue", cue))
    due.extend(
        j.hit.turn - case.first for j in judged if j.status != "suppressed" and case.entry(j.hit).redress
    )  # fmt: skip
    return _when_due(case, "apology", min(due, default=None))


def _hold(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    # A look-up is a pause only if the agent comes back after it.
    pauses = [t for t in case.turns_with("cue", "lookup") if t < agent[-1]]
    return _when_due(case, "hold", pauses[0] if pauses else None)


def _hold_return(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    # Who says no more has not come back from a pause.
    held = [t for t in (*case.turns_with("act", "hold"), *case.turns_with("cue", "lookup")) if t < agent[-1]]
    return _when_due(case, "hold_return", min(held, default=None))


def _readback(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    paid = _first(case, ("pays",), before=agent[-1])
    return _when_due(case, "readback", paid)


def _four_tells(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    asked = _first(case, ("asks_how",), before=agent[-1])
    if asked is None:
        return "na", None, None
    # 去找别的科室问问 tells nobody where.
    bounced = {j.hit.turn - case.first for j in judged if j.status == "open" and case.entry(j.hit).subtype == "bounce"}
    told = [[t for t in case.turns_with("cue", cue) if cue != "told_where" or t not in bounced] for cue in _TELLS]
    heard = [turns[0] for turns in told if turns]
    # Three of the four: what is plain from the question needs no telling.
    if len(heard) >= 3:
        return "done", asked, max(heard)
    return "missing", asked, None


def _further_help(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    if not case.dialogue.complete:
        return _when_due(case, "further_help", None)
    closing = max((*case.turns_with("act", "farewell"), *case.turns_with("cue", "closing")), default=None)
    # Who is asked to stay on when they are leaving?
    left = case.turns_with("cue", "leaves")
    if closing is not None and any(case.moves[t] == case.moves[closing] - 1 for t in left):
        closing = None
    return _when_due(case, "further_help", closing)


def _invite_rating(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    return _when_due(case, "invite_rating", None)


def _farewell(case: Case, agent: list[int], judged: list[Judged]) -> _Verdict:
    done = _done(case, "farewell", _moves(case, -2))
    if done is not None:
        return "done", agent[-1], done
    return ("missing" if case.dialogue.complete else "cannot_judge"), agent[-1], None


def _first(case: Case, cues: Iterable[str], before: int) -> int | None:
    return min((t for cue in cues for t in case.turns_with("cue", cue) if t < before), default=None)


_JUDGES: dict[Act, Callable[[Case, list[int], list[Judged]], _Verdict]] = {
    "greeting": _greeting,
    "self_intro": _self_intro,
    "offer": _offer,
    "please": _please,
    "thanks": _thanks,
    "thanks_reply": _thanks_reply,
    "apology": _apology,
    "hold": _hold,
    "hold_return": _hold_return,
    "readback": _readback,
    "four_tells": _four_tells,
    "further_help": _further_help,
    "invite_rating": _invite_rating,
    "farewell": _farewell,
}
