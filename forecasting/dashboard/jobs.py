"""This browser's share of the job manager: ask, stop, look, and which result to show."""

import contextlib
import gc
import os
import threading
import time
from dataclasses import dataclass
from importlib import import_module
from uuid import uuid4

import streamlit as st

from forecasting.dashboard import browser, controls, first_comparison
from forecasting.data import Draw, Source, Split, Stretch, Task, prepare
from forecasting.experiment import Comparison, Experiment
from forecasting.jobs import JobManager, JobStatus, ResultStore
from forecasting.messages import said_by
from forecasting.models import compile_now, start_compiling

KEPT_COMPARISONS = 32
REST_SECONDS = 0.3
COMPILER_WAITS_SECONDS = 10.0
GRACE_SECONDS = 60.0
"""How long a job goes on without its browser; the variable FORECASTING_GRACE_SECONDS sets it."""


@dataclass(frozen=True, eq=False)
class Visit:
    """A browser session and the manager that works for it."""

    owner: str
    manager: JobManager

    def leave(self) -> None:
        """Note that the browser left; called on the server's event loop, so nothing more."""
        self.manager.left(self.owner)


@st.cache_resource(show_spinner=False, on_release=lambda manager: manager.close(timeout=0))
def manager() -> JobManager:
    """The one manager of this process."""
    grace = float(os.environ.get("FORECASTING_GRACE_SECONDS", GRACE_SECONDS))
    longest = float(os.environ.get("FORECASTING_LONGEST_SECONDS", "inf"))
    return JobManager(ResultStore(KEPT_COMPARISONS), grace_seconds=grace, longest_seconds=longest)


@st.cache_resource(show_spinner=False)
def get_ready() -> threading.Thread:
    """Once per process, as soon as the first page stands: what training needs, then a result.

    PyTorch takes longer to import than all that the page needs, and would hold it up.
    """
    thread = threading.Thread(target=_get_ready, name="dashboard-get-ready", daemon=True)
    thread.start()
    return thread


@st.cache_resource(show_spinner=False)
def _ready() -> threading.Event:
    return threading.Event()


def is_ready() -> bool:
    """Whether training can begin without anybody having to wait for an import."""
    return _ready().is_set()


def _get_ready() -> None:
    start_compiling(hold=True)
    import_module("forecasting.models.ensemble")
    _freeze()
    _ready().set()
    here = first_comparison.prepare(manager())
    # On two cores the compiler would double the time to the first answer on a cold server.
    if here.job is not None:
        here.job.wait(COMPILER_WAITS_SECONDS)
    compile_now()


def _freeze() -> None:
    """Spare what is there now the collection of garbage, which Streamlit does after every rerun.

    What was imported never becomes garbage, and is most of what there is.
    """
    gc.collect()
    gc.freeze()


@st.cache_resource(scope="session", on_release=Visit.leave, show_spinner=False)
def _visit(owner: str) -> Visit:
    visit = Visit(owner, manager())
    visit.manager.returned(owner)
    return visit


def visit() -> Visit:
    """This browser session; drawn anew when a lost connection returns."""
    if "owner" not in st.session_state:
        st.session_state["owner"] = f"{browser.secret() or uuid4().hex}/{uuid4().hex}"
    return _visit(st.session_state["owner"])


def find_again() -> None:
    """After a reload: go on with the job that this browser left, if the settings are the same."""
    with contextlib.suppress(ValueError):
        visit().manager.take_over(visit().owner, controls.experiment())


def refusal() -> ValueError | None:
    """Why what the controls say cannot work; None if it can."""
    try:
        controls.experiment()
    except ValueError as error:
        return error
    return None


def train() -> None:
    """Ask for what the controls say; what stands against it is shown at the next run."""
    if refusal() is not None:
        return  # the page says so already
    st.session_state.pop("opened", None)
    try:
        visit().manager.submit(visit().owner, controls.experiment(), controls.device())
    except (ValueError, RuntimeError) as error:
        st.session_state["trouble"] = said_by(error)
    else:
        st.session_state.pop("trouble", None)


def stop() -> None:
    """Stop this browser's job; what was learnt is kept."""
    visit().manager.stop(visit().owner)


def status() -> JobStatus | None:
    """Where this browser's latest job stands."""
    job = visit().manager.job_of(visit().owner)
    return job.status() if job else None


def await_end(seconds: float) -> None:
    """Where this browser's job is about to end, wait for that rather than look a little too early.

    Args:
        seconds: Until the next look. Twice that is the longest that anybody waits.
    """
    job = visit().manager.job_of(visit().owner)
    left = job.status().seconds_left if job else None
    # What is left is a guess, and the tables are made after the last epoch.
    if job and left is not None and left < 2 * seconds:
        job.wait(2 * seconds)


def is_active() -> bool:
    """Whether this browser's job waits or runs."""
    now = status()
    return now is not None and now.active


@dataclass(frozen=True, eq=False)
class ShownComparison:
    """A comparison on the page.

    Attributes:
        comparison: What is shown.
        current: Whether it is of the settings as they are now.
        opened: Whether it was opened from a file; such a one is this session's alone.
    """

    comparison: Comparison
    current: bool
    opened: bool = False


def shown() -> ShownComparison | None:
    """The one opened from a file, else that of these settings, else this browser's latest."""
    if "opened" in st.session_state:
        opened = st.session_state["opened"]
        return ShownComparison(opened, current=opened.experiment == wanted(), opened=True)
    kept = _kept()
    if kept is not None:
        return ShownComparison(kept, current=True)
    latest = visit().manager.latest_result(visit().owner)
    return ShownComparison(latest, current=False) if latest else None


def _kept() -> Comparison | None:
    here = wanted()
    return visit().manager.kept(here) if here else None


def wanted() -> Experiment | None:
    """What the controls say; None if that cannot work."""
    try:
        return controls.experiment()
    except ValueError:
        return None


@st.cache_resource(max_entries=32, show_spinner=False)
def task(source: Source | Draw | Stretch, split: Split) -> Task:
    """A series, or a stretch of it, cut and scaled; made once for everybody who looks at it."""
    return prepare(source.load(), split)


def follow() -> None:
    """With the switch on, note when the controls came to rest where nothing is trained yet."""
    if not (st.session_state.get("follow") and _outdated()):
        st.session_state.pop("pending", None)
        return
    pending = st.session_state.get("pending")
    if pending is None or pending[0] != controls.experiment():
        st.session_state["pending"] = (controls.experiment(), time.monotonic())


def is_pending() -> bool:
    """Whether training starts by itself in a moment."""
    return "pending" in st.session_state


def start_when_at_rest() -> None:
    """Train what has rested for long enough."""
    pending = st.session_state.get("pending")
    if pending and time.monotonic() - pending[1] >= REST_SECONDS:
        del st.session_state["pending"]
        train()
        if "trouble" in st.session_state:
            st.session_state["refused"] = pending[0]


def _outdated() -> bool:
    """Whether what the controls say is valid, and neither kept nor being trained."""
    here, state = wanted(), st.session_state
    if here is None or here == state.get("refused"):
        return False
    if "opened" in state and here == state.get("opened_at"):
        return False  # only a person's move puts something else in the place of a file
    now = status()
    asked = now is not None and now.experiment == here and now.state != "stopped"
    return not asked and visit().manager.kept(here) is None
