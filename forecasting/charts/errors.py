"""How far ahead each cell can see: errors by steps ahead."""

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting.charts.figure import Figure, named
from forecasting.charts.style import (
    colour_of,
    curve_colour,
    curve_dash,
    faded,
    highlight,
    seed_bands,
)

RMSE = "RMSE (units of the series)"


def errors_chart(curves: pd.DataFrame, highest: float | None = None) -> Figure:
    """RMSE by steps ahead: cells with a band over seeds, baselines and noise floor as thin lines.

    Args:
        curves: curve, kind ("cell", "baseline" or "floor"), steps_ahead, rmse_median,
            rmse_lowest, rmse_highest; of one variable.
        highest: End of a linear axis, beyond which curves leave the chart; a logarithmic axis
            that shows all if not given.

    Returns:
        A figure in whose legend a click highlights one curve.
    """
    names = tuple(curves["curve"].unique())
    curves = curves if highest else _above_zero(curves)
    words = f"RMSE by steps ahead for {', '.join(names)}"
    cells = tuple(curves.loc[curves["kind"] == "cell", "curve"].unique())
    return Figure(_errors_spec(names, cells, highest), {"curves": curves}, words)


def _above_zero(curves: pd.DataFrame) -> pd.DataFrame:
    """The curves with gaps where they are zero: a single zero would empty a logarithmic axis."""
    columns = ["rmse_median", "rmse_lowest", "rmse_highest"]
    return curves.assign(**{name: curves[name].where(curves[name] > 0) for name in columns})


@lru_cache(maxsize=64)
def _errors_spec(
    names: tuple[str, ...], cells: tuple[str, ...], highest: float | None
) -> dict[str, Any]:
    scale = alt.Scale(domain=[0, highest]) if highest else alt.Scale(type="log")
    selection = highlight()
    base = named("curves").encode(x=_steps_axis())
    low = alt.Y("rmse_lowest:Q", scale=scale, title=RMSE)
    bands = seed_bands(cells, base, (low, "rmse_highest:Q"), selection)
    y = alt.Y("rmse_median:Q", scale=scale, title=RMSE)
    dots = base.mark_point(opacity=0, size=50, clip=True).encode(y=y, tooltip=_tooltip())
    layers = [*bands, _lines(names, scale, selection), dots]
    return alt.layer(*layers).properties(height=420).to_dict()


def _lines(names: tuple[str, ...], scale: alt.Scale, selection: alt.Parameter) -> alt.Chart:
    width = alt.condition("datum.kind == 'cell'", alt.value(2.8), alt.value(1.4))
    line = named("curves").mark_line(clip=True).encode(x=_steps_axis(), strokeWidth=width)
    line = line.encode(
        y=alt.Y("rmse_median:Q", scale=scale, title=RMSE),
        color=curve_colour(names),
        strokeDash=curve_dash(names),
        opacity=faded(selection, 1.0, 0.12),
    )
    return line.add_params(selection)


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
        x=_steps_axis(),
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


def _steps_axis() -> alt.X:
    axis = alt.Axis(grid=False, tickMinStep=1, format="d")
    scale = alt.Scale(nice=False, zero=False)
    return alt.X("steps_ahead:Q", title="steps ahead", axis=axis, scale=scale)


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("curve:N", title="forecast by"),
        alt.Tooltip("steps_ahead:Q", title="steps ahead"),
        alt.Tooltip("rmse_median:Q", title="RMSE (median seed)", format=".4g"),
        alt.Tooltip("rmse_lowest:Q", title="best seed", format=".4g"),
        alt.Tooltip("rmse_highest:Q", title="worst seed", format=".4g"),
    ]
