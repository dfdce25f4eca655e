"""A comparison in one sentence."""

import numpy as np
import pandas as pd

from forecasting.evaluation import TOTAL
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.curves import runs_of, summary


def headline(comparison: Comparison, steps_ahead: int) -> str:
    """Which cell has the lowest error at a step ahead, beside the others and the best baseline.

    The numbers are those of the chart: interquartile means over seeds. It says what was
    measured, and does not claim that a difference is more than luck.

    Raises:
        ValueError: If nothing was forecast that far ahead.
    """
    cells = _at(comparison.errors, "cell", steps_ahead)
    first, others = cells.iloc[0], cells.iloc[1:]
    where = f"At {_steps(steps_ahead)} ahead the"
    if not np.isfinite(first["rmse"]):
        return f"{where} forecasts of every cell have diverged."
    has = "has the lowest RMSE" if len(others) else "has RMSE"
    words = f"{where} {first['curve']} {has} {first['rmse']:.3g}{_over_seeds(first)}"
    rest = [f"{row['curve']} {row['rmse']:.3g}" for _, row in others.iterrows()]
    best = _at(comparison.baselines, "baseline", steps_ahead).iloc[0]
    return "; ".join([words, *rest, f"best baseline: {best['curve']} {best['rmse']:.3g}"]) + "."


def _at(errors: pd.DataFrame, kind: str, steps_ahead: int) -> pd.DataFrame:
    """The summary of all cells, or all baselines, at one step ahead, the best first."""
    runs = runs_of(errors, kind, kind, TOTAL)
    chosen = runs[runs["steps_ahead"] == steps_ahead]
    if chosen.empty:
        last = runs["steps_ahead"].max()
        raise ValueError(f"no errors at steps ahead [{steps_ahead}]: choose from 1 to {last}")
    return summary(chosen, "rmse").sort_values("rmse", kind="stable")


def _over_seeds(row: pd.Series) -> str:
    """How the number was made of several, and how sure it is."""
    if row["seeds"] == 1:
        return ""
    interval = f"95 % interval {row['rmse_lower']:.3g} to {row['rmse_upper']:.3g}"
    return f" (interquartile mean over {row['seeds']} seeds, {interval})"


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"
