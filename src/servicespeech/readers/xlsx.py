"""Excel workbooks: each sheet that has a header is a table, as in :mod:`tables`."""

from __future__ import annotations

import datetime
import warnings
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
_BROKEN = (BadZipFile, ParseError, KeyError, ValueError, TypeError, EOFError, OSError)


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
        except (BadZipFile, ParseError, EOFError) as error:
            yield InputError(f"工作簿读到一半坏了（{error}）；请重新导出", path=source.name)
        finally:
            book.close()


def _book(openpyxl: Any, stream: BinaryIO) -> Any:
    with warnings.catch_warnings():
        # Exports of call-centre systems lack default styles, which says nothing to whoever audits them.
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(stream, read_only=True, data_only=True)


def _sheets(book: Any, name: str, roles: Roles, columns: Mapping[str, str]) -> Iterator[Dialogue | InputError]:
    sheets = book.worksheets
    headers = [next(_rows(sheet), None) for sheet in sheets]
    if not any(headers):
        yield InputError("工作簿是空的，没有可审核的对话", path=name)
        return
    known = [header is not None and _known(header[1], columns) for header in headers]
    seen: dict[str, str] = {}
    for sheet, header, mine in zip(sheets, headers, known, strict=True):
        if header is None or (any(known) and not mine):
            continue
        line, cells = header
        place = name if len(sheets) == 1 else f"{name}[{sheet.title}]"
        try:
            at = positions(cells, columns, place, line)
        except InputError as error:
            yield error
            continue
        table = Table(name=place, header=tuple(cells), at=at, rows=_Body(sheet, len(cells)), carried="id" in at)
        if next(table.rows(), None) is None:
            yield InputError("只有表头，没有数据行", path=place, line=line)
            continue
        yield from rows.dialogues(table, roles, seen)


def _known(cells: list[str], columns: Mapping[str, str]) -> bool:
    return bool(guess_columns(cells)) or any(word in cells for word in columns.values())


class _Body:
    """The rows under a sheet's header, filled up to its width: sheets leave out blank cells at the end."""

    def __init__(self, sheet: Any, width: int) -> None:
        self._sheet, self._width = sheet, width

    def __call__(self) -> Iterator[Row | InputError]:
        lines = _rows(self._sheet)
        next(lines)
        for line, cells in lines:
            yield line, cells + [""] * (self._width - len(cells))


def _rows(sheet: Any) -> Iterator[Row]:
    """Rows that aren't blank, by their numbers, without blank cells at the end."""
    # The size that a file says of itself is often wrong.
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


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
