"""A window step by step: what each cell sees, its gates and units, its formula with numbers."""

import time
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from forecasting import charts, digits
from forecasting.charts.axes import times_in_words
from forecasting.dashboard import components, inside_formula
from forecasting.dashboard.inside_subject import Standpoint
from forecasting.dashboard.inside_texts import STEPS, texts
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.inspection import Walk, inside_table, look, means_table, window_table
from forecasting.messages import in_turn, message
from forecasting.models import CELLS

PLAY_SECONDS = 0.6
"""From one step to the next while it plays."""


def section(place: Standpoint) -> None:
    """All of it, for the cells that can be looked into."""
    st.subheader(say("A window, step by step"), anchor=False)
    seen = _looks(place)
    if not seen:
        return
    _play_button(place.task.split.window_length)
    playing = st.session_state.get("inside_playing", False)
    st.fragment(_steps, run_every=PLAY_SECONDS if playing else None)(place, seen, playing)


def _looks(place: Standpoint) -> dict[str, Walk]:
    """What happened inside each cell; what cannot be shown is said."""
    seen = {}
    for cell in place.subject.experiment.cells:
        try:
            seen[cell] = look(place.subject, place.glance(cell))
        except ValueError as error:
            st.warning(plain(str(error)), icon=":material/visibility_off:")
    return seen


def _play_button(length: int) -> None:
    playing = st.session_state.get("inside_playing", False)
    st.button(
        say("Pause") if playing else say("Play"),
        on_click=_play,
        args=(length,),
        icon=":material/pause:" if playing else ":material/play_arrow:",
        key="inside_play",
    )


def _play(length: int) -> None:
    """From the first step on, if it has come to the last."""
    state, key = st.session_state, f"inside_step_{length}"
    if state.get(key, length) >= length:
        state[key] = 1
    state["inside_playing"] = not state.get("inside_playing", False)
    state["inside_played_at"] = time.monotonic()


def _steps(place: Standpoint, seen: Mapping[str, Walk], playing: bool) -> None:
    length = place.task.split.window_length
    ended = playing and _go_on(length)
    step = _step(length)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        layer = _layer(len(next(iter(seen.values())).layers))
        quantity = _quantity(list(seen))
    tables = {cell: _table(place, cell, seen[cell]) for cell in seen}
    st.markdown(_now_in_words(place, tables, step))
    for cell, column in zip(seen, st.columns(len(seen)), strict=True):
        with column:
            _cell(place, seen[cell], tables[cell], (layer, quantity, step))
    st.caption(
        say(
            "From above: the values, and as a line what was forecast of each one step "
            "before; every unit as a row, units that move alike beside each other, as "
            "strong in colour as they are away from the middle of the legend; the mean of "
            "each gate over all units."
        )
    )
    texts(STEPS)
    inside_formula.section(seen, layer, step)
    if ended:
        st.rerun()


def _go_on(length: int) -> bool:
    """One step further, if it is time; gives whether the end is reached."""
    state, key = st.session_state, f"inside_step_{length}"
    if time.monotonic() - state["inside_played_at"] >= PLAY_SECONDS / 2:
        state[key] = min(length, state.get(key, length) + 1)
        state["inside_played_at"] = time.monotonic()
    if state.get(key, length) >= length:
        state["inside_playing"] = False
        return True
    return False


def _step(length: int) -> int:
    if length == 1:
        return 1
    key = f"inside_step_{length}"
    st.session_state.setdefault(key, length)
    return int(st.slider(say("Step of the window"), 1, length, key=key))


def _layer(count: int) -> int:
    """Counted from 0; nothing to choose where there is one."""
    if count == 1:
        return 0
    chosen = st.segmented_control(
        say("Layer"), list(range(1, count + 1)), default=1, required=True, key="inside_layer"
    )
    return int(chosen) - 1


def _quantity(cells: list[str]) -> str:
    """What the heat maps show; a cell that has no such thing shows its hidden state."""
    names = [n for cell in cells for n in (*CELLS[cell].states, *CELLS[cell].gates)]
    return str(
        st.selectbox(
            say("Heat map of"), list(dict.fromkeys(names)), key="inside_quantity", width=220
        )
    )


def _table(place: Standpoint, cell: str, seen: Walk) -> pd.DataFrame:
    return window_table(place.subject, place.glance(cell), seen, place.variable)


def _now_in_words(place: Standpoint, tables: Mapping[str, pd.DataFrame], step: int) -> str:
    """What is seen at the step, and what each cell makes of it."""
    first = next(iter(tables.values()))
    write = digits.levels(
        [v for t in tables.values() for v in t[["observed", "forecast"]].melt()["value"]]
    )
    time_name = place.task.series.time_name
    here, after = (first[first["step"] == at].iloc[0] for at in (step, step + 1))
    (when,) = times_in_words([here["time"]], time_name)
    own = [t.loc[t["step"] == step + 1, "forecast"].iloc[0] for t in tables.values()]
    said = ", ".join(f"{cell} {write(value)}" for cell, value in zip(tables, own, strict=True))
    given = {
        "step": step,
        "time": when,
        "variable": plain(place.variable),
        "value": write(here["observed"]),
    }
    here_words = message(
        "**Step {step}** of the window, {unit} {time} of the series: {variable} is {value}.",
        unit=plain(time_name),
        **given,
    )
    if time_name == "date":
        here_words = message(
            "**Step {step}** of the window, {time} of the series: {variable} is {value}.", **given
        )
    after_words = message(
        "Of the next value, which is {value}, they forecast: {cells}.",
        value=write(after["observed"]),
        cells=said,
    )
    return say(in_turn([here_words, after_words]))


def _cell(place: Standpoint, seen: Walk, window: pd.DataFrame, what: tuple[int, str, int]) -> None:
    """One cell: its forecasts, its units, its gates."""
    (layer, quantity, step), cell = what, seen.layers[0].cell
    length, series = len(window) - 1, place.task.series
    figure = charts.window_chart(window, cell.name, place.variable, step, series.time_name)
    components.draw(figure, f"inside_window_{cell.name}")
    known = (*cell.states, *cell.gates)
    shown = quantity if quantity in known else cell.states[0]
    inside = inside_table(seen, layer)
    rows = inside[inside["quantity"] == shown]
    means = means_table(seen, layer)
    figure = charts.units_chart(rows, cell.name, shown, step)
    components.draw(figure, f"inside_units_{cell.name}")
    if means.empty:
        st.info(
            say(
                "The {name} has no gates, and that is the point: every step writes all of its "
                "state anew, and nothing can be kept out or held back.",
                name=cell.name,
            ),
            icon=":material/door_open:",
        )
        return
    figure = charts.gates_chart(means, cell.name, length, step)
    components.draw(figure, f"inside_gates_{cell.name}")
