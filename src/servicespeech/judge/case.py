"""One dialogue with its hits: what the judges look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..dialogue import Dialogue
from ..lexicon.compiled import CompiledEntry
from ..match.engine import Hit, Matcher
from ..normalise import Buffer
from ..records import Evidence


@dataclass(slots=True)
class Case:
    """A dialogue, its hits (``Hit.turn`` counts over the batch, from ``first``), and the events by name.

    ``events[name]`` lists ``(turn, hit)`` of acts, redress and cues, turns counted from 0 in the dialogue.
    """

    dialogue: Dialogue
    first: int
    hits: Sequence[Hit]
    matcher: Matcher
    buffer: Buffer
    events: dict[tuple[str, str], list[tuple[int, Hit]]] = field(default_factory=dict)
    #: For each turn, the number of its move: consecutive turns of one speaker are one move.
    moves: list[int] = field(default_factory=list)
    #: The turns of each of the agent's moves.
    agent_moves: list[list[int]] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)
    _turns: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        number = -1
        before = ""
        for index, turn in enumerate(self.dialogue.turns):
            if turn.speaker != before:
                number, before = number + 1, turn.speaker
                if before == "agent":
                    self.agent_moves.append([])
            if before == "agent":
                self.agent_moves[-1].append(index)
            self.moves.append(number)
            self.speakers.append(turn.speaker)
        entries = self.matcher.pack.entries
        for hit in self.hits:
            entry = entries[hit.entry]
            if entry.kind != "rule":
                name, at = (entry.kind, entry.label), hit.turn - self.first
                self.events.setdefault(name, []).append((at, hit))
                turns = self._turns.setdefault(name, [])
                if not turns or turns[-1] != at:
                    turns.append(at)

    def entry(self, hit: Hit) -> CompiledEntry:
        return self.matcher.pack.entries[hit.entry]

    def place(self, hit: Hit) -> Evidence:
        """Where a hit stands in the dialogue."""
        return Evidence(turn=hit.turn - self.first, start=hit.start, end=hit.end)

    def words(self, at: Evidence) -> str:
        """The original text of a place."""
        return self.dialogue.turns[at.turn].text[at.start : at.end]

    def turns_with(self, kind: str, label: str) -> Sequence[int]:
        """The turns with an event, in order, each once."""
        return self._turns.get((kind, label), ())

    def cues_of(self, turn: int) -> set[str]:
        """The cues in a turn."""
        return {label for (kind, label), turns in self._turns.items() if kind == "cue" and turn in turns}

    def move_turns(self, turn: int) -> range:
        """The turns of the move that ``turn`` belongs to."""
        first = last = turn
        while first > 0 and self.moves[first - 1] == self.moves[turn]:
            first -= 1
        while last + 1 < len(self.moves) and self.moves[last + 1] == self.moves[turn]:
            last += 1
        return range(first, last + 1)
