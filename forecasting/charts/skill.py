"""How much better than a baseline: skill by steps ahead."""

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting.charts.figure import Figure
from forecasting.charts.lines import DrawnCurves, drawn_curves, spec_of, tables_of
from forecasting.messages import phrase


def skill_chart(
    curves: pd.DataFrame,
    baseline: str,
    lowest: float,
    seeds: pd.DataFrame | None = None,
    step: int | None = None,
) -> Figure:
    """Skill by steps ahead: 1 is perfect, the baseline itself is the line at zero.

    Args:
        curves: curve, kind ("cell", "baseline" or "floor"), steps_ahead, skill, skill_lower,
            skill_upper, seeds, diverged; of one variable.
        baseline: What the skill is against.
        lowest: Lower end of the axis, below zero, beyond which curves leave the chart.
        seeds: curve, seed, steps_ahead, skill, to draw each seed as a thin line.
        step: A step ahead to mark by a line.

    Returns:
        A figure in whose legend a click highlights one curve.
    """
    title = phrase("skill against {baseline}", baseline=baseline)
    what = drawn_curves("skill", title, curves, seeds)
    words = phrase(
        "Skill by steps ahead against {baseline} for {names}",
        baseline=baseline,
        names=", ".join(what.names),
    )
    return Figure(_skill_spec(what, lowest), tables_of(curves, seeds, None, step), words)


@lru_cache(maxsize=64)
def _skill_spec(what: DrawnCurves, lowest: float) -> dict[str, Any]:
    return spec_of(what, alt.Scale(domain=[lowest, 1], nice=False))
