"""Cells of a table's row: what they say of a dialogue, and what is wrong with them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..dialogue import Channel

#: What goes into a dialogue's ``meta``.
_META = ("agent", "team", "branch", "date")
_ABOUT = (*_META, "channel", "scene")
_CHANNEL_WORDS: dict[Channel, str] = {
    "counter": "counter 窗口 柜台 柜面 现场 线下 厅堂",
    "call": "call 电话 热线 语音 呼入 呼出 phone voice",
    "chat": "chat 在线 在线客服 文字 微信 网页 app im",
}
_CHANNELS = {word: channel for channel, words in _CHANNEL_WORDS.items() for word in words.split()}
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|^(\d{4})(\d\d)(\d\d)$")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:[.,]\d+)?)")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_FLOAT = re.compile(r"\d(?:\.\d+)?[Ee]\+\d+")


class Row(NamedTuple):
    """A row that isn't blank: its number in the file (for CSV the line that it starts on), its cells, and what is wrong
    with it, where its reader knows.
    """

    line: int
    cells: list[str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a header: ``at`` gives our names' positions, ``rows`` starts over each time it is called.

    With ``carried`` a row without an id belongs to the dialogue above, as merged cells are read.
    """

    name: str
    header: tuple[str, ...]
    at: dict[str, int]
    rows: Callable[[], Iterator[Row]]
    carried: bool = False


def cell(table: Table, cells: list[str], name: str) -> str:
    """What a row says under one of our names; "" where the table has no such column or the row no such cell."""
    index = table.at.get(name, len(cells))
    return cells[index].strip() if index < len(cells) else ""


def said(table: Table, cells: list[str]) -> dict[str, str]:
    """What a row says of its dialogue, blanks left out."""
    return {name: value for name in _ABOUT if (value := cell(table, cells, name))}


def wrong(table: Table, row: Row) -> str:
    """What is wrong with a row whatever it says; "" if nothing is."""
    cells = row.cells
    if row.fault:
        return row.fault
    if len(cells) <= max(table.at.values()):
        return f"只有 {len(cells)} 格，表头有 {len(table.header)} 列；请补齐"
    if any(cell.strip() for cell in cells[len(table.header) :]):
        return f"有 {len(cells)} 格，表头只有 {len(table.header)} 列；内容里有分隔符时要用双引号括起来"
    if _CONTROL.search("".join(cells)):
        return "含有 NUL 之类的控制字符；请重新导出"
    if _FLOAT.fullmatch(key := cell(table, cells, "id")):
        return f"会话编号“{key}”已被表格软件改成科学计数法，分不清是哪一段；请把这一列设为文本再导出"
    if (word := cell(table, cells, "channel")) and word.lower() not in _CHANNELS:
        return f"不认识的渠道“{word}”；应为窗口、电话或在线，不读这一列就写 --map channel="
    return ""


def about(said: dict[str, str]) -> dict[str, Any]:
    """Fields of a dialogue from what its rows say of it."""
    meta = {name: said[name] for name in _META if name in said}
    if "date" in meta:
        meta["date"] = day(meta["date"])
    channel = _CHANNELS[said["channel"].lower()] if "channel" in said else None
    return {"channel": channel, "scene": said.get("scene", ""), "meta": meta}


def day(text: str) -> str:
    """A date as policies read it; what is none stays as it is.

    >>> day("2026年3月1日 10:02"), day("20260301"), day("周一")
    ('2026-03-01', '2026-03-01', '周一')
    """
    found = _DAY.search(text)
    if not found:
        return text
    year, month, day = (part for part in found.groups() if part)
    return f"{year}-{month:0>2}-{day:0>2}"


def moment(text: str) -> float | None:
    """When a turn starts, in seconds of any one clock; None for what is no time.

    >>> moment("00:01:02.5"), moment("1500"), moment("刚才")
    (62.5, 1500.0, None)
    """
    try:
        return seconds if math.isfinite(seconds := float(text)) else None
    except ValueError:
        clock = _CLOCK.search(text)
    if not clock:
        return None
    hours, minutes, rest = clock.groups()
    days = int(day(text[: clock.start()]).strip().replace("-", "")) if _DAY.search(text[: clock.start()]) else 0
    return days * 86400 + int(hours or 0) * 3600 + int(minutes) * 60 + float(rest.replace(",", "."))
