"""Times as files write them: dates in many forms, years, plain numbers."""

import datetime
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from forecasting.importing.column_names import shown
from forecasting.importing.numerals import numbers_of
from forecasting.messages import bad_value

NATIVE, NUMBERS, ISO = "dates", "numbers", "ISO8601"
QUARTERS, WEEKS = "2001 Q1", "2001-W05"
SECONDS, MILLISECONDS = "seconds since 1970", "milliseconds since 1970"
COMPACT = ("%Y%m%d", "%Y%m", "%Y%m%d%H", "%Y%m%d%H%M", "%Y%m%d%H%M%S")
_DAYS = (
    *("%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y"),
    *("%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y", "%Y-%b-%d"),
    *("%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d-%b-%y", "%d-%m-%y", "%m-%d-%y"),
)
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
_MONTHS = ("%Y/%m", "%m/%Y", "%m-%Y", "%m.%Y", "%b %Y", "%B %Y", "%b-%Y", "%Y-%b", "%Y %b", "%b-%y")
TEXT_FORMATS = (*("".join(pair) for pair in product(_DAYS, _CLOCKS)), *_MONTHS)
FORMATS = (NATIVE, NUMBERS, ISO, *COMPACT, *TEXT_FORMATS, QUARTERS, WEEKS, SECONDS, MILLISECONDS)
"""Every way to read a time column."""

_QUARTER = (
    r"^(?:(?P<year>\d{4})[- /]?[Qq](?P<part>[1-4])|[Qq](?P<part2>[1-4])[- /]?(?P<year2>\d{4}))$"
)
_WEEK = r"^(?P<year>\d{4})[- /]?[Ww](?P<part>\d{1,2})(?:-?(?P<day>[1-7]))?$"


@dataclass(frozen=True, eq=False)
class Times:
    """A time column, read.

    Attributes:
        values: One per row (row,): milliseconds since 1970 (UTC) or plain numbers; NaN where a
            cell holds no time.
        format: How the cells were read, one of FORMATS.
    """

    values: np.ndarray
    format: str

    @property
    def dated(self) -> bool:
        """Whether the values are points of the calendar."""
        return self.format != NUMBERS


def read_times(column: pd.Series, form: str) -> Times:
    """Read a time column in one way.

    Args:
        column: Cells of any type (row,).
        form: One of FORMATS.

    Returns:
        One time per row, NaN where a cell cannot be read so.

    Raises:
        ValueError: The form is unknown.
    """
    check_format(form)
    if form == NUMBERS:
        return Times(numbers_of(column).values, form)
    if form in (SECONDS, MILLISECONDS):
        factor = 1000.0 if form == SECONDS else 1.0
        return Times(_in_range(numbers_of(column).values * factor), form)
    dates = _native(column) if form == NATIVE else _parsed(cells_as_text(column), form)
    return Times(_milliseconds(dates), form)


def check_format(form: object) -> None:
    """Refuse what is no way to read times; "" stands for one that is to be found out.

    Raises:
        ValueError: It is none.
    """
    if form and form not in FORMATS:
        raise bad_value(
            "date_format is {form!r}; choose one of {forms}, ….",
            form=form,
            forms=", ".join(FORMATS[:12]),
        )


def cells_as_text(column: pd.Series) -> pd.Series:
    """Cells as text; whole numbers without decimals, so that 19580329.0 is a date, too."""
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        whole = np.isfinite(values) & (values == np.round(values)) & (np.abs(values) < 1e15)
        numbers = pd.Series(np.where(whole, values, 0).astype(np.int64), index=column.index)
        return numbers.astype("str").where(whole)
    if column.dtype == object:
        column = column.map(lambda cell: None if pd.isna(cell) else _cell_text(cell))
    return column.astype("str").str.strip()


def _cell_text(cell: object) -> str:
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell)) if whole else str(cell)  # type: ignore[call-overload]


def _parsed(text: pd.Series, form: str) -> pd.Series:
    if form == QUARTERS:
        return _of_quarters(text)
    if form == WEEKS:
        return _of_weeks(text)
    if form == ISO:
        # With an offset, 1 o'clock in Paris is 0 o'clock here; without one it stays as it is.
        text = text.where(text.str.contains("-", regex=False))
    dates = pd.to_datetime(text, format=form, errors="coerce", utc=form == ISO)
    return dates.dt.tz_localize(None) if form == ISO else dates


def _of_quarters(text: pd.Series) -> pd.Series:
    found = text.str.extract(_QUARTER)
    year = found["year"].fillna(found["year2"])
    part = pd.to_numeric(found["part"].fillna(found["part2"]), errors="coerce")
    months = (3 * part - 2).map("{:02.0f}".format, na_action="ignore").astype("str")
    return pd.to_datetime(year + "-" + months, format="%Y-%m", errors="coerce")


def _of_weeks(text: pd.Series) -> pd.Series:
    found = text.str.extract(_WEEK)
    joined = found["year"] + "-" + found["part"].str.zfill(2) + "-" + found["day"].fillna("1")
    return pd.to_datetime(joined, format="%G-%V-%u", errors="coerce")


def _native(column: pd.Series) -> pd.Series:
    """Cells that are dates already; the others are missing."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.dt.tz_convert(None) if column.dt.tz is not None else column
    if column.dtype == object:
        dates = column.where(column.map(lambda cell: isinstance(cell, datetime.date)))
        read = pd.to_datetime(dates, errors="coerce", utc=True)
        return read.dt.tz_localize(None)
    return pd.Series(pd.NaT, index=column.index, dtype="datetime64[ms]")


def _milliseconds(dates: pd.Series) -> np.ndarray:
    """Milliseconds since 1970 (row,), NaN where there is no date."""
    stamps = dates.to_numpy(dtype="datetime64[ms]")
    return np.where(np.isnat(stamps), np.nan, stamps.astype(np.int64).astype(np.float64))


def _in_range(values: np.ndarray) -> np.ndarray:
    """Only points between the years 1 and 9999, the ones that calendars here can name."""
    return np.where((values > -6.2e13) & (values < 2.534e14), values, np.nan)


def check_readable(times: Times, name: str) -> None:
    """Refuse a time column in which less than half of the cells hold a time.

    Raises:
        ValueError: It is one.
    """
    if not len(times.values) or np.isfinite(times.values).mean() < 0.5:
        raise bad_value(
            "The column {name} holds hardly any times that can be read as {format!r}; "
            "choose another time column or another form of date.",
            name=shown(name),
            format=times.format,
        )
