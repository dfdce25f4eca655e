"""What the cells are set against: the baselines, which get what the cells get."""

import pandas as pd

from forecasting.data import Task
from forecasting.evaluation import History, Learnt, baseline_errors, period_note


def history_of(task: Task) -> History:
    """What a baseline may see of a task."""
    series, split = task.series, task.split
    return History(
        values=series.values,
        origins=task.test.origins,
        horizon=split.horizon,
        window_length=split.window_length,
        training_length=split.split_index(len(series)),
        period_steps=task.period_steps,
        judged_on_training=split.judged_on == "training",
        learnt=Learnt(task.scaled, task.to_units, task.known),
    )


def errors_of(task: Task) -> pd.DataFrame:
    """baseline, variable, steps_ahead, rmse; of every baseline that applies to a task."""
    return baseline_errors(history_of(task), task.observed, task.series.variables, task.stds)


def note_of(task: Task) -> str | None:
    """What a reader should know of the baselines of a task, in a sentence; None for nothing."""
    return period_note(history_of(task))
