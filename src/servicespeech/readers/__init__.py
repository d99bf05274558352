"""Formats in: each reader turns a file into dialogues, and what can't be read into errors that name the line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..dialogue import Channel, Dialogue
from ..errors import InputError
from . import json_lines, plain
from .encoding import decode
from .speakers import Roles

Read = Dialogue | InputError
# An object, or a list of something; [00:01] is a time stamp.
_JSON = re.compile(r"\s*(?:\{|\[\s*[\[{\"\]])")


def read(
    path: str | Path, data: bytes | None = None, *, channel: Channel | None = None, scene: str = "",
    speakers: Mapping[str, str] | None = None,
) -> Iterator[Read]:  # fmt: skip
    """The dialogues of a file (or of ``data``, with ``path`` as its name), chosen by content.

    What can't be read is yielded as an :class:`InputError` in its place; the rest is read on. ``channel`` and
    ``scene`` fill what the file doesn't say. ``speakers`` maps further speaker words to ``agent``, ``customer``
    or ``system``.
    """
    name = str(path)
    try:
        text = decode(Path(path).read_bytes() if data is None else data, name)
    except OSError as error:
        yield InputError(f"读不了这个文件：{error.strerror or error}", path=name)
        return
    except InputError as error:
        yield error
        return
    if not text.strip():
        yield InputError("文件是空的，没有可审核的对话", path=name)
        return
    roles = Roles(speakers or {})
    reader = json_lines.read if _JSON.match(text) else plain.read
    for item in reader(text, name, roles):
        if isinstance(item, Dialogue):
            update: dict[str, object] = {}
            if channel and item.channel is None:
                update["channel"] = channel
            if scene and not item.scene:
                update["scene"] = scene
            yield item.model_copy(update=update) if update else item
        else:
            yield item
