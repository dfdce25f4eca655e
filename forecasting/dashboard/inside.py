"""Inside the cells: first how far back they listen, then a window step by step, then formulas."""

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from forecasting import charts
from forecasting.dashboard import components, inside_steps, inside_subject, jobs, status
from forecasting.dashboard.inside_subject import Standpoint, curves_of, epoch_in_words
from forecasting.dashboard.inside_texts import LISTENING, texts
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.inspection import felt_table, half_sentences, needed_lag
from forecasting.messages import Message, in_turn, message, phrase, plural, said_by

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
        waits = jobs.is_active()
        components.nothing_yet(
            say("The cells can be looked into after the first epoch.")
            if waits
            else say("What happens inside the cells is drawn here once they are trained.")
        )
        return
    place = inside_subject.choose(subject)
    st.subheader(say("How far back each forecast listens"), anchor=False)
    _listening(place)
    _felt(place)
    texts(LISTENING)
    inside_steps.section(place)


def _listening(place: Standpoint) -> None:
    """The curves of all cells, and each cell's half distance in words."""
    of = st.segmented_control(
        say("How much it matters what was some steps back:"),
        list(TITLES),
        default=OF_VALUES,
        required=True,
        key="inside_of",
        persist_state="session",
    )
    subject, of_states = place.subject, of == OF_STATES
    curves = curves_of(subject, place.epoch, of_states)
    if curves.empty:
        st.warning(say(_no_curve(place)))
        return
    first = subject.epochs[0]
    before = curves_of(subject, first, of_states)
    before = before if first == 0 and place.epoch else before.iloc[:0]
    needed = needed_lag(subject)
    figure = charts.listening_chart(curves, before, TITLES[of], needed)
    components.draw(figure, "inside_listening")
    if not of_states:
        st.markdown(plain(say(in_turn([*half_sentences(curves)]))))
    st.caption(say(_about(place, of_states, bool(len(before)), needed)))
    for fewer in _fewer(place, curves):
        st.caption(f":material/info: {plain(say(fewer))}")
    components.table(curves, "listening")


def _no_curve(place: Standpoint) -> Message:
    if place.subject.tasks[0].split.window_length == 1:
        return message(
            "The window is one value: there is nothing before it to listen to. Make it longer."
        )
    return message(
        "All networks have diverged: their weights are no numbers, and nothing can be shown."
    )


def _about(place: Standpoint, of_states: bool, has_before: bool, needed: int | None) -> str:
    """How to read the curves."""
    told = [
        message("Weights {epoch}.", epoch=epoch_in_words(place.subject, place.epoch)),
        _line(of_states, len(place.subject.experiment.seeds)),
    ]
    if has_before:
        told.append(message("Faint: before training."))
    if needed is not None:
        dashed = plural(
            "Dashed line: the next value follows from the one {count} step back, and from no "
            "other.",
            "Dashed line: the next value follows from the one {count} steps back, and from no "
            "other.",
            count=needed,
        )
        told.append(dashed)
    return in_turn(told)


def _line(of_states: bool, seeds: int) -> Message:
    what = phrase(
        "how much the forecast changes with the value some steps back, in scaled units; 0 is the "
        "last value of the window"
    )
    if of_states:
        what = phrase(
            "how much the last hidden state changes with all that the cell carried some steps "
            "before (the LSTM: hidden state and memory cell)"
        )
    if seeds == 1:
        return message("Line: {what}; median over windows of the test part.", what=what)
    return message(
        "Line: {what}; median over windows of the test part, the middle one of the seeds; band: "
        "from the lowest to the highest seed.",
        what=what,
    )


def _fewer(place: Standpoint, curves: pd.DataFrame) -> Iterator[Message]:
    """Whose curves are of fewer seeds than there are."""
    seeds = len(place.subject.experiment.seeds)
    for row in curves[curves["seeds"] < seeds].drop_duplicates("curve").itertuples():
        yield message(
            "{cell}: {count} of {seeds} seeds; the others have diverged, or all of them would take "
            "too long to look into.",
            cell=row.curve,
            count=row.seeds,
            seeds=seeds,
        )


def _felt(place: Standpoint) -> None:
    """The window, coloured by what each cell's forecast feels of it."""
    task = place.task
    for cell in place.subject.experiment.cells:
        try:
            felt = felt_table(place.subject, place.glance(cell), place.variable)
        except ValueError as error:
            st.warning(plain(say(said_by(error))), icon=":material/visibility_off:")
            continue
        figure = charts.felt_chart(felt, cell, place.variable, task.series.time_name)
        components.draw(figure, f"inside_felt_{cell}")
    st.caption(
        say(
            "The window that is chosen above, as the forecast after it feels it: the "
            "larger and stronger a point, the more the forecast would change with that "
            "value."
        )
    )
