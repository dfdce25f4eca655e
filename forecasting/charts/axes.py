"""Axes: steps ahead, time as numbers or as dates, and logarithms."""

import json
import math
from collections.abc import Iterable
from typing import Any

import altair as alt
import pandas as pd

from forecasting import digits
from forecasting.messages import phrase

DATES = "date"
"""What time counts where it is given as milliseconds since 1970 (UTC), to be shown as dates."""

DAY_MS = 86_400_000
LABEL_PIXELS = 100
"""Width of the widest label of a date, and some space."""

VALUE = "datum.value"
SPAN = "span(domain('x'))"

DATE_LABELS = (
    f"utchours({VALUE}) || utcminutes({VALUE}) || utcseconds({VALUE}) || utcmilliseconds({VALUE})"
    f" || {SPAN} < {2 * DAY_MS}"
    f" ? [utcFormat({VALUE}, utcmilliseconds({VALUE}) ? '%H:%M:%S.%L'"
    f" : utcseconds({VALUE}) ? '%H:%M:%S' : '%H:%M'),"
    f" utcFormat({VALUE}, '%-d %b %Y')]"
    f" : utcdate({VALUE}) > 1 || {SPAN} < {92 * DAY_MS}"
    f" ? [utcFormat({VALUE}, '%-d %b'), utcFormat({VALUE}, '%Y')]"
    f" : utcmonth({VALUE}) || {SPAN} < {3 * 366 * DAY_MS}"
    f" ? [utcFormat({VALUE}, '%b'), utcFormat({VALUE}, '%Y')]"
    f" : utcFormat({VALUE}, '%Y')"
)
"""Every label has its year: below the time and day, the day, or the month, whatever ticks mark."""

STEPS = phrase("steps ahead")
NUMBER_LABELS = f"{VALUE} % 1 ? datum.label : format({VALUE}, 'd')"
"""Whole numbers without a mark of thousands, so that years read as years."""

FEW_DECADES, SOME_DECADES = 2.5, 9
"""Up to which a logarithmic axis marks 1, 2 and 5 of each, and up to which each power of ten."""


def steps_axis() -> alt.X:
    """The axis of steps ahead, in whole numbers."""
    axis = alt.Axis(grid=False, tickMinStep=1, format="d")
    scale = alt.Scale(nice=False, zero=False)
    return alt.X("steps_ahead:Q", title=STEPS, axis=axis, scale=scale)


def time_axis(time_name: str) -> alt.X:
    """The axis of time, from the first to the last that is drawn.

    Args:
        time_name: What time counts; "date" for dates.
    """
    if time_name == DATES:
        ticks = alt.ExprRef(f"max(2, ceil(width / {LABEL_PIXELS}))")
        axis = alt.Axis(
            grid=False, labelExpr=DATE_LABELS, tickCount=ticks, labelOverlap=True, labelSeparation=6
        )
        return alt.X("time:T", title=None, axis=axis, scale=alt.Scale(type="utc", nice=False))
    axis = alt.Axis(grid=False, labelExpr=NUMBER_LABELS)
    scale = alt.Scale(zero=False, nice=False)
    return alt.X("time:Q", title=time_name, axis=axis, scale=scale)


def time_field(time_name: str, name: str = "time") -> str:
    """A column of times as a chart reads it."""
    return f"{name}:T" if time_name == DATES else f"{name}:Q"


def times_in_words(times: Iterable[float], time_name: str) -> list[str]:
    """Times as a tooltip tells them: "30 Jan 2021", "30 Jan 2021, 14:00", "1979", "0.5"."""
    if time_name != DATES:
        return [f"{time:.12g}" for time in times]
    dates = pd.to_datetime(pd.Series(list(times), dtype="int64"), unit="ms")
    day = dates.dt.day.astype(str) + dates.dt.strftime(" %b %Y")
    if (dates == dates.dt.normalize()).all():
        return day.tolist()
    fine = dates.dt.microsecond // 1000
    seconds = ":%S" if dates.dt.second.any() or fine.any() else ""
    words = day + dates.dt.strftime(f", %H:%M{seconds}")
    return (words + "." + fine.astype(str).str.zfill(3) if fine.any() else words).tolist()


def log_axis(low: float, high: float) -> tuple[alt.Scale, alt.Axis]:
    """A logarithmic axis from end to end, with marks that can be read."""
    marks = _marks(low, high)
    # Labels are looked up: what writes numbers on other axes would say 1e-5 here.
    words = json.dumps([digits.mark(mark) for mark in marks], ensure_ascii=False)
    label = f"{words}[indexof({json.dumps(marks)}, {VALUE})]"
    scale = alt.Scale(type="log", domain=[low, high], nice=False, clamp=True)
    return scale, alt.Axis(values=marks, labelExpr=label, labelOverlap=True)


def log_ends(*columns: pd.Series) -> tuple[float, float]:
    """Ends of a logarithmic axis that show all of some numbers above zero, and little more."""
    values = pd.concat(columns).astype(float)
    values = values[(values > 0) & (values < math.inf)]
    if values.empty:
        return 0.1, 1.0
    low, high = _rounded(values.min(), math.floor), _rounded(values.max(), math.ceil)
    return (low, high) if low < high else (low / 2, high * 2)


def _rounded(value: float, way: Any) -> float:
    """Down or up to two digits."""
    power = math.floor(math.log10(value)) - 1
    digit = way(float(f"{value / 10.0**power:.6g}"))
    return float(f"{digit}e{power}")


def _marks(low: float, high: float) -> list[float]:
    """What a logarithmic axis has its marks at."""
    decades = math.log10(high / low)
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    every = 1 if decades <= SOME_DECADES else math.ceil(decades / SOME_DECADES)
    leading = [1, 2, 5] if decades <= FEW_DECADES else [1]
    leading = list(range(1, 10)) if decades < 0.5 else leading
    marks = [float(f"{k}e{p}") for p in range(first, last + 1, every) for k in leading]
    return [mark for mark in marks if low <= mark <= high] or [low, high]
