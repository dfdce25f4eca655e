"""A time in several columns: a date and a clock, or year, month, day and hour."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from forecasting.data.frequency import DAY, month_start
from forecasting.importing.date_words import month_number
from forecasting.importing.dates import ISO, NUMBERS, Times, cells_as_text, read_times
from forecasting.importing.numerals import numbers_of

_NAMES = {
    "year": "year|yr|yyyy|yy|jahr|annee|année|ano|año|anno|jaar|rok|ar|år|年|年份|연도",
    "month": "month|mon|mo|mm|mnth|monat|mois|mes|mês|mese|maand|月|月份|월",
    "day": "day|dy|dd|tag|jour|dia|día|giorno|dag|mday|dom|dayofmonth|日|일",
    "quarter": "quarter|qtr|q|quartal|trimestre|kwartaal|四半期|季度|분기",
    "week": "week|wk|weekno|weeknumber|isoweek|woche|kw|semaine|semana|settimana",
    "yearday": "doy|dayofyear|yearday|yday|julian|julianday|jday|jd",
    "hour": "hour|hr|hh|hrs|stunde|heure|hora|ora|uhrzeit|uhr|time|zeit|heures|時|시",
    "minute": "minute|min|mi|mins|minuten",
    "second": "second|sec|ss|seconds|sekunde",
}
_ROLES = {role: re.compile(f"(?:{names})") for role, names in _NAMES.items()}
_RANGES = {"year": (1000, 2500), "month": (1, 12), "day": (1, 31), "quarter": (1, 4)}
_RANGES |= {"week": (1, 53), "yearday": (1, 366), "hour": (0, 24), "minute": (0, 59)}
_RANGES |= {"second": (0, 60)}
_CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?\s*([AaPp])?\.?[Mm]?\.?|24:00(?::00)?"
)
_ORDER: tuple[str, ...] = (
    "month",
    "quarter",
    "week",
    "yearday",
    "day",
    "clock",
    "hour",
    "minute",
    "second",
)
_OF_A_DAY: tuple[str, ...] = ("clock", "hour", "minute", "second")
_LOOKED_AT = 400
_SAID = 0.9
"""Share of the cells that have to be in range: a 13th month is the whole year."""


def role_of(column: pd.Series, name: str) -> str:
    """What part of a time a column holds: "clock", "year", "month", …; "" for none."""
    sample = column.dropna().iloc[:: max(1, len(column) // _LOOKED_AT)]
    if sample.empty:
        return ""
    colons = cells_as_text(sample).str.contains(":", regex=False)
    if colons.mean() >= _SAID and np.isfinite(_clocks(sample)).mean() >= _SAID:
        return "clock"
    plain = re.sub(r"[\W\d_]+", "", name)
    if plain == "mm" and name == "mm":
        named = ["minute", "month"]
    else:
        named = [role for role, names in _ROLES.items() if names.fullmatch(plain.lower())]
    for role in named:
        values = _numbers(sample, role)
        low, high = _RANGES[role]
        if ((values >= low) & (values <= high) & (values == np.round(values))).mean() >= _SAID:
            return role
        if role == "hour" and _are_hhmm(values):
            return "clock"
    return ""


def find_parts(table: pd.DataFrame, time: str | None, dated: bool) -> tuple[str, ...]:
    """Columns that make up one time, the one of the date or year first; none if one is enough.

    Args:
        table: Any table.
        time: The column of times that was found, if any.
        dated: Whether it holds dates.
    """
    roles: dict[str, list[str]] = {}
    for name in table.columns[:40]:
        if not (dated and name == time) and (role := role_of(table[name], name)):
            roles.setdefault(role, []).append(name)
    if dated and time is not None:
        kinds, parts = _OF_A_DAY, [time]
    elif "year" in roles:
        kinds, parts = _ORDER, [roles["year"][0]]
    else:
        return ()
    for kind in kinds:
        for name in roles.get(kind, [])[:1]:
            # Another column belongs to the time if it tells rows apart.
            constant = kind in ("minute", "second") and _different(table, [name]) == 1
            if constant or _different(table, [*parts, name]) > _different(table, parts):
                parts.append(name)
    return tuple(parts) if len(parts) > 1 else ()


def _different(table: pd.DataFrame, columns: list[str]) -> int:
    return len(table[columns].drop_duplicates())


def read_parts(table: pd.DataFrame, columns: Sequence[str], form: str, century: int = 0) -> Times:
    """Read a time in several columns.

    Args:
        table: Rows with all the columns.
        columns: As `find_parts` gives them.
        form: How the first is read, if it is a date.
        century: As in `read_times`.

    Returns:
        One time per row, NaN where a part is missing or no such time.
    """
    first, *others = columns
    year = role_of(table[first], first) if form in ("", NUMBERS) else ""
    if year == "year":
        years = _numbers(table[first], "year")
        values, form = _starts(years, np.ones(len(years))), ISO
    else:
        date = read_times(table[first], form, century)
        values, form = date.values, date.format
        years = np.full(len(values), np.nan)
    for name in others:
        role = role_of(table[name], name)
        values = _with_part(values, years, role, table[name])
    return Times(values, form)


def _with_part(values: np.ndarray, years: np.ndarray, role: str, column: pd.Series) -> np.ndarray:
    """Times moved on by one more part (row,)."""
    if role == "clock":
        return values + _clocks(column)
    numbers = _numbers(column, role)
    low, high = _RANGES.get(role, (np.nan, np.nan))
    numbers = np.where((numbers >= low) & (numbers <= high), numbers, np.nan)
    if role == "month":
        return _starts(years, numbers)
    if role == "quarter":
        return _starts(years, 3 * numbers - 2)
    if role == "week":
        fourth = _starts(years, np.ones(len(years))) + 3 * DAY
        monday = np.floor((fourth - 4 * DAY) / (7 * DAY)) * 7 * DAY + 4 * DAY
        return monday + (numbers - 1) * 7 * DAY
    sizes = {"day": DAY, "yearday": DAY, "hour": DAY / 24, "minute": 60_000.0, "second": 1000.0}
    return values + (numbers - (role in ("day", "yearday"))) * sizes[role]


def _starts(years: np.ndarray, months: np.ndarray) -> np.ndarray:
    """When months of years begin, in milliseconds since 1970 (row,)."""
    known = np.isfinite(years) & np.isfinite(months)
    found = np.full(len(years), np.nan)
    found[known] = month_start(((years[known] - 1970) * 12 + months[known] - 1).astype(np.int64))
    return found


def _numbers(column: pd.Series, role: str) -> np.ndarray:
    """Numbers of a part (row,); months and quarters may be words."""
    values = numbers_of(column).values
    if role in ("month", "quarter") and np.isnan(values).mean() > 0.5:
        read = month_number if role == "month" else _quarter
        text = cells_as_text(column)
        known = {cell: read(cell) for cell in text.dropna().unique()[:_LOOKED_AT]}
        return text.map(known).to_numpy(dtype=float, na_value=np.nan)
    return values


def _quarter(text: str) -> float | None:
    found = re.fullmatch(r"[QqTt][ .]?([1-4])|([1-4])[. ]?[A-Za-z]*", text.strip())
    return float(found.group(1) or found.group(2)) if found else None


def _are_hhmm(values: np.ndarray) -> bool:
    """Whether numbers are clocks such as 2330."""
    known = values[np.isfinite(values)]
    if not len(known) or (known != np.round(known)).any():
        return False
    return bool(
        known.max() > 24 and known.max() <= 2400 and known.min() >= 0 and (known % 100 < 60).all()
    )


def _clocks(column: pd.Series) -> np.ndarray:
    """Times of day in milliseconds (row,), NaN where a cell holds none."""
    text = cells_as_text(column)
    known = {cell: _clock(cell) for cell in text.dropna().unique()}
    return text.map(known).to_numpy(dtype=float, na_value=np.nan)


def _clock(text: str) -> float:
    if re.fullmatch(r"\d{3,4}", text):
        return (int(text[:-2]) * 60 + int(text[-2:])) * 60_000.0
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return float("nan")
    if found.group(1) is None:
        return DAY
    hours, minutes, seconds, half = found.groups()
    hour = int(hours) % 12 + 12 * (half.lower() == "p") if half else int(hours)
    if hour > 24 or int(minutes) > 59:
        return float("nan")
    return (hour * 60 + int(minutes)) * 60_000.0 + float(seconds or 0) * 1000.0
