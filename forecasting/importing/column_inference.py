"""Which columns of a table are times and values, guessed, with the reasons."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.data.frequency import DAY, find_frequency
from forecasting.importing.column_names import shown
from forecasting.importing.date_formats import TIME_NAMES, guess_format
from forecasting.importing.dates import NUMBERS, read_times
from forecasting.importing.import_options import ImportOptions
from forecasting.importing.numerals import guess_decimal_mark, looks_numeric, numbers_of
from forecasting.messages import Message, bad_value, listed, phrase, plural

ALL_UP_TO = 3
"""So many columns of numbers are all taken; of more, only the first."""

_SERIES_NAMES = re.compile(
    r"(^|_)(unique_id|id|series|item|store|name|ticker|symbol|sensor)$", re.I
)
_ROW_NAMES = re.compile(r"^(unnamed.*|index|id|row|nr|no|#|column 1)$", re.I)
_SIZES = {"hours": DAY / 24, "days": DAY, "weeks": 7 * DAY}
_SIZES |= {"months": 31 * DAY, "quarters": 92 * DAY, "years": 366 * DAY}
_LOOKED_AT = 2_000  # rows that say what a column is
_TIME_COLUMNS = 30  # columns that may be the one of times


@dataclass(frozen=True)
class Guess:
    """Options that suit a table.

    Attributes:
        options: What to take from it.
        reasons: What was guessed and why, one phrase each.
    """

    options: ImportOptions
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Time:
    """The column of times, how it is read, and how sure that is."""

    column: str | None = None
    form: str = ""
    score: int = 0


def guess(table: pd.DataFrame) -> Guess:
    """Find times and values in a table, wide or long.

    Args:
        table: Any table with text for names, as `reading.read_table` gives it.

    Returns:
        Options to import it with, and the reasons.

    Raises:
        ValueError: No column holds numbers.
    """
    mark = guess_decimal_mark(table, table.attrs.get("delimiter", ""))
    head = table.head(_LOOKED_AT)
    numeric = [column for column in table.columns if _is_numeric(head[column], mark)]
    candidates = _time_columns(head, numeric)
    time = max(candidates, key=lambda one: one.score, default=_Time())
    values, time = _values_beside(head, numeric, time)
    _check_values(table, values)
    series = _series_column(table, time, numeric)
    ids, own = _first_series(table, series)
    rule, why = _rule_for(own, time)
    options = ImportOptions(
        value_columns=_chosen(values, series),
        time_column=time.column,
        date_format=time.form,
        series_column=series,
        series_ids=ids,
        resample=rule,
        decimal_mark=mark,
    )
    reasons = [_of_time(time), _of_values(values, options), _of_series(table, options), why]
    reasons.append(phrase("decimal comma") if mark == "," else "")
    said = tuple(reason for reason in reasons if reason)
    return Guess(options, said)


def _is_numeric(column: pd.Series, mark: str) -> bool:
    """Whether most of the cells that hold anything hold numbers."""
    if not looks_numeric(column):
        return False
    numbers = numbers_of(column, mark)
    found = int(np.isfinite(numbers.values).sum())
    # A single word in a short column is a slip.
    return found > numbers.bad and found >= 4 * (numbers.bad - 1)


def _time_columns(head: pd.DataFrame, numeric: list[str]) -> list[_Time]:
    columns = list(head.columns)
    looked_at = [c for c in columns if TIME_NAMES.search(c)][:_TIME_COLUMNS]
    looked_at += [c for c in columns[:_TIME_COLUMNS] if c not in looked_at]
    found = [_as_time(head[column], column, numeric) for column in columns if column in looked_at]
    return [one for one in found if one.score]


def _as_time(column: pd.Series, name: str, numeric: list[str]) -> _Time:
    form = guess_format(column, name)
    named = bool(TIME_NAMES.search(name))
    if form is None:
        return _Time()
    if form != NUMBERS:
        return _Time(name, form, 6 + named)
    values = read_times(column, NUMBERS).values
    known = values[np.isfinite(values)]
    steps = np.diff(known)
    steady = len(known) > 1 and bool((steps > 0).all() and len(known) == len(values))
    years = bool((known == np.round(known)).all() and known.min() > 1000 and known.max() < 2200)
    if len(numeric) < 2 or not (named or steady):
        return _Time()
    even = steady and find_frequency(known, dated=False) is not None
    return _Time(name, NUMBERS, 2 * named + even + (named and years) + steady)


def _values_beside(head: pd.DataFrame, numeric: list[str], time: _Time) -> tuple[list[str], _Time]:
    """Columns of numbers that are neither times nor numbers of rows; all but in need."""
    others = [column for column in numeric if column != time.column]
    values = [column for column in others if not _counts_rows(head[column], column)] or others
    if not values:
        values, time = numeric, _Time()
    return values, time


def _check_values(table: pd.DataFrame, values: list[str]) -> None:
    if values:
        return
    if seen := ", ".join(table.attrs.get("notes", ())):
        raise bad_value(
            "No column holds numbers ({seen}); bring a table with a column of values, and best one "
            "of times.",
            seen=seen,
        )
    raise bad_value(
        "No column holds numbers; bring a table with a column of values, and best one of times."
    )


def _counts_rows(column: pd.Series, name: str) -> bool:
    values = numbers_of(column).values
    return bool(_ROW_NAMES.search(name)) and len(values) > 1 and bool((np.diff(values) == 1).all())


def _series_column(table: pd.DataFrame, time: _Time, numeric: list[str]) -> str | None:
    """The column that names the series of a long table: with it, no time comes twice."""
    if time.column is None or not table[time.column].duplicated().any():
        return None
    columns = [c for c in table.columns if c != time.column and table[c].nunique() < len(table)]
    columns = [c for c in columns if c not in numeric or _SERIES_NAMES.search(c)]
    for column in sorted(columns, key=lambda name: not _SERIES_NAMES.search(name)):
        if not table[[column, time.column]].duplicated().mean() > 0.1:
            return column
    return None


def _first_series(table: pd.DataFrame, series: str | None) -> tuple[tuple[str, ...], pd.DataFrame]:
    """The name of the first series of a long table, and its rows; all rows of a wide one."""
    if series is None:
        return (), table
    first = str(table[series].dropna().iloc[0])
    return (first,), table.loc[(table[series].astype("str") == first).to_numpy(dtype=bool)]


def _chosen(values: list[str], series: str | None) -> tuple[str, ...]:
    if series is not None:
        rest = [column for column in values if column != series] or values
        return ("y",) if "y" in rest else (rest[0],)
    return tuple(values) if len(values) <= ALL_UP_TO else (values[0],)


def _rule_for(table: pd.DataFrame, time: _Time) -> tuple[str, str]:
    """What to resample to, and why; "as is" for even steps."""
    if time.column is None or time.form == NUMBERS:
        return "as is", ""
    times = _first_times(table, time)
    if len(times) < 3:
        return "as is", ""
    step = find_frequency(times, dated=True)
    if step is not None and step.unit == "weeks" and times[-1] - times[0] > 5 * 365 * DAY:
        return "months", phrase("means over months: a year is no whole number of weeks")
    if step is not None:
        return "as is", ""
    usual = float(np.quantile(np.diff(times), 0.9))
    rule = next((rule for rule, size in _SIZES.items() if size >= usual), "years")
    return rule, phrase("means over {rule}: the times are uneven", rule=rule)


def _first_times(table: pd.DataFrame, time: _Time) -> np.ndarray:
    """Different times in order (time,): all of them, or the first of many in order."""
    for part in (table.head(10 * _LOOKED_AT), table):
        values = read_times(part[time.column], time.form).values
        values = values[np.isfinite(values)]
        if len(part) == len(table) or (np.diff(values) > 0).all():
            break
    return np.unique(values)


def _of_time(time: _Time) -> Message:
    if time.column is None:
        return phrase("no column of times: rows are steps")
    column = shown(time.column)
    if time.form == NUMBERS:
        return phrase("times in {column}, read as numbers", column=column)
    if time.form == "dates":
        return phrase("times in {column}, read as dates", column=column)
    return phrase("times in {column}, read as dates ({form})", column=column, form=time.form)


def _of_values(values: list[str], options: ImportOptions) -> Message:
    columns = listed([shown(column) for column in options.value_columns])
    if len(values) == len(options.value_columns):
        return phrase("values in {columns}", columns=columns)
    return plural(
        "values in {columns}, the first of {count:,} column of numbers",
        "values in {columns}, the first of {count:,} columns of numbers",
        count=len(values),
        columns=columns,
    )


def _of_series(table: pd.DataFrame, options: ImportOptions) -> str:
    if options.series_column is None:
        return ""
    return plural(
        "{count:,} series below each other: {first} is the first",
        "{count:,} series below each other: {first} is the first",
        count=int(table[options.series_column].nunique()),
        first=shown(options.series_ids[0]),
    )
