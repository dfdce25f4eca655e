"""Whether numbers are dates: written without marks, or counted from a day on."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from forecasting.data.frequency import find_frequency
from forecasting.importing.column_names import shown
from forecasting.importing.date_choices import TimeForm, in_words
from forecasting.importing.dates import (
    COMPACT,
    EXCEL,
    MICROSECONDS,
    MILLISECONDS,
    NANOSECONDS,
    NUMBERS,
    SECONDS,
    read_times,
)
from forecasting.importing.questions import Choice, ask
from forecasting.messages import message, phrase

TIME_NAMES = re.compile(
    r"(^|[^a-z])(date|time|ds|timestamp|datetime|day|week|month|quarter|year|period|yr|datum|zeit|"
    r"jahr|monat|tag|fecha|annee|jour|data|t|epoch|unix|when|ts)([^a-z]|$)|date|time|"
    r"日付|日期|날짜|日時|時刻|年月|дата|ημερομηνία",
    re.IGNORECASE,
)
_DIGITS = dict(zip(COMPACT, (8, 6, 10, 12, 14, 7), strict=True))
_BAD = 0.05  # share of cells that may be none
_ENOUGH = 6
"""Rows whose steps can show that a number is a date."""

_SINCE = ((SECONDS, 1.0), (MILLISECONDS, 1e3), (MICROSECONDS, 1e6), (NANOSECONDS, 1e9))


def form_of_numbers(column: pd.Series, name: str, pinned: Mapping[str, Any]) -> TimeForm:
    """A compact date, a count since 1970 or of Excel's days, or just a number.

    Args:
        column: Cells that hold numbers (row,).
        name: Of the column.
        pinned: Options that are decided already.
    """
    values = read_times(column, NUMBERS).values
    known, named = values[np.isfinite(values)], bool(TIME_NAMES.search(name))
    if np.array_equal(known, np.round(known)):
        for form in COMPACT:
            if _is_compact(column, known, form, named):
                return TimeForm(form)
    if named:
        for form, factor in _SINCE:
            if known.min() >= 2e8 * factor and known.max() < 5e9 * factor:
                return TimeForm(form)
        if known.min() > 15_000 and known.max() < 65_000:
            return _perhaps_excel(known, name, pinned)
    return TimeForm(NUMBERS)


def _is_compact(column: pd.Series, known: np.ndarray, form: str, named: bool) -> bool:
    """Whether numbers are dates without marks, said by the name, or by steps that are even then."""
    size = 10.0 ** (_DIGITS[form] - 4)
    if ((known >= 1500 * size) & (known < 2200 * size)).mean() < 1 - _BAD:
        return False
    values = read_times(column, form).values
    unread = int(np.isnan(values).sum()) - (len(values) - len(known))
    if unread > max(1, _BAD * len(known)) or unread > len(known) / 4:
        return False
    if named or form == "%Y%m%d":
        return True
    dates, numbers = np.unique(values[np.isfinite(values)]), np.unique(known)
    return (
        unread == 0
        and len(dates) >= _ENOUGH
        and find_frequency(dates, dated=True) is not None
        and find_frequency(numbers, dated=False) is None
    )


def _perhaps_excel(known: np.ndarray, name: str, pinned: Mapping[str, Any]) -> TimeForm:
    first = read_times(pd.Series(known[:1]), EXCEL).values[0]
    choices = (
        Choice(EXCEL, phrase("days of a spreadsheet, {date}", date=in_words(first))),
        Choice(NUMBERS, phrase("plain numbers")),
    )
    text = message(
        "What does {cell} in {column} mean?", cell=f"{known[0]:.10g}", column=shown(name)
    )
    asked = ask("date_format", text, choices, pinned)
    return TimeForm(asked.chosen, 0, (asked,))
