"""Does every member that was trained count, whatever became of it?"""

from collections.abc import Collection

import numpy as np
import pandas as pd

from forecasting.evaluation import TOTAL
from forecasting.experiment.audits.finding import Finding, counted, members_at, named
from forecasting.experiment.comparison import Comparison

KEYS = ["cell", "seed", "variable", "steps_ahead"]


def none_hidden(comparison: Comparison) -> Finding:
    """Every seed of every cell has its errors, and whoever diverged is counted as such."""
    experiment, errors = comparison.experiment, every_error(comparison)
    missing = members_at(experiment, np.isnan(errors).any(axis=(2, 3)))
    if missing or comparison.errors.duplicated(KEYS).any():
        return False, f"{named(missing) or 'Some members'}: an error is missing or there twice."
    infinite = members_at(experiment, np.isinf(errors).any(axis=(2, 3)))
    broken = [
        member for member in members_at(experiment, _broken(comparison)) if member not in infinite
    ]
    if broken:
        return False, f"{named(broken)}: the weights diverged, but the errors are finite."
    diverged = [*comparison.diverged[["cell", "seed"]].itertuples(index=False, name=None)]
    uncounted = [member for member in infinite if member not in diverged]
    if uncounted:
        return False, f"{named(uncounted)}: errors are infinite, but not counted as diverged."
    every = counted(len(experiment.cells) * len(experiment.seeds), "member")
    found = (
        f"{len(diverged)} diverged and count: {named(diverged)}" if diverged else "none diverged"
    )
    return True, f"All of {every} have errors at every step; {found}."


def every_error(comparison: Comparison) -> np.ndarray:
    """The RMSE (cell, member, variable + 1, step) of all that there should be, NaN if missing."""
    experiment, table = comparison.experiment, comparison.errors
    variables, steps = [*comparison.task.series.variables, TOTAL], range(1, experiment.horizon + 1)
    axes: list[Collection] = [experiment.cells, experiment.seeds, variables, steps]
    whole = pd.MultiIndex.from_product(axes, names=KEYS)
    rmse = table[~table.duplicated(KEYS)].set_index(KEYS)["rmse"].reindex(whole)
    return rmse.to_numpy().reshape([len(axis) for axis in axes])


def _broken(comparison: Comparison) -> np.ndarray:
    """Members (cell, member) with a weight that is no number."""
    rows = []
    for model in comparison.models.values():
        weights = [w.detach().cpu().numpy().reshape(len(w), -1) for w in model.parameters()]
        rows.append(~np.isfinite(np.concatenate(weights, axis=1)).all(axis=1))
    return np.array(rows)
