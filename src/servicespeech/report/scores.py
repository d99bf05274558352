"""Scores of many dialogues as text: a table a view, or two cards beside each other."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from ..labels import Lang
from ..records import Score
from ..score import Item, Scorecard
from .words import word

_WIDTH = 140


def as_text(data: dict[str, Any], lang: Lang) -> str:
    """The tables of ``servicespeech score``: by the machine, with rulings, and the rules often overturned."""
    console = Console(file=io.StringIO(), width=_WIDTH, highlight=False)
    for name, rows in data.items():
        if not rows:
            continue
        table = Table(title=word(f"scores_{name}", lang), title_justify="left", box=None, padding=(0, 2))
        for column in rows[0]:
            table.add_column(word(f"head_{column}", lang))
        for row in rows:
            table.add_row(*(_cell(value) for value in row.values()))
        console.print(table)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return text.rstrip()


def compared(sheets: Sequence[tuple[str, Score, Score]], cards: Sequence[Scorecard], lang: Lang) -> str:
    """Each dialogue under two cards, and the items on which they differ, with the documents behind it."""
    items = [{item.id: item for item in card.items} for card in cards]
    lines = [f"{cards[0].title.get(lang)} / {cards[1].title.get(lang)}"]
    for name, one, other in sheets:
        lines.append(f"{name}  {one.final:g} / {other.final:g}")
        lost = [{line.item: line.weight - line.points for line in s.items if line.applicable} for s in (one, other)]
        for item in dict.fromkeys((*items[0], *items[1])):
            mine, theirs = items[0].get(item), items[1].get(item)
            if _same(mine, theirs) or not (lost[0].get(item) or lost[1].get(item)):
                continue
            costs = (f"−{points[item]:g}" if item in points else "–" for points in lost)
            lines.append(f"  {_titles((mine, theirs), lang)}  {' / '.join(costs)}  {_sources((mine, theirs))}")
    lines.append(word("cards_differ", lang))
    for item in dict.fromkeys((*items[0], *items[1])):
        mine, theirs = items[0].get(item), items[1].get(item)
        if not _same(mine, theirs):
            weights = " / ".join("–" if i is None else f"{i.weight:g}" for i in (mine, theirs))
            lines.append(f"  {_titles((mine, theirs), lang)}  {weights}  {_sources((mine, theirs))}")
    return "\n".join(lines)


def _same(one: Item | None, other: Item | None) -> bool:
    """Whether two cards measure alike, whatever they call it."""
    if one is None or other is None:
        return one is other
    worded = {"title": None, "source": None}
    return one.model_copy(update=worded) == other.model_copy(update=worded)


def _titles(items: Sequence[Item | None], lang: Lang) -> str:
    return " / ".join(dict.fromkeys(item.title.get(lang) for item in items if item is not None))


def _sources(items: Sequence[Item | None]) -> str:
    told = [f"{i.source.seed}，{i.source.section}" for i in items if i is not None and i.source]
    return "；".join(dict.fromkeys(told))


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
