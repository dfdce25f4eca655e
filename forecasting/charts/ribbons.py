"""Below a chart over the steps ahead: where one of two cells is shown to be better."""

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from forecasting.charts.axes import STEPS
from forecasting.charts.figure import Figure, named
from forecasting.charts.style import TRUTH_COLOUR, colour_of
from forecasting.messages import Message, beside, phrase, plural

RIBBONS = "ribbons"
LABELS = "ribbon_labels"

ROW_PIXELS = 28
"""Of a ribbon and the line of words above it."""

THICK = {"beats": 7, "leads": 3, "open": 1}
"""Pixels of what is shown, so that it does not need its colour."""

TOP_PIXELS = 6
TEXT_PIXELS = 13


def with_ribbons(figure: Figure, table: pd.DataFrame, words: str) -> Figure:
    """The figure with a thin ribbon for each pair of cells between its plot and its axis.

    Args:
        figure: Over the steps ahead, in layers.
        table: one, other, steps_ahead, better (a cell, or ""), answer ("beats", "leads" or
            "open"), seeds, least_seeds (that could show anything), told (the same in words); pair
            by pair. Without rows the figure stays as it is.
        words: The same in sentences, for those who cannot see it.
    """
    if table.empty:
        return figure
    pairs = table.groupby(["one", "other"], sort=False).ngroups
    below = TOP_PIXELS + pairs * ROW_PIXELS
    layers = [_moved(layer, below) for layer in (*figure.spec["layer"], *_layers())]
    data = {**figure.data, RIBBONS: _ribbons(table), LABELS: _labels(table)}
    # The plot stays as high as it is without them.
    spec = {**figure.spec, "layer": layers, "height": figure.spec["height"] + below}
    return Figure(spec, data, phrase("{chart}. {words}", chart=figure.alt, words=words))


def _moved(layer: dict[str, Any], below: int) -> dict[str, Any]:
    """The layer with its axis of steps so far below the plot."""
    encoding = layer.get("encoding", {})
    if "x" not in encoding:
        return layer
    x = encoding["x"]
    moved = {**x, "axis": {**x.get("axis", {}), "offset": below}}
    return {**layer, "encoding": {**encoding, "x": moved}}


@lru_cache(maxsize=1)
def _layers() -> tuple[dict[str, Any], ...]:
    """The ribbons and their words; where they are and how they look stands in their rows."""
    axis = alt.Axis(grid=False, tickMinStep=1, format="d")
    scale = alt.Scale(nice=False, zero=False)
    told = "{'steps ahead': datum.at, 'cells': datum.pair, 'shown': datum.told}"
    ribbons = named(RIBBONS).mark_rect(
        y=alt.ExprRef("height + datum.top"),
        y2=alt.ExprRef("height + datum.bottom"),
        fill=alt.ExprRef("datum.colour"),
        stroke=alt.ExprRef("datum.colour"),
        strokeWidth=0.7,
        tooltip=alt.ExprRef(told),
    )
    x = alt.X("start:Q", title=STEPS, axis=axis, scale=scale)
    labels = named(LABELS).mark_text(
        x=0,
        y=alt.ExprRef("height + datum.y"),
        text=alt.ExprRef("datum.label"),
        limit=alt.ExprRef("width"),
        align="left",
        baseline="middle",
        fontSize=TEXT_PIXELS,
        color=TRUTH_COLOUR,
    )
    return ribbons.encode(x=x, x2="end:Q").to_dict(), labels.to_dict()


def _ribbons(table: pd.DataFrame) -> pd.DataFrame:
    """A stretch of half a step to each side, within the axis."""
    place = table.groupby(["one", "other"], sort=False).ngroup()
    steps, thick = table["steps_ahead"], table["answer"].map(THICK)
    middle = TOP_PIXELS + (place + 1) * ROW_PIXELS - max(THICK.values()) / 2
    return pd.DataFrame(
        {
            "start": (steps - 0.5).clip(lower=steps.min()),
            "end": (steps + 0.5).clip(upper=steps.max()),
            "top": middle - thick / 2,
            "bottom": middle + thick / 2,
            "colour": [colour_of(name) if name else TRUTH_COLOUR for name in table["better"]],
            "at": steps.astype(str),
            "pair": table["one"] + " · " + table["other"],
            "told": table["told"],
        }
    )


def _labels(table: pd.DataFrame) -> pd.DataFrame:
    """Above each ribbon: whose it is, and who is shown to be better at how many of the steps."""
    rows = []
    for place, ((one, other), part) in enumerate(table.groupby(["one", "other"], sort=False)):
        counts = part.loc[part["better"] != "", "better"].value_counts(sort=False)
        few = bool((part["seeds"] < part["least_seeds"]).all())
        label = _label(f"{one} · {other}", counts.to_dict(), len(part), few)
        y = TOP_PIXELS + place * ROW_PIXELS + (ROW_PIXELS - max(THICK.values())) / 2 + 2
        rows.append({"label": label, "y": y})
    return pd.DataFrame(rows)


def _label(pair: str, counts: Mapping[Hashable, int], steps: int, few: bool) -> Message:
    """Of one pair: at how many steps each of the two is shown to be better."""
    if few:
        return phrase("{pair}: too few seeds to show a difference at any step", pair=pair)
    if not counts:
        return phrase("{pair}: at no single step a difference shown", pair=pair)
    better = [
        phrase("{cell} better at {steps}", cell=cell, steps=count) for cell, count in counts.items()
    ]
    return plural(
        "{pair}: {better} of {count} step",
        "{pair}: {better} of {count} steps",
        count=steps,
        pair=pair,
        better=beside(better),
    )
