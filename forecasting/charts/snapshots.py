"""The errors of one cell while it learnt."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting.charts.axes import STEPS, steps_axis
from forecasting.charts.figure import Figure, filled, finished, named
from forecasting.charts.hover import HOVER, hover_rule, hover_table, numbers_at
from forecasting.charts.style import cell_title, colour_of
from forecasting.messages import phrase, plural

FAINTEST = 0.3
MOST_NAMED = 6
"""Epochs in the legend and the tooltip, the first and the last among them."""


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
    epochs = tuple(int(epoch) for epoch in sorted(rows["epoch"].unique()))
    told = [
        numbers_at(rows[rows["epoch"] == epoch], "steps_ahead", ["rmse_median"])
        for epoch in _some(epochs)
    ]
    data = {"rows": rows, HOVER: hover_table("steps_ahead", told)}
    words = plural(
        "RMSE by steps ahead of the {cell} at {count} epoch",
        "RMSE by steps ahead of the {cell} at {count} epochs",
        count=len(epochs),
        cell=cell,
    )
    return Figure(_spec(cell, highest, epochs), data, words)


@lru_cache(maxsize=64)
def _spec(cell: str, highest: float, epochs: tuple[int, ...]) -> dict[str, Any]:
    return filled(_with_any_end(cell, epochs), highest=highest)


@lru_cache(maxsize=64)
def _with_any_end(cell: str, epochs: tuple[int, ...]) -> dict[str, Any]:
    last = max(1, len(epochs) - 1)
    strengths = [FAINTEST + (1 - FAINTEST) * k / last for k in range(len(epochs))]
    legend = alt.Legend(
        orient="bottom",
        title=phrase("after epoch"),
        columns=alt.ExprRef("width > 420 ? 6 : 3"),
        values=_some(epochs),
    )
    scale = alt.Scale(domain=list(epochs), range=strengths if len(epochs) > 1 else [1.0])
    line = named("rows").mark_line(color=colour_of(cell), strokeWidth=2, clip=True)
    line = line.encode(
        x=steps_axis(),
        y=alt.Y("rmse_median:Q", title="RMSE", scale=alt.Scale(domain=[0, alt.ExprRef("highest")])),
        opacity=alt.Opacity("epoch:O", scale=scale, legend=legend),
    )
    told = [phrase("after epoch {epoch}", epoch=epoch) for epoch in _some(epochs)]
    rule = hover_rule(steps_axis(), "steps_ahead", STEPS, told)
    return finished(alt.layer(line, rule).properties(title=cell_title(cell)), 300)


def _some(epochs: Sequence[int]) -> list[int]:
    """A few of them, evenly, with the first and the last."""
    if len(epochs) <= MOST_NAMED:
        return list(epochs)
    step = (len(epochs) - 1) / (MOST_NAMED - 1)
    return [epochs[round(k * step)] for k in range(MOST_NAMED)]
