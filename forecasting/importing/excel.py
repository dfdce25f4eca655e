"""Excel workbooks as tables."""

import io
import re
import zipfile
from itertools import zip_longest
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pandas as pd

from forecasting.importing.size_limits import MOST_SHEET_CELLS, MOST_UNPACKED_BYTES, check_shape
from forecasting.messages import Message, bad_value, message, phrase, plural

_UNSAVED = re.compile(rb"</f>\s*(<v\s*/>|<v>\s*</v>)?\s*</c>|<f[^>]*/>\s*(<v\s*/>)?\s*</c>")

_TOO_MANY = message(
    "The sheet has more than {most:,} cells; save it as CSV, which is faster to read, and bring "
    "that.",
    most=MOST_SHEET_CELLS,
)

Row = tuple[Any, ...]


def _notes(title: str, sheets: int, unsaved: int) -> tuple[Message, ...]:
    """What to know of the sheet that was read."""
    which = phrase("sheet {title!r} of {sheets}", title=title, sheets=sheets)
    missing = plural(
        "{count:,} formula without a saved result is missing",
        "{count:,} formulas without a saved result are missing",
        count=unsaved,
    )
    return (*[which] * (sheets > 1), *[missing] * bool(unsaved))


def read_sheet(data: bytes) -> pd.DataFrame:
    """Read the first sheet that holds a table; formulas as the results saved with them.

    Args:
        data: An .xlsx file.

    Returns:
        Its table: the first row gives the names. Cells are numbers, dates or text.

    Raises:
        ValueError: It is too large, or no sheet holds a table. What openpyxl raises for a damaged
            file is not caught.
    """
    unsaved = _unsaved_formulas(data)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = _rows(sheet)
        if rows:
            table = _table(rows)
            notes = _notes(sheet.title, len(book.worksheets), unsaved)
            table.attrs = {"notes": notes, "delimiter": ""}
            return table
    raise bad_value("The workbook has no cells; fill a sheet with a row of names and values.")


def _unsaved_formulas(data: bytes) -> int:
    """Formulas whose results the program that wrote the file did not save."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(member.file_size for member in archive.infolist())
        if size > MOST_UNPACKED_BYTES:
            raise bad_value(
                "The workbook unpacks to {megabytes:,.0f} MB; save the sheet as CSV, and bring "
                "that.",
                megabytes=size / 1e6,
            )
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return sum(_unsaved_in(archive.read(name)) for name in names)


def _unsaved_in(sheet: bytes) -> int:
    if sheet.count(b"<c ") > MOST_SHEET_CELLS:
        raise ValueError(_TOO_MANY)
    return len(_UNSAVED.findall(sheet))


def _rows(sheet: Any) -> list[Row]:
    """The rows of a sheet that hold anything, from the first to the last column that does."""
    # The size that a sheet claims may be anything.
    sheet.reset_dimensions()
    rows, cells = [], 0
    for row in sheet.iter_rows(values_only=True):
        cells += max(1, len(row))
        if cells > MOST_SHEET_CELLS:
            raise ValueError(_TOO_MANY)
        if any(cell is not None for cell in row):
            rows.append(row)
    return rows


def _table(rows: list[Row]) -> pd.DataFrame:
    width = max(len(row) for row in rows)
    start = next((i for i, row in enumerate(rows) if _filled(row) > _filled_most(rows) / 2), 0)
    check_shape(len(rows), width)
    named = all(isinstance(cell, str) or cell is None for cell in rows[start])
    columns = list(zip_longest(*rows[start + named :], fillvalue=None)) or [()] * width
    names = list(rows[start]) if named else []
    names += [None] * (len(columns) - len(names))
    kept = [
        (name, cells)
        for name, cells in zip(names, columns, strict=False)
        if name is not None or any(cell is not None for cell in cells)
    ]
    table = pd.DataFrame({i: pd.Series(cells, dtype=object) for i, (_, cells) in enumerate(kept)})
    table.columns = pd.Index([name or "" for name, _ in kept], dtype=object)
    return table


def _filled(row: Row) -> int:
    return sum(cell is not None for cell in row)


def _filled_most(rows: list[Row]) -> int:
    return max(_filled(row) for row in rows[:100])
