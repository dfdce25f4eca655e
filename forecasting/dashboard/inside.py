"""Inside the cells: first how far back they listen, then a window step by step, then formulas."""

from collections.abc import Collection, Iterator

import pandas as pd
import streamlit as st

from forecasting import charts, digits
from forecasting.dashboard import (
    components,
    inside_gradient,
    inside_steps,
    inside_subject,
    jobs,
    status,
)
from forecasting.dashboard.inside_subject import Standpoint, curves_of
from forecasting.dashboard.inside_texts import FORMULAS, GRADIENTS, LISTENING, STEPS, texts
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.inspection import (
    about_curves,
    about_weights,
    are_kept,
    as_seen,
    felt_table,
    left_out,
    needed_in_words,
    needed_lag,
    on_one_scale,
    reach_sentences,
)
from forecasting.messages import Message, in_turn, listed, message

OF_VALUES, OF_STATES = "The values", "The states"
TITLES = {
    OF_VALUES: "‖∂ forecast / ∂ value‖",
    OF_STATES: "‖∂ last state / ∂ state‖",
}


def show() -> None:
    """The whole page; anew at every look while the cells learn."""
    st.fragment(_show, run_every=status.tick())()


def _show() -> None:
    subject = inside_subject.now()
    if subject is None:
        components.nothing_yet(_what_will_be_there())
        for some in (LISTENING, STEPS, FORMULAS, GRADIENTS):
            texts(some)
        return
    place = inside_subject.choose(subject)
    if not any(subject.sound_seeds(cell, place.epoch) for cell in subject.experiment.cells):
        words = say("All networks have diverged: their weights are no numbers, and show nothing.")
        st.warning(words, icon=":material/visibility_off:")
        return
    seen = inside_steps.looks(place)
    st.subheader(say("How far back each forecast listens"), anchor=False)
    if place.task.split.window_length == 1:
        st.info(
            say(
                "The window is one value: there is nothing before it to listen to. Make it longer."
            ),
            icon=":material/hearing_disabled:",
        )
    else:
        _listening(place)
        _felt(place, seen)
    texts(LISTENING)
    if seen:
        inside_steps.section(place, seen)
    inside_gradient.section(place)


def _what_will_be_there() -> str:
    now = jobs.status()
    if now is None or not now.active:
        return say("What happens inside the cells is drawn here once they are trained.")
    if are_kept(now.experiment):
        return say("The cells can be looked into after the first epoch.")
    return say(
        "The cells can be looked into at the end: together these networks are too large for their "
        "weights to be kept while they learn."
    )


def _listening(place: Standpoint) -> None:
    """The curves of all cells, and how far that is in words."""
    of = st.segmented_control(
        say("How much it matters what was some steps back:"),
        list(TITLES),
        default=OF_VALUES,
        required=True,
        key="inside_of",
        persist_state="session",
    )
    subject, of_states = place.subject, of == OF_STATES
    curves, first = curves_of(subject, place.epoch, of_states), subject.epochs[0]
    before = curves_of(subject, first, of_states)
    before = before if first == 0 and place.epoch else before.iloc[:0]
    figure = charts.listening_chart(curves, before, TITLES[of], needed_lag(subject))
    components.draw(figure, "inside_listening")
    if not of_states:
        st.markdown(plain(say(in_turn([*reach_sentences(curves, needed_lag(subject))]))))
    told = [*about_weights(subject, place.epoch), about_curves(subject, curves, of_states)]
    told += [message("Faint: before training.")] if len(before) else []
    notes = needed_in_words(subject), as_seen(subject)
    st.caption(plain(say(in_turn([*told, *(note for note in notes if note)]))))
    st.caption(say(_no_virtue()))
    for note in _below_in_words(curves, before):
        st.caption(f":material/info: {plain(say(note))}")
    for note in left_out(subject, place.epoch, curves):
        st.caption(f":material/info: {plain(say(note))}")
    components.table(curves, "listening")


def _below_in_words(curves: pd.DataFrame, before: pd.DataFrame) -> Iterator[Message]:
    """Of which curves nothing, or not all, is seen."""
    low, none, part = charts.below_the_chart(curves, before)
    given = {"low": digits.mark(low)}
    if none:
        yield message(
            "The lines of these weights lie below the chart, under {low} at every lag: {cells}. "
            "There half of the seeds or more feel next to nothing.",
            cells=listed(none),
            **given,
        )
    if part:
        yield message(
            "Where a curve ends it goes on below the chart, under {low}: {cells}.",
            cells=listed(part),
            **given,
        )


def _no_virtue() -> Message:
    return message(
        "A long reach is no virtue by itself: where earlier values are mostly noise there is "
        "nothing in them to be remembered, and a cell that has learnt this listens less far."
    )


def _felt(place: Standpoint, cells: Collection[str]) -> None:
    """The window, coloured by what each cell's forecast feels of it."""
    if not cells:
        return
    felt = {c: felt_table(place.subject, place.glance(c), place.variable) for c in cells}
    for cell, own in on_one_scale(felt).items():
        figure = charts.felt_chart(own, cell, place.variable, place.task.series.time_name)
        components.draw(figure, f"inside_felt_{cell}")
    st.caption(
        say(
            "The window that is chosen above, as the forecast after it feels it: the "
            "larger and stronger a point, the more the forecast would change with that "
            "value, on one scale for all cells. Where there is no point next to nothing is felt."
        )
    )
