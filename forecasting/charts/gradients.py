"""Ways to the gradient: how far a truncated one is off, and what each takes."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting import digits
from forecasting.charts.axes import log_axis, log_ends
from forecasting.charts.figure import Figure, finished, named
from forecasting.charts.hover import HOVER, hover_rule, hover_table, numbers_at
from forecasting.charts.style import (
    ACCENT,
    COLOURS,
    DASHES,
    TRUTH_COLOUR,
    curve_colour,
    curve_dash,
    faded,
    highlight,
    seed_bands,
    styled_curves,
)
from forecasting.messages import phrase

HEIGHT = 260
BACK = phrase("steps that the way back has")
STYLES = {
    "bptt": (ACCENT, DASHES["solid"]),
    "truncated": (TRUTH_COLOUR, DASHES["dashed"]),
    "rtrl": (COLOURS["gold"], DASHES["dash-dotted"]),
}
"""Way to the gradient -> colour, dash."""


def truncation_chart(curves: pd.DataFrame, value: str, title: str) -> Figure:
    """A truncated gradient beside the whole one, by the steps of the way back, for each cell.

    Args:
        curves: curve (the cell), steps, `<value>_median`, `<value>_lowest`, `<value>_highest`.
        value: "angle" or "share".
        title: Of the vertical axis.

    Returns:
        A figure in whose legend a click highlights one cell.
    """
    names = tuple(curves["curve"].unique())
    columns = [f"{value}_{name}" for name in ("median", "lowest", "highest")]
    write = digits.writer(curves[columns[0]])
    told = [numbers_at(curves[curves["curve"] == name], "steps", columns, write) for name in names]
    data = {"curves": curves, HOVER: hover_table("steps", told)}
    words = phrase("{title}, for {cells}", title=title, cells=", ".join(names))
    return Figure(_truncation_spec(names, value, title), data, words)


@lru_cache(maxsize=64)
def _truncation_spec(names: tuple[str, ...], value: str, title: str) -> dict[str, Any]:
    selection = highlight()
    x = _sizes("steps", BACK)
    y, low = (
        alt.Y(f"{value}_{k}:Q", title=title, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5))
        for k in ("median", "lowest")
    )
    base = named("curves").encode(x=x)
    line = base.mark_line(strokeWidth=2.8, clip=True).encode(
        y=y,
        color=curve_colour(names),
        strokeDash=curve_dash(names),
        opacity=faded(selection, 1.0, 0.12),
    )
    bands = seed_bands(names, base, (low, f"{value}_highest:Q"), selection)
    layers = [*bands, line.add_params(selection), hover_rule(x, "steps", BACK, names)]
    return finished(alt.layer(*layers), HEIGHT)


def cost_chart(
    rows: pd.DataFrame, value: str, titles: tuple[str, str], names: Mapping[str, str]
) -> Figure:
    """What each way to the gradient takes, by the length of the window or by the hidden size.

    Args:
        rows: gradient, size, milliseconds, kilobytes.
        value: "milliseconds" or "kilobytes".
        titles: Of the horizontal and the vertical axis.
        names: Of the ways, for people, in the order of the legend.
    """
    drawn = rows.assign(curve=rows["gradient"].map(names))
    write = digits.writer(rows[value])
    ways = [name for name in names if (rows["gradient"] == name).any()]
    told = [numbers_at(rows[rows["gradient"] == way], "size", [value], write) for way in ways]
    styles = tuple((names[way], *STYLES[way]) for way in ways)
    spec = _cost_spec(
        tuple((name, colour, tuple(dash)) for name, colour, dash in styles),
        value,
        titles,
        log_ends(rows[value]),
    )
    words = phrase("{what} by {by}", what=titles[1], by=titles[0])
    return Figure(spec, {"rows": drawn, HOVER: hover_table("size", told)}, words)


@lru_cache(maxsize=64)
def _cost_spec(
    styles: tuple[tuple[str, str, tuple[int, ...]], ...],
    value: str,
    titles: tuple[str, str],
    ends: tuple[float, float],
) -> dict[str, Any]:
    names = [name for name, *_ in styles]
    x, (scale, axis) = _sizes("size", titles[0]), log_axis(*ends)
    y = alt.Y(f"{value}:Q", title=titles[1], scale=scale, axis=axis)
    colour, dash = styled_curves(names, [c for _, c, _ in styles], [list(d) for *_, d in styles])
    base = named("rows").encode(x=x, y=y, color=colour)
    line = base.mark_line(strokeWidth=2.4, clip=True).encode(strokeDash=dash)
    points = base.mark_point(filled=True, size=45)
    return finished(alt.layer(line, points, hover_rule(x, "size", titles[0], names)), HEIGHT)


def _sizes(field: str, title: str) -> alt.X:
    axis = alt.Axis(grid=False, tickMinStep=1, format="d")
    return alt.X(f"{field}:Q", title=title, axis=axis, scale=alt.Scale(nice=False, zero=False))
