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
from forecasting.experiment.kept_weights import KeptWeights
from forecasting.experiment.once import once
from forecasting.inspection import (
    Glance,
    Subject,
    epoch_in_words,
    lag_curves,
    learning_subject,
    listening_table,
    state_table,
    subject_of,
    why_no_epochs,
    window_on_series,
)
from forecasting.messages import in_turn, message

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
    key, before = f"inside_origin_{first}_{last}", state.get("inside_origin")
    chosen = first
    if first < last:
        chosen = int(
            st.slider(
                say("Window, by its last value"),
                first,
                last,
                before if before in origins else first,
                key=key,
                help=say("One of those that the cells are judged on; values count from 0."),
                persist_state="session",
            )
        )
    if before is not None and before not in origins:
        state["inside_left"] = before, key, chosen
        before = state.pop("inside_origin")
    _tell_what_left(key, chosen)
    chosen = min(origins, key=lambda origin: abs(origin - chosen))
    if chosen != first or "inside_origin" in state:
        state["inside_origin"] = chosen  # somebody chose it: nobody is told of the first one
    return chosen


def _tell_what_left(key: str, chosen: int) -> None:
    """Until somebody chooses another window: that the one looked at before is gone."""
    left = st.session_state.get("inside_left")
    if left is None or left[1:] != (key, chosen):
        st.session_state.pop("inside_left", None)
        return
    words = "The window that you looked at ended at value {value}: no window ends there now."
    st.caption(f":material/info: {say(words, value=digits.whole(left[0]))}")


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


def _seed(subject: Subject) -> int | None:
    seeds = subject.experiment.seeds
    if len(seeds) == 1:
        return None
    chosen = st.selectbox(
        say("Network"),
        [MEDIAN, *seeds],
        format_func=lambda one: _member_in_words(subject, one),
        key="inside_member",
        width=220,
        help=say(_about_members(subject)),
        persist_state="session",
    )
    return int(chosen) if chosen in seeds else None


def _about_members(subject: Subject) -> str:
    """What is chosen, and which one the median is."""
    told = [message("One network of each cell.")]
    if len(subject.tasks) > 1:
        told.append(
            message(
                "Median: by its RMSE over all steps each network has a rank among those of its "
                "cell; this is the seed with the middle mean rank, of two in the middle the "
                "better one. It is one seed for all cells, so that they see the same series."
            )
        )
    else:
        told.append(
            message(
                "Median: the middle one of its cell by its RMSE over all steps, of two in the "
                "middle the better one."
            )
        )
    if subject.experiment.stretches > 1:
        told.append(message("Only the first stretch counts."))
    return in_turn(told)


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
def _known_curves(_: KeptWeights | Subject) -> dict[tuple[int, bool], pd.DataFrame]:
    """What was made of them."""
    return {}


def curves_of(subject: Subject, epoch: int, of_states: bool = False) -> pd.DataFrame:
    """How far back the cells listen after an epoch, or how far back their states matter.

    Weights that are kept never change: what is made of them outlives this look at the cells.
    """
    known, wanted = _known_curves(subject.kept(epoch) or subject), (epoch, of_states)
    if wanted not in known:
        known[wanted] = lag_curves((state_table if of_states else listening_table)(subject, epoch))
    return known[wanted]
