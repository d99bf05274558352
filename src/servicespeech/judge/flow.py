"""The flow of a post: which steps were done in order, late, or never."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

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
    marks = [_Mark(step, _trigger(case, step), _turns(case, step)) for step in post.flow]
    result: list[FlowResult] = []
    for number, mark in enumerate(marks):
        step = mark.step
        after = [] if step.anywhere else [other for other in marks[number + 1 :] if not other.step.anywhere]
        # A step may have to come before another: it is due once that one was done, and late then.
        before = [other for other in after if step.when & {name for _, name in other.step.done_by}]
        done = ([] if before else mark.since_due()) or mark.turns
        later = [turn for other in before or after if before or not other.step.optional for turn in other.place()]
        result.append(_judged(case, mark, lang, at=min(done, default=None), later=later, last=last))
    return tuple(result)


class _Mark(NamedTuple):
    """A step with the turn that makes it due (0: nothing needs to, −1: nothing did) and those where it was done."""

    step: CompiledStep
    trigger: int
    turns: list[int]

    def since_due(self) -> list[int]:
        return [turn for turn in self.turns if turn >= max(self.trigger, 0)]

    def place(self) -> list[int]:
        """Where the step stands among the others: the first turn where it was done once it was due, if it was.

        Of farewells the last counts: one to the customer before makes nothing late.
        """
        turns = self.since_due() if self.trigger >= 0 else []
        return turns[-1:] if ("act", "farewell") in self.step.done_by else turns[:1]


def _judged(case: Case, mark: _Mark, lang: Lang, *, at: int | None, later: Sequence[int], last: int) -> FlowResult:
    """``later``: where steps stand that this one should come before."""
    step, trigger = mark.step, mark.trigger
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


def _trigger(case: Case, step: CompiledStep) -> int:
    if not step.when:
        return 0
    turns = [turn for name in step.when for kind in ("cue", "step") for turn in case.turns_with(kind, name)]
    return min(turns, default=-1)


def _turns(case: Case, step: CompiledStep) -> list[int]:
    return sorted(turn for kind, name in step.done_by for turn in case.turns_with(kind, name))
