"""Three ways to the gradient of the cells that are looked into: how far they differ, and costs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from forecasting import charts, digits
from forecasting.dashboard import components, inside_subject
from forecasting.dashboard.inside_subject import Standpoint
from forecasting.dashboard.inside_texts import GRADIENTS, texts
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.experiment.once import once
from forecasting.inspection import (
    Subject,
    costs_table,
    truncation_curves,
    truncation_table,
    ways_table,
    why_not_carried,
)
from forecasting.inspection.gradient_costs import FIXED_HIDDEN, FIXED_WINDOW
from forecasting.messages import Message, in_turn, message, phrase

NAMES = {
    "bptt": phrase("BPTT"),
    "truncated": phrase("truncated BPTT"),
    "rtrl": phrase("RTRL"),
}
MEASURES = {
    "milliseconds": phrase("milliseconds"),
    "kilobytes": phrase("kilobytes at the peak"),
}
ROUNDING = 1e-9
"""Of the length of a gradient: what is less comes of the last digits of double precision."""
OVER = {"window": phrase("length of the window"), "hidden": phrase("hidden size")}


def section(place: Standpoint) -> None:
    """All of it, once somebody has asked for it."""
    st.subheader(say("Three ways to the gradient"), anchor=False)
    st.markdown(
        say(
            "The weights learn from the gradient of the loss. It can be found backward through the "
            "whole window (BPTT), backward through some steps of it (truncated BPTT), or forward, "
            "along with the states (RTRL)."
        )
    )
    if inside_subject.is_learning(place.subject):
        st.caption(say("They can be compared once the cells are trained."))
    elif not st.session_state.get("inside_ways_asked"):
        st.button(
            say("Compare the three"),
            on_click=_ask,
            icon=":material/compare_arrows:",
            key="inside_ways",
        )
    else:
        _differences(place)
        _truncated(place)
        _costs(place)
    texts(GRADIENTS)


def _ask() -> None:
    st.session_state["inside_ways_asked"] = True


@once
def _ways(subject: Subject, epoch: int, seeds: tuple[tuple[str, int], ...]) -> pd.DataFrame:
    return ways_table(subject, epoch, dict(seeds))


truncations = once(truncation_table)


def _differences(place: Standpoint) -> None:
    """A sentence for each cell, and the numbers."""
    cells = place.subject.experiment.cells
    seeds = tuple((cell, place.glance(cell).seed) for cell in cells)
    table = _ways(place.subject, place.epoch, seeds)
    for cell in cells:
        rows = table[table["cell"] == cell].set_index("way").to_dict("index")
        if not rows:
            st.warning(say("The {cell} has diverged: it has no gradient.", cell=cell))
            continue
        st.markdown(plain(say(in_turn([*_in_words(place, cell, rows)]))))
    st.caption(
        say(
            "In the table, “whole” is truncated BPTT with as many steps as the window has: a "
            "check, for it has to give what BPTT gives."
        )
    )
    components.table(table, "gradients")


def _in_words(
    place: Standpoint, cell: str, ways: Mapping[Any, Mapping[Any, Any]]
) -> Iterator[Message]:
    """How far each way is from BPTT."""
    whole = ways["bptt"]
    yield message(
        "{cell}, seed {seed}, {windows} windows of the training part: the gradient by BPTT is "
        "{length} long.",
        cell=cell,
        seed=int(whole["seed"]),
        windows=int(whole["windows"]),
        length=digits.number(whole["length"]),
    )
    if "rtrl" in ways:
        yield _carried_in_words(ways["rtrl"]["largest_difference"], whole["length"])
    elif why := why_not_carried(place.subject, place.epoch, cell):
        yield why
    yield _cut_in_words(place, ways)


def _carried_in_words(most: float, length: float) -> Message:
    """How far RTRL is from BPTT, whose gradient is so long."""
    if most <= ROUNDING * length:
        return message(
            "Of RTRL no weight's derivative differs from that by more than {most}, which is no "
            "more than rounding.",
            most=digits.number(most, 1),
        )
    return message(
        "Of RTRL no weight's derivative differs from that by more than {most}.",
        most=digits.number(most, 1),
    )


def _cut_in_words(place: Standpoint, ways: Mapping[Any, Mapping[Any, Any]]) -> Message:
    """How far the truncated gradient of the settings is from the whole one."""
    experiment = place.subject.experiment
    steps, window = experiment.training.truncation, experiment.window_length
    if steps >= window:
        return message(
            "Truncated at {steps} steps it is the same, for the window has {window}.",
            steps=steps,
            window=window,
        )
    cut = ways["truncated"]
    return message(
        "Truncated at {steps} of {window} steps it points {angle}° elsewhere and is {share} as "
        "long.",
        steps=steps,
        window=window,
        angle=digits.number(cut["angle"]),
        share=digits.percent(cut["length"] / ways["bptt"]["length"]),
    )


def _truncated(place: Standpoint) -> None:
    """Angle and length of the truncated gradient by its steps."""
    if place.subject.experiment.window_length == 1:
        return
    table = truncations(place.subject, place.epoch)
    if table.empty:
        return
    titles = {
        "angle": phrase("angle to BPTT, in degrees"),
        "share": phrase("length, as a share of BPTT's"),
    }
    with st.grid(2, min_column_width=320):
        for value, title in titles.items():
            with st.container():
                figure = charts.truncation_chart(truncation_curves(table, value), value, title)
                components.draw(figure, f"inside_truncated_{value}")
    st.caption(
        say(
            "The truncated gradient beside the whole one, by how many steps the way back has, over "
            "some windows of the training part. Line: the middle one of the seeds; band: from the "
            "lowest to the highest seed. With as many steps as the window has it is the whole one: "
            "0 degrees, and a share of 1."
        )
    )
    components.table(table, "truncated")


def _costs(place: Standpoint) -> None:
    """Time and memory, measured when they are asked for."""
    cells = list(place.subject.experiment.cells)
    cell = cells[0]
    if len(cells) > 1:
        chosen = st.segmented_control(
            say("Time and memory, of the cell"),
            cells,
            default=cell,
            required=True,
            key="inside_costs_of",
        )
        cell = str(chosen if chosen in cells else cell)
    table = _measured(place, cell)
    for measure in MEASURES:
        with st.grid(2, min_column_width=320):
            for over in OVER:
                with st.container():
                    _cost(table, over, measure)
    st.caption(say(_about(place, cell)))
    components.table(table, "gradient_costs")


def _measured(place: Standpoint, cell: str) -> pd.DataFrame:
    """Measured once for a network of this kind, by this visitor."""
    training = place.subject.experiment.training
    architecture = place.subject.members(cell, place.epoch).architecture
    architecture = replace(architecture, hidden_size=FIXED_HIDDEN)
    known = st.session_state.setdefault("inside_costs", {})
    key = architecture, training.unrolling
    if key not in known:
        known[key] = costs_table(architecture, training.unrolling)
    return known[key]


def _cost(table: pd.DataFrame, over: str, measure: str) -> None:
    rows = table[table["over"] == over]
    if len(rows):
        titles = OVER[over], MEASURES[measure]
        figure = charts.cost_chart(rows, measure, titles, NAMES)
        components.draw(figure, f"inside_costs_{over}_{measure}")


def _about(place: Standpoint, cell: str) -> Message:
    return message(
        "Measured on this machine when this was opened: the gradient of one window for one {cell} "
        "in double precision, as the reference engine finds it. By the window with a hidden size "
        "of {hidden}, by the hidden size with windows of {window} values; truncated at {steps} "
        "steps. What is missing would have taken too long.",
        cell=cell,
        hidden=FIXED_HIDDEN,
        window=FIXED_WINDOW,
        steps=place.subject.experiment.training.truncation,
    )
