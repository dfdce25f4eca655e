"""How far back a forecast listens, in words; and how far it would have to."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from forecasting.data import SIGNALS, SyntheticSeries
from forecasting.digits import number, percent
from forecasting.experiment import Experiment
from forecasting.inspection.subject import Subject
from forecasting.messages import Message, listed, message, phrase, plural

MOST_STRETCHES = 3
"""Of lags that are named one by one."""


def half_distance(norms: np.ndarray) -> int | None:
    """The first lag at which there is less than half of what there is at lag 0; None if none.

    Args:
        norms: By lag, from 0 (lag,).
    """
    below = np.flatnonzero(norms < norms[0] / 2)
    return int(below[0]) if len(below) else None


def half_again(norms: np.ndarray) -> list[tuple[int, int]]:
    """The stretches, from lag to lag, on which there is half or more again behind that lag."""
    first = half_distance(norms)
    if first is None:
        return []
    there = np.flatnonzero(norms[first:] >= norms[0] / 2) + first
    parts = np.split(there, np.flatnonzero(np.diff(there) > 1) + 1) if len(there) else []
    return [(int(part[0]), int(part[-1])) for part in parts]


def reach_sentences(curves: pd.DataFrame, needed: int | None = None) -> Iterator[Message]:
    """How far back each cell's forecast listens.

    Where the lag that the series needs is known: how much each forecast changes with that value.
    Else for each cell where what it feels falls below half of what it feels of the last value.

    Args:
        curves: As `lag_curves` gives them, of `listening_table`. Of a window of one value there is
            nothing to say.
        needed: As `needed_lag` gives it.
    """
    if needed is None:
        yield from _half_sentences(curves)
    elif (curves["lag"] == needed).any():
        yield _at_needed(curves, needed)


def _at_needed(curves: pd.DataFrame, lag: int) -> Message:
    """All cells in comparison, the one that feels most first."""
    rows = curves[curves["lag"] == lag].sort_values("norm_median", ascending=False, kind="stable")
    given = [
        {"cell": cell, "times": number(norm, 2)}
        for cell, norm in zip(rows["curve"], rows["norm_median"], strict=True)
    ]
    first = phrase(
        "the forecast of the {cell} changes {times} times as much as the value", **given[0]
    )
    others = [phrase("the {cell}'s {times} times", **one) for one in given[1:]]
    return message(
        "At lag {lag}, where the series needs it, {cells}.", lag=lag, cells=listed([first, *others])
    )


def _half_sentences(curves: pd.DataFrame) -> Iterator[Message]:
    for cell, rows in curves.groupby("curve", sort=False):
        norms = rows.sort_values("lag")["norm_median"].to_numpy()
        if len(norms) > 1:
            yield _half_sentence(str(cell), norms)


def _half_sentence(cell: str, norms: np.ndarray) -> Message:
    """Where the half is, where it is again, and what is left at the other end of the window."""
    if not norms[0] > 0:
        return message("The forecast of the {cell} does not feel the last value.", cell=cell)
    lag, again = half_distance(norms), half_again(norms)
    given = {"cell": cell, "last": len(norms) - 1, "share": percent(norms[-1] / norms[0])}
    if lag is None:
        return message(
            "The forecast of the {cell} feels every value of its window at least half as much as "
            "the last one; the first, at lag {last}, {share} as much.",
            **given,
        )
    if not again:
        return message(
            "The forecast of the {cell} feels the values from lag {lag} on less than half as much "
            "as the last one; the first of its window, at lag {last}, {share} as much.",
            lag=lag,
            **given,
        )
    return message(
        "The forecast of the {cell} feels the value at lag {lag} less than half as much as the "
        "last one, and again half as much or more at {again}; the first of its window, at lag "
        "{last}, {share} as much.",
        lag=lag,
        again=_stretches(again),
        **given,
    )


def _stretches(found: Sequence[tuple[int, int]]) -> str:
    """Lags in words; of many stretches the ends."""
    if len(found) > MOST_STRETCHES:
        ends = {"first": found[0][0], "last": found[-1][1]}
        return phrase("some lags from {first} to {last}", **ends)
    return listed([*map(_stretch, found)])


def _stretch(ends: tuple[int, int]) -> Message:
    first, last = ends
    if first == last:
        return phrase("lag {lag}", lag=first)
    return phrase("lags {first} to {last}", first=first, last=last)


def needed_lag(subject: Subject) -> int | None:
    """The lag of the one value from which the next one follows, if that is how the series is.

    None if it is not, if the cells see differences or logarithms of it, or if no window is as long.
    """
    experiment = subject.experiment
    lag = _lag_of(experiment)
    return lag if lag is not None and lag < experiment.window_length else None


def _lag_of(experiment: Experiment) -> int | None:
    """Counted from the last value of a window, which has lag 0."""
    source = experiment.source
    if not isinstance(source, SyntheticSeries) or not experiment.transform.is_identity:
        return None
    follows = SIGNALS[source.signal].follows_steps
    return None if follows is None else round(follows(source.length, source.cycles)) - 1


def needed_in_words(subject: Subject) -> Message | None:
    """What the line at the needed lag says, or why there is none though the series needs one."""
    experiment = subject.experiment
    lag = _lag_of(experiment)
    if lag is None:
        return None
    if lag >= experiment.window_length:
        return message(
            "What decides a value lies {steps} steps before it, longer ago than the window of "
            "{window} reaches: no cell can see it.",
            steps=lag + 1,
            window=experiment.window_length,
        )
    if getattr(experiment.source, "noise_std", 0):
        return plural(
            "Dashed line: lag {lag}, the value {count} step before the one that is forecast, from "
            "which alone, but for the noise, that would follow.",
            "Dashed line: lag {lag}, the value {count} steps before the one that is forecast, from "
            "which alone, but for the noise, that would follow.",
            count=lag + 1,
            lag=lag,
        )
    return plural(
        "Dashed line: lag {lag}, the value {count} step before the one that is forecast, from "
        "which alone that follows.",
        "Dashed line: lag {lag}, the value {count} steps before the one that is forecast, from "
        "which alone that follows.",
        count=lag + 1,
        lag=lag,
    )
