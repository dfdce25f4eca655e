"""The equations of a cell, and the numbers of one unit at one step in them."""

from collections.abc import Mapping

import streamlit as st

from forecasting.dashboard import components
from forecasting.dashboard.inside_texts import FORMULAS, texts
from forecasting.dashboard.language import say
from forecasting.inspection import Walk, filled_lines, opening_gates, terms_table
from forecasting.messages import in_turn, message


def section(seen: Mapping[str, Walk], layer: int, step: int) -> None:
    """Choose a cell and a unit; the step is that of the window above.

    Args:
        seen: What happened inside each cell.
        layer: Counted from 0.
        step: From 1.
    """
    st.subheader(say("The formula, with its numbers"), anchor=False)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        cell = _cell(list(seen))
        units = seen[cell].layers[0].units
        unit = _unit(units)
    lines = filled_lines(seen[cell], layer, unit - 1, step - 1)
    with st.container(key="inside_formula", border=True):
        for line in lines:
            st.markdown(f"**{line.name[0].upper()}{line.name[1:]}**")
            # Within a line, so that it breaks where the page is narrow.
            st.markdown(f"${line.formula}$")
            st.markdown(f"${line.annotated}$")
    st.caption(say(_about(seen[cell], layer, unit, step)))
    components.table(terms_table(lines), "terms")
    texts(FORMULAS)


def _about(seen: Walk, layer: int, unit: int, step: int) -> str:
    """Which unit it is, and how to read its equations."""
    whose = seen.layers[layer]
    given = {"cell": whose.cell.name, "unit": unit, "units": whose.units, "step": step}
    which = message("{cell}, unit {unit} of {units}, at step {step}.", **given)
    if len(seen.layers) > 1:
        which = message(
            "{cell}, unit {unit} of {units}, layer {layer}, at step {step}.",
            layer=layer + 1,
            **given,
        )
    reading = message(
        "Above the equations of the whole layer, below each the numbers of this unit. $x$ is what "
        "the layer is given, $h$ its hidden state; $W$ and $U$ are weights."
    )
    told = [which, reading, whose.cell.letters]
    if opening_gates(whose):
        told.append(
            message(r"Here $\sigma(a) = 1 / (1 + \exp(-a))$, and $\odot$ multiplies unit by unit.")
        )
    return in_turn(told)


def _cell(cells: list[str]) -> str:
    if len(cells) == 1:
        return cells[0]
    chosen = st.segmented_control(
        say("Cell"),
        cells,
        default=cells[0],
        required=True,
        key="inside_cell",
        persist_state="session",
    )
    return str(chosen if chosen in cells else cells[0])


def _unit(units: int) -> int:
    """Counted from 1."""
    if units == 1:
        return 1
    return int(st.number_input(say("Unit"), 1, units, 1, key=f"inside_unit_{units}", width=140))
