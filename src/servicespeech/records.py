"""What comes out: findings, obligations and the score of one dialogue.

The field names are the format of ``servicespeech audit --format jsonl`` (see ``schemas/audit.schema.json``).
"""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from .dialogue import Channel, Dialogue
from .labels import Act, Category, ObligationStatus, Pattern, Severity, Status, Subtype, Tier

SCHEMA: Literal["servicespeech.audit/1"] = "servicespeech.audit/1"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(_Record):
    """A place in the dialogue: half-open ``[start, end)`` in code points of the original turn."""

    turn: int
    start: int
    end: int


class Finding(_Record):
    """A rule that applies to an agent's words, with its quote.

    ``status`` is ``open`` (a violation), ``redressed`` (moved forward after all) or ``suppressed`` (a guard
    or a longer word shows that nothing bad was said; ``reason`` tells which). ``confidence`` is 0…1.
    """

    rule: str
    category: Category
    subtype: Subtype | None = None
    pattern: Pattern | None = None
    severity: Severity
    status: Status
    turn: int
    start: int
    end: int
    quote: str
    tier: Tier
    confidence: float
    message: str
    suggestion: str
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()


class Obligation(_Record):
    """A courtesy act: whether it was due (``due_turn``) and where it was done (``turn``).

    ``weak``: done in a form that hardly counts (请坐 as an offer of help); told, and not deducted. ``note``: what is
    wrong with one that was done and counts as missing (the amounts of 唱收唱付 don't add up).
    """

    act: Act
    status: ObligationStatus
    due_turn: int | None = None
    turn: int | None = None
    weak: bool = False
    note: str = ""


class SceneChoice(_Record):
    """Which scene's pack a dialogue was held to.

    ``how``: ``given`` by the dialogue, ``detected`` from its words (``because``) with a ``confidence``, or ``none``:
    the common pack.
    """

    name: str = ""
    post: str = ""
    title: str = ""
    how: Literal["given", "detected", "none"] = "none"
    confidence: float = 0.0
    because: tuple[str, ...] = ()


class FlowResult(_Record):
    """A step of the post's flow: ``done``, ``late`` (done at ``turn``, due at ``due_turn``), ``missing`` or ``na``."""

    title: str
    status: Literal["done", "late", "missing", "na", "cannot_judge"]
    due_turn: int | None = None
    turn: int | None = None


class ItemScore(_Record):
    """One line of the score sheet. ``points`` of ``weight`` were earned.

    ``findings`` and ``steps`` index those of the audit's findings and flow that cost points.
    """

    item: str
    title: str
    weight: float
    points: float
    applicable: bool
    findings: tuple[int, ...] = ()
    steps: tuple[int, ...] = ()
    act: Act | None = None
    veto: str = ""


class Score(_Record):
    """The score sheet: ``raw`` before vetoes, ``final`` after, both 0…100."""

    card: str
    raw: float
    final: float
    grade: str
    items: tuple[ItemScore, ...]


class LexiconVersion(_Record):
    version: str
    digest: str


class Result(_Record):
    """What an audit found, without the dialogue: a line of ``--format jsonl``."""

    schema_: Literal["servicespeech.audit/1"] = SCHEMA
    id: str
    channel: Channel | None
    scene: str
    lexicon: LexiconVersion
    #: The scene whose pack applied, and why; the post's flow.
    scene_choice: SceneChoice = SceneChoice()
    flow: tuple[FlowResult, ...] = ()
    #: What is known of the dialogue besides its words: agent, team, branch, date …
    meta: dict[str, Any] = {}
    #: The speaker labels look swapped or collapsed; vetoes are withheld.
    roles_doubtful: bool = False
    #: Nameless speakers were told apart by what they say, with this confidence.
    roles_assigned: float | None = None
    findings: tuple[Finding, ...]
    obligations: tuple[Obligation, ...]
    score: Score

    @classmethod
    def from_json(cls, line: str) -> Result:
        """A stored line; raises pydantic's ``ValidationError`` (a ``ValueError``) for anything else."""
        data = json.loads(line)
        if isinstance(data, dict):
            data["schema_"] = data.pop("schema", None)
        return cls.model_validate(data)

    @property
    def violations(self) -> tuple[Finding, ...]:
        """The turns' findings that count: those that are ``open``, without the patterns of the whole dialogue."""
        return tuple(f for f in self.findings if f.status == "open" and f.pattern is None)

    @property
    def patterns(self) -> tuple[Finding, ...]:
        """The patterns of the whole dialogue."""
        return tuple(f for f in self.findings if f.pattern is not None)

    @property
    def missing(self) -> tuple[Act, ...]:
        """The courtesy acts that were due and not done."""
        return tuple(o.act for o in self.obligations if o.status == "missing")

    def to_json(self) -> str:
        """One line of the JSON Lines format (without the dialogue's text, beyond the quotes)."""
        data = self.model_dump(mode="json", exclude={"dialogue"})
        return json.dumps({"schema": data.pop("schema_"), **data}, ensure_ascii=False)


class Audit(Result):
    """The audit of one dialogue, with the version of the lexicon that it was made with."""

    dialogue: Dialogue

    def explain(self, *, lang: Literal["zh", "en"] = "zh") -> str:
        """The audit in words: every finding with its quote, reason and better wording, and what was missing."""
        from .report.text import explain

        return explain(self, lang=lang)

    def _repr_html_(self) -> str:
        from .report.html import fragment

        return fragment(self)
