"""A file, or bytes under a name, that can be opened again from the start; .gz and .zst are unpacked on the way."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

from ..errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_GZ, _ZST = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_PACKED = (".gz", ".zst")
_CHUNK = 1 << 16


def inner(name: str) -> PurePath:
    """The name without the ending of a compressed file.

    >>> inner("通话.csv.gz").stem, inner("通话.csv.gz").suffix
    ('通话', '.csv')
    """
    path = PurePath(name)
    return path.with_suffix("") if path.suffix.lower() in _PACKED else path


class Source:
    """``data`` under ``name``, or the file of that name.

    Opening and reading raise OSError, EOFError or zlib.error for what is missing or broken, and :class:`InputError`
    for a .zst that is cut short or that no library reads.
    """

    def __init__(self, name: str, data: bytes | None = None) -> None:
        self.name, self._data = name, data

    def open(self) -> BinaryIO:
        """The bytes, unpacked; compression is known by its first bytes, whatever the name."""
        with self._raw() as raw:
            magic = raw.read(4)
        if magic.startswith(_GZ):
            return cast("BinaryIO", gzip.open(self._raw() if self._data is not None else self.name))
        if magic == _ZST:
            return io.BufferedReader(_Zst(self._raw(), self.name))
        return self._raw()

    def head(self) -> bytes:
        """The first 64 KiB."""
        with self.open() as stream:
            return stream.read(_CHUNK)

    def text(self, encoding: str) -> TextIO:
        """The text, line ends as they stand."""
        return io.TextIOWrapper(self.open(), encoding, newline="")

    def _raw(self) -> BinaryIO:
        return Path(self.name).open("rb") if self._data is None else io.BytesIO(self._data)


class _Zst(io.RawIOBase):
    """Unpacks zstd; the library's own stream ends a file that is cut short without a word."""

    def __init__(self, raw: BinaryIO, name: str) -> None:
        self._raw, self._frames, self._ready = raw, _frames(raw, name), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self._ready = self._ready or next(self._frames, b"")
        view = memoryview(buffer).cast("B")
        size = min(len(view), len(self._ready))
        view[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    def close(self) -> None:
        self._raw.close()
        super().close()


def _frames(raw: BinaryIO, name: str) -> Iterator[bytes]:
    try:
        import zstandard
    except ImportError:
        message = '读 .zst 需要 zstandard：pip install "servicespeech[zst]"，或者先解压'
        raise InputError(message, path=name) from None
    frame = zstandard.ZstdDecompressor().decompressobj()
    try:
        while chunk := raw.read(_CHUNK):
            while chunk:
                if frame.eof:
                    frame = zstandard.ZstdDecompressor().decompressobj()
                if out := frame.decompress(chunk):
                    yield out
                chunk = frame.unused_data if frame.eof else b""
    except zstandard.ZstdError as error:
        raise InputError(f"压缩文件已损坏（{error}）；请重新导出或重新传输", path=name) from error
    if not frame.eof:
        raise InputError("压缩文件不完整，后面缺了一截；请重新导出或重新传输", path=name)
