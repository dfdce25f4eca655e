"""Times as files write them: dates in many forms, years, plain numbers."""

import datetime
import re
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from forecasting.data.labels import shown
from forecasting.data.numerals import MISSING, numbers_of

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
_TEXT_FORMATS = (*("".join(pair) for pair in product(_DAYS, _CLOCKS)), *_MONTHS)
FORMATS = (NATIVE, NUMBERS, ISO, *COMPACT, *_TEXT_FORMATS, QUARTERS, WEEKS, SECONDS, MILLISECONDS)
"""Every way to read a time column."""

TIME_NAMES = re.compile(
    r"(^|[^a-z])(date|time|ds|timestamp|datetime|day|week|month|quarter|year|period|yr|datum|zeit|"
    r"jahr|monat|tag|fecha|annee|jour|data|t|epoch|unix)([^a-z]|$)|date|time",
    re.IGNORECASE,
)

_BAD = 0.05  # share of cells that may be none, but for one
_SAMPLE = 200
_QUARTER = (
    r"^(?:(?P<year>\d{4})[- /]?[Qq](?P<part>[1-4])|[Qq](?P<part2>[1-4])[- /]?(?P<year2>\d{4}))$"
)
_WEEK = r"^(?P<year>\d{4})[- /]?[Ww](?P<part>\d{1,2})(?:-?(?P<day>[1-7]))?$"
ISO_ENDS = [
    clock + zone for clock in ("", ":0", ":0.0") for zone in ("", "a", "+0:0", "-0:0", "+0")
]


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
    dates = _native(column) if form == NATIVE else _parsed(_as_text(column), form)
    return Times(_milliseconds(dates), form)


def check_format(form: object) -> None:
    """Refuse what is no way to read times; "" stands for one that is to be found out.

    Raises:
        ValueError: It is none.
    """
    if form and form not in FORMATS:
        raise ValueError(f"date_format is {form!r}; choose one of {', '.join(FORMATS[:12])}, ….")


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
    return _format_of_text(_as_text(sample))


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
    ISO: {"0-0", "0-0-0", *(f"0-0-0{t}0:0{end}" for t in " a" for end in ISO_ENDS)},
    **{
        form: {_look(re.sub("%[bBp]", "a", re.sub("%[^bBp]", "0", form)))} for form in _TEXT_FORMATS
    },
    QUARTERS: {_look(text) for text in ("2001Q1", "2001 Q1", "2001-Q1", "Q1 2001", "Q1-2001")},
    WEEKS: {_look(text) for text in ("2001W05", "2001 W05", "2001-W05", "2001-W05-1")},
}
"""What cells look like that may be read in each way."""


def _fits(times: Times) -> bool:
    """Whether nearly all cells hold a time: one may be bad, of many a few."""
    count, bad = len(times.values), int(np.isnan(times.values).sum())
    return bad == 0 or (bad <= max(1, _BAD * count) and bad <= count / 4)


def _as_text(column: pd.Series) -> pd.Series:
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
        raise ValueError(
            f"The column {shown(name)} holds hardly any times that can be read as "
            f"{times.format!r}; choose another time column or another form of date."
        )
