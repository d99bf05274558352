"""Scores of many dialogues rolled up by agent, team, branch or month, with what a policy makes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .dialogue import Channel
from .lexicon.files import builtin_file, read_record
from .lexicon.schema import Source, Text
from .records import Result, Score


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Record):
    """A way of checking: the channels whose dialogues belong to it, and its share of the score."""

    channels: list[Channel | None]
    share: float = Field(ge=0, le=1)


class Policy(_Record):
    """How scores become a month's mark, money and awards.

    ``award`` gives the points lost within a year from which the award is gone, by ``agent`` or ``branch``.
    """

    id: str
    title: Text
    on_site: Part
    off_site: Part
    yuan_per_point: float = 0
    award: dict[Literal["agent", "branch"], float] = Field(default_factory=dict)
    source: Source | None = None

    @model_validator(mode="after")
    def _whole(self) -> Policy:
        if abs(self.on_site.share + self.off_site.share - 1) > 1e-9:
            raise ValueError("the shares of on_site and off_site must add up to 1")
        if both := set(self.on_site.channels) & set(self.off_site.channels):
            raise ValueError(f"channels {sorted(map(str, both))} are both on_site and off_site")
        return self


@dataclass(frozen=True, slots=True)
class Row:
    """A roll-up of one group. ``on_site`` and ``off_site`` are mean final scores, None where none was checked.

    ``mark`` is their mean by the policy's shares (one alone where the other is missing, None where both are);
    ``lost`` sums what each dialogue lacks to a hundred; ``award_lost`` are the years in which more was lost than the
    policy allows.
    """

    group: str
    dialogues: int
    on_site: float | None
    off_site: float | None
    mark: float | None
    lost: float
    yuan: float
    award_lost: tuple[str, ...]


def load_policy(name: str | Path) -> Policy:
    """A policy by name (``credit-union``) or file; raises :class:`LexiconError`."""
    path = Path(name)
    if path.suffix not in {".yaml", ".yml"}:
        path = builtin_file("policy", str(name))
    return read_record(path, Policy)


def lost(score: Score) -> float:
    """What a sheet lacks to a hundred, so that sheets of different cards weigh alike.

    A veto is no deduction of points; it shows in the mark. Every dialogue checked counts, as every check does in the
    document: whoever audits all calls instead of a few checks a month sets ``award`` and ``yuan_per_point`` for that.
    """
    return 100 - score.raw


def roll_up(scored: Sequence[tuple[Result, Score]], policy: Policy, by: Sequence[str]) -> list[Row]:
    """One row a group, by name. ``by`` names what the dialogues' ``meta`` holds (agent, team, branch, customer …), or
    ``month``, that of its ``date`` (2026-11-22 …); what it doesn't say is ``?``.

    By agent and kind of customer, the rows show whether all are served alike (五个一样).
    """
    groups: defaultdict[str, list[tuple[Result, Score]]] = defaultdict(list)
    for result, score in scored:
        meta = {**result.meta, "month": _date(result)[:7] or "?"}
        groups[" / ".join(str(meta.get(name, "?")) for name in by)].append((result, score))
    return [_row(name, members, policy, by) for name, members in sorted(groups.items())]


def _row(name: str, members: Sequence[tuple[Result, Score]], policy: Policy, by: Sequence[str]) -> Row:
    means: list[tuple[float, float]] = []
    shown: list[float | None] = []
    for part in (policy.on_site, policy.off_site):
        finals = [score.final for result, score in members if result.channel in part.channels]
        shown.append(round(sum(finals) / len(finals), 1) if finals else None)
        if finals:
            means.append((sum(finals) / len(finals), part.share))
    shares = sum(share for _, share in means)
    years: defaultdict[str, float] = defaultdict(float)
    for result, score in members:
        years[_date(result)[:4] or "?"] += lost(score)
    limit = next((points for kind, points in policy.award.items() if list(by) == [kind]), None)
    total = sum(years.values())
    return Row(
        group=name,
        dialogues=len(members),
        on_site=shown[0],
        off_site=shown[1],
        mark=round(sum(mean * share for mean, share in means) / shares, 1) if shares else None,
        lost=round(total, 1),
        yuan=round(total * policy.yuan_per_point, 2),
        award_lost=tuple(sorted(year for year, points in years.items() if limit is not None and points > limit)),
    )


def _date(result: Result) -> str:
    """The dialogue's date as 2026-11-22, also where it was written 20261122 or 2026/11/22; ``""`` without one."""
    digits = "".join(c for c in str(result.meta.get("date") or "") if c.isdigit())[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 else ""
