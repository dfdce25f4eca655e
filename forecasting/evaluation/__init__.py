"""How good forecasts are: errors per step ahead, and the baselines to compare them with.

Takes arrays, gives tidy tables, and knows neither models nor the files a series came from.
"""

from forecasting.evaluation.baselines import (
    BASELINES,
    Baseline,
    History,
    baseline_errors,
    linear_autoregression,
    naive,
    seasonal_naive,
)
from forecasting.evaluation.errors import (
    TOTAL,
    Labels,
    errors_table,
    forecasts_table,
    join_tables,
    rmse_per_step,
    spread,
    summary_at,
)

__all__ = [
    "BASELINES",
    "TOTAL",
    "Baseline",
    "History",
    "Labels",
    "baseline_errors",
    "errors_table",
    "forecasts_table",
    "join_tables",
    "linear_autoregression",
    "naive",
    "rmse_per_step",
    "seasonal_naive",
    "spread",
    "summary_at",
]
