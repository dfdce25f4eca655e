"""The series, its parts, and one window on it."""

from functools import lru_cache, partial
from typing import Any

import altair as alt
import pandas as pd

from forecasting import digits
from forecasting.charts.axes import time_axis, time_field, times_in_words
from forecasting.charts.figure import Figure, finished, named
from forecasting.charts.hover import HOVER, hover_rule, hover_table, numbers_at
from forecasting.charts.style import ACCENT, TRUTH_COLOUR, dots_on_line
from forecasting.messages import beside, phrase, plural

PARTS = {"validation": 0.06, "test": 0.12}
"""The parts that are shaded, and how strongly."""

TITLES = {
    "training": phrase("training part"),
    "validation": phrase("validation part"),
    "test": phrase("test part"),
}


def series_chart(
    series: pd.DataFrame, window: pd.DataFrame, variable: str, time_name: str = "step"
) -> Figure:
    """One variable over time: clean line, observed points, parts shaded, one window on it.

    Args:
        series: time, variable, observed, clean (missing for a real series), part; and stretch,
            where there are several, each with parts of its own.
        window: time, variable, value, role ("input" or "target").
        variable: Which one to draw.
        time_name: What the axis of time counts.
    """
    rows, chosen = series[series["variable"] == variable], window[window["variable"] == variable]
    there = tuple(part for part in PARTS if part in set(rows["part"]))
    data = {
        "observed": rows,
        "clean": rows.dropna(subset="clean"),
        **{part: _spans(rows[rows["part"] == part]) for part in there},
        "window": chosen,
        "inputs": _span(chosen.loc[chosen["role"] == "input", "time"]),
        HOVER: _told(rows, chosen, time_name),
    }
    words = plural(
        "{variable} over {count} value, with one window and its target marked",
        "{variable} over {count} values, with one window and its target marked",
        count=len(rows),
        variable=variable,
    )
    # There is no room for the names of short parts in a row.
    called = ("test",) if "stretch" in rows and "test" in there else there
    return Figure(_spec(variable, time_name, not data["clean"].empty, there, called), data, words)


def _span(times: pd.Series) -> pd.DataFrame:
    """First and last of some times, as one row; none if there are none."""
    return pd.DataFrame({"from": [times.min()], "to": [times.max()]}).dropna()


def _spans(rows: pd.DataFrame) -> pd.DataFrame:
    """First and last time of a part in each stretch."""
    groups = rows.groupby("stretch") if "stretch" in rows else [(1, rows)]
    return pd.concat([_span(own["time"]) for _, own in groups], ignore_index=True)


@lru_cache(maxsize=64)
def _spec(
    variable: str, time_name: str, has_clean: bool, parts: tuple[str, ...], called: tuple[str, ...]
) -> dict[str, Any]:
    layers = [_shade(part, TRUTH_COLOUR, PARTS[part], time_name) for part in parts]
    layers += [_label(part, time_name) for part in called]
    layers += [_shade("inputs", ACCENT, 0.12, time_name)]
    layers += [_clean(time_name)] if has_clean else []
    layers += [_observed(variable, time_name), _window(time_name)]
    told = [phrase("observed"), *([phrase("without noise")] if has_clean else []), phrase("part")]
    layers += [hover_rule(time_axis(time_name), "time", time_name, told)]
    return finished(alt.layer(*layers), 320)


def _told(rows: pd.DataFrame, chosen: pd.DataFrame, time_name: str) -> pd.DataFrame:
    """What is known at each time, in words: the value, the part, the place in the window."""
    place = {"input": phrase("in the window"), "target": phrase("the window's target")}
    roles = {time: place[role] for time, role in zip(chosen["time"], chosen["role"], strict=True)}
    told = [
        beside([part, roles[time]]) if time in roles else part
        for time, part in zip(rows["time"], rows["part"], strict=True)
    ]
    parts = pd.Series(told, index=rows["time"].to_numpy(), dtype=object)
    clean = rows.dropna(subset="clean")
    write = digits.levels(rows["observed"])
    columns = [numbers_at(rows, "time", ["observed"], write)]
    columns += [numbers_at(clean, "time", ["clean"], write)] if len(clean) else []
    return hover_table("time", [*columns, parts], partial(times_in_words, time_name=time_name))


def _shade(name: str, colour: str, opacity: float, time_name: str) -> alt.Chart:
    area = named(name).mark_rect(opacity=opacity, color=colour)
    return area.encode(x=time_field(time_name, "from"), x2="to")


def _label(part: str, time_name: str) -> alt.Chart:
    text = named(part).mark_text(align="left", baseline="top", dx=6, dy=6, color=TRUTH_COLOUR)
    words = alt.value(TITLES[part])
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
    )


def _window(time_name: str) -> alt.Chart:
    roles = ["input", "target"]
    shape = alt.Scale(domain=roles, range=["circle", "diamond"])
    size = alt.condition("datum.role == 'target'", alt.value(170), alt.value(34))
    legend = alt.Legend(title=None, orient="top", symbolFillColor=ACCENT, offset=6)
    return (
        named("window")
        .mark_point(filled=True, opacity=1, color=ACCENT)
        .encode(
            x=time_field(time_name),
            y="value:Q",
            shape=alt.Shape("role:N", scale=shape, legend=legend),
            size=size,
        )
    )
