"""Rollouts of all cells from one origin, against the truth and past the end of the data."""

from functools import lru_cache, partial
from typing import Any

import altair as alt
import pandas as pd

from forecasting import digits
from forecasting.charts.axes import STEPS, time_axis, time_field, times_in_words
from forecasting.charts.figure import Figure, finished, named
from forecasting.charts.hover import HOVER, hover_rule, hover_table, numbers_at
from forecasting.charts.style import (
    TRUTH_COLOUR,
    curve_colour,
    curve_dash,
    dots_on_line,
    faded,
    highlight,
    seed_bands,
)
from forecasting.messages import phrase


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
        HOVER: _told(rollouts, truth, time_name),
    }
    (last,) = times_in_words([seen.max()], time_name)
    words = phrase(
        "Forecasts of {variable} by {cells} after time {time}",
        variable=variable,
        cells=", ".join(names),
        time=last,
    )
    spec = _spec(names, variable, time_name, not data["clean"].empty)
    return Figure(spec, data, words)


@lru_cache(maxsize=64)
def _spec(names: tuple[str, ...], variable: str, time_name: str, has_clean: bool) -> dict[str, Any]:
    clean = [_clean(time_name)] if has_clean else []
    layers = [_window(time_name), *clean, _observed(time_name)]
    layers += _forecasts(names, variable, time_name)
    told = [STEPS, *names, phrase("observed"), *([phrase("without noise")] if has_clean else [])]
    layers += [hover_rule(time_axis(time_name), "time", time_name, told)]
    return finished(alt.layer(*layers), 380)


def _told(rollouts: pd.DataFrame, truth: pd.DataFrame, time_name: str) -> pd.DataFrame:
    """What is known at each time, in words: how far ahead, each cell's forecast, the truth."""
    ends = [f"forecast_{end}" for end in ("median", "lowest", "highest")]
    curves = [rollouts[rollouts["curve"] == name] for name in rollouts["curve"].unique()]
    steps = rollouts.drop_duplicates("time").set_index("time")["steps_ahead"].astype(str)
    write = digits.levels([*truth["observed"], *rollouts["forecast_median"]])
    columns = [steps, *(numbers_at(curve, "time", ends, write) for curve in curves)]
    seen = [truth.dropna(subset=name) for name in ("observed", "clean")]
    columns += [numbers_at(seen[0], "time", ["observed"], write)]
    columns += [numbers_at(seen[1], "time", ["clean"], write)] if len(seen[1]) else []
    return hover_table("time", columns, partial(times_in_words, time_name=time_name))


def _window(time_name: str) -> alt.Chart:
    shade = named("window").mark_rect(opacity=0.12, color=TRUTH_COLOUR)
    return shade.encode(x=time_field(time_name, "from"), x2="to")


def _clean(time_name: str) -> alt.Chart:
    line = named("clean").mark_line(color=TRUTH_COLOUR, opacity=0.4, strokeWidth=5)
    return line.encode(x=time_field(time_name), y="clean:Q")


def _observed(time_name: str) -> alt.Chart:
    point = dots_on_line(20)
    line = named("truth").mark_line(color=TRUTH_COLOUR, strokeWidth=1, point=point)
    return line.encode(x=time_field(time_name), y="observed:Q")


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
    return [*bands, line.add_params(selection)]
