"""An audit on a terminal: the dialogue with its hits marked, the reasons, what was due, the score sheet."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..labels import Lang, label
from ..records import Audit, Finding
from .text import explain_finding, markable, roles, scene
from .words import word

_STYLES = {"open": "bold red underline", "redressed": "green underline", "suppressed": "dim"}
_STATUS_STYLES = {"done": "green", "late": "yellow", "missing": "red"}
_MARKS = {"open": ("【", "】"), "redressed": ("〔", "〕")}


def show(audit: Audit, console: Console, lang: Lang) -> None:
    """Print one audit."""
    console.rule(" ".join(filter(None, (audit.id, label(audit.channel or "", lang), audit.scene))), align="left")
    for line in (*scene(audit, lang), *roles(audit, lang)):
        console.print(line, style="yellow")
    console.print(_dialogue(audit, lang, coloured=console.color_system is not None))
    console.print(_acts(audit, lang))
    if audit.flow:
        console.print(_flow(audit, lang))
    console.print(_sheet(audit, lang))


def _dialogue(audit: Audit, lang: Lang, *, coloured: bool) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", style="dim")
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for number, turn in enumerate(audit.dialogue.turns):
        found = [f for f in audit.findings if f.turn == number]
        counted = [f for f in found if f.status != "suppressed"]
        body: list[RenderableType] = [_marked(turn.text, counted, coloured)]
        for finding in found:
            style = _STYLES[finding.status].replace(" underline", "")
            body.append(
                Padding(
                    Text("\n".join(explain_finding(finding, lang, audit.dialogue.turns)), style=style), (0, 0, 0, 2)
                )
            )
        grid.add_row(str(number + 1), label(turn.speaker, lang), Group(*body))
    return grid


def _marked(text: str, findings: list[Finding], coloured: bool) -> Text:
    """The turn's text; marked by style, or by brackets where there is no colour."""
    result, at = Text(), 0
    for finding in markable(findings):
        result.append(text[at : finding.start])
        quote = text[finding.start : finding.end]
        left, right = ("", "") if coloured else _MARKS[finding.status]
        result.append(left + quote + right, style=_STYLES[finding.status])
        at = finding.end
    result.append(text[at:])
    return result


def _flow(audit: Audit, lang: Lang) -> Table:
    rows = [(s.title, label(s.status, lang), s.status, s.due_turn, s.turn) for s in audit.flow]
    return _due("step", rows, lang)


def _acts(audit: Audit, lang: Lang) -> Table:
    rows = []
    for o in audit.obligations:
        aside = word("weak", lang) if o.weak else o.note
        status = label(o.status, lang) + (f" ({aside})" if aside else "")
        rows.append((label(o.act, lang), status, o.status, o.due_turn, o.turn))
    return _due("act", rows, lang)


def _due(what: str, rows: Iterable[tuple[str, str, str, int | None, int | None]], lang: Lang) -> Table:
    """What was due: its name, status in words and as a label, the turns where it was due and said."""
    table = Table(box=None, padding=(0, 2), title_justify="left")
    for head in (what, "status", "due", "said"):
        table.add_column(word(f"head_{head}", lang))
    for name, told, status, *turns in rows:
        if status != "na":
            places = ("" if turn is None else str(turn + 1) for turn in turns)
            table.add_row(name, Text(told, style=_STATUS_STYLES.get(status, "dim")), *places)
    return table


def _sheet(audit: Audit, lang: Lang) -> Table:
    table = Table(box=None, padding=(0, 2))
    for head in ("item", "points", "for"):
        table.add_column(word(f"head_{head}", lang))
    for item in audit.score.items:
        if not item.applicable or item.points == item.weight:
            continue
        because = "、".join(audit.findings[i].rule for i in item.findings)
        if not because and item.act:
            because = label("missing", lang)
        if item.steps:
            because = "、".join(audit.flow[i].title for i in item.steps)
        table.add_row(item.title, Text(f"{item.points:g}/{item.weight:g}", style="red"), because)
    score = audit.score
    table.add_row(word("head_total", lang), Text(f"{score.final:g}", style="bold"), score.grade, end_section=True)
    return table
