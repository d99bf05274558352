"""Formats in: each reader turns a file into dialogues, and what can't be read into errors that name the line."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from gzip import BadGzipFile
from pathlib import Path

from ..dialogue import Channel, Dialogue
from ..errors import InputError
from . import json_lines, plain, subtitles, tables, xlsx
from .encoding import encoding_of
from .source import Source, inner
from .speakers import Roles

Read = Dialogue | InputError
# An object, or a list of something; [00:01] is a time stamp.
_JSON = re.compile(r"\s*(?:\{|\[\s*[\[{\"\]])")
_TABLES = (".csv", ".tsv")
_START = 1 << 16  # characters that a format is told by


def read(
    path: str | Path, data: bytes | None = None, *, channel: Channel | None = None, scene: str = "",
    speakers: Mapping[str, str] | None = None, columns: Mapping[str, str] | None = None,
) -> Iterator[Read]:  # fmt: skip
    """The dialogues of a file (or of ``data``, with ``path`` as its name), chosen by content, then by extension.

    What can't be read is yielded as an :class:`InputError` in its place; the rest is read on. ``channel`` and
    ``scene`` fill what the file doesn't say. ``speakers`` maps further speaker words to ``agent``, ``customer``
    or ``system``. ``columns`` maps our names of a table's columns (:data:`columns.NAMES`) to the file's own, "" for
    one that is not to be read; what it leaves out is guessed from the header.

    >>> [d] = read("a.csv", "会话ID,角色,内容,工号\\n7,坐席,您好,1024\\n7,客户,我来办卡,\\n".encode())
    >>> d.id, [(t.speaker, t.text) for t in d.turns], d.meta
    ('7', [('agent', '您好'), ('customer', '我来办卡')], {'agent': '1024'})
    """
    name = str(path)
    try:
        for item in _items(Source(name, data), Roles(speakers or {}), columns or {}):
            yield item if isinstance(item, InputError) else _filled(item, channel, scene)
    except InputError as error:
        yield error
    except (EOFError, zlib.error, BadGzipFile) as error:
        yield InputError(f"压缩文件不完整或已损坏（{error}）；请重新导出或重新传输", path=name)
    except OSError as error:
        yield InputError(f"读不了这个文件：{error.strerror or error}", path=name)


def _items(source: Source, roles: Roles, columns: Mapping[str, str]) -> Iterator[Read]:
    head = source.head()
    if head.startswith(xlsx.MAGIC):
        return xlsx.read(source, roles, columns)
    if head.startswith(xlsx.OLD_MAGIC):
        raise InputError("这是旧版 .xls 或加了密码的工作簿；请另存为不加密的 .xlsx 或 CSV", path=source.name)
    table = inner(source.name).suffix.lower() in _TABLES
    encoding = encoding_of(source.open, source.name, binary=table)
    with source.text(encoding) as stream:
        start = stream.read(_START)
        if not start.strip() and not stream.read(_START).strip():
            raise InputError("文件是空的，没有可审核的对话", path=source.name)
    if not _JSON.match(start) and not subtitles.looks_like(start) and (table or tables.looks_like(start, columns)):
        return tables.read(source, encoding, roles, columns)
    with source.text(encoding) as stream:
        text = stream.read()
    if _JSON.match(text):
        return json_lines.read(text, source.name, roles)
    if subtitles.looks_like(text):
        return subtitles.read(text, source.name, roles)
    return plain.read(text, source.name, roles)


def _filled(item: Dialogue, channel: Channel | None, scene: str) -> Dialogue:
    update: dict[str, object] = {}
    if channel and item.channel is None:
        update["channel"] = channel
    if scene and not item.scene:
        update["scene"] = scene
    return item.model_copy(update=update) if update else item
