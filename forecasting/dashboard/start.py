"""The first page: an answer that is there already, two sliders to change it, and where to go on."""

import math
import time
from pathlib import Path

import pandas as pd
import streamlit as st

from forecasting import charts
from forecasting.dashboard import (
    components,
    controls,
    earlier_shown,
    first_comparison,
    frame,
    jobs,
    verdict_section,
)
from forecasting.dashboard.first_comparison import First
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.evaluation import BASELINES
from forecasting.experiment import Comparison, axis_ends
from forecasting.experiment.curves import error_curves
from forecasting.jobs import JobStatus
from forecasting.messages import Message, clauses, in_turn, message, phrase

STYLE = Path(__file__).with_name("start.css")
REST_SECONDS = 0.15
"""How long the sliders rest before the cells are trained anew."""
TICK_SECONDS = 0.5
"""Between two looks at a job: with each the browser goes through its whole page."""
BURST_SECONDS = 1.0
"""Moves that follow each other faster belong together: the cells are trained after the last."""


def show() -> None:
    """What is there now; the answer stands above the sliders that the frame drew."""
    st.html(STYLE)
    above = frame.above()
    here = first_comparison.prepare(jobs.manager()) if jobs.is_ready() else First()
    comparison = _to_show(here)
    _note_moves()
    tick = _tick(here, comparison)
    st.session_state["start_fresh"] = True
    status = st.container(key="start_status")
    with st.container(key="start_chart"):
        if comparison is None:
            components.draw(charts.empty_chart(), "no_errors")
        else:
            _curves(comparison)
    with above:
        _answer(here, comparison)
    with status:
        st.fragment(_status, run_every=tick)(here, comparison, tick is not None)
    if comparison is not None:
        verdict_section.table(verdict_section.judged(comparison), "start")
        st.page_link(
            "pages/evaluation.py",
            label=say("All of it: step by step, rollouts, future forecast, export"),
            icon=":material/query_stats:",
        )


def _tick(here: First, comparison: Comparison | None) -> float | None:
    """How often to look what goes on; not at all while nothing does."""
    if _is_due():
        return REST_SECONDS
    waits = comparison is None and not here.trouble
    return TICK_SECONDS if waits or _active(here, comparison) is not None else None


def _answer(here: First, comparison: Comparison | None) -> None:
    if comparison is not None:
        verdict_section.answer(comparison)
        verdict_section.figures(comparison, comparison.experiment.horizon)
    elif here.trouble:
        st.subheader(say("There is no comparison yet."), anchor=False)
        st.caption(say("The answer stands here once the cells are trained."))
    else:
        st.subheader(say("The first comparison is being made."), anchor=False)
        st.caption(say("The answer stands here in a few seconds."))


def _curves(comparison: Comparison) -> None:
    """The errors, and behind them those of before."""
    shown = earlier_shown.remember(comparison.experiment)
    earlier = jobs.manager().kept(shown.before) if shown.before else None
    points = error_curves(comparison)
    ghost = points.iloc[:0] if earlier is None else error_curves(earlier)
    cells = pd.concat([table[table["kind"] == "cell"] for table in (points, ghost)])
    end = components.axis_end("start", comparison, axis_ends.to_hold(cells, "rmse"))
    components.draw(charts.errors_chart(points, end, None, ghost), "start_errors")
    told = [message("Strong: {settings}.", settings=earlier_shown.label(shown.now))]
    if shown.before and earlier:
        told.append(message("Faint: {settings}.", settings=earlier_shown.label(shown.before)))
    band = axis_ends.band_caption(cells, "rmse", len(shown.now.seeds))
    st.caption(say(in_turn([*told, band, axis_ends.thin_caption(points)])))
    st.caption(say(_what_is_drawn(points)))


def _what_is_drawn(points: pd.DataFrame) -> str:
    """The words of the chart, for who meets them for the first time."""
    told = message(
        "RMSE (root mean squared error): the typical size of an error, so lower is better."
    )
    names = points.loc[points["kind"] == "baseline", "curve"].unique()
    if not len(names):
        return told
    simple = [
        phrase("{name}: {meaning}", name=name, meaning=BASELINES[name].explanation)
        for name in names
    ]
    return in_turn(
        [told, message("Baselines need no network — {baselines}.", baselines=clauses(simple))]
    )


def _to_show(here: First) -> Comparison | None:
    """What these settings gave, else what this visitor saw last, else the server's own."""
    wanted, now = jobs.wanted(), jobs.status()
    kept = jobs.manager().kept(wanted) if wanted else None
    stopped_here = now is not None and now.experiment == wanted and not now.active
    if kept is not None and (kept.stopped_at is None or stopped_here):
        return kept
    known = st.session_state.get("start_shown")
    last = jobs.manager().kept(known.now) if known else None
    return last or here.comparison


def _note_moves() -> None:
    """Whether the sliders, and nothing else, have been moved since the page was opened.

    The first move after a rest is followed at once; of more, the last one once they have rested.
    """
    wanted, state = jobs.wanted(), st.session_state
    if wanted is None or wanted == state.get("start_seen"):
        return
    seen, state["start_seen"] = state.get("start_seen"), wanted
    state["start_moved"] = seen is not None and earlier_shown.comparable(seen, wanted)
    if state["start_moved"]:
        last, now = state.get("start_moved_at", -math.inf), time.monotonic()
        state["start_moved_at"] = now
        if now - last > BURST_SECONDS and _is_due():
            _train_anew()


def _train_anew() -> None:
    jobs.train()
    st.session_state["start_moved"] = False
    if "trouble" in st.session_state:
        st.rerun()  # the frame, which says it, is drawn already


def _is_due() -> bool:
    """Whether the sliders stand where nothing is trained yet, nor asked for."""
    wanted, now = jobs.wanted(), jobs.status()
    if wanted is None or not st.session_state.get("start_moved"):
        return False
    kept = jobs.manager().kept(wanted)
    asked = now is not None and now.experiment == wanted
    return not asked and (kept is None or kept.stopped_at is not None)


def _active(here: First, comparison: Comparison | None) -> JobStatus | None:
    """This visitor's job, or that of the first comparison if it is waited for."""
    now = jobs.status()
    if now is not None and now.active:
        return now
    own = here.job.status() if here.job and comparison is None else None
    return own if own is not None and own.active else None


def _status(here: First, comparison: Comparison | None, waits: bool) -> None:
    """One line, always as high: what is trained now, else of which settings the result is."""
    ticked = not st.session_state.pop("start_fresh", False)
    if ticked:
        jobs.await_end(TICK_SECONDS)
    if ticked and _is_due():
        _train_anew()
    now = _active(here, comparison)
    if now is not None:
        st.progress(now.fraction, say(_progress(now, comparison)))
    elif ticked and waits and jobs.is_ready():
        st.rerun()  # before anything is said of what stood here while it was trained
    elif _is_due():
        st.caption(say("The cells learn anew as soon as the sliders rest."))
    else:
        _at_rest(here, comparison)


def _progress(now: JobStatus, comparison: Comparison | None) -> Message:
    if now.state == "queued" and not now.place:
        return phrase("Waiting")
    if now.state == "queued":
        return phrase("Waiting: place {place} in the queue", place=now.place)
    given = {
        "settings": earlier_shown.label(now.experiment),
        "epoch": now.epoch,
        "epochs": now.epochs,
    }
    if comparison is None or comparison.experiment == now.experiment:
        return phrase("Training with {settings}: epoch {epoch} of {epochs}", **given)
    return phrase(
        "Training with {settings}: epoch {epoch} of {epochs}. Below, from before: {earlier}",
        earlier=earlier_shown.label(comparison.experiment),
        **given,
    )


def _at_rest(here: First, comparison: Comparison | None) -> None:
    """What there is to say while nothing is trained."""
    now = jobs.status()
    try:
        wanted = controls.experiment()
    except ValueError as error:
        components.cannot_work(error)
        return
    if now is not None and now.state == "failed" and now.experiment == wanted:
        st.error(say(now.message), icon=":material/error:")
    elif comparison is not None and comparison.experiment == wanted:
        st.caption(
            say("Move a slider: the cells learn anew, and these curves stay as faint lines.")
        )
    elif comparison is not None:
        words = say(
            "Not trained yet: answer and chart are of {settings}.",
            settings=earlier_shown.label(comparison.experiment),
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(words, width="content")
            st.button(say("Train these settings"), on_click=jobs.train, key="train_here")
    elif here.trouble:
        words = say(
            "The first comparison could not be made. {reason}", reason=plain(say(here.trouble))
        )
        st.error(words, icon=":material/error:")
        st.button(say("Train"), on_click=jobs.train, key="train_here")
    else:
        st.caption(say("The server gets ready to train."))
