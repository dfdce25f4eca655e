"""How a time column is written, found out from its cells."""

import re

import numpy as np
import pandas as pd

from forecasting.importing.dates import (
    COMPACT,
    ISO,
    MILLISECONDS,
    NATIVE,
    NUMBERS,
    QUARTERS,
    SECONDS,
    TEXT_FORMATS,
    WEEKS,
    Times,
    cells_as_text,
    read_times,
)
from forecasting.importing.numerals import MISSING

TIME_NAMES = re.compile(
    r"(^|[^a-z])(date|time|ds|timestamp|datetime|day|week|month|quarter|year|period|yr|datum|zeit|"
    r"jahr|monat|tag|fecha|annee|jour|data|t|epoch|unix)([^a-z]|$)|date|time",
    re.IGNORECASE,
)

_BAD = 0.05  # share of cells that may be none, but for one
_SAMPLE = 200
_ISO_ENDS = [
    clock + zone for clock in ("", ":0", ":0.0") for zone in ("", "a", "+0:0", "-0:0", "+0")
]


def guess_format(column: pd.Series, name: str = "") -> str | None:
    """How the cells of a column can be read as times; None if they cannot.

    Args:
        column: Cells of any type (row,).
        name: Of the column: a number may be a date only if the name says so.

    Returns:
        One of FORMATS. Where day and month could change places, the one that makes the steps
        more regular, the day first if both do.
    """
    sample = _sampled(column)
    if sample.empty:
        return None
    if _fits(read_times(sample, NATIVE)):
        return NATIVE
    numbers = read_times(sample, NUMBERS)
    if _fits(numbers):
        return _format_of_numbers(sample, numbers.values, name)
    return _format_of_text(cells_as_text(sample))


def _sampled(column: pd.Series) -> pd.Series:
    """The first cells, which show the step, and some of all others."""
    cells = column.dropna()
    if not pd.api.types.is_numeric_dtype(cells.dtype):
        head = cells.head(20 * _SAMPLE)
        gone = head.map(lambda cell: isinstance(cell, str) and cell.strip().lower() in MISSING)
        cells = cells.drop(head.index[gone.to_numpy(dtype=bool)])
    rest = cells.iloc[_SAMPLE :: max(1, len(cells) // _SAMPLE)]
    return pd.concat([cells.head(_SAMPLE), rest]).reset_index(drop=True)


def _format_of_numbers(cells: pd.Series, values: np.ndarray, name: str) -> str:
    """A compact date, a Unix time, or just a number."""
    known = values[np.isfinite(values)]
    if not np.array_equal(known, np.round(known)):
        return NUMBERS
    for form, digits in zip(COMPACT, (8, 6, 10, 12, 14), strict=True):
        plausible = (known >= 1500 * 10.0 ** (digits - 4)) & (known < 2200 * 10.0 ** (digits - 4))
        if plausible.mean() >= 1 - _BAD and _fits(read_times(cells, form)):
            return form if digits == 8 or TIME_NAMES.search(name) else NUMBERS
    if TIME_NAMES.search(name):
        for form, factor in ((SECONDS, 1.0), (MILLISECONDS, 1000.0)):
            if known.min() >= 2e8 * factor and known.max() < 5e9 * factor:
                return form
    return NUMBERS


def _format_of_text(cells: pd.Series) -> str | None:
    looks = {_look(cell) for cell in cells.head(10)}
    likely = [form for form, look in _LOOKS.items() if looks & look]
    fits = [form for form in likely if _fits(read_times(cells, form))]
    return min(fits, key=lambda form: _unevenness(cells, form)) if fits else None


def _unevenness(cells: pd.Series, form: str) -> float:
    """The longest step over the shortest, for the first cells; more for cells that are unread."""
    values = read_times(cells.head(_SAMPLE), form).values
    steps = np.abs(np.diff(values[np.isfinite(values)]))
    steps = steps[steps > 0]
    unread = np.isnan(values).sum()
    return float(1000 * unread + (steps.max() / steps.min() if steps.size else 1.0))


def _look(text: str) -> str:
    """A text with 0 for every number and a for every word: "0.0.0 0:0"."""
    return re.sub("[^\\W\\d_]+", "a", re.sub(r"\d+", "0", text))


_LOOKS = {
    ISO: {"0-0", "0-0-0", *(f"0-0-0{t}0:0{end}" for t in " a" for end in _ISO_ENDS)},
    **{form: {_look(re.sub("%[bBp]", "a", re.sub("%[^bBp]", "0", form)))} for form in TEXT_FORMATS},
    QUARTERS: {_look(text) for text in ("2001Q1", "2001 Q1", "2001-Q1", "Q1 2001", "Q1-2001")},
    WEEKS: {_look(text) for text in ("2001W05", "2001 W05", "2001-W05", "2001-W05-1")},
}
"""What cells look like that may be read in each way."""


def _fits(times: Times) -> bool:
    """Whether nearly all cells hold a time: one may be bad, of many a few."""
    count, bad = len(times.values), int(np.isnan(times.values).sum())
    return bad == 0 or (bad <= max(1, _BAD * count) and bad <= count / 4)
