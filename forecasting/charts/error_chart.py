"""How far ahead each cell can forecast: errors by steps ahead."""

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting.charts.axes import log_axis, log_ends, steps_axis
from forecasting.charts.figure import Figure, filled, finished, named
from forecasting.charts.lines import (
    HEIGHT,
    DrawnCurves,
    drawn_curves,
    spec_of,
    tables_of,
    value_of,
    with_ghost,
)
from forecasting.evaluation import MEASURES, RMSE
from forecasting.messages import phrase

UNIT = phrase("units of the series")
NOTHING = 1e-9
"""An error below this share of the largest is the rounding of the computer: a perfect forecast."""


def errors_chart(
    curves: pd.DataFrame,
    highest: float | None = None,
    seeds: pd.DataFrame | None = None,
    ghost: pd.DataFrame | None = None,
    step: int | None = None,
) -> Figure:
    """Errors by steps ahead: cells with a band over seeds, baselines and noise floor as thin lines.

    Args:
        curves: curve, kind ("cell", "baseline" or "floor"), steps_ahead, a measure such as rmse,
            `<measure>_lower`, `<measure>_upper`, seeds, diverged, and the unit of the errors; of
            one variable.
        highest: End of a linear axis, beyond which curves leave the chart; a logarithmic axis
            that shows all but perfect forecasts if not given.
        seeds: curve, seed, steps_ahead, `<measure>`, to draw each seed as a thin line.
        ghost: Like `curves`, of before: the cells' curves stay as faint lines on the same axes.
            Without rows there is nothing to see yet, but the specification is the one with a ghost.
        step: A step ahead to mark by a line.

    Returns:
        A figure in whose legend a click highlights one curve.
    """
    measure = value_of(curves)
    unit = str(curves["unit"].iloc[0]) if "unit" in curves and len(curves) else UNIT
    tables, ends = tables_of(curves, seeds, ghost, step), None
    if not highest:
        tables, ends = _on_logarithms(tables, measure)
    what = with_ghost(drawn_curves(measure, _title(measure, unit), curves, seeds), curves, ghost)
    words = phrase(
        "{measure} by steps ahead for {names}",
        measure=MEASURES[measure].label,
        names=", ".join(what.names),
    )
    spec = _logarithmic(what, ends) if ends else _linear(what, highest)
    return Figure(spec, tables, words)


def _title(measure: str = RMSE, unit: str = UNIT) -> str:
    return f"{MEASURES[measure].label} ({unit})"


def empty_chart() -> Figure:
    """The axes of the errors before there are any: where they will stand.

    It also has the browser load what it draws charts with while the cells still learn.
    """
    rows = pd.DataFrame({"steps_ahead": [0, 1], "rmse": [0, 1]})
    words = phrase("Axes for the errors by steps ahead, still empty")
    return Figure(_empty_spec(), {"rows": rows}, words)


@lru_cache(maxsize=1)
def _empty_spec() -> dict[str, Any]:
    x = steps_axis().axis(alt.Axis(labels=False, ticks=False, grid=False))
    y = alt.Y("rmse:Q", title=_title(), axis=alt.Axis(labels=False, ticks=False, tickCount=4))
    return finished(named("rows").mark_point(opacity=0).encode(x=x, y=y), HEIGHT)


def _on_logarithms(
    tables: dict[str, pd.DataFrame], measure: str
) -> tuple[dict[str, pd.DataFrame], tuple[float, float]]:
    """Gaps where there is zero, which would empty the axis; and the ends that show all else."""
    drawn = {name: table for name, table in tables.items() if measure in table}
    columns = (measure, f"{measure}_lower", f"{measure}_upper")
    zero = NOTHING * log_ends(*_numbers(drawn, columns))[1]
    kept = {name: _above(table, zero, columns) for name, table in drawn.items()}
    return tables | kept, log_ends(*_numbers(kept, columns))


def _numbers(tables: dict[str, pd.DataFrame], columns: tuple[str, ...]) -> list[pd.Series]:
    return [table[name] for table in tables.values() for name in columns if name in table]


def _above(table: pd.DataFrame, zero: float, columns: tuple[str, ...]) -> pd.DataFrame:
    known = [name for name in columns if name in table]
    return table.assign(**{name: table[name].where(table[name] > zero) for name in known})


@lru_cache(maxsize=64)
def _linear(what: DrawnCurves, highest: float | None) -> dict[str, Any]:
    return filled(_with_any_end(what), highest=highest)


@lru_cache(maxsize=64)
def _with_any_end(what: DrawnCurves) -> dict[str, Any]:
    """To be filled in: another result has another end, and building it takes 0.1 s."""
    return spec_of(what, alt.Scale(domain=[0, alt.ExprRef("highest")]))


@lru_cache(maxsize=64)
def _logarithmic(what: DrawnCurves, ends: tuple[float, float]) -> dict[str, Any]:
    return spec_of(what, *log_axis(*ends))
