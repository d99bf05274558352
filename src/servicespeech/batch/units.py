"""What is scanned, cut into units that workers take: a file, or a run of lines of a large JSON Lines file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_LINES = (".jsonl", ".ndjson")
_SIZE = 4 * 1024 * 1024  # bytes of a run of lines
_HIDDEN = "."


@dataclass(frozen=True, slots=True)
class Unit:
    """``length`` bytes of a file from ``start``; ``first_line`` is the number of its first line, from 1."""

    path: str
    start: int
    length: int
    first_line: int = 1

    def read(self) -> bytes:
        with open(self.path, "rb") as stream:
            stream.seek(self.start)
            return stream.read(self.length)


def digest(data: bytes, *parts: str) -> str:
    """What names a unit's results: its content and all that the audit depends on, as 24 hexadecimal digits."""
    total = hashlib.sha256(data)
    for part in parts:
        total.update(b"\0" + part.encode())
    return total.hexdigest()[:24]


def files(patterns: Sequence[str]) -> Iterator[Path]:
    """The files that paths, folders (all files in them, hidden ones left out) and globs name, each once, in order.

    A pattern that names nothing is yielded as it is, so that its reader says what is wrong.
    """
    seen: set[Path] = set()
    for pattern in patterns:
        path = Path(pattern)
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
        elif path.exists() or not any(c in pattern for c in "*?["):
            found = [path]
        else:
            base = Path(path.anchor) if path.is_absolute() else Path()
            found = sorted(p for p in base.glob(pattern.removeprefix(path.anchor)) if p.is_file()) or [path]
        for file in found:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _hidden(path: Path) -> bool:
    return any(part.startswith(_HIDDEN) for part in path.parts)


def units(path: Path) -> Iterator[Unit]:
    """The units of a file; cuts fall between lines, and a longer line stays whole."""
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    if path.suffix.lower() not in _LINES or size <= _SIZE:
        yield Unit(str(path), 0, size)
        return
    with path.open("rb") as stream:
        start, line = 0, 1
        while start < size:
            stream.seek(start)
            block = stream.read(_SIZE)
            if start + len(block) < size:
                at = block.rfind(b"\n")
                block = block[: at + 1] if at >= 0 else block + stream.readline()
            yield Unit(str(path), start, len(block), line)
            start, line = start + len(block), line + block.count(b"\n")
