"""CSV and TSV: one row a turn or one row a dialogue, columns named by the user or guessed from the header."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from ..dialogue import Dialogue
from ..errors import InputError
from . import rows
from .cells import Row, Table
from .columns import guess_columns, is_header, positions
from .source import Source
from .speakers import Roles

__all__ = ["guess_columns", "looks_like", "read"]

_DELIMITERS = ",;\t|"
#: A cell may hold the transcript of a whole day; a quote that is never closed is cut off here.
_LONGEST = 1 << 24


def looks_like(start: str, columns: Mapping[str, str]) -> bool:
    """Whether a text's first line is a table's header.

    >>> looks_like("会话ID;角色;内容\\n1;坐席;您好", {}), looks_like("坐席：您好，请问", {})
    (True, False)
    """
    first = next((line for line in start.splitlines() if line.strip()), "")
    return is_header(_header(first, _delimiter(first)), columns)


def read(source: Source, encoding: str, roles: Roles, columns: Mapping[str, str]) -> Iterator[Dialogue | InputError]:
    """The dialogues of a table, read as a stream; see :mod:`rows` for what is held."""
    csv.field_size_limit(max(_LONGEST, csv.field_size_limit()))
    with source.text(encoding) as stream:
        first = next((line for line in stream if line.strip()), "")
    delimiter = _delimiter(first)

    def every() -> Iterator[Row]:
        with source.text(encoding) as stream:
            yield from _rows(stream, delimiter)

    start = next(every(), None)
    if start is None:
        yield InputError("文件是空的，没有可审核的对话", path=source.name)
        return
    header = tuple(word.strip() for word in start.cells)
    try:
        if start.fault:
            raise InputError(f"表头的{start.fault}", path=source.name, line=start.line)
        at = positions(header, columns, source.name, start.line)
    except InputError as error:
        yield error
        return

    def body() -> Iterator[Row]:
        lines = every()
        next(lines)
        return lines

    if next(body(), None) is None:
        yield InputError("只有表头，没有数据行", path=source.name, line=start.line)
        return
    yield from rows.dialogues(Table(source.name, header, at, body), roles)


def _delimiter(first: str) -> str:
    """The header's delimiter; the header alone is looked at, for talk is full of commas."""
    try:
        return csv.Sniffer().sniff(first.strip(), _DELIMITERS).delimiter
    except csv.Error:
        return max(_DELIMITERS, key=first.count)


def _header(first: str, delimiter: str) -> list[str]:
    return [word.strip() for word in next(csv.reader([first], delimiter=delimiter), [])]


class _Lines:
    """Lines of a stream that can be put back; ``taken`` are those since it was last cleared."""

    def __init__(self, stream: Iterable[str]) -> None:
        self._stream, self._again = iter(stream), deque[str]()
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._stream)
        self.taken.append(line)
        return line

    def put_back(self) -> None:
        """All but the first of the lines taken are read again."""
        self._again.extendleft(reversed(self.taken[1:]))
        self.taken = self.taken[:1]


def _rows(stream: Iterable[str], delimiter: str) -> Iterator[Row]:
    """Rows that aren't blank.

    A quote that is never closed costs its line only: what it swallowed is read again.

    >>> for row in _rows(['编号,内容', '1,"您好', '2,再见'], ","): print(row.line, row.cells, bool(row.fault))
    1 ['编号', '内容'] False
    2 ['1', '您好'] True
    3 ['2', '再见'] False
    """
    lines = _Lines(stream)
    reader = csv.reader(lines, delimiter=delimiter)
    line, fault = 1, "双引号没有闭合；请补上，内容里的双引号要写成两个"
    while True:
        lines.taken = []
        try:
            cells = next(reader, None)
        except csv.Error:
            cells = None
        if not lines.taken:
            return
        broken = cells is None or (len(lines.taken) > 1 and not _well_quoted(lines.taken, delimiter))
        if broken:
            lines.put_back()
            cells = next(csv.reader(lines.taken, delimiter=delimiter), [])
            reader = csv.reader(lines, delimiter=delimiter)
        if cells and any(map(str.strip, cells)):
            yield Row(line, cells, fault if broken else "")
        line += len(lines.taken)


def _well_quoted(lines: list[str], delimiter: str) -> bool:
    """Whether a row over several lines is quoted as Excel does; else two stray quotes may have swallowed rows."""
    try:
        return len(list(csv.reader(lines, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False
