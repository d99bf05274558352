"""Bytes → text: UTF-8 (with or without a mark), UTF-16 with a mark, GB18030; anything else is refused."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from typing import BinaryIO

from ..errors import InputError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = frozenset(range(9)) | frozenset(range(14, 27)) | {28, 29, 30, 31}
_CHUNK = 1 << 16


def decode(data: bytes, name: str = "") -> str:
    """The text of a file; raises :class:`InputError` for binary data.

    >>> decode("您好".encode("gb18030"))
    '您好'
    """
    return data.decode(encoding_of(lambda: io.BytesIO(data), name))


def encoding_of(opened: Callable[[], BinaryIO], name: str = "", *, binary: bool = False) -> str:
    """The encoding that the whole of a file is in; reads it in pieces, once for each encoding that is tried.

    ``binary`` lets control characters pass, for readers that can tell which row has them. Raises
    :class:`InputError` for binary data and for text in no encoding that is known.

    >>> encoding_of(lambda: io.BytesIO("客服：您好".encode("gb18030")))
    'gb18030'
    """
    with opened() as stream:
        head = stream.read(_CHUNK)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            if line := _fault(opened, encoding):
                raise InputError(f"文件声明为 {encoding}，但这一行无法解码；请另存为 UTF-8", path=name, line=line)
            return encoding
    if not binary and any(byte in _CONTROL for byte in head):
        raise InputError("这是二进制文件，不是文本；请先导出为 UTF-8 文本、JSON 或 JSONL", path=name)
    line = _fault(opened, "utf-8")
    if line is None:
        return "utf-8"
    if _fault(opened, "gb18030"):
        raise InputError("既不是 UTF-8 也不是 GB18030；请另存为 UTF-8", path=name, line=line)
    return "gb18030"


def _fault(opened: Callable[[], BinaryIO], encoding: str) -> int | None:
    """The first line that can't be decoded, if any."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    with opened() as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                lines += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                return lines + error.object[: error.start].count(b"\n")
            if not chunk:
                return None
