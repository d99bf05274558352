"""Findings + obligations + a scorecard → the score sheet.

``raw = 100 × Σ points / Σ weight`` over the items that apply (an act that was not due leaves the denominator);
an item loses ``points`` for each finding or missing act, at most its weight (or ``cap``). Vetoes come last: ``zero``
makes the final score 0, ``cap`` limits it. A hit by sound or by likeness alone is never a veto.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .dialogue import Channel
from .labels import Act, Category, Lang, ObligationStatus, Severity, Subtype
from .lexicon.files import builtin_file, read_record
from .lexicon.schema import Source, Text
from .records import Finding, FlowResult, ItemScore, Obligation, Score

_SURE = frozenset({"exact", "denoised"})


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Grade(_Record):
    grade: str
    min: float


class Veto(_Record):
    """``zero``: the final score is 0; ``cap``: it is at most ``cap``; ``flag``: it is only marked."""

    effect: Literal["zero", "cap", "flag"]
    cap: float = 0
    severity: Severity | None = None


class Item(_Record):
    """A line of the card: measures one act, the findings of a category (or one subtype of it), or the post's flow.

    ``points`` are lost for a finding or a missing step, ``minor`` for a minor finding or a late step.
    """

    id: str
    title: Text
    weight: float = Field(gt=0)
    act: Act | None = None
    category: Category | None = None
    subtype: Subtype | None = None
    flow: bool = False
    per: Literal["once", "hit", "turn"] = "turn"
    points: float | None = Field(None, ge=0)
    minor: float | None = Field(None, ge=0)
    cap: float | None = Field(None, ge=0)
    veto: Veto | None = None
    source: Source | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Item:
        if (self.act is not None) + (self.category is not None) + self.flow != 1:
            raise ValueError("an item measures an act, a category or the flow: one of them")
        return self


class Scorecard(_Record):
    """A card. Weights of a card without ``base`` add up to 100.

    A trade's card has ``base: common`` and holds only what differs from the common card of the dialogue's channel:
    items of the same id replace the common ones, others are added. Scores are shares of what could be earned, so they
    stay between 0 and 100.
    """

    id: str
    title: Text
    channel: str = ""
    base: Literal["common"] | None = None
    items: tuple[Item, ...]
    grades: tuple[Grade, ...] = ()

    @model_validator(mode="after")
    def _hundred(self) -> Scorecard:
        if len({item.id for item in self.items}) < len(self.items):
            raise ValueError("two items have the same id")
        total = sum(item.weight for item in self.items)
        if self.base is None and abs(total - 100) > 1e-6:
            raise ValueError(f"the weights add up to {total:g}, not 100")
        if self.base is None and not self.grades:
            raise ValueError("a card without base needs grades")
        return self

    def __hash__(self) -> int:
        return hash(self.id)  # pydantic's own would hash every item

    def over(self, common: Scorecard) -> Scorecard:
        """This card with what it takes from the common one."""
        own = {item.id: item for item in self.items}
        items = (*(own.pop(item.id, item) for item in common.items), *own.values())
        return Scorecard(
            id=self.id, title=self.title, channel=common.channel, base="common", items=items,
            grades=self.grades or common.grades,
        )  # fmt: skip

    def grade(self, score: float) -> str:
        """The grade of a score."""
        return next((g.grade for g in sorted(self.grades, key=lambda g: -g.min) if score >= g.min), "")


def load_card(path: Path) -> Scorecard:
    """Read a scorecard file; raises :class:`LexiconError`."""
    return read_record(path, Scorecard)


@lru_cache
def find_card(name: str | Path, channel: Channel | None = None) -> Scorecard:
    """A card by its name (``counter``, ``bank`` …) or the path of its file; a trade's card over the channel's."""
    path = Path(name)
    card = load_card(path) if path.suffix in {".yaml", ".yml"} else load_card(builtin_file("scorecard", str(name)))
    return card.over(load_card(builtin_file("scorecard", CARD_OF_CHANNEL[channel]))) if card.base else card


CARD_OF_CHANNEL = {"counter": "counter", "call": "hotline", "chat": "chat", None: "counter"}


def score(
    findings: Sequence[Finding],
    obligations: Sequence[Obligation],
    card: Scorecard,
    lang: Lang,
    *,
    flow: Sequence[FlowResult] = (),
    vetoes: bool = True,
) -> Score:
    """The score sheet of one dialogue; without ``vetoes`` (it is doubtful who spoke) none takes effect.

    Where nothing was due because no agent spoke, nothing can be lost.
    """
    acts = tuple((o.act, o.status) for o in obligations)
    steps = tuple(step.status for step in flow)
    if not any(f.status == "open" for f in findings):
        return _spotless(acts, steps, card, lang)
    return _sheet(dict(acts), steps, findings, card, lang, spoke=True, vetoes=vetoes)


@lru_cache(4096)
def _spotless(
    acts: tuple[tuple[Act, ObligationStatus], ...], steps: tuple[str, ...], card: Scorecard, lang: Lang
) -> Score:
    """The sheet of a dialogue without findings: the same for many."""
    spoke = any(status != "na" for _, status in acts)
    return _sheet(dict(acts), steps, (), card, lang, spoke=spoke, vetoes=True)


def _sheet(
    status: Mapping[Act, ObligationStatus], steps: Sequence[str], findings: Sequence[Finding], card: Scorecard,
    lang: Lang, *, spoke: bool, vetoes: bool,
) -> Score:  # fmt: skip
    open_ = [i for i, f in enumerate(findings) if f.status == "open"]
    late = tuple(i for i, step in enumerate(steps) if step in {"late", "missing"})
    items: list[ItemScore] = []
    earned = possible = 0.0
    limit, zero = 100.0, False
    for item in card.items:
        counted: tuple[int, ...] = ()
        veto = ""
        lost = 0.0
        if item.act is not None:
            applicable = status.get(item.act) in {"done", "missing"}
            lost = item.weight if status.get(item.act) == "missing" else 0.0
        elif item.flow:
            applicable = any(step in {"done", "late", "missing"} for step in steps)
            lost = _lost(item, [(i, steps[i] == "late") for i in late])
        else:
            applicable = spoke
            if open_:
                counted = tuple(i for i in open_ if _measures(item, findings[i]))
                where = [findings[i].turn if item.per == "turn" else i for i in counted]
                lost = _lost(
                    item, [(at, findings[i].severity == "minor") for at, i in zip(where, counted, strict=True)]
                )
            if vetoes and item.veto and any(_vetoes(item.veto, findings[i]) for i in counted):
                veto = item.veto.effect
                zero = zero or veto == "zero"
                limit = min(limit, item.veto.cap) if veto == "cap" else limit
        points = max(0.0, item.weight - lost)
        if applicable:
            earned, possible = earned + points, possible + item.weight
        items.append(
            ItemScore(
                item=item.id,
                title=item.title.get(lang),
                weight=item.weight,
                points=points if applicable else 0.0,
                applicable=applicable,
                findings=counted,
                steps=late if item.flow else (),
                act=item.act,
                veto=veto,
            )
        )
    raw = round(100 * earned / possible, 1) if possible else 100.0
    final = 0.0 if zero else min(raw, limit)
    return Score(card=card.id, raw=raw, final=final, grade=card.grade(final), items=tuple(items))


def _measures(item: Item, finding: Finding) -> bool:
    return finding.category == item.category and (item.subtype is None or finding.subtype == item.subtype)


def _vetoes(veto: Veto, finding: Finding) -> bool:
    return finding.tier in _SURE and (veto.severity is None or finding.severity == veto.severity)


def _lost(item: Item, faults: Sequence[tuple[int, bool]]) -> float:
    """The points that faults cost: each with its turn or number, and whether it is minor."""
    points = item.weight if item.points is None else item.points
    minor = points if item.minor is None else item.minor
    costs: dict[int, float] = {}
    for at, light in faults:
        key = 0 if item.per == "once" else at
        costs[key] = max(costs.get(key, 0.0), minor if light else points)
    return min(sum(costs.values()), item.weight if item.cap is None else item.cap)
