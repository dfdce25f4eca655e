"""Which column of a table holds times, and which hold values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from forecasting.data.frequency import DAY, find_frequency
from forecasting.importing.counters import is_counter, repeats_time
from forecasting.importing.date_formats import find_form
from forecasting.importing.date_numbers import TIME_NAMES
from forecasting.importing.dates import NUMBERS, Times, read_times
from forecasting.importing.numerals import looks_numeric, numbers_of
from forecasting.importing.questions import Question
from forecasting.importing.time_parts import find_parts, read_parts

_SPREAD = 1_000
"""Rows at the beginning, and as many from all others, that say what a column is."""

_TIME_COLUMNS = 30  # columns that may be the one of times


@dataclass(frozen=True)
class TimeColumn:
    """The column of times, how it is read, and how sure that is.

    Attributes:
        column: Its name, None if rows are steps.
        parts: Further columns that belong to the time.
        form: How it is read, one of `dates.FORMATS`.
        century: As in `dates.read_times`.
        questions: What its cells leave open.
        score: The higher, the surer.
    """

    column: str | None = None
    parts: tuple[str, ...] = ()
    form: str = ""
    century: int = 0
    questions: tuple[Question, ...] = ()
    score: int = 0

    @property
    def columns(self) -> list[str]:
        """All that belong to the time."""
        return [] if self.column is None else [self.column, *self.parts]

    @property
    def dated(self) -> bool:
        """Whether the times are points of the calendar."""
        return self.column is not None and (bool(self.parts) or self.form != NUMBERS)

    @property
    def options(self) -> dict[str, Any]:
        """The same as fields of `ImportOptions`."""
        return {
            "time_column": self.column,
            "time_parts": self.parts,
            "date_format": self.form,
            "century": self.century,
        }

    def read(self, table: pd.DataFrame) -> Times:
        """The times of rows; without a column, their numbers."""
        if self.column is None:
            return Times(np.arange(len(table), dtype=float), NUMBERS)
        return times_in(table, self.columns, self.form, self.century)


def times_in(table: pd.DataFrame, columns: Sequence[str], form: str, century: int = 0) -> Times:
    """The times in one or several columns of a table (row,)."""
    if len(columns) > 1:
        return read_parts(table, columns, form, century)
    return read_times(table[columns[0]], form, century)


def numeric_columns(table: pd.DataFrame, mark: str) -> list[str]:
    """Columns in which most of the cells that hold anything hold numbers."""
    rest = table.iloc[_SPREAD :: max(1, len(table) // _SPREAD)]
    rows = pd.concat([table.head(_SPREAD), rest])
    return [column for column in table.columns if _is_numeric(rows[column], mark)]


def _is_numeric(column: pd.Series, mark: str) -> bool:
    if not looks_numeric(column):
        return False
    numbers = numbers_of(column, mark)
    found = int(np.isfinite(numbers.values).sum())
    # A single word in a short column is a slip.
    return found > numbers.bad and found >= 4 * (numbers.bad - 1)


def find_time(
    table: pd.DataFrame, numeric: list[str], pinned: Mapping[str, Any]
) -> tuple[TimeColumn, np.ndarray]:
    """The column that is most like one of times, with those that belong to it; the times (row,)."""
    columns = list(table.columns)
    looked_at = [c for c in columns if TIME_NAMES.search(c)][:_TIME_COLUMNS]
    looked_at += [c for c in columns[:_TIME_COLUMNS] if c not in looked_at]
    found = [_as_time(table[c], c, numeric, pinned) for c in columns if c in looked_at]
    best = max(found, key=lambda one: one.score, default=TimeColumn())
    best = best if best.score else TimeColumn()
    return _with_parts(table, best)


def _with_parts(table: pd.DataFrame, time: TimeColumn) -> tuple[TimeColumn, np.ndarray]:
    """The time with the columns that make it up, if there are several."""
    values = time.read(table).values
    if time.dated and (values[np.isfinite(values)] % DAY).any():
        return time, values
    parts = find_parts(table, time.column, time.dated)
    if not parts:
        return time, values
    if time.dated:
        time = replace(time, parts=parts[1:])
    else:
        time = TimeColumn(parts[0], parts[1:], NUMBERS, score=9)
    return time, time.read(table).values


def _as_time(
    column: pd.Series, name: str, numeric: list[str], pinned: Mapping[str, Any]
) -> TimeColumn:
    # The only column of numbers holds the values.
    found = find_form(column, name, pinned) if numeric != [name] else None
    if found is None:
        return TimeColumn()
    named = bool(TIME_NAMES.search(name))
    if found.form != NUMBERS:
        return TimeColumn(name, (), found.form, found.century, found.questions, 6 + named)
    values = read_times(column, NUMBERS).values
    known = values[np.isfinite(values)]
    steps = np.diff(known)
    steady = len(known) > 1 and bool((steps > 0).all() and len(known) == len(values))
    falling = len(known) > 1 and bool((steps < 0).all() and len(known) == len(values))
    years = bool((known == np.round(known)).all() and known.min() > 1000 and known.max() < 2200)
    if len(numeric) < 2 or not (named or steady):
        return TimeColumn()
    even = (steady or falling) and find_frequency(np.sort(known), dated=False) is not None
    score = 2 * named + even + (named and years) + steady
    return TimeColumn(name, (), NUMBERS, 0, found.questions, score)


def value_columns(
    numbers: Mapping[str, np.ndarray], time: TimeColumn, times: np.ndarray
) -> list[str]:
    """Columns of numbers that neither count rows nor say the time again; all but in need.

    Args:
        numbers: Each column of numbers (row,), by name.
        time: The column of times.
        times: Its times (row,).
    """
    others = [column for column in numbers if column not in time.columns]
    times = times if time.dated else np.full(len(times), np.nan)
    kept = [c for c in others if not (is_counter(numbers[c], c) or repeats_time(numbers[c], times))]
    return kept or others
