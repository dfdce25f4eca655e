"""How far ahead each cell can see: errors by steps ahead."""

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting.charts.curves import (
    HEIGHT,
    Shown,
    shown,
    spec_of,
    steps_axis,
    tables_of,
    with_ghost,
)
from forecasting.charts.figure import Figure, named
from forecasting.charts.style import colour_of

RMSE = "RMSE (units of the series)"


def errors_chart(
    curves: pd.DataFrame,
    highest: float | None = None,
    seeds: pd.DataFrame | None = None,
    ghost: pd.DataFrame | None = None,
) -> Figure:
    """RMSE by steps ahead: cells with a band over seeds, baselines and noise floor as thin lines.

    Args:
        curves: curve, kind ("cell", "baseline" or "floor"), steps_ahead, rmse, rmse_lower,
            rmse_upper, seeds, diverged; of one variable.
        highest: End of a linear axis, beyond which curves leave the chart; a logarithmic axis
            that shows all if not given.
        seeds: curve, seed, steps_ahead, rmse, to draw each seed as a thin line.
        ghost: Like `curves`, of before: the cells' curves stay as faint lines on the same axes.
            Without rows there is nothing to see yet, but the specification is the one with a ghost.

    Returns:
        A figure in whose legend a click highlights one curve.
    """
    tables = tables_of(curves, seeds, ghost)
    if not highest:
        tables = {name: _above_zero(table) for name, table in tables.items()}
    what = with_ghost(shown("rmse", RMSE, curves, seeds), curves, ghost)
    words = f"RMSE by steps ahead for {', '.join(what.names)}"
    return Figure(_errors_spec(what, highest), tables, words)


def empty_chart() -> Figure:
    """The axes of the errors before there are any: where they will stand.

    It also has the browser load what it draws charts with while the cells still learn.
    """
    rows = pd.DataFrame({"steps_ahead": [0, 1], "rmse": [0, 1]})
    return Figure(_empty_spec(), {"rows": rows}, "Axes for the errors by steps ahead, still empty")


@lru_cache(maxsize=1)
def _empty_spec() -> dict[str, Any]:
    x = steps_axis().axis(alt.Axis(labels=False, ticks=False, grid=False))
    y = alt.Y("rmse:Q", title=RMSE, axis=alt.Axis(labels=False, ticks=False, tickCount=4))
    points = named("rows").mark_point(opacity=0).encode(x=x, y=y)
    return points.properties(height=HEIGHT).to_dict()


def _above_zero(table: pd.DataFrame) -> pd.DataFrame:
    """Gaps where there is zero: a single one would empty a logarithmic axis."""
    columns = [name for name in ("rmse", "rmse_lower", "rmse_upper") if name in table]
    return table.assign(**{name: table[name].where(table[name] > 0) for name in columns})


@lru_cache(maxsize=64)
def _errors_spec(what: Shown, highest: float | None) -> dict[str, Any]:
    scale = alt.Scale(domain=[0, highest]) if highest else alt.Scale(type="log")
    return spec_of(what, scale)


def snapshots_chart(curves: pd.DataFrame, cell: str, highest: float) -> Figure:
    """RMSE by steps ahead at each snapshot of the training of one cell, later ones stronger.

    Args:
        curves: cell, epoch, steps_ahead, rmse_median; of one variable.
        cell: Which one to draw.
        highest: Largest RMSE on the axis, the same for all cells.

    Source:
        Article 4 shows its errors like this.
    """
    rows = curves[curves["cell"] == cell].replace([float("inf")], float("nan"))
    words = f"RMSE by steps ahead of the {cell} at {rows['epoch'].nunique()} epochs"
    return Figure(_snapshots_spec(cell, highest), {"rows": rows}, words)


@lru_cache(maxsize=64)
def _snapshots_spec(cell: str, highest: float) -> dict[str, Any]:
    legend = alt.Legend(orient="bottom", title="epoch", columns=4)
    line = named("rows").mark_line(color=colour_of(cell), strokeWidth=2, clip=True)
    line = line.encode(
        x=steps_axis(),
        y=alt.Y("rmse_median:Q", title="RMSE", scale=alt.Scale(domain=[0, highest])),
        detail="epoch:N",
        opacity=alt.Opacity("epoch:Q", scale=alt.Scale(range=[0.15, 1.0]), legend=legend),
        tooltip=[
            alt.Tooltip("epoch:Q"),
            alt.Tooltip("steps_ahead:Q", title="steps ahead"),
            alt.Tooltip("rmse_median:Q", title="RMSE (median seed)", format=".4g"),
        ],
    )
    title = alt.Title(cell, color=colour_of(cell), anchor="start")
    return line.properties(height=290, title=title).to_dict()
