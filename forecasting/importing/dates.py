"""Times as files write them: dates in many forms, years, plain numbers."""

import datetime
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from forecasting.data.frequency import DAY, month_start
from forecasting.importing.column_names import shown
from forecasting.importing.date_words import plain_dates
from forecasting.importing.numerals import numbers_of
from forecasting.messages import bad_value

NATIVE, NUMBERS, ISO = "dates", "numbers", "ISO8601"
NATIVE_UTC, ISO_UTC = "dates in UTC", "ISO8601 in UTC"
QUARTERS, WEEKS = "2001 Q1", "2001-W05"
SECONDS, MILLISECONDS = "seconds since 1970", "milliseconds since 1970"
MICROSECONDS, NANOSECONDS = "microseconds since 1970", "nanoseconds since 1970"
EXCEL = "days since 1899-12-30"
_MS = {SECONDS: 1e3, MILLISECONDS: 1.0, MICROSECONDS: 1e-3, NANOSECONDS: 1e-6, EXCEL: DAY}
"""Milliseconds in one of each."""

COUNTED = tuple(_MS)
COMPACT = ("%Y%m%d", "%Y%m", "%Y%m%d%H", "%Y%m%d%H%M", "%Y%m%d%H%M%S", "%Y%j")
_DAYS = (
    *("%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y"),
    *("%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y", "%Y-%b-%d"),
    *("%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d-%b-%y", "%d-%m-%y", "%m-%d-%y"),
    *("%y/%m/%d", "%y-%m-%d", "%d%b%Y", "%Y-%j"),
)
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
_MONTHS = ("%Y/%m", "%m/%Y", "%m-%Y", "%m.%Y", "%b %Y", "%B %Y", "%b-%Y", "%Y-%b", "%Y %b", "%b-%y")
TEXT_FORMATS = (*("".join(pair) for pair in product(_DAYS, _CLOCKS)), *_MONTHS)
FORMATS = (NATIVE, NUMBERS, ISO, *COMPACT, *TEXT_FORMATS, QUARTERS, WEEKS, *COUNTED)
FORMATS += (NATIVE_UTC, ISO_UTC)
"""Every way to read a time column."""

EPOCH_OF_EXCEL = 25_569
"""Days from its day 0 to 1970."""

OFFSET = r"^(.*\d:\d{2}[.:\d]*)\s*(?:Z|[+-]\d{2}(?::?\d{2})?)$"

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
        finer: Whether different times became one, as they lie within a millisecond.
    """

    values: np.ndarray
    format: str
    finer: bool = False

    @property
    def dated(self) -> bool:
        """Whether the values are points of the calendar."""
        return self.format != NUMBERS


def read_times(column: pd.Series, form: str, century: int = 0) -> Times:
    """Read a time column in one way.

    Args:
        column: Cells of any type (row,).
        form: One of FORMATS. Of a time with an offset the local clock is kept, unless the form
            says UTC.
        century: First of the hundred years that years of two digits belong to; 0 for 1969.

    Returns:
        One time per row, NaN where a cell cannot be read so.

    Raises:
        ValueError: The form is unknown.
    """
    check_format(form)
    if form == NUMBERS:
        return Times(numbers_of(column).values, form)
    if form in _MS:
        return _counted(numbers_of(column).values, form)
    native = form in (NATIVE, NATIVE_UTC)
    dates = _native(column, form) if native else _parsed(cells_as_text(column), form)
    times = _times(dates, form)
    if century and "%y" in form:
        return Times(_in_century(times.values, century), form, times.finer)
    return times


def _counted(numbers: np.ndarray, form: str) -> Times:
    """Times counted from a day on; days of Excel begin earlier than the others."""
    numbers = numbers - EPOCH_OF_EXCEL if form == EXCEL else numbers
    exact = numbers * _MS[form]
    values = np.where((exact > -6.2e13) & (exact < 2.534e14), np.round(exact), np.nan)
    if form in (MICROSECONDS, NANOSECONDS):
        return Times(values, form, _merged(numbers, values))
    return Times(values, form, bool(_MS[form] > 1 and _merged(np.round(exact, 2), values)))


def _merged(fine: np.ndarray, coarse: np.ndarray) -> bool:
    """Whether different times became one."""
    known = np.isfinite(coarse)
    return len(np.unique(fine[known])) > len(np.unique(coarse[known]))


def _in_century(values: np.ndarray, first: int) -> np.ndarray:
    """The same days of the hundred years from one on (row,)."""
    known = np.isfinite(values)
    stamps = values[known].astype(np.int64).astype("M8[ms]")
    months = stamps.astype("M8[M]").astype(np.int64)
    years = months // 12 + 1970
    moved = months + 12 * (first + (years - first) % 100 - years)
    found = values.copy()
    found[known] = month_start(moved) + values[known] - month_start(months)
    return found


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
    text = plain_dates(text)
    if form == QUARTERS:
        return _of_quarters(text)
    if form == WEEKS:
        return _of_weeks(text)
    if form in (ISO, ISO_UTC):
        text = text.where(text.str.contains("-", regex=False))
        text = text if form == ISO_UTC else text.str.replace(OFFSET, r"\1", regex=True)
        return pd.to_datetime(text, format="ISO8601", errors="coerce", utc=True).dt.tz_localize(
            None
        )
    if form == "%m.%Y":
        text = text.str.zfill(7)  # 10.2015 lost nothing, 1.2015 its nought
    return pd.to_datetime(text, format=form, errors="coerce")


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


def _native(column: pd.Series, form: str) -> pd.Series:
    """Cells that are dates already, by their own clock or in UTC; the others are missing."""
    local = form == NATIVE
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        if column.dt.tz is None:
            return column
        return column.dt.tz_localize(None) if local else column.dt.tz_convert(None)
    if column.dtype == object:
        dates = column.where(column.map(lambda cell: isinstance(cell, datetime.date)))
        if local:
            dates = dates.map(_own_clock, na_action="ignore")
        read = pd.to_datetime(dates, errors="coerce", utc=True)
        return read.dt.tz_localize(None)
    return pd.Series(pd.NaT, index=column.index, dtype="datetime64[ms]")


def _own_clock(cell: datetime.date) -> datetime.date:
    return cell.replace(tzinfo=None) if isinstance(cell, datetime.datetime) else cell


def _times(dates: pd.Series, form: str) -> Times:
    """Milliseconds since 1970 (row,), NaN where there is no date."""
    exact = dates.to_numpy()
    stamps = exact.astype("datetime64[ms]")
    values = np.where(np.isnat(stamps), np.nan, stamps.astype(np.int64).astype(np.float64))
    # Comparing what is exact with what is not is cheap where nothing was cut off.
    finer = bool((stamps != exact)[~np.isnat(stamps)].any()) and _merged(
        exact.astype(np.int64), values
    )
    return Times(values, form, finer)


def check_readable(times: Times, name: str) -> None:
    """Refuse a time column in which less than half of the cells hold a time.

    Raises:
        ValueError: It is one, or its times are too fine to be kept apart.
    """
    if times.finer:
        raise bad_value(
            "The times in {name} are finer than a millisecond, which is the finest that is kept: "
            "different ones would become one. Give plain numbers, such as seconds since the start.",
            name=shown(name),
        )
    if not len(times.values) or np.isfinite(times.values).mean() < 0.5:
        raise bad_value(
            "The column {name} holds hardly any times that can be read as {format!r}; "
            "choose another time column or another form of date.",
            name=shown(name),
            format=times.format,
        )
