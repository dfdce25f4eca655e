"""Which mark stands before the decimals: by all cells of a table, or asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from forecasting.importing.column_names import shown
from forecasting.importing.numerals import bare, looks_numeric, numbers_of
from forecasting.importing.questions import Choice, Question, ask
from forecasting.messages import Message, message, phrase

_PROOFS = {
    ",": r"[+-]?(?:0?,\d+|\d+,\d{1,2}|\d+,\d{4,}|\d{4,},\d*|\d*,\d+[eE][+-]?\d+)"
    r"|[+-]?[1-9]\d{0,2}(?:\.\d{3})+,\d*|[+-]?[1-9]\d{0,2}(?:\.\d{3}){2,}",
    ".": r"[+-]?(?:0?\.\d+|\d+\.\d{1,2}|\d+\.\d{4,}|\d{4,}\.\d*|\d*\.\d+[eE][+-]?\d+)"
    r"|[+-]?[1-9]\d{0,2}(?:,\d{3})+\.\d*|[+-]?[1-9]\d{0,2}(?:,\d{3}){2,}"
    r"|[+-]?[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d*)?",
}
"""What can only be a number with this mark before its decimals."""

_EITHER = {mark: rf"[+-]?[1-9]\d{{0,2}}\{mark}\d{{3}}" for mark in ",."}
_OTHER = {",": ".", ".": ","}
_CLEAR = 0.5
"""One reading has to be so much smoother than the other to be the likelier one."""


@dataclass(frozen=True)
class Marks:
    """The decimal mark of a table, and the question where its cells leave it open."""

    mark: str
    questions: tuple[Question, ...] = ()


def guess_decimal_mark(table: pd.DataFrame, delimiter: str = "") -> str:
    """Which mark stands before the decimals, "." or ","; what it says of it is `find_marks`."""
    return find_marks(table, delimiter, {}).mark


def find_marks(table: pd.DataFrame, delimiter: str, pinned: Mapping[str, Any]) -> Marks:
    """The decimal mark, by what only one of them can mean, in all cells.

    Args:
        table: Cells as text.
        delimiter: What separates the cells in the file. "1,234" alone can be either; between
            semicolons it is rather a decimal comma, because those are there to make room for it.
        pinned: Options that are decided already.
    """
    cells = _marked(table)
    proofs = {mark: cells[_is(cells, _PROOFS[mark])] for mark in ",."}
    if len(proofs[","]) and len(proofs["."]):
        likely = "," if len(proofs[","]) > len(proofs["."]) else "."
        return _asked(_example(proofs[_OTHER[likely]]), likely, pinned, is_open=True)
    if len(proofs[","]) or len(proofs["."]):
        return Marks(pinned.get("decimal_mark") or ("," if len(proofs[","]) else "."))
    for mark in ",.":
        either = cells[_is(cells, _EITHER[mark])]
        if len(either):
            return _likely(table, either, (mark, delimiter), pinned)
    return Marks(pinned.get("decimal_mark") or ".")


def _marked(table: pd.DataFrame) -> pd.Series:
    """All cells that have a comma or a point in columns that may hold numbers, by column."""
    found = {str(name): _texts(column) for name, column in table.items()}
    found = {name: texts for name, texts in found.items() if len(texts)}
    if not found:
        return pd.Series([], dtype="str")
    names = np.repeat(list(found), [len(column) for column in found.values()])
    cells = pd.concat(found.values(), ignore_index=True).astype("str").set_axis(names)
    cells = cells[cells.str.contains(r"[.,]", regex=True, na=False).to_numpy(dtype=bool)]
    return bare(cells.str.strip())


def _texts(column: pd.Series) -> pd.Series:
    """The cells of a column that are text, if it may hold numbers."""
    if column.dtype == object:
        column = column[column.map(lambda cell: isinstance(cell, str)).to_numpy(dtype=bool)]
    elif not pd.api.types.is_string_dtype(column.dtype):
        return column.iloc[:0]
    return column if looks_numeric(column) else column.iloc[:0]


def _is(cells: pd.Series, pattern: str) -> np.ndarray:
    return cells.str.fullmatch(pattern).to_numpy(dtype=bool)


def _example(cells: pd.Series) -> tuple[str, str]:
    """The first cell, and the name of its column."""
    return str(cells.iloc[0]), str(cells.index[0])


def _likely(
    table: pd.DataFrame, either: pd.Series, marks: tuple[str, str], pinned: Mapping
) -> Marks:
    """Where each cell with a mark has three digits behind it: decimals, or thousands."""
    mark, delimiter = marks
    telling = either[~either.str.endswith("000").to_numpy(dtype=bool)]
    example = _example(telling if len(telling) else either)
    column = table[example[1]]
    as_decimals, as_thousands = (_roughness(column, m) for m in (mark, _OTHER[mark]))
    if as_thousands < _CLEAR * as_decimals:
        return _asked(example, _OTHER[mark], pinned)
    if as_decimals < _CLEAR * as_thousands:
        return _asked(example, mark, pinned)
    usual = "," if mark == "," and delimiter == ";" else "."
    return _asked(example, usual, pinned, is_open=True)


def _roughness(column: pd.Series, mark: str) -> float:
    """How far neighbours lie apart, in powers: small for the right reading of a smooth series."""
    values = numbers_of(column, mark).values
    values = values[np.isfinite(values)]
    return float(np.abs(np.diff(np.arcsinh(values))).mean()) if len(values) > 1 else 0.0


def _asked(
    example: tuple[str, str], likely: str, pinned: Mapping, *, is_open: bool = False
) -> Marks:
    cell, name = example
    choices = [Choice(mark, _meaning(cell, mark)) for mark in (likely, _OTHER[likely])]
    text = message("Which number is {cell} in {column}?", cell=shown(cell), column=shown(name))
    asked = ask("decimal_mark", text, choices, pinned, is_open)
    return Marks(asked.chosen, (asked,))


def _meaning(cell: str, mark: str) -> Message:
    value = numbers_of(pd.Series([cell], dtype="str"), mark).values[0]
    if not np.isfinite(value):
        return phrase("no number: a decimal mark is {mark!r}", mark=mark)
    if mark == ",":
        return phrase("{value:.12g} (decimal comma)", value=value)
    return phrase("{value:.12g} (decimal point)", value=value)
