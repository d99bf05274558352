"""Gold labels: what people say of a dialogue (codebook §5)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from .dialogue import Channel, Dialogue, Turn
from .errors import InputError
from .labels import Act, Category, Pattern, Subtype
from .lines import numbered

Verdict = Literal["ok", "missing", "na"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GoldViolation(_Record):
    turn: int
    category: Category
    subtype: Subtype | None = None


class GoldRedressed(_Record):
    turn: int
    subtype: Subtype


class GoldPattern(_Record):
    pattern: Pattern
    turn: int


class GoldFlow(_Record):
    """Steps of the post's flow that were left out or came late, by their Chinese titles; all others that were due were
    done.
    """

    missing: tuple[str, ...] = ()
    late: tuple[str, ...] = ()


class Gold(_Record):
    """The labels of one dialogue (codebook §5).

    A human's score sheet, where there is one: ``score`` is its total, ``items`` the points by item of the scorecard
    (an item that the human thought not applicable is left out).
    """

    violations: tuple[GoldViolation, ...] = ()
    redressed: tuple[GoldRedressed, ...] = ()
    patterns: tuple[GoldPattern, ...] = ()
    courtesy: dict[Act, Verdict] = Field(default_factory=dict)
    flow: GoldFlow | None = None
    score: float | None = None
    items: dict[str, float] = Field(default_factory=dict)


class GoldDialogue(BaseModel):
    """A line of a gold file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    channel: Channel | None = None
    scene: str = ""
    turns: tuple[Turn, ...]
    gold: Gold

    @model_validator(mode="after")
    def _agents_only(self) -> GoldDialogue:
        labelled: tuple[GoldViolation | GoldRedressed | GoldPattern, ...] = (
            *self.gold.violations,
            *self.gold.redressed,
            *self.gold.patterns,
        )
        for label in labelled:
            if not 0 <= label.turn < len(self.turns) or self.turns[label.turn].speaker != "agent":
                raise ValueError(f"turn {label.turn} carries a label and is no agent turn")
        return self

    def dialogue(self) -> Dialogue:
        """What the machine gets to see."""
        return Dialogue(id=self.id, channel=self.channel, scene=self.scene, turns=self.turns)


def read_gold(path: str | Path) -> list[GoldDialogue]:
    """The dialogues of a gold file (JSON Lines).

    Raises :class:`InputError` for the first line that isn't one, with its number and what is wrong.
    """
    rows = []
    for number, line in numbered(Path(path)):
        try:
            rows.append(GoldDialogue.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            raise InputError(f"这一行不是完整的 JSON：{error}", path=str(path), line=number) from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "dialogue"
            raise InputError(f"{where}：{first['msg']}", path=str(path), line=number) from error
    if not rows:
        raise InputError("没有任何带标注的对话", path=str(path))
    return rows
