"""Curves over the steps ahead: lines with bands, and single seeds."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from forecasting.charts.figure import named
from forecasting.charts.style import (
    colour_of,
    curve_colour,
    curve_dash,
    faded,
    highlight,
    seed_bands,
)

HEIGHT = 480
SEED_OPACITY = 0.55


@dataclass(frozen=True)
class Shown:
    """What is drawn of a table of curves: all that decides the specification but the scale.

    Attributes:
        value: The column on the vertical axis, "rmse" or "skill".
        title: Of that axis.
        names: All curves, in the order of the legend.
        banded: Cells with an interval.
        single: Cells whose seeds are drawn one by one.
    """

    value: str
    title: str
    names: tuple[str, ...]
    banded: tuple[str, ...]
    single: tuple[str, ...] = ()


def shown(value: str, title: str, curves: pd.DataFrame, seeds: pd.DataFrame | None) -> Shown:
    """What there is to draw.

    Args:
        value: "rmse" or "skill".
        title: Of the vertical axis.
        curves: curve, kind ("cell", "baseline" or "floor"), steps_ahead, `<value>`,
            `<value>_lower`, `<value>_upper`, seeds, diverged; of one variable.
        seeds: curve, seed, steps_ahead, `<value>`; None for no single seeds.
    """
    has_band = (curves["kind"] == "cell") & curves[f"{value}_lower"].notna()
    return Shown(
        value=value,
        title=title,
        names=tuple(curves["curve"].unique()),
        banded=tuple(curves.loc[has_band, "curve"].unique()),
        single=() if seeds is None else tuple(seeds["curve"].unique()),
    )


def tables_of(curves: pd.DataFrame, seeds: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """The tables of a figure by their names."""
    return {"curves": curves} if seeds is None else {"curves": curves, "seeds": seeds}


def spec_of(what: Shown, scale: alt.Scale) -> dict[str, Any]:
    """The chart: bands, single seeds, lines, and points that answer to the mouse."""
    selection = highlight()
    y = alt.Y(f"{what.value}:Q", scale=scale, title=what.title)
    low = alt.Y(f"{what.value}_lower:Q", scale=scale, title=what.title)
    base = named("curves").encode(x=steps_axis())
    bands = seed_bands(what.banded, base, (low, f"{what.value}_upper:Q"), selection)
    dots = base.mark_point(opacity=0, size=50, clip=True).encode(y=y, tooltip=_tooltip(what.value))
    layers = [*bands, *_seeds(what.single, y, selection), _lines(what.names, y, selection), dots]
    return alt.layer(*layers).properties(height=HEIGHT).to_dict()


def steps_axis() -> alt.X:
    """The axis of steps ahead, in whole numbers."""
    axis = alt.Axis(grid=False, tickMinStep=1, format="d")
    scale = alt.Scale(nice=False, zero=False)
    return alt.X("steps_ahead:Q", title="steps ahead", axis=axis, scale=scale)


def _lines(names: tuple[str, ...], y: alt.Y, selection: alt.Parameter) -> alt.Chart:
    width = alt.condition("datum.kind == 'cell'", alt.value(2.8), alt.value(1.4))
    line = named("curves").mark_line(clip=True).encode(x=steps_axis(), y=y, strokeWidth=width)
    line = line.encode(
        color=curve_colour(names),
        strokeDash=curve_dash(names),
        opacity=faded(selection, 1.0, 0.12),
    )
    return line.add_params(selection)


def _seeds(cells: tuple[str, ...], y: alt.Y, selection: alt.Parameter) -> list[alt.Chart]:
    """Thin lines, one layer for each cell, like the bands."""
    base = named("seeds").encode(
        x=steps_axis(), y=y, detail="seed:N", opacity=faded(selection, SEED_OPACITY, 0.05)
    )
    return [
        base.transform_filter(alt.datum.curve == cell).mark_line(
            color=colour_of(cell), strokeWidth=0.9, clip=True
        )
        for cell in cells
    ]


def _tooltip(value: str) -> list[alt.Tooltip]:
    what = {"rmse": "RMSE"}.get(value, value)
    return [
        alt.Tooltip("curve:N", title="forecast by"),
        alt.Tooltip("steps_ahead:Q", title="steps ahead"),
        alt.Tooltip(f"{value}:Q", title=f"{what} (interquartile mean)", format=".4g"),
        alt.Tooltip(f"{value}_lower:Q", title="95 % interval from", format=".4g"),
        alt.Tooltip(f"{value}_upper:Q", title="to", format=".4g"),
        alt.Tooltip("seeds:Q", title="seeds"),
        alt.Tooltip("diverged:Q", title="of which diverged"),
    ]
