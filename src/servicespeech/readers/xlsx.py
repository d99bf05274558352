"""Excel workbooks: each sheet that has a header is a table, as in :mod:`tables`."""

from __future__ import annotations

import datetime
import warnings
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from ..dialogue import Dialogue
from ..errors import InputError
from . import rows
from .cells import Row, Table
from .columns import guess_columns, positions
from .source import Source
from .speakers import Roles

MAGIC = b"PK\x03\x04"
#: What old .xls files and workbooks with a password start with.
OLD_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: What openpyxl lets through of a file that is damaged.
_BROKEN = (BadZipFile, ParseError, zlib.error, LookupError, ValueError, TypeError, EOFError, OSError)


def read(source: Source, roles: Roles, columns: Mapping[str, str]) -> Iterator[Dialogue | InputError]:
    """The dialogues of a workbook's sheets, read as a stream; a row without an id belongs to the dialogue above.

    A sheet none of whose first row's words are known (a cover, a legend) is passed over if another has a header.
    """
    try:
        import openpyxl
    except ImportError:
        message = '读 .xlsx 需要 openpyxl：pip install "servicespeech[xlsx]"，或者另存为 CSV'
        yield InputError(message, path=source.name)
        return
    with source.open() as stream:
        try:
            book = _book(openpyxl, stream)
        except _BROKEN as error:
            yield InputError(f"打不开这个工作簿，文件可能已损坏（{error}）；请重新导出", path=source.name)
            return
        try:
            yield from _sheets(book, source.name, roles, columns)
        finally:
            book.close()


def _book(openpyxl: Any, stream: BinaryIO) -> Any:
    with warnings.catch_warnings():
        # Exports of call-centre systems lack default styles, which says nothing to whoever audits them.
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(stream, read_only=True, data_only=True)


def _sheets(book: Any, name: str, roles: Roles, columns: Mapping[str, str]) -> Iterator[Dialogue | InputError]:
    sheets = book.worksheets
    places = [name if len(sheets) == 1 else f"{name}[{sheet.title}]" for sheet in sheets]
    headers = [_header(sheet, place) for sheet, place in zip(sheets, places, strict=True)]
    if not any(headers):
        yield InputError("工作簿是空的，没有可审核的对话", path=name)
        return
    known = [isinstance(header, Row) and _known(header.cells, columns) for header in headers]
    seen: dict[str, str] = {}
    for sheet, place, header, mine in zip(sheets, places, headers, known, strict=True):
        if isinstance(header, InputError):
            yield header
            continue
        if header is None or (any(known) and not mine):
            continue
        line, cells, _ = header
        try:
            at = positions(cells, columns, place, line)
            table = Table(place, tuple(cells), at, _Body(sheet, place, len(cells)), carried=True)
            if next(table.rows(), None) is None:
                raise InputError("只有表头，没有数据行", path=place, line=line)
            yield from rows.dialogues(table, roles, seen)
        except InputError as error:
            yield error


def _header(sheet: Any, place: str) -> Row | InputError | None:
    try:
        return next(_rows(sheet, place), None)
    except InputError as error:
        return error


def _known(cells: list[str], columns: Mapping[str, str]) -> bool:
    return bool(guess_columns(cells)) or any(word in cells for word in columns.values())


class _Body:
    """The rows under a sheet's header, filled up to its width: sheets leave out blank cells at the end."""

    def __init__(self, sheet: Any, place: str, width: int) -> None:
        self._sheet, self._place, self._width = sheet, place, width

    def __call__(self) -> Iterator[Row]:
        lines = _rows(self._sheet, self._place)
        next(lines)
        for line, cells, _ in lines:
            yield Row(line, cells + [""] * (self._width - len(cells)))


def _rows(sheet: Any, place: str) -> Iterator[Row]:
    """Rows that aren't blank, by their numbers, without blank cells at the end.

    Raises :class:`InputError` at what can't be read.
    """
    # The size that a file says of itself is often wrong.
    sheet.reset_dimensions()
    number = 0
    values = sheet.iter_rows(values_only=True)
    while True:
        number += 1
        try:
            row = next(values, None)
        except _BROKEN as error:
            raise InputError(f"工作表从这一行起坏了（{error}）；请重新导出", path=place, line=number) from error
        if row is None:
            return
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Row(number, cells)


def _text(value: object) -> str:
    """A cell as it is read on the screen.

    >>> _text(10086.0), _text(datetime.datetime(2026, 3, 1)), _text(None)
    ('10086', '2026-03-01', '')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value).strip()
