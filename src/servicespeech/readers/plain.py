"""Plain transcripts in the usual layouts.

``坐席：…`` with either colon; ``A: / B:``; time stamps before or after the speaker; a speaker's line followed by lines
of text. Lines without a speaker go on with the turn before. A line of three or more ``-`` or ``=`` ends a dialogue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..dialogue import Dialogue
from ..errors import InputError
from .source import inner
from .speakers import Roles, named

_TIME = r"(?:\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?[ T]*)?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_STAMP = re.compile(rf"^\s*[\[(（【<]?\s*{_TIME}(?:\s*(?:-+>?|~|至)\s*{_TIME})?\s*[\])）】>]?\s*")
_SPOKEN = re.compile(r"^[\[【<]?([^\s:：，。！？、；“”\"]{1,12}?)[\]】>]?\s*[:：]\s*(.*)$")
_ALONE = re.compile(
    rf"^[\[【<]?([^\s:：，。！？、；“”\"\]】>]{{1,12}})[\]】>]?\s*[\[(（]?\s*(?:{_TIME})?\s*[\])）]?\s*[:：]?$"
)
_RULE = re.compile(r"^\s*(?:-{3,}|={3,}|\*{3,})\s*$")


def read(text: str, name: str, roles: Roles) -> Iterator[Dialogue | InputError]:
    """The dialogues of a plain text, or an error for each that can't be read."""
    stem = inner(name).stem
    parts: list[list[tuple[int, str]]] = [[]]
    for number, line in enumerate(text.splitlines(), 1):
        if _RULE.match(line):
            parts.append([])
        elif line.strip():
            parts[-1].append((number, line.strip()))
    full = [part for part in parts if part]
    for index, part in enumerate(full, 1):
        try:
            turns, sure = named(turns_of(part, name, roles), name, part[0][0])
            yield Dialogue(id=stem if len(full) == 1 else f"{stem}#{index}", turns=turns, roles_assigned=sure)
        except InputError as error:
            yield error


def turns_of(lines: list[tuple[int, str]], name: str, roles: Roles) -> list[tuple[str, str]]:
    """Turns as (role or nameless label, text) of numbered lines.

    Raises :class:`InputError` for a speaker that nobody introduced, and for a line before anyone spoke.
    """
    bare = [(number, _STAMP.sub("", line)) for number, line in lines]
    heads = Counter(m[1] for _, line in bare if (m := _SPOKEN.match(line)) and not roles.role_or_label(m[1]))
    turns: list[tuple[str, list[str]]] = []
    for number, line in bare:
        spoken = _SPOKEN.match(line)
        role = roles.role_or_label(spoken[1]) if spoken else None
        if spoken and role:
            turns.append((role, [spoken[2]] if spoken[2] else []))
            continue
        alone = _ALONE.match(line)
        if alone and (role := roles.role_or_label(alone[1])):
            turns.append((role, []))
            continue
        # 注意：请带身份证 inside a turn is text; a word that keeps opening lines is a speaker nobody introduced.
        if spoken and (not turns or heads[spoken[1]] > 1):
            message = f"不认识的说话人“{spoken[1]}”；用 --speaker {spoken[1]}=agent 或 =customer 说明他是谁"
            raise InputError(message, path=name, line=number)
        if not turns:
            message = "这一行之前没有说话人；每句话前写上“坐席：”或“客户：”"
            raise InputError(message, path=name, line=number)
        turns[-1][1].append(line)
    return [(role, "\n".join(text)) for role, text in turns]
