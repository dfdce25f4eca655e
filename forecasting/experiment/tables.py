"""Tables that pages and charts show, made from a task or a comparison."""

from collections.abc import Sequence
from functools import reduce

import numpy as np
import pandas as pd

from forecasting.data import Series, Task
from forecasting.evaluation import TOTAL, interval_name, summarize_over_seeds
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.curves import error_summary, measures_of
from forecasting.experiment.once import once
from forecasting.experiment.places import with_time
from forecasting.experiment.settings import Experiment
from forecasting.experiment.training_log import TrainingLog
from forecasting.messages import bad_value

ROLLOUT_COLUMNS = [
    "cell",
    "time",
    "forecast_median",
    "forecast_lowest",
    "forecast_highest",
    "observed",
]


def series_table(task: Task) -> pd.DataFrame:
    """Every value of the series.

    Returns:
        time, variable, observed (NaN where nothing was), clean (NaN where unknown), part
        ("training", "validation" or "test").
    """
    length = len(task.series)
    ends = [task.split.split_index(length), task.split.test_index(length)]
    names = np.array(["training", "validation", "test"])
    part = names[np.searchsorted(ends, np.arange(length), side="right")]
    return _tidy(task.series, slice(None)).assign(part=np.tile(part, len(task.series.variables)))


def stretches_table(tasks: Sequence[Task]) -> pd.DataFrame:
    """Every value of several stretches of a series; of one what `series_table` says.

    Returns:
        Its columns, and stretch, where there are several.
    """
    if len(tasks) == 1:
        return series_table(tasks[0])
    tables = [series_table(task).assign(stretch=k) for k, task in enumerate(tasks, start=1)]
    return pd.concat(tables, ignore_index=True)


def window_table(task: Task, number: int) -> pd.DataFrame:
    """One training window and the value that it is trained to forecast, in the series' units.

    Args:
        task: The series, cut.
        number: Which window, from 1.

    Returns:
        time, variable, value, role ("input" or "target").

    Raises:
        ValueError: If there is no such window.
    """
    if not 1 <= number <= len(task.training):
        raise bad_value(
            "There is no window {number}. Choose one from 1 to {last}.",
            number=number,
            last=len(task.training),
        )
    origin = int(task.training.origins[number - 1])
    shown = slice(origin + 1 - task.split.window_length, origin + 2)
    rows = _tidy(task.series, shown, task.series.values)
    last = rows["time"] == task.series.time[origin + 1]
    rows = rows.rename(columns={"observed": "value"}).drop(columns="clean")
    return rows.assign(role=np.where(last, "target", "input"))


def rollout_table(comparison: Comparison, variable: str, origin: int | None = None) -> pd.DataFrame:
    """The forecasts of all cells from one origin, summarised over seeds of the same signal.

    Args:
        comparison: Trained cells.
        variable: Which one.
        origin: Index of the last value seen; past the end of the series if not given.

    Returns:
        curve (the cell), steps_ahead, time, forecast_median, forecast_lowest, forecast_highest.
    """
    forecasts = comparison.future if origin is None else comparison.forecasts_from(origin)
    rows = of_one_signal(forecasts[forecasts["variable"] == variable], comparison.experiment)
    table = summarize_over_seeds(rows, "forecast", ["cell", "origin", "steps_ahead"])
    table = with_time(table, comparison.series).rename(columns={"cell": "curve"})
    return table.drop(columns=["origin", "seeds", "diverged"]).replace([np.inf, -np.inf], np.nan)


def of_one_signal(forecasts: pd.DataFrame, experiment: Experiment) -> pd.DataFrame:
    """Those rows of forecasts that may be put together: their seeds forecast the same signal.

    Of several stretches the first one that is there.
    """
    if "stretch" in forecasts:
        forecasts = forecasts[forecasts["stretch"] == forecasts["stretch"].min()]
    return forecasts[forecasts["seed"].isin(experiment.comparable_seeds)]


def truth_table(comparison: Comparison, variable: str, origin: int | None = None) -> pd.DataFrame:
    """What was observed around an origin: the window before it, the horizon after it.

    Returns:
        time, variable, observed, clean, role ("window" or "after").
    """
    experiment, series = comparison.experiment, comparison.series
    origin = len(series) - 1 if origin is None else origin
    around = slice(origin + 1 - experiment.window_length, origin + 1 + experiment.horizon)
    rows = _tidy(series, around)
    rows = rows[rows["variable"] == variable]
    seen = rows["time"] <= series.time[origin]
    return rows.assign(role=np.where(seen, "window", "after"))


def snapshot_rollouts(log: TrainingLog, variable: str, epoch: int | None = None) -> pd.DataFrame:
    """The rollouts of one snapshot, the latest if no epoch is given.

    Returns:
        cell, time, forecast_median, forecast_lowest, forecast_highest, observed; no rows before
        the first snapshot.
    """
    shown = [s.rollouts for s in log.snapshots if epoch in (None, s.epoch)]
    if not shown:
        return pd.DataFrame(columns=ROLLOUT_COLUMNS)
    rows = of_one_signal(shown[-1][shown[-1]["variable"] == variable], log.experiment)
    table = summarize_over_seeds(rows, "forecast", ["cell", "time"])
    observed = rows.drop_duplicates(["cell", "time"])[["cell", "time", "observed"]]
    table = table.merge(observed, on=["cell", "time"])
    return table[ROLLOUT_COLUMNS].replace([np.inf, -np.inf], np.nan)


def ranges(task: Task, variable: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Axes for a rollout from the first origin.

    Returns:
        First and last time of the rollout; a range of values that shows what was observed then and
        in the window before, with half of its height around it.
    """
    series, origin = task.series, int(task.test.origins[0])
    ahead = slice(origin + 1 - task.split.window_length, origin + 1 + task.split.horizon)
    values = series.values[ahead, series.variables.index(variable)]
    margin = 0.5 * float(np.ptp(values)) or 1.0
    times = float(series.time[origin + 1]), float(series.time[origin + task.split.horizon])
    return times, (float(values.min()) - margin, float(values.max()) + margin)


@once
def cells_table(comparison: Comparison, variable: str = TOTAL) -> pd.DataFrame:
    """One row per cell: what it cost and how well it forecasts near, midway and far.

    Args:
        comparison: Trained cells.
        variable: Of which variable the errors are; of all together if not given.

    Returns:
        What `comparison.costs` says, diverged (members), interval (what lower and upper are: an
        interval, the range of few seeds, or "" for none), then <measure>_<k>, <measure>_<k>_lower
        and <measure>_<k>_upper (interquartile mean over seeds) for each measure that is known, and
        for k = 1, the middle and the last step.
    """
    horizon = comparison.experiment.horizon
    table = comparison.costs.drop(columns="members")
    diverged = comparison.diverged.groupby("cell").size()
    table["diverged"] = table["cell"].map(diverged).fillna(0).astype(int)
    table["interval"] = interval_name(len(comparison.experiment.seeds))
    for measure in measures_of(comparison, variable):
        points = error_summary(comparison, variable, measure=measure)
        points = points[points["kind"] == "cell"]
        for step in shown_steps(horizon):
            at = points[points["steps_ahead"] == step].set_index("curve")
            for end in ("", "_lower", "_upper"):
                table[f"{measure}_{step}{end}"] = table["cell"].map(at[f"{measure}{end}"])
    return table


@once
def measures_table(comparison: Comparison, steps_ahead: int, variable: str = TOTAL) -> pd.DataFrame:
    """Every cell and baseline by every measure that is known, at one step ahead.

    Args:
        comparison: Trained cells.
        steps_ahead: How far ahead.
        variable: Of which variable the errors are; of all together if not given.

    Returns:
        curve (the cell or baseline), kind, steps_ahead, and for each measure its interquartile
        mean over seeds, `<measure>_lower` and `<measure>_upper`, its interval.
    """
    tables = []
    for measure in measures_of(comparison, variable):
        points = error_summary(comparison, variable, measure=measure)
        points = points[(points["steps_ahead"] == steps_ahead) & (points["kind"] != "floor")]
        tables.append(points.drop(columns=["seeds", "diverged"]))
    return reduce(pd.merge, tables)


def shown_steps(horizon: int) -> list[int]:
    """The first, the middle and the last step ahead, each once."""
    return sorted({1, (horizon + 1) // 2, horizon})


def shown_times(series: Series, times: np.ndarray) -> np.ndarray:
    """Times as people read them: dates as text, without a time of day if that is always 0."""
    if not series.dated:
        return times
    dates = times.astype("M8[ms]")
    if (dates == dates.astype("M8[D]")).all():
        return np.datetime_as_string(dates, unit="D")
    whole = (dates == dates.astype("M8[s]")).all()
    return np.datetime_as_string(dates, unit="s" if whole else "ms")


def told_apart(times: np.ndarray) -> list[str]:
    """Different plain numbers as texts that differ: 6 digits, or as many as that takes."""
    for digits in range(6, 18):
        texts = [f"{time:.{digits}g}" for time in times]
        if len(set(texts)) == len(set(times.tolist())):
            break
    return texts


def _tidy(series: Series, part: slice, values: np.ndarray | None = None) -> pd.DataFrame:
    """time, variable, observed (or these values), clean; variable by variable."""
    observed = series.observed if values is None else values
    clean = np.full_like(series.values, np.nan) if series.clean is None else series.clean
    columns = [
        pd.DataFrame(
            {
                "time": series.time[part],
                "variable": name,
                "observed": observed[part, k],
                "clean": clean[part, k],
            }
        )
        for k, name in enumerate(series.variables)
    ]
    return pd.concat(columns, ignore_index=True)
