"""How a table was read: some of its cells beside the times and numbers made of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.importing.column_names import shown
from forecasting.importing.numerals import Numbers

ODD = 3
"""Rows besides the first and the last."""


@dataclass(frozen=True)
class ReadRow:
    """One row of a table, as it stands and as it was read.

    Attributes:
        number: Which row below the names it is, from 1.
        time_cell: Its cell of the time; of a time in several columns all of them.
        time: What was made of it, in milliseconds since 1970 or a plain number; NaN for no time.
        cells: Its cells of the variables.
        numbers: What was made of them; NaN for no number.
    """

    number: int
    time_cell: str
    time: float
    cells: tuple[str, ...]
    numbers: tuple[float, ...]


def read_rows(
    raw: Sequence[pd.DataFrame], times: np.ndarray, read: Sequence[Numbers], numbers: np.ndarray
) -> tuple[ReadRow, ...]:
    """The first, the last and the oddest rows.

    Args:
        raw: The cells of the time, and those of the variables, as they stand.
        times: What was made of the former (row,).
        read: What was made of the latter, by variable.
        numbers: Which row below the names each is, from 1 (row,).

    Returns:
        At most five rows, in the order of the table.
    """
    last = len(times) - 1
    odd = [at for at in _oddest(raw[1], times, read) if at not in (0, last)]
    chosen = sorted({0, *list(dict.fromkeys(odd))[:ODD], last})
    return tuple(
        ReadRow(
            int(numbers[at]),
            " · ".join(_cell(cell) for cell in raw[0].iloc[at]),
            float(times[at]),
            tuple(_cell(cell) for cell in raw[1].iloc[at]),
            tuple(float(one.values[at]) for one in read),
        )
        for at in chosen
    )


def _cell(cell: object) -> str:
    return "" if cell is None or cell is pd.NaT or cell != cell else shown(cell)[1:-1]  # noqa: PLR0124


def _oddest(cells: pd.DataFrame, times: np.ndarray, read: Sequence[Numbers]) -> list[int]:
    """Rows that would show a mistake: unread, written as no other, far off, after a long step."""
    found = [_first(np.isnan(times)), *(_first(one.unreadable) for one in read)]
    found += [_rarest(cells.iloc[:, 0]), _far(np.diff(times)), _far(read[0].values)]
    found += [_extreme(read[0].values), len(times) // 2, len(times) // 3]
    return [at for at in found if at is not None]


def _first(flags: np.ndarray) -> int | None:
    return int(flags.argmax()) if flags.any() else None


def _rarest(column: pd.Series) -> int | None:
    """The first cell whose look no other has as rarely, if there are several looks."""
    if column.dtype == object or pd.api.types.is_numeric_dtype(column.dtype):
        return None
    looks = column.astype("str").str.replace(r"\d+", "0", regex=True).fillna("")
    counts = looks.value_counts()
    return (
        None if len(counts) < 2 else int((looks == counts.index[-1]).to_numpy(dtype=bool).argmax())
    )


def _far(values: np.ndarray) -> int | None:
    """The value, or the row after the step, that lies farthest from the middle."""
    known = np.isfinite(values)
    if not known.any() or np.ptp(values[known]) == 0:
        return None
    away = np.where(known, np.abs(values - np.median(values[known])), -1.0)
    return int(away.argmax())


def _extreme(values: np.ndarray) -> int | None:
    known = np.isfinite(values)
    return int(np.where(known, values, np.inf).argmin()) if known.any() else None
