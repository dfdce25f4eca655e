"""The charts of a report as Vega-Lite that fits its width and its light."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from forecasting import charts
from forecasting.charts import Figure
from forecasting.evaluation import ribbon_sentences
from forecasting.experiment import Comparison, axis_ends, tables
from forecasting.messages import in_turn
from forecasting.models import CELLS

charts.use_cells(CELLS)

DIGITS = 9
"""Of the numbers in a chart: more than anybody sees, and half of what a float is long."""

INK = "currentColor"
FAINT = {"gridColor": INK, "gridOpacity": 0.1, "domainColor": INK, "domainOpacity": 0.3}
CONFIG: dict[str, Any] = {
    "aria": False,  # the words stand on the element around the chart
    "background": None,
    "font": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": 500,
        "titlePadding": 8,
        "labelPadding": 5,
        "labelOpacity": 0.8,
        "titleOpacity": 0.8,
        "ticks": False,
        **FAINT,
    },
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 13, "titleFontSize": 13},
    "title": {"fontSize": 15, "fontWeight": 600, "offset": 10},
}
"""The colour of the text around a chart is that of the page, on light, on dark and on paper."""


@dataclass(frozen=True)
class Drawing:
    """One chart.

    Attributes:
        key: Its name within the page.
        alt: What it shows, in words.
        spec: Vega-Lite, data included, which JSON can write.
    """

    key: str
    alt: str
    spec: Mapping[str, Any]


def errors(curves: pd.DataFrame, ribbons: pd.DataFrame) -> Drawing:
    """RMSE by steps ahead, of `error_curves`, and below it which cells are shown to be better."""
    cells = curves[curves["kind"] == "cell"]
    highest = axis_ends.round_up(axis_ends.to_hold(cells, "rmse"))
    figure = charts.errors_chart(curves, highest)
    return drawing(
        "errors", charts.with_ribbons(figure, ribbons, in_turn(ribbon_sentences(ribbons)))
    )


def errors_caption(curves: pd.DataFrame) -> str:
    """What line, band and thin lines of that chart are."""
    cells = curves[curves["kind"] == "cell"]
    band = axis_ends.band_caption(cells, "rmse", int(cells["seeds"].max()))
    return in_turn([band, axis_ends.thin_caption(curves)])


def rollouts(comparison: Comparison, origin: int | None) -> list[Drawing]:
    """What all cells forecast from an origin, past the end if it is None; a chart per variable."""
    series, place = comparison.task.series, "future" if origin is None else "rollout"
    figures = [
        charts.forecasts_chart(
            tables.rollout_table(comparison, variable, origin),
            tables.truth_table(comparison, variable, origin),
            variable,
            series.time_name,
        )
        for variable in series.variables
    ]
    return [drawing(f"{place}-{k}", figure) for k, figure in enumerate(figures)]


def losses(comparison: Comparison) -> list[Drawing]:
    """The training loss of each cell, on one scale."""
    experiment, log = comparison.experiment, comparison.log
    curves, span = log.loss_curves(), axis_ends.loss_range(log)
    figures = [
        charts.loss_chart(curves, cell, experiment.training.epochs, span)
        for cell in experiment.cells
    ]
    return [drawing(f"loss-{k}", figure) for k, figure in enumerate(figures)]


def drawing(key: str, figure: Figure) -> Drawing:
    """A figure for a page without Streamlit, which gives charts their width and their colours."""
    fitting = {"width": "container", "autosize": {"type": "fit-x", "contains": "padding"}}
    spec = {**figure.to_dict(), **fitting, "config": CONFIG}
    return Drawing(key, figure.alt, plain(spec))


def plain(value: Any) -> Any:
    """The same for JSON, which knows neither NaN nor infinity: both become null, a gap."""
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    return value
