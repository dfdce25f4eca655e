"""Does every member that was trained count, whatever became of it?"""

from collections.abc import Collection

import numpy as np
import pandas as pd

from forecasting.evaluation import TOTAL
from forecasting.experiment.audits.finding import (
    Finding,
    Member,
    member_of,
    members_at,
    named,
)
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.settings import Experiment
from forecasting.messages import Message, message, phrase, plural


def none_hidden(comparison: Comparison) -> Finding:
    """Every seed of every cell has its errors, and whoever diverged is counted as such."""
    experiment, errors = comparison.experiment, every_error(comparison)
    missing = members_at(experiment, np.isnan(errors).any(axis=(2, 3)))
    if missing or comparison.errors.duplicated(_keys(experiment)).any():
        return False, message(
            "{who}: an error is missing or there twice.",
            who=named(missing) or phrase("Some networks"),
        )
    infinite = members_at(experiment, np.isinf(errors).any(axis=(2, 3)))
    broken = [
        member for member in members_at(experiment, _broken(comparison)) if member not in infinite
    ]
    if broken:
        return False, message(
            "{who}: the weights diverged, but the errors are finite.", who=named(broken)
        )
    lost = comparison.diverged[["cell", *experiment.labels]].to_numpy()
    diverged = [member_of(cell, *own) for cell, *own in lost]
    uncounted = [member for member in infinite if member not in diverged]
    if uncounted:
        return False, message(
            "{who}: errors are infinite, but not counted as diverged.", who=named(uncounted)
        )
    return True, _all_there(experiment, diverged)


def _all_there(experiment: Experiment, diverged: list[Member]) -> Message:
    every = len(experiment.cells) * len(experiment.members)
    if not diverged:
        return plural(
            "The only network has errors at every step; it did not diverge.",
            "All of {count} networks have errors at every step; none diverged.",
            count=every,
        )
    return plural(
        "The only network has errors at every step; it diverged and counts: {who}.",
        "All of {count} networks have errors at every step; {lost} diverged and count: {who}.",
        count=every,
        lost=len(diverged),
        who=named(diverged),
    )


def every_error(comparison: Comparison) -> np.ndarray:
    """The RMSE (cell, member, variable + 1, step) of all that there should be, NaN if missing."""
    experiment, table = comparison.experiment, comparison.errors
    variables, steps = [*comparison.task.series.variables, TOTAL], range(1, experiment.horizon + 1)
    stretches = [range(1, experiment.stretches + 1)] if experiment.stretches > 1 else []
    axes: list[Collection] = [experiment.cells, *stretches, experiment.seeds, variables, steps]
    keys, shape = _keys(experiment), (len(experiment.cells), -1, len(variables), len(steps))
    whole = pd.MultiIndex.from_product(axes, names=keys)
    rmse = table[~table.duplicated(keys)].set_index(keys)["rmse"].reindex(whole)
    return rmse.to_numpy().reshape(shape)


def _keys(experiment: Experiment) -> list[str]:
    """The columns that tell errors apart, in the order of the members."""
    return ["cell", *reversed(experiment.labels), "variable", "steps_ahead"]


def _broken(comparison: Comparison) -> np.ndarray:
    """Members (cell, member) with a weight that is no number."""
    rows = []
    for model in comparison.models.values():
        weights = [w.detach().cpu().numpy().reshape(len(w), -1) for w in model.parameters()]
        rows.append(~np.isfinite(np.concatenate(weights, axis=1)).all(axis=1))
    return np.array(rows)
