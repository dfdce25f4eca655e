"""A window step by step: what each cell sees, its gates and units, its formula with numbers."""

import time
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from forecasting import charts, digits
from forecasting.charts import Figure
from forecasting.charts.axes import times_in_words
from forecasting.dashboard import components, inside_formula
from forecasting.dashboard.inside_subject import Standpoint
from forecasting.dashboard.inside_texts import STEPS, texts
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.experiment.once import once
from forecasting.inspection import Walk, inside_table, look, means_table, window_table
from forecasting.messages import in_turn, message, said_by
from forecasting.models import CELLS

looked = once(look)

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
            seen[cell] = looked(place.subject, place.glance(cell))
        except ValueError as error:
            st.warning(plain(say(said_by(error))), icon=":material/visibility_off:")
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
    state["inside_played_at"] = None


def _steps(place: Standpoint, seen: Mapping[str, Walk], playing: bool) -> None:
    length = place.task.split.window_length
    ended = playing and _go_on(length)
    step = _step(length)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        layer = _layer(len(next(iter(seen.values())).layers))
        quantity = _quantity(list(seen))
    tables, figures = _prepared(place, seen, layer, quantity)
    st.markdown(_now_in_words(place, tables, step))
    for cell, column in zip(seen, st.columns(len(seen)), strict=True):
        with column:
            _cell(cell, figures[cell], step)
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


Prepared = tuple[dict[str, pd.DataFrame], dict[str, dict[str, Figure]]]


def _prepared(place: Standpoint, seen: Mapping[str, Walk], layer: int, quantity: str) -> Prepared:
    """The windows of all cells, and the figures: made once, and only marked as one moves."""
    key = [*map(id, seen.values()), layer, quantity, place.variable]
    known = st.session_state.get("inside_prepared")
    if known is None or known[0] != key:
        tables = {
            cell: window_table(place.subject, place.glance(cell), own, place.variable)
            for cell, own in seen.items()
        }
        figures = {
            cell: _figures(place, own, tables[cell], (layer, quantity))
            for cell, own in seen.items()
        }
        # What is looked at is kept as well, or another might have its number.
        known = key, (tables, figures), seen
        st.session_state["inside_prepared"] = known
    return known[1]


def _go_on(length: int) -> bool:
    """One step further, if it is time; gives whether the end is reached."""
    state, key = st.session_state, f"inside_step_{length}"
    before, now = state["inside_played_at"], time.monotonic()
    if before is not None and now - before >= PLAY_SECONDS / 2:
        state[key] = min(length, state.get(key, length) + 1)
    if before is None or now - before >= PLAY_SECONDS / 2:
        state["inside_played_at"] = now
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


def _figures(
    place: Standpoint, seen: Walk, window: pd.DataFrame, what: tuple[int, str]
) -> dict[str, Figure]:
    """One cell: its forecasts, its units, its gates if it has any."""
    (layer, quantity), cell, series = what, seen.layers[0].cell, place.task.series
    shown = quantity if quantity in (*cell.states, *cell.gates) else cell.states[0]
    inside, means = inside_table(seen, layer), means_table(seen, layer)
    units = inside[inside["quantity"] == shown]
    figures = {
        "window": charts.window_chart(window, cell.name, place.variable, series.time_name),
        "units": charts.units_chart(units, cell.name, shown),
    }
    if len(means):
        figures["gates"] = charts.gates_chart(means, cell.name, len(window) - 1)
    return figures


def _cell(cell: str, figures: Mapping[str, Figure], step: int) -> None:
    for name, figure in figures.items():
        components.draw(charts.at_step(figure, step), f"inside_{name}_{cell}")
    if "gates" not in figures:
        st.info(
            say(
                "The {name} has no gates, and that is the point: every step presses all of its "
                "state through weights and a curve, and nothing can be kept out or held back.",
                name=cell,
            ),
            icon=":material/door_open:",
        )
