"""Curves over the steps ahead: lines with bands, and single seeds."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import altair as alt
import pandas as pd

from forecasting import digits
from forecasting.charts.axes import STEPS, steps_axis
from forecasting.charts.figure import finished, named
from forecasting.charts.hover import HOVER, hover_rule, hover_table, numbers_at
from forecasting.charts.style import (
    ACCENT,
    colour_of,
    curve_colour,
    curve_dash,
    dash_of,
    faded,
    highlight,
    seed_bands,
)
from forecasting.evaluation import RANGE
from forecasting.messages import phrase

HEIGHT = 480
SEED_OPACITY = 0.55
GHOST_OPACITY = 0.35


@dataclass(frozen=True)
class DrawnCurves:
    """What is drawn of a table of curves: all that decides the specification but the scale.

    Attributes:
        value: The column on the vertical axis, "rmse" or "skill".
        title: Of that axis.
        names: All curves, in the order of the legend.
        banded: Cells with an interval.
        single: Cells whose seeds are drawn one by one.
        ghosts: Cells whose curves of before stay behind as faint lines.
    """

    value: str
    title: str
    names: tuple[str, ...]
    banded: tuple[str, ...]
    single: tuple[str, ...] = ()
    ghosts: tuple[str, ...] = ()


def drawn_curves(
    value: str, title: str, curves: pd.DataFrame, seeds: pd.DataFrame | None
) -> DrawnCurves:
    """What there is to draw.

    Args:
        value: "rmse" or "skill".
        title: Of the vertical axis.
        curves: curve, kind ("cell", "baseline" or "floor"), steps_ahead, `<value>`,
            `<value>_lower`, `<value>_upper`, seeds, diverged; of one variable.
        seeds: curve, seed, steps_ahead, `<value>`; None for no single seeds.
    """
    has_band = (curves["kind"] == "cell") & curves[f"{value}_lower"].notna()
    return DrawnCurves(
        value=value,
        title=title,
        names=tuple(curves["curve"].unique()),
        banded=tuple(curves.loc[has_band, "curve"].unique()),
        single=() if seeds is None else tuple(seeds["curve"].unique()),
    )


def value_of(curves: pd.DataFrame) -> str:
    """The column that is drawn, the one with an interval: a measure of errors, or "skill"."""
    names = [str(name).removesuffix("_lower") for name in curves]
    return next(name for name in names if f"{name}_lower" in curves)


def with_ghost(what: DrawnCurves, curves: pd.DataFrame, ghost: pd.DataFrame | None) -> DrawnCurves:
    """The same with the cells' curves of before, which may be none yet, behind those of now."""
    if ghost is None:
        return what
    both = pd.concat([table.loc[table["kind"] == "cell", "curve"] for table in (curves, ghost)])
    return replace(what, ghosts=tuple(both.unique()))


def tables_of(
    curves: pd.DataFrame,
    seeds: pd.DataFrame | None,
    ghost: pd.DataFrame | None = None,
    step: int | None = None,
) -> dict[str, pd.DataFrame]:
    """The tables of a figure by their names.

    Each has rows, for Vega complains of a field that has no values: what is not to be seen has no
    height, or no colour.
    """
    value = value_of(curves)
    if ghost is not None:
        ghost = curves.assign(**{value: float("nan")}) if ghost.empty else ghost
        ghost = ghost[ghost["kind"] == "cell"]
    at = curves["steps_ahead"].min() if step is None else step
    chosen = pd.DataFrame({"steps_ahead": [at], "is_seen": [step is not None]})
    tables = {"curves": curves, "seeds": seeds, "ghost": ghost, "step": chosen}
    write = digits.writer(curves[value])
    names = curves["curve"].unique()
    columns = [_told(curves[curves["curve"] == name], value, write) for name in names]
    tables[HOVER] = hover_table("steps_ahead", columns)
    return {name: table for name, table in tables.items() if table is not None}


def _told(curve: pd.DataFrame, value: str, write: Callable[[float], str]) -> pd.Series:
    """What one curve says at each step: its value, its interval, and the seeds that diverged."""
    ranging = "interval" in curve and bool((curve["interval"] == RANGE).all())
    form = digits.RANGING if ranging else digits.BETWEEN
    columns = [value, f"{value}_lower", f"{value}_upper"]
    texts = numbers_at(curve, "steps_ahead", columns, write, form)
    if not curve["diverged"].any():
        return texts
    told = zip(texts, curve["diverged"], curve["seeds"], strict=True)
    return pd.Series([_with_lost(*one) for one in told], index=texts.index, dtype=object)


def _with_lost(text: str, lost: int, seeds: int) -> str:
    if not lost:
        return text
    return phrase("{text}, {lost} of {seeds} diverged", text=text, lost=lost, seeds=seeds)


def spec_of(what: DrawnCurves, scale: alt.Scale, axis: alt.Axis | None = None) -> dict[str, Any]:
    """The chart: bands, single seeds, lines, the chosen step, and what the pointer asks for."""
    selection = highlight()
    axis = axis or alt.Axis()
    y = alt.Y(f"{what.value}:Q", scale=scale, title=what.title, axis=axis)
    low = alt.Y(f"{what.value}_lower:Q", scale=scale, title=what.title, axis=axis)
    base = named("curves").encode(x=steps_axis())
    bands = seed_bands(what.banded, base, (low, f"{what.value}_upper:Q"), selection)
    lines = _lines(what.names, y, selection)
    layers = [*_ghosts(what.ghosts, y), *bands, *_seeds(what.single, y, selection), lines]
    layers += [_step(), hover_rule(steps_axis(), "steps_ahead", STEPS, what.names)]
    return finished(alt.layer(*layers), HEIGHT)


def _step() -> alt.Chart:
    """The step ahead that somebody has chosen, as a line through all curves."""
    line = named("step").mark_rule(color=ACCENT, strokeWidth=1.5, strokeDash=[5, 3])
    seen = alt.condition("datum.is_seen", alt.value(0.9), alt.value(0))
    return line.encode(x=steps_axis(), opacity=seen)


def _lines(names: tuple[str, ...], y: alt.Y, selection: alt.Parameter) -> alt.Chart:
    width = alt.condition("datum.kind == 'cell'", alt.value(2.8), alt.value(1.4))
    line = named("curves").mark_line(clip=True).encode(x=steps_axis(), y=y, strokeWidth=width)
    line = line.encode(
        color=curve_colour(names),
        strokeDash=curve_dash(names),
        opacity=faded(selection, 1.0, 0.12),
    )
    return line.add_params(selection)


def _ghosts(cells: tuple[str, ...], y: alt.Y) -> list[alt.Chart]:
    """Faint lines of before, one layer for each cell, so that the legend does not know them."""
    base = named("ghost").encode(x=steps_axis(), y=y)
    return [
        base.transform_filter(alt.datum.curve == cell).mark_line(
            color=colour_of(cell),
            strokeDash=dash_of(cell),
            strokeWidth=1.4,
            opacity=GHOST_OPACITY,
            clip=True,
        )
        for cell in cells
    ]


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
