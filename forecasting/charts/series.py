"""The series, its parts, and one window on it."""

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting.charts.figure import Figure, named
from forecasting.charts.style import (
    ACCENT,
    TRUTH_COLOUR,
    dots_on_line,
    time_axis,
    time_field,
    time_tooltip,
)

PARTS = {"validation": 0.06, "test": 0.12}
"""The parts that are shaded, and how strongly."""


def series_chart(
    series: pd.DataFrame, window: pd.DataFrame, variable: str, time_name: str = "step"
) -> Figure:
    """One variable over time: clean line, observed points, parts shaded, one window on it.

    Args:
        series: time, variable, observed, clean (missing for a real series), part.
        window: time, variable, value, role ("input" or "target").
        variable: Which one to draw.
        time_name: What the axis of time counts.
    """
    rows, chosen = series[series["variable"] == variable], window[window["variable"] == variable]
    there = tuple(part for part in PARTS if part in set(rows["part"]))
    data = {
        "observed": rows,
        "clean": rows.dropna(subset="clean"),
        **{part: _span(rows.loc[rows["part"] == part, "time"]) for part in there},
        "window": chosen,
        "inputs": _span(chosen.loc[chosen["role"] == "input", "time"]),
    }
    words = f"{variable} over {len(rows)} values, with one window and its target marked"
    return Figure(_spec(variable, time_name, not data["clean"].empty, there), data, words)


def _span(times: pd.Series) -> pd.DataFrame:
    """First and last of some times, as one row; none if there are none."""
    return pd.DataFrame({"from": [times.min()], "to": [times.max()]}).dropna()


@lru_cache(maxsize=64)
def _spec(variable: str, time_name: str, has_clean: bool, parts: tuple[str, ...]) -> dict[str, Any]:
    layers = [_shade(part, TRUTH_COLOUR, PARTS[part], time_name) for part in parts]
    layers += [_label(part, time_name) for part in parts]
    layers += [_shade("inputs", ACCENT, 0.12, time_name)]
    layers += [_clean(time_name)] if has_clean else []
    layers += [_observed(variable, time_name), _window(time_name)]
    return alt.layer(*layers).properties(height=320).to_dict()


def _shade(name: str, colour: str, opacity: float, time_name: str) -> alt.Chart:
    area = named(name).mark_rect(opacity=opacity, color=colour)
    return area.encode(x=time_field(time_name, "from"), x2="to")


def _label(part: str, time_name: str) -> alt.Chart:
    text = named(part).mark_text(align="left", baseline="top", dx=6, dy=6, color=TRUTH_COLOUR)
    words = alt.value(f"{part} part")
    return text.encode(x=time_field(time_name, "from"), y=alt.value(0), text=words)


def _clean(time_name: str) -> alt.Chart:
    line = named("clean").mark_line(color=TRUTH_COLOUR, strokeWidth=4, opacity=0.45)
    return line.encode(x=time_field(time_name), y="clean:Q")


def _observed(variable: str, time_name: str) -> alt.Chart:
    scale = alt.Scale(zero=False, padding=8)
    line = named("observed").mark_line(point=dots_on_line(16), strokeWidth=0.7, color=TRUTH_COLOUR)
    return line.encode(
        x=time_axis(time_name),
        y=alt.Y("observed:Q", title=variable, scale=scale),
        tooltip=[
            time_tooltip(time_name),
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
            x=time_field(time_name),
            y="value:Q",
            shape=alt.Shape("role:N", scale=shape, legend=legend),
            size=size,
            tooltip=[
                alt.Tooltip("role:N", title="in the window"),
                time_tooltip(time_name),
                alt.Tooltip("value:Q", format=".4g"),
            ],
        )
    )
