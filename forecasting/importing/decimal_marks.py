"""Which mark stands before the decimals: by all cells of a table, or asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from forecasting.importing.column_names import shown
from forecasting.importing.numerals import bare, numbers_of
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


@dataclass(frozen=True)
class _Evidence:
    """Of one column: cells that prove a mark, and those that can be read with either."""

    name: str
    proofs: Mapping[str, int]
    either: Mapping[str, int]
    cells: pd.Series


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
    found = [one for one in map(_evidence, table.columns, _columns(table)) if one is not None]
    proofs = {mark: sum(one.proofs[mark] for one in found) for mark in ",."}
    if proofs[","] and proofs["."]:
        likely = "," if proofs[","] > proofs["."] else "."
        return _asked(_example(found, _OTHER[likely]), likely, pinned, is_open=True)
    if proofs[","] or proofs["."]:
        return Marks(pinned.get("decimal_mark") or ("," if proofs[","] else "."))
    for mark in ",.":
        open_ones = [one for one in found if one.either[mark]]
        if open_ones:
            return _likely(open_ones, mark, delimiter, pinned)
    return Marks(pinned.get("decimal_mark") or ".")


def _columns(table: pd.DataFrame) -> Iterable[pd.Series]:
    return (column for _, column in table.items())


def _evidence(name: str, column: pd.Series) -> _Evidence | None:
    if pd.api.types.is_numeric_dtype(column.dtype):
        return None
    texts = column.dropna()
    if texts.dtype == object:
        texts = texts[texts.map(lambda cell: isinstance(cell, str)).to_numpy(dtype=bool)]
    elif not pd.api.types.is_string_dtype(texts.dtype):
        return None
    texts = texts.astype("str")
    if not texts.str.contains(r"[.,]", regex=True).any():
        return None
    cells = bare(texts.str.strip())
    proofs = {mark: _count(cells, _PROOFS[mark]) for mark in ",."}
    return _Evidence(name, proofs, {mark: _count(cells, _EITHER[mark]) for mark in ",."}, cells)


def _count(cells: pd.Series, pattern: str) -> int:
    return int(cells.str.fullmatch(pattern).sum())


def _example(found: list[_Evidence], mark: str) -> tuple[str, str]:
    """A cell that proves a mark, and the name of its column."""
    one = max(found, key=lambda one: one.proofs[mark])
    return str(one.cells[one.cells.str.fullmatch(_PROOFS[mark])].iloc[0]), one.name


def _likely(found: list[_Evidence], mark: str, delimiter: str, pinned: Mapping) -> Marks:
    """Where each cell with a mark has three digits behind it: decimals, or thousands."""
    one = max(found, key=lambda one: one.either[mark])
    example = str(one.cells[one.cells.str.fullmatch(_EITHER[mark])].iloc[0])
    as_decimals, as_thousands = (_roughness(one.cells, m) for m in (mark, _OTHER[mark]))
    if as_thousands < _CLEAR * as_decimals:
        return _asked((example, one.name), _OTHER[mark], pinned)
    if as_decimals < _CLEAR * as_thousands:
        return _asked((example, one.name), mark, pinned)
    usual = "," if mark == "," and delimiter == ";" else "."
    return _asked((example, one.name), usual, pinned, is_open=True)


def _roughness(cells: pd.Series, mark: str) -> float:
    """How far neighbours lie apart, in powers: small for the right reading of a smooth series."""
    values = numbers_of(cells, mark).values
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
    return phrase("{value:,.12g}, with {mark!r} before decimals", value=value, mark=mark)
