"""The cells while they learn: losses, and the rollout of each snapshot."""

from functools import lru_cache, partial
from typing import Any

import altair as alt
import pandas as pd

from forecasting import digits
from forecasting.charts.axes import log_axis, time_axis, times_in_words
from forecasting.charts.figure import Figure, filled, finished, named
from forecasting.charts.hover import HOVER, hover_rule, hover_table, numbers_at
from forecasting.charts.style import (
    BAND_OPACITY,
    TRUTH_COLOUR,
    cell_title,
    colour_of,
    dash_of,
    dots_on_line,
)
from forecasting.messages import phrase

Range = tuple[float, float]

EPOCH = phrase("epoch")


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
    words = phrase("Training loss of the {cell}", cell=cell)
    if validated:
        words = phrase("Training loss of the {cell} and its validation loss", cell=cell)
    rows = curves[curves["cell"] == cell]
    columns = [[f"loss_{end}"] for end in ("median", "lowest", "highest")]
    columns += [["validation_median"]] if validated else []
    told = hover_table("epoch", [numbers_at(rows, "epoch", column) for column in columns])
    spec = _loss_spec(cell, epochs, losses, validated)
    return Figure(spec, {"rows": rows, HOVER: told}, words)


@lru_cache(maxsize=64)
def _loss_spec(cell: str, epochs: int, losses: Range, validated: bool) -> dict[str, Any]:
    x = alt.X("epoch:Q", title=EPOCH, scale=alt.Scale(domain=[1, max(2, epochs)]))
    x = x.axis(alt.Axis(tickMinStep=1, format=",d"))
    title = phrase("loss (thin: validation)") if validated else phrase("training loss")
    y, low = (_loss_axis(name, losses, title) for name in ("loss_median", "loss_lowest"))
    base = named("rows").encode(x=x)
    validation = base.mark_line(color=colour_of(cell), strokeDash=[3, 3], strokeWidth=1.2)
    validation = validation.encode(y=_loss_axis("validation_median", losses, title))
    layers = _band_line(base, cell, (low, "loss_highest:Q"), y)
    layers += [validation] if validated else []
    names = [phrase("median"), phrase("lowest"), phrase("highest")]
    names += [phrase("validation")] if validated else []
    layers += [hover_rule(x, "epoch", EPOCH, names)]
    return finished(alt.layer(*layers).properties(title=cell_title(cell)), 260)


def _loss_axis(column: str, losses: Range, title: str) -> alt.Y:
    scale, axis = log_axis(*losses)
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
    forecast = [f"forecast_{end}" for end in ("median", "lowest", "highest")]
    write = digits.levels(rows[[*forecast, "observed"]].astype(float).melt()["value"])
    columns = [numbers_at(rows, "time", names, write) for names in (forecast, ["observed"])]
    says = partial(times_in_words, time_name=time_name)
    data = {
        "rows": rows,
        "ends": pd.DataFrame({"time": ranges[0]}),
        HOVER: hover_table("time", columns, says),
    }
    words = phrase("Rollout of the {cell} against the observed values", cell=cell)
    return Figure(_rollout_spec(cell, ranges[1], time_name), data, words)


@lru_cache(maxsize=64)
def _rollout_spec(cell: str, values: Range, time_name: str) -> dict[str, Any]:
    return filled(_with_any_values(cell, time_name), low=values[0], high=values[1])


@lru_cache(maxsize=64)
def _with_any_values(cell: str, time_name: str) -> dict[str, Any]:
    scale = alt.Scale(domain=[alt.ExprRef("low"), alt.ExprRef("high")], nice=False)
    x = time_axis(time_name)
    base = named("rows").encode(x=x)
    axis = alt.Axis(tickCount=5)
    observed = base.mark_line(
        color=TRUTH_COLOUR, strokeWidth=1, point=dots_on_line(14), clip=True
    ).encode(y=alt.Y("observed:Q", scale=scale, title=None, axis=axis))
    y = alt.Y("forecast_median:Q", scale=scale, title=None, axis=axis)
    low = alt.Y("forecast_lowest:Q", scale=scale, title=None, axis=axis)
    # As data, which may be dates: a domain of milliseconds is none of dates to Vega-Lite.
    ends = named("ends").mark_point(opacity=0).encode(x=x)
    layers = [ends, observed, *_band_line(base, cell, (low, "forecast_highest:Q"), y)]
    layers += [
        hover_rule(x, "time", time_name, [phrase("forecast, median seed"), phrase("observed")])
    ]
    return finished(alt.layer(*layers).properties(title=cell_title(cell)), 250)


def _band_line(base: alt.Chart, cell: str, band: tuple[alt.Y, str], y: alt.Y) -> list[alt.Chart]:
    """A band over seeds and its median."""
    colour = colour_of(cell)
    area = base.mark_area(opacity=BAND_OPACITY, color=colour, clip=True)
    line = base.mark_line(color=colour, strokeDash=dash_of(cell), strokeWidth=2.2, clip=True)
    return [area.encode(y=band[0], y2=band[1]), line.encode(y=y)]
