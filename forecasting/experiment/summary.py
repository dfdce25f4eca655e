"""What was measured at one step ahead, in one line."""

import numpy as np
import pandas as pd

from forecasting import digits
from forecasting.evaluation import RANGE, TOTAL, interval_name
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.curves import TOTAL_UNIT, runs_of, summary, unit_of


def figures(comparison: Comparison, steps_ahead: int, variable: str = TOTAL) -> str:
    """The error of each cell at a step ahead, the lowest first, and that of the best baseline.

    The numbers are those of the chart: interquartile means over seeds. It says what was
    measured, and does not claim that a difference is more than luck.

    Args:
        comparison: Trained cells.
        steps_ahead: How far ahead.
        variable: Of which variable; all of them together if not given.

    Raises:
        ValueError: If nothing was forecast that far ahead.
    """
    cells = _at(comparison.errors, "cell", steps_ahead, variable)
    where = f"At {_steps(steps_ahead)} ahead"
    if not np.isfinite(cells["rmse"]).any():
        return f"{where} the forecasts of every cell have diverged."
    best = _at(comparison.baselines, "baseline", steps_ahead, variable).head(1)
    rows = pd.concat([cells, best], ignore_index=True)
    told = digits.ranged(rows["rmse"], rows["rmse_lower"], rows["rmse_upper"])
    *measured, baseline = (f"{name} {text}" for name, text in zip(rows["curve"], told, strict=True))
    unit = unit_of(comparison, variable)
    rmse = f"RMSE in {unit}:" if unit == TOTAL_UNIT else "RMSE"
    return f"{where}: {rmse} {', '.join(measured)}; best baseline: {baseline}. {_of_seeds(cells)}"


def _at(errors: pd.DataFrame, kind: str, steps_ahead: int, variable: str) -> pd.DataFrame:
    """The summary of all cells, or all baselines, at one step ahead, the best first."""
    runs = runs_of(errors, kind, kind, variable)
    chosen = runs[runs["steps_ahead"] == steps_ahead]
    if chosen.empty:
        last = runs["steps_ahead"].max()
        raise ValueError(f"no errors at steps ahead [{steps_ahead}]: choose from 1 to {last}")
    return summary(chosen, "rmse").sort_values("rmse", kind="stable")


def _of_seeds(cells: pd.DataFrame) -> str:
    """How the numbers of the cells were made of several."""
    seeds = cells["seeds"].iloc[0]
    if seeds == 1:
        return "Of a single seed."
    name = interval_name(seeds)
    spread = f"their {name}" if name == RANGE else f"its {name}"
    return f"Interquartile mean over {seeds} seeds, in brackets {spread}."


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"
