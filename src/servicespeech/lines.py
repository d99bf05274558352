"""Lines of our own files (gold, rulings, results): UTF-8, a record each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .errors import InputError


def numbered(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that aren't blank, with their numbers from 1; raises :class:`InputError` for what can't be read."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"读不了：{error}", path=str(path)) from error
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())
