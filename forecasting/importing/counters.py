"""Columns that count rows or repeat the time: no values by default. Rows that are totals."""

import re
from collections.abc import Sequence

import numpy as np

_ROW_NAMES = re.compile(r"^(unnamed.*|index|id|row|nr|no|#|column 1)$", re.I)
_ROWS = 5
"""So many steps of one in a row are no chance."""

_CYCLES = (4, 5, 7, 12, 13, 24, 52)
"""Parts that a total is usually of."""

MISSING_MARKS = (
    *(-9.0, -99.0, -999.0, -9999.0, -99999.0, -9.9, -99.9, -99.99, -999.9, -999.99, -9999.9),
    *(-8888.0, -88.8, 999.0, 9999.0, 99999.0, 999.9, 999.99, 9999.9, 99.99, 99.9, 1e20, -1e20),
    *(-32768.0, 9999999.0, -9999999.0, 9.969209968386869e36),
)


def is_counter(values: np.ndarray, name: str) -> bool:
    """Whether a column goes up by one in each row; a short one if its name says so."""
    enough = 2 if _ROW_NAMES.search(name) else _ROWS
    return len(values) >= enough and bool((np.diff(values) == 1).all())


def repeats_time(values: np.ndarray, times: np.ndarray) -> bool:
    """Whether a column says a part of the time again: its year, month, day, weekday or hour.

    Args:
        values: Of the column (row,).
        times: Milliseconds since 1970 (row,), NaN where there is none.
    """
    known = np.isfinite(values) & np.isfinite(times)
    if known.sum() < _ROWS:
        return False
    values, stamps = values[known], times[known].astype(np.int64).astype("M8[ms]")
    days, months = stamps.astype("M8[D]"), stamps.astype("M8[M]")
    years = stamps.astype("M8[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    of_month = (days - months).astype(np.int64) + 1
    of_year = (days - stamps.astype("M8[Y]")).astype(np.int64) + 1
    weekday = (days.astype(np.int64) + 3) % 7
    hour = (stamps - days).astype(np.int64) // 3_600_000
    parts = (years, years % 100, month, of_month, of_year, hour, hour + 1, (month + 2) // 3)
    weekdays = [(weekday + shift) % 7 + start for shift in (0, 1) for start in (0, 1)]
    if any(np.array_equal(values, part) for part in (*parts, *weekdays)):
        return True
    decimal = years + (of_year - 0.5) / 365.25
    return bool((np.abs(values - decimal) < 0.1).all() and np.ptp(decimal) > 0.5)


def missing_mark(columns: Sequence[np.ndarray]) -> float | None:
    """A number that rather says that a value is missing: far from all others, of nines."""
    for values in columns:
        known = values[np.isfinite(values)]
        for mark in MISSING_MARKS:
            rest = known[known != mark]
            if len(rest) == len(known) or len(rest) < _ROWS:
                continue
            away = rest.min() - mark if mark < 0 else mark - rest.max()
            if away > max(np.ptp(rest), np.abs(rest).max()):
                return mark
    return None


def total_rows(values: np.ndarray) -> np.ndarray:
    """Which rows are the sum of those before, back to the one before that (row,).

    Args:
        values: Of one variable (row,).
    """
    found = np.zeros(len(values), dtype=bool)
    if len(values) > _ROWS and _is_sum(values[:-1].sum(), values[-1], values[:-1]):
        found[-1] = True
        return found
    for parts in _CYCLES:
        blocks = values[: len(values) // (parts + 1) * (parts + 1)].reshape(-1, parts + 1)
        if len(blocks) > 1 and all(_is_sum(b[:-1].sum(), b[-1], b[:-1]) for b in blocks):
            found[parts :: parts + 1] = True
            return found
    return found


def _is_sum(total: float, value: float, parts: np.ndarray) -> bool:
    close = abs(total - value) <= 1e-6 * abs(value) + 0.01
    return bool(close and value > parts.max() and parts.min() >= 0 and (parts > 0).mean() > 0.5)
