"""The cells while they learn: losses, and the rollout of each snapshot."""

import math
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting.charts.figure import Figure, named
from forecasting.charts.style import (
    BAND_OPACITY,
    TRUTH_COLOUR,
    colour_of,
    dash_of,
    dots_on_line,
    time_axis,
    time_tooltip,
)

Range = tuple[float, float]


def loss_chart(curves: pd.DataFrame, cell: str, epochs: int, losses: Range) -> Figure:
    """The loss of one cell: median over seeds as a line, lowest to highest as a band.

    Args:
        curves: cell, epoch, loss_median, loss_lowest, loss_highest, and where there is a
            validation part validation_median, which becomes a thin dashed line.
        cell: Which one to draw.
        epochs: Epochs of the whole run, so that the axis stays while the curve grows.
        losses: Lowest and highest loss on the axis, the same for all cells.
    """
    curves = curves.replace([float("inf")], float("nan"))
    validated = "validation_median" in curves and bool(curves["validation_median"].notna().any())
    words = f"Training loss of the {cell}" + (" and its validation loss" if validated else "")
    rows = curves[curves["cell"] == cell]
    return Figure(_loss_spec(cell, epochs, losses, validated), {"rows": rows}, words)


@lru_cache(maxsize=64)
def _loss_spec(cell: str, epochs: int, losses: Range, validated: bool) -> dict[str, Any]:
    x = alt.X("epoch:Q", title="epoch", scale=alt.Scale(domain=[1, max(2, epochs)]))
    title = "loss (thin: validation)" if validated else "training loss"
    y, low = (_loss_axis(name, losses, title) for name in ("loss_median", "loss_lowest"))
    tooltip = [
        alt.Tooltip("epoch:Q"),
        alt.Tooltip("loss_median:Q", title="median seed", format=".4g"),
        alt.Tooltip("loss_lowest:Q", title="lowest seed", format=".4g"),
        alt.Tooltip("loss_highest:Q", title="highest seed", format=".4g"),
    ]
    base = named("rows").encode(x=x)
    validation = base.mark_line(color=colour_of(cell), strokeDash=[3, 3], strokeWidth=1.2)
    validation = validation.encode(y=_loss_axis("validation_median", losses, title))
    if validated:
        tooltip.append(alt.Tooltip("validation_median:Q", title="validation", format=".4g"))
    layers = _band_line_dots(base, cell, (low, "loss_highest:Q"), y, tooltip)
    layers += [validation] if validated else []
    return alt.layer(*layers).properties(height=260, title=_title(cell)).to_dict()


def _loss_axis(column: str, losses: Range, title: str) -> alt.Y:
    scale = alt.Scale(type="log", domain=list(losses), clamp=True)
    axis = alt.Axis(values=_decades(losses), format="~g")
    return alt.Y(f"{column}:Q", title=title, scale=scale, axis=axis)


def rollout_chart(
    rollouts: pd.DataFrame, cell: str, ranges: tuple[Range, Range], time_name: str = "step"
) -> Figure:
    """What one cell forecasts from one origin, against what was observed.

    Args:
        rollouts: cell, time, forecast_median, forecast_lowest, forecast_highest, observed; of one
            variable.
        cell: Which one to draw.
        ranges: First and last time, lowest and highest value: axes that stay from snapshot to
            snapshot.
        time_name: What the axis of time counts.
    """
    rows = rollouts[rollouts["cell"] == cell]
    words = f"Rollout of the {cell} against the observed values"
    return Figure(_rollout_spec(cell, ranges, time_name), {"rows": rows}, words)


@lru_cache(maxsize=64)
def _rollout_spec(cell: str, ranges: tuple[Range, Range], time_name: str) -> dict[str, Any]:
    scale = alt.Scale(domain=list(ranges[1]), nice=False)
    base = named("rows").encode(x=time_axis(time_name, ranges[0]))
    axis = alt.Axis(tickCount=5)
    observed = base.mark_line(
        color=TRUTH_COLOUR, strokeWidth=1, point=dots_on_line(14), clip=True
    ).encode(y=alt.Y("observed:Q", scale=scale, title=None, axis=axis))
    y = alt.Y("forecast_median:Q", scale=scale, title=None, axis=axis)
    low = alt.Y("forecast_lowest:Q", scale=scale, title=None, axis=axis)
    tooltip = [
        time_tooltip(time_name),
        alt.Tooltip("forecast_median:Q", title="forecast (median seed)", format=".4g"),
        alt.Tooltip("observed:Q", format=".4g"),
    ]
    layers = _band_line_dots(base, cell, (low, "forecast_highest:Q"), y, tooltip)
    return alt.layer(observed, *layers).properties(height=250, title=_title(cell)).to_dict()


def _band_line_dots(
    base: alt.Chart, cell: str, band: tuple[alt.Y, str], y: alt.Y, tooltip: list[alt.Tooltip]
) -> list[alt.Chart]:
    """A band over seeds, its median, and invisible points that answer to the mouse."""
    colour = colour_of(cell)
    area = base.mark_area(opacity=BAND_OPACITY, color=colour, clip=True)
    line = base.mark_line(color=colour, strokeDash=dash_of(cell), strokeWidth=2.2, clip=True)
    dots = base.mark_point(opacity=0, size=60, clip=True).encode(y=y, tooltip=tooltip)
    return [area.encode(y=band[0], y2=band[1]), line.encode(y=y), dots]


def _decades(losses: Range) -> list[float]:
    """Powers of ten within a range, where a logarithmic axis has its marks."""
    low, high = (round(math.log10(end)) for end in losses)
    return [10.0**power for power in range(low, high + 1)]


def _title(cell: str) -> alt.Title:
    return alt.Title(cell, color=colour_of(cell), anchor="start")
