"""A pattern with the places that make the case."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import EvidenceError
from ...labels import Lang, Pattern
from ...lexicon.compiled import CompiledEntry
from ...match.engine import Hit
from ...records import Evidence, Finding
from ..case import Case

_CONFIDENCE = 0.8  # a pattern is concluded, not read off


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern; ``evidence`` in the order of the dialogue, ``at`` the agent's words that complete it."""

    pattern: Pattern
    at: Evidence
    evidence: tuple[Evidence, ...]


def whole(case: Case, turn: int) -> Evidence:
    """A whole turn."""
    return Evidence(turn=turn, start=0, end=len(case.dialogue.turns[turn].text))


def question(case: Case, turn: int) -> Evidence | None:
    """Where a customer's turn asks or demands something."""
    hit = first_hit(case, turn, ("cue", "asks"))
    if hit:
        return case.place(hit)
    text = case.dialogue.turns[turn].text
    at = max(text.find(mark) for mark in "?？")
    return Evidence(turn=turn, start=0, end=at + 1) if at >= 0 else None


def first_hit(case: Case, turn: int, *names: tuple[str, str]) -> Hit | None:
    """The first event of one of the names in a turn, the names in their order."""
    for name in names:
        for at, hit in case.events.get(name, ()):
            if at == turn:
                return hit
    return None


def to_finding(case: Case, found: Found, entry: CompiledEntry, lang: Lang) -> Finding:
    """The finding of a pattern: its quote is what completes it, its evidence all places that make the case."""
    quote = case.words(found.at)
    if not quote:
        raise EvidenceError(f"{entry.id} in turn {found.at.turn} has no quote")
    return Finding(
        rule=entry.id,
        category="deflection",
        pattern=found.pattern,
        severity=entry.severity,  # type: ignore[arg-type]
        status="open",
        turn=found.at.turn,
        start=found.at.start,
        end=found.at.end,
        quote=quote,
        tier="exact",
        confidence=_CONFIDENCE,
        message=f"{entry.title[lang]}{'：' if lang == 'zh' else ': '}{entry.why.get(lang, '')}",
        suggestion=entry.suggest.get(lang, ""),
        evidence=found.evidence,
    )
