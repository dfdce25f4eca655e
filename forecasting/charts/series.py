"""The series, its parts, and one window on it."""

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting.charts.figure import Figure, named
from forecasting.charts.style import ACCENT, TRUTH_COLOUR, dots_on_line, time_axis


def series_chart(
    series: pd.DataFrame, window: pd.DataFrame, variable: str, time_name: str = "step"
) -> Figure:
    """One variable over time: clean line, observed points, test part shaded, one window on it.

    Args:
        series: time, variable, observed, clean (missing for a real series), part.
        window: time, variable, value, role ("input" or "target").
        variable: Which one to draw.
        time_name: What the axis of time counts.
    """
    rows, chosen = series[series["variable"] == variable], window[window["variable"] == variable]
    data = {
        "observed": rows,
        "clean": rows.dropna(subset="clean"),
        "test": _span(rows.loc[rows["part"] == "test", "time"]),
        "window": chosen,
        "inputs": _span(chosen.loc[chosen["role"] == "input", "time"]),
    }
    words = f"{variable} over {len(rows)} values, with one window and its target marked"
    return Figure(_spec(variable, time_name, not data["clean"].empty), data, words)


def _span(times: pd.Series) -> pd.DataFrame:
    """First and last of some times, as one row; none if there are none."""
    return pd.DataFrame({"from": [times.min()], "to": [times.max()]}).dropna()


@lru_cache(maxsize=64)
def _spec(variable: str, time_name: str, has_clean: bool) -> dict[str, Any]:
    layers = [_shade("test", TRUTH_COLOUR), _test_label(), _shade("inputs", ACCENT)]
    layers += [_clean()] if has_clean else []
    layers += [_observed(variable, time_name), _window(time_name)]
    return alt.layer(*layers).properties(height=320).to_dict()


def _shade(name: str, colour: str) -> alt.Chart:
    return named(name).mark_rect(opacity=0.12, color=colour).encode(x="from:Q", x2="to:Q")


def _test_label() -> alt.Chart:
    text = named("test").mark_text(align="left", baseline="top", dx=6, dy=6, color=TRUTH_COLOUR)
    return text.encode(x="from:Q", y=alt.value(0), text=alt.value("test part"))


def _clean() -> alt.Chart:
    line = named("clean").mark_line(color=TRUTH_COLOUR, strokeWidth=4, opacity=0.45)
    return line.encode(x="time:Q", y="clean:Q")


def _observed(variable: str, time_name: str) -> alt.Chart:
    scale = alt.Scale(zero=False, padding=8)
    line = named("observed").mark_line(point=dots_on_line(16), strokeWidth=0.7, color=TRUTH_COLOUR)
    return line.encode(
        x=time_axis(time_name),
        y=alt.Y("observed:Q", title=variable, scale=scale),
        tooltip=[
            alt.Tooltip("time:Q", title=time_name, format="d"),
            alt.Tooltip("observed:Q", format=".4g"),
            alt.Tooltip("part:N"),
        ],
    )


def _window(time_name: str) -> alt.Chart:
    roles = ["input", "target"]
    shape = alt.Scale(domain=roles, range=["circle", "diamond"])
    size = alt.condition("datum.role == 'target'", alt.value(170), alt.value(34))
    legend = alt.Legend(title=None, orient="bottom", symbolFillColor=ACCENT)
    return (
        named("window")
        .mark_point(filled=True, opacity=1, color=ACCENT)
        .encode(
            x="time:Q",
            y="value:Q",
            shape=alt.Shape("role:N", scale=shape, legend=legend),
            size=size,
            tooltip=[
                alt.Tooltip("role:N", title="in the window"),
                alt.Tooltip("time:Q", title=time_name, format="d"),
                alt.Tooltip("value:Q", format=".4g"),
            ],
        )
    )
