"""What the cells are set against: the baselines, and the scales of their errors."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from forecasting.data import Task
from forecasting.evaluation import (
    History,
    Learnt,
    Scales,
    baseline_errors,
    join_tables,
    naive_error,
    period_note,
    season_of,
)
from forecasting.messages import Message


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
    """baseline, variable, steps_ahead, and each measure; of every baseline that applies."""
    scales = Scales(task.stds, naive_errors(task))
    return baseline_errors(history_of(task), task.observed, task.series.variables, scales)


def errors_of_all(tasks: Sequence[Task], labels: Mapping[str, Sequence[int]]) -> pd.DataFrame:
    """The same of several tasks, with a column that tells them apart.

    Args:
        tasks: One for all members, or one for each.
        labels: Seed, and stretch if there are several, of each member.
    """
    tables = [errors_of(task) for task in dict.fromkeys(tasks)]
    if len(tables) == 1:
        return tables[0]
    *_, name = labels
    pairs = zip(dict.fromkeys(labels[name]), tables, strict=True)
    return join_tables([table.assign(**{name: number}) for number, table in pairs])


def naive_errors(task: Task) -> np.ndarray:
    """What MASE divides by (variable,): the naive's error on the training part, in units.

    The seasonal naive's where there is a season; NaN where it makes no error.
    """
    history = history_of(task)
    return naive_error(task.series.observed[: history.training_length], season_of(history))


def steps_back(task: Task) -> int:
    """How far back that forecast looks: a season, or one step."""
    return season_of(history_of(task))


def note_of(task: Task) -> Message | None:
    """What a reader should know of the baselines of a task, in a sentence; None for nothing."""
    return period_note(history_of(task))
