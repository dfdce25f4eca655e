"""How a curve looks, everywhere: one colour and one dash for each cell, on light and on dark."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

import altair as alt

COLOURS = {"orange": "#D9631E", "blue": "#3D84D6", "green": "#1F9D78", "gold": "#A67C00"}
"""Each has a contrast of 3 or more on white and on near-black."""

DASHES = {"solid": [1, 0], "dashed": [7, 3], "dotted": [2, 2], "dash-dotted": [9, 3, 2, 3]}
"""Lengths of line and gap in pixels."""

CELL_STYLES: dict[str, tuple[str, list[int]]] = {}
"""Cell -> colour, dash; the rooms that know the cells say so by `use_cells`."""

BASELINE_STYLES: dict[str, tuple[str, list[int]]] = {
    "naive": ("#8A8F98", [1, 3]),
    "seasonal naive": ("#8A8F98", [8, 3, 2, 3]),
    "differenced naive": ("#8A8F98", [4, 3]),
    "differenced seasonal naive": ("#8A8F98", [12, 3, 2, 3, 2, 3]),
    "linear autoregression": ("#8A8F98", [1, 0]),
    "noise σ": ("#B0479A", [1, 2]),
    "noise": ("#B0479A", [1, 2]),
}

OTHER_STYLE: tuple[str, list[int]] = ("#8766D9", [4, 4])
TRUTH_COLOUR = "#8A8F98"
ACCENT = "#7A5BD6"
BAND_OPACITY = 0.16

TEXT_PIXELS = "height > 620 ? 17 : width > 1700 ? 17 : 13"
"""Size of the text around a chart: larger where the chart is, as in full screen."""

CONFIG: dict[str, Any] = {
    "axis": {
        "labelFontSize": {"expr": TEXT_PIXELS},
        "titleFontSize": {"expr": TEXT_PIXELS},
        "labelPadding": 6,
        "titlePadding": 8,
    },
    "legend": {"labelFontSize": {"expr": TEXT_PIXELS}, "titleFontSize": {"expr": TEXT_PIXELS}},
    "title": {"fontSize": 15, "offset": 8},
}

LETTER_PIXELS, SYMBOL_PIXELS = 6.5, 34
"""Width of a letter in a legend, and of what stands around a name."""

PADDING = {"top": 4, "right": 8, "bottom": 4, "left": 2}
"""Around a chart; more would be taken from its plot."""


class Look(Protocol):
    """How a cell wants to be drawn: a name in `COLOURS`, one in `DASHES`."""

    colour: ClassVar[str]
    dash: ClassVar[str]


def use_cells(cells: Mapping[str, Look]) -> None:
    """Draw these cells as they want to be drawn."""
    for name, look in cells.items():
        CELL_STYLES[name] = COLOURS[look.colour], DASHES[look.dash]


def _style_of(curve: str) -> tuple[str, list[int]]:
    return (CELL_STYLES | BASELINE_STYLES).get(curve, OTHER_STYLE)


def colour_of(curve: str) -> str:
    """The colour of a cell or baseline."""
    return _style_of(curve)[0]


def dash_of(curve: str) -> list[int]:
    """The dash of a cell or baseline, as lengths of line and gap in pixels."""
    return _style_of(curve)[1]


def colours(curves: Sequence[str]) -> alt.Scale:
    """A colour scale over these curves, in their order."""
    return alt.Scale(domain=list(curves), range=[colour_of(c) for c in curves])


def dashes(curves: Sequence[str]) -> alt.Scale:
    """A dash scale over these curves, in their order."""
    return alt.Scale(domain=list(curves), range=[dash_of(c) for c in curves])


def curve_colour(curves: Sequence[str]) -> alt.Color:
    """Colour by the column `curve`, with a legend above the chart."""
    return alt.Color("curve:N", scale=colours(curves), legend=_legend(curves))


def seed_bands(
    cells: Sequence[str], base: alt.Chart, ends: tuple[alt.Y, str], selection: alt.Parameter
) -> list[alt.Chart]:
    """A band over the seeds of each cell.

    One layer per cell: a colour encoding would put areas into the legend of the lines.
    """
    opacity = faded(selection, BAND_OPACITY, 0.02)
    return [
        base.transform_filter(alt.datum.curve == cell)
        .mark_area(color=colour_of(cell), clip=True)
        .encode(y=ends[0], y2=ends[1], opacity=opacity)
        for cell in cells
    ]


def curve_dash(curves: Sequence[str]) -> alt.StrokeDash:
    """Dash by the column `curve`, in the same legend as the colour."""
    return alt.StrokeDash("curve:N", scale=dashes(curves), legend=_legend(curves))


def styled_curves(
    names: Sequence[str], colours: Sequence[str], dashes: Sequence[list[int]]
) -> tuple[alt.Color, alt.StrokeDash]:
    """Colour and dash by the column `curve`, for curves that are no cells, in one legend."""
    legend, domain = _legend(names), list(names)
    return (
        alt.Color("curve:N", scale=alt.Scale(domain=domain, range=[*colours]), legend=legend),
        alt.StrokeDash("curve:N", scale=alt.Scale(domain=domain, range=[*dashes]), legend=legend),
    )


def _legend(curves: Sequence[str]) -> alt.Legend:
    """Above the plot, in as few rows as its width allows."""
    return alt.Legend(
        title=None,
        orient="top",
        symbolType="stroke",
        symbolStrokeWidth=2.5,
        symbolSize=400,
        columnPadding=10,
        rowPadding=1,
        offset=4,
        columns=alt.ExprRef(_columns(curves)),
    )


def _columns(curves: Sequence[str]) -> str:
    """How many columns of a legend fit, as Vega finds out: the most whose widths add up to less."""
    choice = "1"
    for count in range(2, len(curves) + 1):
        widths = (max(map(len, curves[start::count])) for start in range(count))
        needed = sum(LETTER_PIXELS * letters + SYMBOL_PIXELS for letters in widths)
        choice = f"width > {needed:.0f} ? {count} : {choice}"
    return choice


def dots_on_line(size: int) -> alt.OverlayMarkDef:
    """The points of what was observed."""
    return alt.OverlayMarkDef(size=size, color=TRUTH_COLOUR, filled=True)


def highlight(field: str = "curve") -> alt.Parameter:
    """A click on the legend keeps one curve bright and fades the others."""
    return alt.selection_point(name="highlight", fields=[field], bind="legend")


def faded(selection: alt.Parameter, bright: float, faint: float) -> Any:
    """Opacity of a mark, with one faded by a click in the legend."""
    return alt.condition(selection, alt.value(bright), alt.value(faint))


def cell_title(cell: str) -> alt.Title:
    """The name of a cell above its own chart, in its colour."""
    return alt.Title(cell, color=colour_of(cell), anchor="start")
