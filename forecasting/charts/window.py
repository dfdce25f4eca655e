"""One window, step by step: the values and forecasts, the gates, the units; on one axis."""

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting import digits
from forecasting.charts.axes import times_in_words
from forecasting.charts.figure import Figure, finished, named
from forecasting.charts.hover import HOVER, hover_rule, hover_table, numbers_at
from forecasting.charts.style import (
    ACCENT,
    TRUTH_COLOUR,
    cell_title,
    colour_of,
    dash_of,
    dots_on_line,
)
from forecasting.messages import phrase, plural

LEFT_PIXELS = 46
"""For the labels of the vertical axis, the same in all charts that stand below each other."""

GATE_STYLES = (
    ("#B0479A", [1, 0]),
    ("#12908E", [7, 3]),
    ("#7A5BD6", [2, 2]),
    ("#8A8F98", [9, 3, 2, 3]),
)
"""Colour and dash of the gates of a cell, in its order."""

NEGATIVE, NOTHING, POSITIVE = "#B0479A", "rgba(138, 143, 152, 0)", "#12908E"
"""Of a heat map; what is zero shows the page, light or dark."""


STEP, STEP_OF_WINDOW = phrase("step"), phrase("step of the window")


def steps_of_window(length: int) -> alt.X:
    """The axis of steps in a window of this many values, with room for the one after it."""
    scale = alt.Scale(domain=[0.5, length + 1.5], nice=False)
    axis = alt.Axis(grid=False, tickMinStep=1, format="d", tickCount=8)
    return alt.X("step:Q", title=STEP_OF_WINDOW, scale=scale, axis=axis)


def window_chart(window: pd.DataFrame, cell: str, variable: str, time_name: str = "step") -> Figure:
    """What one member saw, and what it forecast at every step.

    Args:
        window: step (from 1; the last is the value after the window), time, observed,
            forecast (of that value, one step before it; NaN for the first).
        cell: Whose forecasts.
        variable: What the values are of.
        time_name: What time counts.
    """
    write = digits.levels(window[["observed", "forecast"]].melt()["value"])
    told = [
        pd.Series(times_in_words(window["time"], time_name), index=window["step"], dtype=object),
        *(numbers_at(window, "step", [name], write) for name in ("observed", "forecast")),
    ]
    data = {"window": window, "now": _now(1), HOVER: hover_table("step", told)}
    words = phrase(
        "One window of {variable} and what the {cell} forecast at every step",
        variable=variable,
        cell=cell,
    )
    return Figure(_window_spec(cell, variable, len(window) - 1), data, words)


@lru_cache(maxsize=64)
def _window_spec(cell: str, variable: str, length: int) -> dict[str, Any]:
    x, scale = steps_of_window(length).title(None), alt.Scale(zero=False, padding=8)
    base, axis = named("window").encode(x=x), left(alt.Axis(tickCount=4))
    observed = base.mark_line(color=TRUTH_COLOUR, strokeWidth=1, point=dots_on_line(20))
    observed = observed.encode(y=alt.Y("observed:Q", title=variable, scale=scale, axis=axis))
    colour = colour_of(cell)
    line = base.mark_line(
        color=colour, strokeDash=dash_of(cell), strokeWidth=2.2, point=_dots(length, colour)
    )
    line = line.encode(y=alt.Y("forecast:Q", title=variable, scale=scale, axis=axis))
    told = [phrase("time"), phrase("observed"), phrase("forecast one step before")]
    layers = [_marked(x), observed, line, hover_rule(x, "step", STEP, told)]
    return finished(alt.layer(*layers).properties(title=cell_title(cell)), 170)


def gates_chart(means: pd.DataFrame, cell: str, length: int) -> Figure:
    """The mean of each gate over the units: 0 is shut, 1 is open.

    Args:
        means: quantity (the gate), step, mean, lowest, highest.
        cell: Whose gates.
        length: Values in the window.
    """
    gates = tuple(means["quantity"].unique())
    write = digits.writer(means["mean"])
    columns = ["mean", "lowest", "highest"]
    told = [numbers_at(means[means["quantity"] == gate], "step", columns, write) for gate in gates]
    data = {"means": means, "now": _now(1), HOVER: hover_table("step", told)}
    words = phrase(
        "How far the gates of the {cell} are open at every step, in the mean of its units",
        cell=cell,
    )
    return Figure(_gates_spec(gates, length), data, words)


@lru_cache(maxsize=64)
def _gates_spec(gates: tuple[str, ...], length: int) -> dict[str, Any]:
    x = steps_of_window(length).title(None)
    y = alt.Y("mean:Q", title=phrase("gate"), scale=alt.Scale(domain=[0, 1]))
    y = y.axis(left(alt.Axis(values=[0, 0.5, 1])))
    styles = [GATE_STYLES[k % len(GATE_STYLES)] for k in range(len(gates))]
    legend = alt.Legend(title=None, orient="top", symbolType="stroke", symbolSize=300, offset=2)
    colours, dashes = ([style[k] for style in styles] for k in (0, 1))
    line = named("means").mark_line(strokeWidth=2.2, clip=True, point=_dots(length))
    line = line.encode(
        x=x,
        y=y,
        color=alt.Color(
            "quantity:N", scale=alt.Scale(domain=list(gates), range=colours), legend=legend
        ),
        strokeDash=alt.StrokeDash(
            "quantity:N", scale=alt.Scale(domain=list(gates), range=dashes), legend=legend
        ),
    )
    return finished(alt.layer(_marked(x), line, hover_rule(x, "step", STEP, gates)), 160)


def _dots(length: int, colour: Any = alt.Undefined) -> bool | alt.OverlayMarkDef:
    """For a line of a single point, which else would not be seen."""
    if length > 1:
        return False
    return alt.OverlayMarkDef(size=60, color=colour)


def units_chart(units: pd.DataFrame, cell: str, quantity: str, is_gate: bool) -> Figure:
    """A heat map of units by steps.

    Args:
        units: place (of the unit among those like it, from 1), step, value; of one quantity.
        cell: Whose units.
        quantity: What the values are.
        is_gate: Whether that is a gate, shut at 0 and open at 1; else the middle is 0.
    """
    rows = units.assign(**{"from": units["step"] - 0.5, "to": units["step"] + 0.5})
    rows = rows[["place", "from", "to", "value"]]
    groups = units.groupby("step")["value"]
    by_step = groups.agg(mean="mean", lowest="min", highest="max").reset_index()
    told = numbers_at(by_step, "step", ["mean", "lowest", "highest"])
    size = int(units["step"].max()), int(units["place"].max())
    name = phrase("{quantity} gate", quantity=quantity) if is_gate else quantity
    spec = _units_spec(name, *size, (0.0, 1.0) if is_gate else _ends(units["value"]))
    ground = pd.DataFrame({"from": [0.5], "to": [size[0] + 0.5]})
    data = {"ground": ground, "units": rows, "now": _now(1), HOVER: hover_table("step", [told])}
    words = plural(
        "The {quantity} of {count} unit of the {cell} at every step",
        "The {quantity} of {count} units of the {cell} at every step",
        count=size[1],
        quantity=name,
        cell=cell,
    )
    return Figure(spec, data, words)


@lru_cache(maxsize=64)
def _units_spec(
    quantity: str, length: int, places: int, ends: tuple[float, float]
) -> dict[str, Any]:
    x = steps_of_window(length)
    y = alt.Y("place:O", title=phrase("unit"), scale=alt.Scale(domain=list(range(1, places + 1))))
    # Labels without ink keep the plot where those of the charts above begin.
    y = y.axis(left(alt.Axis(labels=False, ticks=False, domain=False)))
    domain, colours = [ends[0], sum(ends) / 2, ends[1]], [NEGATIVE, NOTHING, POSITIVE]
    legend = alt.Legend(
        title=quantity,
        titleOrient="left",
        orient="top",
        gradientLength=110,
        gradientThickness=10,
        values=domain,
        offset=4,
    )
    colour = alt.Color(
        "value:Q", scale=alt.Scale(domain=domain, range=colours, clamp=True), legend=legend
    )
    across = alt.X("from:Q", title=STEP_OF_WINDOW, scale=x["scale"], axis=x["axis"])
    # What is zero is there, too.
    ground = named("ground").mark_rect(color=TRUTH_COLOUR, opacity=0.1)
    ground = ground.encode(x=across, x2="to:Q")
    cells = named("units").mark_rect().encode(x=across, x2="to:Q", y=y, color=colour)
    outline = named("now").mark_rect(fillOpacity=0, stroke=ACCENT, strokeWidth=2)
    outline = outline.encode(x=alt.X("from:Q"), x2="to:Q")
    rule = hover_rule(
        x, "step", STEP, [phrase("{quantity}, mean of these units", quantity=quantity)]
    )
    return finished(alt.layer(ground, cells, outline, rule), 270)


def _ends(values: pd.Series) -> tuple[float, float]:
    """Of the colours: seldom others, so that the browser only swaps rows."""
    most = float(values.abs().max())
    end = next((end for end in (1, 2.5, 5, 10, 25, 100) if most <= end), 1000)
    return -float(end), float(end)


def at_step(figure: Figure, step: int) -> Figure:
    """A figure of this file with a step of the window marked; all else is as it was."""
    return Figure(figure.spec, {**figure.data, "now": _now(step)}, figure.alt)


def _now(step: int) -> pd.DataFrame:
    return pd.DataFrame({"step": [step], "from": [step - 0.5], "to": [step + 0.5]})


def _marked(x: alt.X) -> alt.Chart:
    """The step that somebody has chosen, behind all marks."""
    band = named("now").mark_rect(color=ACCENT, opacity=0.18)
    return band.encode(x=alt.X("from:Q", title=None, scale=x["scale"], axis=x["axis"]), x2="to:Q")


def left(axis: alt.Axis) -> alt.Axis:
    """A vertical axis of the one width."""
    axis.minExtent = axis.maxExtent = LEFT_PIXELS
    return axis
