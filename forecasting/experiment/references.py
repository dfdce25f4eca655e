"""What the cells are set against: the baselines, which get what the cells get."""

import pandas as pd

from forecasting.data import Task
from forecasting.evaluation import History, Learnt, baseline_errors, period_note
from forecasting.experiment.settings import Experiment


def history_of(experiment: Experiment, task: Task) -> History:
    """What a baseline may see of a task."""
    series = task.series
    return History(
        values=series.values,
        origins=task.test.origins,
        horizon=experiment.horizon,
        window_length=experiment.window_length,
        training_length=task.split.split_index(len(series)),
        period_steps=task.period_steps,
        judged_on_training=experiment.judged_on == "training",
        learnt=Learnt(task.scaled, task.to_units, task.known),
    )


def errors_of(experiment: Experiment, task: Task) -> pd.DataFrame:
    """baseline, variable, steps_ahead, rmse; of every baseline that applies to a task."""
    return baseline_errors(
        history_of(experiment, task), task.observed, task.series.variables, task.stds
    )


def note_of(experiment: Experiment, task: Task) -> str | None:
    """What a reader should know of the baselines of a task, in a sentence; None for nothing."""
    return period_note(history_of(experiment, task))
