"""JSON and JSON Lines: a dialogue an object, as in the gold format; a lone ``text`` is one agent turn.

What speech engines return is read too, one result an object; see :mod:`engines`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from ..dialogue import Dialogue
from ..errors import InputError
from . import engines
from .source import inner
from .speakers import Roles, named

#: Fields of ours that an engine's result may carry beside its own.
_ABOUT = ("id", "channel", "scene", "meta")


def read(text: str, name: str, roles: Roles) -> Iterator[Dialogue | InputError]:
    """The dialogues of a JSON document (an object or a list of them) or of JSON Lines."""
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if not _is_lines([line for _, line in lines]):
            at = error.lineno if isinstance(error, json.JSONDecodeError) else 1
            yield InputError(f"JSON 有错：{error}", path=name, line=at)
            return
        for number, line in lines:
            try:
                item = json.loads(line)
            except (json.JSONDecodeError, RecursionError) as broken:
                yield InputError(f"这一行不是完整的 JSON：{broken}", path=name, line=number)
            else:
                yield dialogue(item, name, number, number, roles)
        return
    # The older iFlytek result is a list whose items are sentences.
    items = document if isinstance(document, list) and not _is_sentences(document) else [document]
    for index, item in enumerate(items, 1):
        yield dialogue(item, name, None, index, roles)


def _is_lines(lines: list[str]) -> bool:
    """Whether most lines are objects on their own; else it is one broken document."""
    looks = sum(line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines)
    return len(lines) > 1 and looks * 2 >= len(lines)


def _is_sentences(items: list[Any]) -> bool:
    return bool(items) and all(isinstance(item, dict) and "onebest" in item for item in items)


def dialogue(item: Any, name: str, line: int | None, index: int, roles: Roles) -> Dialogue | InputError:
    """The dialogue of an object, the ``index``-th of its file from 1, or what is wrong with it."""
    if not (isinstance(item, dict) and "turns" in item):
        try:
            turned = engines.turned(item)
        except ValueError as error:
            return InputError(f"第 {index} 项：{error}", path=name, line=line)
        if turned is not None:
            about = item if isinstance(item, dict) else {}
            key = {"id": about["key"]} if about.get("key") and "id" not in about else {}
            item = {**key, **{field: about[field] for field in _ABOUT if field in about}, **turned}
    if not isinstance(item, dict):
        return InputError(f"第 {index} 项不是对话：应是带 turns 的对象", path=name, line=line)
    data = {"id": f"{inner(name).stem}#{index}", **item}
    data["id"] = str(data["id"])
    if "turns" not in data and isinstance(data.get("text"), str):
        return Dialogue.reply(data["text"], channel=data.get("channel")).model_copy(update={"id": data["id"]})
    if isinstance(data.get("turns"), list):
        turns = []
        labels: list[tuple[str, str]] = []
        for number, turn in enumerate(data["turns"]):
            if isinstance(turn, dict) and isinstance(turn.get("speaker"), str):
                role = roles.role_or_label(turn["speaker"])
                if role is None:
                    message = f"turns[{number}]：不认识的说话人“{turn['speaker']}”；应为 agent、customer 或 system"
                    return InputError(message, path=name, line=line)
                labels.append((role, str(turn.get("text", ""))))
                turn = {**turn, "speaker": role}
            turns.append(turn)
        try:
            made, sure = named(labels, name, line)
        except InputError as error:
            return error
        if sure is not None and len(made) == len(turns):
            turns = [{**turn, "speaker": known.speaker} for turn, known in zip(turns, made, strict=True)]
            data["roles_assigned"] = sure
        data["turns"] = turns
    try:
        dialogue = Dialogue.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        return InputError(f"第 {index} 项的 {where}：{first['msg']}", path=name, line=line)
    if not dialogue.turns:
        return InputError(f"第 {index} 项没有任何发言（turns 为空）", path=name, line=line)
    return dialogue
