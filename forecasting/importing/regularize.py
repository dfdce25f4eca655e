"""Rows at any times become a series of even steps: means of repeats, longest stretch, no gaps."""

from dataclasses import dataclass

import numpy as np

from forecasting.data.frequency import MILLISECONDS, MONTHS, Frequency, find_frequency, floor
from forecasting.data.gaps import carried_forward
from forecasting.importing.import_options import ImportOptions
from forecasting.importing.size_limits import MOST_ROWS
from forecasting.messages import bad_value


@dataclass(frozen=True, eq=False)
class Rows:
    """Values at any times, in any order.

    Attributes:
        time: Of each row (row,): milliseconds since 1970 or plain numbers.
        values: Of each row (row, variable); NaN where one is missing.
        dated: Whether the times are points of the calendar.
    """

    time: np.ndarray
    values: np.ndarray
    dated: bool


@dataclass(frozen=True, eq=False)
class Regular:
    """Values at even steps, and what was done to get them.

    Attributes:
        time: (time,), milliseconds since 1970 or plain numbers.
        values: (time, variable); in a gap the last value before it.
        step: From one time to the next; None if they are uneven, and rows count as steps.
        repeats: Values that shared their time, or period, with another one.
        gaps: Gaps that were filled, of all variables together.
        filled: Where a value was missing (time, variable).
        left_out: Steps with values, outside the stretch that was kept.
        longest_left: Longest gap that was not filled, in steps; 0 if there is none.
    """

    time: np.ndarray
    values: np.ndarray
    step: Frequency | None
    filled: np.ndarray
    repeats: int = 0
    gaps: int = 0
    left_out: int = 0
    longest_left: int = 0


def make_regular(rows: Rows, options: ImportOptions) -> Regular:
    """Put rows on even steps.

    Args:
        rows: Values and their times.
        options: Of them `resample`, over whose periods the mean is taken, and `longest_gap`: at a
            longer one the series is cut, and the longest piece is kept.

    Returns:
        The series.

    Raises:
        ValueError: No two values are left.
    """
    unique, row_of = np.unique(floor(rows.time, options.resample), return_inverse=True)
    means = _means(rows.values, row_of, len(unique))
    step = _step_of(unique, rows.dated, options.resample)
    positions = step.positions(unique) if step else np.arange(len(unique))
    # Two times may share a position: rounded numbers, or a clock that was set back.
    if (np.diff(positions) < 1).any():
        step, positions = None, np.arange(len(unique))
    start, stop = _longest_stretch(positions, means, options.longest_gap)
    wanted = np.arange(start, stop)
    inside = (positions >= start) & (positions < stop)
    observed = np.full((len(wanted), means.shape[1]), np.nan)
    observed[positions[inside] - start] = means[inside]
    missing = np.isnan(observed)
    before = carried_forward(np.vstack([_latest(means[positions < start]), observed]))
    return Regular(
        time=_times(wanted, unique, positions, step),
        values=before[1:],
        step=step,
        filled=missing,
        repeats=_repeats(rows.values, means),
        gaps=int((np.diff(missing.astype(int), axis=0, prepend=0) == 1).sum()),
        left_out=int((~np.isnan(means[~inside]).all(axis=1)).sum()),
        longest_left=_longest_left(positions, means, options.longest_gap),
    )


def _step_of(times: np.ndarray, dated: bool, rule: str) -> Frequency | None:
    if rule in MONTHS or rule in MILLISECONDS:
        return Frequency(1.0, rule)
    return find_frequency(times, dated)


def _means(values: np.ndarray, row_of: np.ndarray, count: int) -> np.ndarray:
    """Means of the values that are there (group, variable), NaN where there are none."""
    known = ~np.isnan(values)
    means = np.full((count, values.shape[1]), np.nan)
    for variable in range(values.shape[1]):
        there = known[:, variable]
        number = np.bincount(row_of[there], minlength=count)
        total = np.bincount(row_of[there], values[there, variable], minlength=count)
        np.divide(total, number, out=means[:, variable], where=number > 0)
    return means


def _repeats(values: np.ndarray, means: np.ndarray) -> int:
    return int(((~np.isnan(values)).sum(axis=0) - (~np.isnan(means)).sum(axis=0)).max())


def _longest_stretch(
    positions: np.ndarray, values: np.ndarray, longest_gap: int
) -> tuple[int, int]:
    """First position, and the one after the last, of the longest piece without a long gap.

    Positions may be far apart: one mistyped year must not ask for a million rows.
    """
    edges, change = [], []
    for one in values.T:
        there = positions[~np.isnan(one)]
        if len(there) == 0:
            raise bad_value("A variable has no values at all; choose another one.")
        cut = np.flatnonzero(np.diff(there) - 1 > longest_gap)
        starts, stops = there[np.r_[0, cut + 1]], there[np.r_[cut, len(there) - 1]] + 1
        edges += [starts, stops]
        change += [np.ones(len(starts), int), -np.ones(len(stops), int)]
    places, index = np.unique(np.concatenate(edges), return_inverse=True)
    covered = np.cumsum(np.bincount(index, np.concatenate(change)).astype(int))
    lengths = np.where(covered[:-1] == values.shape[1], np.diff(places), 0)
    best = int(lengths.argmax()) if len(lengths) else 0
    if not len(lengths) or lengths[best] < 2:
        raise bad_value(
            "No two values of all variables follow each other; fill longer gaps, "
            "resample to longer steps, or choose fewer variables."
        )
    if lengths[best] > MOST_ROWS:
        raise bad_value(
            "The steps between the first and the last time are {steps:,}, and at most "
            "{most:,} can be used; resample to longer steps or fill shorter gaps "
            "only.",
            steps=lengths[best],
            most=MOST_ROWS,
        )
    return int(places[best]), int(places[best + 1])


def _latest(values: np.ndarray) -> np.ndarray:
    """The last value of each variable (variable,), NaN where it has none."""
    nothing = np.full((1, values.shape[1]), np.nan)
    return carried_forward(np.vstack([nothing, values]))[-1]


def _times(
    wanted: np.ndarray, times: np.ndarray, positions: np.ndarray, step: Frequency | None
) -> np.ndarray:
    if step is None:
        return times[wanted]
    if step.dated:
        return step.times(float(times[0]), wanted)
    return np.interp(wanted, positions, times)


def _longest_left(positions: np.ndarray, values: np.ndarray, longest_gap: int) -> int:
    gaps = [np.diff(positions[~np.isnan(one)]).max(initial=1) - 1 for one in values.T]
    return int(max(gap if gap > longest_gap else 0 for gap in gaps))
