"""A chart as a constant specification and the tables drawn with it.

Building an Altair chart takes about 0.1 s, so each specification is built once and kept; a change
of the data leaves it alone, and the browser swaps the rows without redrawing. Ends of axes, which
change with the data, are filled in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import pandas as pd

from forecasting.charts.style import CONFIG, PADDING


@dataclass(frozen=True, eq=False)
class Figure:
    """What a page draws.

    Attributes:
        spec: Vega-Lite, with the data by name. Shared between figures: do not change it.
        data: The tables by those names.
        alt: What it shows, in words, for those who cannot see it.
    """

    spec: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    alt: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The whole chart as Vega-Lite, data included."""
        rows = {name: table.to_dict(orient="records") for name, table in self.data.items()}
        return {**self.spec, "datasets": rows}


def named(name: str) -> alt.Chart:
    """The beginning of a chart whose rows come later, under this name."""
    return alt.Chart(alt.NamedData(name=name))


def filled(part: Any, **values: float | None) -> Any:
    """A part of a specification with numbers in the place of expressions of just their names.

    What is built once can so be drawn to many ends of an axis.
    """
    if isinstance(part, list):
        return [filled(one, **values) for one in part]
    if not isinstance(part, dict):
        return part
    if set(part) == {"expr"} and part["expr"] in values:
        return values[part["expr"]]
    return {name: filled(one, **values) for name, one in part.items()}


def finished(chart: alt.TopLevelMixin, height: int) -> dict[str, Any]:
    """The specification of a chart of this height, with text that can be read."""
    return {**chart.to_dict(), "height": height, "padding": PADDING, "config": CONFIG}
