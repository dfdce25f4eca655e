"""Which of several readings of a time column is the right one: by all of its cells, or asked."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.data.frequency import DAY, find_frequency
from forecasting.importing.column_names import shown
from forecasting.importing.dates import ISO, ISO_UTC, NATIVE, NATIVE_UTC, read_times
from forecasting.importing.questions import Choice, Question, ask
from forecasting.messages import message, phrase

_ENOUGH = 24
"""Even times that leave no doubt, where another reading makes them uneven."""

_ORDERS = {"%d": phrase("day first"), "%m": phrase("month first"), "%y": phrase("year first")}
_ORDERS |= {"%Y": phrase("year first"), "%b": phrase("month first")}


@dataclass(frozen=True)
class TimeForm:
    """How the cells of a time column are read.

    Attributes:
        form: One of `dates.FORMATS`.
        century: First of the hundred years of two digits, 0 where years have four.
        questions: What the cells leave open.
    """

    form: str
    century: int = 0
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class _Reading:
    """A column read in one way; what is better comes first when sorted by `rank`."""

    form: str
    values: np.ndarray
    is_even: bool
    is_dense: bool
    unevenness: float

    @property
    def unread(self) -> np.ndarray:
        return np.isnan(self.values)

    @property
    def rank(self) -> tuple[int, bool, float]:
        return int(self.unread.sum()), not self.is_even, self.unevenness


def choose_form(column: pd.Series, name: str, forms: Sequence[str], pinned: Mapping) -> TimeForm:
    """The form that reads most cells, and makes their steps even.

    Args:
        column: All cells (row,).
        name: Of the column.
        forms: Forms that suit a part of the cells, at least one.
        pinned: Options that are decided already.
    """
    if len(forms) == 1:
        return _with_century(column, name, TimeForm(forms[0]), pinned)
    readings = sorted((_reading(column, form) for form in forms), key=lambda one: one.rank)
    best, other = readings[0], readings[1]
    if _is_proven(best, other):
        return _with_century(column, name, TimeForm(best.form), pinned)
    asked = _order_question(column, name, (best, other), pinned)
    return _with_century(column, name, TimeForm(asked.chosen, 0, (asked,)), pinned)


def _reading(column: pd.Series, form: str) -> _Reading:
    values = read_times(column, form).values
    known = np.unique(values[np.isfinite(values)])
    steps = np.diff(known)
    step = find_frequency(known, dated=True) if len(known) > 2 else None
    expected = step.positions(known)[-1] + 1 if step else np.inf
    uneven = float(steps.max() / steps.min()) if len(steps) else 1.0
    return _Reading(form, values, step is not None, len(known) >= 0.8 * expected, uneven)


def _is_proven(best: _Reading, other: _Reading) -> bool:
    """Whether some cell can be read in one way only, and none only in the other, or it is plain."""
    only_best = (other.unread & ~best.unread).any()
    only_other = (best.unread & ~other.unread).any()
    if only_best or only_other:
        return bool(only_best and not only_other)
    if np.array_equal(best.values, other.values, equal_nan=True):
        return True
    return best.is_dense and not other.is_even and len(best.values) >= _ENOUGH


def _order_question(
    column: pd.Series, name: str, two: tuple[_Reading, _Reading], pinned: Mapping
) -> Question:
    best, other = two
    both = np.isfinite(best.values) & np.isfinite(other.values) & (best.values != other.values)
    at = int(np.flatnonzero(both)[0])
    choices = tuple(
        Choice(
            one.form,
            phrase("{date} ({order})", date=in_words(one.values[at]), order=_order(one.form)),
        )
        for one in two
    )
    text = message(
        "What does {cell} in {column} mean?", cell=shown(column.iloc[at]), column=shown(name)
    )
    return ask("date_format", text, choices, pinned, best.is_even == other.is_even)


def _order(form: str) -> str:
    return _ORDERS.get(form[:2], form)


def in_words(time: float) -> str:
    """A day as a question names it: "3 April 2015"."""
    stamp = pd.Timestamp(int(time), unit="ms")
    return f"{stamp.day} {stamp:%B %Y}"


def _with_century(column: pd.Series, name: str, found: TimeForm, pinned: Mapping) -> TimeForm:
    """The century of years with two digits: asked where two fit."""
    if "%y" not in found.form:
        return found
    values = read_times(column, found.form).values
    years = values[np.isfinite(values)].astype(np.int64).astype("M8[ms]").astype("M8[Y]")
    digits = np.unique((years.astype(np.int64) + 1970) % 100)
    # The years lie together on the circle of 100: they begin after the widest gap.
    gaps = np.diff(np.r_[digits[-1] - 100, digits])
    first, last = int(digits[gaps.argmax()]), int(digits[gaps.argmax() - 1])
    if first > last:
        century = 1900 + first
        return TimeForm(found.form, pinned.get("century") or century, found.questions)
    likely = 2000 if 2000 + last <= datetime.datetime.now(tz=datetime.UTC).year + 1 else 1900
    centuries = (likely, 3900 - likely)
    choices = tuple(
        Choice(one, phrase("{first} to {last}", first=one + first, last=one + last))
        for one in centuries
    )
    text = message("Which years do the two digits in {column} mean?", column=shown(name))
    asked = ask("century", text, choices, pinned)
    return TimeForm(found.form, asked.chosen, (*found.questions, asked))


def with_zone(column: pd.Series, name: str, pinned: Mapping) -> TimeForm:
    """Times with offsets: by their own clock, or in UTC; asked where that makes a difference.

    Args:
        column: Dates, or text as ISO 8601 writes it (row,).
        name: Of the column.
        pinned: Options that are decided already.
    """
    text = pd.api.types.is_string_dtype(column.dtype) and column.dtype != object
    if text and not column.str.contains(r":\d{2}[.\d]*\s*(?:Z|[+-]\d{2}:?\d{0,2})$").any():
        return TimeForm(ISO)
    own, utc = (ISO, ISO_UTC) if text else (NATIVE, NATIVE_UTC)
    local, world = read_times(column, own).values, read_times(column, utc).values
    offsets = (local - world)[np.isfinite(local)]
    clock = local[np.isfinite(local)] % DAY
    if not len(offsets) or np.ptp(offsets) == 0 or np.ptp(clock) == 0:
        return TimeForm(own)
    choices = (
        Choice(utc, phrase("in UTC, where every hour comes once")),
        Choice(own, phrase("by the clock on the wall, which is put forward and back")),
    )
    words = message(
        "The times in {column} have offsets from UTC that change. How are they kept?",
        column=shown(name),
    )
    asked = ask("date_format", words, choices, pinned)
    return TimeForm(asked.chosen, 0, (asked,))
