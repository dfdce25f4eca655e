"""Where in a series the stretches are, and when a forecast is of."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from forecasting.data import Series, Stretch, Task
from forecasting.experiment.settings import Experiment
from forecasting.messages import Message, message, plural


def starts_of(experiment: Experiment) -> tuple[int, ...]:
    """Where in the series each stretch begins: at 0 if there is but one."""
    return tuple(p.start if isinstance(p, Stretch) else 0 for p in experiment.pieces)


def whole_series(experiment: Experiment, task: Task) -> Series:
    """The series of a task, or all of it where the task is about a stretch."""
    return experiment.source.load() if experiment.stretches > 1 else task.series


def means_note(experiment: Experiment) -> str:
    """What one seed is in a mean over seeds, where there are several stretches; else empty."""
    if experiment.stretches == 1:
        return ""
    return plural(
        "Each seed counts with the geometric mean of its {count} stretch.",
        "Each seed counts with the geometric mean of its {count} stretches.",
        count=experiment.stretches,
    )


def lost_in_words(row: Any) -> Message:
    """A row of `Comparison.diverged`, as `itertuples` gives it."""
    given = {"cell": row.cell, "seed": row.seed, "epoch": row.epoch}
    if hasattr(row, "stretch"):
        return message(
            "{cell}, seed {seed} of stretch {stretch}: diverged in epoch {epoch}.",
            stretch=row.stretch,
            **given,
        )
    return message("{cell}, seed {seed}: diverged in epoch {epoch}.", **given)


def over_stretches(table: pd.DataFrame, keys: Sequence[str], value: str) -> pd.DataFrame:
    """The geometric mean over stretches of an error, for each combination of keys.

    It is the mean of logs that the verdict compares: a stretch with large errors weighs no more
    than another. It is infinite if a member diverged at any of them. Without stretches the table
    is as it was.
    """
    if "stretch" not in table:
        return table
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = table.assign(**{value: np.log(table[value])})
        groups = logs.groupby(list(keys), sort=False, observed=True)[value]
        means = np.exp(groups.mean()).mask(groups.max() == np.inf, np.inf)
    return means.reset_index()


def placed(table: pd.DataFrame, experiment: Experiment) -> pd.DataFrame:
    """Forecasts with origins that count from the beginning of the series, not of a stretch."""
    if "stretch" not in table:
        return table
    starts = np.array(starts_of(experiment))
    return table.assign(origin=table["origin"] + starts[table["stretch"] - 1])


def at_stretch(table: pd.DataFrame, stretch: int) -> pd.DataFrame:
    """Those rows that are of a stretch; all of them if there is but one."""
    if "stretch" not in table:
        return table
    return table[table["stretch"] == stretch].reset_index(drop=True)


def with_time(table: pd.DataFrame, series: Series) -> pd.DataFrame:
    """Add the time that is `steps_ahead` after `origin`, continued past the end."""
    index = (table["origin"].astype(int) + table["steps_ahead"]).to_numpy()
    beyond = max(0, int(index.max(initial=0)) - len(series) + 1)
    return table.assign(time=np.concatenate([series.time, series.future_times(beyond)])[index])
