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
    triggers = [_trigger(case, step) for step in post.flow]
    done = [_done(case, step, trigger) for step, trigger in zip(post.flow, triggers, strict=True)]
    result: list[FlowResult] = []
    for number, (step, trigger, at) in enumerate(zip(post.flow, triggers, done, strict=True)):
        later = [
            turn
            for turn, other in zip(done[number + 1 :], post.flow[number + 1 :], strict=True)
            if turn is not None and not other.optional
        ]
        title = step.title[lang]
        if at is not None:
            early = [turn for turn in later if case.moves[turn] < case.moves[at] and (not step.when or turn > trigger)]
            late = bool(early) and not step.optional
            result.append(
                FlowResult(
                    title=title, status="late" if late else "done", due_turn=min(early) if late else None, turn=at
                )
            )
        elif step.optional or trigger < 0:
            result.append(FlowResult(title=title, status="na"))
        else:
            due = trigger if step.when else min(later, default=last)
            status = "missing" if case.dialogue.complete else "cannot_judge"
            result.append(FlowResult(title=title, status=status, due_turn=due))  # type: ignore[arg-type]
    return tuple(result)


def _trigger(case: Case, step: CompiledStep) -> int:
    """The turn that makes a step due: 0 where nothing needs to, −1 where nothing did."""
    if not step.when:
        return 0
    return _first([turn for name in step.when for kind in ("cue", "step") for turn in case.turns_with(kind, name)], -1)


def _done(case: Case, step: CompiledStep, trigger: int) -> int | None:
    turns = [turn for kind, name in step.done_by for turn in case.turns_with(kind, name) if turn >= trigger]
    return min(turns, default=None)


def _first(turns: Sequence[int], default: int) -> int:
    return min(turns, default=default)
