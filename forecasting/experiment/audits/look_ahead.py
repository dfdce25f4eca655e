"""Does anything that is known at an origin depend on what comes after it?"""

from dataclasses import replace

import numpy as np

from forecasting.data import Series, Task, Windows, prepare
from forecasting.importing.import_options import LONGEST_GAP, ImportOptions
from forecasting.importing.regularize import Rows, make_regular
from forecasting.messages import Message, message, phrase

MOST_GAPS = 6
"""Of the gaps after the training part, so many are looked at."""


def looked_ahead(task: Task) -> Message | None:
    """Change all values after a moment, import and prepare them again, and compare what was known.

    Args:
        task: A series, cut and scaled.

    Returns:
        What depends on later values, in a sentence; None if nothing was found.
    """
    for last in _moments(task):
        again = prepare(imported_again(task.series, last), task.split)
        if (what := _changed(task, again, last)) is not None:
            return _depends(task, what, last)
    return None


def imported_again(series: Series, last: int) -> Series:
    """What the import makes of the series if everything after a moment was another value.

    Args:
        series: As it was imported; where it was filled, the import fills it again.
        last: Index of the last value that stays.
    """
    raw = series.observed.copy()
    # A gap at either end of a part that was taken: the import would leave it out.
    raw[[0, -1]] = series.values[[0, -1]]
    later, span = raw[last + 1 :], np.ptp(series.values) + 1
    later += span * (2 + np.sin(np.arange(len(later)) ** 2))[:, None]
    rows = Rows(np.arange(len(raw), dtype=float), raw, dated=False)
    options = ImportOptions(value_columns=("values",), longest_gap=LONGEST_GAP)
    made = make_regular(rows, options)
    filled = made.filled.copy()
    filled[[0, -1]] = series.filled[[0, -1]] if series.filled is not None else False
    return replace(series, values=made.values, filled=filled)


def _moments(task: Task) -> list[int]:
    """The ends of the parts, and gaps after the training part, as indices of a last value."""
    length, split = len(task.series), task.split
    ends = {split.split_index(length) - 1, split.test_index(length) - 1}
    missing = np.isnan(task.series.observed).any(axis=1)
    gaps = np.flatnonzero(missing & (np.arange(length) >= min(ends)))
    chosen = np.linspace(0, len(gaps) - 1, min(len(gaps), MOST_GAPS)).astype(int)
    return sorted(ends | {int(gap) for gap in gaps[chosen]})


def _changed(task: Task, again: Task, last: int) -> Message | None:
    """What was known when `last` was the last value, and is another now."""
    known = slice(0, last + 1)
    if not np.array_equal(task.series.values[known], again.series.values[known]):
        return phrase("A value that was filled in")
    for name in ("mean", "std"):
        if not np.array_equal(getattr(task.scaler, name), getattr(again.scaler, name)):
            return phrase("The scaler")
    if not _same(task.training, again.training.latest(len(task.training))):
        return phrase("A training window")
    if task.period_steps != again.period_steps:
        return phrase("The period")
    seen = _contexts(task, last), _contexts(again, last)
    return None if np.array_equal(seen[0], seen[1]) else phrase("What the cells see")


def _same(one: Windows, other: Windows) -> bool:
    names = ("contexts", "targets", "origins")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def _contexts(task: Task, last: int) -> np.ndarray:
    """All windows up to a moment (window, time, variable)."""
    parts = (task.validation, task.test)
    return np.concatenate([part.contexts[part.origins <= last] for part in parts])


def _depends(task: Task, what: Message, last: int) -> Message:
    if last == task.split.split_index(len(task.series)) - 1:
        return message("{what} depends on values after the training part.", what=what)
    return message("{what} depends on values after the origin {origin}.", what=what, origin=last)
