"""The equations of a cell, and the numbers of one unit at one step in them."""

from collections.abc import Mapping

import streamlit as st

from forecasting.dashboard import components
from forecasting.dashboard.inside_texts import FORMULAS, texts
from forecasting.dashboard.language import say
from forecasting.inspection import Walk, filled_lines, terms_table


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
            st.latex(line.formula)
            st.latex(line.annotated)
    where = f", layer {layer + 1}" if len(seen[cell].layers) > 1 else ""
    st.caption(
        say(
            "{cell}, unit {unit} of {units}{where}, at step {step}. Above the equations of "
            "the whole layer, below each the numbers of this unit. σ(a) = 1 / (1 + "
            "exp(−a)); ⊙ multiplies unit by unit. The bias is the sum of both.",
            cell=cell,
            unit=unit,
            units=units,
            where=where,
            step=step,
        )
    )
    components.table(terms_table(lines), "terms")
    texts(FORMULAS)


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
