"""What goes in: dialogues and their turns."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Speaker = Literal["agent", "customer", "system"]
Channel = Literal["counter", "call", "chat"]


class Turn(BaseModel):
    """One speaker's utterance."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    speaker: Speaker
    text: str


class Dialogue(BaseModel):
    """A conversation: turns in order, numbered from 0.

    ``complete`` is false for a transcript that is known to be cut; what belongs to its missing
    ends is then ``cannot_judge``. ``scene`` is free text (a trade or post). ``roles_assigned`` is set where a reader
    told nameless speakers apart: its confidence, 0.5…1.

    >>> d = Dialogue.model_validate({"id": "1", "channel": "call",
    ...     "turns": [{"speaker": "agent", "text": "您好"}]})
    >>> d.turns[0].text, d.complete
    ('您好', True)
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = ""
    channel: Channel | None = None
    scene: str = ""
    complete: bool = True
    roles_assigned: float | None = None
    turns: tuple[Turn, ...]
    meta: dict[str, Any] = Field(default_factory=dict)

    @classmethod
    def reply(cls, text: str, *, channel: Channel | None = None) -> Dialogue:
        """A single scripted reply or utterance: one agent turn of a conversation that isn't shown."""
        return cls(channel=channel, complete=False, turns=(Turn(speaker="agent", text=text),))
