"""The series and its windows, section by section."""

import pandas as pd
import streamlit as st

from forecasting import charts, digits
from forecasting.dashboard import components, fields, jobs
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.data import (
    SAMPLES,
    SIGNALS,
    Series,
    Source,
    Split,
    SyntheticSeries,
    Task,
    UploadedSeries,
)
from forecasting.experiment import Experiment, tables
from forecasting.messages import plural

MOST_TRAINED = 0.9
"""Of a series that is only looked at: something has to be left for the test part."""


def about(source: Source) -> None:
    """What the series is, why one would pick it, and where it comes from."""
    if isinstance(source, UploadedSeries):
        return
    if isinstance(source, SyntheticSeries):
        signal = SIGNALS[source.signal]
        st.markdown(f"**{say(signal.title)}** · {say(signal.formula)}")
        st.caption(
            say(
                "{reason} A cycle is {cycle}. Source: {source}.",
                reason=signal.reason,
                cycle=signal.cycle,
                source=signal.source,
            )
        )
    else:
        sample = SAMPLES[source.name]
        st.markdown(f"**{say(sample.title)}**")
        st.caption(say("{reason} Source: {source}.", reason=sample.reason, source=sample.source))


def alone(source: Source, train: float) -> None:
    """The series without a window on it, for settings that cannot work."""
    share = min(train, MOST_TRAINED)
    split = Split(window_length=1, horizon=1, train_fraction=share)
    task = jobs.task(source, split)
    rows = tables.series_table(task)
    nowhere = tables.window_table(task, 1).iloc[:0]
    for variable in task.series.variables:
        figure = charts.series_chart(rows, nowhere, variable, task.series.time_name)
        components.draw(figure, f"series_{variable}")


def windows(experiment: Experiment) -> None:
    """The series with one window on it that walks by a slider, and how many there are."""
    tasks = [jobs.task(piece, experiment.split) for piece in experiment.pieces]
    task, rows = tasks[0], tables.stretches_table(tasks)
    window = tables.window_table(task, _number(len(task.training)))
    for variable in task.series.variables:
        figure = charts.series_chart(rows, window, variable, task.series.time_name)
        components.draw(figure, f"series_{variable}")
    _in_numbers(window, task.series)
    if len(tasks) > 1:
        cut = plural(
            "The series is cut into {count} stretch. Each has:",
            "The series is cut into {count} stretches, and every seed is trained and tested on "
            "each, with first weights of its own. Each stretch has:",
            count=len(tasks),
        )
        st.caption(say(cut))
    _counts(task)
    components.table(rows, "series")


def _number(count: int) -> int:
    if count == 1:
        return 1
    label = say("Walk one window through the training part")
    return st.slider(label, 1, count, min(10, count), key=f"walk_{count}")


def _in_numbers(window: pd.DataFrame, series: Series) -> None:
    """The target of one window and its inputs, as numbers."""
    wide = window.pivot_table("value", "variable", "time").loc[list(series.variables)]
    shown = tables.shown_times(series, wide.columns.to_numpy())
    times = list(shown) if series.dated else tables.told_apart(shown)
    wide.columns = pd.Index([*times[:-1], f"→ {times[-1]}"])
    wide = wide[[wide.columns[-1], *wide.columns[:-1]]]
    st.caption(
        say(
            "→ is this window's target; then its inputs, by {time_name}.",
            time_name=plain(series.time_name),
        )
    )
    st.dataframe(wide, width="stretch")


def _counts(task: Task) -> None:
    """How much there is to learn from and to be judged on."""
    values = len(task.series)
    split, test = task.split.split_index(values), task.split.test_index(values)
    counts = {
        "Training values": split,
        "Validation values": test - split,
        "Test values": values - test,
        "Training windows": len(task.training),
        "Forecast starting points": len(task.test),
    }
    counts = {label: count for label, count in counts.items() if count}
    with fields.row(len(counts)):
        for label, count in counts.items():
            st.metric(label, digits.whole(count))
