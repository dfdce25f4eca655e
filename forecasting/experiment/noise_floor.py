"""The error that the noise alone makes: no forecast can be expected to do better."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from forecasting.data import SyntheticSeries, Task
from forecasting.evaluation import RMSE, TOTAL
from forecasting.experiment.baseline_errors import naive_errors
from forecasting.experiment.comparison import Comparison

NOISE_FLOOR, MEAN_NOISE = "noise σ", "noise"
"""What the curve is called, of the RMSE and of other measures."""

MEAN_SIZE = math.sqrt(2 / math.pi)
"""Of Gaussian noise with a standard deviation of 1, which the noise of our signals is."""


def noise_floor(comparison: Comparison, variable: str = TOTAL, measure: str = RMSE) -> pd.DataFrame:
    """The noise floor as a curve; no rows where it is not known.

    It is σ for the RMSE and σ · √(2/π) for the MAE, which the signal itself as a forecast would
    have. Of sMAPE there is no such number: its error depends on the value.

    Returns:
        curve, kind ("floor"), seed (−1), steps_ahead, `<measure>`.
    """
    height = _height(comparison, variable, measure)
    steps: Sequence[int] = () if height is None else range(1, comparison.experiment.horizon + 1)
    names = {"curve": NOISE_FLOOR if measure == RMSE else MEAN_NOISE, "kind": "floor", "seed": -1}
    return pd.DataFrame({**names, "steps_ahead": steps, measure: height or math.nan})


def _height(comparison: Comparison, variable: str, measure: str) -> float | None:
    noise = comparison.task.series.noise_std
    if not noise or measure == "smape":
        return None
    if measure != RMSE and not isinstance(comparison.experiment.source, SyntheticSeries):
        return None  # who knows how that noise is distributed
    variables = comparison.task.series.variables
    chosen = slice(None) if variable == TOTAL else [variables.index(variable)]
    divided = measure == "mase" or (variable == TOTAL and len(variables) > 1)

    def scale(task: Task) -> np.ndarray:
        return naive_errors(task) if measure == "mase" else task.stds

    shares = 1 / comparison.stacked(scale)[..., chosen] if divided else np.ones(1)
    own = shares.mean(-1) * MEAN_SIZE
    if measure == RMSE:
        own = np.sqrt(np.square(shares).mean(-1))
    # Of several stretches it is the geometric mean, as of the cells' errors.
    return noise * float(np.exp(np.log(own).mean()))
