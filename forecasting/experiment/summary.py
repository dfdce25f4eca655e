"""A comparison in one sentence."""

import numpy as np

from forecasting.evaluation import TOTAL, summary_at
from forecasting.experiment.comparison import Comparison


def headline(comparison: Comparison, steps_ahead: int) -> str:
    """Which cell has the lowest error at a step ahead, beside the others and the best baseline.

    It says what was measured, and does not claim that a difference is more than luck.

    Raises:
        ValueError: If nothing was forecast that far ahead.
    """
    at = summary_at(comparison.errors, [steps_ahead]).sort_values("rmse_median", kind="stable")
    first, others = at.iloc[0], at.iloc[1:]
    if not np.isfinite(first["rmse_median"]):
        return f"At {_steps(steps_ahead)} ahead the forecasts of every cell have diverged."
    seeds = len(comparison.experiment.seeds)
    over = f"{first['rmse_lowest']:.3g} to {first['rmse_highest']:.3g} over {seeds} seeds"
    words = f"At {_steps(steps_ahead)} ahead the {first['cell']} has the lowest median RMSE"
    words = words if len(others) else f"At {_steps(steps_ahead)} ahead the {first['cell']} has RMSE"
    words += f" {first['rmse_median']:.3g}" + (f" ({over})" if seeds > 1 else "")
    rest = [f"{row['cell']} {row['rmse_median']:.3g}" for _, row in others.iterrows()]
    return "; ".join([words, *rest, _best_baseline(comparison, steps_ahead)]) + "."


def _best_baseline(comparison: Comparison, steps_ahead: int) -> str:
    table = comparison.baselines
    rows = table[(table["variable"] == TOTAL) & (table["steps_ahead"] == steps_ahead)]
    best = rows.sort_values("rmse", kind="stable").iloc[0]
    return f"best baseline: {best['baseline']} {best['rmse']:.3g}"


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"
