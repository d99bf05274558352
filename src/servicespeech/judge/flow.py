"""The flow of a post: which steps were done in order, late, or never."""

from __future__ import annotations

from collections.abc import Sequence

from ..labels import Lang
from ..lexicon.compiled import CompiledPost, CompiledStep
from ..records import FlowResult
from .case import Case


def flow(case: Case, post: CompiledPost | None, lang: Lang) -> tuple[FlowResult, ...]:
    """The steps of the post in their order; none where no post is known or no agent spoke.

    A step is late if a later one that was due came in an earlier move of the dialogue. ``due_turn`` is what made it
    due: its trigger, or the first step that should have come after it.
    """
    if post is None or not case.agent_moves:
        return ()
    last = case.agent_moves[-1][-1]
    result: list[FlowResult] = []
    for number, step in enumerate(post.flow):
        after = [] if step.anywhere else [other for other in post.flow[number + 1 :] if not other.anywhere]
        # A step may have to come before another: it is due once that one was done, and late then.
        before = [other for other in after if step.when & {name for _, name in other.done_by}]
        trigger = _trigger(case, step)
        at = _done(case, step, since=max(trigger, 0))
        if at is None or before:
            at = _done(case, step, since=0)
        later = [turn for other in before or after if before or not other.optional for turn in _when_done(case, other)]
        result.append(_judged(case, step, lang, trigger=trigger, at=at, later=later, last=last))
    return tuple(result)


def _judged(
    case: Case, step: CompiledStep, lang: Lang, *, trigger: int, at: int | None, later: Sequence[int], last: int
) -> FlowResult:
    """``later``: where steps stand that this one should come before."""
    title = step.title[lang]
    if at is not None:
        early = [turn for turn in later if case.moves[turn] < case.moves[at] and turn >= trigger]
        if early and not step.optional:
            return FlowResult(title=title, status="late", due_turn=min(early), turn=at)
        return FlowResult(title=title, status="done", turn=at)
    if step.optional or trigger < 0:
        return FlowResult(title=title, status="na")
    due = trigger if step.when else min(later, default=last)
    return FlowResult(title=title, status="missing" if case.dialogue.complete else "cannot_judge", due_turn=due)


def _when_done(case: Case, step: CompiledStep) -> list[int]:
    """The first turn where a step was done after what makes it due, if it was.

    Of farewells the last counts: one to the customer before makes nothing late.
    """
    trigger = _trigger(case, step)
    if trigger < 0:
        return []
    turns = sorted(t for kind, name in step.done_by for t in case.turns_with(kind, name) if t >= trigger)
    return turns[-1:] if ("act", "farewell") in step.done_by else turns[:1]


def _trigger(case: Case, step: CompiledStep) -> int:
    """The turn that makes a step due: 0 where nothing needs to, −1 where nothing did."""
    if not step.when:
        return 0
    turns = [turn for name in step.when for kind in ("cue", "step") for turn in case.turns_with(kind, name)]
    return min(turns, default=-1)


def _done(case: Case, step: CompiledStep, since: int) -> int | None:
    turns = [turn for kind, name in step.done_by for turn in case.turns_with(kind, name) if turn >= since]
    return min(turns, default=None)
