"""Findings + obligations + a scorecard → the score sheet.

``raw = 100 × Σ points / Σ weight`` over the items that apply (an act that was not due leaves the denominator);
an item loses ``points`` for each finding or missing act, at most its weight (or ``cap``). Vetoes come last: ``zero``
makes the final score 0, ``cap`` limits it. A hit by sound or by likeness alone is never a veto.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from .dialogue import Dialogue
from .errors import LexiconError, Problem
from .labels import Act, Category, Lang, ObligationStatus, Severity, Subtype
from .lexicon.files import builtin_directory
from .lexicon.schema import Source, Text
from .records import Finding, ItemScore, Obligation, Score

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
    """A line of the card: measures one act, or the findings of a category (or one subtype of it)."""

    id: str
    title: Text
    weight: float = Field(gt=0)
    act: Act | None = None
    category: Category | None = None
    subtype: Subtype | None = None
    per: Literal["once", "hit", "turn"] = "turn"
    points: float | None = None
    minor: float | None = None
    cap: float | None = None
    veto: Veto | None = None
    source: Source | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Item:
        if (self.act is None) == (self.category is None):
            raise ValueError("an item measures either an act or a category")
        return self


class Scorecard(_Record):
    """A card; its items' weights add up to 100."""

    id: str
    title: Text
    channel: str
    items: tuple[Item, ...]
    grades: tuple[Grade, ...]

    @model_validator(mode="after")
    def _hundred(self) -> Scorecard:
        total = sum(item.weight for item in self.items)
        if abs(total - 100) > 1e-6:
            raise ValueError(f"the weights add up to {total:g}, not 100")
        return self

    def __hash__(self) -> int:
        return hash(self.id)  # pydantic's own would hash every item

    def grade(self, score: float) -> str:
        """The grade of a score."""
        return next((g.grade for g in sorted(self.grades, key=lambda g: -g.min) if score >= g.min), "")


def load_card(path: Path) -> Scorecard:
    """Read a scorecard file; raises :class:`LexiconError`."""
    try:
        return Scorecard.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise LexiconError([Problem(str(path), 1, f"can't be read: {error}")]) from error
    except ValidationError as error:
        problems = [Problem(str(path), 1, f"{'.'.join(map(str, e['loc']))}: {e['msg']}") for e in error.errors()]
        raise LexiconError(problems) from error


def find_card(name: str | Path) -> Scorecard:
    """A card by its name (``counter``, ``hotline``, ``chat``) or by the path of its file."""
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        return load_card(path)
    return _builtin(str(name))


@lru_cache
def _builtin(name: str) -> Scorecard:
    directory = builtin_directory() / "scorecards"
    path = directory / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in directory.glob("*.yaml")))
        raise LexiconError([Problem(str(path), 1, f"there is no scorecard {name!r}; there are {known}")])
    return load_card(path)


CARD_OF_CHANNEL = {"counter": "counter", "call": "hotline", "chat": "chat", None: "counter"}


def score(
    dialogue: Dialogue,
    findings: Sequence[Finding],
    obligations: Sequence[Obligation],
    card: Scorecard,
    lang: Lang,
    *,
    vetoes: bool = True,
) -> Score:
    """The score sheet of one dialogue; without ``vetoes`` (it is doubtful who spoke) none takes effect."""
    status = tuple((o.act, o.status) for o in obligations)
    spoke = any(turn.speaker == "agent" for turn in dialogue.turns)
    if not any(f.status == "open" for f in findings):
        return _spotless(status, card, lang, spoke)
    return _sheet(dict(status), findings, card, lang, spoke, vetoes)


@lru_cache(4096)
def _spotless(status: tuple[tuple[Act, ObligationStatus], ...], card: Scorecard, lang: Lang, spoke: bool) -> Score:
    """The sheet of a dialogue without findings: the same for many."""
    return _sheet(dict(status), (), card, lang, spoke, vetoes=True)


def _sheet(
    status: Mapping[Act, ObligationStatus],
    findings: Sequence[Finding],
    card: Scorecard,
    lang: Lang,
    spoke: bool,
    vetoes: bool,
) -> Score:
    open_ = [i for i, f in enumerate(findings) if f.status == "open"]
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
        else:
            applicable = spoke
            if open_:
                counted = tuple(i for i in open_ if _measures(item, findings[i]))
                lost = _lost(item, [findings[i] for i in counted])
            if vetoes and item.veto and any(_vetoes(item.veto, findings[i]) for i in counted):
                veto = item.veto.effect
                zero = zero or veto == "zero"
                limit = min(limit, item.veto.cap) if veto == "cap" else limit
        points = max(0.0, item.weight - lost)
        if applicable:
            earned, possible = earned + points, possible + item.weight
        items.append(
            _line(
                item.id,
                item.title.get(lang),
                item.weight,
                points if applicable else 0.0,
                applicable,
                counted,
                item.act,
                veto,
            )
        )
    raw = round(100 * earned / possible, 1) if possible else 100.0
    final = 0.0 if zero else min(raw, limit)
    return Score(card=card.id, raw=raw, final=final, grade=card.grade(final), items=tuple(items))


@lru_cache(4096)
def _line(
    item: str,
    title: str,
    weight: float,
    points: float,
    applicable: bool,
    findings: tuple[int, ...],
    act: Act | None,
    veto: str,
) -> ItemScore:
    """A line of the sheet; most are the same in most dialogues."""
    return ItemScore(
        item=item,
        title=title,
        weight=weight,
        points=points,
        applicable=applicable,
        findings=findings,
        act=act,
        veto=veto,
    )


def _measures(item: Item, finding: Finding) -> bool:
    return finding.category == item.category and (item.subtype is None or finding.subtype == item.subtype)


def _vetoes(veto: Veto, finding: Finding) -> bool:
    return finding.tier in _SURE and (veto.severity is None or finding.severity == veto.severity)


def _lost(item: Item, found: Sequence[Finding]) -> float:
    points = item.weight if item.points is None else item.points
    minor = points if item.minor is None else item.minor
    costs: dict[Any, float] = {}
    for i, finding in enumerate(found):
        key = {"once": 0, "hit": i, "turn": finding.turn}[item.per]
        costs[key] = max(costs.get(key, 0.0), minor if finding.severity == "minor" else points)
    return min(sum(costs.values()), item.weight if item.cap is None else item.cap)
