"""The records of a lexicon: what a curator may write, field by field."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..dialogue import Channel, Speaker
from ..labels import Act, Category, Lang, Pattern, Redress, Severity, Subtype, Tier

GuardName = Literal[
    "a_not_a", "quoted", "reported", "about_words", "negated", "conditional", "hedge", "question_back", "echo",
    "embedded", "narrated",
]  # fmt: skip
GUARDS: tuple[GuardName, ...] = get_args(GuardName)
Cue = Literal[
    "thanks", "waited", "complaint", "asks_how", "supplied", "pays", "praise", "suggestion", "sent_on", "repeats",
    "disputes", "request", "lookup", "refusal", "missing_doc", "fault", "money", "interrupt", "closing",
    "told_eligible", "told_papers", "told_where", "told_time",
    "asks", "asks_time", "asks_where", "asks_again", "mishears", "leaves", "content", "cut_off", "hung_up", "refers",
    "further", "came_back",
]  # fmt: skip
CUES: tuple[Cue, ...] = get_args(Cue)
Templates = Annotated[list[str], Field(min_length=1)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Text(_Record):
    """Wording in both languages of the interface."""

    zh: str
    en: str = ""

    def get(self, lang: Lang) -> str:
        return self.zh if lang == "zh" or not self.en else self.en


class Source(_Record):
    """Where a rule comes from: a document's title and the section in it."""

    seed: str
    section: str


class Examples(_Record):
    """The tests of an entry: what must match, what must not, and what it honestly misses."""

    flag: list[str] = Field(default_factory=list)
    pass_: list[str] = Field(default_factory=list, alias="pass")
    known_miss: list[str] = Field(default_factory=list)


class GuardSwitch(_Record):
    off: list[GuardName] = Field(default_factory=list)


class Entry(_Record):
    """What every lexicon entry has."""

    id: str = Field(pattern=r"^[A-Z]{2}\d{3,4}$")
    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    aliases: list[str] = Field(default_factory=list)
    title: Text
    why: Text | None = None
    match: Templates
    not_in: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)
    tiers: list[Tier] | None = None
    channels: list[Channel] | None = None
    examples: Examples = Field(default_factory=Examples)
    sources: list[Source] = Field(default_factory=list)


class Rule(Entry):
    """Forbidden speech.

    With ``after``, only in answer to a customer whose move holds one of these cues (``deflected``: who was pushed away
    in the agent's move before); ``not_after`` spares the answer to one of those. Examples of such a rule are written
    ``the customer's words | the agent's words``.
    """

    category: Category
    subtype: Subtype | None = None
    severity: Severity
    redress: list[Redress] | None = None
    after: list[Cue | Literal["deflected"]] = Field(default_factory=list)
    not_after: list[Cue] = Field(default_factory=list)
    guards: GuardSwitch = Field(default_factory=GuardSwitch)
    suggest: Text


class ActEntry(Entry):
    """A courtesy act, as it is said."""

    act: Act
    weak: bool = False


class RedressEntry(Entry):
    """A way of moving the matter forward, as it is said."""

    redress: Redress


class CueEntry(Entry):
    """Words that tell what is going on: what makes an act due, what a customer wants."""

    cue: Cue
    speaker: Speaker


class GuardEntry(Entry):
    """Words around a hit that take its sting away.

    ``where``: ``before`` the hit in its sentence or ``after`` it; ``touching``: directly before; ``next``: directly
    after; anywhere in the ``sentence``; or two of them in a long ``turn``.
    """

    guard: GuardName
    where: Literal["before", "after", "touching", "next", "sentence", "turn"]


class PatternEntry(Entry):
    """What a pattern of the whole dialogue is called and what should have been said; ``judge.patterns`` finds it."""

    match: list[str] = Field(default_factory=list, max_length=0)
    pattern: Pattern
    severity: Severity
    suggest: Text


class StepEntry(Entry):
    """Words that do a step of a flow: what an agent says there (or, by ``speaker``, a customer)."""

    speaker: Speaker = "agent"


class Line(_Record):
    """A line that a document recommends, and the acts that it performs. ``××`` stands for what differs."""

    say: str
    acts: list[Act] = Field(default_factory=list)


class Taboo(_Record):
    """Words that a document forbids."""

    say: str
    category: Category
    subtype: Subtype | None = None


class FlowStep(_Record):
    """A step of a flow, done by one of the named ``steps`` or ``acts``.

    With ``when`` it is due only after one of these cues (of either speaker) or steps; an ``optional`` one never is. One
    that may come ``anywhere`` is never late, and makes no other late.
    """

    title: Text
    steps: list[str] = Field(default_factory=list)
    acts: list[Act] = Field(default_factory=list)
    when: list[str] = Field(default_factory=list)
    optional: bool = False
    anywhere: bool = False

    @model_validator(mode="after")
    def _done_by_something(self) -> FlowStep:
        if not self.steps and not self.acts:
            raise ValueError("a step of a flow is done by `steps` or `acts`; neither is given")
        return self


class Due(_Record):
    """An act that is due at a post beyond the common ones: after one of the cues, or always."""

    act: Act
    when: list[Cue] = Field(default_factory=list)


class Post(_Record):
    """A post of a scene: its recommended lines, what is due there, and the flow where the document gives one."""

    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: Text
    source: Source
    words: list[str] = Field(default_factory=list)
    lines: list[Line] = Field(min_length=1)
    due: list[Due] = Field(default_factory=list)
    flow: list[FlowStep] = Field(default_factory=list)


class SceneEntry(Entry):
    """A trade's service window: its posts and what its documents recommend and forbid.

    ``names``: what a dialogue's ``scene`` may say for it; ``words``: what is talked of there; ``standards``: the
    numbers of the standards that it puts into practice (``lexicons/standards.yaml``). A scene that is no trade
    (telephone manners) is only given, never ``detected``.
    """

    match: list[str] = Field(default_factory=list, max_length=0)
    names: list[str] = Field(min_length=1)
    words: list[str] = Field(min_length=1)
    standards: list[int] = Field(min_length=1)
    detected: bool = True
    card: str = ""
    taboo: list[Taboo] = Field(default_factory=list)
    posts: list[Post] = Field(min_length=1)


#: Top-level key of a lexicon file → the record that its list holds.
KINDS: dict[str, type[Entry]] = {
    "rules": Rule,
    "acts": ActEntry,
    "redress": RedressEntry,
    "cues": CueEntry,
    "guards": GuardEntry,
    "patterns": PatternEntry,
    "steps": StepEntry,
    "scenes": SceneEntry,
}


class Pack(_Record):
    """``pack.yaml``."""

    name: str
    version: str
    schema_: str = Field(alias="schema")
    prefixes: dict[str, str] = Field(default_factory=dict)
    off: list[str] = Field(default_factory=list)
