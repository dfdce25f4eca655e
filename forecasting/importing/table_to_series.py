"""A raw table becomes a series: what to take from it, and what was done to it, in words."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from forecasting.data.frequency import usual_frequency
from forecasting.data.series import Series, use_table_reader
from forecasting.importing.column_inference import guess
from forecasting.importing.column_names import label, labels, shown
from forecasting.importing.column_roles import times_in
from forecasting.importing.counters import total_rows
from forecasting.importing.date_formats import guess_format
from forecasting.importing.dates import NUMBERS, Times, check_readable
from forecasting.importing.how_read import ReadRow, read_rows
from forecasting.importing.import_notes import phrases_of
from forecasting.importing.import_options import ImportOptions
from forecasting.importing.numerals import Numbers, numbers_of
from forecasting.importing.questions import settle
from forecasting.importing.regularize import Regular, Rows, make_regular
from forecasting.importing.shapes import bare_of, shaped
from forecasting.messages import Message, bad_value, plural


@dataclass(frozen=True, eq=False)
class Imported:
    """A series from a file, and what was done to get it.

    Attributes:
        series: The series.
        notes: Phrases in the order of the work: "2,284 rows", "59 values missing", …
        rows: Some rows as they stand beside what was made of them.
    """

    series: Series
    notes: tuple[str, ...]
    rows: tuple[ReadRow, ...] = ()

    @property
    def sentence(self) -> str:
        """All notes in one line."""
        return ", ".join(self.notes)


def import_series(table: pd.DataFrame, options: ImportOptions, name: str = "series") -> Imported:
    """Make a series out of a table.

    Args:
        table: What `reading.read_table` gave, or any other.
        options: What to take, and what to do; `guessing.guess` finds good ones.
        name: Name of the series, for people.

    Returns:
        The series, and what was done.

    Raises:
        ValueError: A column is not there or holds no numbers or times, or fewer than 2 values
            are left.
    """
    table = bare_of(shaped(table, options.shape))
    _check_columns(table, options)
    rows, read = _rows_of(table, options)
    times = _times_of(rows, options)
    part = _part(times, options)
    values = _by_variable(rows[part], [one.values[part] for one in read], options)
    regular = make_regular(Rows(times.values[part], values, times.dated), options)
    series = _series(regular, times, options, name)
    notes = phrases_of(times, read, part, regular, options)
    return Imported(series, notes, _how_read(rows, times, read, options))


def _how_read(
    rows: pd.DataFrame, times: Times, read: list[Numbers], options: ImportOptions
) -> tuple[ReadRow, ...]:
    columns = [] if options.time_column is None else [options.time_column, *options.time_parts]
    raw = rows[columns], rows[list(options.value_columns)]
    return read_rows(raw, times.values, read, rows.index.to_numpy() + 1)


def series_from(
    table: pd.DataFrame, options: ImportOptions | None, name: str, changes: dict[str, Any]
) -> Series:
    """What `Series.from_dataframe` does: guess, change, import."""
    table = with_plain_names(table)
    if options is None:
        found = guess(table, changes)
        settle(found.questions, changes)
        options = found.options
    return import_series(table, replace(options, **changes), name).series


def with_plain_names(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose index is a column, if it says anything, and whose names are text."""
    counted = isinstance(table.index, pd.RangeIndex) and table.index.name is None
    table = table.reset_index(drop=counted)
    table.columns = pd.Index(labels(table.columns), dtype=object)
    return table


def _check_columns(table: pd.DataFrame, options: ImportOptions) -> None:
    wanted = [*options.value_columns, options.time_column, options.series_column]
    wanted += options.time_parts
    for column in wanted:
        if column is not None and column not in table.columns:
            raise bad_value(
                "The table has no column {column}; choose another one.", column=shown(column)
            )


def _rows_of(table: pd.DataFrame, options: ImportOptions) -> tuple[pd.DataFrame, list[Numbers]]:
    """The rows of the chosen series, and the numbers in their columns of values."""
    table = table.reset_index(drop=True)
    table = table.iloc[::-1] if options.rows == "reversed" else table
    if options.is_long:
        names = table[options.series_column].astype("str")
        if lacking := [one for one in options.series_ids if not (names == one).any()]:
            raise bad_value(
                "No row belongs to {series}; choose another series.", series=shown(lacking[0])
            )
        table = table[names.isin(options.series_ids).to_numpy(dtype=bool)]
    read = [_numbers(table[column], options) for column in options.value_columns]
    if options.totals == "left out":
        kept = ~total_rows(read[0].values)
        table = table[kept]
        read = [_numbers(table[column], options) for column in options.value_columns]
    for column, numbers in zip(options.value_columns, read, strict=True):
        if np.isnan(numbers.values).all():
            raise bad_value(
                "The column {column} holds no numbers; choose one that does, or another "
                "decimal mark.",
                column=shown(column),
            )
    return table, read


def _numbers(column: pd.Series, options: ImportOptions) -> Numbers:
    """The numbers in a column; one that stands for a missing value is none."""
    found = numbers_of(column, options.decimal_mark)
    if options.missing_mark is None:
        return found
    return replace(
        found, values=np.where(found.values == options.missing_mark, np.nan, found.values)
    )


def _times_of(table: pd.DataFrame, options: ImportOptions) -> Times:
    if options.time_column is None:
        if options.resample != "as is":
            raise bad_value(
                "resample is {resample!r}, but rows without a time have no calendar; choose "
                "'as is', or a column of dates.",
                resample=options.resample,
            )
        groups = table[options.series_column] if options.is_long else pd.Series(0, table.index)
        return Times(table.groupby(groups.astype("str")).cumcount().to_numpy(float), NUMBERS)
    column = table[options.time_column]
    form = options.date_format or guess_format(column, options.time_column) or NUMBERS
    times = times_in(table, [options.time_column, *options.time_parts], form, options.century)
    check_readable(times, options.time_column)
    if options.resample != "as is" and not times.dated:
        raise bad_value(
            "resample is {resample!r}, but {time_column} holds plain numbers; choose 'as "
            "is', or a column of dates.",
            resample=options.resample,
            time_column=shown(options.time_column),
        )
    return times


def _part(times: Times, options: ImportOptions) -> np.ndarray:
    """Whether a row has a time, and it lies in the part of the time span to take (row,)."""
    inside = ~np.isnan(times.values)
    if options.start is not None:
        inside &= times.values >= _bound(options.start, times.dated, last=False)
    if options.end is not None:
        inside &= times.values <= _bound(options.end, times.dated, last=True)
    if inside.sum() < 2:
        raise ValueError(_too_few(int(inside.sum()), options))
    return inside


def _too_few(rows: int, options: ImportOptions) -> Message:
    """Why there is nothing to learn from."""
    if options.start is None and options.end is None:
        return plural(
            "The table has {count} row with a time; at least 2 are needed, and a hundred to learn "
            "from.",
            "The table has {count} rows with a time; at least 2 are needed, and a hundred to learn "
            "from.",
            count=rows,
        )
    return plural(
        "The table has {count} row with a time in the part that was chosen; at least 2 are needed, "
        "and a hundred to learn from.",
        "The table has {count} rows with a time in the part that was chosen; at least 2 are "
        "needed, and a hundred to learn from.",
        count=rows,
    )


def _bound(bound: str | float, dated: bool, last: bool) -> float:
    """A bound in the units of times; a last day or month is taken to its end."""
    if not isinstance(bound, str):
        return float(bound)
    if not dated:
        raise bad_value(
            "{bound!r} is a date, but the times are plain numbers; give a number.", bound=bound
        )
    period = np.datetime64(bound.replace(" ", "T")[:19])
    edge = (period + 1).astype("M8[ms]") - 1 if last else period.astype("M8[ms]")
    return float(edge.astype(np.int64))


def _by_variable(rows: pd.DataFrame, read: list[np.ndarray], options: ImportOptions) -> np.ndarray:
    """Values (row, variable), NaN where a row says nothing about a variable."""
    if not options.is_long:
        return np.column_stack(read)
    names = rows[options.series_column].astype("str").to_numpy()
    return np.column_stack([np.where(names == one, read[0], np.nan) for one in options.series_ids])


def _series(regular: Regular, times: Times, options: ImportOptions, name: str) -> Series:
    step = regular.step or usual_frequency(regular.time, times.dated)
    whole = (regular.time == np.round(regular.time)).all() and np.abs(regular.time).max() < 2**53
    return Series(
        name=label(name) or "series",
        time=regular.time.astype(np.int64) if whole else regular.time,
        values=regular.values,
        filled=regular.filled,
        variables=labels(options.series_ids if options.is_long else options.value_columns),
        time_name=_time_name(times, options),
        step=step,
    )


def _time_name(times: Times, options: ImportOptions) -> str:
    if times.dated:
        return "date"
    return "step" if options.time_column is None else label(options.time_column).lower()


use_table_reader(series_from)
