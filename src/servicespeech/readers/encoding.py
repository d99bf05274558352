"""Bytes → text: UTF-8 (with or without a mark), UTF-16 with a mark, GB18030; anything else is refused."""

from __future__ import annotations

import codecs

from ..errors import InputError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = frozenset(range(9)) | frozenset(range(14, 27)) | {28, 29, 30, 31}


def decode(data: bytes, name: str = "") -> str:
    """The text of a file; raises :class:`InputError` for binary data.

    >>> decode("您好".encode("gb18030"))
    '您好'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise InputError(f"文件声明为 {encoding}，但第 {error.start} 字节起无法解码", path=name) from error
    if any(byte in _CONTROL for byte in data[:65536]):
        raise InputError("这是二进制文件，不是文本；请先导出为 UTF-8 文本、JSON 或 JSONL", path=name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as broken:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, broken.start) + 1
            raise InputError("既不是 UTF-8 也不是 GB18030；请另存为 UTF-8", path=name, line=line) from error
