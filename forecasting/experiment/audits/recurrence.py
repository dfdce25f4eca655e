"""Does the past of a window matter to what a cell forecasts?"""

import numpy as np

from forecasting import digits
from forecasting.data import Scaler, Task
from forecasting.experiment.audits.finding import Finding, Member, members_at, named
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.settings import Experiment
from forecasting.messages import Message, message
from forecasting.rollout import rollout

MOST_CONTEXTS = 4
MOST_POSITIONS = 32

TOLERANCE = 1e-5
"""A smaller change is no change: about a hundred times the rounding of single precision."""


def cell_recurs(comparison: Comparison) -> Finding:
    """Some value of the window other than the last changes the next forecast of every member.

    One of them is enough: a trained cell may well have forgotten the earliest.
    """
    experiment = comparison.experiment
    if experiment.window_length == 1:
        return False, _without_past(experiment)
    moved = _moved(comparison)
    silent = members_at(experiment, moved == 0)
    if silent:
        return False, message(
            "{who}: no value before the last one changes the next forecast.", who=named(silent)
        )
    lost = members_at(experiment, np.isnan(moved))
    if len(lost) == moved.size:
        return None, message("Every network diverged, so that there is nothing to look at.")
    return True, _all_recur(digits.percent(float(np.nanmin(moved))), lost)


def _without_past(experiment: Experiment) -> Message:
    if experiment.feedback == "window":
        return message(
            "The window is a single value, so no cell ever learnt from a past, and feedback starts "
            "from it anew at every step."
        )
    return message("The window is a single value, so no cell ever learnt from a past.")


def _all_recur(least: str, lost: list[Member]) -> Message:
    if not lost:
        return message(
            "Values before the last one of a window change the next forecast of every network, by "
            "at least {least} of a standard deviation if one of them moves by a whole one.",
            least=least,
        )
    return message(
        "Values before the last one of a window change the next forecast of every network, by at "
        "least {least} of a standard deviation if one of them moves by a whole one; {who} diverged "
        "and could not be looked at.",
        least=least,
        who=named(lost),
    )


def _moved(comparison: Comparison) -> np.ndarray:
    """The largest change (cell, member) of a forecast one step ahead, in standard deviations.

    For one standard deviation at a time of one earlier value; 0 if it is no more than rounding,
    NaN if the member diverged.
    """
    probes = comparison.stacked(_probes)
    scale = float(max(_scale(task).max() for task in comparison.distinct_tasks))
    rows = []
    for model in comparison.models.values():
        seen = model.as_input(probes.reshape(*probes.shape[:-4], -1, *probes.shape[-2:]))
        forecasts = rollout(
            model, seen, 1, comparison.experiment.feedback, engine=comparison.engine
        )
        shape = (len(model.seeds), *probes.shape[-4:-2], -1)
        rows.append(_change(forecasts.double().cpu().numpy().reshape(shape), scale))
    return np.array(rows)


def _change(forecasts: np.ndarray, scale: float) -> np.ndarray:
    """(member,), of forecasts (member, context, probe, variable); the first probe is unchanged."""
    with np.errstate(invalid="ignore"):
        change = np.abs(forecasts[:, :, 1:] - forecasts[:, :, :1]).max(axis=(1, 2, 3))
        size = np.maximum(scale, np.abs(forecasts).max(axis=(1, 2, 3)))
        change[change <= TOLERANCE * size] = 0
    change[~np.isfinite(forecasts).all(axis=(1, 2, 3))] = np.nan
    return change / scale


def _probes(task: Task) -> np.ndarray:
    """Some test windows (context, probe, time, variable), each as it is and then disturbed."""
    chosen = np.unique(np.linspace(0, len(task.test) - 1, MOST_CONTEXTS).astype(int))
    back = _positions(task.split.window_length)
    probes = np.repeat(task.test.contexts[chosen, None], len(back) + 1, axis=1)
    probes[:, np.arange(1, len(back) + 1), -1 - back] += _scale(task)
    return probes


def _positions(window_length: int) -> np.ndarray:
    """How far before the last value: all of a short window, the later ones more densely."""
    return np.unique(np.geomspace(1, window_length - 1, MOST_POSITIONS).round().astype(int))


def _scale(task: Task) -> np.ndarray:
    """One standard deviation (variable,) of the training part, in scaled units."""
    known = task.split.split_index(len(task.series)) - task.split.transform.lost
    return Scaler.fit(task.scaled[:known]).std
