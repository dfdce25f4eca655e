"""Excel workbooks as tables."""

import io
from itertools import zip_longest
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pandas as pd

from forecasting.importing.questions import Choice, Question, ask
from forecasting.importing.sheet_xml import TOO_MANY, check_unpacked, notes_of_sheet
from forecasting.importing.size_limits import MOST_SHEET_CELLS, check_shape
from forecasting.messages import bad_value, message, phrase

_LOOKED_AT = 30
"""Rows of each sheet that say whether it holds a table."""

Row = tuple[Any, ...]


def read_sheet(data: bytes, title: str = "") -> pd.DataFrame:
    """Read a sheet; formulas as the results saved with them.

    Args:
        data: An .xlsx file.
        title: Of the sheet; "" for the first that is shown and holds numbers below each other.

    Returns:
        Its table: the first row gives the names. Cells are numbers, dates or text.

    Raises:
        ValueError: It is too large, or no sheet holds a table. What openpyxl raises for a damaged
            file is not caught.
    """
    check_unpacked(data)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    filled = [sheet for sheet in book.worksheets if _rows(sheet, _LOOKED_AT)]
    if not filled:
        raise bad_value("The workbook has no cells; fill a sheet with a row of names and values.")
    filled.sort(key=_rank)
    asked = _question(filled, title)
    sheet = next(one for one in filled if one.title == asked.chosen)
    table = _table(_rows(sheet))
    notes = notes_of_sheet(data, getattr(sheet, "_worksheet_path", ""))
    which = phrase("sheet {title!r} of {sheets}", title=sheet.title, sheets=len(book.worksheets))
    notes = (*[which] * (len(book.worksheets) > 1), *notes)
    questions = (asked,) if len(filled) > 1 else ()
    table.attrs = {"notes": notes, "delimiter": "", "questions": questions}
    return table


def _rank(sheet: Any) -> tuple[bool, bool]:
    """First what is shown, and of that what holds numbers in several rows."""
    rows = _rows(sheet, _LOOKED_AT)
    numbers = sum(any(isinstance(cell, int | float) for cell in row) for row in rows)
    return numbers < min(2, len(rows) - 1), sheet.sheet_state != "visible"


def _question(sheets: list[Any], title: str) -> Question:
    choices = [
        Choice(
            one.title,
            phrase("{title}", title=one.title)
            if one.sheet_state == "visible"
            else phrase("{title} (hidden)", title=one.title),
        )
        for one in sheets
    ]
    text = message("Which sheet of the workbook holds the series?")
    return ask("sheet", text, choices, {"sheet": title})


def _rows(sheet: Any, most: int = 0) -> list[Row]:
    """The first rows of a sheet that hold anything, or all of them."""
    # The size that a sheet claims may be anything.
    sheet.reset_dimensions()
    rows, cells = [], 0
    for row in sheet.iter_rows(values_only=True):
        cells += max(1, len(row))
        if cells > MOST_SHEET_CELLS:
            raise ValueError(TOO_MANY)
        if any(cell is not None for cell in row):
            rows.append(row)
        if len(rows) == most > 0:
            break
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
