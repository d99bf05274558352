"""Rows of a table → dialogues: one row a turn, gathered by id, or one row a dialogue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ..dialogue import Dialogue
from ..errors import InputError
from . import json_lines, plain
from .cells import Row, Table, about, cell, moment, said, wrong
from .source import inner
from .speakers import Roles, named

_TRIED = 20  # rows that are looked at to tell a column of transcripts from one of turns


def dialogues(table: Table, roles: Roles, seen: dict[str, str] | None = None) -> Iterator[Dialogue | InputError]:
    """The dialogues in order of first appearance; a row that can't be read costs its own dialogue only.

    Rows are gone over twice, so that a dialogue is given out with its last row: what is held is what lies between a
    dialogue's first row and its last. ``seen`` (id → place) tells of ids that were given out from other sheets.
    """
    seen = {} if seen is None else seen
    read = _turn_rows if "speaker" in table.at else _dialogue_rows
    return read(table, roles, seen)


@dataclass(slots=True)
class _Open:
    """A dialogue whose rows are being gathered."""

    line: int
    turns: list[tuple[str, str]] = field(default_factory=list)
    starts: list[float | None] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    fault: InputError | None = None


def _turn_rows(table: Table, roles: Roles, seen: dict[str, str]) -> Iterator[Dialogue | InputError]:
    left: dict[str, int] = {}
    lost: list[int] = []
    for key, row in _identified(table):
        if key:
            left[key] = left.get(key, 0) + 1
        else:
            lost.append(row.line)
    waiting = iter(left)
    turn = next(waiting, None)
    gathered: dict[str, _Open] = {}
    for key, row in _identified(table):
        if not key:
            continue
        if key not in gathered:
            gathered[key] = _Open(row.line)
        _add(gathered[key], table, roles, row)
        left[key] -= 1
        while turn is not None and not left[turn]:
            yield _made(turn, gathered.pop(turn), table, seen)
            turn = next(waiting, None)
    if lost:
        rest = f"（这样的行共 {len(lost)} 行）" if len(lost) > 1 else ""
        yield InputError(f"这一行没有会话编号，不知道属于哪段对话{rest}；请补上", path=table.name, line=lost[0])


def _identified(table: Table) -> Iterator[tuple[str, Row]]:
    """Rows with their ids; a table without ids is one dialogue, named as its file."""
    if "id" not in table.at:
        yield from ((inner(table.name).stem, row) for row in table.rows())
        return
    above = ""
    for row in table.rows():
        key = cell(table, row.cells, "id")
        above = key or above
        yield above if table.carried else key, row


def _add(one: _Open, table: Table, roles: Roles, row: Row) -> None:
    if one.fault:
        return
    cells = row.cells
    word, text = cell(table, cells, "speaker"), cell(table, cells, "text")
    role = roles.role_or_label(word)
    fault = wrong(table, row)
    if not fault and not word:
        fault = "没有说话人；请补上"
    if not fault and not role:
        fault = f"不认识的说话人“{word}”；用 --speaker {word}=agent 或 =customer 说明他是谁"
    if not fault and not text:
        fault = "没有发言内容；请补上，或者删去这一行"
    if fault or not role:
        one.fault = InputError(fault, path=table.name, line=row.line)
        one.turns.clear()
        return
    one.turns.append((role, text))
    one.starts.append(moment(cell(table, cells, "start")))
    one.said = {**said(table, cells), **one.said}


def _made(key: str, one: _Open, table: Table, seen: dict[str, str]) -> Dialogue | InputError:
    if one.fault:
        return one.fault
    place = f"{table.name}:{one.line}"
    if key in seen:
        return InputError(f"会话编号“{key}”在 {seen[key]} 已经有了；请改成不同的编号", path=table.name, line=one.line)
    seen[key] = place
    turns = one.turns
    starts = [start for start in one.starts if start is not None]
    if len(starts) == len(turns):
        turns = [turns[i] for i in sorted(range(len(turns)), key=starts.__getitem__)]
    try:
        made, sure = named(turns, table.name, one.line)
    except InputError as error:
        return error
    return Dialogue(id=key, turns=made, roles_assigned=sure, **about(one.said))


def _dialogue_rows(table: Table, roles: Roles, seen: dict[str, str]) -> Iterator[Dialogue | InputError]:
    if _only_turns(table, roles):
        shown = "、".join(table.header)
        message = f"看不出哪一列是说话人，内容列也不是带说话人的整段记录；表头是：{shown}；用 --map speaker=列名 说明"
        yield InputError(message, path=table.name)
        return
    for index, row in enumerate(table.rows(), 1):
        item = _whole(table, roles, row, index)
        if isinstance(item, Dialogue):
            if item.id in seen:
                message = f"会话编号“{item.id}”在 {seen[item.id]} 已经有了；请改成不同的编号"
                item = InputError(message, path=table.name, line=row.line)
            else:
                seen[item.id] = f"{table.name}:{row.line}"
        yield item


def _only_turns(table: Table, roles: Roles) -> bool:
    """Whether the texts are single sentences that nobody says, and the column of speakers was overlooked."""
    tried = [row for row in islice(table.rows(), _TRIED) if not wrong(table, row) and cell(table, row.cells, "text")]
    texts = [cell(table, row.cells, "text") for row in tried]
    if any(text.startswith(("[", "{")) or len(_lines(text)) > 1 for text in texts):
        return False
    return bool(tried) and all(isinstance(_whole(table, roles, row, 1), InputError) for row in tried)


def _whole(table: Table, roles: Roles, row: Row, index: int) -> Dialogue | InputError:
    """The dialogue of one row, whose text is a plain transcript or a JSON list of turns."""
    line, cells = row.line, row.cells
    if fault := wrong(table, row):
        return InputError(fault, path=table.name, line=line)
    key, text = cell(table, cells, "id"), cell(table, cells, "text")
    if "id" in table.at and not key:
        return InputError("这一行没有会话编号；请补上", path=table.name, line=line)
    if not text:
        return InputError("没有对话内容；请补上，或者删去这一行", path=table.name, line=line)
    fields = {"id": key or f"{inner(table.name).stem}#{index}", **about(said(table, cells))}
    # [坐席] 您好 is no JSON.
    if text.startswith(("[{", "{")):
        try:
            document = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            return InputError(f"内容不是完整的 JSON：{error}", path=table.name, line=line)
        item = document if isinstance(document, dict) else {"turns": document}
        if isinstance(item.get("turns"), list):
            item = {**item, "turns": [_turn(turn) for turn in item["turns"]]}
        return json_lines.dialogue({**item, **fields}, table.name, line, index, roles)
    read = list(plain.read("\n".join(_lines(text)), table.name, roles))
    for part in read:
        if isinstance(part, InputError):
            message = f"内容第 {part.line} 行：{part.message}" if part.line else part.message
            return InputError(message, path=table.name, line=line)
    whole = [turn for part in read if isinstance(part, Dialogue) for turn in part.turns]
    sure = [part.roles_assigned for part in read if isinstance(part, Dialogue) and part.roles_assigned is not None]
    return Dialogue(turns=tuple(whole), roles_assigned=min(sure, default=None), **fields)


def _turn(turn: Any) -> Any:
    """A turn under our keys; chat logs say role and content."""
    if not isinstance(turn, dict):
        return turn
    return {"speaker": turn.get("speaker", turn.get("role")), "text": turn.get("text", turn.get("content"))}


def _lines(text: str) -> list[str]:
    r"""The lines of a cell; some exports write line ends as \n."""
    return (text if "\n" in text else text.replace("\\r", "").replace("\\n", "\n")).splitlines()
