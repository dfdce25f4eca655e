"""The forecasts past the end of the data, as tables to read and to take away."""

import numpy as np
import pandas as pd

from forecasting.data import Series
from forecasting.evaluation import summarize_over_seeds
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.places import with_time
from forecasting.experiment.tables import of_one_signal, shown_times
from forecasting.messages import Message, message

ENDS = {
    "forecast_median": "median over seeds",
    "forecast_lowest": "lowest seed",
    "forecast_highest": "highest seed",
}
"""What a column over seeds is called, so that nobody takes it for anything else."""


def future_table(comparison: Comparison) -> pd.DataFrame:
    """The forecasts past the end of the data, every seed.

    Returns:
        cell, seed (and stretch, the last of several), steps_ahead, time (as text, if it is a date),
        variable, forecast.
    """
    series = comparison.series
    table = with_time(comparison.future, series)
    table["time"] = shown_times(series, table["time"].to_numpy())
    names = list(comparison.experiment.labels)
    return table[["cell", *names, "steps_ahead", "time", "variable", "forecast"]]


def future_summary(comparison: Comparison) -> pd.DataFrame:
    """The forecasts past the end of the data: the middle and the range of the seeds of each cell.

    The range is that of the trained networks among each other. It is no prediction interval: it
    says nothing of how far the series may be from all of them.

    Returns:
        A row for each step and variable: date (as text) or time, steps_ahead, variable, and for
        each cell "<cell> median over seeds", "<cell> lowest seed", "<cell> highest seed".
    """
    series, keys = comparison.series, ["variable", "origin", "steps_ahead"]
    rows = of_one_signal(comparison.future, comparison.experiment)
    table = summarize_over_seeds(rows, "forecast", ["cell", *keys])
    wide = with_time(table[keys].drop_duplicates(), series)
    wide[_time_column(series)] = shown_times(series, wide["time"].to_numpy())
    wide = wide[[_time_column(series), "steps_ahead", "variable", "origin"]]
    for cell in comparison.experiment.cells:
        own = table.loc[table["cell"] == cell, [*keys, *ENDS]]
        wide = wide.merge(own.rename(columns={k: f"{cell} {v}" for k, v in ENDS.items()}), on=keys)
    return wide.drop(columns="origin").replace([np.inf, -np.inf], np.nan)


def range_of_seeds(comparison: Comparison) -> Message:
    """What line and band of a forecast are, and what the band is not."""
    experiment = comparison.experiment
    if experiment.stretches > 1 and len(experiment.seeds) > 1:
        return message(
            "Line: the median over the seeds that learnt from one stretch, that of the origin or, "
            "past the end, the last. Band: from the lowest to the highest of them, which is how "
            "far the trained networks are apart. It is not a prediction interval: the series may "
            "well leave it."
        )
    if experiment.has_signals and len(experiment.seeds) > 1:
        return message(
            "Line: the forecast of seed {seed} alone, as each seed has a signal of its own. There "
            "is no band, which would need several seeds of one signal.",
            seed=experiment.seeds[0],
        )
    if len(experiment.seeds) == 1:
        return message(
            "Line: the forecast of the one seed. There is no band, which would need several seeds."
        )
    return message(
        "Line: the median over seeds. Band: from the lowest to the highest seed, which is how far "
        "the trained networks are apart. It is not a prediction interval: the series may well "
        "leave it."
    )


def _time_column(series: Series) -> str:
    return "date" if series.dated else "time"
