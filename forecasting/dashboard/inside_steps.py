"""A window step by step: what each cell sees, its gates and units, its formula with numbers."""

import math
import time
from collections.abc import Iterator, Mapping

import pandas as pd
import streamlit as st

from forecasting import charts
from forecasting.charts import Figure
from forecasting.charts.axes import times_in_words
from forecasting.dashboard import components, inside_formula
from forecasting.dashboard.inside_subject import Standpoint
from forecasting.dashboard.inside_texts import STEPS, texts
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.experiment.once import once
from forecasting.inspection import (
    Walk,
    inside_table,
    look,
    means_table,
    moment_of,
    opening_gates,
    shown_units,
    window_table,
)
from forecasting.messages import Message, beside, in_turn, message, phrase, said_by

looked = once(look)

PLAY_SECONDS = 0.6
"""From one step to the next while it plays."""


def section(place: Standpoint, seen: Mapping[str, Walk]) -> None:
    """All of it, for the cells that can be looked into."""
    st.subheader(say("A window, step by step"), anchor=False)
    if place.task.split.window_length > 1:
        _play_button(place.task.split.window_length)
    playing = st.session_state.get("inside_playing", False)
    st.fragment(_steps, run_every=PLAY_SECONDS if playing else None)(place, seen, playing)


def looks(place: Standpoint) -> dict[str, Walk]:
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
        quantity = _quantity(seen)
    tables, figures = _prepared(place, seen, layer, quantity)
    st.markdown(_now_in_words(place, tables, step))
    for cell, column in zip(seen, st.columns(len(seen)), strict=True):
        with column:
            _cell(cell, figures[cell], step)
    st.caption(say(_about(seen, layer)))
    texts(STEPS)
    inside_formula.section(seen, layer, step)
    if ended:
        st.rerun()


def _about(seen: Mapping[str, Walk], layer: int) -> str:
    """How to read the charts of a cell."""
    told = [
        message("From above: the values, and as a line what was forecast of each one step before."),
        message(
            "Then the units as rows, those that move alike beside each other; the further a value "
            "is from the middle of the legend, the stronger its colour."
        ),
    ]
    if some := [*_even_parts(seen, layer)]:
        told.append(message("Of many units an even part is shown: {cells}.", cells=beside(some)))
    if any(opening_gates(walk.layers[layer]) for walk in seen.values()):
        told.append(message("Last, the mean of each gate over all units."))
    return in_turn(told)


def _even_parts(seen: Mapping[str, Walk], layer: int) -> Iterator[Message]:
    for cell, walk in seen.items():
        shown, units = len(shown_units(walk, layer)), walk.layers[layer].units
        if shown < units:
            yield phrase("{cell} {shown} of {units}", cell=cell, shown=shown, units=units)


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


def _quantity(seen: Mapping[str, Walk]) -> str:
    """What the heat maps show; a cell that has no such thing shows its hidden state."""
    layers = [walk.layers[0] for walk in seen.values()]
    names = dict.fromkeys(n for one in layers for n in (*one.cell.states, *one.cell.gates))
    gates = {name for one in layers for name in opening_gates(one)}
    chosen = st.selectbox(
        say("Heat map of"),
        list(names),
        format_func=lambda name: say("{name} gate", name=name) if name in gates else name,
        key="inside_quantity",
        width=220,
    )
    return str(chosen)


def _now_in_words(place: Standpoint, tables: Mapping[str, pd.DataFrame], step: int) -> str:
    """What is seen at the step, and what each cell makes of it."""
    series, now = place.task.series, moment_of(tables, step)
    (when,) = times_in_words([now.time], series.time_name)
    if not series.dated:
        when = phrase("{unit} {time}", unit=plain(series.time_name), time=when)
    variable = plain(place.variable)
    is_gap, ends_in_gap = math.isnan(now.value), math.isnan(now.following)
    given = {"step": step, "time": when, "variable": variable, "value": now.write(now.value)}
    here = message(
        "**Step {step}** of the window, {time} of the series: {variable} is {value}.", **given
    )
    if is_gap:
        here = message(
            "**Step {step}** of the window, {time} of the series: {variable} was not observed, and "
            "the value before stands for it.",
            **given,
        )
    given = {"value": now.write(now.following), "cells": now.forecasts_in_words}
    after = message("Forecast of the next value, which is {value}: {cells}.", **given)
    if ends_in_gap:
        after = message("Forecast of the next value, which was not observed: {cells}.", **given)
    return say(in_turn([here, after]))


def _figures(
    place: Standpoint, seen: Walk, window: pd.DataFrame, what: tuple[int, str]
) -> dict[str, Figure]:
    """One cell: its forecasts, its units, its gates if it has any."""
    (layer, quantity), cell, series = what, seen.layers[0].cell, place.task.series
    shown = quantity if quantity in (*cell.states, *cell.gates) else cell.states[0]
    is_gate = shown in opening_gates(seen.layers[layer])
    inside, means = inside_table(seen, layer), means_table(seen, layer)
    units = inside[inside["quantity"] == shown]
    figures = {
        "window": charts.window_chart(window, cell.name, place.variable, series.time_name),
        "units": charts.units_chart(units, cell.name, shown, is_gate),
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
