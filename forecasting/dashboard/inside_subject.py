"""Which cells one looks into, and from where: subject, window, member, epoch."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from forecasting import charts, digits
from forecasting.dashboard import components, jobs
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.data import Task
from forecasting.experiment import TrainingLog, tables
from forecasting.experiment.once import once
from forecasting.inspection import (
    Glance,
    Subject,
    lag_curves,
    learning_subject,
    listening_table,
    state_table,
    subject_of,
    why_no_epochs,
    window_on_series,
)
from forecasting.messages import Message, phrase

subject_made = once(subject_of)
median_seed = once(Subject.median_seed)
MEDIAN = "median"


@dataclass(frozen=True, eq=False)
class Standpoint:
    """From where somebody looks.

    Attributes:
        subject: The cells.
        epoch: After how many epochs.
        origin: Index of the last value of the window.
        seed: Of the members; None for the median one of each cell.
        variable: Of the series.
    """

    subject: Subject
    epoch: int
    origin: int
    seed: int | None
    variable: str

    def glance(self, cell: str) -> Glance:
        """The same for one cell."""
        seed = median_seed(self.subject, cell) if self.seed is None else self.seed
        return Glance(cell, seed, self.epoch, self.origin)

    @property
    def task(self) -> Task:
        """The series that the window is of: of the first cell's member, if each has its own."""
        return self.subject.task_of(self.glance(self.subject.experiment.cells[0]).seed)


def now() -> Subject | None:
    """The cells that learn, as they were at the last look; else those of the result on the page."""
    status, shown = jobs.status(), jobs.shown()
    if status is not None and status.active and status.log is not None:
        found = _learning(status.id, status.log)
        if found is not None:
            return found
    return subject_made(shown.comparison) if shown is not None else None


def is_learning(subject: Subject) -> bool:
    """Whether these cells still learn."""
    return not subject.models


def _learning(job: int, log: TrainingLog) -> Subject | None:
    """Made anew at each look only, so that what is made of it is made once."""
    key = (job, log.learning_rates[log.experiment.cells[0]], len(log.weights), len(log.snapshots))
    known = st.session_state.get("inside_learning")
    if known is None or known[0] != key:
        split = log.experiment.split
        tasks = tuple(jobs.task(source, split) for source in log.experiment.sources)
        known = key, learning_subject(log, tasks)
        st.session_state["inside_learning"] = known
    return known[1]


def choose(subject: Subject) -> Standpoint:
    """The series with the window on it, and the controls."""
    with st.container(key="inside_controls"):
        chart = st.container()
        origin = _origin(subject)
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            epoch, seed = _epoch(subject), _seed(subject)
            variable = _variable(subject)
    place = Standpoint(subject, epoch, origin, seed, variable)
    with chart:
        _series(place)
    if (stretches := subject.experiment.stretches) > 1:
        first = "These are the networks of the first of {stretches} stretches, and its windows."
        st.caption(say(first, stretches=stretches))
    if why := why_no_epochs(subject):
        st.caption(f":material/info: {plain(say(why))}")
    return place


def _series(place: Standpoint) -> None:
    """The whole series, and where the window is."""
    task = place.task
    rows, window = tables.series_table(task), window_on_series(task, place.origin)
    figure = charts.series_chart(rows, window, place.variable, task.series.time_name)
    components.draw(figure, "inside_series")


def _origin(subject: Subject) -> int:
    origins, state = subject.origins, st.session_state
    first, last = origins[0], origins[-1]
    if first == last:
        return first
    before = state.get("inside_origin", first)
    chosen = int(
        st.slider(
            say("Window of the test part, by its last value")
            if subject.experiment.judged_on == "test"
            else say("Window, by its last value"),
            first,
            last,
            before if before in origins else first,
            key=f"inside_origin_{first}_{last}",
            persist_state="session",
        )
    )
    if before not in origins:
        st.caption(
            say(
                ":material/info: The window that you looked at ended at value {value}, which "
                "is not in this test part.",
                value=digits.whole(before),
            )
        )
    if chosen in origins:
        state["inside_origin"] = chosen
    return min(origins, key=lambda origin: abs(origin - chosen))


def _epoch(subject: Subject) -> int:
    epochs = subject.epochs
    if len(epochs) == 1 or is_learning(subject):
        st.caption(say("Weights {epoch}", epoch=epoch_in_words(subject, epochs[-1])))
        return epochs[-1]
    return int(
        st.select_slider(
            say("Weights"),
            epochs,
            epochs[-1],
            format_func=lambda epoch: say(epoch_in_words(subject, epoch)),
            key=f"inside_epoch_{epochs[-1]}_{len(epochs)}",
            persist_state="session",
        )
    )


def epoch_in_words(subject: Subject, epoch: int) -> Message:
    """Which weights they are."""
    if epoch == 0:
        return phrase("at the start")
    if subject.models and epoch == subject.epochs[-1]:
        return phrase("at the end")
    return phrase("after epoch {epoch}", epoch=digits.whole(epoch))


def _seed(subject: Subject) -> int | None:
    seeds = subject.experiment.seeds
    chosen = st.selectbox(
        say("Member"),
        [MEDIAN, *seeds],
        format_func=lambda one: _member_in_words(subject, one),
        key="inside_member",
        width=220,
        help=say(
            "A network of each cell. The median one has the middle RMSE over all steps of "
            "its cell's seeds."
        ),
        persist_state="session",
    )
    return int(chosen) if chosen in seeds else None


def _member_in_words(subject: Subject, one: object) -> str:
    if one != MEDIAN:
        return say("Seed {seed}", seed=one)
    return say("Median seed") if len(subject.tasks) > 1 else say("Median of each cell")


def _variable(subject: Subject) -> str:
    variables = subject.tasks[0].series.variables
    if len(variables) == 1:
        return variables[0]
    chosen = st.selectbox(say("Variable"), list(variables), key="inside_variable", width=180)
    return str(chosen)


@once
def curves_of(subject: Subject, epoch: int, of_states: bool = False) -> pd.DataFrame:
    """How far back the cells listen after an epoch, or how far back their states matter."""
    table = (state_table if of_states else listening_table)(subject, epoch)
    return lag_curves(table)
