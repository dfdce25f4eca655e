"""How far back each cell listens: norms of gradients by how many steps back, and on the series."""

import math
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting import digits
from forecasting.charts.axes import log_axis, log_ends, times_in_words
from forecasting.charts.figure import Figure, finished, named
from forecasting.charts.hover import HOVER, hover_rule, hover_table, numbers_at
from forecasting.charts.lines import GHOST_OPACITY
from forecasting.charts.style import (
    ACCENT,
    TRUTH_COLOUR,
    cell_title,
    colour_of,
    curve_colour,
    curve_dash,
    dash_of,
    faded,
    highlight,
    seed_bands,
)
from forecasting.charts.window import STEP, left, steps_of_window
from forecasting.messages import phrase

BACK = phrase("lag: steps back from the last value of the window")
LAG = phrase("lag")

MOST_DECADES = 7
"""Below that much under the largest, a gradient is nothing: it is left out of the chart."""

MOST_PIXELS = 280
"""The area of the point that is felt most."""

COLUMNS = ["norm_median", "norm_lowest", "norm_highest"]


def listening_chart(
    curves: pd.DataFrame, before: pd.DataFrame, title: str, needed: int | None = None
) -> Figure:
    """One curve per cell: norm of a gradient by how many steps back, with a band over seeds.

    Args:
        curves: curve (the cell), lag, norm_median, norm_lowest, norm_highest.
        before: The same before training, as faint lines; no rows for none.
        title: Of the vertical axis.
        needed: The lag that the series needs, to mark by a line.

    Returns:
        A figure in whose legend a click highlights one cell.
    """
    low, high = _decades(curves, before)
    rows, faint = (_above(table, low) for table in (curves, before))
    names, lags = tuple(curves["curve"].unique()), int(curves["lag"].max())
    at = pd.DataFrame({"lag": [needed or 0], "is_seen": [needed is not None and needed <= lags]})
    told = [
        numbers_at(curves[curves["curve"] == name], "lag", COLUMNS, digits.number) for name in names
    ]
    if faint.empty:
        faint = rows.assign(norm_median=math.nan)
    data = {"curves": rows, "before": faint, "needed": at, HOVER: hover_table("lag", told)}
    words = phrase("How strongly steps back are felt by {cells}", cells=", ".join(names))
    return Figure(_listening_spec(names, (low, high), title), data, words)


@lru_cache(maxsize=64)
def _listening_spec(
    names: tuple[str, ...], ends: tuple[float, float], title: str
) -> dict[str, Any]:
    selection, (scale, axis) = highlight(), log_axis(*ends)
    x = alt.X("lag:Q", title=BACK, scale=alt.Scale(nice=False))
    x = x.axis(alt.Axis(grid=False, tickMinStep=1, format="d"))
    y, low = (
        alt.Y(f"norm_{k}:Q", title=title, scale=scale, axis=axis) for k in ("median", "lowest")
    )
    base = named("curves").encode(x=x)
    line = named("curves").mark_line(clip=True, strokeWidth=2.8)
    line = line.encode(
        x=x,
        y=y,
        color=curve_colour(names),
        strokeDash=curve_dash(names),
        opacity=faded(selection, 1.0, 0.12),
    ).add_params(selection)
    bands = seed_bands(names, base, (low, "norm_highest:Q"), selection)
    layers = [*(_before(name, x, y) for name in names), *bands, line, _needed(x)]
    return finished(alt.layer(*layers, hover_rule(x, "lag", LAG, names)), 340)


def _before(cell: str, x: alt.X, y: alt.Y) -> alt.Chart:
    line = named("before").encode(x=x, y=y).transform_filter(alt.datum.curve == cell)
    return line.mark_line(
        color=colour_of(cell),
        strokeDash=dash_of(cell),
        strokeWidth=1.4,
        opacity=GHOST_OPACITY,
        clip=True,
    )


def _needed(x: alt.X) -> alt.Chart:
    line = named("needed").mark_rule(color=ACCENT, strokeWidth=1.5, strokeDash=[5, 3])
    return line.encode(x=x, opacity=alt.condition("datum.is_seen", alt.value(0.9), alt.value(0)))


def _decades(*tables: pd.DataFrame) -> tuple[float, float]:
    """Ends that are powers of ten, so that the axis seldom changes while the curves move."""
    low, high = log_ends(*(table[name] for table in tables for name in COLUMNS))
    # The logarithm of a power of ten may come out a little beside its whole number.
    last = math.ceil(math.log10(high) - 1e-9)
    first = max(math.floor(math.log10(low) + 1e-9), last - MOST_DECADES)
    return 10.0**first, 10.0**last


def _above(table: pd.DataFrame, low: float) -> pd.DataFrame:
    """Lines end at the end of the axis; a band that reaches beyond it is cut there."""
    median, lowest, highest = (table[name].astype(float) for name in COLUMNS)
    return table.assign(
        norm_median=median.where(median >= low),
        norm_lowest=lowest.clip(lower=low).where(highest >= low),
        norm_highest=highest.where(highest >= low),
    )


def below_the_chart(
    curves: pd.DataFrame, before: pd.DataFrame
) -> tuple[float, list[str], list[str]]:
    """Of which curves nothing, or not all, is drawn, for they lie below the end of the axis.

    Args:
        curves: As `listening_chart` is given them.
        before: Likewise.

    Returns:
        That end; the curves of which nothing is drawn; those that are drawn in part.
    """
    low, _ = _decades(curves, before)
    seen = (curves["norm_median"] >= low).groupby(curves["curve"], sort=False)
    none, whole = ~seen.any(), seen.all()
    return low, list(none[none].index), list(whole[~whole & ~none].index)


def felt_chart(felt: pd.DataFrame, cell: str, variable: str, time_name: str = "step") -> Figure:
    """The values of a window, coloured by how much a cell's forecast listens to each.

    Args:
        felt: step (in the window, from 1), time, value, share (of the most that is felt, 0 to 1).
        cell: Whose forecast.
        variable: What the values are of.
        time_name: What time counts.

    Source:
        Madsen, Visualizing memorization in RNNs, 2019, doi:10.23915/distill.00016, colours
        letters like this.
    """
    write = digits.levels(felt["value"])
    told = [
        pd.Series(times_in_words(felt["time"], time_name), index=felt["step"], dtype=object),
        numbers_at(felt, "step", ["value"], write),
        pd.Series([digits.percent(s) for s in felt["share"]], index=felt["step"], dtype=object),
    ]
    data = {"felt": felt, HOVER: hover_table("step", told)}
    words = phrase("The window as the forecast of the {cell} feels it", cell=cell)
    return Figure(_felt_spec(cell, variable, len(felt)), data, words)


@lru_cache(maxsize=64)
def _felt_spec(cell: str, variable: str, length: int) -> dict[str, Any]:
    x = steps_of_window(length).title(None)
    y = alt.Y("value:Q", title=variable, scale=alt.Scale(zero=False, padding=12, nice=False))
    y = y.axis(left(alt.Axis(tickCount=3, grid=False)))
    base = named("felt").encode(x=x, y=y)
    line = base.mark_line(color=TRUTH_COLOUR, strokeWidth=1)
    # By the root: what is felt falls by powers of ten. What is nothing has no point.
    faint, large = (
        alt.Scale(type="sqrt", domain=[0, 1], range=[0, most]) for most in (1, MOST_PIXELS)
    )
    strength = alt.Opacity("share:Q", scale=faint, legend=None)
    size = alt.Size("share:Q", scale=large, legend=None)
    points = base.mark_point(filled=True, color=colour_of(cell)).encode(opacity=strength, size=size)
    told = [phrase("time"), phrase("value"), phrase("felt, of the most that any cell feels")]
    layers = [line, points, hover_rule(x, "step", STEP, told)]
    return finished(alt.layer(*layers).properties(title=cell_title(cell)), 150)
