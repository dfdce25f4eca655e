"""What suits a table: which columns are times and values, with the reasons and the questions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from forecasting.data.frequency import DAY, find_frequency
from forecasting.importing.column_names import shown
from forecasting.importing.column_roles import (
    TimeColumn,
    find_time,
    numeric_columns,
    value_columns,
)
from forecasting.importing.counters import missing_mark, total_rows
from forecasting.importing.date_numbers import TIME_NAMES
from forecasting.importing.dates import NUMBERS
from forecasting.importing.decimal_marks import find_marks
from forecasting.importing.import_options import ImportOptions
from forecasting.importing.numerals import numbers_of
from forecasting.importing.questions import Choice, Question, ask
from forecasting.importing.shapes import ask_for_shape, bare_of, shaped
from forecasting.messages import Message, bad_value, listed, message, phrase, plural

ALL_UP_TO = 3
"""So many columns of numbers are all taken; of more, only the first."""

NOTHING: Mapping[str, Any] = {}
"""No answers yet."""

_SERIES_NAMES = re.compile(
    r"(^|_)(unique_id|id|series|item|store|name|ticker|symbol|sensor)$", re.I
)
_SIZES = {"hours": DAY / 24, "days": DAY, "weeks": 7 * DAY}
_SIZES |= {"months": 31 * DAY, "quarters": 92 * DAY, "years": 366 * DAY}


@dataclass(frozen=True)
class Guess:
    """Options that suit a table.

    Attributes:
        options: What to take from it.
        reasons: What was guessed and why, one phrase each.
        questions: What the table leaves open, with the answers that the options hold.
    """

    options: ImportOptions
    reasons: tuple[str, ...]
    questions: tuple[Question, ...] = ()


def guess(table: pd.DataFrame, pinned: Mapping[str, Any] = NOTHING) -> Guess:
    """Find times and values in a table, wide or long.

    Args:
        table: Any table with text for names, as `reading.read_table` gives it.
        pinned: Answers to questions: what an option is to be, by its name.

    Returns:
        Options to import it with, the reasons, and what is to be asked.

    Raises:
        ValueError: No column holds numbers.
    """
    shape, asked = ask_for_shape(table, pinned)
    delimiter, table = table.attrs.get("delimiter", ""), bare_of(shaped(table, shape))
    marks = find_marks(table, delimiter, pinned)
    numeric = numeric_columns(table, marks.mark)
    time, times = find_time(table, numeric, pinned)
    numbers = {column: numbers_of(table[column], marks.mark).values for column in numeric}
    values = value_columns(numbers, time, times)
    if not values:
        values, time, times = numeric, TimeColumn(), np.arange(len(table), dtype=float)
    _check_values(table, values)
    series = _series_column(table, time, numeric)
    ids, own = _first_series(table, series)
    chosen = _chosen(values, series)
    own = own & np.isfinite(times)
    rest = _rest(table[own], time, {name: numbers[name][own] for name in chosen}, pinned)
    rule, why = _rule_for(times[own], time)
    options = ImportOptions(
        chosen,
        **time.options,
        series_column=series,
        series_ids=ids,
        resample=rule,
        decimal_mark=marks.mark,
        shape=shape,
        **{one.key: one.chosen for one in rest},
    )
    reasons = [_of_time(time), _of_values(values, options), _of_series(table, options), why]
    reasons.append(phrase("decimal comma") if marks.mark == "," else "")
    questions = (*asked, *marks.questions, *time.questions, *rest)
    return Guess(options, tuple(filter(None, reasons)), questions)


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


def _series_column(table: pd.DataFrame, time: TimeColumn, numeric: list[str]) -> str | None:
    """The column that names the series of a long table: with it, no time comes twice."""
    if time.column is None or not table[time.columns].duplicated().any():
        return None
    columns = [
        c for c in table.columns if c not in time.columns and table[c].nunique() < len(table)
    ]
    columns = [c for c in columns if c not in numeric or _SERIES_NAMES.search(c)]
    for column in sorted(columns, key=lambda name: not _SERIES_NAMES.search(name)):
        if not table[[column, *time.columns]].duplicated().mean() > 0.1:
            return column
    return None


def _first_series(table: pd.DataFrame, series: str | None) -> tuple[tuple[str, ...], np.ndarray]:
    """The name of the first series of a long table, and which rows are its; all of a wide one."""
    if series is None:
        return (), np.ones(len(table), dtype=bool)
    first = str(table[series].dropna().iloc[0])
    return (first,), (table[series].astype("str") == first).to_numpy(dtype=bool)


def _chosen(values: list[str], series: str | None) -> tuple[str, ...]:
    if series is not None:
        rest = [column for column in values if column != series] or values
        return ("y",) if "y" in rest else (rest[0],)
    return tuple(values) if len(values) <= ALL_UP_TO else (values[0],)


def _rest(
    table: pd.DataFrame, time: TimeColumn, numbers: Mapping[str, np.ndarray], pinned: Mapping
) -> list[Question]:
    """What is left to ask: times that were not read, totals, numbers for missing values."""
    columns, found = list(numbers.values()), []
    if time.column is None:
        found += _ask_for_order(table, tuple(numbers), pinned)
        if total_rows(columns[0]).any():
            choices = [
                Choice("left out", phrase("leave it out")),
                Choice("kept", phrase("keep it")),
            ]
            text = message(
                "A row is the sum of those before it. Is it a total, and no value of its own?"
            )
            found.append(ask("totals", text, choices, pinned))
    if (marker := missing_mark(columns)) is not None:
        choices = [
            Choice(marker, phrase("a missing value")),
            Choice(None, phrase("the number that it is")),
        ]
        text = message("What is {marker}, far from all other values?", marker=f"{marker:.12g}")
        found.append(ask("missing_mark", text, choices, pinned))
    return found


def _ask_for_order(table: pd.DataFrame, chosen: tuple[str, ...], pinned: Mapping) -> list[Question]:
    """Whether the oldest row stands first, where a column of times could not be read."""
    for name in table.columns:
        cells = table[name].dropna().astype("str")
        if name in chosen or len(cells) < 2 or not cells.is_unique:
            continue
        if TIME_NAMES.search(name) or cells.str.count(r"\d+").median() >= 2:
            text = message(
                "The cells of {column}, such as {cell}, could not be read as times. Which row "
                "is the oldest?",
                column=shown(name),
                cell=shown(cells.iloc[0]),
            )
            choices = [Choice("as is", phrase("the first")), Choice("reversed", phrase("the last"))]
            return [ask("rows", text, choices, pinned)]
    return []


def _rule_for(values: np.ndarray, time: TimeColumn) -> tuple[str, str]:
    """What to resample times (row,) to, and why; "as is" for even steps."""
    if not time.dated:
        return "as is", ""
    times = np.unique(values[np.isfinite(values)])
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


def _of_time(time: TimeColumn) -> Message:
    if time.column is None:
        return phrase("no column of times: rows are steps")
    if time.parts:
        columns = listed([shown(column) for column in time.columns])
        return phrase("times in {columns} together", columns=columns)
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
