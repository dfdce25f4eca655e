"""Rollouts of all cells from one origin, against the truth and past the end of the data."""

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting.charts.figure import Figure, named
from forecasting.charts.style import (
    TRUTH_COLOUR,
    curve_colour,
    curve_dash,
    dots_on_line,
    faded,
    highlight,
    seed_bands,
    time_axis,
    time_field,
    time_tooltip,
)


def forecasts_chart(
    rollouts: pd.DataFrame, truth: pd.DataFrame, variable: str, time_name: str = "step"
) -> Figure:
    """All cells' forecasts from one origin over what was observed before and after it.

    Args:
        rollouts: curve (the cell), steps_ahead, time, forecast_median, forecast_lowest,
            forecast_highest; of one variable.
        truth: time, observed, clean (may be missing), role ("window" or "after"); of the same.
        variable: Its name, for the axis.
        time_name: What the axis of time counts.

    Returns:
        A figure in whose legend a click highlights one cell.
    """
    names, seen = tuple(rollouts["curve"].unique()), truth.loc[truth["role"] == "window", "time"]
    data = {
        "rollouts": rollouts,
        "truth": truth,
        "clean": truth.dropna(subset="clean"),
        "window": pd.DataFrame({"from": [seen.min()], "to": [seen.max()]}),
    }
    words = f"Forecasts of {variable} by {', '.join(names)} after time {seen.max()}"
    spec = _spec(names, variable, time_name, not data["clean"].empty)
    return Figure(spec, data, words)


@lru_cache(maxsize=64)
def _spec(names: tuple[str, ...], variable: str, time_name: str, has_clean: bool) -> dict[str, Any]:
    clean = [_clean(time_name)] if has_clean else []
    layers = [_window(time_name), *clean, _observed(time_name)]
    layers += _forecasts(names, variable, time_name)
    return alt.layer(*layers).properties(height=360).to_dict()


def _window(time_name: str) -> alt.Chart:
    shade = named("window").mark_rect(opacity=0.12, color=TRUTH_COLOUR)
    return shade.encode(x=time_field(time_name, "from"), x2="to")


def _clean(time_name: str) -> alt.Chart:
    line = named("clean").mark_line(color=TRUTH_COLOUR, opacity=0.4, strokeWidth=5)
    return line.encode(x=time_field(time_name), y="clean:Q")


def _observed(time_name: str) -> alt.Chart:
    point = dots_on_line(20)
    line = named("truth").mark_line(color=TRUTH_COLOUR, strokeWidth=1, point=point)
    tooltip = [time_tooltip(time_name), alt.Tooltip("observed:Q", format=".4g")]
    return line.encode(x=time_field(time_name), y="observed:Q", tooltip=tooltip)


def _forecasts(names: tuple[str, ...], variable: str, time_name: str) -> list[alt.Chart]:
    scale, selection = alt.Scale(zero=False, padding=8), highlight()
    base = named("rollouts").encode(x=time_axis(time_name))
    y = alt.Y("forecast_median:Q", title=variable, scale=scale)
    line = base.mark_line(strokeWidth=2.6).encode(
        y=y,
        color=curve_colour(names),
        strokeDash=curve_dash(names),
        opacity=faded(selection, 1.0, 0.12),
    )
    low = alt.Y("forecast_lowest:Q", scale=scale, title=variable)
    bands = seed_bands(names, base, (low, "forecast_highest:Q"), selection)
    dots = base.mark_point(opacity=0, size=50).encode(y=y, tooltip=_tooltip(time_name))
    return [*bands, line.add_params(selection), dots]


def _tooltip(time_name: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("curve:N", title="forecast by"),
        time_tooltip(time_name),
        alt.Tooltip("steps_ahead:Q", title="steps ahead"),
        alt.Tooltip("forecast_median:Q", title="forecast (median seed)", format=".4g"),
        alt.Tooltip("forecast_lowest:Q", title="lowest seed", format=".4g"),
        alt.Tooltip("forecast_highest:Q", title="highest seed", format=".4g"),
    ]
