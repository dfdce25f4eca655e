"""How far ahead each cell can forecast: errors by steps ahead."""

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting.charts.axes import log_axis, log_ends, steps_axis
from forecasting.charts.figure import Figure, finished, named
from forecasting.charts.lines import (
    HEIGHT,
    DrawnCurves,
    drawn_curves,
    spec_of,
    tables_of,
    with_ghost,
)

UNIT = "units of the series"
COLUMNS = ("rmse", "rmse_lower", "rmse_upper")

NOTHING = 1e-9
"""An error below this share of the largest is the rounding of the computer: a perfect forecast."""


def errors_chart(
    curves: pd.DataFrame,
    highest: float | None = None,
    seeds: pd.DataFrame | None = None,
    ghost: pd.DataFrame | None = None,
    step: int | None = None,
) -> Figure:
    """RMSE by steps ahead: cells with a band over seeds, baselines and noise floor as thin lines.

    Args:
        curves: curve, kind ("cell", "baseline" or "floor"), steps_ahead, rmse, rmse_lower,
            rmse_upper, seeds, diverged, and the unit of the errors; of one variable.
        highest: End of a linear axis, beyond which curves leave the chart; a logarithmic axis
            that shows all but perfect forecasts if not given.
        seeds: curve, seed, steps_ahead, rmse, to draw each seed as a thin line.
        ghost: Like `curves`, of before: the cells' curves stay as faint lines on the same axes.
            Without rows there is nothing to see yet, but the specification is the one with a ghost.
        step: A step ahead to mark by a line.

    Returns:
        A figure in whose legend a click highlights one curve.
    """
    title = _title(str(curves["unit"].iloc[0])) if "unit" in curves and len(curves) else _title()
    tables, ends = tables_of(curves, seeds, ghost, step), None
    if not highest:
        tables, ends = _on_logarithms(tables)
    what = with_ghost(drawn_curves("rmse", title, curves, seeds), curves, ghost)
    words = f"RMSE by steps ahead for {', '.join(what.names)}"
    return Figure(_errors_spec(what, highest, ends), tables, words)


def _title(unit: str = UNIT) -> str:
    return f"RMSE ({unit})"


def empty_chart() -> Figure:
    """The axes of the errors before there are any: where they will stand.

    It also has the browser load what it draws charts with while the cells still learn.
    """
    rows = pd.DataFrame({"steps_ahead": [0, 1], "rmse": [0, 1]})
    return Figure(_empty_spec(), {"rows": rows}, "Axes for the errors by steps ahead, still empty")


@lru_cache(maxsize=1)
def _empty_spec() -> dict[str, Any]:
    x = steps_axis().axis(alt.Axis(labels=False, ticks=False, grid=False))
    y = alt.Y("rmse:Q", title=_title(), axis=alt.Axis(labels=False, ticks=False, tickCount=4))
    return finished(named("rows").mark_point(opacity=0).encode(x=x, y=y), HEIGHT)


def _on_logarithms(
    tables: dict[str, pd.DataFrame],
) -> tuple[dict[str, pd.DataFrame], tuple[float, float]]:
    """Gaps where there is zero, which would empty the axis; and the ends that show all else."""
    drawn = {name: table for name, table in tables.items() if "rmse" in table}
    numbers = [table[name] for table in drawn.values() for name in COLUMNS if name in table]
    zero = NOTHING * log_ends(*numbers)[1]
    kept = {name: _above(table, zero) for name, table in drawn.items()}
    ends = log_ends(*(table[name] for table in kept.values() for name in COLUMNS if name in table))
    return tables | kept, ends


def _above(table: pd.DataFrame, zero: float) -> pd.DataFrame:
    columns = [name for name in COLUMNS if name in table]
    return table.assign(**{name: table[name].where(table[name] > zero) for name in columns})


@lru_cache(maxsize=64)
def _errors_spec(
    what: DrawnCurves, highest: float | None, ends: tuple[float, float] | None
) -> dict[str, Any]:
    if ends:
        return spec_of(what, *log_axis(*ends))
    return spec_of(what, alt.Scale(domain=[0, highest]))
