"""How far back a forecast listens, in one number and in words; and how far it would have to."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from forecasting.data import SIGNALS, SyntheticSeries
from forecasting.digits import percent
from forecasting.experiment import Experiment
from forecasting.inspection.subject import Subject
from forecasting.messages import Message, message, plural


def half_distance(norms: np.ndarray) -> int:
    """The largest lag at which there is at least half of what there is at lag 0.

    Args:
        norms: By lag, from 0 (lag,).
    """
    return int(np.flatnonzero(norms >= norms[0] / 2)[-1])


def half_sentences(curves: pd.DataFrame) -> Iterator[Message]:
    """For each cell, how far back its forecast feels a value half as much as the last one.

    Args:
        curves: As `lag_curves` gives them, of `listening_table`. Of a window of one value there is
            nothing to say.
    """
    for cell, rows in curves.groupby("curve", sort=False):
        norms = rows.sort_values("lag")["norm_median"].to_numpy()
        if len(norms) == 1:
            continue
        if not norms[0] > 0:
            yield message("The forecast of the {cell} does not feel the last value.", cell=cell)
        else:
            share = percent(norms[-1] / norms[0])
            yield _half_sentence(str(cell), half_distance(norms), len(norms) - 1, share)


def _half_sentence(cell: str, steps: int, last: int, share: str) -> Message:
    """Where the half is, and what is left at the other end of the window."""
    if steps == last:
        return plural(
            "The forecast of the {cell} still feels the value {count} step back, the first of its "
            "window, at least half as much as the last one.",
            "The forecast of the {cell} still feels the value {count} steps back, the first of its "
            "window, at least half as much as the last one.",
            count=steps,
            cell=cell,
        )
    if steps == 0:
        return plural(
            "The forecast of the {cell} feels no earlier value half as much as the last one; the "
            "first of its window, {count} step back, {share} as much.",
            "The forecast of the {cell} feels no earlier value half as much as the last one; the "
            "first of its window, {count} steps back, {share} as much.",
            count=last,
            cell=cell,
            share=share,
        )
    return plural(
        "The forecast of the {cell} still feels the value {count} step back at least half as much "
        "as the last one; the first of its window, {last} steps back, {share} as much.",
        "The forecast of the {cell} still feels the value {count} steps back at least half as much "
        "as the last one; the first of its window, {last} steps back, {share} as much.",
        count=steps,
        cell=cell,
        last=last,
        share=share,
    )


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
            "What decides the next value lies {lag} steps back, longer ago than the window of "
            "{window} reaches: no cell can see it.",
            lag=lag,
            window=experiment.window_length,
        )
    if getattr(experiment.source, "noise_std", 0):
        return plural(
            "Dashed line: {count} step back, at the value from which alone, but for the noise, the "
            "next one would follow.",
            "Dashed line: {count} steps back, at the value from which alone, but for the noise, "
            "the next one would follow.",
            count=lag,
        )
    return plural(
        "Dashed line: {count} step back, at the value from which alone the next one follows.",
        "Dashed line: {count} steps back, at the value from which alone the next one follows.",
        count=lag,
    )
