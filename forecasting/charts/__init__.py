"""Tidy table -> Altair chart. Knows pandas and Altair, nothing else."""

from forecasting.charts.error_chart import empty_chart, errors_chart
from forecasting.charts.figure import Figure
from forecasting.charts.gradients import cost_chart, truncation_chart
from forecasting.charts.learning import loss_chart, rollout_chart
from forecasting.charts.listening_chart import below_the_chart, felt_chart, listening_chart
from forecasting.charts.ribbons import with_ribbons
from forecasting.charts.rollouts import forecasts_chart
from forecasting.charts.series_chart import series_chart
from forecasting.charts.skill import skill_chart
from forecasting.charts.snapshots import snapshots_chart
from forecasting.charts.style import ACCENT, BASELINE_STYLES, CELL_STYLES, use_cells
from forecasting.charts.window import at_step, gates_chart, units_chart, window_chart

__all__ = [
    "ACCENT",
    "BASELINE_STYLES",
    "CELL_STYLES",
    "Figure",
    "at_step",
    "below_the_chart",
    "cost_chart",
    "empty_chart",
    "errors_chart",
    "felt_chart",
    "forecasts_chart",
    "gates_chart",
    "listening_chart",
    "loss_chart",
    "rollout_chart",
    "series_chart",
    "skill_chart",
    "snapshots_chart",
    "truncation_chart",
    "units_chart",
    "use_cells",
    "window_chart",
    "with_ribbons",
]
